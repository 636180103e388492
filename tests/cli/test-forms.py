#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A message that the server could not take arrives all the same, as it was meant, and one for too many arrives in turns."""
import email
import email.policy
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

    def compose(self, offer, text, *arguments):
        """What arrived of a composed message, and the server."""
        answers = {b"EHLO": b"\r\n".join(b"250-" + word for word in (b"stub", *offer)) + b"\r\n250 HELP"}
        status, server, said = self.send(answers, text.encode(), "--from", "ann@example.org", "--to", "bob@example.net",
                                         "--subject", "x", "--body-file", "-", *arguments)
        self.assertEqual((status, said), (0, ""))
        message = email.message_from_bytes(server.messages[0], policy=email.policy.default)
        self.assertEqual(message["Subject"], "x")
        self.assertEqual(message.get_body(("plain",)).get_content().replace("\r\n", "\n"), text)
        self.assertEqual([part.defects for part in message.walk() if part.defects], [])
        return message, server

    def test_composed_text_with_8bit(self):
        """As it is where that is taken, and encoded elsewhere; what is said of its size is that of what goes."""
        for text in "It is a café.\n", "你好,世界\n", ".\nGröße \nfrom here\n", "é" * 499 + "\n":
            message, server = self.compose([b"8BITMIME", b"SIZE 1000000"], text)
            self.assertEqual(message["Content-Transfer-Encoding"], "8bit")
            self.assertIn(text.replace("\n", "\r\n").encode(), server.messages[0])
            self.assertIn(b"MAIL FROM:<ann@example.org> SIZE=%d BODY=8BITMIME" % len(server.messages[0]),
                          server.connections[0].commands)
            message, server = self.compose([b"SIZE 1000000"], text)
            self.assertTrue(server.messages[0].isascii())
            self.assertIn(b"MAIL FROM:<ann@example.org> SIZE=%d" % len(server.messages[0]), server.connections[0].commands)

    def test_composed_text_that_stays(self):
        for text in "hello\n", "é\nFrom here\n":
            _message, server = self.compose([b"8BITMIME"], text)
            self.assertTrue(server.messages[0].isascii())

    def test_composed_with_file(self):
        with tempfile.NamedTemporaryFile(suffix=".txt") as file:
            file.write("Größe\n".encode() * 100000)
            file.flush()
            message, server = self.compose([b"8BITMIME", b"SIZE 10000000"], "Größe, 你好\n" * 10, "--attach", file.name)
            self.assertEqual(next(message.iter_attachments()).get_payload(decode=True), "Größe\n".encode() * 100000)
        self.assertIn(b"MAIL FROM:<ann@example.org> SIZE=%d BODY=8BITMIME" % len(server.messages[0]),
                      server.connections[0].commands)
        self.assertEqual([part["Content-Transfer-Encoding"] for part in message.walk()], ["8bit", "8bit", "base64"])

    def test_composed_in_turns(self):
        text = "Größe, 你好\n"
        _message, server = self.compose([b"8BITMIME", b"LIMITS RCPTMAX=1"], text, "--to", "cy@example.net")
        self.assertEqual(len(server.messages), 2)
        self.assertEqual(server.messages[0], server.messages[1])
        self.assertIn(text.replace("\n", "\r\n").encode(), server.messages[0])

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
