# SPDX-License-Identifier: GPL-3.0-or-later
"""What is attached: it goes with the message or is told not to."""
import email
import email.policy
import os
import pathlib
import re
import signal

import gi
gi.require_version("GExiv2", "0.10")
from gi.repository import GExiv2

import rig
import smtpscript
import taprunner
import windowtest


class FilesTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def see_callers_of_leaks(self):
        """What GTK 4.8 leaks of files that a portal carries is known by its callers only, who are not seen in a hurry."""
        self.env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":fast_unwind_on_malloc=0"

    def press_at_once(self, app, *keys):
        """All of them are there before the program sees the first."""
        app.process.send_signal(signal.SIGSTOP)
        rig.sh("xdotool", "key", "--clearmodifiers", *keys)
        app.process.send_signal(signal.SIGCONT)

    def test_send_waits_for_the_files(self):
        """Nobody can press Send so fast that a pasted file stays behind."""
        files = self.write_files(*("%02d.bin" % i for i in range(60)))
        self.start_other("files", *files)
        app = self.start_in_text()
        self.press_at_once(app, "ctrl+v", "ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()], [file.name for file in files])

    def test_types_are_read_once(self):
        """GLib 2.74 reads its table of types anew behind a file chooser, under the feet of the threads that look into it."""
        app = self.start_in_text()
        for file in self.write_files("a.bin", "b.bin"):
            app.key("ctrl+shift+a")
            app.choose_file(str(file), "Attach Files", "Attach")
            self.wait_cards(app, file.name)
            # The second time the chooser shows what is in the folder.
            self.assertEqual(len(self.tables(app)), 1)

    def tables(self, app):
        maps = pathlib.Path("/proc/%d/maps" % app.process.pid).read_text().splitlines()
        return [line for line in maps if line.endswith("/mime.cache")]

    def test_a_missing_file_stops_the_sending(self):
        files = self.write_files("a.bin", "b.bin")
        self.start_other("files", *files)
        files[1].unlink()
        app = self.start_in_text()
        self.press_at_once(app, "ctrl+v", "ctrl+Return")
        # A portal that carries files does not say which one is gone, and brings none.
        app.wait_text("^(b.bin|What was pasted) could not be read: it is not there.")
        app.press("Send")
        app.wait_text("Message Sent")

    def test_changed_and_deleted_files(self):
        """What goes is what was attached, whatever becomes of the files."""
        files = self.write_files("a.bin", "b.bin")
        attached = [file.read_bytes() for file in files]
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, "a.bin", "b.bin")
        files[0].write_bytes(bytes(1000))
        files[1].unlink()
        app.press("Send")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual([part.get_content() for part in message.iter_attachments()], attached)

    def test_closed_while_files_come(self):
        """They are of the draft."""
        self.see_callers_of_leaks()
        files = self.write_files(*("%02d.bin" % i for i in range(60)))
        self.start_other("files", *files)
        app = self.start_in_text()
        self.press_at_once(app, "ctrl+v", "ctrl+w")
        self.assertEqual(app.wait_exit(60), 0)
        (draft,) = (self.home / "data" / "posthaste" / "messages").glob("*.eml")
        message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()], [file.name for file in files])

    def test_sent_and_closed_while_files_come(self):
        self.see_callers_of_leaks()
        files = self.write_files(*("%02d.bin" % i for i in range(60)))
        self.start_other("files", *files)
        app = self.start_in_text()
        self.press_at_once(app, "ctrl+v", "ctrl+Return", "ctrl+w")
        self.assertEqual(app.wait_exit(60), 0)
        (message,) = self.wait_arrived(app)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()], [file.name for file in files])

    def test_closed_while_a_missing_file_comes(self):
        files = self.write_files("a.bin", "b.bin")
        self.start_other("files", *files)
        files[1].unlink()
        app = self.start_in_text()
        self.press_at_once(app, "ctrl+v", "ctrl+w")
        app.wait_text("^(b.bin|What was pasted) could not be read: it is not there.")
        self.assertEqual(self.field(app, "Message text").text, "Text ")

    def use_small_server(self, server):
        self.write_settings(main={"accounts": "['a1']", "close_window_after_sending": "false"},
                            a1={"address": "'ann@example.org'", "host": "'127.0.0.1'", "port": "uint32 %d" % server.port,
                                "security": "'none'", "auth": "'none'", "size_limit": "uint64 1000000"})

    def test_some_files_are_left_out(self):
        files = self.write_files("a.bin", "b.bin", "c.bin")
        files[0].write_bytes(bytes(300000))
        files[1].write_bytes(bytes(900000))
        with smtpscript.Server() as server:
            self.use_small_server(server)
            self.start_other("files", *files)
            app = self.start_in_text()
            app.key("ctrl+v")
            self.wait_cards(app, *(file.name for file in files))
            app.key("ctrl+Return")
            app.wait_text("The message is too large")
            app.wait(lambda: app.focused() and app.focused().name == "Leave Some Out…", "focus on the way out")
            app.resize(480, 640)
            self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
            self.assertEqual(app.overflowing(360), [])
            app.screenshot("too-large-360")
            app.key("Return")
            app.wait(lambda: app.focused() and app.focused().name.startswith("b.bin, "), "focus on the largest")
            offered = [w.name.split(",")[0] for w in app.all("check box")]
            self.assertEqual(offered, ["b.bin", "a.bin", "c.bin"])
            self.assertFalse(app.find("button", "Leave Out").state("sensitive"))
            app.wait_text(r"^.?1\.6\s\S+ of ")
            app.screenshot("leave-out-over-360")
            app.key("space")
            app.wait_text(r"^.?41\d(\.\d)?\s\S+ of ")
            app.screenshot("leave-out-360")
            app.press("Leave Out")
            app.wait_text("1 file left out")
            app.wait(lambda: not app.exists("button", re.compile("^b.bin, ")), "one card less")
            app.press("Undo")
            cards = lambda: [w.name[0] for w in app.all("button") if ".bin, " in w.name]
            app.wait(lambda: cards() == ["a", "b", "c"], "all cards at their places")
            app.press("Leave Some Out…")
            app.wait(lambda: app.focused() and app.focused().name.startswith("b.bin, "), "focus on the largest")
            app.key("space")
            app.press("Leave Out")
            app.wait(lambda: cards() == ["a", "c"], "the others")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            message = email.message_from_bytes(server.messages[0], policy=email.policy.default)
            self.assertEqual([part.get_filename() for part in message.iter_attachments()], ["a.bin", "c.bin"])

    def take_photo(self, name):
        """As a camera would: with a place, an author, and the same once more as XMP and IPTC."""
        path = self.home / name
        rig.sh("convert", "-size", "300x200", "plasma:", str(path))
        data = GExiv2.Metadata()
        data.open_path(str(path))
        data.set_gps_info(13.4, 52.5, 40)
        data.set_tag_string("Exif.Image.Artist", "Ann Tester")
        if path.suffix != ".webp":
            data.set_tag_string("Exif.Image.Orientation", "6")
        data.set_tag_string("Xmp.dc.creator", "Ann Tester")
        data.set_tag_string("Xmp.photoshop.City", "Berlin")
        if path.suffix in (".jpg", ".tiff"):
            data.set_tag_string("Iptc.Application2.Byline", "Ann Tester")
        data.save_file(str(path))
        return path

    def pixels(self, path):
        return rig.sh("convert", str(path), "-depth", "8", "-format", "%wx%h %#", "info:")

    def test_photos_do_not_tell_where_they_were_taken(self):
        photos = [self.take_photo("photo." + suffix) for suffix in ("jpg", "png", "webp", "tiff")]
        before = [photo.read_bytes() for photo in photos]
        for octets in before:
            self.assertIn(b"Ann Tester", octets)
        self.start_other("files", *photos)
        app = self.start_in_text()
        app.key("ctrl+v")
        app.wait_text("4 photos say where they were taken")
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("photo-hint-360")
        app.press("Remove Location")
        app.wait_text("Location and author removed")
        app.wait(lambda: not app.exists(None, re.compile("taken$")), "no hint")
        app.press("Undo")
        app.wait_text("4 photos say where they were taken")
        # Behind all that is being removed, not before.
        app.find("button", "Remove Location").click()
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        sent = list(message.iter_attachments())
        self.assertEqual([part.get_filename() for part in sent], [photo.name for photo in photos])
        for part, photo, octets in zip(sent, photos, before):
            with self.subTest(photo.name):
                self.assertEqual(photo.read_bytes(), octets)
                copy = self.home / ("sent" + photo.suffix)
                copy.write_bytes(part.get_content())
                for word in (b"Ann Tester", b"Berlin", b"GPSLatitude", b"photoshop"):
                    self.assertFalse(word in copy.read_bytes(), word)
                said = rig.sh("identify", "-format", "%[EXIF:*]", str(copy))
                self.assertNotIn("GPS", said)
                self.assertNotIn("Artist", said)
                self.assertEqual(self.pixels(copy), self.pixels(photo))
                data = GExiv2.Metadata()
                data.open_path(str(copy))
                self.assertNotIn("GPS", "".join(data.get_exif_tags()))
                if photo.suffix != ".webp":
                    self.assertEqual(data.get_tag_string("Exif.Image.Orientation"), "6")

    def test_a_photo_that_keeps_its_location_is_told_of(self):
        """There is no room to write it anew."""
        photo = self.take_photo("lake.jpg")
        self.env["TMPDIR"] = str(self.home / "missing")
        self.start_other("files", photo)
        app = self.start_in_text()
        app.key("ctrl+v")
        app.wait_text("1 photo says where it was taken")
        app.press("Remove Location")
        app.wait_text("The location in lake.jpg could not be removed.")
        app.screenshot("photo-problem")

    def test_the_menu_removes_the_author(self):
        photo = self.take_photo("lake.jpg")
        plans, = self.write_files("plans.bin")
        self.start_other("files", photo, plans)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, "lake.jpg", "plans.bin")
        app.find("button", re.compile("^plans.bin, ")).focus()
        app.key("Menu")
        app.find("menu item", "Rename…")
        self.assertFalse(app.exists("menu item", "Remove Location and Author"))
        app.key("Escape")
        app.find("button", re.compile("^lake.jpg, ")).focus()
        app.key("Menu")
        item = app.find("menu item", "Remove Location and Author")
        app.screenshot("photo-menu")
        item.press()
        app.wait_text("Location and author removed")
        app.press("Send")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertFalse(b"Ann Tester" in next(message.iter_attachments()).get_content())


if __name__ == "__main__":
    taprunner.main()
