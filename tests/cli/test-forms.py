#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A message that the server could not take arrives all the same, as it was meant, and one for too many arrives in turns."""
import email
import os
import subprocess
import sys
import tempfile
import unittest

import smtpstub
import taprunner

SEND = sys.argv.pop(1)
HEADER = b"From: ann@example.org\nTo: bob@example.net, cy@example.net\nSubject: x\n"
TEXT = "Content-Type: text/plain; charset=utf-8\n\nIt is a café, no more.\n".encode()
LIMIT = {b"EHLO": b"250-stub\r\n250 LIMITS RCPTMAX=1"}


class FormsTest(unittest.TestCase):
    def send(self, answers, message, *arguments):
        """The exit status, and the server."""
        with smtpstub.Server(answers) as server:
            done = subprocess.run([SEND, "--server", "smtp://127.0.0.1:%d" % server.port, "--security", "none", *arguments],
                                  input=message, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)
        return done.returncode, server, done.stderr.decode()

    def assert_arrived(self, octets, text):
        """Whole, in 7-bit lines that are not too long."""
        self.assertTrue(octets.isascii())
        self.assertLessEqual(max(map(len, octets.split(b"\r\n"))), 998)
        message = email.message_from_bytes(octets)
        self.assertEqual(message["Subject"], "x")
        self.assertEqual(message.get_payload(decode=True).decode().splitlines(), text.splitlines())

    def test_8bit_without_extension(self):
        for arguments in ("-t",), ("-f", "ann@example.org", "bob@example.net"):
            status, server, said = self.send({}, HEADER + TEXT, *arguments)
            self.assertEqual((status, said), (0, ""))
            self.assert_arrived(server.messages[0], "It is a café, no more.")

    def test_8bit_with_extension_stays(self):
        status, server, _said = self.send({b"EHLO": b"250-stub\r\n250 8BITMIME"}, HEADER + TEXT, "-t")
        self.assertEqual(status, 0)
        self.assertEqual(server.messages[0], (HEADER + TEXT).replace(b"\n", b"\r\n"))

    def test_long_line(self):
        status, server, _said = self.send({}, HEADER + b"\n" + b"word " * 1000 + b"\n", "-t")
        self.assertEqual(status, 0)
        self.assert_arrived(server.messages[0], "word " * 1000)

    def test_signed_is_refused_in_time(self):
        status, server, said = self.send({}, b"DKIM-Signature: v=1\n" + HEADER + TEXT, "-t")
        self.assertNotEqual(status, 0)
        self.assertEqual(server.messages, [])
        self.assertFalse([c for c in server.connections[0].commands if c.startswith(b"MAIL")])
        self.assertNotEqual(said, "")

    def test_turns_from_a_pipe(self):
        for arguments in ("-t",), ("-f", "ann@example.org", "bob@example.net", "cy@example.net"):
            status, server, said = self.send(LIMIT, HEADER + b"\nhello\n", *arguments)
            self.assertEqual((status, said), (0, ""))
            self.assertEqual(server.messages, [(HEADER + b"\nhello\n").replace(b"\n", b"\r\n")] * 2)

    def test_turns_in_a_batch(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in "a.eml", "b.eml", "c.eml":
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(HEADER + TEXT)
            status, server, _said = self.send(LIMIT, b"", "--batch", folder)
        self.assertEqual((status, len(server.messages)), (0, 6))
        for octets in server.messages:
            self.assert_arrived(octets, "It is a café, no more.")


if __name__ == "__main__":
    taprunner.main()
