#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows that only show something: the conversation, a message, what arrived and about.

Each is opened by itself by viewers-host, read as a screen reader would, and photographed in each look.
"""
import base64
import os
import pathlib
import re
import tempfile
import unittest

import rig
import taprunner

HOST = os.environ["PH_VIEWERS_HOST"]
RIGHT_TO_LEFT = {"LANGUAGE": "he"}
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}

CONVERSATION = """\
connected to 192.0.2.1 port 587
< 220 smtp.example.org ESMTP ready
> AUTH PLAIN ••••••
< 535 5.7.8 Authentication credentials invalid
! Password not accepted|smtp.example.org refused the password for ann@example.org. Nothing was sent.
"""
ATTACHMENT = bytes(range(256)) * 300
MESSAGE = """\
From: Ann Tester <ann@example.org>
To: Bob <bob@example.net>, =?utf-8?b?15PXoNeUINeb15TXnw==?= <dana@example.co.il>
Cc: dee@example.org
Date: Sun, 22 Nov 2026 12:00:00 +0000
Subject: Figures <b>for</b> you & me
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hello <i>Bob</i>,

שלום, זו פסקה בעברית.
--x
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="<u>figures.bin"

%s
--x--
""" % base64.encodebytes(ATTACHMENT).decode()
# A program that says what it was asked to open.
TAKER = """\
[Desktop Entry]
Type=Application
Name=Taker
Exec=sh -c 'realpath "$0" > %s' %%f
MimeType=application/octet-stream;
"""


class Viewer(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def open(self, *arguments, env=None):
        app = self.enterContext(rig.App([HOST, *map(str, arguments)], env=env))
        self.addCleanup(lambda: self.assertEqual(app.warnings(), []))
        return app

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def big_text(self):
        """A configuration folder in which letters are half as large again."""
        self.write("config/gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=false\ngtk-font-name=Sans 16.5\n")
        return {"XDG_CONFIG_HOME": str(self.folder / "config")}

    def check_looks(self, name, ready, *arguments):
        """Nothing sticks out at 360 by 640, nothing is unnamed; leaves a picture of each look."""
        looks = {"light": {}, "dark": DARK, "rtl": RIGHT_TO_LEFT, "large": self.big_text()}
        for look, env in looks.items():
            with self.subTest(look=look), rig.App([HOST, *map(str, arguments)], env=env) as app:
                app.wait(lambda: ready(app), "the window's content")
                app.screenshot("%s-%s" % (name, look))
                width, height = app.resize(360, 640)
                app.screenshot("%s-%s-narrow" % (name, look))
                self.assertLessEqual(width, 360)
                self.assertLessEqual(height, 640)
                self.assertEqual(app.overflowing(360), [])
                self.assertEqual(app.unnamed(), [])
                self.assertEqual(app.warnings(), [])

    def assert_picture(self, name, is_dark):
        self.assertEqual(rig.brightness(os.path.join(os.environ["RIG_OUT"], name + ".png")) < 0.3, is_dark)


class Conversation(Viewer):
    def append(self, path, text):
        with path.open("a") as file:
            file.write(text)

    def rows(self, app):
        return [w.name for w in app.all("row")]

    def test_lines(self):
        app = self.open("conversation", self.write("lines", CONVERSATION))
        app.wait(lambda: self.rows(app) == [
            "Note: connected to 192.0.2.1 port 587",
            "Server: 220 smtp.example.org ESMTP ready",
            "Posthaste: AUTH PLAIN ••••••",
            "Failed here, server: 535 5.7.8 Authentication credentials invalid",
        ], "the lines")
        selected = [w.name for w in app.all("row") if w.state("selected")]
        self.assertEqual(selected, ["Failed here, server: 535 5.7.8 Authentication credentials invalid"])
        app.find("label", "Password not accepted")
        app.wait_text("^smtp.example.org refused the password")
        app.screenshot("conversation-lines")

    def test_empty_then_live(self):
        path = self.write("lines", "")
        app = self.open("conversation", path)
        app.find("label", "Nothing Said Yet")
        self.assertFalse(app.find("button", "Copy").enabled)
        app.screenshot("conversation-empty")
        self.append(path, CONVERSATION)
        app.wait(lambda: len(self.rows(app)) == 4, "the lines")
        app.gone("label", "Nothing Said Yet")
        self.assertTrue(app.find("button", "Copy").enabled)

    def test_follow_unless_scrolled(self):
        lines = ["> NOOP %d" % i for i in range(300)]
        path = self.write("lines", "\n".join(lines) + "\n")
        app = self.open("conversation", path)
        app.find("row", "Posthaste: NOOP 299")
        self.append(path, "> late one\n")
        app.find("row", "Posthaste: late one")

        app.find("row", "Posthaste: late one").click()
        app.key("Home")
        app.find("row", "Posthaste: NOOP 0")
        self.append(path, "> later one\n")
        # The newest line is in the list, and the list stays where it is.
        self.assertIsNone(rig.poll(lambda: app.exists("row", "Posthaste: later one"), 1))
        self.assertTrue(app.exists("row", "Posthaste: NOOP 0"))

    def test_copy(self):
        app = self.open("conversation", self.write("lines", CONVERSATION))
        app.find("row", "Posthaste: AUTH PLAIN ••••••").click()
        app.key("ctrl+c")
        app.wait_text("^Copied$")

    def test_save(self):
        app = self.open("conversation", self.write("lines", CONVERSATION))
        app.find("row", "Server: 220 smtp.example.org ESMTP ready")
        target = self.folder / "saved.txt"
        app.press("Save…")
        app.choose_file(str(target), "Save Conversation", accept="Save")
        app.wait_text("^Conversation saved$")
        lines = target.read_text().splitlines()
        self.assertEqual(len(lines), 4)
        self.assertRegex(lines[2], r"^\d\d:\d\d:\d\d\.\d{3} → AUTH PLAIN ••••••$")

    def test_looks(self):
        path = self.write("lines", CONVERSATION)
        self.check_looks("conversation", lambda app: app.exists("row", re.compile("535")), "conversation", path)
        self.assert_picture("conversation-light", False)
        self.assert_picture("conversation-dark", True)


class Message(Viewer):
    def test_fields(self):
        app = self.open("message", self.write("message.eml", MESSAGE))
        app.find("label", "Ann Tester <ann@example.org>")
        app.find("label", "Figures <b>for</b> you & me")
        app.find("label", "dee@example.org")
        app.find("label", re.compile(r"^Bob <bob@example.net>, דנה כהן <dana@example.co.il>$"))
        text = app.find("entry", "Message text")
        self.assertTrue(text.focused)
        self.assertEqual(text.text.strip(), "Hello <i>Bob</i>,\n\nשלום, זו פסקה בעברית.")
        app.find("label", "<u>figures.bin")
        app.find("label", re.compile(r"^.?76\.8\N{NO-BREAK SPACE}\w"))
        app.screenshot("message")

    def test_source(self):
        app = self.open("message", self.write("message.eml", MESSAGE))
        app.find("entry", "Message text")
        app.find("page tab", "Source").press()
        source = app.find("entry", "Source")
        app.wait(lambda: source.text.startswith("From: Ann Tester <ann@example.org>\n"), "the source")
        app.screenshot("message-source")

    def test_save_attachment(self):
        app = self.open("message", self.write("message.eml", MESSAGE))
        target = self.folder / "saved.bin"
        app.find("button", re.compile(r"^Save .*figures.*…$")).press()
        app.choose_file(str(target), "Save Attachment", accept="Save")
        app.wait_text("^Attachment saved$")
        self.assertEqual(target.read_bytes(), ATTACHMENT)

    def test_open_attachment(self):
        """The desktop's program for that kind gets the file, decoded, under its own name."""
        target = self.folder / "opened.txt"
        self.write("data/applications/taker.desktop", TAKER % target)
        self.write("data/applications/mimeapps.list",
                   "[Default Applications]\napplication/octet-stream=taker.desktop\n")
        app = self.open("message", self.write("message.eml", MESSAGE),
                        env={"XDG_DATA_HOME": str(self.folder / "data"), "TMPDIR": str(self.folder)})
        app.find("button", re.compile(r"^Open .*figures")).press()
        app.wait(lambda: target.exists() and target.read_text().endswith("\n"), "the file to be opened")
        opened = pathlib.Path(target.read_text().strip())
        self.assertEqual(opened.name, "<u>figures.bin")
        self.assertEqual(opened.read_bytes(), ATTACHMENT)
        self.assertEqual(opened.parent.stat().st_mode & 0o777, 0o700)
        self.assertEqual(opened.stat().st_mode & 0o111, 0)

    def test_save_message(self):
        path = self.write("message.eml", MESSAGE)
        app = self.open("message", path)
        app.find("entry", "Message text")
        target = self.folder / "saved.eml"
        app.key("ctrl+s")
        app.choose_file(str(target), "Save Message", accept="Save")
        app.wait_text("^Message saved$")
        self.assertEqual(target.read_bytes(), path.read_bytes())

    def test_no_text_no_subject(self):
        app = self.open("message", self.write("message.eml", "From: ann@example.org\n\n"))
        app.find("label", "This message has no text.")
        app.find("label", "No subject")
        app.find("label", "No visible recipients")
        app.screenshot("message-without-text")

    def test_only_html(self):
        app = self.open("message", self.write("message.eml", "Content-Type: text/html; charset=utf-8\n\n"
                        "<head><style>p { color: red }</style></head><p>Hello <b>Bob</b>,</p>"
                        "<p>the figures:<ul><li>one<li>two &amp; three</ul>"
                        "<p>Ann<br>Tester<img src=http://127.0.0.1:9/seen.png></p>\n"))
        text = app.find("entry", "Message text")
        app.wait(lambda: text.text == "Hello Bob,\n\nthe figures:\n\n• one\n• two & three\n\nAnn\nTester", "the words")
        app.find("label", "This message has only HTML. Its text is shown without pictures and layout.")
        app.resize(360, 640)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("message-html")

    def test_not_there(self):
        app = self.open("message", self.folder / "none.eml")
        app.find("label", "This Message Could Not Be Read")
        self.assertFalse(app.find("button", "Save As…").enabled)
        app.screenshot("message-unreadable")

    def test_looks(self):
        path = self.write("message.eml", MESSAGE)
        self.check_looks("message", lambda app: app.exists("entry", "Message text"), "message", path)


class Arrived(Viewer):
    def deliver(self, name, text):
        """As a server does: written aside, then moved into its place."""
        aside = self.write("maildir/tmp/" + name, text)
        target = self.folder / "maildir" / "new" / name
        target.parent.mkdir(exist_ok=True)
        aside.rename(target)

    def test_follow_and_open(self):
        app = self.open("arrived", self.folder / "maildir")
        app.find("label", "Nothing Arrived Yet")
        app.screenshot("arrived-empty")
        self.deliver("1", MESSAGE)
        row = app.find("row", re.compile(r"Figures .*, to .*Bob.*, \d\d:\d\d, has attachments"))
        app.gone("label", "Nothing Arrived Yet")
        self.deliver("2", "To: bob@example.net\n\nhello\n")
        app.find("row", re.compile("^No subject, to .*bob@example.net"))

        row.click()
        app.find("entry", "Message text")
        app.find("label", "Figures <b>for</b> you & me")

    def test_keyboard(self):
        self.deliver("1", MESSAGE)
        app = self.open("arrived", self.folder / "maildir")
        app.find("row", re.compile("Figures"))
        app.key("Tab", "Return")
        app.find("entry", "Message text")
        app.key("Escape")
        app.gone("entry", "Message text")

    def test_looks(self):
        self.deliver("1", MESSAGE)
        self.deliver("2", "To: bob@example.net\n\nhello\n")
        self.check_looks("arrived", lambda app: app.exists("row", re.compile("Figures")),
                         "arrived", self.folder / "maildir")


class Dialogs(Viewer):
    def test_about(self):
        app = self.open("about")
        app.find("label", "Posthaste")
        app.screenshot("about")


if __name__ == "__main__":
    taprunner.main()
