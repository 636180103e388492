#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run does not need it does not load: for a small message most of the time goes into libraries.

The dynamic linker itself says which ones it loaded (LD_DEBUG, ld.so(8)).
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import smtpstub
import taprunner

SEND = sys.argv.pop(1)
LOADED = re.compile(r"calling init: (\S+)")
SIGN_IN = {b"EHLO": b"250-stub\r\n250 AUTH PLAIN", b"AUTH": b"235 welcome"}


class LibrariesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        password = self.folder / "password"
        password.write_text("secret\n")
        self.password = str(password)

    def run_send(self, *arguments, **environment):
        """The exit status, and the libraries that were loaded."""
        env = dict(os.environ, LD_DEBUG="files", LD_DEBUG_OUTPUT=str(self.folder / "said"),
                   XDG_CONFIG_HOME=str(self.folder), DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent", **environment)
        done = subprocess.run([SEND, *arguments], input=b"Subject: x\n\nhello\n", capture_output=True, timeout=60, env=env)
        said = "".join(path.read_text(errors="replace") for path in self.folder.glob("said.*"))
        loaded = " ".join(LOADED.findall(said))
        self.assertIn("libgio-2.0", loaded, "the dynamic linker does not tell")
        return done.returncode, loaded

    def send(self, answers, user="", *arguments):
        with smtpstub.Server(answers) as server:
            status, loaded = self.run_send("--server", "smtp://%s127.0.0.1:%d" % (user, server.port), "--security", "none",
                                           "-f", "ann@example.org", *arguments, "bob@example.net")
        self.assertEqual((status, len(server.messages)), (0, 1))
        return loaded

    def test_small_message(self):
        loaded = self.send({})
        self.assertNotRegex(loaded, r"libgsasl|libkrb5|libgss|libsecret|libgcrypt|json|/gio/modules/")
        # With a sanitizer GnuTLS is linked: src/smtp/meson.build says why.
        if "libasan" not in loaded:
            self.assertNotIn("libgnutls", loaded)

    def test_json(self):
        self.assertNotRegex(self.send({}, "", "--json"), "libgsasl|libsecret|json")

    def test_sign_in(self):
        loaded = self.send(SIGN_IN, "ann@", "--password-file", self.password)
        self.assertIn("libgsasl", loaded)
        self.assertNotRegex(loaded, "libsecret|libgcrypt")

    @unittest.skipIf(os.path.exists("/.flatpak-info"), "without a bus libsecret warns in a sandbox, which is fatal here")
    def test_keyring(self):
        """There is none to ask here."""
        settings = self.folder / "glib-2.0" / "settings"
        settings.mkdir(parents=True)
        (settings / "keyfile").write_text(
            "[io/github/posthaste/Posthaste]\naccounts=['one']\ndefault-account='one'\n"
            "[io/github/posthaste/Posthaste/accounts/one]\naddress='ann@example.org'\nhost='127.0.0.1'\n"
            "port=uint32 9\nsecurity='none'\nauth='automatic'\n")
        status, loaded = self.run_send("bob@example.net", GSETTINGS_BACKEND="keyfile")
        self.assertEqual(status, 77)
        self.assertIn("libsecret", loaded)


if __name__ == "__main__":
    taprunner.main()
