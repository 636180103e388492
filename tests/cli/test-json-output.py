#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--json says of each message what became of it, in one line that other programs can read."""
import json
import os
import subprocess
import sys
import unittest

import smtpstub
import taprunner

SEND = sys.argv.pop(1)
MEMBERS = ["file", "id", "outcome", "exit_status", "sender", "recipients", "reply", "queue_id", "error", "microseconds",
           "tls"]
STAGES = ["connect", "tls", "auth", "envelope", "body", "commit", "total"]


class JsonTest(unittest.TestCase):
    def run_send(self, *arguments, stdout=subprocess.PIPE):
        return subprocess.run([SEND, "--json", *arguments], input=b"Subject: x\n\nhello\n", stdout=stdout,
                              stderr=subprocess.PIPE, timeout=60)

    def send(self, answers, *recipients, arguments=()):
        """What is said of the only message, and what stands on standard error."""
        with smtpstub.Server(answers) as server:
            done = self.run_send("--server", "smtp://127.0.0.1:%d" % server.port, "--security", "none",
                                 "-f", "ann@example.org", *arguments, *recipients)
        said = done.stdout.decode()
        self.assertEqual((said.count("\n"), said[-1]), (1, "\n"))
        result = json.loads(said)
        self.assertEqual(list(result), MEMBERS)
        self.assertEqual(list(result["microseconds"]), STAGES)
        self.assertEqual(result["exit_status"], done.returncode)
        return result, done.stderr.decode()

    def test_sent(self):
        answers = {b"RCPT": b"250 2.1.5 fine \"so\" \\ \xc3\xa4 \xff", b".": b"250 2.0.0 Ok: queued as 4XyZ0p1Q"}
        result, said = self.send(answers, "bob@example.net")
        self.assertEqual((result["outcome"], result["exit_status"], said), ("sent", 0, ""))
        self.assertEqual(result["sender"], "ann@example.org")
        self.assertEqual(result["recipients"], [
            {"address": "bob@example.net", "outcome": "sent",
             "reply": {"code": 250, "enhanced_status": "2.1.5", "text": "fine \"so\" \\ ä \ufffd"}}])
        self.assertEqual(result["reply"], {"code": 250, "enhanced_status": "2.0.0", "text": "Ok: queued as 4XyZ0p1Q"})
        self.assertEqual((result["queue_id"], result["error"], result["tls"]), ("4XyZ0p1Q", None, None))

    def test_timings_add_up(self):
        times = self.send({}, "bob@example.net")[0]["microseconds"]
        self.assertEqual(sum(times[stage] for stage in STAGES[:-1]), times["total"])
        for stage in ("connect", "envelope", "commit"):
            self.assertGreater(times[stage], 0, stage)
        self.assertEqual((times["tls"], times["auth"]), (0, 0))

    def test_partly_sent(self):
        result, said = self.send({b"RCPT TO:<cy@": b"550 5.1.1 no cy"}, "bob@example.net", "cy@example.net")
        self.assertEqual((result["outcome"], result["exit_status"]), ("partly-sent", 65))
        self.assertEqual([r["outcome"] for r in result["recipients"]], ["sent", "refused"])
        self.assertEqual(result["recipients"][1]["reply"], {"code": 550, "enhanced_status": "5.1.1", "text": "no cy"})
        self.assertEqual(result["reply"]["code"], 250)
        self.assertIsNone(result["error"])
        self.assertIn("cy@example.net was refused", said)

    def test_refused(self):
        result, _ = self.send({b"RCPT": b"450 4.2.0 later"}, "bob@example.net")
        self.assertEqual((result["outcome"], result["exit_status"]), ("not-sent", 75))
        self.assertEqual(result["reply"], {"code": 450, "enhanced_status": "4.2.0", "text": "later"})
        self.assertEqual((result["error"]["stage"], result["error"]["is_temporary"]), ("envelope", True))

    def test_nobody_was_asked(self):
        result, said = self.send({b"MAIL": b"550 5.7.1 not you"}, "bob@example.net")
        self.assertEqual((result["outcome"], result["exit_status"]), ("not-sent", 65))
        self.assertEqual(result["recipients"], [{"address": "bob@example.net", "outcome": "pending", "reply": None}])
        self.assertEqual((result["error"]["stage"], result["error"]["is_temporary"]), ("envelope", False))
        self.assertEqual(said, "posthaste-send: %s\n" % result["error"]["text"])

    def test_unknown(self):
        result, _ = self.send({b".": None}, "bob@example.net")
        self.assertEqual((result["outcome"], result["exit_status"]), ("unknown", 75))
        self.assertEqual((result["error"]["stage"], result["reply"], result["queue_id"]), ("commit", None, None))
        self.assertEqual(result["recipients"][0]["outcome"], "accepted")

    def test_some_have_it_when_the_server_breaks(self):
        """It takes one recipient at a time, and does not survive the second one."""
        answers = {b"EHLO": b"250-stub\r\n250 LIMITS RCPTMAX=1", b"RCPT TO:<cy@": None}
        result, said = self.send(answers, arguments=["--to", "bob@example.net, cy@example.net", "--body", "hello"])
        self.assertEqual((result["outcome"], result["exit_status"]), ("partly-sent", 75))
        self.assertEqual([r["outcome"] for r in result["recipients"]], ["sent", "pending"])
        self.assertIn("posthaste-send: Before that it was sent to bob@example.net\n", said)

    def test_quiet_leaves_the_object(self):
        result, said = self.send({b"RCPT": b"550 no"}, "bob@example.net", arguments=["--quiet"])
        self.assertEqual((result["outcome"], said), ("not-sent", ""))

    def test_failure_before_there_is_a_message(self):
        done = self.run_send("--server", "smtp://127.0.0.1:1", "-f", "ann@example.org", "--ca-file",
                             os.fsdecode(b"/n\xffne"), "bob@example.net")
        result = json.loads(done.stdout)
        self.assertEqual((list(result), result["outcome"], result["exit_status"]), (MEMBERS, "not-sent", 66))
        self.assertEqual((result["sender"], result["recipients"], result["error"]["stage"]), (None, [], None))

    def test_nobody_reads(self):
        """The message is sent all the same, and so says the exit status."""
        with smtpstub.Server() as server, open("/dev/full", "wb") as full:
            done = self.run_send("--server", "smtp://127.0.0.1:%d" % server.port, "--security", "none",
                                 "-f", "ann@example.org", "bob@example.net", stdout=full)
        self.assertEqual((done.returncode, len(server.messages)), (0, 1))
        self.assertIn(b"No space left", done.stderr)


if __name__ == "__main__":
    taprunner.main()
