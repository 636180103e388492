# SPDX-License-Identifier: GPL-3.0-or-later
"""What is attached: it goes with the message or is told not to."""
import signal

import rig
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


if __name__ == "__main__":
    taprunner.main()
