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
# Without sanitizers, with which GnuTLS is linked: src/smtp/meson.build says why.
PLAIN = os.environ.get("POSTHASTE_PLAIN")
PLAIN_SEND = PLAIN and str(pathlib.Path(PLAIN).parents[1] / "cli" / "posthaste-send")
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

    def run_send(self, *arguments, program=SEND, **environment):
        """The exit status, and the libraries that were loaded, one as often as it was."""
        env = dict(os.environ, LD_DEBUG="files", LD_DEBUG_OUTPUT=str(self.folder / "said"),
                   XDG_CONFIG_HOME=str(self.folder), DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent", **environment)
        done = subprocess.run([program, *arguments], input=b"Subject: x\n\nhello\n", capture_output=True, timeout=60, env=env)
        said = "".join(path.read_text(errors="replace") for path in self.folder.glob("said.*"))
        loaded = " ".join(LOADED.findall(said))
        self.assertIn("libgio-2.0", loaded, "the dynamic linker does not tell")
        for path in self.folder.glob("said.*"):
            path.unlink()
        return done.returncode, loaded

    def send(self, answers, user="", *arguments, program=SEND):
        with smtpstub.Server(answers) as server:
            status, loaded = self.run_send("--server", "smtp://%s127.0.0.1:%d" % (user, server.port), "--security", "none",
                                           "-f", "ann@example.org", *arguments, "bob@example.net", program=program)
        self.assertEqual((status, len(server.messages)), (0, 1))
        return loaded

    def test_small_message(self):
        loaded = self.send({})
        self.assertNotRegex(loaded, r"libgsasl|libkrb5|libgss|libsecret|libgcrypt|libmd4c|libsqlite3|json|/gio/modules/")

    @unittest.skipUnless(PLAIN, "needs the program as build-aux/run builds it")
    def test_gnutls(self):
        """Not in the clear, and once where there is TLS: GIO by itself loads it, unloads it and loads it again."""
        self.assertNotIn("libgnutls", self.send({}, program=PLAIN_SEND))
        authority = self.folder / "authority.pem"
        authority.write_text("-----BEGIN CERTIFICATE-----\n")
        for arguments in ["--ca-file", str(authority)], []:
            with smtpstub.Server() as server:
                status, loaded = self.run_send("--server", "smtps://127.0.0.1:%d" % server.port, "-f", "ann@example.org",
                                               *arguments, "bob@example.net", program=PLAIN_SEND)
            self.assertNotEqual(status, 0)
            self.assertEqual(loaded.count("libgnutls.so"), 1, arguments)

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
