#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python tests report is what happened: nothing that fails can read as passed."""
import subprocess
import sys
import textwrap
import unittest

import taprunner


def run(body):
    program = "import unittest, taprunner\n%s\ntaprunner.main()" % textwrap.dedent(body)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def report(body):
    """The results and the exit status of a test program with this body."""
    done = run(body)
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

    def test_nothing_ran(self):
        self.assertEqual(report(""), (["not ok 1 - no test ran", "1..1"], 1))


if __name__ == "__main__":
    taprunner.main()
