#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each golden message is read by programs of others as it was meant: Python's email package, Perl's MIME-tools and s-nail; and
SpamAssassin finds nothing wrong with how it is made."""
import email
import email.policy
import hashlib
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import unittest

import taprunner

GOLDEN = sys.argv.pop(1)
HERE = pathlib.Path(__file__).parent

# Rules of SpamAssassin that say nothing of how a message is made.
HARMLESS = {
    "NO_RECEIVED": "",  # no server has had it yet
    "NO_RELAYS": "",
    "HTML_MESSAGE": "",  # that it has HTML at all
    "TVD_SPACE_RATIO": "",  # so short a text
    "EMPTY_MESSAGE": "field-draft file-only markdown-empty text-empty text-nul text-one-line-end",
    "MIME_HTML_MOSTLY": "markdown-empty",
    "HTML_IMAGE_ONLY_04": "markdown-pictures markdown-picture-hostile",  # so few words beside them
    "HTML_IMAGE_ONLY_08": "markdown-picture",
    "MISSING_FROM": "field-draft",
    "MISSING_SUBJECT": "field-draft field-no-subject",
    "MISSING_HEADERS": "field-only-cc",  # To
    "MSGID_SHORT": "",  # the id that the message has here
    "APOSTROPHE_TOCC": "field-odd-address",
    "SORTED_RECIPS": "field-many",
}


def load_reader():
    """Returns read-message.py, whose name is none of a module."""
    spec = importlib.util.spec_from_file_location("read_message", HERE / "read-message.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


READER = load_reader()


def read_values(path):
    """Returns what test-golden says that a message is to hold."""
    pieces = path.read_bytes().decode().split("\0")[:-1]
    values = {"from": [], "reply-to": [], "to": [], "cc": [], "file": [], "type": [], "sha256": []}
    for name, value in zip(pieces[::2], pieces[1::2]):
        if name in values:
            values[name].append(value)
        else:
            values[name] = value
    return values


def squeeze(text):
    """Returns a name without space: some put one between two encoded words, some fold one into a tab."""
    return re.sub(r"\s+", "", text)


def get_visible(text):
    """Returns a text without space and without what is not drawn: s-nail shows none of that."""
    return "".join(c for c in squeeze(text) if unicodedata.category(c) != "Cf")


def as_lines(text):
    """Returns a text with LF, and without the line end that each message gets."""
    return text.replace("\r\n", "\n").removesuffix("\n")


def get_leaves(part):
    """Returns the parts that hold something, a message as one of them; of a text only the plain form."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        return [leaf for child in part.iter_parts() for leaf in get_leaves(child)]
    return [part] if part.get_content_type() != "text/html" else []


def get_octets(part):
    """Returns what a part holds."""
    if part.get_content_type() == "message/rfc822":
        return part.get_payload(0).as_bytes()
    return part.get_payload(decode=True)


def get_sent_type(path, content_type):
    """Returns the type that a file has in a message: one that must be encoded has not that of a message."""
    return "application/octet-stream" if path.stem == "file-message-8bit" else content_type


def run(*command, **options):
    """Returns what a command wrote."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **options).stdout


def has_perl(module):
    """Says whether Perl has a module."""
    return shutil.which("perl") and subprocess.run(["perl", "-M" + module, "-e", "1"], stderr=subprocess.DEVNULL).returncode == 0


class Golden(unittest.TestCase):
    """The messages, written anew for the values beside them."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        run(GOLDEN, "--write", cls.folder)
        cls.messages = sorted(cls.folder.glob("*.eml"))
        cls.values = {path: read_values(path.with_suffix(".values")) for path in cls.messages}

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def check_text(self, typed, text):
        """Compares a text that was read with what was typed."""
        self.assertEqual(as_lines(typed), as_lines(text))

    def test_sixty(self):
        """There are enough of them."""
        self.assertGreaterEqual(len(self.messages), 60)

    def test_lines(self):
        """No line ends but CRLF, none longer than 998 octets, no Bcc, no encoded word over 75, no 8-bit octet but in an address."""
        for path in self.messages:
            with self.subTest(path.stem):
                raw = path.read_bytes()
                self.assertNotRegex(raw, rb"(?<!\r)\n|\r(?!\n)")
                self.assertNotRegex(raw, rb"(?im)^bcc:")
                self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
                self.assertEqual([], [word for word in re.findall(rb"=\?[^?\s]+\?[^?\s]\?[^?\s]*\?=", raw) if len(word) > 75])
                self.assertTrue(raw.isascii())

    def check_addresses(self, meant, field):
        """Compares mailboxes, each its name and its address."""
        found = [] if field is None else [(squeeze(a.display_name), a.addr_spec) for a in field.addresses]
        self.assertEqual([(squeeze(name), address) for name, address in (m.split("\n") for m in meant)], found)

    def test_python(self):
        """Python's email package, as strict as it can be."""
        for path in self.messages:
            with self.subTest(path.stem):
                values = self.values[path]
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.strict)
                for value in message.values():
                    self.assertEqual((), value.defects)
                self.assertEqual(values["subject"].strip(), message["Subject"] or "")
                for name in ("from", "reply-to", "to", "cc"):
                    self.check_addresses(values[name], message[name])
                parts = get_leaves(message)
                self.check_text(values["text"], READER.get_text(parts[0]))
                self.assertEqual(values["file"], [part.get_filename() for part in parts[1:]])
                types = [get_sent_type(path, content_type) for content_type in values["type"]]
                self.assertEqual(types, [part.get_content_type() for part in parts[1:]])
                self.assertEqual(values["sha256"], [hashlib.sha256(get_octets(part)).hexdigest() for part in parts[1:]])

    def test_pictures(self):
        """The pictures in a text are those that come with it, and none comes that is not shown."""
        if not any(path.stem.startswith("markdown") for path in self.messages):
            self.skipTest("there is no md4c")
        n_pictures = 0
        for path in self.messages:
            with self.subTest(path.stem):
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.strict)
                for related in (part for part in message.walk() if part.get_content_type() == "multipart/related"):
                    html, *pictures = related.iter_parts()
                    shown = {"<%s>" % cid for cid in re.findall('src="cid:([^"]*)"', html.get_content())}
                    self.assertEqual(shown, {picture["Content-ID"] for picture in pictures})
                    self.assertEqual({picture.get_content_disposition() for picture in pictures}, {"inline"})
                    n_pictures += len(pictures)
        self.assertGreaterEqual(n_pictures, 3)

    @unittest.skipUnless(has_perl("MIME::Parser"), "there is no MIME-tools")
    def test_perl(self):
        """Perl's MIME-tools."""
        lines = run("perl", HERE / "read-message.pl", *self.messages).splitlines()
        for path, line in zip(self.messages, lines, strict=True):
            with self.subTest(path.stem):
                values = self.values[path]
                found = json.loads(line)
                self.assertEqual(values["subject"].strip(), found["subject"])
                for name in ("from", "to", "cc"):
                    for mailbox in values[name]:
                        self.assertIn(mailbox.split("\n")[1], found[name])
                text = found["text"]
                if found["flowed"]:
                    text = READER.unflow(re.sub("\r?\n", "\r\n", text), found["delsp"] == "yes")
                self.check_text(values["text"], text)
                self.assertEqual(values["file"], [file["name"] for file in found["files"]])
                self.assertEqual(values["sha256"], [file["sha256"] for file in found["files"]])

    def read_with_s_nail(self, path, folder):
        """Returns what s-nail shows of a message; its files are in the folder then, a text alone as the file "body"."""
        settings = ["-S", "ttycharset=utf-8", "-S", "v15-compat=yes", "-S", "screen=0", "-S", "expandargv"]
        commands = b"type 1\nwrite 1 body\n"
        return run("s-nail", "-nR#", *settings, "-f", f"eml://{path}", input=commands, cwd=folder, stderr=subprocess.STDOUT)

    @unittest.skipUnless(shutil.which("s-nail"), "there is no s-nail")
    def test_s_nail(self):
        """s-nail, which people read such mail with."""
        for path in self.messages:
            # What it makes of a message in a message is another message.
            if b"message/rfc822" in path.read_bytes():
                continue
            with self.subTest(path.stem), tempfile.TemporaryDirectory() as folder:
                values = self.values[path]
                shown = self.read_with_s_nail(path, folder).decode()
                subject = values["subject"].strip()
                self.assertIn(get_visible("Subject: " + subject) if subject else "", get_visible(shown))
                files = {file.name: file.read_bytes() for file in pathlib.Path(folder).iterdir()}
                body = files.pop("body", b"")
                self.assertEqual(
                    sorted(values["sha256"]), sorted(hashlib.sha256(octets).hexdigest() for octets in files.values())
                )
                if not values["file"] and "multipart/alternative" not in shown and "format=flowed" not in shown:
                    self.check_text(values["text"], body.decode())

    @unittest.skipUnless(has_perl("Mail::SpamAssassin"), "there is no SpamAssassin")
    def test_spamassassin(self):
        """No rule is hit that tells a message which is badly made."""
        lines = run("perl", HERE / "rate-message.pl", self.folder, *self.messages).decode().splitlines()
        for path, line in zip(self.messages, lines, strict=True):
            with self.subTest(path.stem):
                for rule in line.split(","):
                    self.assertIn(rule, HARMLESS)
                    self.assertTrue(HARMLESS[rule] == "" or path.stem in HARMLESS[rule].split())


if __name__ == "__main__":
    taprunner.main()
