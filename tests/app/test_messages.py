# SPDX-License-Identifier: GPL-3.0-or-later
"""The window “Messages”: every state of a stored message as a person reads it, and what can be done with it by keyboard.

The store is filled by messages-host before the program starts, as if it had been used for a while."""
import email
import email.policy
import hashlib
import os
import pathlib
import re
import subprocess

import rig
import smtpscript
import taprunner
import windowtest

HOST = os.environ["PH_MESSAGES_HOST"]
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
# A program that says what it was asked to open.
TAKER = """\
[Desktop Entry]
Type=Application
Name=Taker
Exec=sh -c 'realpath "$0" > %s' %%f
MimeType=message/rfc822;
"""


class MessagesCase(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.folder = self.home / "data" / "posthaste"

    def fill(self, what="full"):
        """Puts messages into the store; returns their ids by their subjects."""
        done = subprocess.run([HOST, str(self.folder), what], capture_output=True, text=True, check=True)
        return {line.split(" ", 1)[1]: int(line.split(" ", 1)[0]) for line in done.stdout.splitlines()}

    def open(self, page=None, port=9):
        """The window as Ctrl+M opens it."""
        self.use_account(port)
        app = self.start()
        app.find("entry", "Subject")
        app.key("ctrl+m")
        app.wait(lambda: app.all("page tab", "Drafts") or app.exists("window", "Messages"), "the window")
        if page:
            self.show_page(app, page)
        return app

    def show_page(self, app, page):
        """Pressed until it is chosen: while the window finds its place for the tabs, a press may be lost."""
        def is_chosen():
            tab = app.find("page tab", re.compile("^" + page))
            if tab.state("selected") or tab.state("checked"):
                return True
            tab.press()
            return False
        app.wait(is_chosen, "the page " + page)

    def rows(self, app):
        return [w.name for w in app.all("row")]

    def wait_row(self, app, pattern):
        return app.find("row", re.compile(pattern))

    def select(self, app, pattern):
        """With the keys: arrows from the top."""
        self.wait_row(app, pattern)
        app.key("Home")
        for _ in range(20):
            row = app.find("row", re.compile(pattern))
            if row.state("selected"):
                return row
            app.key("Down")
        raise AssertionError("no way to " + pattern)


class States(MessagesCase):
    def test_words(self):
        """Each state has its words, for eyes and ears, and no more rows than messages."""
        self.fill()
        app = self.open()
        self.wait_row(app, "^Plans for the summer, to .*Bob Smith.*, .*")
        self.wait_row(app, "^No subject, to No recipients yet")
        self.assertEqual(len(self.rows(app)), 2)
        self.show_page(app, "Outbox")
        self.wait_row(app, "Application.*Not sent: password refused$")
        self.wait_row(app, "Order 4711.*May have arrived$")
        self.wait_row(app, r"Greylisted.*Retries at .*\d\d:\d\d$")
        self.wait_row(app, "Happy birthday.*Sends at .*, needs this computer on$")
        self.wait_row(app, "From an account of old.*Its account was removed$")
        self.assertEqual(len(self.rows(app)), 5)
        self.show_page(app, "Sent")
        self.wait_row(app, "Contract.*1 of 3 recipients was refused$")
        self.wait_row(app, "Minutes of the meeting.*has attachments$")
        self.assertEqual(len(self.rows(app)), 3)
        self.assertEqual(app.unnamed(), [])

    def test_empty(self):
        app = self.open()
        app.find("label", "No Drafts")
        button = app.find("button", "New Message")
        self.show_page(app, "Outbox")
        app.find("label", "Nothing Waiting")
        self.show_page(app, "Sent")
        app.find("label", "Nothing Sent Yet")
        self.assertTrue(button)
        app.screenshot("messages-empty")

    def test_broken_store(self):
        self.folder.mkdir(parents=True)
        (self.folder / "posthaste.db").write_text("This is no database, and it is long enough to be looked at as one.\n" * 40)
        app = self.open()
        app.find("label", "The Messages Could Not Be Read")
        app.find("button", "Open Folder")
        app.screenshot("messages-error")

    def test_strangers(self):
        self.fill()
        folder = self.folder / "messages"
        next(folder.glob("*.eml")).unlink()
        (folder / "stray.eml").write_text("Subject: who am I\n\n")
        self.use_account(9)
        app = self.start()
        app.wait_text("^2 messages could not be read$")
        app.key("ctrl+m")
        app.wait_text("^2 messages could not be read.$")
        app.find("button", "Open Folder")
        app.screenshot("messages-strangers")

    def test_one_window(self):
        app = self.open()
        app.find("label", "No Drafts")
        app.key("ctrl+n")
        app.wait(lambda: app.focused() and app.focused().name == "To", "a composer")
        app.key("ctrl+m")
        app.wait(lambda: len(app.all("label", "No Drafts")) == 1, "one window")

    def test_another_program(self):
        """What posthaste-send, or another program with the store, does is seen too."""
        ids = self.fill()
        app = self.open("Outbox")
        self.wait_row(app, "From an account of old.*Its account was removed")
        other = subprocess.Popen([HOST, str(self.folder), "claim", str(ids["From an account of old"])],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(other.communicate)
        self.wait_row(app, "From an account of old.*Sending…")

    def test_live(self):
        """What is sent from a composer comes into the open window by itself."""
        with smtpscript.Server() as server:
            app = self.open("Sent", port=server.port)
            app.find("label", "Nothing Sent Yet")
            app.key("ctrl+n")
            self.send(app)
            self.wait_row(app, "^Hello, to .*bob@example.net")


class Keys(MessagesCase):
    def test_delete_and_undo(self):
        self.fill()
        app = self.open()
        self.select(app, "^Plans for the summer")
        app.key("Delete")
        app.find("button", "Undo").press()
        # What came back is what is selected, and the keyboard is there.
        app.wait(lambda: self.wait_row(app, "^Plans for the summer").state("selected"), "the row to be selected")
        app.key("Delete")
        app.gone("row", re.compile("^Plans for the summer"))
        # The keyboard stays in the list.
        app.wait(lambda: any(w.state("selected") for w in app.all("row")), "another row to be selected")
        app.key("Delete")
        app.find("label", "No Drafts")
        app.key("ctrl+z")
        self.wait_row(app, "^No subject")
        app.key("Delete")
        app.find("label", "No Drafts")
        app.screenshot("message-deleted")

    def test_delete_the_last(self):
        self.fill("many")
        app = self.open()
        self.wait_row(app, "^Draft 299")
        app.key("End")
        self.wait_row(app, "^Draft 0,")
        app.wait(lambda: self.wait_row(app, "^Draft 0,").state("selected"), "the last row to be selected")
        app.key("Delete")
        app.gone("row", re.compile("^Draft 0,"))
        self.wait_row(app, "^Draft 1,")

    def test_search(self):
        self.fill()
        app = self.open()
        self.wait_row(app, "^Plans")
        app.key("ctrl+f")
        app.type("sea")
        app.wait(lambda: len(self.rows(app)) == 1 and "Plans" in self.rows(app)[0], "what was found by a word of the text")
        app.screenshot("messages-search")
        app.key("ctrl+a")
        app.type("zebra")
        app.find("label", "Nothing Found")
        app.key("Escape")
        app.wait(lambda: len(self.rows(app)) == 2, "everything again")

    def test_menu(self):
        self.fill()
        app = self.open("Outbox")
        self.select(app, "Application")
        app.key("Menu")
        app.find("menu item", "Send Now")
        app.screenshot("messages-menu")
        # Round the corner to the last one.
        app.key("Up")
        app.wait(lambda: app.find("menu item", re.compile("^Delete")).focused, "the last item to be focused")
        app.key("Return")
        app.gone("row", re.compile("^Application"))


class Opening(MessagesCase):
    def test_draft(self):
        self.fill()
        app = self.open()
        self.select(app, "^Plans")
        app.key("Return")
        app.wait(lambda: any(e.text == "Plans for the summer" for e in app.all("entry", "Subject")), "the draft")
        app.wait(lambda: any(e.text == "We could go to the sea." for e in app.all("entry", "Message text")), "its text")
        # It is the same draft that is gone on with, and there is one window for it.
        app.type(" Soon.")
        app.key("ctrl+s")
        app.key("ctrl+m")
        app.wait(lambda: len(self.rows(app)) == 2, "as many drafts as before")
        self.select(app, "^Plans")
        app.key("Return")
        app.wait(lambda: len([e for e in app.all("entry", "Subject") if e.text]) == 1, "one window")

    def test_outbox(self):
        """It is taken out before it is shown: nobody sends it meanwhile."""
        self.fill()
        app = self.open("Outbox")
        self.select(app, "Greylisted")
        app.key("Return")
        app.wait(lambda: any(e.text == "Greylisted" for e in app.all("entry", "Subject")), "the message")
        app.gone("row", re.compile("^Greylisted.*Retries"))

    def test_being_sent_elsewhere(self):
        ids = self.fill()
        app = self.open("Outbox")
        self.wait_row(app, "From an account of old")
        other = subprocess.Popen([HOST, str(self.folder), "claim", str(ids["From an account of old"])],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(other.communicate)
        self.assertEqual(other.stdout.readline(), "claimed\n")
        self.select(app, "From an account of old")
        # Said in passing, so until it is seen.
        app.wait(lambda: app.key("Delete") or app.exists("label", "The message is being sent"), "the reason", timeout=60)
        self.wait_row(app, "From an account of old")

    def open_stored(self, page, subject):
        self.ids = self.fill()
        app = self.open(page)
        self.select(app, subject)
        app.key("Return")
        app.find("page tab", "Delivery")
        return app

    def wait_message(self, app):
        app.wait(lambda: any(e.text.strip() == "See the figures." for e in app.all("entry", "Message text")), "the text")

    def test_sent(self):
        app = self.open_stored("Sent", "^Minutes")
        self.wait_message(app)
        app.find("page tab", "Delivery").press()
        app.wait_text("smtp.example.org took it on .*, as “4bX9kQ2z”")
        app.find("label", re.compile("bob@example.net"))
        app.screenshot("stored-sent")
        app.find("button", re.compile("^Show the conversation of")).press()
        app.find("row", re.compile("Server: 250 2.0.0 Ok: queued as 4bX9kQ2z"))

    def test_drag_out(self):
        """A row dropped on a composer, as on any program that takes files, is the message as a file."""
        self.fill()
        app = self.open("Sent")
        row = self.wait_row(app, "^Minutes")
        rig.sh("xdotool", "windowmove", "--sync", app.xwindow(row.window()), "0", "0")
        text = app.find("entry", "Message text")
        rig.sh("xdotool", "windowmove", "--sync", app.xwindow(text.window()), "600", "0")
        self.drag(row, text)
        app.wait_text("Drop to Attach")
        rig.sh("xdotool", "mouseup", "1")
        app.find("button", "Remove Minutes of the meeting.eml")

    def test_lost_file(self):
        """What became of a message is still known when its text is not."""
        self.fill()
        for file in (self.folder / "messages").glob("*.eml"):
            if "Subject: Minutes" in file.read_text():
                file.unlink()
        app = self.open("Sent")
        self.select(app, "^Minutes")
        app.key("Return")
        app.find("label", "This Message Could Not Be Read")
        app.screenshot("stored-lost")
        app.find("page tab", "Delivery").press()
        app.wait_text("smtp.example.org took it on .*, as “4bX9kQ2z”")

    def test_refused(self):
        app = self.open_stored("Sent", "^Contract")
        app.wait_text("^1 of 3 recipients was refused$")
        app.wait_text("Refused: “User unknown in local recipient table”")
        app.screenshot("stored-refused")
        app.press("Send to the Refused Ones")
        app.wait(lambda: self.outbox_of("Contract") == ["bov@exmaple.net"], "the message in the outbox")

    def outbox_of(self, subject):
        """The pending recipients of the newest message of that subject, past the program."""
        import sqlite3
        with sqlite3.connect(self.folder / "posthaste.db") as db:
            rows = db.execute("SELECT address FROM recipient WHERE fate = 0 AND message ="
                              " (SELECT MAX(id) FROM message WHERE subject = ? AND state = 1)", (subject,))
            return [row[0] for row in rows]

    def test_unknown(self):
        app = self.open_stored("Outbox", "^Order 4711")
        app.wait_text("^May have arrived$")
        app.wait_text("smtp.example.org had the whole message on .*Sending again could deliver it twice")
        for button in "Send Again", "Mark as Sent", "Keep":
            app.find("button", button)
        app.screenshot("stored-unknown")
        app.press("Mark as Sent")
        app.wait_text("^Message Sent$")
        app.gone("row", re.compile("^Order 4711.*May have arrived$"))

    def test_unknown_again(self):
        """Send Again is the same message, and it is said that it waits."""
        app = self.open_stored("Outbox", "^Order 4711")
        app.press("Send Again")
        self.wait_row(app, "^Order 4711.*Its account was removed")
        self.assertEqual(self.outbox_of("Order 4711"), ["shop@example.com"])

    def test_send_again_arrives(self):
        with smtpscript.Server() as server:
            self.fill()
            app = self.open("Sent", port=server.port)
            self.select(app, "^Minutes")
            app.key("Return")
            app.find("page tab", "Delivery")
            before = sorted((self.folder / "messages").glob("*.eml"))
            app.menu("Send Again", button="Message Menu")
            app.wait(lambda: len(server.messages) == 1, "the message")
            self.assertIn(b"Subject: Minutes of the meeting\r\n", server.messages[0])
            self.assertGreater(len(before), 0)

    OF_A_LIST = (b"From: ann@example.org\nTo: bob@example.net\nSubject: News\nAuto-Submitted: auto-generated\n"
                 b"List-Id: <news.example.org>\nList-Unsubscribe: <https://example.org/u>\n\nhello\n")
    SAID = (b"\r\nAuto-Submitted: auto-generated\r\n", b"\r\nList-Id: <news.example.org>\r\n",
            b"\r\nList-Unsubscribe: <https://example.org/u>\r\n")

    def queue_of_a_list(self, server):
        self.use_account(server.port)
        subprocess.run([os.environ["POSTHASTE_SEND"], "--queue", "bob@example.net"], input=self.OF_A_LIST,
                       env={**os.environ, **self.env}, check=True)
        app = self.start()
        app.find("entry", "Subject")
        app.key("ctrl+m")
        app.wait(lambda: app.all("page tab", "Drafts") or app.exists("window", "Messages"), "the window")
        return app

    def assert_said(self, message):
        for field in self.SAID:
            self.assertIn(field, message)

    def test_send_again_says_what_programs_said(self):
        with smtpscript.Server() as server:
            app = self.queue_of_a_list(server)
            app.wait(lambda: len(server.messages) == 1, "the message")
            self.show_page(app, "Sent")
            self.select(app, "^News")
            app.key("Return")
            app.find("page tab", "Delivery")
            app.menu("Send Again", button="Message Menu")
            app.wait(lambda: len(server.messages) == 2, "the message again")
            for message in server.messages:
                self.assert_said(message)

    def test_edited_it_says_what_programs_said(self):
        with smtpscript.Server(RCPT="451 4.0.0 later") as server:
            app = self.queue_of_a_list(server)
            self.show_page(app, "Outbox")
            self.wait_row(app, "^News.*Retries")
            self.select(app, "^News")
            app.key("Return")
            app.wait(lambda: any(e.text == "News" for e in app.all("entry", "Subject")), "a composer")
            server.replies["RCPT"] = "250 2.1.5 Ok"
            app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
            app.type("Oh, ")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            self.assertIn(b"\r\n\r\nOh, hello\r\n", server.messages[0])
            self.assert_said(server.messages[0])

    def test_use_as_new(self):
        app = self.open_stored("Sent", "^Minutes")
        app.menu("Use as New Message", button="Message Menu")
        app.wait(lambda: any(e.text == "Minutes of the meeting" for e in app.all("entry", "Subject")), "a composer")
        app.find("button", re.compile("^Remove figures.csv"))

    def test_proof(self):
        app = self.open_stored("Sent", "^Minutes")
        target = self.home / "proof.eml"
        self.wait_message(app)
        app.menu("Save Proof…", button="Message Menu")
        app.choose_file(str(target), "Save Proof of Posting", accept="Save")
        app.wait(lambda: target.exists() and target.read_bytes().endswith(b"--\r\n"), "the whole proof")
        proof = email.message_from_bytes(target.read_bytes(), policy=email.policy.default)
        report, message = proof.iter_parts()
        octets = message.get_payload(decode=True)
        self.assertIn("SHA-256: " + hashlib.sha256(octets).hexdigest(), report.get_content())
        self.assertIn("Queue id: 4bX9kQ2z", report.get_content())
        self.assertIn(octets, [p.read_bytes() for p in (self.folder / "messages").glob("*.eml")])

    def test_another_program(self):
        target = self.home / "opened.txt"
        folder = self.home / "data" / "applications"
        folder.mkdir(parents=True)
        (folder / "taker.desktop").write_text(TAKER % target)
        (folder / "mimeapps.list").write_text("[Default Applications]\nmessage/rfc822=taker.desktop\n")
        app = self.open_stored("Sent", "^Minutes")
        self.wait_message(app)
        app.menu("Open in Another Program", button="Message Menu")
        app.wait(lambda: target.exists() and target.read_text().endswith("\n"), "the file to be opened")
        self.assertEqual(pathlib.Path(target.read_text().strip()).name, "Minutes of the meeting.eml")


class Looks(MessagesCase):
    """The lists and a message, in each look, and in the smallest window: nothing sticks out, nothing is unnamed."""

    def look(self, name, env):
        self.env.update(env)
        self.fill()
        self.use_account(9)
        app = self.start()
        app.wait(lambda: app.focused(), "the composer")
        app.key("ctrl+m")
        app.wait(lambda: len(self.rows(app)) == 2, "the drafts")
        for number, (page, count) in enumerate((("drafts", 2), ("outbox", 5), ("sent", 3))):
            app.all("page tab")[number].press()
            app.wait(lambda: len(self.rows(app)) == count, "the messages")
            app.screenshot("messages-%s%s" % (name, page))
        self.assertEqual(app.unnamed(), [])
        return app

    def check_narrow(self, app, title, name):
        """The window that has the keyboard, at 360 pixels: nothing in it sticks out."""
        active = rig.sh("xdotool", "getactivewindow")
        window = app.find("window", title)
        rig.sh("xdotool", "windowsize", "--sync", active, "360", "640", check=False)
        app.wait(lambda: window.box[2] <= 360, "the window to become so small")
        app.screenshot(name)
        inside = app.all("button", inside=window) + app.all("label", inside=window)
        self.assertEqual([w for w in inside if w.box[0] < -2 or w.box[0] + w.box[2] > 362], [])

    def test_light(self):
        self.look("", {})

    def test_dark(self):
        self.look("dark-", DARK)
        picture = os.path.join(os.environ["RIG_OUT"], "messages-dark-sent.png")
        self.assertLess(rig.brightness(picture), 0.3)

    def test_narrow(self):
        """The window by itself, as sticking out is asked of all windows."""
        self.fill()
        self.use_account(9)
        app = self.start()
        app.wait(lambda: app.focused(), "the composer")
        app.key("ctrl+m")
        app.wait(lambda: len(self.rows(app)) == 2, "the drafts")
        app.all("page tab")[2].press()
        self.select(app, "^Contract")
        self.check_narrow(app, "Messages", "messages-narrow")
        app.key("Return")
        app.wait_text("^1 of 3 recipients was refused$")
        self.check_narrow(app, "Contract", "stored-refused-narrow")

    def test_rtl(self):
        self.look("rtl-", {"LANGUAGE": "he", "POSTHASTE_LOCALEDIR": os.environ["POSTHASTE_RTL_LOCALEDIR"]})


if __name__ == "__main__":
    taprunner.main()
