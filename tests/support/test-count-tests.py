#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/count-tests counts what Meson wrote, whatever the tests have printed."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import taprunner

COUNT = pathlib.Path(os.environ["PH_SOURCE_ROOT"]) / "build-aux" / "count-tests"
JUNIT = """<?xml version='1.0' encoding='utf8'?>
<testsuites><testsuite name="posthaste.a / one"><testcase name="x" />%s
<system-out>%s</system-out></testsuite></testsuites>"""


class Count(unittest.TestCase):
    def count(self, result, more="", printed=""):
        """The last line, and the exit status."""
        with tempfile.TemporaryDirectory() as build:
            logs = pathlib.Path(build, "meson-logs")
            logs.mkdir()
            (logs / "testlog.json").write_text(json.dumps({"name": "a / one", "result": result}), encoding="utf-8")
            (logs / "testlog.junit.xml").write_text(JUNIT % (more, printed), encoding="utf-8")
            done = subprocess.run([sys.executable, COUNT, build], capture_output=True, text=True, check=False)
        return done.stdout.splitlines()[-1], done.returncode

    def test_passed(self):
        self.assertEqual(self.count("OK"), ("1 passed, 0 failed", 0))

    def test_failed(self):
        more = '<testcase name="y"><failure /></testcase>'
        self.assertEqual(self.count("FAIL", more), ("1 passed, 1 failed", 1))

    def test_crash_behind_the_last(self):
        self.assertEqual(self.count("ERROR"), ("1 passed, 1 failed", 1))

    def test_control_characters(self):
        self.assertEqual(self.count("OK", printed="b\x01b \x1b[1m\x00 🙂"), ("1 passed, 0 failed", 0))

    def test_no_results(self):
        with tempfile.TemporaryDirectory() as build:
            done = subprocess.run([sys.executable, COUNT, build], capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout.splitlines()[-1], done.returncode), ("0 passed, 1 failed", 1))


if __name__ == "__main__":
    taprunner.main()
