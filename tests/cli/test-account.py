#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthaste-send sends through the accounts that the window saved, and says what is missing where it cannot."""
import base64
import os
import pathlib
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
import unittest

import taprunner

RUNNER = sys.argv.pop(2)
SEND = sys.argv.pop(1)

MESSAGE = b"Subject: x\n\nhello\n"


# Runs "$@" on a session bus with an unlocked keyring that holds the password of account "one".
WITH_KEYRING = """
printf unlock | gnome-keyring-daemon --unlock --foreground --components=secrets >/dev/null 2>&1 &
daemon=$!
# To ask for it before it is there would start another one, which nobody unlocks.
gdbus wait --session --timeout 30 org.freedesktop.secrets || exit 99
printf tell-no-one | secret-tool store --label=x xdg:schema io.github.posthaste.Posthaste account one || exit 99
"$@"
status=$?
kill $daemon
exit $status
"""


class SignInHandler(socketserver.StreamRequestHandler):
    """Enough of a server to be told a password, which the practice server does not want."""
    ANSWERS = {b"EHLO": b"250-x\r\n250 AUTH PLAIN", b"AUTH": b"235 welcome", b"DATA": b"354 go", b"QUIT": b"221 bye"}

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def handle(self):
        self.say(b"220 hi")
        for line in self.rfile:
            verb = line.split()[0].upper()
            self.server.lines.append(line.strip())
            self.say(self.ANSWERS.get(verb, b"250 ok"))
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                self.say(b"250 taken")


class AccountTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.maildir = self.folder / "maildir"
        self.runner = subprocess.Popen([RUNNER, self.maildir], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.runner.communicate)
        self.port = int(self.runner.stdout.readline())

    def save(self, **accounts):
        """Writes settings as the window's GSettings would; the first account is the default."""
        prefix = "io/github/posthaste/Posthaste"
        lines = ["[%s]" % prefix, "accounts=%s" % list(accounts), "default-account='%s'" % next(iter(accounts))]
        for name, keys in accounts.items():
            lines.append("[%s/accounts/%s]" % (prefix, name))
            lines += ["%s=%s" % (key.replace("_", "-"), value) for key, value in keys.items()]
        path = self.folder / "glib-2.0" / "settings" / "keyfile"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(lines) + "\n")

    def account(self, address="ann@example.org", host="127.0.0.1", auth="none"):
        return {"name": "'Ann Tester'", "address": "'%s'" % address, "host": "'%s'" % host, "port": "uint32 %d" % self.port,
                "security": "'none'", "auth": "'%s'" % auth}

    def send(self, *arguments, stdin=MESSAGE):
        # No session bus: the keyring is then one that is not there, and nobody is asked for its password.
        env = dict(os.environ, GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=str(self.folder),
                   DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
        done = subprocess.run([SEND, *arguments], input=stdin, capture_output=True, timeout=60, env=env)
        return done.returncode, done.stderr.decode()

    def start_sign_in_server(self):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), SignInHandler)
        server.lines = []
        threading.Thread(target=server.serve_forever).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def return_paths(self):
        return sorted(path.read_text().splitlines()[0] for path in (self.maildir / "new").iterdir())

    def test_default_account(self):
        self.save(one=self.account("ann@example.org"), two=self.account("cy@example.org"))
        self.assertEqual(self.send("bob@example.net"), (0, ""))
        self.assertEqual(self.return_paths(), ["Return-Path: <ann@example.org>"])

    def test_named_account(self):
        self.save(one=self.account("ann@example.org"), two=self.account("cy@example.org"))
        self.assertEqual(self.send("--account", "cy@example.org", "bob@example.net"), (0, ""))
        self.assertEqual(self.return_paths(), ["Return-Path: <cy@example.org>"])

    def save_with_alias(self):
        alias = dict(self.account("cy@example.org"),
                     other_identities="[{'name': 'Sales', 'address': 'sales@example.org', 'signature': 'Buy!'}]")
        self.save(one=self.account("ann@example.org", host="127.0.0.2"), two=alias)

    def test_alias_chooses_its_account(self):
        self.save_with_alias()
        self.assertEqual(self.send("-f", "Sales@example.org", "bob@example.net"), (0, ""))
        self.assertEqual(self.return_paths(), ["Return-Path: <Sales@example.org>"])

    def test_account_by_its_alias(self):
        self.save_with_alias()
        self.assertEqual(self.send("--account", "sales@example.org", "--to", "bob@example.net", "--body", "hello", stdin=b""),
                         (0, ""))
        (path,) = (self.maildir / "new").iterdir()
        self.assertIn("From: Sales <sales@example.org>\n", path.read_text())
        self.assertNotIn("Buy!", path.read_text())

    def test_named_account_before_the_alias_s(self):
        self.save_with_alias()
        status, words = self.send("--account", "one", "-f", "sales@example.org", "bob@example.net")
        self.assertEqual(status, 69, words)

    def test_sender_instead_of_the_account_s(self):
        self.save(one=self.account())
        self.assertEqual(self.send("-f", "list@example.org", "bob@example.net"), (0, ""))
        self.assertEqual(self.return_paths(), ["Return-Path: <list@example.org>"])

    def test_composed_message_is_from_the_account(self):
        self.save(one=self.account())
        self.assertEqual(self.send("--to", "bob@example.net", "--body", "hello", stdin=b""), (0, ""))
        (path,) = (self.maildir / "new").iterdir()
        self.assertIn("From: Ann Tester <ann@example.org>\n", path.read_text())

    def test_unknown_account(self):
        self.save(one=self.account())
        status, said = self.send("--account", "work", "bob@example.net")
        self.assertEqual(status, 78)
        self.assertIn("work", said)

    def test_account_without_server(self):
        self.save(one=self.account(host=""))
        self.assertEqual(self.send("bob@example.net")[0], 78)

    def test_mechanism_without_sign_in(self):
        self.save(one=self.account())
        self.assertEqual(self.send("--auth", "PLAIN", "bob@example.net")[0], 78)

    @unittest.skipUnless(shutil.which("gnome-keyring-daemon") and shutil.which("secret-tool"), "needs a keyring")
    def test_password_of_the_keyring(self):
        server = self.start_sign_in_server()
        self.port = server.server_address[1]
        self.save(one=self.account(auth="automatic"))
        env = dict(os.environ, GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=str(self.folder), HOME=str(self.folder),
                   XDG_DATA_HOME=str(self.folder), XDG_RUNTIME_DIR=str(self.folder))
        # Its prompts have nowhere to go, and a warning that is fatal to us is not to the daemon.
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "G_DEBUG"):
            env.pop(name, None)
        done = subprocess.run(["dbus-run-session", "--", "sh", "-c", WITH_KEYRING, "sh", SEND, "bob@example.net"],
                              input=MESSAGE, capture_output=True, timeout=60, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"posthaste-send:", done.stderr)
        said = next(line for line in server.lines if line.startswith(b"AUTH PLAIN "))
        self.assertEqual(base64.b64decode(said.split()[2]), b"\0ann@example.org\0tell-no-one")

    @unittest.skipIf(os.path.exists("/.flatpak-info"), "without a bus libsecret warns in a sandbox, which is fatal here")
    def test_keyring_without_password(self):
        self.save(one=self.account(auth="automatic"))
        status, said = self.send("bob@example.net")
        self.assertEqual(status, 77)
        self.assertIn("--password-file", said)

    def test_password_is_not_sent_in_the_clear(self):
        self.save(one=self.account(host="192.0.2.1", auth="automatic"))
        self.assertEqual(self.send("bob@example.net")[0], 78)


if __name__ == "__main__":
    taprunner.main()
