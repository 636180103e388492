# SPDX-License-Identifier: GPL-3.0-or-later
"""Each account has several to write as: what leaves says so, and a draft remembers who wrote it."""
import contextlib
import email
import email.policy
import os
import re
import sqlite3
import subprocess
import sys
import unittest
import urllib.parse

import rig
import smtpscript
import taprunner
import test_looks
import windowtest

DRAFT, SENT = 0, 4
ANN = "Ann Tester <ann@example.org>"
SALES = "Ann's Shop <sales@example.org>"


class IdentitiesCase(windowtest.WindowCase):
    def use_identities(self, port, second_port=None, first=None, **sales):
        alias = {"name": "Ann's Shop", "address": "sales@example.org", "reply-to": "Orders <orders@example.org>"}
        alias.update({key.replace("_", "-"): value for key, value in sales.items()})
        account = {"name": "'Ann Tester'", "address": "'ann@example.org'", "host": "'127.0.0.1'",
                   "port": "uint32 %d" % port, "security": "'none'", "auth": "'none'",
                   "other-identities": "[%s]" % {key: value for key, value in alias.items() if value}}
        account.update(first or {})
        groups = {"main": {"accounts": "['a1']", "default_account": "'a1'"}, "a1": account}
        if second_port:
            groups["main"]["accounts"] = "['a1', 'a2']"
            groups["a2"] = dict(account, name="'Zoe'", address="'zoe@example.net'", port="uint32 %d" % second_port)
            del groups["a2"]["other-identities"]
        self.write_settings(**groups)

    def begin(self, *arguments):
        app = self.start(*arguments)
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        return app

    def choose_from(self, app, n_down):
        """As a person would: Alt+F opens the list, so many down, and back to To."""
        app.key("alt+f")
        app.wait(lambda: app.all("list item"), "the list")
        app.key(*["Down" if n_down > 0 else "Up"] * abs(n_down), "Return")
        app.key("alt+o")
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")

    def received(self, server):
        (data,) = server.messages
        return email.message_from_bytes(data, policy=email.policy.default)

    def stored(self, state):
        folder = self.home / "data" / "posthaste"
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % (folder / "posthaste.db"), uri=True,
                                                timeout=10)) as database:
            rows = database.execute("SELECT file FROM message WHERE state = ? AND NOT is_removed", (state,)).fetchall()
        return [email.message_from_bytes((folder / "messages" / name).read_bytes(), policy=email.policy.default)
                for (name,) in rows]

    def wait_stored(self, app, state, what, fits):
        def found():
            try:
                messages = self.stored(state)
            except (sqlite3.OperationalError, FileNotFoundError):
                return None
            return messages if len(messages) == 1 and fits(messages[0]) else None
        return app.wait(found, what, timeout=30)[0]


class FromTest(IdentitiesCase):
    def test_goes_as_the_one_that_was_chosen(self):
        with smtpscript.Server() as server, smtpscript.Server() as second:
            self.use_identities(server.port, second.port)
            app = self.begin()
            app.wait_text(ANN)
            self.choose_from(app, 1)
            app.find("button", SALES, inside=app.find("combo box", "From"))
            app.screenshot("from-alias")
            self.send(app)
            app.wait_text("Message Sent")
            self.assertEqual(self.received(server)["From"], SALES)
            self.assertEqual(self.received(server)["Reply-To"], "Orders <orders@example.org>")
            self.assertTrue(any(line.startswith("MAIL FROM:<sales@example.org>") for line in server.commands))
            self.assertEqual(second.messages, [])

    def test_another_account_s_goes_over_its_server(self):
        with smtpscript.Server() as server, smtpscript.Server() as second:
            self.use_identities(server.port, second.port)
            app = self.begin()
            self.choose_from(app, 2)
            app.wait_text("Zoe <zoe@example.net>")
            self.send(app)
            app.wait_text("Message Sent")
            self.assertEqual(self.received(second)["From"], "Zoe <zoe@example.net>")
            self.assertIsNone(self.received(second)["Reply-To"])
            self.assertEqual(server.messages, [])

    def test_write_to_yourself(self):
        """The message that shows that an account works, here the one that is not the default: a chord sends it."""
        with smtpscript.Server() as first, smtpscript.Server() as second:
            self.use_identities(first.port, second.port)
            app = self.begin()
            app.key("ctrl+comma")
            app.find("page tab", "Accounts").click()
            app.menu("Write to Yourself", button="Menu of Zoe <zoe@example.net>")
            app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
            app.gone("window", "Preferences")
            app.find("button", "zoe@example.net, 1 of 1")
            app.screenshot("write-to-yourself")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(first.messages, [])
            message = self.received(second)
            self.assertEqual((message["From"], message["To"]), ("Zoe <zoe@example.net>", "zoe@example.net"))
            self.assertEqual(message["Subject"], "A test of Posthaste")
            self.assertEqual(message.get_body().get_content().strip(), "You can read this, so this account sends mail.")

    def test_a_draft_keeps_it(self):
        with smtpscript.Server() as server:
            self.use_identities(server.port)
            app = self.begin()
            self.compose(app, subject="Plans")
            self.wait_stored(app, DRAFT, "the draft", lambda message: message["From"] == ANN)
            app.key("alt+f")
            app.wait(lambda: app.all("list item"), "the list")
            app.key("Down", "Return")
            self.wait_stored(app, DRAFT, "the draft by the other", lambda message: message["From"] == SALES)
            app.key("ctrl+q")
            self.assertEqual(app.wait_exit(30), 0)

            again = self.start()
            again.wait_text("1 draft kept")
            again.press("Open")
            again.wait_text("Plans")
            again.key("Return")
            again.wait(lambda: again.focused() and again.focused().name == "Message text", "the draft")
            again.wait_text(SALES)
            again.key("ctrl+Return")
            again.wait_text("Message Sent")
            self.assertEqual(self.received(server)["From"], SALES)

    def test_narrow_shows_the_address(self):
        with smtpscript.Server() as server:
            self.use_identities(server.port)
            app = self.begin()
            app.resize(360, 640)
            app.wait(lambda: not app.all("label", ANN) and app.all("label", "ann@example.org"), "the address alone")
            app.screenshot("from-360")
            self.assertEqual(app.overflowing(360), [])


class SignatureTest(IdentitiesCase):
    MINE, THEIRS = "Ann Tester\nexample.org", "Buy!"

    def use_signatures(self, port):
        self.use_identities(port, first={"signature": "'Ann Tester\\nexample.org'"}, signature=self.THEIRS)

    def wait_body(self, app, text):
        app.wait(lambda: self.field(app, "Message text").text == text, "the text %r" % text)

    def test_below_what_is_written(self):
        with smtpscript.Server() as server:
            self.use_signatures(server.port)
            app = self.begin()
            self.wait_body(app, "\n\n-- \n" + self.MINE)
            self.compose(app)
            app.screenshot("signature")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(self.received(server).get_content().replace("\r", ""),
                             "How are you?\n\n-- \n%s\n" % self.MINE)
            app.press("New Message")
            self.wait_body(app, "\n\n-- \n" + self.MINE)

    def test_alone_it_is_no_draft(self):
        with smtpscript.Server() as server:
            self.use_signatures(server.port)
            app = self.begin()
            app.key("Tab", "Tab")
            app.type("x")
            self.wait_stored(app, DRAFT, "the draft", lambda message: "x" in message.get_content())
            app.key("BackSpace")
            app.wait(lambda: not self.stored(DRAFT), "no draft", timeout=30)
            app.key("ctrl+w")
            self.assertEqual(app.wait_exit(30), 0)
            self.assertEqual(self.stored(DRAFT), [])

    def test_follows_the_identity_until_it_is_edited(self):
        with smtpscript.Server() as server:
            self.use_signatures(server.port)
            app = self.begin()
            self.compose(app)
            self.choose_from(app, 1)
            self.wait_body(app, "How are you?\n\n-- \n" + self.THEIRS)
            app.key("Tab", "Tab", "ctrl+z")
            self.wait_body(app, "How are you?\n\n-- \n" + self.MINE)
            app.key("ctrl+shift+z")
            self.wait_body(app, "How are you?\n\n-- \n" + self.THEIRS)
            app.key("ctrl+End")
            app.type("!")
            self.choose_from(app, -1)
            app.wait_text(ANN)
            self.wait_body(app, "How are you?\n\n-- \n" + self.THEIRS + "!")

    def test_link_s_text_stands_above(self):
        with smtpscript.Server() as server:
            self.use_signatures(server.port)
            app = self.start("mailto:bob@example.net?subject=S&body=Hi")
            self.wait_body(app, "Hi\n\n-- \n" + self.MINE)
            app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
            app.type("Oh. ")
            self.wait_body(app, "Oh. Hi\n\n-- \n" + self.MINE)

    def test_a_text_that_has_one_gets_no_other(self):
        with smtpscript.Server() as server:
            self.use_signatures(server.port)
            app = self.start("mailto:?subject=S&body=Hi%0D%0A--%20%0D%0AMe")
            self.wait_body(app, "Hi\n-- \nMe")
            self.choose_from(app, 1)
            app.find("button", SALES, inside=app.find("combo box", "From"))
            self.wait_body(app, "Hi\n-- \nMe")

    def test_once_in_a_draft(self):
        with smtpscript.Server() as server:
            self.use_signatures(server.port)
            app = self.begin()
            self.compose(app, subject="Plans")
            self.wait_stored(app, DRAFT, "the draft", lambda message: message.get_content().count("-- \r\n") == 1)
            app.key("ctrl+q")
            self.assertEqual(app.wait_exit(30), 0)
            again = self.start()
            again.press("Open")
            again.wait_text("Plans")
            again.key("Return")
            again.wait(lambda: again.focused() and again.focused().name == "Message text", "the draft")
            text = again.wait(lambda: [w for w in again.all("entry", "Message text") if w.text.startswith("How")], "it")[0]
            self.assertEqual(text.text, "How are you?\n\n-- \n" + self.MINE)
            again.key("alt+f")
            again.wait(lambda: again.all("list item", re.compile("sales|^$")), "the list")
            again.key("Down", "Return")
            again.wait(lambda: text.text == "How are you?\n\n-- \n" + self.THEIRS, "the other's signature")


class OptionsTest(IdentitiesCase):
    def choose(self, app, *items):
        for item in items:
            app.menu("Message Options", item)

    def test_they_are_said_and_sent(self):
        with smtpscript.Server(extensions=("8BITMIME", "DSN")) as server:
            self.use_account(server.port)
            app = self.begin()
            self.compose(app)
            self.choose(app, "High", "Ask for Read Receipt", "Ask for Delivery Receipt")
            app.wait_text("^High importance · Read receipt · Delivery receipt$")
            app.screenshot("options")
            app.resize(360, 640)
            app.screenshot("options-360")
            self.assertEqual(app.overflowing(360), [])
            app.press("Send")
            app.wait_text("Message Sent")
            message = self.received(server)
            self.assertEqual(message["Importance"], "high")
            self.assertEqual(message["Disposition-Notification-To"], "<ann@example.org>")
            self.assertIn("RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;bob@example.net",
                          server.commands)
            app.press("New Message")
            app.gone("label", re.compile("High importance"))

    def test_a_draft_keeps_them(self):
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.begin()
            self.compose(app, subject="Plans")
            self.choose(app, "Low", "Ask for Delivery Receipt", "Reply-To")
            app.wait(lambda: app.focused() and app.focused().name == "Reply-To", "focus in Reply-To")
            app.type("answers@example.org,")
            self.wait_stored(app, DRAFT, "the draft", lambda message: message["Reply-To"] == "answers@example.org")
            app.key("ctrl+q")
            self.assertEqual(app.wait_exit(30), 0)
            again = self.start()
            again.press("Open")
            again.wait_text("Plans")
            again.key("Return")
            again.wait_text("^Low importance · Delivery receipt$")
            again.find("button", "answers@example.org, 1 of 1")
            again.screenshot("options-draft")

    def test_a_draft_keeps_a_reply_to_that_is_none(self):
        """What is half typed is not lost, and not sent."""
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.begin()
            self.compose(app, subject="Plans")
            self.choose(app, "Reply-To")
            app.wait(lambda: app.focused() and app.focused().name == "Reply-To", "focus in Reply-To")
            app.type("ann@example.org, Jos")
            self.wait_stored(app, DRAFT, "the draft", lambda message: message["X-Posthaste-Reply-To"])
            app.kill()
            again = self.start()
            again.press("Open")
            again.wait_text("Plans")
            again.key("Return")
            composer = again.find("button", "ann@example.org, 1 of 2").window()
            again.find("button", re.compile("^Jos, not a valid address"))
            again.find("button", "Remove Jos").press()
            again.find("button", "Send", inside=composer).press()
            again.wait_text("Message Sent")
            self.assertIn(b"Reply-To: ann@example.org\r\n", server.messages[0])
            self.assertNotIn(b"X-Posthaste", server.messages[0])

    def test_a_server_that_sends_no_reports(self):
        with smtpscript.Server() as server:
            self.use_identities(server.port, first={"lacks-dsn": "true"})
            app = self.begin()
            app.press("Main Menu")
            item = app.find("menu item", "Ask for Delivery Receipt", shown=False)
            self.assertFalse(item.enabled)

    def test_answers_go_to_one_address(self):
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.begin()
            self.compose(app)
            self.choose(app, "Reply-To")
            app.wait(lambda: app.focused() and app.focused().name == "Reply-To", "focus in Reply-To")
            app.type("answers@example.org, more@example.org")
            app.key("ctrl+Return")
            app.wait_text("Answers can go to one address only")
            app.screenshot("options-reply-to")
            self.assertEqual(server.messages, [])
            app.key("BackSpace", "BackSpace", "ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(self.received(server)["Reply-To"], "answers@example.org")

    def test_private_by_default(self):
        with smtpscript.Server() as server:
            self.env["TZ"] = "Asia/Tokyo"
            self.use_account(server.port)
            app = self.begin()
            self.send(app)
            app.wait_text("Message Sent")
            self.assertTrue(self.received(server)["Date"].endswith("-0000"), self.received(server)["Date"])
            self.assertIsNone(self.received(server)["User-Agent"])

    def test_unless_it_is_switched(self):
        with smtpscript.Server() as server:
            self.env["TZ"] = "Asia/Tokyo"
            self.use_account(server.port)
            app = self.begin()
            app.key("ctrl+comma")
            app.find(None, "Privacy").press()
            for switch, was in (("Send dates in UTC", True), ("Say that Posthaste wrote the message", False)):
                self.assertEqual(app.find("switch", switch).state("checked"), was)
                app.find("switch", switch).click()
                app.wait(lambda: app.find("switch", switch).state("checked") != was, "the switch")
            app.key("Escape")
            self.send(app)
            app.wait_text("Message Sent")
            self.assertTrue(self.received(server)["Date"].endswith("+0900"), self.received(server)["Date"])
            self.assertEqual(self.received(server)["User-Agent"], "Posthaste")


class LinkTest(IdentitiesCase):
    def setUp(self):
        super().setUp()
        self.folder = self.home / "Documents"
        self.folder.mkdir()

    def write(self, name, data=b"%PDF-1.4"):
        path = self.folder / name
        path.write_bytes(data)
        return urllib.parse.quote(str(path))

    def open_link(self, server, *files):
        self.use_account(server.port)
        fields = "".join("&attach=" + file for file in files)
        app = self.start("mailto:bob@example.net?subject=S&body=Hi" + fields)
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        return app

    def sent_files(self, app, server):
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        return [part.get_filename() for part in self.received(server).iter_attachments()]

    def test_nothing_is_attached_by_a_key(self):
        with smtpscript.Server() as server:
            app = self.open_link(server, self.write("b.pdf"))
            app.wait_text("^The link wants to attach “\u2068b.pdf\u2069” from \u2068Documents\u2069$")
            app.screenshot("link-question")
            app.resize(360, 640)
            app.screenshot("link-question-360")
            self.assertEqual(app.overflowing(360), [])
            app.find("entry", "Message text").focus()
            app.key("Return")
            app.wait(lambda: "\n" in self.field(app, "Message text").text, "the line end in the text")
            self.assertEqual(self.sent_files(app, server), [])

    def test_attached_when_it_is_answered(self):
        with smtpscript.Server() as server:
            app = self.open_link(server, self.write("b.pdf"), self.write("c.txt", b"c"))
            app.wait_text("b.pdf.*c.txt")
            app.press("Attach")
            app.find(None, re.compile("^b.pdf, "))
            app.find(None, re.compile("^c.txt, "))
            self.assertEqual(self.sent_files(app, server), ["b.pdf", "c.txt"])

    def test_not_attached_when_it_is_refused(self):
        with smtpscript.Server() as server:
            app = self.open_link(server, self.write("b.pdf"))
            app.press("Do Not Attach")
            app.gone("label", re.compile("The link wants"))
            self.assertEqual(self.sent_files(app, server), [])

    def test_no_file_of_this_computer(self):
        with smtpscript.Server() as server:
            app = self.open_link(server, "b.pdf", "~/b.pdf", "smb://server/b.pdf")
            app.wait_text("The link tried to attach a file. It was not added.")
            app.wait_text("smb://server/b.pdf.* is no file of this computer")
            app.screenshot("link-ignored")
            self.assertFalse(app.exists("button", "Attach"))

    def test_what_is_no_regular_file(self):
        with smtpscript.Server() as server:
            os.mkfifo(self.folder / "pipe")
            app = self.open_link(server, urllib.parse.quote(str(self.folder / "pipe")))
            app.press("Attach")
            app.wait_text("^pipe could not be read")
            app.screenshot("link-pipe")

    def test_several_links_open_several_windows(self):
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start("mailto:bob@example.net?subject=One", "mailto:cy@example.net?subject=Two")
            app.wait(lambda: app.exists(None, "One") and app.exists(None, "Two"), "two windows")
            self.start_again("mailto:dee@example.net?subject=Three")
            app.wait(lambda: all(app.exists(None, name) for name in ("One", "Two", "Three")), "a third one")
            self.assertEqual(len(app.visible_windows()), 3)

    def start_again(self, link):
        """The running one gets it, and this one ends."""
        subprocess.run([os.environ["POSTHASTE"], link], env={**os.environ, **self.env}, check=True, timeout=60)


class OneLook(IdentitiesCase):
    """Not run by name here: the test below runs it in each look."""

    def look(self):
        name = os.environ["PH_LOOK"]
        if name == "rtl":
            self.env["POSTHASTE_LOCALEDIR"] = os.environ["POSTHASTE_RTL_LOCALEDIR"]
        with smtpscript.Server() as server:
            self.use_identities(server.port, first={"signature": "'Ann Tester\\nexample.org'"})
            app = self.start("mailto:bob@example.net?subject=Plans&body=Hello%20Bob&attach=/home/ann/Documents/b.pdf")
            app.find("entry", "Message text")
            app.find("button", "Attach")
            for item in "High", "Ask for Read Receipt", "Reply-To":
                app.menu("Message Options", item)
            app.wait(lambda: app.focused() and app.focused().name == "Reply-To", "focus in Reply-To")
            app.type("answers@example.org")
            app.screenshot("identities-%s" % name)
            self.assertEqual(app.unnamed(), [])
            app.resize(480, 640)
            app.resize(360, 640)
            app.screenshot("identities-%s-360" % name)
            self.assertEqual(app.overflowing(360), [])


class LooksTest(unittest.TestCase):
    def test_every_look(self):
        for name, options in test_looks.LOOKS.items():
            command = [os.path.join(test_looks.HERE, "..", "support", "run-headless"), "--out", os.environ["RIG_OUT"],
                       *options, "--", sys.executable, os.path.abspath(__file__), "OneLook.look"]
            with self.subTest(name):
                done = subprocess.run(command, env=dict(os.environ, PH_LOOK=name), capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    taprunner.main()
