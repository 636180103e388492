#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak does in its sandbox what the program does outside. build-aux/flatpak runs this, in a session
of flatpak/headless-session, with the build's folder in PH_BUILD_ROOT; screenshots go to RIG_OUT."""
import configparser
import os
import pathlib
import shutil
import subprocess
import unittest

import mailhost
import rig
import smtpstub
import taprunner

ID = "io.github.posthaste.Posthaste"
EXPORTS = pathlib.Path(os.environ["FLATPAK_USER_DIR"], "exports", "share")
DATA = pathlib.Path.home() / ".var" / "app" / ID
KEEP_SECRET = pathlib.Path(os.environ["PH_BUILD_ROOT"], "tests", "accounts", "keep-secret")
SETTINGS = """\
[io/github/posthaste/Posthaste]
accounts=['one']
default-account='one'

[io/github/posthaste/Posthaste/accounts/one]
address='ann@example.org'
host='localhost'
port=uint32 %d
security='tls'
user='%s'
"""
GUEST = """\
[io/github/posthaste/Posthaste]
accounts=['one']
default-account='one'

[io/github/posthaste/Posthaste/accounts/one]
address='ann@example.org'
host='localhost'
port=uint32 %d
security='none'
auth='none'
"""
NO_INPUT, NO_PERMISSION = 66, 77  # sysexits.h


def run(command, *arguments, readable=(), text=None):
    """Runs a program in the sandbox, where it can also read these files. Returns its exit status and what it said."""
    argv = ["flatpak", "run", "--user", "--command=%s" % command, *("--filesystem=%s:ro" % path for path in readable),
            ID, *map(str, arguments)]
    done = subprocess.run(argv, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    return done.returncode, done.stdout


def write_settings(text):
    settings = DATA / "config" / "glib-2.0" / "settings" / "keyfile"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(text)


class Installed(unittest.TestCase):
    def test_permissions(self):
        """Network, display and address books, and nothing else: each more has to be put here too."""
        said = subprocess.run(["flatpak", "info", "--user", "--show-permissions", ID], check=True, capture_output=True,
                              text=True).stdout
        found = configparser.ConfigParser()
        found.read_string(said)
        given = {key: set(value.strip(";").split(";")) for key, value in found["Context"].items()}
        self.assertEqual(found.sections(), ["Context", "Session Bus Policy"])
        self.assertEqual(dict(found["Session Bus Policy"]), {"org.gnome.evolution.dataserver.addressbook10": "talk",
                                                             "org.gnome.evolution.dataserver.sources5": "talk"})
        self.assertEqual(given, {"shared": {"network", "ipc"}, "sockets": {"x11", "wayland", "fallback-x11"},
                                 "devices": {"dri"}})

    def test_exports(self):
        for name in ("applications/%s.desktop", "metainfo/%s.metainfo.xml", "icons/hicolor/scalable/apps/%s.svg",
                     "icons/hicolor/symbolic/apps/%s-symbolic.svg"):
            with self.subTest(name):
                self.assertTrue((EXPORTS / (name % ID)).exists())

    def test_modules_are_used(self):
        status, said = run("ldd", "/app/bin/posthaste")
        self.assertEqual(status, 0, said)
        self.assertIn("=> /app/lib/libgmime-3.0.so", said)
        self.assertNotIn("not found", said)

    def test_home_folder_is_hidden(self):
        private = pathlib.Path.home() / "private.txt"
        private.write_text("private")
        self.assertEqual(run("posthaste-send", "--server", "smtp://127.0.0.1:9", "-f", "ann@example.org", "--to",
                             "bob@example.org", "--attach", private)[0], NO_INPUT)


class Send(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(mailhost.MailHost())

    def send(self, to, *arguments, readable=()):
        return run("posthaste-send", *arguments, "--to", to, "--subject", "Grüße aus dem Sandkasten", "--body", "hello",
                   readable=readable)

    def server(self):
        return ("--server", "smtps://%s@localhost:%d" % (self.host.user, self.host.smtps_port), "-f", "ann@example.org",
                "--password-file", self.host.password_file)

    def assert_arrived(self, to):
        message = self.host.wait_for_message(to)
        self.assertEqual(message["Subject"], "Grüße aus dem Sandkasten")
        self.assertEqual(message.get_content(), "hello\n")

    def test_message_over_tls(self):
        done = self.send("tls@example.org", *self.server(), "--ca-file", self.host.ca_file,
                         readable=(self.host.ca_file, self.host.password_file))
        self.assertEqual(done, (0, ""))
        self.assert_arrived("tls@example.org")

    def test_certificate_is_checked(self):
        """What the runtime trusts does not have our authority in it."""
        status, said = self.send("untrusted@example.org", *self.server(), readable=(self.host.password_file,))
        self.assertEqual(status, NO_PERMISSION, said)

    def test_secret_is_kept(self):
        """One run keeps the password through the Secret portal, and the next one signs in with it."""
        self.addCleanup(shutil.rmtree, DATA)
        write_settings(SETTINGS % (self.host.smtps_port, self.host.user))
        account = ("--ca-file", self.host.ca_file)
        readable = (self.host.ca_file,)
        self.assertEqual(self.send("kept@example.org", *account, readable=readable)[0], NO_PERMISSION)
        self.assertEqual(run(KEEP_SECRET, "one", self.host.password, readable=(KEEP_SECRET,)), (0, ""))
        self.assertEqual(self.send("kept@example.org", *account, readable=readable), (0, ""))
        self.assert_arrived("kept@example.org")
        # In a file of the sandbox that only the portal's key opens, and not in the desktop's keyring.
        keyring = (DATA / "data" / "keyrings" / "default.keyring").read_bytes()
        self.assertNotIn(self.host.password.encode(), keyring)
        self.assertNotEqual(subprocess.run(["secret-tool", "lookup", "account", "one"]).returncode, 0)


class Launched(rig.App):
    """A program that something else started: in its sandbox it has another process id, so it is known by its name."""

    def _find_root(self):
        desktop = rig.Atspi.get_desktop(0)
        programs = (desktop.get_child_at_index(i) for i in range(desktop.get_child_count()))
        return next((p for p in programs if p and p.get_name() == "posthaste" and p.get_child_count()), None)

    def state(self):
        return "shown:\n" + self.tree()


class Window(unittest.TestCase):
    def test_launch_from_the_menu(self):
        """The exported desktop entry opens the window, and what is written there arrives at the practice account."""
        self.addCleanup(subprocess.run, ["flatpak", "kill", ID])
        with Launched(["gio", "launch", EXPORTS / "applications" / (ID + ".desktop")], timeout=60) as app:
            app.screenshot("sandbox-start")
            app.press("Try Without an Account")
            app.find("entry", "To").set_text("bob@example.org, ")
            app.find("entry", "Subject").set_text("From the sandbox")
            app.press("Send")
            app.wait_text("^Message Sent$", timeout=60)
            app.screenshot("sandbox-sent")
            arrived = app.wait(lambda: next((DATA / "data" / "posthaste").glob("**/new/*"), None), "the message")
        self.assertIn("Subject: From the sandbox", arrived.read_text())


    def test_without_a_window(self):
        """What waits in the outbox is still to be sent: the desktop is asked to let the program run, and it does."""
        server = self.enterContext(smtpstub.Server({b"MAIL": b"451 4.7.1 later"}))
        write_settings(GUEST % server.port)
        self.addCleanup(shutil.rmtree, DATA)
        self.addCleanup(subprocess.run, ["flatpak", "kill", ID])
        heard = pathlib.Path(os.environ["RIG_OUT"], "background.txt")
        with heard.open("w") as output:
            listener = subprocess.Popen(["dbus-monitor", "--session", "interface='org.freedesktop.portal.Background'"],
                                        stdout=output)
        self.addCleanup(listener.wait)
        self.addCleanup(listener.terminate)
        with Launched(["gio", "launch", EXPORTS / "applications" / (ID + ".desktop")], timeout=60) as app:
            app.find("entry", "To").set_text("bob@example.org, ")
            app.find("entry", "Subject").set_text("For later")
            app.press("Send")
            app.wait_text("^The server is not ready$", timeout=60)
            self.assertNotIn("RequestBackground", heard.read_text())
            app.key("ctrl+w")
            app.wait(lambda: "member=RequestBackground" in heard.read_text(), "the question to the desktop", 60)
            said = subprocess.run(["flatpak", "ps", "--columns=application"], capture_output=True, text=True).stdout
            self.assertIn(ID, said)


if __name__ == "__main__":
    taprunner.main()
