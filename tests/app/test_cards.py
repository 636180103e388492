# SPDX-License-Identifier: GPL-3.0-or-later
"""The cards of what is attached: how they come, what they show, what can be done with them."""
import os
import pathlib
import re

import rig
import smtpscript
import taprunner
import windowtest

# A program that says what it was asked to open.
TAKER = """\
[Desktop Entry]
Type=Application
Name=Taker
Exec=sh -c 'realpath "$0" > %s' %%f
MimeType=%s;
"""


class AttachmentsTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def drag_in(self, app, *arguments):
        """From a window of another program to the text, where the button is still held."""
        other = self.start_other(*arguments)
        rig.sh("xdotool", "windowmove", "--sync", app.xwindow(), "300", "100")
        rig.sh("xdotool", "windowmove", "--sync", other.xwindow(), "0", "0")
        self.drag(other.find("label", "Drag me"), self.field(app, "Message text"))

    def shoot(self):
        """The screen as it is, in every look."""
        path = str(self.home / "screen.png")
        rig.sh("import", "-window", "root", path)
        return path

    def send_attached(self, app):
        app.press("Send")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        return list(message.iter_attachments())

    def test_a_dropped_picture_is_attached(self):
        app = self.start_in_text()
        self.drag_in(app, "picture")
        app.wait_text("Drop to Attach")
        app.screenshot("drop-picture")
        rig.sh("xdotool", "mouseup", "1")
        self.wait_cards(app, "Dropped image.png")
        self.assertFalse(app.exists("label", "Drop to Attach"))
        self.assertEqual(self.field(app, "Message text").text, "Text ")
        (part,) = self.send_attached(app)
        self.assertEqual((part.get_filename(), part.get_content_type()), ("Dropped image.png", "image/png"))
        self.assertEqual(part.get_content()[:8], b"\x89PNG\r\n\x1a\n")

    def test_a_dropped_picture_is_shown_in_markdown(self):
        app = self.start_in_text()
        app.key("ctrl+shift+m")
        self.drag_in(app, "picture")
        app.wait_text("Drop to Attach")
        rig.sh("xdotool", "mouseup", "1")
        app.wait(lambda: self.field(app, "Message text").text == "Text ![Dropped image](Dropped%20image.png)",
                 "the picture in the text")
        self.wait_cards(app, "Dropped image.png")

    def test_dropped_text_is_text(self):
        """Also where a picture of it is offered with it, as a spreadsheet does."""
        app = self.start_in_text()
        self.drag_in(app, "text-and-picture", "one two")
        self.assertFalse(app.exists("label", "Drop to Attach"))
        rig.sh("xdotool", "mouseup", "1")
        app.wait(lambda: "one two" in self.field(app, "Message text").text, "the text")
        self.assertEqual(self.send_attached(app), [])

    def cards(self, app):
        return [w.name.split(",")[0] for w in app.all("button") if ".bin, " in w.name]

    def start_with_files(self, *names):
        self.start_other("files", *self.write_files(*names))
        app = self.start_in_text()
        app.key("ctrl+v")
        app.wait(lambda: self.cards(app) == list(names), "the cards")
        return app

    def test_all_that_was_removed_comes_back(self):
        """By key, by button and by menu; each to its place."""
        app = self.start_with_files("a.bin", "b.bin", "c.bin", "d.bin")
        app.find("button", re.compile("^b.bin, ")).focus()
        app.key("Delete")
        app.wait_text("^Attachment removed$")
        app.press("Remove a.bin")
        app.wait_text("^2 attachments removed$")
        app.screenshot("attachment-removed")
        self.assertTrue(app.find("button", re.compile("^c.bin, ")).focused)
        app.key("Menu")
        app.find("menu item", "Remove").press()
        app.wait_text("^3 attachments removed$")
        self.assertEqual(self.cards(app), ["d.bin"])
        app.press("Undo")
        app.wait(lambda: self.cards(app) == ["a.bin", "b.bin", "c.bin", "d.bin"], "all at their places")
        # What is back is not offered again.
        app.press("Remove c.bin")
        app.wait_text("^Attachment removed$")
        app.press("Undo")
        self.assertEqual([part.get_filename()[0] for part in self.send_attached(app)], ["a", "b", "c", "d"])

    def use_taker(self, mime_type):
        """Returns how to wait for the file that the program for this type was asked to open."""
        opened = self.home / "opened"
        folder = self.home / "data" / "applications"
        folder.mkdir(parents=True)
        (folder / "taker.desktop").write_text(TAKER % (opened, mime_type))
        (folder / "mimeapps.list").write_text("[Default Applications]\n%s=taker.desktop\n" % mime_type)
        self.env["TMPDIR"] = str(self.home)

        def wait(app):
            app.wait(lambda: opened.exists() and opened.read_text().endswith("\n"), "the file to be opened")
            path = pathlib.Path(opened.read_text().strip())
            opened.unlink()
            return path
        return wait

    def test_a_card_is_opened(self):
        """By key, by double click and by menu."""
        wait_opened = self.use_taker("application/octet-stream")
        app = self.start_with_files("a.bin")
        card = app.find("button", re.compile("^a.bin, "))
        card.focus()
        app.key("Return")
        self.assertEqual(wait_opened(app), self.home / "a.bin")
        rig.sh("xdotool", "click", "--repeat", "2", "1")
        self.assertEqual(wait_opened(app), self.home / "a.bin")
        app.key("Menu")
        app.find("menu item", "Open").press()
        self.assertEqual(wait_opened(app), self.home / "a.bin")

    def test_a_picture_without_a_file_is_opened(self):
        wait_opened = self.use_taker("image/png")
        self.start_other("picture")
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, "Pasted image.png")
        app.find("button", re.compile("^Pasted image.png, ")).focus()
        app.key("Return")
        path = wait_opened(app)
        self.assertEqual(path.name, "Pasted image.png")
        self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(path.parent.stat().st_mode & 0o777, 0o700)

    def test_a_card_that_no_program_opens_is_told_of(self):
        app = self.start_with_files("a.bin")
        app.find("button", re.compile("^a.bin, ")).focus()
        app.key("Return")
        app.wait_text("^Not opened: no program for this kind of file$")
        app.screenshot("attachment-unopened")
        self.assertEqual(self.cards(app), ["a.bin"])

    def shown_size(self, app):
        """Octets of the message, as the status line says them."""
        found = [re.match("^([0-9.]+)\N{NO-BREAK SPACE}(kB|MB) of ", w.name) for w in app.all("label")]
        return next((float(m[1]) * {"kB": 1e3, "MB": 1e6}[m[2]] for m in found if m), 0)

    def test_the_size_is_that_of_the_wire(self):
        """Chinese has three octets a letter, and goes out in base64 to who takes no 8 bits; Markdown goes out twice."""
        self.start_other("text", "会议纪要第三季度报告" * 3000)
        with smtpscript.Server(extensions=("SIZE 1000000",)) as server:
            self.use_account(server.port, close=False)
            app = self.start_in_text()
            app.key("ctrl+v")
            plain = app.wait(lambda: self.shown_size(app), "the size")
            app.key("ctrl+shift+m")
            app.wait(lambda: 1.9 * plain < self.shown_size(app) < 2.1 * plain, "the size with its HTML")
            app.key("ctrl+shift+m")
            app.wait(lambda: self.shown_size(app) == plain, "the size without")
            app.key("ctrl+z")
            app.wait(lambda: self.shown_size(app) == 0, "no size for a short text")
            app.key("ctrl+shift+z")
            app.wait(lambda: self.shown_size(app) == plain, "the size again")
            app.press("Send")
            app.wait_text("Message Sent", 60)
            (sent,) = server.messages
            self.assertAlmostEqual(plain, len(sent), delta=len(sent) * 0.06)

    def test_a_file_that_vanishes_later_is_told_of(self):
        """It was too large to be copied when it was attached, and is gone when the message is to go: nothing is lost."""
        files = self.write_files("a.bin", "b.bin")
        os.truncate(files[1], 60_000_000)
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        app.wait(lambda: self.cards(app) == ["a.bin", "b.bin"], "the cards")
        (self.home / "b.bin").unlink()
        app.press("Send")
        app.wait_text("^b.bin could not be read: it is not there\\.$")
        app.wait_text("^Remove it, or attach it again\\. Nothing was sent\\.$")
        app.screenshot("file-vanished")
        app.find("button", "Send")
        self.assert_kept(app, text="Text ")
        self.assertEqual(self.cards(app), ["a.bin", "b.bin"])
        app.press("Remove b.bin")
        (part,) = self.send_attached(app)
        self.assertEqual((part.get_filename(), part.get_content()), ("a.bin", (self.home / "a.bin").read_bytes()))

    def test_files_are_chosen_by_the_button(self):
        files = self.write_files("a.bin")
        app = self.start_in_text()
        app.press("Attach Files")
        app.choose_file(str(files[0]), "Attach Files", "Attach")
        app.wait(lambda: self.cards(app) == ["a.bin"], "the card")

    def crop(self, app, shot, widget):
        x, y, w, h = widget.box
        left, top = app.origin(app.all("window")[0])
        return shot, "-crop", "%dx%d+%d+%d" % (w, h, left + x, top + y), "+repage"

    def test_a_picture_is_shown_on_its_card(self):
        """Not an icon, as the file has that is none."""
        rig.sh("convert", "-size", "200x200", "xc:#d02090", str(self.home / "pink.png"))
        (other,) = self.write_files("a.bin")
        self.start_other("files", self.home / "pink.png", other)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, "pink.png", "a.bin")

        def is_pink(name):
            card = app.find("button", re.compile("^%s, " % name))
            found = rig.sh("convert", *self.crop(app, self.shoot(), card), "-fill", "black", "+opaque", "#d02090",
                           "-fill", "white", "-opaque", "#d02090", "-format", "%[fx:mean*w*h]", "info:")
            return float(found) > 500
        app.wait(lambda: is_pink("pink.png"), "the picture on its card")
        self.assertFalse(is_pink("a.bin"))

    def warmth(self, app, label):
        """How much redder than blue it looks: nothing for grey, something for a warning's orange."""
        return float(rig.sh("convert", *self.crop(app, self.shoot(), label), "-format", "%[fx:mean.r-mean.b]", "info:"))

    def wait_size(self, app, digits):
        """The label; its units are those of the language."""
        return app.wait_text(r"^\W*%s[0-9.]*\W.+ of \W*1\.0\W" % digits)

    def test_almost_full_is_a_warning(self):
        self.write_settings(main={"accounts": "['a1']"},
                            a1={"address": "'ann@example.org'", "host": "'127.0.0.1'", "port": "uint32 9",
                                "security": "'none'", "auth": "'none'", "size_limit": "uint64 1000000"})
        (file,) = self.write_files("a.bin")
        file.write_bytes(bytes(620000))
        self.start_other("files", file)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, "a.bin")
        label = self.wait_size(app, "84")
        app.screenshot("almost-full")
        self.assertGreater(self.warmth(app, label), 0.01)
        app.press("Remove a.bin")
        small, = self.write_files("b.bin")
        app.key("ctrl+shift+a")
        app.choose_file(str(small), "Attach Files", "Attach")
        label = self.wait_size(app, "1")
        self.assertLess(self.warmth(app, label), 0.001)

    def is_reminded(self, app):
        return app.exists("label", "You wrote “attached”, but no file is attached.")

    def test_others_words_remind_nobody(self):
        """Those of a quotation and of the signature; the person's own do, below them."""
        self.write_settings(main={"accounts": "['a1']", "default_account": "'a1'"},
                            a1={"name": "'Ann Tester'", "address": "'ann@example.org'", "host": "'127.0.0.1'",
                                "port": "uint32 9", "security": "'none'", "auth": "'none'",
                                "signature": "'Ann, see the attached card'"})
        app = self.start("mailto:bob@example.net?subject=Hello&body=%3E%20See%20the%20attached%20plans.%0A%0AThanks.")
        text = self.field(app, "Message text")
        app.wait(lambda: "plans" in text.text and "card" in text.text, "quotation and signature")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        app.key("Return", "Up")
        app.type("Yes.")
        # It is saved later than it is looked at.
        app.wait_text("Draft saved")
        self.assertFalse(self.is_reminded(app))
        app.type(" It is attached.")
        app.wait(lambda: self.is_reminded(app), "the reminder")


if __name__ == "__main__":
    taprunner.main()
