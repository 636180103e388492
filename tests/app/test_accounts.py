#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, editing and removing accounts as a person does: each state of the assistant, and the preferences.

The windows are opened by themselves by accounts-host. The server is a real one on loopback: it speaks just enough
SMTP to be signed in to, with or without TLS, and keeps what it was told.
"""
import base64
import os
import pathlib
import re
import socketserver
import ssl
import threading
import unittest

import rig
import taprunner

HOST = os.environ["PH_ACCOUNTS_HOST"]
CERTIFICATES = pathlib.Path(os.environ["PH_BUILD_ROOT"]) / "tests" / "support"
PASSWORD = "secret"
RIGHT_TO_LEFT = {"LANGUAGE": "he"}
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
SETTINGS = {"GSETTINGS_BACKEND": "memory"}


class Session(socketserver.StreamRequestHandler):
    """EHLO, AUTH PLAIN and LOGIN, MAIL, RSET, QUIT; says nothing while the server is told to hold its tongue."""

    def setup(self):
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def ask(self, words):
        self.say("334 " + base64.b64encode(words.encode()).decode())
        return base64.b64decode(self.rfile.readline()).decode()

    def sign_in(self, mechanism, initial):
        if mechanism == "PLAIN":
            text = base64.b64decode(initial or self.ask("").encode()).decode()
            _, user, password = text.split("\0")
        else:
            user, password = self.ask("Username:"), self.ask("Password:")
        self.server.users.append(user)
        self.say("235 welcome" if password == PASSWORD else "535 5.7.8 Authentication credentials invalid")

    def handle(self):
        self.server.may_speak.wait()
        self.say("220 test.example ESMTP")
        for line in self.rfile:
            words = line.decode().split()
            verb = words[0].upper()
            self.server.verbs.append(verb)
            if verb == "EHLO":
                self.wfile.write(b"250-test.example\r\n250 AUTH PLAIN LOGIN\r\n")
            elif verb == "AUTH":
                self.sign_in(words[1].upper(), words[2] if len(words) > 2 else "")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, certificate=None):
        super().__init__(("127.0.0.1", 0), Session)
        self.port = self.server_address[1]
        self.verbs, self.users = [], []
        self.may_speak = threading.Event()
        self.may_speak.set()
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(CERTIFICATES / certificate)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that refuses the certificate goes in the middle of the handshake."""


class Accounts(unittest.TestCase):
    def open(self, *arguments, env=None):
        app = self.enterContext(rig.App([HOST, *map(str, arguments)], env={**SETTINGS, **(env or {})}))
        self.addCleanup(lambda: self.assertEqual(app.warnings(), []))
        return app

    def serve(self, certificate=None):
        server = Server(certificate)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(server.may_speak.set)
        return server

    def fill(self, app, address="ann@example.org", password=PASSWORD):
        app.find("entry", "Name").set_text("Ann Tester")
        app.find("entry", "E-mail").set_text(address)
        app.find("entry", "Password").set_text(password)

    def fill_server(self, app, port, is_encrypted=False):
        """As a person: the row is opened, and host:port is typed into one field."""
        if not app.exists("entry", "Server"):
            app.find("list item", "Server Settings").click()
        app.find("entry", "Server").set_text("127.0.0.1:%d" % port)
        if not is_encrypted:
            self.choose(app, "Encryption", "Down", "Down")

    def choose(self, app, row, *keys):
        """With the arrow keys, from the choice that it has."""
        app.find("row", row).click()
        app.key(*keys, "Return")

    def wait_saved(self, app):
        return app.wait(lambda: [l for l in app.read_log().splitlines() if l.startswith("saved ")], "the account")[0]

    def names(self, app):
        """What a listing says from top to bottom."""
        return [w.name for w in app.all("label")]


class Add(Accounts):
    def test_empty(self):
        app = self.open("add")
        app.find("label", "The password is kept in your keyring.")
        self.assertFalse(app.find("button", "Add").enabled)
        app.find("entry", "Name").set_text("Ann Tester")
        app.find("entry", "E-mail").set_text("ann@example")
        self.assertFalse(app.find("button", "Add").enabled)
        app.find("entry", "E-mail").set_text("ann@example.org")
        app.wait(lambda: app.find("button", "Add").enabled, "Add to become sensitive")
        self.assertFalse(app.exists("label", "That does not look like an e-mail address."))
        app.screenshot("accounts-empty")

    def test_invalid_only_after_leaving(self):
        app = self.open("add")
        app.find("entry", "E-mail").type("ann")
        self.assertFalse(app.exists("label", "That does not look like an e-mail address."))
        app.key("Tab")
        app.wait_text("^That does not look like an e-mail address.$")
        app.screenshot("accounts-invalid")
        app.find("entry", "E-mail").set_text("ann@example.org")
        app.gone("label", "That does not look like an e-mail address.")

    def test_known_provider(self):
        app = self.open("add")
        self.fill(app, "ann@gmail.com")
        app.wait_text("^Gmail takes an app password here")
        app.find("list item", "Server Settings").click()
        self.assertEqual(app.find("entry", "Server").text, "smtp.gmail.com")
        self.assertEqual(app.find("entry", "Port").text, "465")
        self.assertEqual(app.find("entry", "Sign in as").text, "ann@gmail.com")
        app.screenshot("accounts-known-provider")
        app.find("entry", "E-mail").set_text("ann@web.de")
        self.assertEqual(app.find("entry", "Server").text, "smtp.web.de")
        self.assertEqual(app.find("entry", "Sign in as").text, "ann")

    def test_nothing_found(self):
        app = self.open("add")
        self.fill(app)
        app.press("Add")
        app.wait_text("^No settings found for example.org. Ask your provider for the outgoing .SMTP. server.$")
        host = app.find("entry", "Server")
        self.assertEqual(host.text, "smtp.example.org")
        app.screenshot("accounts-nothing-found")
        # Selected: typing replaces it.
        app.key("x")
        app.wait(lambda: host.text == "x", "the typed name")
        self.assertFalse(app.exists("label", "That does not look like a server name."))

    def test_added(self):
        server = self.serve()
        app = self.open("add")
        self.fill(app)
        self.fill_server(app, server.port)
        app.press("Add")
        self.assertEqual(self.wait_saved(app),
                         "saved Ann Tester|ann@example.org|127.0.0.1|%d|2|ann@example.org|" % server.port)
        self.assertEqual(server.users, ["ann@example.org"])
        self.assertEqual(server.verbs, ["EHLO", "AUTH", "EHLO", "MAIL", "RSET", "QUIT"])
        self.assertEqual(app.wait_exit(), 0)

    def test_by_keyboard_alone(self):
        server = self.serve()
        app = self.open("add")
        if app.find("entry", "Name").text == "":
            app.key("shift+Tab", "Tab")
            app.type("Ann Tester")
            app.key("Tab")
        app.type("ann@example.org")
        app.key("Tab")
        app.type(PASSWORD)
        app.key("Return")
        app.wait_text("^No settings found")
        app.type("127.0.0.1:%d" % server.port)
        # Port, then Encryption: opened, moved from TLS to None, chosen; then Enter in "Sign in as".
        app.key("Tab", "Tab", "space")
        app.key("Down", "Down", "Return")
        app.key("Tab", "Return")
        self.wait_saved(app)
        self.assertEqual(app.wait_exit(), 0)

    def test_wrong_password(self):
        server = self.serve()
        app = self.open("add")
        self.fill(app, password="wrong")
        self.fill_server(app, server.port)
        app.press("Add")
        app.wait_text("^Password not accepted$")
        app.screenshot("accounts-wrong-password")
        self.assertEqual(app.find("entry", "E-mail").text, "ann@example.org")
        self.assertEqual(app.find("entry", "Server").text, "127.0.0.1")
        # The password has the keyboard and is selected; Enter tries again.
        app.type(PASSWORD)
        app.key("Return")
        self.wait_saved(app)

    def test_test_signs_in(self):
        server = self.serve()
        app = self.open("add")
        self.fill(app)
        self.fill_server(app, server.port)
        app.press("Test")
        app.wait_text("^Signed in to 127.0.0.1$")
        app.find("label", "Connecting to 127.0.0.1")
        app.find("label", "Signing in as ann@example.org")
        app.screenshot("accounts-test-ok")
        self.assertEqual(server.verbs, ["EHLO", "AUTH", "EHLO", "MAIL", "RSET", "QUIT"])
        self.assertNotIn("saved", app.read_log())

    def test_cancel(self):
        server = self.serve()
        server.may_speak.clear()
        app = self.open("add")
        self.fill(app)
        self.fill_server(app, server.port)
        app.press("Add")
        app.find("label", "Connecting to 127.0.0.1")
        app.screenshot("accounts-busy")
        self.assertFalse(app.find("button", "Add").enabled)
        app.press("Cancel")
        app.wait(lambda: app.find("button", "Add").enabled, "the end of the test", 1)
        app.key("Escape")
        self.assertEqual(app.wait_exit(), 0)
        self.assertNotIn("saved", app.read_log())

    def test_host_and_port(self):
        app = self.open("add")
        self.fill(app)
        app.find("list item", "Server Settings").click()
        app.find("entry", "Server").type("smtp.example.org:587")
        app.key("Tab")
        app.wait(lambda: app.find("entry", "Server").text == "smtp.example.org", "the host alone")
        self.assertEqual(app.find("entry", "Port").text, "587")
        app.find("label", "STARTTLS")

    def test_none_refused(self):
        app = self.open("add")
        self.fill(app)
        app.find("list item", "Server Settings").click()
        app.find("entry", "Server").set_text("smtp.example.org")
        self.choose(app, "Encryption", "Down", "Down")
        app.wait_text("^The password would be readable on the way. Choose TLS or STARTTLS.$")
        app.screenshot("accounts-none-refused")
        app.press("Add")
        self.assertTrue(app.exists("label", "The password would be readable on the way. Choose TLS or STARTTLS."))
        app.find("entry", "Server").set_text("localhost")
        self.choose(app, "Encryption", "Up")
        self.choose(app, "Encryption", "Down")
        app.gone("label", "The password would be readable on the way. Choose TLS or STARTTLS.")

    def test_nobody_answers(self):
        server = Server()
        server.shutdown()
        server.server_close()
        app = self.open("add")
        self.fill(app)
        self.fill_server(app, server.port)
        app.press("Add")
        app.wait_text("^127.0.0.1 does not answer on port %d$" % server.port)
        app.screenshot("accounts-no-answer")
        app.press("Add Without Testing")
        self.wait_saved(app)

    def test_no_network(self):
        app = self.open("add")
        self.fill(app)
        # No TCP goes to a group of hosts: the kernel says at once that there is no way.
        app.find("list item", "Server Settings").click()
        app.find("entry", "Server").set_text("224.0.0.1")
        app.press("Add")
        app.wait_text(r"^No network\. You can add the account now and test it later\.$")
        app.screenshot("accounts-no-network")
        app.press("Add Without Testing")
        self.assertIn("|224.0.0.1|", self.wait_saved(app))

    def test_no_keyring(self):
        server = self.serve()
        app = self.open("add", env=self.enterContext(rig.bare_bus()))
        app.wait_text(r"^No keyring: the password is asked for each time\.$")
        self.fill(app)
        self.fill_server(app, server.port)
        app.screenshot("accounts-no-keyring")
        app.press("Add")
        self.wait_saved(app)
        self.assertEqual(server.users, ["ann@example.org"])

    def test_certificate(self):
        server = self.serve("self-signed.pem")
        app = self.open("add")
        self.fill(app)
        self.fill_server(app, server.port, is_encrypted=True)
        app.press("Add")
        app.wait_text("^The identity of 127.0.0.1 could not be confirmed$")
        self.assertEqual(server.users, [])
        app.screenshot("accounts-certificate")
        # It is as wide as the window it comes from.
        if os.environ.get("RIG_LOOK") == "narrow":
            app.resize(360, 640)

        app.press("Show Certificate")
        x, y, width, height = app.find("button", "Trust This Certificate").box
        self.assertLessEqual(y + height, 768)
        app.screenshot("accounts-certificate-dialog")
        app.find("label", "SHA-256 fingerprint")
        # Going back is the default.
        app.key("Return")
        app.gone("button", "Trust This Certificate")
        self.assertEqual(server.users, [])

        app.press("Show Certificate")
        app.press("Trust This Certificate")
        saved = self.wait_saved(app).split("|")
        fingerprint = rig.sh("openssl", "x509", "-in", str(CERTIFICATES / "self-signed.pem"),
                             "-noout", "-fingerprint", "-sha256").split("=")[1].replace(":", "").lower()
        self.assertEqual(saved[-1], fingerprint)
        self.assertEqual(server.users, ["ann@example.org"])


class Edit(Accounts):
    def test_name_alone(self):
        app = self.open("edit", 1)
        app.find("entry", "Name").set_text("Ann T. Tester")
        app.find("label", "Leave the password empty to keep the one in your keyring.")
        app.press("Save")
        self.assertTrue(self.wait_saved(app).startswith("saved Ann T. Tester|ann@example.org|127.0.0.1|1|"))

    def test_saved_password(self):
        server = self.serve()
        app = self.open("edit", server.port)
        app.screenshot("accounts-edit")
        app.press("Test")
        app.wait_text("^Signed in to 127.0.0.1$")
        self.assertEqual(server.users, ["ann@example.org"])

    def test_remove(self):
        app = self.open("edit", 1)
        app.menu("Remove Account…", button="Account Menu")
        dialog = app.find("dialog", "Remove Account?")
        app.screenshot("accounts-remove")
        app.find("button", "Remove", inside=dialog).press()
        app.wait(lambda: "removed ann@example.org" in app.read_log(), "the removal")


class Identities(Accounts):
    def identities(self, app):
        return [line.split(" ", 1)[1] for line in app.read_log().splitlines() if line.startswith("identity ")]

    def save(self, app):
        app.press("Save")
        self.wait_saved(app)
        return self.identities(app)

    def test_more_of_the_account_s_own(self):
        app = self.open("edit", 1)
        app.find("list item", "More").click()
        app.find("entry", "Signature").set_text("Ann Tester\nexample.org\n\n")
        reply_to = app.find("entry", "Reply-To")
        reply_to.type("answers")
        app.press("Save")
        app.wait_text("That does not look like an e-mail address")
        app.screenshot("accounts-more-invalid")
        self.assertEqual(self.identities(app), [])
        reply_to.set_text("answers@example.org")
        app.wait(lambda: not app.exists("label", re.compile("^That does not look")), "nothing wrong any more")
        app.screenshot("accounts-more")
        self.assertEqual(self.save(app),
                         ["Ann Tester <ann@example.org>|answers@example.org|Ann Tester/example.org"])

    def test_other_address(self):
        app = self.open("edit", 1)
        app.press("Add Address")
        address = app.wait(lambda: len(app.all("entry", "E-mail")) == 2 and app.all("entry", "E-mail")[1], "its fields")
        app.press("Save")
        app.wait_text("That does not look like an e-mail address")
        app.screenshot("accounts-other-invalid")
        # The cursor is where it is wrong.
        app.type("sales@example.org")
        app.wait(lambda: address.text == "sales@example.org", "the address")
        app.screenshot("accounts-other")
        window = app.find("window")
        app.wait(lambda: address.box[1] + address.box[3] < window.box[1] + window.box[3], "the address in sight")
        self.assertEqual(self.save(app), ["Ann Tester <ann@example.org>||", "Ann Tester <sales@example.org>||"])

    def test_remove_and_undo(self):
        app = self.open("edit", 1)
        app.press("Add Address")
        app.wait(lambda: len(app.all("entry", "E-mail")) == 2, "its fields")
        app.type("sales@example.org")
        app.press("Remove Address")
        app.wait_text("Address removed")
        app.wait(lambda: len(app.all("entry", "E-mail")) == 1, "no other address")
        app.press("Undo")
        self.assertEqual(self.save(app), ["Ann Tester <ann@example.org>||", "Ann Tester <sales@example.org>||"])


class Preferences(Accounts):
    def open_accounts(self):
        app = self.open("preferences")
        app.find("label", "Close window after sending")
        app.find("page tab", "Accounts").click()
        app.find("row", "Ann Tester")
        return app

    def order(self, app):
        known = ("Ann Tester", "Bob Smith", "Practice")
        return [w.name for w in app.all("row") if w.name in known]

    def choose_in_menu(self, app, account, item):
        app.press("Menu of " + account)
        app.find("menu item", item).press()

    def test_order_and_default(self):
        app = self.open_accounts()
        self.assertEqual(self.order(app), ["Ann Tester", "Bob Smith", "Practice"])
        app.screenshot("preferences-accounts")
        self.choose_in_menu(app, "Bob Smith <bob@example.net>", "Move Up")
        app.wait(lambda: self.order(app) == ["Bob Smith", "Ann Tester", "Practice"], "the order")
        self.choose_in_menu(app, "Bob Smith <bob@example.net>", "Make Default")
        app.wait(lambda: app.all("label", "Default", inside=app.find("row", "Bob Smith")), "the badge")
        self.assertEqual(len(app.all("label", "Default")), 1)

    def test_remove_and_undo(self):
        app = self.open_accounts()
        self.choose_in_menu(app, "Ann Tester <ann@example.org>", "Remove")
        app.wait(lambda: self.order(app) == ["Bob Smith", "Practice"], "the removal")
        app.screenshot("preferences-removed")
        app.press("Undo")
        app.wait(lambda: self.order(app) == ["Ann Tester", "Bob Smith", "Practice"], "the account")
        app.wait(lambda: app.all("label", "Default", inside=app.find("row", "Ann Tester")), "the badge")


class Looks(Accounts):
    def check(self, name, ready, *arguments):
        for look, env in {"light": {}, "dark": DARK, "rtl": RIGHT_TO_LEFT}.items():
            with self.subTest(look=look), rig.App([HOST, *arguments], env={**SETTINGS, **env}) as app:
                app.wait(lambda: ready(app), "the window's content")
                app.screenshot("%s-%s" % (name, look))
                app.resize(360, 640)
                app.screenshot("%s-%s-narrow" % (name, look))
                # Without the frame, which this display draws and others do not.
                width, height = app.find("window").box[2:]
                self.assertLessEqual(width, 360)
                self.assertLessEqual(height, 640)
                self.assertEqual(app.overflowing(360), [])
                self.assertEqual(app.unnamed(), [])
                self.assertEqual(app.warnings(), [])

    def test_add(self):
        self.check("accounts-add", lambda app: app.all("button", "Add"), "add")

    def test_edit(self):
        self.check("accounts-edit", lambda app: app.all("button", "Save"), "edit", "1")

    def test_preferences(self):
        self.check("preferences", lambda app: app.all("label", "Close window after sending"), "preferences")


if __name__ == "__main__":
    taprunner.main()
