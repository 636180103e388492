# SPDX-License-Identifier: GPL-3.0-or-later
"""What is attached: it goes with the message or is told not to."""
import email
import email.policy
import re
import signal

import rig
import smtpscript
import taprunner
import windowtest


class FilesTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def paste_and_send(self, app):
        """Both keys are there before the program sees the first."""
        app.process.send_signal(signal.SIGSTOP)
        rig.sh("xdotool", "key", "--clearmodifiers", "ctrl+v", "ctrl+Return")
        app.process.send_signal(signal.SIGCONT)

    def test_send_waits_for_the_files(self):
        """Nobody can press Send so fast that a pasted file stays behind."""
        files = self.write_files(*("%02d.bin" % i for i in range(60)))
        self.start_other("files", *files)
        app = self.start_in_text()
        self.paste_and_send(app)
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()], [file.name for file in files])

    def test_a_missing_file_stops_the_sending(self):
        files = self.write_files("a.bin", "b.bin")
        self.start_other("files", *files)
        files[1].unlink()
        app = self.start_in_text()
        self.paste_and_send(app)
        app.wait_text("b.bin could not be read: it is not there.")
        self.wait_cards(app, "a.bin")
        app.press("Send")
        app.wait_text("Message Sent")

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
            self.assertLessEqual(app.resize(360, 640), (372, 652))
            self.assertEqual(app.overflowing(360), [])
            app.screenshot("too-large-360")
            app.key("Return")
            app.wait(lambda: app.focused() and app.focused().name.startswith("b.bin, "), "focus on the largest")
            offered = [w.name.split(",")[0] for w in app.all("check box")]
            self.assertEqual(offered, ["b.bin", "a.bin", "c.bin"])
            self.assertFalse(app.find("button", "Leave Out").state("sensitive"))
            app.wait_text("^1.6.MB of 1.0.MB")
            app.screenshot("leave-out-over-360")
            app.key("space")
            app.wait_text("^41[0-9.]*.kB of 1.0.MB")
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


if __name__ == "__main__":
    taprunner.main()
