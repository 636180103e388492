# SPDX-License-Identifier: GPL-3.0-or-later
"""What the outbox does in the window: Undo while the upload runs, waiting for a server or a network, and a crash."""
import ctypes
import os
import queue
import re
import signal
import subprocess
import threading
import unittest

import rig
import smtpscript
import taprunner
import windowtest

CLONE_NEWNET = 0x40000000
FAR = "192.0.2.7"  # of this test's own network


class Network:
    """A network of its own, which leads nowhere until connect(); what serve() makes listens in it."""

    def __init__(self):
        self.ready, self.jobs, self.results = threading.Event(), queue.Queue(), queue.Queue()
        threading.Thread(target=self.run, daemon=True).start()
        self.ready.wait()

    def run(self):
        """A namespace belongs to a thread, so that one thread does all that happens in it."""
        libc = ctypes.CDLL(None, use_errno=True)
        self.error = ctypes.get_errno() if libc.unshare(CLONE_NEWNET) else 0
        self.path = "/proc/%d/task/%d/ns/net" % (os.getpid(), threading.get_native_id())
        self.ready.set()
        for job in iter(self.jobs.get, None):
            try:
                self.results.put((job(), None))
            except Exception as problem:
                self.results.put((None, problem))

    def call(self, job):
        self.jobs.put(job)
        result, problem = self.results.get()
        if problem is not None:
            raise problem
        return result

    def ip(self, *words):
        self.call(lambda: subprocess.run(["ip", *words], check=True))

    def connect(self):
        self.ip("link", "add", "far0", "type", "veth", "peer", "name", "near0")
        self.ip("addr", "add", FAR + "/24", "dev", "far0")
        for name in ("lo", "far0", "near0"):
            self.ip("link", "set", name, "up")
        self.ip("route", "add", "default", "dev", "far0")

    def serve(self):
        return self.call(lambda: smtpscript.Server(address="0.0.0.0"))

    def close(self):
        self.jobs.put(None)


class OutboxTest(windowtest.WindowCase):
    def hold(self, seconds):
        self.env["POSTHASTE_UNDO_SECONDS"] = str(seconds)

    def send_held(self, server, **fields):
        self.hold(30)
        self.use_account(server.port)
        app = self.start()
        self.send(app, **fields)
        app.find("button", "Undo")
        app.wait(lambda: "DATA" in server.commands, "the message on its way")
        return app

    def assert_undone(self, app, server):
        app.gone("button", "Undo")
        app.wait(lambda: app.exists("button", "Send"), "the composer as it was")
        self.assert_kept(app)
        self.assertEqual(app.wait(app.focused, "a focus").name, "Message text")
        self.assertEqual(server.messages, [])

    def test_undo_by_button(self):
        with smtpscript.Server() as server:
            app = self.send_held(server)
            app.wait_text("Sending in 30 seconds")
            app.screenshot("held")
            app.press("Undo")
            self.assert_undone(app, server)

    def test_undo_by_keys_and_send_at_once(self):
        with smtpscript.Server() as server:
            app = self.send_held(server)
            for key in ("ctrl+z", "Escape"):
                app.key(key)
                self.assert_undone(app, server)
                app.key("ctrl+Return")
                app.find("button", "Undo")
            app.key("ctrl+Return")
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 1)

    def test_undo_leaves_the_text_its_own_undo(self):
        """Without a sending that is held, the same key takes back what was typed."""
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start()
            self.compose(app)
            app.key("ctrl+z")
            app.wait(lambda: self.field(app, "Message text").text != "How are you?", "the newest words taken back")

    def test_sends_by_itself(self):
        self.hold(1)
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start()
            self.send(app)
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 1)

    def test_says_what_is_missing(self):
        with smtpscript.Server() as server:
            app = self.send_held(server, subject="")
            app.wait_text("Sending without a subject")
            app.screenshot("held-without-subject")

    def test_refused_while_it_is_held(self):
        self.hold(30)
        with smtpscript.Server(RCPT="550 5.1.1 User unknown") as server:
            self.use_account(server.port)
            app = self.start()
            self.send(app)
            app.wait_text("bob@example.net was refused")
            app.gone("button", "Undo")
            self.assert_kept(app)

    def test_closed_while_it_is_held(self):
        with smtpscript.Server() as server:
            app = self.send_held(server)
            app.key("ctrl+w")
            app.wait(lambda: server.messages, "the message at the server")
            self.assertEqual(app.wait_exit(60), 0)

    def test_asked_to_come_back(self):
        with smtpscript.Server(MAIL="451 4.7.1 Greylisted") as server:
            self.use_account(server.port)
            app = self.start()
            self.send(app)
            app.wait_text("The server is not ready")
            app.wait_text("Next try at")
            app.screenshot("next-try")
            self.assertEqual(app.wait(app.focused, "a focus").name, "Retry Now")
            self.assertFalse(app.exists("button", "Send"))
            app.press("Save Draft")
            app.find("button", "Send")
            self.assert_kept(app)
            app.key("ctrl+Return")
            app.wait_text("Next try at")
            server.replies["MAIL"] = "250 2.1.0 Ok"
            app.press("Retry Now")
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 1)

    def test_sent_later(self):
        with smtpscript.Server() as server:
            self.use_account(server.port)
            app = self.start()
            self.compose(app)
            app.menu("Send Later", "Tomorrow Morning")
            app.wait_text("Waiting for Its Time")
            app.screenshot("later")
            self.assertEqual(server.messages, [])
            app.press("Keep Editing")
            self.assert_kept(app)
            app.menu("Send Later", "In an Hour")
            app.wait_text("Waiting for Its Time")
            app.press("Send Now")
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 1)

    def offers_server(self, app, name=None):
        """Whether Send Later has the server's times beside this computer's."""
        app.menu("Send Later")
        app.find("menu item", "Tomorrow Morning")
        n_times = len(app.all("menu item", "Tomorrow Morning"))
        app.wait_text("With this computer on")
        self.assertEqual(app.exists("label", "By your server"), n_times == 2)
        if name:
            app.screenshot(name)
        app.key("Escape", "Escape")
        app.gone("menu item")
        return n_times == 2

    def test_held_by_the_server(self):
        with smtpscript.Server(extensions=["FUTURERELEASE 864000 2100-01-01T00:00:00Z"]) as server:
            self.use_account(server.port)
            app = self.start()
            self.compose(app)
            self.assertFalse(self.offers_server(app))
            app.press("Send")
            app.wait_text("Message Sent")
            app.press("New Message")
            self.compose(app)
            self.assertTrue(self.offers_server(app, "later-menu"))
            app.menu("Send Later", "Tomorrow Morning")
            app.wait_text("Held by Your Server")
            app.wait_text("It cannot be taken back.")
            app.screenshot("held-by-server")
            self.assertRegex([line for line in server.commands if line.startswith("MAIL")][1], r" HOLDFOR=\d{4,6}$")
            self.assertEqual(len(server.messages), 2)
            app.key("ctrl+m")
            app.find("page tab", re.compile("^Sent")).press()
            app.find("row", re.compile("held by your server"))

    def test_undo_before_the_server_holds_it(self):
        with smtpscript.Server(extensions=["FUTURERELEASE 864000 2100-01-01T00:00:00Z"]) as server:
            self.use_account(server.port)
            app = self.start()
            self.send(app)
            app.wait_text("Message Sent")
            app.key("ctrl+q")
            self.assertEqual(app.wait_exit(60), 0)
            self.hold(30)
            app = self.start()
            self.compose(app)
            app.menu("Send Later", "Tomorrow Morning")
            app.wait_text("Goes to your server in 30 seconds")
            app.press("Undo")
            self.assertEqual(len(server.messages), 1)

    def test_not_held_by_the_server(self):
        """It said that it would, and then it does not: the message stays here, and does not go early."""
        with smtpscript.Server(extensions=["FUTURERELEASE 864000 2100-01-01T00:00:00Z"]) as server:
            self.use_account(server.port)
            app = self.start()
            self.send(app)
            app.wait_text("Message Sent")
            app.press("New Message")
            server.replies["MAIL"] = "555 5.5.4 No holding today"
            self.compose(app)
            app.menu("Send Later", "Tomorrow Morning")
            app.wait_text("Waiting for Its Time")
            app.wait_text("127.0.0.1 does not hold it until then")
            app.screenshot("kept-instead")
            self.assertEqual(len(server.messages), 1)
            app.key("ctrl+m")
            app.find("page tab", re.compile("^Outbox")).press()
            app.find("row", re.compile("needs this computer on"))

    def test_killed_while_it_is_held(self):
        """The message was promised to go: the next start sends it, once."""
        with smtpscript.Server() as server:
            app = self.send_held(server)
            app.process.send_signal(signal.SIGKILL)
            app.process.wait()
            self.hold(0)
            again = self.start()
            again.wait(lambda: server.messages, "the message at the server")
            self.assertEqual(len(server.messages), 1)
            self.assertIn(b"How are you?", server.messages[0])

    @unittest.skipUnless(os.geteuid() == 0, "a network of its own needs root")
    def test_without_a_network(self):
        network = Network()
        self.addCleanup(network.close)
        if network.error:
            self.skipTest("no network of its own here: " + os.strerror(network.error))
        with network.serve() as server:
            self.use_account(server.port, host=FAR)
            app = self.start("--net=" + network.path, os.environ["POSTHASTE"], program="nsenter")
            self.send(app)
            app.wait_text("Waiting for a Network")
            app.screenshot("offline")
            self.assertEqual(app.wait(app.focused, "a focus").name, "Send Now Anyway")
            app.key("ctrl+m")
            app.find("page tab", re.compile("^Outbox")).press()
            app.find("row", re.compile("Waiting for a network"))
            app.screenshot("outbox-offline")
            app.press("Keep Editing")
            self.assert_kept(app)
            app.press("Send")
            app.wait_text("Waiting for a Network")
            network.connect()
            app.wait_text("Message Sent")
            self.assertEqual(len(server.messages), 1)


if __name__ == "__main__":
    taprunner.main()
