#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--merge queues a message to each row of a table, all or none when a row is wrong, and each once however often it is killed."""
import collections
import json
import random
import signal
import sys
import tempfile
import time
import unittest

import outboxrig
import smtpstub
import taprunner

SEND = sys.argv.pop(1)
SEED = "posthaste"
LETTER = ("--subject", "For {{name}}", "--body", "Dear {{name}},\nyour number is {{number|not known}}.")
TABLE = "name;email;number\nAnn;ann@example.net;1\nJosé;José <jose@example.net>;\n"


class MergeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.rig = outboxrig.Rig(SEND, folder.name)
        self.rig.save_account(1, two={"address": "'cy@example.org'"})
        self.table = self.rig.folder / "people.csv"
        self.table.write_text(TABLE)

    def merge(self, *arguments, stdin=b"", letter=LETTER):
        return self.rig.run("--merge", str(self.table), *letter, *arguments, stdin=stdin)

    def recipients(self):
        return self.rig.rows("SELECT message, address, field FROM recipient ORDER BY message, position")

    def test_each_row_is_a_message(self):
        self.assertEqual(self.merge("--bcc", "boss@example.org"), (0, "", ""))
        self.assertEqual(self.rig.rows("SELECT subject, state, account FROM message ORDER BY id"),
                         [("For Ann", outboxrig.QUEUED, "one"), ("For José", outboxrig.QUEUED, "one")])
        self.assertEqual(self.recipients(), [(1, "ann@example.net", 0), (1, "boss@example.org", 2),
                                             (2, "jose@example.net", 0), (2, "boss@example.org", 2)])
        texts = [text for (text,) in self.rig.rows("SELECT text FROM search ORDER BY rowid")]
        self.assertEqual(texts, ["Dear Ann,\nyour number is 1.", "Dear José,\nyour number is not known."])

    def test_sent_as_it_was_previewed(self):
        status, said, errors = self.merge("--dry-run")
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(said, "Row 2\nTo: ann@example.net\nSubject: For Ann\n\nDear Ann,\nyour number is 1.\n\n"
                               "Row 3\nTo: José <jose@example.net>\nSubject: For José\n\n"
                               "Dear José,\nyour number is not known.\n")
        self.assertFalse(self.rig.store.exists())
        with smtpstub.Server() as server:
            self.rig.save_account(server.port)
            self.assertEqual(self.merge()[0], 0)
            self.assertEqual(self.rig.run("--flush"), (0, "0 1\n0 2\n", ""))
        self.assertIn(b"To: ann@example.net\r\n", server.messages[0])
        self.assertIn(b"Dear Ann,\r\nyour number is 1.\r\n", server.messages[0])
        self.assertNotIn(b"jose", server.messages[0])

    def test_preview_does_not_command_the_terminal(self):
        self.table.write_text("name,email\n\"A\x1b[2Jnn\u202e\",ann@example.net\n")
        said = self.merge("--dry-run")[1]
        self.assertNotRegex(said, "[\x1b\u202e]")

    def test_wrong_row_stops_all(self):
        cases = {"name,email\nAnn,ann@example.net\nBob,bob\n": "row 3", "name,email\nAnn,a@example.net\n,b@example.net\n": "row 3",
                 "nom,email\nAnn,ann@example.net\n": "“name”", "name,post\nAnn,ann@example.net\n": "“email”",
                 "name,email\n": "no row", "": "column names", "name,email\n\"Ann,a@example.net\n": "row 2"}
        for table, named in cases.items():
            with self.subTest(table):
                self.table.write_text(table)
                status, said, errors = self.merge(letter=("--body", "{{name}}"))
                self.assertEqual((status, said), (65, ""))
                self.assertIn(named, errors)
                self.assertEqual(len(errors.splitlines()), 1)
        self.assertFalse(self.rig.store.exists())

    def test_column_of_the_addresses(self):
        self.table.write_text("name,email,Work\nAnn,ann@example.net,ann@example.com\n")
        self.assertEqual(self.merge("--merge-column", "work", letter=("--body", "x")), (0, "", ""))
        self.assertEqual(self.recipients(), [(1, "ann@example.com", 0)])
        self.assertEqual(self.merge("--merge-column", "home", letter=("--body", "x"))[0], 65)

    def test_files_and_text_of_a_file(self):
        (self.rig.folder / "plan.txt").write_text("the plan\n")
        letter = ("--subject", "x", "--body-file", "-", "--attach", str(self.rig.folder / "plan.txt"))
        self.assertEqual(self.merge(letter=letter, stdin=b"Dear {{name}}\n"), (0, "", ""))
        for path in self.rig.files():
            self.assertIn(b"plan.txt", path.read_bytes())
        self.assertEqual(self.rig.rows("SELECT DISTINCT has_attachments FROM message"), [(1,)])

    def test_a_row_is_queued_once(self):
        self.assertEqual(self.merge(), (0, "", ""))
        with self.table.open("a") as table:
            table.write("Zoe;zoe@example.net;3\n")
        self.assertEqual(self.merge("--json")[1].count("\n"), 1)
        self.assertEqual(self.merge(), (0, "", "posthaste-send: Queued now: 0, before: 3\n"))
        self.assertEqual(len(self.rig.states()), 3)
        # Another letter, sender or name is another merge.
        self.assertEqual(self.merge(letter=("--body", "Hello {{name}}"))[2], "")
        self.assertEqual(self.merge("--account", "cy@example.org", "--quiet"), (0, "", ""))
        self.assertEqual(self.merge("--merge-name", "June")[2], "")
        self.assertEqual(len(self.rig.states()), 12)

    def test_what_is_told(self):
        status, said, errors = self.merge("--json", "--verbose")
        results = [json.loads(line) for line in said.splitlines()]
        self.assertEqual([(r["id"], r["outcome"]) for r in results], [(1, "queued"), (2, "queued")])
        self.assertEqual((status, errors), (0, "posthaste-send: Queued now: 2, before: 0\n"))

    def test_killed_and_begun_anew(self):
        """Some of it runs twice at the same time, as an impatient person would have it."""
        n = 150
        self.table.write_text("name,email\n" + "".join("N%d,n%d@example.net\n" % (i, i) for i in range(n)))
        chance = random.Random(SEED)
        n_kills = 0
        for _ in range(200):
            runs = [self.rig.start("--merge", str(self.table), "--body", "{{name}}", "--quiet") for _ in range(2)]
            end = time.monotonic() + 120
            n_before, wanted = self.n_queued(), chance.randrange(1, 12)
            while self.n_queued() < n_before + wanted and any(run.poll() is None for run in runs):
                self.assertLess(time.monotonic(), end)
                time.sleep(0.001)
            n_kills += sum(run.poll() is None for run in runs)
            for run in runs:
                run.send_signal(signal.SIGKILL)
                run.wait()
            if all(run.returncode == 0 for run in runs):
                break
        print("# %d kills, seed %s" % (n_kills, SEED), flush=True)
        self.assertGreater(n_kills, 10)
        addresses = collections.Counter(address for _, address, _ in self.recipients())
        self.assertEqual(addresses, collections.Counter("n%d@example.net" % i for i in range(n)))
        # A kill between a file and its row leaves a file that nobody sends, and that the window shows.
        named = {name for (name,) in self.rig.rows("SELECT file FROM message")}
        self.assertLessEqual(named, {path.name for path in self.rig.files()})

    def n_queued(self):
        """Rows of the journal are not there before the first run has made it."""
        return len(list((self.rig.store / "messages").glob("*.eml")))

    def test_wrong_usage(self):
        for words in (["--merge", "x.csv", "--to", "b@example.net"], ["--merge", "x.csv", "b@example.net"], ["--dry-run"],
                      ["--merge", "x.csv", "--server", "smtp://h"], ["--merge", "x.csv", "--flush"],
                      ["--merge-column", "x", "--to", "b@example.net"], ["--merge", "x.csv", "--batch", "."]):
            with self.subTest(words):
                self.assertEqual(self.rig.run(*words)[0], 64)
        self.assertEqual(self.rig.run("--merge", str(self.rig.folder / "none"), "--body", "x")[0], 66)


if __name__ == "__main__":
    taprunner.main()
