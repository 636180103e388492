# SPDX-License-Identifier: GPL-3.0-or-later
"""The composer: where the keyboard goes, what is checked before sending, links, files, small and large screens."""
import os
import pathlib
import subprocess

import taprunner
import windowtest


class ComposerTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def test_tab_order(self):
        app = self.start()
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
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

    def test_nothing_sticks_out_of_a_phone(self):
        app = self.start()
        app.find("entry", "To")
        width, _ = app.resize(360, 640)
        self.assertLessEqual(width, 372)
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
        self.assertEqual(self.field(app, "Subject").text, "No one")

    def test_a_bad_recipient_is_told_in_place(self):
        app = self.start()
        self.send(app, to="carol@")
        app.wait_text("carol@ is not an e-mail address.")
        app.find("entry", "To")
        self.assert_kept(app)
        self.assertFalse(app.exists("label", "Message Sent"))

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

    def test_a_link_fills_every_field(self):
        app = self.start("mailto:bob@example.net?cc=carl@example.net&subject=Plans&body=Two%0D%0Alines"
                         "&attach=/etc/passwd")
        app.wait_text("The link tried to attach a file. It was not added.")
        self.assertEqual(self.field(app, "Subject").text, "Plans")
        self.assertEqual(self.field(app, "Message text").text, "Two\nlines")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual((message["To"], message["Cc"]), ("bob@example.net", "carl@example.net"))
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
