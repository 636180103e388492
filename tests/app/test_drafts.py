# SPDX-License-Identifier: GPL-3.0-or-later
"""What is being written is never lost: it is in the store soon after the last key, and when the window goes."""
import contextlib
import re
import signal
import sqlite3

import rig
import smtpscript
import taprunner
import windowtest

DRAFT, SENT = 0, 4


class DraftsTest(windowtest.WindowCase):
    def messages(self, state):
        """Subject and file of what the store holds, as another program sees it."""
        folder = self.home / "data" / "posthaste"
        try:
            database = sqlite3.connect("file:%s?mode=ro" % (folder / "posthaste.db"), uri=True, timeout=10)
        except sqlite3.OperationalError:
            return []
        with database:
            rows = database.execute("SELECT subject, file FROM message WHERE state = ? AND NOT is_removed", (state,))
            return [(subject, (folder / "messages" / file).read_text()) for subject, file in rows]

    def wait_draft(self, app, subject, text):
        def is_there():
            drafts = self.messages(DRAFT)
            return len(drafts) == 1 and drafts[0][0] == subject and text in drafts[0][1]
        app.wait(is_there, "the draft in the store", timeout=30)

    def begin(self, server):
        self.use_account(server.port)
        app = self.start()
        self.compose(app, subject="Plans", text="On Monday")
        return app

    @contextlib.contextmanager
    def saving_takes_long(self):
        path = self.home / "data" / "posthaste" / "posthaste.db"
        with contextlib.closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")

    def test_what_is_sent_is_no_draft_that_was_saved(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.wait_text("Draft saved")
            app.press("Send")
            app.wait_text("Message Sent")
            self.assertFalse(app.exists("label", "Draft saved"))

    def test_saved_soon_and_survives_a_kill(self):
        self.start_other("files", *self.write_files("map.bin"))
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.wait_text("Draft saved")
            app.screenshot("draft-saved")
            self.wait_draft(app, "Plans", "On Monday")
            app.type(" we meet")
            self.wait_draft(app, "Plans", "On Monday we meet")
            app.key("ctrl+v")
            self.wait_draft(app, "Plans", "map.bin")
            app.process.send_signal(signal.SIGKILL)
            app.process.wait()
            self.assertEqual(len(self.messages(DRAFT)), 1)
            again = self.start()
            again.wait_text("1 draft kept")
            again.screenshot("draft-kept")
            again.press("Open")
            again.find("window", "Messages")
            row = again.find("row", re.compile("^Plans"))
            again.key("Home")
            again.wait(lambda: row.state("selected"), "the draft, selected")
            again.key("Return")
            again.wait(lambda: any(e.text == "On Monday we meet" for e in again.all("entry", "Message text")), "all of it")
            self.wait_cards(again, "map.bin")

    def test_saved_while_somebody_never_pauses(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            self.wait_draft(app, "Plans", "On Monday")

            def has_saved():
                app.type("x")
                return "Mondayxx" in self.messages(DRAFT)[0][1]
            app.wait(has_saved, "a draft amid the typing", timeout=30)

    def test_saved_when_the_window_closes(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.key("ctrl+w")
            self.assertEqual(app.wait_exit(30), 0)
            self.assertIn("On Monday", self.messages(DRAFT)[0][1])

    def test_a_draft_that_is_sent_is_no_draft(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            self.wait_draft(app, "Plans", "On Monday")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(self.messages(DRAFT), [])
            self.assertEqual([subject for subject, _text in self.messages(SENT)], ["Plans"])

    def test_sent_while_it_is_being_saved(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.key("ctrl+s", "ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(self.messages(DRAFT), [])
            self.assertEqual(len(self.messages(SENT)), 1)
            self.assertEqual(len(server.messages), 1)

    def test_sent_later_while_it_is_being_saved(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            self.wait_draft(app, "Plans", "On Monday")
            with self.saving_takes_long():
                app.type("!")
                app.key("ctrl+s")
                app.menu("Send Later", "Tomorrow Morning")
            app.wait_text("Waiting for Its Time")
            self.assertEqual(server.messages, [])

    def test_closed_while_it_is_being_saved(self):
        """What was written meanwhile is of the draft, too."""
        with smtpscript.Server() as server:
            app = self.begin(server)
            self.wait_draft(app, "Plans", "On Monday")
            with self.saving_takes_long():
                app.type("!")
                app.key("ctrl+s")
                app.type("?")
                app.key("ctrl+w")
            self.assertEqual(app.wait_exit(30), 0)
            ((_subject, text),) = self.messages(DRAFT)
            self.assertTrue(text.endswith("On Monday!?\n"), text)

    def test_sent_and_closed_while_it_is_being_saved(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            self.wait_draft(app, "Plans", "On Monday")
            with self.saving_takes_long():
                app.type("!")
                app.key("ctrl+s", "ctrl+Return", "ctrl+w")
            self.assertEqual(app.wait_exit(30), 0)
            self.assertEqual(self.messages(DRAFT), [])
            self.assertEqual(len(server.messages), 1)

    def test_closed_and_cannot_be_saved(self):
        """A window with something to lose comes back."""
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start()
            folder = self.home / "data" / "posthaste" / "messages"
            app.wait(folder.exists, "the store")
            folder.rename(folder.with_suffix(".away"))
            folder.write_text("")
            self.compose(app, subject="Plans", text="On Monday")
            app.key("ctrl+w")
            app.wait_text("The draft could not be saved")
            app.wait_text("^This computer says: “cannot write into %s: Not a directory”.$" % folder)
            app.screenshot("draft-unsaved")
            self.assert_kept(app, subject="Plans", text="On Monday")
            folder.unlink()
            folder.with_suffix(".away").rename(folder)
            app.press("Retry")
            self.wait_draft(app, "Plans", "On Monday")

    def test_no_empty_draft(self):
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start()
            app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
            app.key("Tab", "Tab")
            app.type("x")
            app.wait(lambda: self.messages(DRAFT), "a draft", timeout=30)
            app.key("BackSpace")
            app.wait(lambda: not self.messages(DRAFT), "no draft", timeout=30)
            app.key("ctrl+w")
            self.assertEqual(app.wait_exit(30), 0)
            self.assertEqual(self.messages(DRAFT), [])

    def test_discard_and_undo(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            self.wait_draft(app, "Plans", "On Monday")
            app.menu("Discard Draft")
            app.wait_text("Draft discarded")
            app.wait(lambda: self.field(app, "Subject").text == "", "an empty composer")
            app.screenshot("draft-discarded")
            app.wait(lambda: not self.messages(DRAFT), "no draft")
            app.press("Undo")
            app.wait(lambda: self.field(app, "Subject").text == "Plans", "all of it again")
            self.assert_kept(app, subject="Plans", text="On Monday")
            self.wait_draft(app, "Plans", "On Monday")

    def test_two_windows_keep_two_drafts(self):
        with smtpscript.Server() as server:
            app = self.begin(server)
            app.key("ctrl+n")
            app.wait(lambda: len(app.visible_windows()) == 2, "two windows")
            app.wait(lambda: app.focused() and app.focused().name == "To", "focus in the new one")
            app.key("Tab")
            app.type("Other")
            app.wait(lambda: {subject for subject, _text in self.messages(DRAFT)} == {"Plans", "Other"},
                     "both drafts", timeout=30)


if __name__ == "__main__":
    taprunner.main()
