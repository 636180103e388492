#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""On a terminal a long message shows how far it is, and leaves no trace of that."""
import os
import pty
import subprocess
import sys
import threading
import unittest

import smtpstub
import taprunner

SEND = sys.argv.pop(1)
LINES = 600_000
MESSAGE = b"Subject: long\n\n" + (b"x" * 70 + b"\n") * LINES


class SlowConnection(smtpstub.Connection):
    """Takes at most 7 MB of a message a second, until it is told to go on, or for most of the message."""
    def read_message(self):
        for _ in range(LINES * 2 // 3 // 1000):
            if self.server.goes_on.wait(0.01):
                break
            for _ in range(1000):
                self.rfile.readline()
        return super().read_message()


class TerminalTest(unittest.TestCase):
    def run_send(self, *arguments, open_ends=pty.openpty):
        """What the terminal, or a pipe, got."""
        terminal, other_end = open_ends()
        shown = b""
        with smtpstub.Server() as server:
            server.RequestHandlerClass = SlowConnection
            server.goes_on = threading.Event()
            sender = subprocess.Popen([SEND, "--server", "smtp://127.0.0.1:%d" % server.port, "--security", "none",
                                       "-f", "ann@example.org", *arguments, "bob@example.net"],
                                      stdin=subprocess.PIPE, stderr=other_end)
            os.close(other_end)
            writer = threading.Thread(target=lambda: (sender.stdin.write(MESSAGE), sender.stdin.close()))
            writer.start()
            try:
                while block := os.read(terminal, 1000):
                    shown += block
                    server.goes_on.set()
            except OSError:  # a terminal whose last user is gone ends with EIO
                pass
            writer.join()
            self.assertEqual(sender.wait(), 0)
        os.close(terminal)
        return shown.decode()

    def test_progress(self):
        shown = self.run_send()
        self.assertRegex(shown, r"^\r[\d.]+\s[kM]?B sent")
        self.assertRegex(shown, r"\r +\r$")
        self.assertNotIn("\n", shown)
        # How long a message on standard input is, nobody knows.
        self.assertNotIn("%", shown)

    def test_quiet(self):
        self.assertEqual(self.run_send("--quiet"), "")

    def test_no_terminal(self):
        self.assertEqual(self.run_send(open_ends=os.pipe), "")


if __name__ == "__main__":
    taprunner.main()
