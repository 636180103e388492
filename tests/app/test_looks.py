# SPDX-License-Identifier: GPL-3.0-or-later
"""The composer with a failure on it, the fullest screen there is, in every look that a person can choose.

Each runs in a throw-away desktop of its own, inside of the one of this test, as looks are settings of a desktop."""
import os
import subprocess
import sys

import rig
import smtpscript
import taprunner
import unittest
import windowtest

HERE = os.path.dirname(os.path.abspath(__file__))
LOOKS = {"light": ["--theme", "light"], "dark": ["--theme", "dark"], "contrast": ["--contrast", "high"],
         "rtl": ["--lang", "he"], "large-text": ["--text-scale", "1.5"]}


class OneLook(windowtest.WindowCase):
    """Not run by name here: the tests below run it in each look."""

    def look(self):
        name = os.environ["PH_LOOK"]
        if name == "rtl":
            self.env["POSTHASTE_LOCALEDIR"] = os.environ["POSTHASTE_RTL_LOCALEDIR"]
        with smtpscript.Server(RCPT="550 5.1.1 User unknown") as server:
            self.use_account(server.port)
            app = self.start("mailto:bob@example.net?cc=carl@example.net,Dora%20Long-Name%20%3Cdora@example.net%3E"
                             "&subject=Plans%20for%20the%20weekend&body=Hello%20Bob%2C%0D%0A%0D%0Ahow%20are%20you%3F%0D%0A%3E%20Are%20you%20there%3F")
            app.find("entry", "Subject")
            app.screenshot("look-%s" % name)
            app.key("ctrl+f")
            app.type("you")
            app.wait_text(r"^1\D+2$")
            app.screenshot("look-%s-find" % name)
            app.key("Escape")
            app.key("ctrl+Return")
            app.wait_text("3 of 3 recipients were refused")
            app.screenshot("look-%s-failed" % name)
            self.assertEqual(app.unnamed(), [])
            # As a hand would: on the way, below 500 pixels, the title gives way.
            app.resize(480, 640)
            size = app.resize(360, 640)
            app.screenshot("look-%s-360" % name)
            self.assertLessEqual(size, windowtest.PHONE)
            self.assertEqual(app.overflowing(360), [])


class LooksTest(unittest.TestCase):
    def run_look(self, name, script=__file__, test="OneLook.look"):
        command = [os.path.join(HERE, "..", "support", "run-headless"), "--out", os.environ["RIG_OUT"], "--keyring",
                   *LOOKS[name], "--", sys.executable, os.path.join(HERE, os.path.basename(script)), test]
        done = subprocess.run(command, env=dict(os.environ, PH_LOOK=name), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return os.path.join(os.environ["RIG_OUT"], "look-%s.png" % name)

    def test_light(self):
        self.assertGreater(rig.brightness(self.run_look("light")), 0.2)

    def test_dark(self):
        self.assertLess(rig.brightness(self.run_look("dark")), 0.2)

    def test_contrast(self):
        self.run_look("contrast")

    def test_right_to_left(self):
        self.run_look("rtl")

    def test_large_text(self):
        self.run_look("large-text")

    def test_certificate_in_large_text(self):
        """Its answers stand below each other then."""
        self.run_look("large-text", "test_accounts.py", "Add.test_certificate")


if __name__ == "__main__":
    taprunner.main()
