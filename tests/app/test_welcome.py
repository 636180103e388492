# SPDX-License-Identifier: GPL-3.0-or-later
"""The first run: the welcome page, and the way from it to a first message without touching the mouse."""
import smtpscript
import taprunner
import windowtest


class WelcomeTest(windowtest.WindowCase):
    def test_says_what_it_is(self):
        app = self.start()
        app.wait_text("Send Your First Message")
        app.find("button", "Add E-Mail Account")
        app.find("button", "Try Without an Account")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("welcome")

    def test_first_message_by_keyboard_alone(self):
        app = self.start()
        app.wait(lambda: app.focused() and app.focused().name == "Add E-Mail Account", "focus on the first button")
        app.key("Tab", "Return")
        self.send(app, to="bob@example.net", subject="First", text="By keyboard.")
        app.wait_text("Message Sent")
        app.wait_text("To bob@example.net")
        app.screenshot("sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message["Subject"], "First")
        self.assertEqual(message["To"], "bob@example.net")
        self.assertEqual(message.get_body().get_content().strip(), "By keyboard.")

    def test_from_an_account_to_its_first_message(self):
        with smtpscript.Server(extensions=("AUTH PLAIN",)) as server:
            app = self.start()
            app.press("Add E-Mail Account")
            app.find("entry", "Name").set_text("Ann Tester")
            app.find("entry", "E-mail").set_text("ann@example.org")
            app.find("entry", "Password").set_text(server.right_password)
            app.find("list item", "Server Settings").click()
            app.find("entry", "Server").set_text("127.0.0.1")
            app.find("combo box", "Encryption").click()
            app.key("Down", "Down", "Return")
            app.find("entry", "Port").set_text(str(server.port))
            app.press("Add")
            app.wait_text("Account added")
            app.screenshot("account-added")
            self.send(app)
            app.wait_text("Message Sent")
            self.assertEqual(server.passwords, [server.right_password] * 2, "once to try it, once to send")
            self.assertEqual(len(server.messages), 1)
            self.assertIn(b"From: Ann Tester <ann@example.org>\r\n", server.messages[0])

    def test_a_link_opens_a_filled_composer_without_an_account(self):
        app = self.start("mailto:bob@example.net?subject=From%20a%20link")
        app.wait_text("Add an account to send this message.")
        self.assertEqual(self.field(app, "Subject").text, "From a link")
        app.key("ctrl+Return")
        app.wait(lambda: app.focused() and app.focused().name == "Add E-Mail Account", "focus on the banner")
        app.screenshot("link-without-account")

    def test_a_link_is_sent_once_practice_is_chosen(self):
        app = self.start("mailto:bob@example.net?subject=From%20a%20link&body=Hi")
        app.press("Try Without an Account")
        app.wait_text("Practice account: nothing leaves this computer.")
        app.screenshot("practice")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message["Subject"], "From a link")

    def practise(self, to):
        self.use_practice()
        app = self.start()
        self.send(app, to=to)
        return app

    def test_practice_refuses(self):
        app = self.practise("refused@example.net, bob@example.net")
        app.wait_text("1 of 2 recipients was refused")
        app.wait_text("The server says: “.*This is practice: addresses that start with refused are refused”")
        app.screenshot("practice-refused")
        self.assert_kept(app)
        app.press("Send to the Other One")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message["Subject"], "Hello")

    def test_practice_is_slow(self):
        app = self.practise("slow@example.net")
        app.wait_text("127.0.0.1 is slow to answer…", timeout=60)
        app.screenshot("practice-slow")
        app.press("Cancel")
        app.wait_text("Sending cancelled. Nothing was delivered.")
        self.assert_kept(app)
        app.key("ctrl+q")
        self.assertEqual(app.wait_exit(10), 0, "it waits for the rest of the slowness")

    def test_practice_goes_offline(self):
        app = self.practise("offline@example.net")
        app.wait_text("The connection broke")
        app.wait_text("127.0.0.1 or the network ended it before the message was handed over. Nothing was sent.")
        app.screenshot("practice-offline")
        self.assert_kept(app)
        self.assertFalse(self.maildir.exists())


if __name__ == "__main__":
    taprunner.main()
