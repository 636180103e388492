# SPDX-License-Identifier: GPL-3.0-or-later
"""The cards of what is attached: how they come, what they show, what can be done with them."""
import re

import rig
import taprunner
import windowtest


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


if __name__ == "__main__":
    taprunner.main()
