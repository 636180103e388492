# SPDX-License-Identifier: GPL-3.0-or-later
"""posthaste-send with accounts and a store of its own, for tests of the outbox.

    rig = outboxrig.Rig(SEND, folder)
    rig.save_account(port)
    rig.run("--queue", "bob@example.net", stdin=b"Subject: x\n\nhello\n")
    rig.rows("SELECT state FROM message")
"""
import os
import pathlib
import sqlite3
import subprocess

QUEUED, SENDING, COMMITTING, SENT, FAILED, UNKNOWN = range(1, 7)
PREFIX = "io/github/posthaste/Posthaste"


def write_accounts(path, **accounts):
    """Settings as the window's GSettings would write them; the first account is the default."""
    lines = ["[%s]" % PREFIX, "accounts=%s" % list(accounts), "default-account='%s'" % next(iter(accounts))]
    for name, keys in accounts.items():
        lines.append("[%s/accounts/%s]" % (PREFIX, name))
        lines += ["%s=%s" % (key.replace("_", "-"), value) for key, value in keys.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


class Rig:
    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)
        self.store = self.folder / "data" / "posthaste"
        # No session bus: the keyring is then one that is not there, and nobody is asked for its password.
        self.env = dict(os.environ, GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=str(self.folder),
                        XDG_DATA_HOME=str(self.folder / "data"), DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent",
                        DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent")

    def save_account(self, port, **others):
        """Account "one" on loopback, and others by their name with what is not the same in them."""
        usual = {"name": "'Ann Tester'", "address": "'ann@example.org'", "host": "'127.0.0.1'", "port": "uint32 %d" % port,
                 "security": "'none'", "auth": "'none'"}
        accounts = {name: dict(usual, **more) for name, more in dict({"one": {}}, **others).items()}
        write_accounts(self.folder / "glib-2.0" / "settings" / "keyfile", **accounts)

    def start(self, *arguments, **more):
        return subprocess.Popen([self.program, *arguments], env=self.env, **more)

    def run(self, *arguments, stdin=b"", timeout=120):
        """Exit status, standard output and standard error."""
        done = subprocess.run([self.program, *arguments], input=stdin, capture_output=True, timeout=timeout, env=self.env)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def rows(self, query, *values):
        """What the database says, which is only read: also right behind a kill."""
        database = sqlite3.connect("file:%s?mode=ro" % (self.store / "posthaste.db"), uri=True, timeout=2)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def change(self, query, *values):
        """For what only time would do: a later try becomes due."""
        database = sqlite3.connect(self.store / "posthaste.db", timeout=30)
        try:
            with database:
                database.execute(query, values)
        finally:
            database.close()

    def states(self):
        return [state for (state,) in self.rows("SELECT state FROM message ORDER BY id")]

    def files(self):
        return sorted((self.store / "messages").glob("*.eml"))
