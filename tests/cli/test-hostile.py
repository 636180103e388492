#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No value of an option becomes a command, a recipient, a header field or a second line: it is sent as it is or refused."""
import email
import email.header
import email.policy
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import smtpstub
import taprunner

SEND = os.path.abspath(sys.argv.pop(1))
ACCEPTED, USAGE, REFUSED, NO_INPUT, NO_HOST, LOCAL_IO, CONFIGURATION = 0, 64, 65, 66, 68, 74, 78
RAW = ("-f", "ann@example.org", "bob@example.net")
COMPOSED = ("-f", "ann@example.org", "--to", "bob@example.net")
# What a server may be told, and nobody but these two.
COMMANDS = re.compile(rb"EHLO \[127\.0\.0\.1\]|MAIL FROM:<ann@example\.org>(?: [!-~]+)*"
                      rb"|RCPT TO:<bob@example\.net>(?: [!-~]+)*|DATA|RSET|QUIT|AUTH .*")
FIELDS = {"From", "To", "Cc", "Subject", "Date", "Message-Id", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}

# What is put behind a value that is right.
TAILS = {
    "cr": b"\rRCPT TO:<eve@example.net>",
    "lf": b"\nBcc: eve@example.net",
    "crlf": b"\r\nRCPT TO:<eve@example.net>\r\nX-Eve: yes",
    "end-of-data": b"\r\n.\r\nRSET\r\nMAIL FROM:<eve@example.net>",
    "header-end": b"\r\n\r\nhello from eve",
    "escape": b"\x1b[2J\x07",
    "c1-and-bidi": "\u009b2J\u202egpj.exe".encode(),
    "space": b" eve@example.net",
    "tab": b"\teve@example.net",
    "bracket": b"> NOTIFY=NEVER",
    "quote": b"\"'`\\",
    "non-ascii": "äöü€𝄞".encode(),
    "not-utf8": b"\xff\xfe",
    "long": b"x" * 100_000,
}
# An international domain is an address.
IN_ADDRESS = {name: tail for name, tail in TAILS.items() if name != "non-ascii"}


class HostileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

        self.server = self.enterContext(smtpstub.Server({b"EHLO": b"250-stub\r\n250-8BITMIME\r\n250 DSN"}))

    def run_send(self, *arguments):
        self.server.connections.clear()
        self.server.messages.clear()
        self.done = subprocess.run([SEND, *arguments], input=b"Subject: x\n\nhello\n", capture_output=True, timeout=30,
                                   cwd=self.folder)

    def send(self, *arguments, server=b"smtp://127.0.0.1:PORT"):
        self.run_send("--server", server.replace(b"PORT", b"%d" % self.server.port), "--security", "none", *arguments)

    def commands(self):
        return [command for connection in self.server.connections for command in connection.commands]

    def check(self, allowed, name):
        """The exit status is one of @allowed, and whatever it is nothing was smuggled."""
        status, said = self.done.returncode, self.done.stderr
        self.assertIn(status, allowed, (name, said[:300]))
        for command in self.commands():
            self.assertRegex(command, re.compile(b"(?s)\\A(?:%s)\\Z" % COMMANDS.pattern), name)
        self.assertEqual(len(self.server.messages), status == ACCEPTED, name)
        if status == ACCEPTED:
            self.assertEqual(said, b"", name)
            return
        self.assertEqual(len(self.server.connections), 0, name)
        self.assertRegex(said, rb"\Aposthaste-send: [^\x00-\x1f\x7f]+\n\Z", name)
        self.assertNotRegex(said.decode(), "[\u0080-\u009f\u202a-\u202e]", name)
        self.assertLess(len(said), 2000, name)

    def check_composed(self, name):
        octets = self.server.messages[0]
        header = octets.split(b"\r\n\r\n")[0]
        for line in octets.split(b"\r\n"):
            self.assertLessEqual(len(line), 998, name)
            self.assertNotRegex(line, rb"[\r\n\x00]", name)
        fields = [line.split(b":")[0].decode() for line in header.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
        self.assertLessEqual(set(fields), FIELDS, name)
        self.assertEqual(len(fields), len(set(fields)), name)
        return email.message_from_bytes(octets, policy=email.policy.default)

    def try_all(self, allowed, right, arguments, tails=TAILS, **more):
        """@arguments gives the command line for a value."""
        for name, tail in tails.items():
            with self.subTest(name):
                self.send(*arguments(right + tail), **more)
                self.check(allowed, name)

    def test_recipients(self):
        for option in ("--to", "--cc", "--bcc"):
            self.try_all({REFUSED}, b"bob@example.net", lambda value, o=option: ("-f", "ann@example.org", o, value), IN_ADDRESS)
        self.try_all({REFUSED}, b"bob@example.net", lambda value: ("-f", "ann@example.org", value), IN_ADDRESS)

    def test_sender(self):
        self.try_all({REFUSED}, b"ann@example.org", lambda value: ("-f", value, "bob@example.net"), IN_ADDRESS)

    def test_address_that_is_not_ascii(self):
        """A domain has a form for every server; a local part has one only where SMTPUTF8 is offered."""
        self.send("-f", "ann@example.org", "bob@exämple.net")
        self.assertEqual((self.done.returncode, self.commands()[2]), (ACCEPTED, b"RCPT TO:<bob@xn--exmple-cua.net>"))
        for arguments in (("-f", "änn@example.org", "bob@example.net"), ("-f", "ann@example.org", "böb@example.net")):
            self.send(*arguments)
            self.assertEqual((self.done.returncode, self.commands()[1:]), (REFUSED, [b"QUIT"]))

    def test_names(self):
        """A name is quoted or encoded, so that people see it as it was given; what cannot be in one is refused."""
        for name in TAILS:
            with self.subTest(name):
                self.send("-f", b"Ann" + TAILS[name].replace(b"@", b" at ") + b" <ann@example.org>", "--to", "bob@example.net")
                self.check({ACCEPTED, REFUSED}, name)
                if self.done.returncode == ACCEPTED:
                    self.assertEqual(self.check_composed(name)["From"].addresses[0].addr_spec, "ann@example.org")

    def test_parts_that_are_too_long(self):
        for address in (b"b" * 65 + b"@example.net", b"b@" + b"e" * 64 + b".net", b"b@" + b"e." * 130 + b"net", b"b" * 250 + b"@e.net"):
            with self.subTest(address):
                self.send("-f", "ann@example.org", address)
                self.assertLessEqual(max([len(c) for c in self.commands()] + [0]), 512)
                self.assertIn(self.done.returncode, {ACCEPTED, REFUSED})

    def test_subject(self):
        for name, tail in TAILS.items():
            with self.subTest(name):
                self.send(*COMPOSED, "--subject", b"Hello" + tail)
                self.check({ACCEPTED, REFUSED}, name)
                if self.done.returncode == ACCEPTED:
                    subject = self.check_composed(name)["Subject"]
                    self.assertTrue(subject.startswith("Hello"))
                    decoded = email.header.decode_header(email.message_from_bytes(self.server.messages[0])["Subject"])
                    for text, _charset in decoded:
                        octets = text if isinstance(text, bytes) else text.replace("\r\n ", " ").encode()
                        self.assertNotRegex(octets, rb"[\x00-\x1f\x7f]")

    def test_body(self):
        for name, tail in TAILS.items():
            with self.subTest(name):
                self.send(*COMPOSED, "--body", b"Hello" + tail)
                self.check({ACCEPTED, REFUSED}, name)
                if self.done.returncode == ACCEPTED:
                    text = self.check_composed(name).get_content()
                    self.assertEqual(re.split("\r\n|\r|\n", text.rstrip("\r\n")),
                                     re.split("\r\n|\r|\n", "Hello" + tail.decode()))

    def test_attached_names(self):
        for name, tail in TAILS.items():
            path = os.fsencode(self.folder / "note") + tail.replace(b"/", b"") + b".txt"
            with self.subTest(name):
                try:
                    pathlib.Path(os.fsdecode(path)).write_bytes(b"attached\n")
                except OSError:  # too long for the disk, and for the option as well
                    pass
                self.send(*COMPOSED, "--attach", path)
                self.check({ACCEPTED, NO_INPUT}, name)
                if self.done.returncode == ACCEPTED:
                    part = next(self.check_composed(name).iter_attachments())
                    self.assertTrue(part.get_filename().startswith("note"))
                    self.assertEqual(part.get_payload(decode=True), b"attached\n")

    def test_files(self):
        for option in ("--body-file", "--attach"):
            self.try_all({NO_INPUT, REFUSED}, b"/none/x", lambda value, o=option: (*COMPOSED, o, value))
        self.try_all({NO_INPUT}, b"/none/x", lambda value: ("--ca-file", value, *RAW))
        self.try_all({NO_INPUT}, b"/none/x", lambda value: ("--batch", value))
        self.try_all({LOCAL_IO}, b"/none/x", lambda value: ("--trace", value, *RAW))
        self.try_all({NO_INPUT}, b"/none/x", lambda value: ("--password-file", value, *RAW), server=b"smtp://ann@127.0.0.1:PORT")

    def test_options(self):
        for option, right, allowed in (("--auth", b"PLAIN", {USAGE}), ("--timeout", b"5", {USAGE}), ("--dsn", b"failure", {USAGE}),
                                       ("--ret", b"full", {USAGE}), ("--security", b"none", {USAGE})):
            self.try_all(allowed, right, lambda value, o=option: (o, value, *RAW))

    def test_envelope_id(self):
        """Spaces, quotes and brackets are written as xtext; what has no such form is refused."""
        self.try_all({ACCEPTED, USAGE}, b"a", lambda value: ("--envid", value, *RAW))

    def test_server(self):
        for right in (b"smtp://127.0.0.1", b"smtp://127.0.0.1:25", b"smtps://", b"smtp"):
            for name, tail in TAILS.items():
                with self.subTest((right, name)):
                    self.send(*RAW, server=right + tail)
                    self.check({USAGE, NO_HOST}, name)

    def test_user(self):
        (self.folder / "password").write_text("tell-no-one\n")
        for octet in (0, 1, 9, 10, 13, 27, 127):
            with self.subTest(octet):
                self.send("--password-file", "password", *RAW, server=b"smtp://ann%%%02x@127.0.0.1:PORT" % octet)
                self.check({USAGE}, octet)

    def test_password(self):
        """PLAIN has a NUL between user and password."""
        for password in (b"tell\0no-one", b"\0", b"tell\xff"):
            with self.subTest(password):
                (self.folder / "password").write_bytes(password)
                self.send("--password-file", "password", *RAW, server=b"smtp://ann@127.0.0.1:PORT")
                self.check({CONFIGURATION}, password)

    def test_account(self):
        for name, tail in TAILS.items():
            with self.subTest(name):
                self.run_send("--account", b"work" + tail, "bob@example.net")
                self.check({CONFIGURATION, REFUSED}, name)


if __name__ == "__main__":
    taprunner.main()
