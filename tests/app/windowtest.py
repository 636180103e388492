# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the window share: a fresh home for each, accounts in its settings, and the ways of a person."""
import contextlib
import email
import email.policy
import os
import pathlib
import shutil
import sqlite3
import tempfile
import unittest

import rig

SETTINGS = "io/github/posthaste/Posthaste"


# What a window asked to be 360 by 640 may be at most, with its frame; letters half as large again need as much more.
PHONE = (552, 700) if os.environ.get("RIG_LOOK") == "large" else (372, 652)


class WindowCase(unittest.TestCase):
    """Each test has its own settings, data and keyring entries; GLib's and GTK's complaints fail it."""

    # A throw-away desktop has nobody who shows notifications, and GIO says so.
    known_complaints = ("org.freedesktop.Notifications",)

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="window_"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        shutil.copytree(os.path.join(os.environ["XDG_CONFIG_HOME"], "gtk-4.0"), self.home / "config" / "gtk-4.0")
        self.env = {"XDG_CONFIG_HOME": str(self.home / "config"), "XDG_DATA_HOME": str(self.home / "data"),
                    "XDG_CACHE_HOME": str(self.home / "cache"), "GSETTINGS_BACKEND": "keyfile",
                    "POSTHASTE_CLOSE_SECONDS": "3600"}
        self.maildir = self.home / "data" / "posthaste" / "practice"
        self.n_starts = 0

    def write_settings(self, **groups):
        folder = self.home / "config" / "glib-2.0" / "settings"
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for group, values in groups.items():
            lines.append("[%s]" % (SETTINGS if group == "main" else "%s/accounts/%s" % (SETTINGS, group)))
            lines += ["%s=%s" % (key.replace("_", "-"), value) for key, value in values.items()]
        (folder / "keyfile").write_text("\n".join(lines) + "\n")

    def use_account(self, port, needs_password=False, host="127.0.0.1", close=True, security="none"):
        self.write_settings(
            main={"accounts": "['a1']", "default_account": "'a1'",
                  "close_window_after_sending": "true" if close else "false"},
            a1={"name": "'Ann Tester'", "address": "'ann@example.org'", "host": "'%s'" % host, "port": "uint32 %d" % port,
                "security": "'%s'" % security, "auth": "'%s'" % ("automatic" if needs_password else "none")})

    def use_practice(self):
        self.write_settings(main={"practice_enabled": "true"})

    def start(self, *arguments, program=None):
        self.n_starts += 1
        log = os.path.join(os.environ["RIG_OUT"], "%s-%d.log" % (self.id().split(".", 1)[-1], self.n_starts))
        app = rig.App([program or os.environ["POSTHASTE"], *arguments], env=self.env, log=log, timeout=30)
        self.addCleanup(self.finish, app)
        return app

    def drag(self, source, target):
        """Holds the button and goes from the middle of one to the middle of the other."""
        def middle(widget):
            x, y, w, h = widget.box
            left, top = widget.app.origin(widget.window())
            return left + x + w // 2, top + y + h // 2
        x, y = middle(source)
        rig.sh("xdotool", "mousemove", "--sync", str(x), str(y), "mousedown", "1")
        for step in range(1, 11):
            # Its answer says that it has seen what came before: no hand is so quick that it has not. What is dragged may
            # have moved it.
            to_x, to_y = middle(target)
            rig.sh("xdotool", "mousemove", "--sync", str(x + (to_x - x) * step // 10), str(y + (to_y - y) * step // 10))

    def finish(self, app):
        app.kill()
        complaints = [line for line in app.warnings() if not any(known in line for known in self.known_complaints)]
        self.assertEqual(complaints, [], "the program complained")

    def compose(self, app, to="bob@example.net", subject="Hello", text="How are you?"):
        """As a person would, by keyboard from where the program puts the cursor."""
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.type(to)
        app.key("Tab")
        app.type(subject)
        app.key("Tab")
        app.type(text)

    def write_files(self, *names):
        files = [self.home / name for name in names]
        for file in files:
            file.write_bytes(os.urandom(1000))
        return files

    def start_other(self, *arguments):
        """A program that has these on the clipboard, in the corner above the composer."""
        log = os.path.join(os.environ["RIG_OUT"], "%s-other.log" % self.id().split(".", 1)[-1])
        other = rig.App([os.environ["PH_FILES_HOST"], *map(str, arguments)], log=log, timeout=30)
        self.addCleanup(other.kill)
        other.find("label", "Drag me")
        return other

    def wait_cards(self, app, *names):
        def missing():
            shown = [w.name for w in app.all(shown=False)]
            return [name for name in names if not any(text.startswith(name + ", ") for text in shown)]
        app.wait(lambda: not missing(), "a card for each of " + ", ".join(names))

    def start_in_text(self, program=None):
        app = self.start("mailto:bob@example.net?subject=Hello&body=Text%20", program=program)
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        app.key("ctrl+End")
        return app

    def send(self, app, **fields):
        self.compose(app, **fields)
        app.key("ctrl+Return")

    def stored_states(self):
        """The state of each message in the store, as another program sees it."""
        path = self.home / "data" / "posthaste" / "posthaste.db"
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=10)) as database:
            return [state for (state,) in database.execute("SELECT state FROM message WHERE NOT is_removed ORDER BY id")]

    def field(self, app, name):
        return app.find("entry", name)

    def assert_kept(self, app, subject="Hello", text="How are you?"):
        self.assertEqual(self.field(app, "Subject").text, subject)
        self.assertEqual(self.field(app, "Message text").text, text)

    def wait_arrived(self, app, count=1):
        def arrived():
            files = sorted((self.maildir / "new").glob("*")) if self.maildir.exists() else []
            return files if len(files) >= count else None
        files = app.wait(arrived, "%d messages in the Maildir" % count, timeout=60)
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]
