# SPDX-License-Identifier: GPL-3.0-or-later
"""posthaste-send hands the same mail to every server that people run, in every way that it offers: each keeps the very
octets that were sent."""
import email
import email.policy
import os
import pathlib
import subprocess
import tempfile
import unittest

import servers
import taprunner

SEND = pathlib.Path(os.environ["PH_BUILD_ROOT"]) / "src" / "cli" / "posthaste-send"
REFUSED = 65    # sysexits.h
# Complete, so that no server adds a field of its own.
HEADER = """\
From: Ann Tester <ann@example.org>
To: bob@example.org
Subject: %s
Date: Mon, 23 Nov 2026 12:00:00 +0000
Message-ID: <%s@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

"""
# What a transfer could spoil: leading dots, 8-bit text, trailing blanks, long lines, an empty line at the end.
BODY = "\n".join((".", "..", ".one dot", "Grüße, 会议纪要", "blanks  ", "From here", "x" * 990, ". ", "", "."
                  )) + "\n" + ".dot and more\n" * 3000 + "\n"


def setUpModule():
    servers.skip_unless_possible()


class Interop:
    """Mixed into a test for each server."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(cls.Server())
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.environment = dict(os.environ, HOME=cls.folder, XDG_CONFIG_HOME=cls.folder, XDG_RUNTIME_DIR=cls.folder)

    def send(self, port, *arguments, text="", status=0):
        number = getattr(self.server, port + "_port")
        where = ["--server", "smtp://127.0.0.1:%d" % number, "--security", "none"]
        if port in ("starttls", "smtps"):
            scheme, security = ("smtp", "starttls") if port == "starttls" else ("smtps", "tls")
            where = ["--server", "%s://%s@localhost:%d" % (scheme, self.server.user, number), "--security", security,
                     "--ca-file", self.server.ca_file, "--password-file", self.server.password_file]
        trace = os.path.join(self.folder, "trace")
        done = subprocess.run([SEND, *where, "--trace", trace, "-f", "ann@example.org", *arguments], input=text.encode(),
                              capture_output=True, env=self.environment, timeout=60)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        if status == 0:
            self.assert_way(port, pathlib.Path(trace).read_text(encoding="utf-8"))
        return done.stderr.decode()

    def assert_way(self, port, conversation):
        """That what a server offers was used, and what it does not offer was not."""
        has_chunks = self.chunks and port != "bare"
        self.assertEqual("← 250-CHUNKING" in conversation or "← 250 CHUNKING" in conversation, has_chunks, conversation)
        self.assertEqual("→ BDAT " in conversation, has_chunks, conversation)
        self.assertEqual("→ DATA" in conversation, not has_chunks, conversation)

    def test_every_octet_arrives(self):
        for port in self.server.ports:
            with self.subTest(port=port):
                subject = "octets through %s" % port
                text = HEADER % (subject, port) + BODY
                self.send(port, "bob@example.org", text=text)
                (taken,) = self.server.wait_for(subject.encode())
                self.assertTrue(taken.endswith(text.encode()), taken[-200:])

    def test_batch(self):
        """Many at once, where the server lets us."""
        for port in self.server.ports:
            with self.subTest(port=port), tempfile.TemporaryDirectory() as folder:
                texts = {"batch %d through %s" % (i, port): "" for i in range(6)}
                for i, subject in enumerate(texts):
                    texts[subject] = HEADER % (subject, "%d.%s" % (i, port)) + BODY
                    pathlib.Path(folder, "%d.eml" % i).write_text(texts[subject], encoding="utf-8")
                self.send(port, "--batch", folder)
                for subject, text in texts.items():
                    (taken,) = self.server.wait_for(subject.encode())
                    self.assertTrue(taken.endswith(text.encode()), taken[-200:])

    def test_attachment(self):
        data = os.urandom(300_000)
        path = os.path.join(self.folder, "picture of us.bin")
        pathlib.Path(path).write_bytes(data)
        for port in self.server.ports:
            with self.subTest(port=port):
                subject = "file-through-%s" % port
                self.send(port, "--to", "Bob Müller <bob@example.org>", "--subject", subject, "--body", "Look!",
                          "--attach", path)
                (taken,) = self.server.wait_for(subject.encode())
                message = email.message_from_bytes(taken, policy=email.policy.default)
                (part,) = message.iter_attachments()
                self.assertEqual(part.get_content(), data)

    def test_international_address(self):
        for port in self.server.ports:
            with self.subTest(port=port):
                if not self.takes_international_addresses:
                    said = self.send(port, "jörg@example.org", text="Subject: x\n\n", status=REFUSED)
                    self.assertIn("international", said)
                    continue
                subject = "to Jörg through %s" % port
                self.send(port, "jörg@example.org", text="Subject: %s\n\nHi\n" % subject)
                self.assertEqual(len(self.server.wait_for(subject.encode())), 1)


class PostfixTest(Interop, unittest.TestCase):
    Server = servers.Postfix
    chunks = True
    takes_international_addresses = True

    def test_refused_in_the_midst(self):
        """What leaves in one flight with a refused envelope is swallowed: nothing in it is read as a command."""
        commands = "MAIL FROM:<ann@example.org>\nRCPT TO:<bob@example.org>\nDATA\nSubject: smuggled\n\n.\n"
        with tempfile.TemporaryDirectory() as folder:
            for i, to in enumerate(("bob@example.org", "bob@elsewhere.invalid", "bob@example.org")):
                text = "From: ann@example.org\nTo: %s\nSubject: midst %d\n\n%s" % (to, i, commands)
                pathlib.Path(folder, "%d.eml" % i).write_text(text, encoding="utf-8")
            said = self.send("plain", "--batch", folder, status=REFUSED)
            trace = pathlib.Path(self.folder, "trace").read_text(encoding="utf-8")
        self.assertIn("1.eml: bob@elsewhere.invalid was refused: 550", said)
        self.assertEqual(trace.count(" LAST"), 3)
        for mark in (b"Subject: midst 0", b"Subject: midst 2"):
            self.assertEqual(len(self.server.wait_for(mark)), 1)
        self.assertEqual([m for m in self.server.raw_messages() if m.startswith(b"Subject: smuggled") or b"midst 1" in m], [])


class EximTest(Interop, unittest.TestCase):
    Server = servers.Exim
    chunks = True
    takes_international_addresses = True


class OpenSmtpdTest(Interop, unittest.TestCase):
    Server = servers.OpenSmtpd
    chunks = False
    takes_international_addresses = False


class AiosmtpdTest(Interop, unittest.TestCase):
    Server = servers.Aiosmtpd
    chunks = False
    takes_international_addresses = True


if __name__ == "__main__":
    taprunner.main()
