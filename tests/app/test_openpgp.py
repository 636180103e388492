# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenPGP in the composer: what arrives is signed and encrypted, or nothing arrives; and a person is told in words."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import rig
import smtpscript
import taprunner
import windowtest

SENDER = "you@practice.invalid"
CANCELLING = """#!/bin/sh
echo OK
while read -r word rest; do
  case $word in
    GETPIN) echo 'ERR 83886179 Operation cancelled' ;;
    BYE) echo OK; exit ;;
    *) echo OK ;;
  esac
done
"""


@unittest.skipUnless(shutil.which("gpg"), "there is no GnuPG")
class OpenpgpTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()
        # The path of GnuPG's socket must be short.
        folder = tempfile.TemporaryDirectory(prefix="gpg")
        self.addCleanup(folder.cleanup)
        self.addCleanup(subprocess.run, ["gpgconf", "--homedir", folder.name, "--kill", "all"], check=False)
        self.keys = pathlib.Path(folder.name)
        self.env["GNUPGHOME"] = folder.name

    def gpg(self, *arguments, data=b""):
        done = subprocess.run(["gpg", "--batch", "--no-tty", *arguments], input=data, capture_output=True,
                              env=dict(os.environ, GNUPGHOME=str(self.keys)), check=True)
        return done.stdout, done.stderr.decode(errors="replace")

    def make_keys(self, *addresses, passphrase=""):
        for address in addresses:
            self.gpg("--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-generate-key", address,
                     "future-default", "default", "never")

    def start_with(self, label, to="bob@example.net"):
        app = self.start()
        app.find("button", "Not signed")
        self.compose(app, to=to, text="Secret words")
        app.key("ctrl+shift+e")
        app.find("button", label)
        return app

    def test_nobody_is_offered_what_needs_a_key(self):
        self.make_keys("bob@example.net")
        app = self.start()
        self.compose(app)
        app.key("ctrl+shift+e", "ctrl+shift+s")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content_type(), "text/plain")
        self.assertIsNone(message["Autocrypt"])

    def test_signed_and_encrypted(self):
        self.make_keys(SENDER, "bob@example.net")
        app = self.start_with("Encrypted")
        app.menu("Sign", button="Encrypted")
        app.find("button", "Signed and encrypted")
        app.wait_text("The subject is not encrypted.")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("openpgp")
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("openpgp-360")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content_type(), "multipart/encrypted")
        plain, said = self.gpg("--decrypt", data=list(message.iter_parts())[1].get_payload(decode=True))
        self.assertIn(b"Secret words", plain)
        self.assertIn("Good signature", said)
        for path in (self.home / "data" / "posthaste").rglob("*.eml"):
            self.assertFalse(b"Secret words" in path.read_bytes())
        app.press("New Message")
        app.find("button", "Not signed")

    def test_all_that_is_chosen_fits_a_phone(self):
        """As is said below the text, with files that are too large for the server."""
        self.make_keys("ann@example.org", "bob@example.net")
        pictures = [self.home / ("%d.png" % i) for i in range(2)]
        for picture in pictures:
            rig.sh("convert", "-size", "600x400", "plasma:", str(picture))
        with smtpscript.Server(extensions=("SIZE 100000", "DSN")) as server:
            self.use_account(server.port, close=False)
            self.start_other("files", *pictures)
            app = self.start()
            self.send(app)
            app.wait_text("Message Sent")
            app.press("New Message")
            self.compose(app)
            app.key("ctrl+v")
            self.wait_cards(app, *(picture.name for picture in pictures))
            app.key("ctrl+shift+e")
            app.menu("Sign", button="Encrypted")
            for item in ("High", "Ask for Read Receipt"):
                app.menu("Message Options", item)
            app.find("button", "Shrink Images…")
            app.screenshot("all-chosen")
            app.resize(480, 640)
            self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
            self.assertEqual(app.overflowing(360), [])
            app.screenshot("all-chosen-360")

    def test_a_draft_keeps_the_wish(self):
        self.make_keys(SENDER, "bob@example.net")
        app = self.start_with("Encrypted")
        app.key("ctrl+s", "ctrl+w")
        app.wait_exit()
        (draft,) = (self.home / "data" / "posthaste").rglob("*.eml")
        self.assertIn(b"Secret words", draft.read_bytes())
        app = self.start()
        app.press("Open")
        app.find(None, re.compile("^Hello")).press()
        app.find("button", "Encrypted")
        app.wait_text("The subject is not encrypted.")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content_type(), "multipart/encrypted")

    def test_somebody_without_a_key(self):
        self.make_keys(SENDER, "bob@example.net")
        app = self.start_with("Encrypted", to="bob@example.net, carol@example.org")
        app.wait_text("No key for carol@example.org: the message cannot be encrypted.")
        app.key("ctrl+Return")
        app.wait_text("^No key for carol@example.org$")
        app.wait(lambda: app.focused() and app.focused().name == "Edit Recipient", "focus on the way out")
        app.screenshot("openpgp-no-key")
        self.assertEqual(app.overflowing(640), [])
        app.key("Return")
        app.wait(lambda: self.field(app, "To").text == "carol@example.org", "the recipient to be edited")
        app.key("ctrl+a")
        app.type("bob@example.net,")
        app.wait_text("The subject is not encrypted.")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content_type(), "multipart/encrypted")

    def test_without_encryption_if_one_says_so(self):
        self.make_keys(SENDER)
        app = self.start_with("Encrypted")
        app.wait_text("No key for bob@example.net: the message cannot be encrypted.")
        app.key("ctrl+Return")
        app.find("button", "Send Without Encryption").press()
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content().strip(), "Secret words")

    def test_no_passphrase(self):
        """Nothing is sent, nothing is lost, and the next try is as encrypted as the first."""
        pinentry = self.keys / "pinentry"
        pinentry.write_text(CANCELLING)
        pinentry.chmod(0o700)
        (self.keys / "gpg-agent.conf").write_text("pinentry-program %s\n" % pinentry)
        self.make_keys(SENDER, passphrase="secret")
        self.make_keys("bob@example.net")
        subprocess.run(["gpgconf", "--homedir", str(self.keys), "--kill", "all"], check=True)
        app = self.start_with("Encrypted")
        app.key("ctrl+shift+s")
        app.find("button", "Signed and encrypted")
        app.key("ctrl+Return")
        app.wait_text("The message was not signed")
        app.find("button", "Send Neither Signed nor Encrypted")
        app.screenshot("openpgp-no-passphrase")
        self.assert_kept(app, text="Secret words")
        app.press("Retry")
        app.wait_text("The message was not signed")
        self.assertFalse(self.maildir.exists() and list((self.maildir / "new").glob("*")))

    def test_the_key_is_gone(self):
        """What the window has seen before is not what counts."""
        self.make_keys(SENDER, "bob@example.net")
        app = self.start_with("Encrypted")
        app.wait_text("The subject is not encrypted.")
        self.gpg("--yes", "--delete-secret-and-public-key", self.fingerprint("bob@example.net"))
        app.key("ctrl+Return")
        app.wait_text("^No key for bob@example.net$")
        app.press("Send Without Encryption")
        app.wait_text("Message Sent")

    def fingerprint(self, address):
        return re.search("^fpr:+([0-9A-F]+):", self.gpg("--with-colons", "--list-keys", address)[0].decode(), re.M).group(1)


if __name__ == "__main__":
    taprunner.main()
