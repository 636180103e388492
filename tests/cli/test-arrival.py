#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What posthaste-send takes is what arrives: through the practice server into a Maildir, read by another's parser."""
import email
import email.message
import email.policy
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import smtpstub
import taprunner

RUNNER = sys.argv.pop(2)
SEND = sys.argv.pop(1)


class ArrivalTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.maildir = self.folder / "maildir"
        self.runner = subprocess.Popen([RUNNER, self.maildir], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_runner)
        self.server = "smtp://127.0.0.1:" + self.runner.stdout.readline().strip()

    def end_runner(self):
        self.runner.communicate()
        self.assertEqual(self.runner.returncode, 0)

    def send(self, *arguments, stdin=b""):
        done = subprocess.run([SEND, "--server", self.server, "--security", "none", *arguments],
                              input=stdin, capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def arrived(self):
        """The one message, without what the server put in front."""
        (path,) = (self.maildir / "new").iterdir()
        octets = path.read_bytes()
        return octets[octets.index(b"+0000\r\n") + len(b"+0000\r\n"):]

    def parsed(self):
        return email.message_from_bytes(self.arrived(), policy=email.policy.SMTP)

    def test_raw_message_is_not_changed(self):
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message["From"], message["To"], message["Subject"] = "ann@example.org", "bob@example.net", "Grüße"
        message.set_content(".\n..\n.end\nFrom here on\nÄ\n", cte="8bit")
        message.add_attachment(os.urandom(200_000), maintype="application", subtype="octet-stream", filename="a.bin")
        octets = message.as_bytes()
        self.send("-f", "ann@example.org", "bob@example.net", stdin=octets)
        self.assertEqual(self.arrived(), octets)

    def test_line_ends_become_crlf(self):
        self.send("-f", "ann@example.org", "bob@example.net", stdin=b"Subject: x\n\none\rtwo\r\nthree")
        self.assertEqual(self.arrived(), b"Subject: x\r\n\r\none\r\ntwo\r\nthree\r\n")

    def test_header_names_the_recipients(self):
        header = b"From: ann@example.org\nTo: bob@example.net\nBcc: cy@example.net,\n dee@example.net\nSubject: x\n"
        self.send("-t", stdin=header + b"\n" + b"line\n" * 100_000)
        message = self.parsed()
        self.assertIsNone(message["Bcc"])
        self.assertNotIn(b"dee@example.net", self.arrived())
        self.assertEqual(message["To"], "bob@example.net")
        self.assertEqual(message.get_content(), "line\r\n" * 100_000)

    def test_composed_message(self):
        attached = os.urandom(3_000_000)
        path = self.folder / "größe 1.bin"
        path.write_bytes(attached)
        self.send("-f", "Änn Tester <ann@example.org>", "--to", "Bob <bob@example.net>", "--cc", "cy@example.net",
                  "--bcc", "dee@example.net", "--subject", "Grüße aus Köln", "--body", ".\nÄpfel\n", "--attach", path)
        message = self.parsed()
        self.assertEqual(message["From"], "Änn Tester <ann@example.org>")
        self.assertEqual(message["To"], "Bob <bob@example.net>")
        self.assertEqual(message["Cc"], "cy@example.net")
        self.assertEqual(message["Subject"], "Grüße aus Köln")
        self.assertNotIn(b"dee@example.net", self.arrived())
        text, part = message.iter_parts()
        self.assertEqual(text.get_content().replace("\r\n", "\n"), ".\nÄpfel\n")
        self.assertEqual(part.get_filename(), "größe 1.bin")
        self.assertEqual(part.get_content(), attached)

    def test_composed_message_fits_any_server(self):
        """Whatever is in it: no 8-bit octet, no NUL and no long line is on the wire, and nothing is lost."""
        text = "Äpfel " + "x" * 100_000 + "\n.\n"
        attached = b"a\0b\xff" + b"y" * 5000 + b"\r.\n"
        path = self.folder / "a.txt"
        path.write_bytes(attached)
        with smtpstub.Server() as server:
            self.server = "smtp://127.0.0.1:%d" % server.port
            self.send("-f", "Änn <ann@example.org>", "--to", "Bøb <bob@example.net>", "--subject", "Größe " * 300,
                      "--body", text, "--attach", path)
        (octets,) = server.messages
        self.assertTrue(octets.isascii())
        self.assertNotIn(b"\0", octets)
        self.assertLessEqual(max(len(line) for line in octets.split(b"\r\n")), 998)
        message = email.message_from_bytes(octets, policy=email.policy.SMTP)
        self.assertEqual(message["Subject"].split(), ["Größe"] * 300)
        self.assertEqual(message["To"], "Bøb <bob@example.net>")
        body, part = message.iter_parts()
        self.assertEqual(body.get_param("format"), "flowed")
        self.assertEqual(body.get_content().replace("\r\n", "\n").replace(" \n", " "), text)
        self.assertEqual(part.get_payload(decode=True), attached)

    def test_memory_does_not_grow_with_the_message(self):
        """78 MB are sent in less memory than it would take to hold them once."""
        line = b"x" * 76 + b"\n"
        source = self.folder / "large.eml"
        with source.open("wb") as file:
            file.write(b"Subject: large\n\n")
            for _ in range(100):
                file.write(line * 10_000)
        with source.open("rb") as stdin:
            sender = subprocess.Popen([SEND, "--server", self.server, "--security", "none", "-f", "ann@example.org",
                                       "bob@example.net"], stdin=stdin, stderr=subprocess.PIPE)
            errors = sender.stderr.read()
            _, status, usage = os.wait4(sender.pid, 0)
            sender.returncode = os.waitstatus_to_exitcode(status)
            sender.stderr.close()
        self.assertEqual((sender.returncode, errors), (0, b""))
        self.assertEqual(len(self.arrived()), len(b"Subject: large\r\n\r\n") + 100 * 10_000 * (len(line) + 1))
        self.assertLess(usage.ru_maxrss, 64 * 1024)


if __name__ == "__main__":
    taprunner.main()
