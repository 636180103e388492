#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail that is signed and encrypted is what OpenPGP/MIME (RFC 3156) says, by the word of GnuPG itself and of Python's email package;
and what cannot be signed or encrypted is not written at all."""
import base64
import email
import email.policy
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import taprunner

PROGRAM = os.path.abspath(sys.argv.pop(1))
ANN, BOB, CAROL = "Ann Tester <ann@example.org>", "Bob: Body <bob@example.net>", "carol@example.com"
MISSING, EXPIRED, REVOKED, UNUSABLE, UNCONFIRMED, GOOD = range(6)
DOMAIN = "PhMailProtectionError"
NO_GNUPG, NO_KEY, KEY_EXPIRED, KEY_REVOKED, KEY_UNUSABLE, NO_SECRET_KEY, CANCELLED, FAILED = range(8)
# What servers like to change: white space at the end, "From ", lines of dots, other characters.
HARD = "From me\n.\nspaces  \ntabs\t\n-- \nGrüße \n\n> " + "a long line that flows " * 10 + "\n"


@unittest.skipUnless(shutil.which("gpg"), "there is no GnuPG")
class Protection(unittest.TestCase):
    """Ann writes; Bob and Carol have keys, others have keys that are of no use."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="gpg")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.home = cls.folder / "home"
        cls.home.mkdir(mode=0o700)
        cls.env = dict(os.environ, GNUPGHOME=str(cls.home), TMPDIR=str(cls.folder))
        for user in (ANN, BOB, CAROL, "rev@example.org", "sig@example.org", "off@example.org"):
            cls.make_key(user, "ed25519" if user.startswith("sig") else "future-default")
        cls.make_key("old@example.org", "future-default", "1d", "--faked-system-time", "20200101T000000!")
        cls.revoke("rev@example.org")
        cls.gpg("--edit-key", "off@example.org", "disable", "quit")
        # Somebody else's, which nobody here has confirmed.
        stranger = cls.folder / "stranger"
        stranger.mkdir(mode=0o700)
        cls.make_key("dora@example.org", "future-default", "never", "--homedir", str(stranger))
        cls.gpg("--import", data=cls.gpg("--homedir", str(stranger), "--export"))

    @classmethod
    def tearDownClass(cls):
        for home in (cls.home, cls.folder / "stranger"):
            subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)
        cls.temporary.cleanup()

    @classmethod
    def gpg(cls, *arguments, data=b"", check=True):
        done = subprocess.run(["gpg", "--batch", "--yes", "--no-tty", *arguments], input=data, capture_output=True, env=cls.env)
        if check and done.returncode:
            raise AssertionError(done.stderr.decode(errors="replace"))
        return done.stdout if check else done

    @classmethod
    def make_key(cls, user, kind, expires="never", *arguments, passphrase=""):
        cls.gpg("--pinentry-mode", "loopback", "--passphrase", passphrase, *arguments, "--quick-generate-key", user, kind,
                "sign" if kind == "ed25519" else "default", expires)

    @classmethod
    def revoke(cls, user):
        fingerprint = re.search("^fpr:+([0-9A-F]+):", cls.gpg("--with-colons", "--list-keys", user).decode(), re.M).group(1)
        text = (cls.home / "openpgp-revocs.d" / (fingerprint + ".rev")).read_text()
        cls.gpg("--import", data=text.replace(":-----BEGIN", "-----BEGIN").encode())

    def run_program(self, *arguments, **environment):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, env=dict(self.env, **environment))

    def write(self, wishes, *files, sender=ANN, to=BOB, bcc="", text=HARD, how="write"):
        done = self.run_program(how, wishes, sender, to, bcc, text, *files)
        self.assertEqual(done.stderr, b"")
        self.assertIsNone(re.search(rb"(?<!\r)\n|\r(?!\n)", done.stdout))
        self.assertTrue(done.stdout.isascii())
        self.assertIsNone(re.search(rb"(?im)^(?:bcc:|x-posthaste-)", done.stdout))
        self.assert_nothing_left()
        return done.stdout

    def assert_nothing_left(self):
        self.assertEqual(list(self.folder.glob("posthaste-*")), [], "a file with what is to be hidden stays behind")

    def fail_to_write(self, wishes, code, address="", **values):
        environment = values.pop("environment", {})
        done = self.run_program("write", wishes, values.get("sender", ANN), values.get("to", BOB), values.get("bcc", ""), "x",
                                **environment)
        self.assertEqual((done.returncode, done.stdout), (1, b""), "something was written all the same")
        self.assertEqual(done.stderr.decode().split(), [DOMAIN, str(code)] + ([address] if address else []))
        self.assert_nothing_left()

    def read(self, raw):
        message = email.message_from_bytes(raw, policy=email.policy.strict)
        for part in message.walk():
            self.assertEqual(part.defects, [])
        return message

    def split(self, raw, message):
        """The octets of each part, as they are."""
        boundary = message.get_boundary().encode()
        pieces = re.split(rb"\r\n--%s(?:--)?\r\n" % re.escape(boundary), raw)
        self.assertEqual(len(pieces), 4)
        return pieces[1:3]

    def decrypt(self, raw):
        message = self.read(raw)
        self.assertEqual(message.get_content_type(), "multipart/encrypted")
        self.assertEqual(message.get_param("protocol"), "application/pgp-encrypted")
        version, octets = message.iter_parts()
        self.assertEqual(version.get_content_type(), "application/pgp-encrypted")
        self.assertEqual(version.get_payload(decode=True).strip(), b"Version: 1")
        self.assertEqual(octets.get_content_type(), "application/octet-stream")
        done = self.gpg("--decrypt", "--status-fd", "2", data=octets.get_payload(decode=True), check=False)
        # GnuPG 2.4 calls it an error that it has not all the keys whose names are left out.
        self.assertIn(b"[GNUPG:] DECRYPTION_OKAY", done.stderr)
        return done.stdout, done.stderr.decode(errors="replace"), octets.get_payload(decode=True)

    def get_text(self, part):
        return part.get_payload(decode=True).decode().replace("\r\n", "\n")

    def load(self, raw, how="same", **environment):
        path = self.folder / "message.eml"
        path.write_bytes(raw)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            done = self.run_program("load", how, path, folder, **environment)
        self.assert_nothing_left()
        return done

    # ---- keys ----

    def find(self, use, *addresses):
        done = self.run_program("find", use, *addresses)
        self.assertEqual(done.stderr, b"")
        return [int(line) for line in done.stdout.split()]

    def test_keys(self):
        self.assertEqual(
            self.find("encrypt", "ann@example.org", "nobody@example.org", "old@example.org", "rev@example.org", "sig@example.org",
                      "off@example.org", "dora@example.org", "BOB@Example.net", "bob@example.net", "example.org", "--version"),
            [GOOD, MISSING, EXPIRED, REVOKED, UNUSABLE, UNUSABLE, UNCONFIRMED, GOOD, GOOD, MISSING, MISSING])
        self.assertEqual(
            self.find("sign", "ann@example.org", "dora@example.org", "sig@example.org", "old@example.org"),
            [GOOD, MISSING, GOOD, EXPIRED])

    # ---- signed ----

    def check_signature(self, raw):
        message = self.read(raw)
        self.assertEqual(message.get_content_type(), "multipart/signed")
        self.assertEqual(message.get_param("protocol"), "application/pgp-signature")
        self.assertRegex(message.get_param("micalg"), "^pgp-sha(256|384|512)$")
        part, _ = self.split(raw, message)
        content, signature = message.iter_parts()
        self.assertEqual(signature.get_content_type(), "application/pgp-signature")
        (self.folder / "part").write_bytes(part)
        (self.folder / "sig").write_bytes(signature.get_payload(decode=True))
        done = self.gpg("--status-fd", "1", "--verify", str(self.folder / "sig"), str(self.folder / "part"), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("VALIDSIG", done.stdout.decode())
        self.assertIn(message.get_param("micalg")[4:], {8: "sha256", 9: "sha384", 10: "sha512"}[
            int(re.search(r"VALIDSIG (?:\S+ ){7}(\d+)", done.stdout.decode()).group(1))])
        self.assertEqual([], [line for line in part.split(b"\r\n") if re.search(rb"[ \t]$|^From ", line)], "it would be changed")
        return message, content

    def test_signed(self):
        for how in ("write", "seal"):
            message, content = self.check_signature(self.write("sign", how=how))
            self.assertEqual(message["Subject"], "Hello")
            self.assertIn("Grüße \n", self.get_text(content))
        for text in ("-- \nAnn\n", "a tab\t", "From me\n", "a long line that flows " * 10 + "\n"):
            self.check_signature(self.write("sign", text=text))

    def test_signed_with_files(self):
        picture = self.folder / "a.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(100000))
        _, content = self.check_signature(self.write("sign markdown", picture, __file__, text="![a](a.png)\n\n" + HARD))
        types = [part.get_content_type() for part in content.walk()]
        self.assertEqual((types.count("text/plain"), types.count("image/png")), (1, 1))
        if "text/html" in types:
            self.assertEqual(types[:6], ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
                                     "image/png"])

    def test_signed_with_a_message(self):
        """One that a server could change is signed in a form that none changes."""
        mail = self.folder / "mail.eml"
        for octets, kind in ((b"Subject: x\n\nHello.\n", "message/rfc822"), (b"Subject: x\n\nHello. \n", "application/octet-stream")):
            mail.write_bytes(octets)
            _, content = self.check_signature(self.write("sign", mail, text="x"))
            self.assertEqual(list(content.iter_parts())[1].get_content_type(), kind)

    def test_signed_comes_back(self):
        raw = self.write("sign", __file__)
        done = self.load(raw)
        lines = done.stdout.decode().split("\n")
        self.assertEqual(lines[:2], ["sign", "0"])
        self.assertEqual(lines[-2], "test-protection.py %d" % os.path.getsize(__file__))
        self.assertEqual(self.load(raw, "new").stdout.decode().split("\n")[:2], ["", "2"], "another message is not signed")

    def test_autocrypt(self):
        for wishes in ("sign", "encrypt"):
            field = self.read(self.write(wishes))["Autocrypt"]
            address, data = re.fullmatch(r"addr=(\S+); keydata=(.*)", field, re.S).groups()
            self.assertEqual(address, "ann@example.org")
            shown = self.gpg("--with-colons", "--show-keys", data=base64.b64decode(re.sub(r"\s", "", data)))
            self.assertIn(b"Ann Tester <ann@example.org>", shown)
            self.assertLess(len(field), 10 * 1024)
        self.assertIsNone(self.read(self.write(""))["Autocrypt"])

    # ---- encrypted ----

    def get_recipients(self, octets):
        listed = self.gpg("--list-packets", "--list-only", data=octets, check=False).stdout.decode()
        return re.findall("keyid ([0-9A-F]{16})", listed)

    def test_encrypted(self):
        plain, status, octets = self.decrypt(self.write("encrypt", __file__))
        content = self.read(plain)
        self.assertEqual([part.get_content_type() for part in content.walk()][:2], ["multipart/mixed", "text/plain"])
        self.assertEqual(list(content.iter_attachments())[0].get_payload(decode=True), pathlib.Path(__file__).read_bytes())
        self.assertNotIn("GOODSIG", status)
        ids = self.get_recipients(octets)
        self.assertEqual(len(ids), 2, "Ann and Bob")
        self.assertNotIn("0" * 16, ids)

    def test_encrypted_and_signed(self):
        plain, status, _ = self.decrypt(self.write("sign encrypt"))
        self.assertIn("GOODSIG", status)
        self.assertIn("ann@example.org", status)
        self.assertIn("Grüße", self.get_text(self.read(plain)))

    def test_nothing_of_it_is_readable(self):
        raw = self.write("encrypt", text="confidential words\n")
        self.assertFalse(b"confidential" in raw)

    def test_bcc_is_not_told(self):
        _, _, octets = self.decrypt(self.write("encrypt", bcc=CAROL))
        self.assertEqual(self.get_recipients(octets), ["0" * 16] * 3)

    def test_encrypted_comes_back(self):
        mail = self.folder / "mail.eml"
        mail.write_bytes(b"Subject: inner\r\n\r\nHello.\r\n")
        raw = self.write("sign encrypt", mail, text="secret words")
        for how in ("same", "new"):
            self.assertEqual(self.load(raw, how).stdout.decode(), "signencrypt\n0\nsecret words\nmail.eml 26\n")
        self.assertEqual(self.load(self.write("encrypt", text="x"), "new").stdout.decode(), "encrypt\n0\nx\n")

    def test_shown(self):
        """Who has sent it can read it later; what has no key is shown as it came, and so is what nobody looks at."""
        path = self.folder / "message.eml"
        path.write_bytes(self.write("sign encrypt", __file__, text="secret words"))
        self.assertEqual(self.run_program("show", "opened", path).stdout, b"secret words\n\ntest-protection.py\n")
        as_it_is = self.run_program("show", "as-it-is", path).stdout
        self.assertTrue(as_it_is.endswith(b"\nencrypted.asc\n"))
        with tempfile.TemporaryDirectory(prefix="gpg") as home:
            self.assertEqual(self.run_program("show", "opened", path, GNUPGHOME=home).stdout, as_it_is)
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)

    def test_not_for_us(self):
        with tempfile.TemporaryDirectory(prefix="gpg") as home:
            done = self.load(self.write("encrypt"), GNUPGHOME=home)
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr.split()[0]), (1, b"", b"g-io-error-quark"))

    # ---- never in the clear ----

    def test_somebody_has_no_key(self):
        for address, code in (("nobody@example.org", NO_KEY), ("old@example.org", KEY_EXPIRED), ("rev@example.org", KEY_REVOKED),
                              ("sig@example.org", KEY_UNUSABLE), ("off@example.org", KEY_UNUSABLE)):
            for wishes in ("encrypt", "sign encrypt"):
                self.fail_to_write(wishes, code, address, to=address)
                self.fail_to_write(wishes, code, address, bcc=address)

    def test_no_secret_key(self):
        for wishes in ("sign", "encrypt"):
            for sender in ("dora@example.org", "old@example.org", "rev@example.org", "nobody@example.org"):
                self.fail_to_write(wishes, NO_SECRET_KEY, sender, sender=sender)

    def test_no_gnupg(self):
        for wishes in ("sign", "encrypt", "sign encrypt"):
            self.fail_to_write(wishes, NO_GNUPG, environment={"PATH": str(self.folder)})

    def test_no_passphrase(self):
        """There is nobody who could type it: the program for that says that it was cancelled."""
        pinentry = self.folder / "pinentry"
        pinentry.write_text("#!/bin/sh\necho OK\nwhile read -r word rest; do\n  case $word in\n"
                            "    GETPIN) echo 'ERR 83886179 Operation cancelled' ;;\n    BYE) echo OK; exit ;;\n"
                            "    *) echo OK ;;\n  esac\ndone\n")
        pinentry.chmod(0o700)
        with tempfile.TemporaryDirectory(prefix="gpg") as home:
            os.chmod(home, 0o700)
            pathlib.Path(home, "gpg-agent.conf").write_text("pinentry-program %s\n" % pinentry)
            self.make_key("eve@example.org", "future-default", "never", "--homedir", home, passphrase="secret")
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
            for wishes in ("sign", "sign encrypt"):
                self.fail_to_write(wishes, CANCELLED, "eve@example.org" if wishes == "sign" else "", sender="eve@example.org",
                                   to="eve@example.org", environment={"GNUPGHOME": home})
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)

    # ---- drafts ----

    def test_draft(self):
        for wishes in ("sign", "encrypt", "sign encrypt"):
            done = self.run_program("draft", wishes, "nobody@example.org", "nobody@example.net", "", "words")
            message = self.read(done.stdout)
            self.assertEqual((message.get_content_type(), message["X-Posthaste-Wishes"]), ("text/plain", wishes))
            self.assertEqual(self.load(done.stdout).stdout.decode(), "%s\n0\nwords\n" % wishes.replace(" ", ""))


if __name__ == "__main__":
    taprunner.main()
