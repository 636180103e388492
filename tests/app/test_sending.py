# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending: progress, cancel, closing meanwhile, and every way to fail: each says what happened and loses nothing."""
import os
import pathlib
import re
import socket

from gi.repository import Gio, GLib

import rig
import smtpscript
import taprunner
import windowtest


CERTIFICATES = pathlib.Path(os.environ["PH_BUILD_ROOT"]) / "tests" / "support"


def closed_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Keyring:
    """The desktop's own, which asks for its password in a window that takes the keyboard."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        (self.collection,) = self.call("Service", "ReadAlias", "(s)", "default")

    def call(self, interface, method, types, *arguments, path="/org/freedesktop/secrets"):
        return self.bus.call_sync("org.freedesktop.secrets", path, interface if "." in interface else
                                  "org.freedesktop.Secret." + interface, method, GLib.Variant(types, arguments), None,
                                  Gio.DBusCallFlags.NONE, -1)

    def forget(self):
        """All tests have the same one."""
        for item in self.call("Service", "SearchItems", "(a{ss})", {"account": "a1"})[0]:
            self.call("Item", "Delete", "()", path=item)

    def lock(self):
        self.call("Service", "Lock", "(ao)", [self.collection])

    def unlock(self):
        """Behind its window's back."""
        _, session = self.call("Service", "OpenSession", "(sv)", "plain", GLib.Variant("s", ""))
        self.call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword", "(o(oayays))",
                  self.collection, (session, b"", b"rig", "text/plain"))

    def question(self, app):
        """Its window, if it asks."""
        desktop = rig.Atspi.get_desktop(0)
        programs = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
        windows = [p.get_child_at_index(0) for p in programs if p and p.get_name() == "gcr-prompter" and p.get_child_count()]
        return next((rig.Widget(w, app) for w in windows if w and rig.Widget(w, app).state("showing")), None)

    def answer(self, app, password=None):
        """Without one, declines. Its two buttons are known by their places: it speaks the language of the desktop."""
        question = app.wait(lambda: self.question(app), "the keyring's question")
        parts = [rig.Widget(o, app) for o in app.walk(question.obj)]
        if password:
            next(w for w in parts if w.role == "password text" and w.state("showing")).set_text(password)
        cancel, unlock = [w for w in parts if w.role == "push button"]
        (unlock if password else cancel).press()
        app.wait(lambda: not self.question(app), "its end")


class SendingTest(windowtest.WindowCase):
    def send_to(self, server, **options):
        fields = options.pop("fields", {})
        self.use_account(server.port, **options)
        app = self.start()
        self.send(app, **fields)
        return app

    def assert_failed(self, app, title, *buttons):
        app.wait_text(title)
        for button in buttons + ("Show Conversation",):
            app.find("button", button)
        self.assertIn(app.wait(app.focused, "a focus").name, buttons + ("Show Conversation",))
        self.assert_kept(app)

    def answer_password(self, app, password):
        app.wait(lambda: [w for w in app.all() if w.focused and w.role == "password text"], "focus in the password field")
        app.type(password)
        app.key("Return")

    def test_arrives_and_the_window_closes_by_itself(self):
        self.env["POSTHASTE_CLOSE_SECONDS"] = "1"
        with smtpscript.Server() as server:
            app = self.send_to(server)
            self.assertEqual(app.wait_exit(30), 0)
            self.assertEqual(len(server.messages), 1)
            self.assertIn(b"Subject: Hello\r\n", server.messages[0])

    def test_stays_open_when_told_so(self):
        self.env["POSTHASTE_CLOSE_SECONDS"] = "0"
        with smtpscript.Server() as server:
            app = self.send_to(server, close=False)
            app.wait_text("Message Sent")
            app.press("New Message")
            app.wait(lambda: self.field(app, "Subject").text == "", "an empty composer")

    def test_a_name_is_no_markup(self):
        with smtpscript.Server() as server:
            app = self.send_to(server, fields={"to": '"Miller & <Sons>" <bob@example.net>'})
            app.wait_text("To Miller & <Sons>")

    def test_progress_and_cancel(self):
        with smtpscript.Server() as server:
            server.hold("MAIL")
            app = self.send_to(server)
            app.find("button", "Cancel")
            app.wait_text("Checking recipients…")
            app.screenshot("progress")
            self.assertFalse(app.exists("button", "Send"))
            app.press("Cancel")
            app.wait_text("Sending cancelled. Nothing was delivered.")
            app.screenshot("cancelled")
            self.assert_kept(app)
            self.assertEqual(server.messages, [])

    def test_bar_while_it_goes_up(self):
        """Ends where the buffers of two sockets are full, until the server reads on."""
        file = self.home / "map.bin"
        file.write_bytes(os.urandom(16_000_000))
        self.start_other("files", file)
        with smtpscript.Server() as server:
            server.hold("TEXT")
            server.hold("DOT")
            self.use_account(server.port)
            app = self.start_in_text()
            app.key("ctrl+v")
            self.wait_cards(app, "map.bin")
            app.key("ctrl+Return")
            app.wait_text(r"^Sending .+ of .+…$")
            app.find("progress bar")
            app.screenshot("progress-bar")
            app.wait_text(r"^127\.0\.0\.1 is slow to answer…$", timeout=60)
            app.screenshot("progress-slow")
            server.release("TEXT")
            app.wait_text(r"^Waiting for the server to accept…$")
            self.assertFalse(app.find("button", "Cancel").enabled)
            app.screenshot("progress-accepting")
            server.release("DOT")
            app.wait_text("Message Sent")

    def test_closing_meanwhile_sends_all_the_same(self):
        with smtpscript.Server() as server:
            server.hold("DOT")
            app = self.send_to(server)
            app.wait(lambda: server.messages, "the message at the server")
            app.key("ctrl+w")
            app.wait(lambda: not app.visible_windows(), "no window")
            self.assertIsNone(app.process.poll())
            server.release("DOT")
            self.assertEqual(app.wait_exit(30), 0)

    def test_quitting_meanwhile_sends_all_the_same(self):
        with smtpscript.Server() as server:
            server.hold("DOT")
            app = self.send_to(server)
            app.wait(lambda: server.messages, "the message at the server")
            app.key("ctrl+q")
            app.wait(lambda: not app.visible_windows(), "no window")
            server.release("DOT")
            self.assertEqual(app.wait_exit(30), 0)

    def test_a_failure_after_closing_opens_the_message_again(self):
        with smtpscript.Server(RCPT="550 5.1.1 User unknown") as server:
            server.hold("RCPT")
            app = self.send_to(server)
            app.wait(lambda: any(c.startswith("RCPT") for c in server.commands), "RCPT at the server")
            app.key("ctrl+w")
            app.wait(lambda: not app.visible_windows(), "no window")
            server.release("RCPT")
            app.wait(app.visible_windows, "a window again")
            self.assert_failed(app, "bob@example.net was refused", "Edit Recipient", "Retry")
            self.assertEqual(app.wait(rig.notifications, "a notification")[-1],
                             ("Message not sent", "bob@example.net was refused"))
            failed = app.xwindow()
            app.key("ctrl+n")
            app.wait(lambda: rig.sh("xdotool", "getactivewindow", check=False) != failed, "another window in front")
            rig.click_notification()
            app.wait(lambda: rig.sh("xdotool", "getactivewindow", check=False) == failed, "the message in front again")

    def test_refused_recipient(self):
        with smtpscript.Server(RCPT="550 5.1.1 User unknown") as server:
            app = self.send_to(server)
            self.assert_failed(app, "bob@example.net was refused", "Edit Recipient", "Retry")
            app.wait_text("“5.1.1 User unknown”|“User unknown”")
            app.screenshot("refused-recipient")
            server.replies["RCPT"] = "250 2.1.5 Ok"
            app.press("Retry")
            app.wait_text("Message Sent")

    def test_some_refused(self):
        refuse_bob = (lambda line: "550 5.1.1 User unknown" if "bob" in line else "250 2.1.5 Ok")
        with smtpscript.Server(RCPT=refuse_bob) as server:
            app = self.send_to(server, fields={"to": "bob@example.net, carl@example.net, dora@example.net"})
            self.assert_failed(app, "1 of 3 recipients was refused", "Send to the Other 2", "Edit Recipient")
            app.screenshot("some-refused")
            app.press("Send to the Other 2")
            app.wait_text("Message Sent")
            last = [c for c in server.commands if c.startswith("RCPT")][-2:]
            self.assertEqual(sorted(c.split("<")[1].split(">")[0] for c in last),
                             ["carl@example.net", "dora@example.net"])

    def test_retry_leaves_out_who_has_it(self):
        """A server that takes one recipient at a time has taken the first when it fails at the second."""
        later = (lambda line: "451 4.7.1 Later" if "carl" in line else "250 2.1.5 Ok")
        with smtpscript.Server(extensions=("LIMITS RCPTMAX=1",), RCPT=later) as server:
            app = self.send_to(server, fields={"to": "bob@example.net, carl@example.net"})
            app.wait_text("1 of 2 recipients have it already. Next try at")
            self.assertEqual(len(server.messages), 1)
            server.replies["RCPT"] = "250 2.1.5 Ok"
            app.press("Retry Now")
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 2)
            self.assertEqual(sum("bob" in c for c in server.commands if c.startswith("RCPT")), 1)

    def use_keyring(self):
        keyring = Keyring()
        self.addCleanup(keyring.forget)
        return keyring

    def test_wrong_password_is_asked_again(self):
        self.use_keyring()
        with smtpscript.Server(extensions=("AUTH PLAIN",)) as server:
            app = self.send_to(server, needs_password=True)
            app.wait_text("A password is needed")
            app.screenshot("password-needed")
            self.answer_password(app, "wrong")
            app.wait_text("Password not accepted")
            self.assert_kept(app)
            app.screenshot("wrong-password")
            self.answer_password(app, "right")
            app.wait_text("Message Sent")
            self.assertEqual(server.passwords, ["wrong", "right"])

    def test_locked_keyring(self):
        keyring = self.use_keyring()
        with smtpscript.Server(extensions=("AUTH PLAIN",)) as server:
            app = self.send_to(server, needs_password=True)
            app.wait_text("A password is needed")
            self.answer_password(app, "right")
            app.wait_text("Message Sent")
            app.key("ctrl+q")
            self.assertEqual(app.wait_exit(30), 0)

            keyring.lock()
            self.addCleanup(keyring.unlock)
            app = self.start()
            self.compose(app)
            # Nobody is asked while they write.
            self.assert_kept(app)
            self.assertIsNone(keyring.question(app))
            app.key("ctrl+Return")
            keyring.answer(app)
            self.assert_failed(app, "^The keyring is locked$", "Unlock", "Enter Password")
            app.screenshot("keyring-locked")
            app.press("Unlock")
            keyring.answer(app, "rig")
            app.wait_text("Message Sent")
            self.assertEqual(server.passwords, ["right", "right"])

    def test_without_a_keyring_the_password_is_kept_for_this_run(self):
        self.env.update(self.enterContext(rig.bare_bus()))
        with smtpscript.Server(extensions=("AUTH PLAIN",)) as server:
            app = self.send_to(server, needs_password=True)
            app.wait_text("A password is needed")
            self.answer_password(app, "right")
            app.wait_text("No keyring: kept until Posthaste quits")
            app.screenshot("no-keyring")
            app.wait_text("Message Sent")
            app.press("New Message")
            self.send(app, subject="Again")
            app.wait_text("Message Sent")
            # Nobody was asked again, and the session was still there.
            self.assertEqual(server.passwords, ["right"])
            self.assertEqual(len(server.messages), 2)

    def test_not_ready(self):
        with smtpscript.Server(MAIL="451 4.7.1 Greylisted") as server:
            app = self.send_to(server)
            self.assert_failed(app, "The server is not ready", "Retry Now", "Save Draft")
            app.wait_text("Next try at")
            app.screenshot("not-ready")

    def test_refused_message(self):
        with smtpscript.Server(DOT="554 5.6.0 Looks like spam") as server:
            app = self.send_to(server)
            self.assert_failed(app, "The server refused the message")
            app.screenshot("refused-message")

    def test_too_large(self):
        with smtpscript.Server(MAIL="552 5.3.4 Too big") as server:
            app = self.send_to(server)
            self.assert_failed(app, "The message is too large", "Remove Attachments")
            app.screenshot("too-large")

    def test_over_the_known_limit(self):
        with smtpscript.Server(extensions=("SIZE 1000",)) as server:
            app = self.send_to(server, fields={"text": "x"})
            app.wait_text("Message Sent")
            app.press("New Message")
            self.compose(app)
            self.field(app, "Message text").set_text("How are you? " * 100)
            app.key("ctrl+Return")
            app.wait_text("The message is too large")
            words = re.compile(r"^.?1\.3\s\S+ is more than 127\.0\.0\.1 takes \(.?1\.0\s\S+\)\.$")
            app.wait(lambda: len(app.all("label", words)) == 2, "the words, in the banner and below the text")
            app.resize(360, 640)
            self.assertEqual(app.overflowing(360), [])
            app.screenshot("over-the-limit")
            self.assertEqual(sum(c.startswith("MAIL") for c in server.commands), 1, "nothing was even tried")
            self.field(app, "Message text").set_text("Short.")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 2)

    def test_kept_as_sent(self):
        with smtpscript.Server(DOT=None) as server:
            app = self.send_to(server)
            self.assert_failed(app, "The connection broke at the last moment", "Send Again", "Keep as Sent")
            app.press("Keep as Sent")
            app.wait_text("Kept as Sent")
            app.wait_text("To bob@example.net")
            app.screenshot("kept-as-sent")
            app.press("New Message")
            app.wait(lambda: self.field(app, "Subject").text == "", "an empty composer")
            self.assertEqual(len(server.messages), 1)
            app.wait(lambda: self.stored_states() == [4], "a message that the store has as sent")

    def test_broken_at_the_last_moment(self):
        with smtpscript.Server(DOT=None) as server:
            app = self.send_to(server)
            self.assert_failed(app, "The connection broke at the last moment", "Send Again", "Keep as Sent")
            app.screenshot("broken-at-last")
            server.replies["DOT"] = "250 2.0.0 Ok"
            app.press("Send Again")
            app.wait_text("Message Sent")
            ids = [[line for line in m.split(b"\r\n") if line.lower().startswith(b"message-id:")]
                   for m in server.messages]
            self.assertEqual(ids[0], ids[1], "the same message keeps its id")

    def test_nobody_answers(self):
        port = closed_port()
        self.use_account(port)
        app = self.start()
        self.send(app)
        self.assert_failed(app, "127.0.0.1 does not answer on port %d" % port, "Retry", "Edit Account")
        app.screenshot("no-answer")

    def test_no_such_host(self):
        # The network is said to be there; where tests run it may not be.
        self.env["GIO_USE_NETWORK_MONITOR"] = "base"
        self.use_account(25, host="smtp.nowhere.invalid")
        app = self.start()
        self.send(app)
        self.assert_failed(app, "smtp.nowhere.invalid was not found", "Edit Account", "Retry")
        app.screenshot("no-such-host")

    def test_certificate_is_trusted_by_hand_and_then_another(self):
        """One person's decision for one certificate: the next one is asked for again, and the words say why."""
        with smtpscript.Server(certificate=CERTIFICATES / "self-signed.pem") as server:
            app = self.send_to(server, security="tls")
            self.assert_failed(app, "The identity of 127.0.0.1 could not be confirmed", "Show Certificate", "Edit Account")
            self.assertFalse(app.exists("label", re.compile("This is not the certificate")))
            self.assertEqual(server.commands, [])
            app.screenshot("certificate")
            app.press("Show Certificate")
            app.press("Trust This Certificate")
            app.wait_text("Message Sent")
            server.use_certificate(CERTIFICATES / "expired.pem")
            server.hang_up()
            app.press("New Message")
            self.send(app)
            app.wait_text("^This is not the certificate that you trusted. Its certificate has expired. Nothing was sent,")
            app.screenshot("certificate-changed")
            self.assert_kept(app)
            self.assertEqual(len(server.messages), 1)
            # The dialog is as wide as the window behind it.
            if os.environ.get("RIG_LOOK") == "narrow":
                app.resize(360, 640)
            app.press("Show Certificate")
            app.find("button", "Trust This Certificate")
            app.screenshot("certificate-changed-dialog")

    def test_no_encryption_offered(self):
        with smtpscript.Server() as server:
            app = self.send_to(server, security="starttls")
            self.assert_failed(app, "127.0.0.1 offers no encryption", "Edit Account")
            app.screenshot("no-encryption")
            self.assertFalse([c for c in server.commands if c.startswith("MAIL")])

    def test_conversation_of_a_failure(self):
        with smtpscript.Server(MAIL="550 5.7.1 Not you") as server:
            app = self.send_to(server)
            app.wait_text("The server refused the sender")
            app.press("Show Conversation")
            app.wait_text("550 5.7.1 Not you")
            app.screenshot("conversation")


if __name__ == "__main__":
    taprunner.main()
