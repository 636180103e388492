# SPDX-License-Identifier: GPL-3.0-or-later
"""Refused recipients and sizes come up inside the countdown: what can be chosen then, and what each choice sends."""
import email
import email.policy
import os
import signal
import subprocess
import sys
import unittest

import rig
import smtpscript
import taprunner
import windowtest

HERE = os.path.dirname(os.path.abspath(__file__))
LOOKS = {"light": ["--theme", "light"], "dark": ["--theme", "dark"], "rtl": ["--lang", "he"]}
DRAFT, QUEUED, SENDING, SENT = 0, 1, 2, 4
THREE = "bob@example.net, carl@example.net, dora@example.net"
TITLE = "1 of 3 recipients was refused"
OTHERS = "Send to the Other 2"


def refuse_bob(line):
    return "550 5.1.1 User unknown" if "bob@" in line else "250 2.1.5 Ok"


def headers(octets):
    return email.message_from_bytes(octets, policy=email.policy.default)


class ChoiceCase(windowtest.WindowCase):
    def hold(self, seconds):
        self.env["POSTHASTE_UNDO_SECONDS"] = str(seconds)

    def send_refused(self, server, seconds=30, close=True):
        """Bob is refused, and the server waits in the envelope."""
        self.hold(seconds)
        self.use_account(server.port, close=close)
        app = self.start()
        self.send(app, to=THREE)
        app.wait_text("Not sent yet")
        app.wait_text(TITLE)
        return app


class ChoiceTest(ChoiceCase):
    def serve(self, *extensions, **replies):
        return self.enterContext(smtpscript.Server(extensions=("8BITMIME",) + extensions,
                                                   **{"RCPT": refuse_bob, **replies}))

    def assert_sent_to_others(self, server):
        """In the same session: nobody was asked twice."""
        self.assertEqual(len(server.messages), 1)
        self.assertEqual(sum(c.startswith("RCPT") for c in server.commands), 3)
        self.assertEqual(server.n_connections, 1)

    def assert_not_sent(self, app, server):
        self.assert_kept(app)
        self.assertEqual(server.messages, [])
        self.assertNotIn("DATA", server.commands)

    def test_to_the_others(self):
        self.env["POSTHASTE_CLOSE_SECONDS"] = "1"
        server = self.serve("PIPELINING")
        app = self.send_refused(server)
        app.wait_text("“5.1.1 User unknown”|“User unknown”")
        self.assertEqual(app.wait(app.focused, "a focus").name, OTHERS)
        for button in ("Edit Recipient", "Show Conversation", "Undo"):
            app.find("button", button)
        self.assert_not_sent(app, server)
        app.screenshot("choice")
        app.press(OTHERS)
        app.wait_text("Message Sent")
        app.wait_text("To carl@example.net and 1 other\nA draft is kept for bob@example.net.")
        app.gone("button", "Undo")
        app.screenshot("choice-sent")
        self.assert_sent_to_others(server)
        self.assertEqual(self.stored_states(), [SENT, DRAFT])

        # What is left to do does not go by itself, and is the same message.
        app.press("Open Draft")
        app.wait(lambda: len(app.visible_windows()) == 2, "the draft's window")
        server.replies["RCPT"] = "250 2.1.5 Ok"
        app.wait(lambda: [w for w in app.all("entry", "Message text") if w.text == "How are you?"], "its text")
        app.key("ctrl+Return", "ctrl+Return")
        app.wait(lambda: len(server.messages) == 2, "the second message at the server")
        first, second = (headers(m) for m in server.messages)
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual(str(second["To"]), "bob@example.net")
        self.assertEqual(sum(c.startswith("RCPT") for c in server.commands), 4)

    def test_edit_recipient(self):
        server = self.serve()
        app = self.send_refused(server)
        app.press("Edit Recipient")
        app.gone("label", TITLE)
        app.gone("button", "Undo")
        app.find("button", "Send")
        focus = app.wait(app.focused, "a focus")
        self.assertEqual((focus.name, focus.text), ("To", "bob@example.net"))
        self.assert_not_sent(app, server)
        self.assertEqual(self.stored_states(), [DRAFT])
        app.key("ctrl+a")
        app.type("rob@example.net")
        app.key("ctrl+Return")
        app.find("button", "Undo")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        self.assertEqual(len(server.messages), 1)
        self.assertEqual(server.n_connections, 1, "the session is used again")

    def test_undo(self):
        server = self.serve("PIPELINING")
        app = self.send_refused(server)
        for undo in (lambda: app.press("Undo"), lambda: app.key("ctrl+z"), lambda: app.key("Escape")):
            undo()
            app.gone("button", "Undo")
            app.gone("label", TITLE)
            app.find("button", "Send")
            self.assert_not_sent(app, server)
            self.assertEqual(app.wait(app.focused, "a focus").name, "Message text")
            self.assertEqual(self.stored_states(), [DRAFT])
            app.key("ctrl+Return")
            app.wait_text("Not sent yet")
        self.assertEqual(server.n_connections, 1)

    def test_nobody_chooses(self):
        """The countdown does not send, and when the longest hold is over, nothing was sent."""
        server = self.serve()
        app = self.send_refused(server, seconds=10)
        app.gone("button", "Undo", timeout=60)
        app.find("button", "Send", timeout=60)
        app.wait_text(TITLE)
        self.assertEqual(app.wait(app.focused, "a focus").name, OTHERS)
        self.assert_not_sent(app, server)
        app.press(OTHERS)
        app.wait_text("Message Sent")
        app.wait_text("To carl@example.net and 1 other")
        self.assertEqual(len(server.messages), 1)

    def test_keyboard_alone(self):
        server = self.serve()
        app = self.send_refused(server)
        self.assertEqual(app.wait(app.focused, "a focus").name, OTHERS)
        app.key("ctrl+Return")
        app.key("Tab")
        app.wait(lambda: app.focused() and app.focused().name == "Edit Recipient", "focus on the next button")
        self.assert_not_sent(app, server)
        app.find("button", "Undo")
        app.key("shift+Tab")
        app.wait(lambda: app.focused() and app.focused().name == OTHERS, "focus back")
        app.key("Return")
        app.wait_text("Message Sent")
        self.assert_sent_to_others(server)

    def test_server_goes_away(self):
        server = self.serve()
        app = self.send_refused(server)
        server.hang_up()
        app.wait_text("The connection broke")
        app.wait_text("Nothing was sent")
        app.gone("button", "Undo")
        app.gone("button", OTHERS)
        self.assert_not_sent(app, server)
        self.assertEqual(server.n_connections, 1)

    def test_server_says_good_bye(self):
        server = self.serve()
        app = self.send_refused(server)
        server.hang_up("421 4.3.2 Shutting down")
        app.wait_text("The server is not ready")
        app.wait_text("Nothing was sent")
        app.gone("button", "Undo")
        self.assert_not_sent(app, server)

    def test_closed_meanwhile(self):
        """Nobody can be asked any more: the others get it, and who has not got it is told."""
        server = self.serve()
        app = self.send_refused(server)
        app.key("ctrl+w")
        app.wait(lambda: server.messages, "the message at the server")
        self.assertEqual(app.wait(rig.notifications, "a notification")[-1], ("Message not sent to all", TITLE))
        self.assertEqual(app.wait_exit(60), 0)
        self.assert_sent_to_others(server)
        self.assertEqual(self.stored_states(), [SENT])

    def test_killed_meanwhile(self):
        """It was promised to go: the next start sends it to the others, once."""
        server = self.serve()
        app = self.send_refused(server)
        self.assertEqual(self.stored_states(), [SENDING])
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        self.assertEqual(server.messages, [])
        self.hold(0)
        again = self.start()
        again.wait(lambda: server.messages, "the message at the server")
        again.wait(lambda: self.stored_states() == [SENT], "its end in the store")
        self.assertEqual(len(server.messages), 1)

    def send_too_large(self, server):
        self.hold(30)
        self.use_account(server.port)
        path = self.home / "big.txt"
        path.write_text("A long line of a long file.\n" * 1000)
        app = self.start()
        self.compose(app)
        app.key("ctrl+shift+a")
        app.choose_file(str(path), "Attach Files", "Attach")
        app.wait(lambda: [w for w in app.all(shown=False) if w.name.startswith("big.txt, ")], "a card for the file")
        app.key("ctrl+Return")
        app.wait_text("The message is too large")
        app.gone("button", "Undo")
        return app

    def send_without(self, app, server):
        self.assertEqual(server.messages, [])
        app.press("Remove Attachments")
        app.wait(lambda: not [w for w in app.all(shown=False) if w.name.startswith("big.txt, ")], "no file any more")
        app.key("ctrl+Return")
        app.find("button", "Undo")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        self.assertEqual(len(server.messages), 1)
        self.assertEqual(server.n_connections, 1, "the session is used again")

    def test_too_large_for_the_server(self):
        server = self.serve(RCPT="250 2.1.5 Ok", MAIL="552 5.3.4 Too big")
        app = self.send_too_large(server)
        server.replies["MAIL"] = "250 2.1.0 Ok"
        self.send_without(app, server)

    def test_over_the_limit_that_is_learnt_just_now(self):
        server = self.serve("SIZE 2000", RCPT="250 2.1.5 Ok")
        app = self.send_too_large(server)
        self.assertFalse([c for c in server.commands if c.startswith("MAIL")], "it is not even said")
        self.send_without(app, server)


class OneLook(ChoiceCase):
    """Not run by name here: the tests below run it in each look, in a desktop of its own."""

    def look(self):
        name = os.environ["PH_LOOK"]
        if name == "rtl":
            self.env["POSTHASTE_LOCALEDIR"] = os.environ["POSTHASTE_RTL_LOCALEDIR"]
        with smtpscript.Server(RCPT=refuse_bob) as server:
            app = self.send_refused(server, close=False)
            app.screenshot("choice-%s" % name)
            app.resize(480, 640)
            app.resize(360, 640)
            app.screenshot("choice-%s-360" % name)
            self.assertEqual(app.overflowing(360), [])
            app.press(OTHERS)
            app.wait_text("Message Sent")
            app.screenshot("choice-%s-sent-360" % name)
            self.assertEqual(app.overflowing(360), [])


class LooksTest(unittest.TestCase):
    def run_look(self, name):
        command = [os.path.join(HERE, "..", "support", "run-headless"), "--out", os.environ["RIG_OUT"], *LOOKS[name],
                   "--", sys.executable, os.path.abspath(__file__), "OneLook.look"]
        done = subprocess.run(command, env=dict(os.environ, PH_LOOK=name), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_light(self):
        self.run_look("light")

    def test_dark(self):
        self.run_look("dark")

    def test_right_to_left(self):
        self.run_look("rtl")


if __name__ == "__main__":
    taprunner.main()
