# SPDX-License-Identifier: GPL-3.0-or-later
"""“Send to Each”: what is shown is what goes out, to each row of a table once, whatever stops it."""
import contextlib
import email
import email.policy
import os
import re
import signal
import sqlite3

import rig
import smtpscript
import taprunner
import windowtest

DRAFT = 0
TABLE = "name,email,number\nAnn,ann@example.net,7\nJosé,José <jose@example.net>,\nZoe,zoe@example.net,9\n"
TEXT = "Dear {{name}}, your number is {{number|not known}}."
# Slow enough to be stopped in the middle.
MANY = 300
LONG = 3000
PLAIN = os.environ.get("POSTHASTE_PLAIN")


def many_rows(count):
    return "name,email\n" + "".join("N%d,n%d@example.net\n" % (i, i) for i in range(count))


def many_addresses(count):
    return sorted("n%d@example.net" % i for i in range(count))


class MergeCase(windowtest.WindowCase):
    def write(self, app, subject="For {{name}}", text=TEXT):
        """By keyboard, and To stays empty."""
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.key("Tab")
        app.type(subject)
        app.key("Tab")
        app.type(text)

    def write_table(self, text, name="people.csv"):
        path = self.home / name
        path.write_text(text)
        return str(path)

    def choose(self, app, table=TABLE, name="people.csv"):
        path = self.write_table(table, name)
        app.menu("Send to Each…")
        app.choose_file(path, "Choose a Table", "Choose")
        return app.find("window", "Send to Each")

    def begin(self, server, table=TABLE, **fields):
        self.use_account(server.port)
        app = self.start()
        self.write(app, **fields)
        self.choose(app, table)
        return app

    def preview(self, app):
        return app.find("entry", "Message text", inside=app.find("window", "Send to Each")).text

    def send_button(self, app):
        return app.find("button", "Send", inside=app.find("window", "Send to Each"))

    def wait_preview(self, app, text):
        app.wait(lambda: self.preview(app) == text, "the message “%s”" % text)

    def close_merge(self, app):
        app.key("Escape")
        app.gone("window", "Send to Each")

    def addresses(self):
        """Of all messages in the store that are no drafts, as another program sees them."""
        path = self.home / "data" / "posthaste" / "posthaste.db"
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=10)) as database:
            rows = database.execute("SELECT address FROM recipient JOIN message ON recipient.message = message.id"
                                    " WHERE state != ?", (DRAFT,))
            return sorted(address for (address,) in rows)

    def arrived(self, server):
        """Who got which subject and text."""
        messages = [email.message_from_bytes(octets, policy=email.policy.default) for octets in server.messages]
        return sorted((m["To"], m["Subject"], m.get_content().rstrip("\r\n")) for m in messages)


class MergeTest(MergeCase):
    def test_each_gets_their_own(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.wait_text("^One message to each of 3 people$")
            self.wait_preview(app, "Dear Ann, your number is 7.")
            app.screenshot("merge-light")
            self.assertEqual(app.unnamed(), [])
            app.press("Next Message")
            self.wait_preview(app, "Dear José, your number is not known.")
            app.wait_text("^2 of 3$")
            app.press("Send to 3")
            app.wait_text("^3 messages are in the outbox$")
            app.screenshot("merge-queued")
            app.wait(lambda: len(server.messages) == 3, "all of them at the server", timeout=60)
            self.assertEqual(self.arrived(server), [
                ("José <jose@example.net>", "For José", "Dear José, your number is not known."),
                ("ann@example.net", "For Ann", "Dear Ann, your number is 7."),
                ("zoe@example.net", "For Zoe", "Dear Zoe, your number is 9.")])
            asked = [command for command in server.commands if command.startswith("RCPT")]
            self.assertEqual(asked, ["RCPT TO:<%s@example.net>" % name for name in ("ann", "jose", "zoe")])
            # One session, and the message is kept to go on with.
            self.assertEqual(sum(command.startswith("EHLO") for command in server.commands), 1)
            self.assert_kept(app, subject="For {{name}}", text=TEXT)

    def test_copies_and_files_go_with_each(self):
        file = self.home / "plan.txt"
        file.write_text("the plan\n")
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start("mailto:?cc=boss@example.org&subject=For%20%7B%7Bname%7D%7D&body=Hello")
            app.find("entry", "Subject")
            app.key("ctrl+shift+a")
            app.choose_file(str(file), "Attach Files", "Attach")
            app.wait(lambda: [w for w in app.all() if w.name.startswith("plan.txt, ")], "a card for the file")
            self.choose(app)
            app.wait_text("^.?boss@example.org.?$")
            app.wait_text("^.?plan.txt.?$")
            app.press("Send to 3")
            app.wait(lambda: len(server.messages) == 3, "all of them at the server", timeout=60)
            for octets in server.messages:
                self.assertIn(b"Cc: boss@example.org", octets)
                self.assertIn(b"plan.txt", octets)
            self.assertEqual(self.addresses().count("boss@example.org"), 3)

    def test_wrong_rows_are_left_out(self):
        """And when they are corrected, it goes only to them."""
        table = "name,email\nAnn,ann@example.net\nBob,bob\nCy,\n,dee@example.net\n"
        with smtpscript.Server() as server:
            app = self.begin(server, table, text="Dear {{name}}")
            app.wait_text("^One message to 1 person$")
            app.wait_text("^3 rows are left out$")
            app.wait_text("^Row 3: “.?bob.?” is not an e-mail address.$")
            app.wait_text("^Row 4 has no address.$")
            app.wait_text("^Row 5 has nothing in the column “.?name.?”.$")
            app.screenshot("merge-rows-left-out")
            app.press("Send to 1")
            app.wait(lambda: len(server.messages) == 1, "the first one", timeout=60)
            self.choose(app, "name,email\nAnn,ann@example.net\nBob,bob@example.net\nCy,cy@example.net\nDee,dee@example.net\n")
            app.wait_text("^For 1 it is in the outbox already, or sent. It goes to the other 3.$")
            app.wait_text("^In the outbox already, or sent$")
            app.press("Send to 3")
            app.wait(lambda: len(server.messages) == 4, "the others", timeout=60)
            self.assertEqual([to for to, _, _ in self.arrived(server)],
                             ["%s@example.net" % name for name in ("ann", "bob", "cy", "dee")])
            self.choose(app, "name,email\nAnn,ann@example.net\n")
            app.wait_text("^It is in the outbox for everybody already")
            self.assertFalse(self.send_button(app).enabled)
            app.screenshot("merge-nobody-left")

    def test_unknown_placeholder(self):
        with smtpscript.Server() as server:
            app = self.begin(server, text="Dear {{nickname}}, {{when|soon}} {{name")
            app.wait_text("^The message and the table do not fit$")
            app.wait_text("^3 placeholders cannot be filled$")
            app.wait_text("^The table has no column for {{.?nickname.?}}.$")
            app.wait_text("^The table has no column for {{.?when.?}}.$")
            app.wait_text("^There is no }} behind")
            app.wait_text("^The table has the columns .?name.?, .?email.?, .?number.?.$")
            self.assertFalse(self.send_button(app).enabled)
            app.screenshot("merge-unknown-placeholder")
            app.key("ctrl+Return")
            self.close_merge(app)
            self.assert_kept(app, subject="For {{name}}", text="Dear {{nickname}}, {{when|soon}} {{name")
            self.assertEqual(self.addresses(), [])
            self.assertEqual(server.messages, [])

    def test_no_placeholder(self):
        with smtpscript.Server() as server:
            app = self.begin(server, subject="News", text="Hello")
            app.wait_text("^Everybody gets the same text. Write {{.?name.?}} in it")
            app.screenshot("merge-no-placeholder")

    def test_unusable_table_and_another(self):
        with smtpscript.Server() as server:
            app = self.begin(server, "name,email\nAnn,\"ann@example.net\n")
            app.wait_text("^Row 2 has a quotation mark that is not closed")
            app.screenshot("merge-unusable")
            self.assertFalse(self.send_button(app).enabled)
            # It has the keyboard.
            app.key("Return")
            app.choose_file(self.write_table(TABLE, "again.csv"), "Choose a Table", "Choose")
            app.wait_text("^One message to each of 3 people$")
            app.wait_text("^again.csv$")

    def test_other_column(self):
        with smtpscript.Server() as server:
            app = self.begin(server, "name,post,work\nAnn,ann@example.net,ann@example.com\n", text="Dear {{name}}")
            app.wait_text("^No column is called “email”. Choose the one with the addresses.$")
            app.screenshot("merge-no-addresses")
            app.wait(lambda: app.focused() and "addresses" in app.focused().name, "focus on the columns")
            app.key("Return")
            app.find("label", "work")
            app.key("End", "Return")
            app.wait_text("^One message to 1 person$")
            app.press("Send to 1")
            app.wait(lambda: len(server.messages) == 1, "it at the server", timeout=60)
            self.assertEqual(self.addresses(), ["ann@example.com"])

    def test_somebody_in_to(self):
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start()
            self.compose(app)
            app.menu("Send to Each…")
            app.wait_text("^Each message goes to somebody in the table. Leave To empty.$")
            app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")

    def test_keys_alone(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.wait(lambda: app.focused() and app.focused().name == "Next Message", "focus on the preview")
            app.key("alt+Page_Down", "alt+Page_Down", "alt+Page_Down")
            self.wait_preview(app, "Dear Zoe, your number is 9.")
            app.wait(lambda: app.focused() and app.focused().name == "Previous Message", "focus on what can be pressed")
            app.key("space")
            self.wait_preview(app, "Dear José, your number is not known.")
            names = {name for _role, name in app.tab_order(limit=12)}
            self.assertLessEqual({"Previous Message", "Next Message", "Message text", "Cancel", "Send to 3"}, names)
            app.key("ctrl+Return")
            app.wait(lambda: len(server.messages) == 3, "all of them at the server", timeout=60)
            app.gone("window", "Send to Each")

    def test_cancel_sends_nothing(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.wait_text("^One message to each of 3 people$")
            app.press("Cancel")
            app.gone("window", "Send to Each")
            self.assertEqual(self.addresses(), [])
            self.assert_kept(app, subject="For {{name}}", text=TEXT)

    @contextlib.contextmanager
    def held_database(self):
        path = self.home / "data" / "posthaste" / "posthaste.db"
        with contextlib.closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")

    def test_stopped_and_gone_on_with(self):
        """Whoever holds the database holds the queueing up, until the button is pressed."""
        with smtpscript.Server() as server:
            server.hold("MAIL")
            app = self.begin(server, many_rows(LONG), text="Dear {{name}}")
            app.press("Send to %d" % LONG)
            app.wait_text("^Queueing [0-9]+ of %d…$" % LONG)
            with self.held_database():
                app.screenshot("merge-queueing")
                app.press("Stop")
            app.wait_text("^For [0-9]+ it is in the outbox already, or sent. It goes to the other [0-9]+.$")
            n_done = len(self.addresses())
            self.assertGreater(n_done, 0)
            self.assertLess(n_done, LONG)
            app.press("Send to %d" % (LONG - n_done))
            app.wait_text("^%d messages are in the outbox$" % (LONG - n_done), timeout=120)
            self.assertEqual(self.addresses(), many_addresses(LONG))

    def test_killed_and_gone_on_with(self):
        """From the draft, with the same table: its text ends in a line end, which a draft does not keep."""
        with smtpscript.Server() as server:
            server.hold("MAIL")
            self.use_account(server.port)
            app = self.start()
            self.write(app, text="Dear {{name}}")
            app.key("Return")
            self.choose(app, many_rows(MANY))
            app.press("Send to %d" % MANY)
            app.wait(lambda: len(self.addresses()) > 20, "some of them in the outbox")
            app.process.send_signal(signal.SIGKILL)
            app.process.wait()
            n_done = len(self.addresses())
            self.assertLess(n_done, MANY)
            server.release("MAIL")
            again = self.start()
            again.wait_text("1 draft kept")
            again.press("Open")
            again.find("row", re.compile("^For {{name}}"))
            again.key("Home", "Return")
            again.wait(lambda: any(e.text == "For {{name}}" for e in again.all("entry", "Subject")), "the draft")
            again.wait(lambda: again.focused() and again.focused().name in ("To", "Message text"), "focus in it")
            self.choose_in(again, "For {{name}}", many_rows(MANY))
            again.wait_text("^For %d it is in the outbox already, or sent." % n_done)
            again.press("Send to %d" % (MANY - n_done))
            again.wait(lambda: len(server.messages) == MANY, "all of them at the server", timeout=240)
            self.assertEqual(self.addresses(), many_addresses(MANY))
            self.assertEqual(sorted(to for to, _, _ in self.arrived(server)), many_addresses(MANY))

    def choose_in(self, app, subject, table):
        """By the window's own action, as there are two windows."""
        path = self.write_table(table)
        next(e for e in app.all("entry", "Subject") if e.text == subject).window().act("win.send-to-each")
        app.choose_file(path, "Choose a Table", "Choose")
        app.find("window", "Send to Each")

    def test_disk_fails(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.wait_text("^One message to each of 3 people$")
            messages = self.home / "data" / "posthaste" / "messages"
            messages.rename(messages.with_name("aside"))
            messages.write_text("no folder")
            app.press("Send to 3")
            app.wait_text("^Not all could be put into the outbox$")
            app.wait_text("0 of 3 messages are in the outbox and safe. Sending again goes on with the others.$")
            app.screenshot("merge-disk-failed")
            messages.unlink()
            messages.with_name("aside").rename(messages)
            app.press("Send to 3")
            app.wait(lambda: len(server.messages) == 3, "all of them at the server", timeout=60)

    def test_large_table(self):
        """A hundred thousand rows: the window never stops to hear and draw while they are read."""
        probe = self.home / "gap"
        self.env["POSTHASTE_MAIN_LOOP_PROBE"] = str(probe)
        self.use_account(9)
        app = self.start(program=PLAIN)
        self.write(app)
        path = self.write_table("name,email,number\n" + "".join("Name %d,n%d@example.net,%d\n" % (i, i, i)
                                                              for i in range(100000)))
        app.menu("Send to Each…")
        app.choose_file(path, "Choose a Table", "Choose")
        app.wait_text("^One message to each of 100000 people$", timeout=240)
        app.key("alt+Page_Down")
        self.wait_preview(app, "Dear Name 1, your number is 1.")
        with open("/proc/%d/status" % app.process.pid) as status:
            resident = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024
        self.close_merge(app)
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "what was measured"))
        print("# longest gap of the main loop: %.1f ms, resident: %.0f MiB" % (gap, resident))


class Looks(MergeCase):
    def check_narrow(self, app, name):
        active = rig.sh("xdotool", "getactivewindow")
        window = app.find("window", "Send to Each")
        rig.sh("xdotool", "windowsize", "--sync", active, "360", "640", check=False)
        app.wait(lambda: window.box[2] <= windowtest.PHONE[0], "the window to become so small")
        app.screenshot(name)
        width = max(360, window.box[2])
        inside = app.all("button", inside=window) + app.all("label", inside=window)
        self.assertEqual([w for w in inside if w.box[0] < -2 or w.box[0] + w.box[2] > width + 2], [])

    def look(self, name, env):
        self.env.update(env)
        self.use_account(9)
        app = self.start("mailto:?cc=boss@example.org&subject=For%20%7B%7Bname%7D%7D&body=Dear%20%7B%7Bname%7D%7D,")
        app.find("entry", "Subject")
        path = self.write_table(TABLE + "Bob,bob,\n")
        app.action("win.send-to-each")
        app.choose_file(path, "Choose a Table", "Choose")
        app.wait_text("^1 row is left out$")
        app.screenshot("merge-" + name)
        self.assertEqual(app.unnamed(), [])
        return app

    def test_dark(self):
        self.look("dark", {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
        self.assertLess(rig.brightness(os.path.join(os.environ["RIG_OUT"], "merge-dark.png")), 0.3)

    def test_narrow(self):
        self.check_narrow(self.look("wide", {}), "merge-narrow")

    def test_rtl(self):
        self.look("rtl", {"LANGUAGE": "he", "POSTHASTE_LOCALEDIR": os.environ["POSTHASTE_RTL_LOCALEDIR"]})


if __name__ == "__main__":
    taprunner.main()
