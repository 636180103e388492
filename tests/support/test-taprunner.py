#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python tests report is what happened: nothing that fails can read as passed."""
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

import taprunner


def run(body, **env):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as program:
        program.write("import unittest, taprunner\n%s\ntaprunner.main()" % textwrap.dedent(body))
        program.flush()
        env = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.abspath(__file__)), **env}
        return subprocess.run([sys.executable, program.name], capture_output=True, text=True, check=False, env=env)


def report(body, **env):
    """The results and the exit status of a test program with this body."""
    done = run(body, **env)
    return done.stdout.splitlines(), done.returncode


class Tap(unittest.TestCase):
    def test_passed(self):
        body = """
            class T(unittest.TestCase):
                def test_a(self): print("ok 7")
            """
        self.assertEqual(report(body), (["ok 1 - T.test_a", "1..1"], 0))

    def test_failed(self):
        body = """
            class T(unittest.TestCase):
                def test_a(self): self.fail("on\\npurpose")
                def test_b(self): raise ValueError
            """
        self.assertEqual(report(body), (["not ok 1 - T.test_a", "not ok 2 - T.test_b", "1..2"], 1))

    def test_reason_is_where_ci_prints_it(self):
        """Meson prints what a program of TAP said on its standard error, and no other line than results of the rest."""
        body = """
            class T(unittest.TestCase):
                def test_a(self): self.fail("on purpose")
            """
        self.assertIn("AssertionError: on purpose", run(body).stderr)

    def test_failed_subtest(self):
        body = """
            class T(unittest.TestCase):
                def test_a(self):
                    for i in range(2):
                        with self.subTest(i): self.assertEqual(i, 0)
            """
        self.assertEqual(report(body), (["not ok 1 - T.test_a [1]", "1..1"], 1))

    def test_skipped(self):
        body = """
            class T(unittest.TestCase):
                def test_a(self): self.skipTest("no # here")
            """
        self.assertEqual(report(body), (["ok 1 - T.test_a # SKIP no no. here", "1..1"], 0))

    def test_broken_before_the_tests(self):
        body = """
            class T(unittest.TestCase):
                @classmethod
                def setUpClass(cls): raise ValueError
                def test_a(self): pass
            """
        self.assertEqual(report(body), (["not ok 1 - setUpClass (__main__.T)", "1..1"], 1))

    def test_only_what_takes_pictures(self):
        body = """
            class T(unittest.TestCase):
                def shoot(self): "app.screenshot()"
                def test_a(self): self.fail()
                def test_b(self): self.shoot()
                def test_c(self): "app.screenshot() of DARK by itself"
            """
        self.assertEqual(report(body, RIG_LOOK="dark"), (["ok 1 - T.test_b", "1..1"], 0))
        self.assertEqual(report("", RIG_LOOK="dark"), (["1..0 # SKIP no screenshots"], 0))

    def test_nothing_ran(self):
        self.assertEqual(report(""), (["not ok 1 - no test ran", "1..1"], 1))


if __name__ == "__main__":
    taprunner.main()
