# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's unittest cases and report them in TAP, so that meson counts each one.

A test file ends in

    if __name__ == "__main__":
        taprunner.main()

and takes unittest's own arguments: names of tests to run, -k PATTERN, -f.  Sub-tests belong to their test.
What a test prints goes to standard error, where it cannot be mistaken for a result.

With RIG_LOOK, the name of a look, only those tests run that take screenshots in whatever look there is: see
build-aux/screenshots.
"""
import inspect
import os
import re
import sys
import unittest


def one_line(text):
    """TAP reads '#' as the start of a directive."""
    return " ".join(str(text).replace("#", "no. ").split())


class TapResult(unittest.TestResult):
    def __init__(self, out):
        super().__init__()
        self.out = out
        self.n_reported = 0

    def say(self, line):
        print(line, file=self.out, flush=True)

    def report(self, test, is_ok, directive=""):
        self.n_reported += 1
        name = one_line(test.id().removeprefix("__main__."))
        self.say("%s %d - %s%s" % ("ok" if is_ok else "not ok", self.n_reported, name, directive))

    def report_failure(self, test, error):
        self.report(test, False)
        print(self._exc_info_to_string(error, test), file=sys.stderr, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.report(test, True)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.report_failure(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self.report_failure(test, error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(test, True, " # SKIP " + one_line(reason))

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self.report(test, True)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.report(test, False)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.report_failure(subtest, error)


class ScreenshotLoader(unittest.TestLoader):
    """Leaves out what takes no screenshot, and what goes through the looks by itself."""

    def getTestCaseNames(self, testCaseClass):
        def source(name):
            text = inspect.getsource(getattr(testCaseClass, name))
            called = [n for n in re.findall(r"self\.(\w+)\(", text) if inspect.isfunction(getattr(testCaseClass, n, None))]
            return text + "".join(inspect.getsource(getattr(testCaseClass, n)) for n in called)
        return [name for name in super().getTestCaseNames(testCaseClass)
                if "screenshot(" in source(name) and not re.search("LOOKS|DARK|RTL|PH_LOOK|=PLAIN|_look", source(name))]


class TapRunner:
    def __init__(self, failfast=False, **_unused):
        self.failfast = failfast

    def run(self, suite):
        out, sys.stdout = sys.stdout, sys.stderr
        result = TapResult(out)
        result.failfast = self.failfast
        try:
            suite.run(result)
        finally:
            sys.stdout = out
        if not result.n_reported and "RIG_LOOK" in os.environ:
            result.say("1..0 # SKIP no screenshots")
            return result
        if not result.n_reported:
            result.n_reported = 1
            result.errors.append((suite, "no test ran"))
            result.say("not ok 1 - no test ran")
        result.say("1..%d" % result.n_reported)
        return result


def main():
    # From Python 3.12 on unittest's own exit code would tell apart what is one failure here.
    loader = ScreenshotLoader() if "RIG_LOOK" in os.environ else unittest.defaultTestLoader
    program = unittest.main(module="__main__", testRunner=TapRunner, testLoader=loader, exit=False)
    sys.exit(not program.result.wasSuccessful())

