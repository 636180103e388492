#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --help names, the manual explains and bash, zsh and fish complete: the same options in all of them."""
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import taprunner

SEND = sys.argv.pop(1)
DATA = pathlib.Path(os.environ["PH_SOURCE_ROOT"]) / "data"
MANUAL = DATA / "posthaste-send.1"

BASH = """
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
$(complete -p posthaste-send | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "${COMPREPLY[@]}"
"""

# What would be offered goes into a file; _arguments also calls compadd to ask it things, with -O, -A or -D.
ZSHRC = """
PS1=ready:
unsetopt auto_list
fpath=(%(completions)s $fpath)
autoload -Uz compinit
compinit -D -u
compadd() {
  case " ${@[1,(i)--]} " in *\\ -[OAD]\\ *) builtin compadd "$@"; return ;; esac
  local -a hits
  builtin compadd -A hits "$@"
  print -rl -- $hits >>%(hits)s
  builtin compadd "$@"
}
"""


def need(program):
    if shutil.which(program):
        return
    if os.environ.get("CI"):
        raise FileNotFoundError(program)
    raise unittest.SkipTest("%s is not installed" % program)


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def complete_in_bash(*words):
    script = DATA / "completions" / "posthaste-send.bash"
    return run("bash", "--norc", "-c", BASH, "bash", script, "posthaste-send", *words).split()


def complete_in_fish(*words):
    need("fish")
    script = DATA / "completions" / "posthaste-send.fish"
    line = "source %s; complete -C 'posthaste-send %s'" % (script, " ".join(words))
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
        offered = run("fish", "--no-config", "-c", line, env=environment)
    return [line.split("\t")[0].removeprefix("--security=") for line in offered.splitlines()]


def read_until(terminal, mark):
    text = b""
    while mark not in text:
        text += os.read(terminal, 1000)


def complete_in_zsh(*words):
    """Types the words and a tab, as zsh completes only at its own prompt."""
    need("zsh")
    with tempfile.TemporaryDirectory() as folder:
        hits = pathlib.Path(folder) / "hits"
        hits.touch()
        rc = ZSHRC % {"completions": DATA / "completions", "hits": hits}
        (pathlib.Path(folder) / ".zshrc").write_text(rc)
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe("zsh", ["zsh", "-d", "-i"], dict(os.environ, ZDOTDIR=folder, TERM="dumb"))
        read_until(terminal, b"ready:")
        os.write(terminal, b"posthaste-send %s\t\x15exit\n" % " ".join(words).encode())
        try:
            while os.read(terminal, 1000):
                pass
        except OSError:  # a terminal whose last user is gone ends with EIO
            pass
        os.close(terminal)
        os.waitpid(pid, 0)
        return hits.read_text().split()


def options_in_help():
    found = set()
    for short, long in re.findall(r"^  (?:(-\w), )?(--[\w-]+)", run(SEND, "--help"), re.M):
        found |= {short, long} - {""}
    return found


def options_in_manual():
    """Without those that are only sendmail's, which the other places do not name."""
    own = MANUAL.read_text().split(".Ss Options of sendmail")[0]
    found = set()
    for entry in re.findall(r"^\.It (Fl .*)", own, re.M):
        found |= {"--" + name if is_long else "-" + name for is_long, name in re.findall(r"\bFl (Fl )?([\w-]+)", entry)}
    return found


class DocumentsTest(unittest.TestCase):
    SHELLS = (complete_in_bash, complete_in_fish, complete_in_zsh)

    def test_help_fits_a_terminal(self):
        for line in run(SEND, "--help").splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_the_same_options_everywhere(self):
        expected = options_in_help()
        self.assertIn("--server", expected)
        self.assertEqual(options_in_manual(), expected)
        for complete in self.SHELLS:
            with self.subTest(complete.__name__):
                # fish offers the short ones behind one dash only.
                self.assertEqual(set(complete("-")) | set(complete("--")), expected)

    def test_values_are_offered(self):
        for complete in self.SHELLS:
            with self.subTest(complete.__name__):
                self.assertEqual(set(complete("--security", "")), {"tls", "starttls", "none"})

    def test_mechanisms_are_those_of_the_engine(self):
        table = (pathlib.Path(os.environ["PH_SOURCE_ROOT"]) / "src" / "smtp" / "ph-smtp-sasl.c").read_text()
        known = set(re.findall(r'^  \{ "([A-Z0-9-]+)", IS_FOR_PASSWORD', table, re.M))
        for complete in self.SHELLS:
            with self.subTest(complete.__name__):
                self.assertEqual(set(complete("--auth", "")), known)

    def test_values_are_offered_behind_an_equals_sign(self):
        self.assertEqual(complete_in_bash("--security", "=", "s"), ["starttls"])
        self.assertEqual(complete_in_fish("--security=s"), ["starttls"])
        self.assertEqual(complete_in_zsh("--security=s"), ["starttls"])

    def test_files_are_offered(self):
        for complete in self.SHELLS:
            with self.subTest(complete.__name__):
                offered = complete("--attach", str(DATA / "posthaste-s"))
                self.assertEqual([os.path.basename(path) for path in offered], ["posthaste-send.1"])

    def test_folders_are_offered(self):
        for complete in self.SHELLS:
            with self.subTest(complete.__name__):
                offered = complete("--batch", str(DATA / "compl"))
                self.assertEqual({os.path.basename(path.rstrip("/")) for path in offered}, {"completions"})

    def test_every_exit_status_is_in_the_manual(self):
        header = pathlib.Path(os.environ["PH_SOURCE_ROOT"]) / "src" / "cli" / "ph-send-report.h"
        statuses = re.findall(r"PH_SEND_EXIT_\w+ = (\d+),", header.read_text())
        self.assertEqual(re.findall(r"^\.It (\d+)", MANUAL.read_text(), re.M), statuses)

    def test_each_is_installed_where_it_is_looked_for(self):
        plan = json.loads((pathlib.Path(os.environ["PH_BUILD_ROOT"]) / "meson-info" / "intro-installed.json").read_text())
        installed = "\n".join(plan.values())
        for path in ("man/man1/posthaste-send.1", "bash-completion/completions/posthaste-send",
                     "zsh/site-functions/_posthaste-send", "fish/vendor_completions.d/posthaste-send.fish"):
            self.assertRegex(installed, "(?m)/share/%s$" % re.escape(path))

    def test_manual_is_sound(self):
        need("mandoc")
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", MANUAL], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


if __name__ == "__main__":
    taprunner.main()
