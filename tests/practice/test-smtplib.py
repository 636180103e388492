#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that we did not write finds nothing amiss with the practice server, and what it sends arrives whole."""
import email
import email.message
import email.policy
import os
import pathlib
import smtplib
import subprocess
import sys
import tempfile
import unittest

import taprunner

RUNNER = sys.argv.pop(1)


class SmtplibTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.new = pathlib.Path(folder.name, "new")
        runner = subprocess.Popen([RUNNER, folder.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: self.end(runner))
        self.client = smtplib.SMTP("127.0.0.1", int(runner.stdout.readline()), local_hostname="client.example", timeout=60)
        self.addCleanup(self.client.close)

    def end(self, runner):
        runner.communicate()
        self.assertEqual(runner.returncode, 0)

    def arrived(self):
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP) for path in self.new.iterdir()]

    def compose(self, to="bob@example.net"):
        message = email.message.EmailMessage()
        message["From"], message["To"], message["Subject"] = "ann@example.org", to, "Grüße"
        message.set_content(".\n..\nÄ line that begins with no dot\n.end\n", cte="8bit")
        return message

    def test_message_arrives_whole(self):
        attached = os.urandom(3_000_000)
        message = self.compose()
        message.add_attachment(attached, maintype="application", subtype="octet-stream", filename="größe.bin")
        self.assertEqual(self.client.send_message(message), {})
        self.client.quit()
        (got,) = self.arrived()
        self.assertEqual(got["Return-Path"], "<ann@example.org>")
        self.assertEqual(got["Subject"], "Grüße")
        text, part = got.iter_parts()
        self.assertEqual(text.get_content(), ".\r\n..\r\nÄ line that begins with no dot\r\n.end\r\n")
        self.assertEqual(part.get_content(), attached)

    def test_many_recipients_get_one_file(self):
        everybody = ["user%d@example.net" % i for i in range(200)]
        self.assertEqual(self.client.sendmail("ann@example.org", everybody, b"Subject: x\r\n\r\nx\r\n"), {})
        self.assertEqual(len(self.arrived()), 1)

    def test_messages_in_one_session(self):
        for i in range(5):
            self.client.send_message(self.compose())
        self.assertEqual(len(self.arrived()), 5)

    def test_internationalized_address(self):
        message = self.compose(to="böb@example.net")
        self.client.send_message(message)
        (got,) = self.arrived()
        self.assertIn("UTF8SMTP", got["Received"])

    def test_announced_size(self):
        self.client.ehlo()
        self.assertEqual(self.client.esmtp_features["size"], str(2 * 1024**3))
        with self.assertRaises(smtplib.SMTPSenderRefused) as refused:
            self.client.sendmail("ann@example.org", ["bob@example.net"], b"x", ["size=%d" % 2**40])
        self.assertEqual(refused.exception.smtp_code, 552)


if __name__ == "__main__":
    taprunner.main()
