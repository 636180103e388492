# SPDX-License-Identifier: GPL-3.0-or-later
"""The composer: where the keyboard goes, what is checked before sending, links, files, small and large screens."""
import contextlib
import email
import email.policy
import os
import pathlib
import re
import sqlite3
import subprocess
import urllib.parse

import rig
import smtpscript
import taprunner
import windowtest


class ComposerTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def test_tab_order(self):
        app = self.start()
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.screenshot("composer")
        names = [name for _, name in app.tab_order()]
        self.assertEqual(names[:3], ["To", "Subject", "Message text"])
        expected = ["Show Cc", "Show Bcc", "To", "Subject", "Message text"]
        turned = names[names.index("Show Cc"):] + names[:names.index("Show Cc")]
        self.assertEqual(turned[:5], expected)
        for name in ("Attach Files", "Main Menu", "Send"):
            self.assertIn(name, names)

    def test_everything_has_a_name(self):
        app = self.start()
        app.find("entry", "To")
        self.assertEqual(app.unnamed(), [])
        for name in ("Attach Files", "Main Menu", "Send", "Show Cc", "Show Bcc"):
            app.find("button", name)
        for name in ("To", "Subject", "Message text"):
            app.find("entry", name)

    def test_the_menu_tells_the_keys(self):
        app = self.start()
        app.find("entry", "To")
        app.key("F10")
        app.find("menu item", "Keyboard Shortcuts")
        app.screenshot("main-menu")
        self.assertEqual(self.told_keys(app), {"New Message": "Ctrl+N", "Messages": "Ctrl+M",
                                               "Insert Snippet…": "Shift+Ctrl+I", "Preferences": "Ctrl+,",
                                               "Keyboard Shortcuts": "Ctrl+?"})
        app.find("menu item", "Insert Snippet…").act("click")
        app.wait(lambda: app.focused() and app.focused().name == "Find a snippet", "the list of snippets")
        app.key("Escape")
        self.field(app, "Message text").focus()
        app.key("Menu")
        app.find("menu item", "Find…")
        self.assertEqual({name: key for name, key in self.told_keys(app).items()
                          if name in ("Find…", "Paste as Quotation", "Insert Snippet…")},
                         {"Find…": "Ctrl+F", "Paste as Quotation": "Shift+Ctrl+V", "Insert Snippet…": "Shift+Ctrl+I"})

    def told_keys(self, app):
        """Of each item in the menu that is open: the key that stands beside it."""
        told = {item.name: [label.name for label in app.all("label", inside=item) if label.name != item.name]
                for item in app.all("menu item")}
        return {name: keys[0] for name, keys in told.items() if keys}

    def test_keys_are_shown(self):
        app = self.start()
        app.find("entry", "To")
        app.key("ctrl+question")
        app.find("label", "Show the conversation with the server")
        app.screenshot("shortcuts")

    def test_a_file_that_cannot_be_read_is_named(self):
        (file,) = self.write_files("secret.bin")
        self.start_other("files", file)
        file.unlink()
        app = self.start_in_text()
        app.key("ctrl+v")
        # A portal that carries files does not say which one is gone.
        app.wait_text("^(secret.bin|What was pasted) could not be read: it is not there.")
        app.screenshot("file-unreadable")
        self.assert_arrives(app, "Text", [])

    def test_a_file_that_may_not_be_read_is_named(self):
        (file,) = self.write_files("secret.bin")
        file.chmod(0)
        self.start_other("files", file)
        if os.geteuid() == 0:
            # Who may read everything gives that up first.
            program = self.home / "posthaste"
            program.write_text('#!/bin/sh\nexec setpriv --bounding-set=-dac_override,-dac_read_search "$POSTHASTE" "$@"\n')
            program.chmod(0o700)
            self.env["POSTHASTE"] = os.environ["POSTHASTE"]
            app = self.start_in_text(program=str(program))
        else:
            app = self.start_in_text()
        app.key("ctrl+v")
        app.wait_text("^(secret.bin|What was pasted) could not be read: permission denied.")
        self.assert_arrives(app, "Text", [])

    def test_nothing_sticks_out_of_a_phone(self):
        app = self.start()
        app.find("entry", "To")
        width, _ = app.resize(360, 640)
        self.assertLessEqual(width, windowtest.PHONE[0])
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("composer-360")

    def test_empty_recipients_are_told_in_place(self):
        app = self.start()
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.key("Tab")
        app.type("No one")
        app.key("ctrl+Return")
        app.wait_text("Add at least one recipient.")
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus back in To")
        app.screenshot("no-recipient")
        self.assertEqual(self.field(app, "Subject").text, "No one")

    def test_a_bad_recipient_is_told_in_place(self):
        app = self.start()
        self.send(app, to="carol@")
        app.wait_text("carol@ is not an e-mail address.")
        chip = app.find("button", "carol@, not a valid address")
        self.assertEqual(chip.description, "The part after the “@” is missing or wrong")
        self.assertTrue(chip.state("invalid"))
        app.find("entry", "To")
        app.screenshot("bad-recipient")
        self.assert_kept(app)
        self.assertFalse(app.exists("label", "Message Sent"))

    def test_many_visible_recipients_are_asked_about_once(self):
        people = ["p%d@example.net" % i for i in range(16)]
        app = self.start("mailto:%s?subject=Hello&body=Text" % ",".join(people))
        app.find("entry", "Subject")
        app.key("ctrl+Return")
        app.wait_text("16 people will see each other’s addresses")
        app.wait(lambda: app.focused() and app.focused().name == "Move to Bcc", "focus on the way out")
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("many-recipients")
        app.key("Return")
        app.wait(lambda: not app.exists("label", "16 people will see each other’s addresses"), "the banner's end")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertNotIn("example.net", "%s %s" % (message["To"], message["Cc"]))

    def test_many_visible_recipients_may_be_meant(self):
        people = ["p%d@example.net" % i for i in range(16)]
        app = self.start("mailto:%s?subject=Hello&body=Text" % ",".join(people))
        app.find("entry", "Subject")
        app.key("ctrl+Return")
        app.wait_text("16 people will see each other’s addresses")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(len(message["To"].addresses), 16)

    def test_a_gap_is_asked_about_once(self):
        app = self.start()
        self.send(app, text="Dear {{name}},")
        app.wait_text("“{{name}}” is not filled in")
        app.find("button", "Send to Each…")
        app.screenshot("gap")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")

    def test_an_address_that_the_server_may_not_take(self):
        with smtpscript.Server() as server:
            self.use_account(server.port, close=False)
            app = self.start()
            self.send(app)
            app.wait_text("Message Sent")
            app.press("New Message")
            app.find("entry", "To").set_text("jos\u00e9@example.net,")
            self.field(app, "Message text").set_text("Text")
            app.key("ctrl+Return")
            app.wait_text("josé@example.net may not be reached")
            app.screenshot("address-not-taken")
            self.assertEqual(sum(c.startswith("MAIL") for c in server.commands), 1, "nothing was even tried")

    def is_reminded(self, app):
        return app.exists("label", "You wrote “attached”, but no file is attached.")

    def test_a_missing_file_is_told_once(self):
        app = self.start()
        self.compose(app, text="See the attached plans.")
        app.wait_text("You wrote “attached”, but no file is attached.")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("reminder")
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("reminder-360")
        app.key("ctrl+Return")
        app.wait(lambda: app.focused() and app.focused().name == "Attach Files…", "focus on the way out")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")

    def test_a_missing_file_is_noticed_in_another_language(self):
        """The words are the translation's: in Chinese “attaching” is none of them, and in English it would be the first."""
        self.env["LANGUAGE"] = "zh_CN"
        self.env["POSTHASTE_LOCALEDIR"] = os.path.join(os.environ["PH_BUILD_ROOT"], "po")
        app = self.start("mailto:bob@example.net?subject=Plans&body=%s" % urllib.parse.quote("attaching 请见附件。"))
        app.wait_text("您写了“附件”，但没有附加任何文件。")

    def test_a_file_that_came_is_not_missing(self):
        (file,) = self.write_files("plans.bin")
        app = self.start()
        self.compose(app, text="See the attached plans.")
        app.wait(lambda: self.is_reminded(app), "the reminder")
        app.press("Attach Files…")
        app.choose_file(str(file), "Attach Files", "Attach")
        self.wait_cards(app, file.name)
        self.assertFalse(self.is_reminded(app))
        self.assert_arrives(app, "See the attached plans.", [file])

    def test_a_dismissed_reminder_stays_away(self):
        app = self.start()
        self.compose(app, text="See the attached plans.")
        app.wait(lambda: self.is_reminded(app), "the reminder")
        app.press("Do Not Remind Me")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        app.type(" And the attached list.")
        # The draft is saved when the text has rested for longer than the reminder takes.
        messages = self.home / "data" / "posthaste" / "messages"
        app.wait(lambda: any(b"attached list." in file.read_bytes() for file in messages.glob("*")), "the draft's file")
        self.assertFalse(self.is_reminded(app))
        app.key("ctrl+Return")
        app.wait_text("Message Sent")

    def test_nobody_is_reminded_who_does_not_want_it(self):
        self.write_settings(main={"practice_enabled": "true", "remind_attachments": "false"})
        app = self.start()
        self.send(app, text="See the attached plans.")
        app.wait_text("Message Sent")

    def test_markdown_is_sent_as_html_too(self):
        app = self.start()
        self.compose(app, text="A *small* word")
        app.menu("Markdown as HTML", button="Plain text")
        app.find("button", "Markdown as HTML")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("markdown")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        plain, html = message.iter_parts()
        self.assertEqual(plain.get_content().strip(), "A *small* word")
        self.assertIn("<p>A <em>small</em> word</p>", html.get_content())
        app.press("New Message")
        app.find("button", "Plain text")

    def test_markdown_by_its_key_and_kept_in_the_draft(self):
        app = self.start()
        self.compose(app, text="A *small* word")
        app.key("ctrl+shift+m")
        app.find("button", "Markdown as HTML")
        app.key("ctrl+s", "ctrl+w")
        app.wait_exit()
        app = self.start()
        app.press("Open")
        app.find(None, re.compile("^Hello")).press()
        app.find("button", "Markdown as HTML")
        app.key("ctrl+shift+m")
        app.find("button", "Plain text")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_content_type(), "text/plain")

    def test_cc_and_bcc_by_their_keys(self):
        app = self.start()
        app.find("entry", "To")
        app.key("ctrl+shift+c")
        app.wait(lambda: app.focused() and app.focused().name == "Cc", "focus in Cc")
        app.type("carl@example.net")
        app.key("ctrl+shift+b")
        app.wait(lambda: app.focused() and app.focused().name == "Bcc", "focus in Bcc")
        app.type("dora@example.net")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        app.wait_text("To carl@example.net and 1 other")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message["Cc"], "carl@example.net")
        self.assertIsNone(message["Bcc"])

    def remember(self, app):
        """Somebody was written to before."""
        self.send(app, to='"Bob Smith" <bob@example.net>, Dora Bobek <dora@example.org>')
        app.wait_text("Message Sent")
        app.key("ctrl+n")
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")

    def test_people_written_to_come_to_mind(self):
        app = self.start()
        self.remember(app)
        app.type("bo")
        app.wait(lambda: app.focused().description == "2 suggestions", "two people")
        app.key("Down")
        app.wait(lambda: app.focused().description == "Bob Smith <bob@example.net>, 1 of 2", "the first of them")
        app.screenshot("suggestions")
        app.key("Down")
        app.wait(lambda: app.focused().description == "Dora Bobek <dora@example.org>, 2 of 2", "the second")
        self.assertEqual(app.focused().name, "To")
        app.key("Return")
        app.find("button", "Dora Bobek, dora@example.org, 1 of 1")
        self.assertEqual(self.field(app, "To").text, "")
        app.key("Tab")
        app.wait(lambda: app.focused() and app.focused().name == "Subject", "focus in Subject")

    def ask_store(self, question):
        path = self.home / "data" / "posthaste" / "posthaste.db"
        with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=10)) as database:
            return database.execute(question).fetchone()[0]

    def test_history_is_cleared_and_brought_back(self):
        app = self.start()
        self.remember(app)
        app.key("ctrl+comma")
        app.find(None, "Privacy")
        app.screenshot("preferences-general")
        app.find(None, "Privacy").press()
        known = "SELECT count(*) FROM person WHERE NOT is_forgotten"
        app.find(None, re.compile("^Clear History")).click()
        app.wait(lambda: self.ask_store(known) == 0, "nobody known")
        app.screenshot("preferences-privacy")
        app.press("Undo")
        app.wait(lambda: self.ask_store(known) == 2, "both known again")
        app.find(None, re.compile("^Clear History")).click()
        app.wait(lambda: self.ask_store("SELECT count(*) FROM person") == 0, "nobody left behind the toast")
        app.find(None, "Remember recipients").click()
        app.wait(lambda: not self.ask_store("SELECT is_on FROM memory"), "nobody remembered any more")

    def test_a_link_fills_every_field(self):
        app = self.start("mailto:bob@example.net?to=Dora%20%3Cdora@example.net%3E&cc=carl@example.net&bcc=emil@example.net"
                         "&in-reply-to=%3C1@example.net%3E&subject=Plans&body=Two%0D%0Alines&attach=/etc/passwd")
        app.wait_text("The link wants to attach .*passwd")
        app.screenshot("link-attaches")
        self.assertEqual(self.field(app, "Subject").text, "Plans")
        self.assertEqual(self.field(app, "Message text").text, "Two\nlines")
        for field, chip in (("To", "bob@example.net, 1 of 2"), ("To", "Dora, dora@example.net, 2 of 2"),
                            ("Cc", "carl@example.net, 1 of 1"), ("Bcc", "emil@example.net, 1 of 1")):
            app.find("button", chip, inside=app.find("panel", field))
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual((message["To"], message["Cc"], message["Bcc"]),
                         ("bob@example.net, Dora <dora@example.net>", "carl@example.net", None))
        self.assertEqual((message["In-Reply-To"], message["References"]), ("<1@example.net>", "<1@example.net>"))
        self.assertEqual(self.ask_store("SELECT group_concat(address) FROM recipient WHERE field = 2"), "emil@example.net")
        self.assertEqual(list(message.iter_attachments()), [])

    def test_a_chosen_file_travels_whole(self):
        data = os.urandom(200000)
        path = pathlib.Path(self.home) / "picture of us.bin"
        path.write_bytes(data)
        app = self.start()
        self.compose(app)
        app.key("ctrl+shift+a")
        app.choose_file(str(path), "Attach Files", "Attach")
        app.wait(lambda: [w for w in app.all() if w.name.startswith("picture of us.bin, ")], "a card for the file")
        app.screenshot("attachment")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        (part,) = message.iter_attachments()
        self.assertEqual(part.get_filename(), "picture of us.bin")
        self.assertEqual(part.get_content(), data)

    def assert_arrives(self, app, text, files):
        app.press("Send")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message.get_body().get_content().strip(), text)
        self.assertEqual([(part.get_filename(), part.get_content()) for part in message.iter_attachments()],
                         [(file.name, file.read_bytes()) for file in files])

    def test_pasted_files_are_attached(self):
        files = self.write_files("one.bin", "two with spaces.bin")
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, *(file.name for file in files))
        self.assert_arrives(app, "Text", files)

    def is_in_sight(self, app, file):
        """Above the line below the files; that it is scrolled away, GTK 4.8 does not say."""
        _, y, _, height = app.find("button", re.compile("^%s, " % file.name)).box
        return y + height <= app.find("label", "Plain text").box[1]

    def test_many_files_fit_a_phone(self):
        files = self.write_files(*("%d.bin" % i for i in range(20)))
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, *(file.name for file in files))
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        self.assertGreater(self.field(app, "Message text").box[3], 50 if os.environ.get("RIG_LOOK") == "large" else 80)
        self.assertTrue(self.is_in_sight(app, files[0]))
        self.assertFalse(self.is_in_sight(app, files[-1]), "the last ones are scrolled to")
        app.screenshot("many-files")

    def test_few_files_are_all_in_sight(self):
        files = self.write_files(*("a rather long name %d.bin" % i for i in range(3)))
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, *(file.name for file in files))
        app.resize(480, 640)
        app.resize(360, 640)
        # With letters half as large again the last one has to be scrolled to.
        for file in files[:2] if os.environ.get("RIG_LOOK") == "large" else files:
            app.wait(lambda: self.is_in_sight(app, file), file.name + " in sight")
        app.screenshot("few-files")

    def write_picture(self, name, size="1200x900"):
        path = pathlib.Path(self.home) / name
        rig.sh("convert", "-size", size, "plasma:orange-blue", str(path))
        return path

    def test_a_file_gets_another_name(self):
        files = [self.write_picture("dsc0001.jpg"), *self.write_files("plans.bin")]
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, *(file.name for file in files))
        card = app.find("button", re.compile("^dsc0001.jpg, "))
        card.click(button=3)
        app.wait(lambda: app.all("menu item", "Rename…"), "the card's menu")
        app.screenshot("attachment-menu")
        app.key("Escape")
        card.focus()
        app.key("F2")
        app.wait(lambda: app.focused() and app.focused().name == "File name", "focus in the name")
        app.type("lake")
        app.screenshot("attachment-rename")
        app.key("Return")
        self.wait_cards(app, "lake.jpg")
        app.wait(lambda: app.focused() and app.focused().name.startswith("lake.jpg, "), "focus on the card")
        app.key("alt+Down")
        app.press("Send")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()], ["plans.bin", "lake.jpg"])

    def test_a_card_is_dragged_to_its_place(self):
        files = self.write_files("1.bin", "2.bin", "3.bin")
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, *(file.name for file in files))
        self.drag(app.find("button", re.compile("^1.bin, ")), app.find("button", re.compile("^3.bin, ")))
        rig.sh("xdotool", "mouseup", "1")
        app.wait(lambda: [w.name[0] for w in app.all("button") if ".bin, " in w.name] == ["2", "3", "1"], "the new order")
        self.assert_arrives(app, "Text", files[1:] + files[:1])

    def test_pictures_that_are_too_large_are_made_smaller(self):
        photo = self.write_picture("lake.jpg", "3000x2000")
        with smtpscript.Server() as server:
            self.write_settings(main={"accounts": "['a1']", "close_window_after_sending": "false"},
                                a1={"address": "'ann@example.org'", "host": "'127.0.0.1'", "port": "uint32 %d" % server.port,
                                    "security": "'none'", "auth": "'none'", "size_limit": "uint64 1000000"})
            self.start_other("files", photo)
            app = self.start_in_text()
            app.key("ctrl+v")
            self.wait_cards(app, "lake.jpg")
            before = app.find("button", re.compile("^lake.jpg, ")).name
            app.key("ctrl+Return")
            app.wait_text("The message is too large")
            app.wait(lambda: app.focused() and app.focused().name == "Shrink Images…", "focus on the way out")
            app.resize(480, 640)
            self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
            self.assertEqual(app.overflowing(360), [])
            app.screenshot("shrink-360")
            app.key("Return")
            app.wait(lambda: app.all("button", re.compile("^Medium, 1280 pixels: ")), "the sizes", 60)
            app.screenshot("shrink")
            app.find("button", re.compile("^Medium, 1280 pixels: ")).press()
            app.wait_text("Images made smaller")
            app.wait(lambda: app.find("button", re.compile("^lake.jpg, ")).name != before, "the smaller one's card")
            app.press("Undo")
            app.wait(lambda: app.find("button", re.compile("^lake.jpg, ")).name == before, "the larger one's card")
            app.press("Shrink Images…")
            app.wait(lambda: app.all("button", re.compile("^Small, 640 pixels: ")), "the sizes", 60)
            app.key("Return")
            app.wait_text("Images made smaller")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            message = email.message_from_bytes(server.messages[0], policy=email.policy.default)
            (part,) = message.iter_attachments()
            sent = self.home / "sent.jpg"
            sent.write_bytes(part.get_content())
            self.assertEqual(rig.sh("identify", "-format", "%wx%h", str(sent)), "640x427")

    def test_a_phone_shows_the_address_of_who_sends(self):
        account = {"name": "'Ann Tester'", "host": "'127.0.0.1'", "security": "'none'", "auth": "'none'"}
        self.write_settings(main={"accounts": "['a1', 'a2']"}, a1=dict(account, address="'ann@example.org'"),
                            a2=dict(account, address="'ann@example.net'"))
        app = self.start()
        app.wait_text("^Ann Tester <ann@example.org>$")
        app.resize(480, 640)
        app.wait_text("^ann@example.org$")
        app.resize(640, 640)
        app.wait_text("^Ann Tester <ann@example.org>$")

    def test_pasted_text_is_text(self):
        self.start_other("text", "file:///etc/passwd and more")
        app = self.start_in_text()
        app.key("ctrl+v")
        app.wait(lambda: self.field(app, "Message text").text == "Text file:///etc/passwd and more", "the text")
        self.assert_arrives(app, "Text file:///etc/passwd and more", [])

    def test_a_pasted_picture_is_attached(self):
        self.start_other("picture")
        app = self.start_in_text()
        app.key("ctrl+v")
        self.wait_cards(app, "Pasted image.png")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        (part,) = message.iter_attachments()
        self.assertEqual((part.get_filename(), part.get_content_type()), ("Pasted image.png", "image/png"))
        self.assertEqual(part.get_content()[:8], b"\x89PNG\r\n\x1a\n")

    def test_a_pasted_picture_is_shown_in_markdown(self):
        """The second gets a name of its own; what the text names no more is attached."""
        self.start_other("picture")
        app = self.start_in_text()
        app.key("ctrl+shift+m")
        app.key("ctrl+v")
        first = "![Pasted image](Pasted%20image.png)"
        text = self.field(app, "Message text")
        app.wait(lambda: text.text == "Text " + first, "the first picture in the text")
        app.key("ctrl+v")
        app.wait(lambda: text.text == "Text %s ![Pasted image 2](Pasted%%20image%%202.png)" % first, "the second one")
        self.wait_cards(app, "Pasted image.png", "Pasted image 2.png")
        card = app.find("button", re.compile("^Pasted image 2.png, "))
        card.click(button=3)
        app.wait(lambda: app.all(None, "Show in Text"), "the card's menu")
        app.screenshot("picture-menu")
        app.find(None, "Show in Text").press()
        app.wait(lambda: text.text == "Text %s " % first, "the second one gone from the text")
        text.focus()
        app.key("ctrl+z")
        app.wait(lambda: text.text.endswith("202.png)"), "it is back")
        card.focus()
        app.key("shift+F10")
        app.find(None, "Show in Text").press()
        app.wait(lambda: text.text == "Text %s " % first, "it is gone again")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        (related,) = [part for part in message.walk() if part.get_content_type() == "multipart/related"]
        html, picture = related.iter_parts()
        self.assertIn('<img src="cid:%s" alt="Pasted image">' % picture["Content-ID"].strip("<>"), html.get_content())
        self.assertEqual(picture.get_content()[:8], b"\x89PNG\r\n\x1a\n")
        (attached,) = message.iter_attachments()
        self.assertEqual(attached.get_filename(), "Pasted image 2.png")

    def test_a_shown_picture_gets_another_name(self):
        files = [self.write_picture("dsc 1.jpg"), *self.write_files("plans.bin")]
        self.start_other("files", *files)
        app = self.start_in_text()
        app.key("ctrl+shift+m")
        app.key("ctrl+v")
        self.wait_cards(app, *(file.name for file in files))
        text = self.field(app, "Message text")
        app.wait(lambda: text.text == "Text ![dsc 1](dsc%201.jpg)", "the picture in the text")
        app.find("button", re.compile("^dsc 1.jpg, ")).focus()
        app.key("F2")
        app.wait(lambda: app.focused() and app.focused().name == "File name", "focus in the name")
        app.type("[us]")
        app.key("Return")
        app.wait(lambda: text.text == r"Text ![\[us\]](%5Bus%5D.jpg)", "the new name in the text")

    def test_dropped_files_are_attached(self):
        files = self.write_files(*("%d.bin" % i for i in range(8)))
        app = self.start_in_text()
        other = self.start_other("files", *files)
        rig.sh("xdotool", "windowmove", "--sync", app.xwindow(), "300", "100")
        rig.sh("xdotool", "windowmove", "--sync", other.xwindow(), "0", "0")
        self.drag(other.find("label", "Drag me"), self.field(app, "Message text"))
        app.wait_text("Drop to Attach")
        app.screenshot("drop")
        rig.sh("xdotool", "mouseup", "1")
        self.wait_cards(app, *(file.name for file in files))
        self.assertFalse(app.exists("label", "Drop to Attach"))
        self.assert_arrives(app, "Text", files)

    def test_a_recipient_is_dragged_to_another_field(self):
        app = self.start("mailto:bob@example.net,ann@example.org?cc=carl@example.net&subject=Hello")
        self.drag(app.find("button", "ann@example.org, 2 of 2"), self.field(app, "Cc"))
        app.screenshot("drag")
        rig.sh("xdotool", "mouseup", "1")
        app.find("button", "ann@example.org, 2 of 2", inside=app.find("panel", "Cc"))
        app.find("button", "bob@example.net, 1 of 1", inside=app.find("panel", "To"))
        app.wait(lambda: app.focused() and app.focused().name == "ann@example.org, 2 of 2", "focus on what was dropped")

    def test_a_recipient_is_dragged_into_the_text(self):
        """It is an address there, and still a recipient."""
        app = self.start("mailto:bob@example.net?subject=Hello")
        self.drag(app.find("button", "bob@example.net, 1 of 1"), self.field(app, "Message text"))
        rig.sh("xdotool", "mouseup", "1")
        app.wait(lambda: self.field(app, "Message text").text == "bob@example.net", "the address in the text")
        app.find("button", "bob@example.net, 1 of 1")

    def test_text_is_dropped_among_the_recipients(self):
        people = ["%s%%40example.org" % name for name in ("ann", "bob", "carl") * 40]
        app = self.start("mailto:dora@example.org?subject=Hello&body=" + ",%20".join(people))
        text = self.field(app, "Message text")
        # By keyboard: a click just before would make a double click of the press that is to drag.
        app.wait(lambda: text.focused, "focus in the text")
        app.key("ctrl+a")
        self.drag(text, app.find("button", "dora@example.org, 1 of 1"))
        rig.sh("xdotool", "mouseup", "1")
        app.find("button", "carl@example.org, 4 of 4")

    def test_nothing_is_attached_to_what_is_being_sent(self):
        files = self.write_files("late.bin")
        self.start_other("files", *files)
        with smtpscript.Server() as server:
            server.hold("MAIL")
            self.use_account(server.port)
            app = self.start_in_text()
            app.key("ctrl+Return")
            app.wait(lambda: any(c.startswith("MAIL") for c in server.commands), "MAIL at the server")
            app.key("ctrl+v")
            app.press("Cancel")
            app.wait_text("Sending cancelled. Nothing was delivered.")
            self.field(app, "Message text").click()
            app.key("ctrl+v")
            self.wait_cards(app, "late.bin")
            self.assertEqual(len([w for w in app.all() if w.name.startswith("late.bin, ")]), 1)

    def test_practice_takes_what_it_says(self):
        path = self.home / "large.bin"
        with open(path, "wb") as file:
            os.truncate(file.fileno(), 30 * 1000 * 1000)
        self.start_other("files", path)
        app = self.start_in_text()
        app.key("ctrl+v")
        app.wait_text("^41.1.MB of 2.1.GB$")

    def test_starting_again_presents_the_empty_composer(self):
        app = self.start()
        app.find("entry", "To")
        self.launch_again()
        app.wait(lambda: len(app.visible_windows()) == 1, "one window")
        self.compose(app)
        self.launch_again()
        app.wait(lambda: len(app.visible_windows()) == 2, "a second window")

    def launch_again(self):
        subprocess.run([os.environ["POSTHASTE"]], env=dict(os.environ, **self.env), check=True, timeout=60,
                       capture_output=True)


if __name__ == "__main__":
    taprunner.main()
