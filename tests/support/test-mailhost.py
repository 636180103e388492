#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail host is what the end-to-end tests believe: it takes mail as promised, and leaves nothing behind."""
import base64
import os
import pathlib
import signal
import smtplib
import ssl
import subprocess
import sys
import unittest

import mailhost
import taprunner

TEXT = b"Subject: hello\r\n\r\n..one dot\r\n.two\r\n"


def setUpModule():
    mailhost.skip_unless_possible()


def trusting(host):
    return ssl.create_default_context(cafile=host.ca_file)


def sign_in(session, user, password):
    """smtplib knows ASCII passwords only."""
    said = base64.b64encode(("\0%s\0%s" % (user, password)).encode()).decode()
    return session.docmd("AUTH PLAIN", said)[0]


class Ports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(mailhost.MailHost(size_limit=5000))

    def submit(self, session, recipient):
        self.assertEqual(session.sendmail("ann@example.org", [recipient], TEXT), {})
        message = self.host.wait_for_message(recipient)
        self.assertEqual(message["Subject"], "hello")
        self.assertEqual(message.get_payload(), "..one dot\n.two\n")

    def test_plain(self):
        with smtplib.SMTP("127.0.0.1", self.host.plain_port) as session:
            self.submit(session, "plain@example.org")
            self.assertFalse(session.has_extn("auth"))
            self.assertFalse(session.has_extn("starttls"))

    def test_starttls(self):
        with smtplib.SMTP("127.0.0.1", self.host.starttls_port) as session:
            session.ehlo()
            self.assertFalse(session.has_extn("auth"))
            session.starttls(context=trusting(self.host))
            session.ehlo()
            offered = set(session.esmtp_features["auth"].split())
            self.assertEqual(offered, {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
            self.assertEqual(sign_in(session, self.host.user, "wrong"), 535)
            self.assertEqual(sign_in(session, self.host.user, self.host.password), 235)
            self.submit(session, "starttls@example.org")

    def test_smtps(self):
        with smtplib.SMTP_SSL("localhost", self.host.smtps_port, context=trusting(self.host)) as session:
            session.ehlo()
            self.assertEqual(sign_in(session, self.host.user, self.host.password), 235)
            self.submit(session, "smtps@example.org")

    def test_nothing_without_signing_in(self):
        with smtplib.SMTP_SSL("localhost", self.host.smtps_port, context=trusting(self.host)) as session:
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                session.sendmail("ann@example.org", ["smtps@example.org"], TEXT)

    def test_refused_recipients(self):
        with smtplib.SMTP("127.0.0.1", self.host.plain_port) as session:
            recipients = ["taken@example.org", "nobody@example.org", "full@example.org"]
            refused = session.sendmail("ann@example.org", recipients, TEXT)
        self.assertEqual({address: reply[0] for address, reply in refused.items()},
                         {"nobody@example.org": 550, "full@example.org": 452})
        self.host.wait_for_message("taken@example.org")
        self.host.wait_until_idle()
        self.assertEqual(self.host.messages("nobody@example.org"), [])

    def test_size_limit(self):
        with smtplib.SMTP("127.0.0.1", self.host.plain_port) as session:
            session.ehlo()
            self.assertEqual(session.esmtp_features["size"], "5000")
            with self.assertRaises(smtplib.SMTPResponseException) as caught:
                session.sendmail("ann@example.org", ["large@example.org"], TEXT + b"a" * 6000)
            self.assertEqual(caught.exception.smtp_code, 552)

    def test_killed_session(self):
        with smtplib.SMTP("127.0.0.1", self.host.plain_port) as session:
            session.ehlo()
            self.host.kill_sessions()
            with self.assertRaises(smtplib.SMTPServerDisconnected):
                session.mail("ann@example.org")
                session.mail("ann@example.org")
        with smtplib.SMTP("127.0.0.1", self.host.plain_port) as session:
            self.submit(session, "after@example.org")


class Life(unittest.TestCase):
    def test_two_at_once(self):
        with mailhost.MailHost() as first, mailhost.MailHost() as second:
            for host in (first, second):
                with smtplib.SMTP("127.0.0.1", host.plain_port) as session:
                    session.sendmail("ann@example.org", ["to@example.org"], TEXT)
                host.wait_for_message("to@example.org")
            self.assertEqual(len(first.messages()), 1)

    def test_gone_when_killed(self):
        command = [sys.executable, mailhost.__file__, "sh", "-c", "echo $PH_MAILHOST_MAILDIR; exec cat"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as runner:
            folder = os.path.dirname(runner.stdout.readline().strip())
            self.assertTrue(os.path.isdir(folder))
            runner.send_signal(signal.SIGKILL)
            runner.stdin.close()
        mailhost.wait_for(lambda: not os.path.exists(folder), "the end of the host")
        # Who takes the folder away names it too, and ends after it.
        mailhost.wait_for(lambda: not any(mentions(path, folder) for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")),
                          "the end of every program of the host")


def mentions(path, folder):
    try:
        return folder.encode() in path.read_bytes()
    except OSError:
        return False


if __name__ == "__main__":
    taprunner.main()
