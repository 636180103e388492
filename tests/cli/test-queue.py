#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--queue keeps a message whole and says nothing, --flush sends what is due once and says what became of it."""
import base64
import concurrent.futures
import json
import os
import pathlib
import resource
import sys
import tempfile
import unittest

import outboxrig
import smtpstub
import taprunner

SEND = sys.argv.pop(1)
MESSAGE = b"Message-ID: <1@example.org>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nTo: bob@example.net\nBcc: dee@example.net\n\nhello\n"
COMPOSE = ("--to", "bob@example.net", "--bcc", "dee@example.net", "--subject", "x", "--body", "hello")


class QueueTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.rig = outboxrig.Rig(SEND, folder.name)
        self.server = self.enterContext(smtpstub.Server())
        self.rig.save_account(self.server.port, two={"address": "'cy@example.org'"})

    def queue(self, *arguments, stdin=MESSAGE):
        self.assertEqual(self.rig.run("--queue", *arguments, stdin=stdin), (0, "", ""))

    def kept(self):
        (path,) = self.rig.files()
        return path.read_bytes()

    def recipients(self):
        return self.rig.rows("SELECT address, field FROM recipient ORDER BY position")

    # ---- --queue

    def test_raw_message_is_kept_whole(self):
        self.queue("bob@example.net", "dee@example.net")
        self.assertEqual(self.kept(), MESSAGE.replace(b"Bcc: dee@example.net\n", b"").replace(b"\n", b"\r\n"))
        self.assertEqual(self.rig.rows("SELECT state, account, sender, message_id, subject, due FROM message"),
                         [(outboxrig.QUEUED, "one", "ann@example.org", "<1@example.org>", "Grüße", 0)])
        self.assertEqual(self.recipients(), [("bob@example.net", 0), ("dee@example.net", 2)])
        self.assertEqual(self.server.connections, [])

    def test_recipients_of_the_header(self):
        self.queue("-t", "-f", "<>", "--account", "cy@example.org")
        self.assertNotIn(b"dee@", self.kept())
        self.assertEqual(self.recipients(), [("bob@example.net", 0), ("dee@example.net", 2)])
        self.assertEqual(self.rig.rows("SELECT account, sender FROM message"), [("two", "")])

    def test_composed_message(self):
        self.queue(*COMPOSE, stdin=b"")
        self.assertTrue(self.kept().endswith(b"\r\n\r\nhello\r\n"))
        self.assertNotIn(b"dee@", self.kept())
        self.assertEqual(self.recipients(), [("bob@example.net", 0), ("dee@example.net", 2)])
        ((message_id, text),) = self.rig.rows("SELECT message_id, text FROM message JOIN search ON search.rowid = id")
        self.assertIn(b"Message-Id: " + message_id.encode(), self.kept().replace(b"Message-ID", b"Message-Id"))
        self.assertEqual(text, "hello")

    def test_id_is_told_where_it_is_asked_for(self):
        self.assertEqual(self.rig.run("--queue", "-v", "bob@example.net", stdin=MESSAGE),
                         (0, "", "posthaste-send: Queued as 1\n"))
        status, said, _ = self.rig.run("--queue", "--json", "bob@example.net", stdin=MESSAGE)
        result = json.loads(said)
        self.assertEqual((status, result["id"], result["outcome"], result["exit_status"]), (0, 2, "queued", 0))
        self.assertEqual([r["outcome"] for r in result["recipients"]], ["pending"])

    def test_message_is_larger_than_memory(self):
        """The program may have 200 MB; a sanitizer's reserves more than any message needs, so it is one without."""
        window = os.environ.get("POSTHASTE_PLAIN")
        program = pathlib.Path(window).parents[1] / "cli" / "posthaste-send" if window else SEND
        if b"__asan_init" in pathlib.Path(program).read_bytes():
            self.skipTest("run by build-aux/test only, which has a program without sanitizers")
        self.rig.program = program
        line = b"x" * 75 + b"\n"
        with tempfile.TemporaryFile() as large:
            large.write(MESSAGE)
            for _ in range(240):
                large.write(line * 14000)
            large.seek(0)
            limit = (200 << 20, 200 << 20)
            child = self.rig.start("--queue", "bob@example.net", stdin=large,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit))
            self.assertEqual(child.wait(timeout=120), 0)
        (path,) = self.rig.files()
        self.assertGreater(path.stat().st_size, 240 << 20)

    def test_what_no_server_takes_is_refused_and_not_kept(self):
        signed = b"Subject: x\nDKIM-Signature: v=1\n\n%s\n"
        for octets in (b"", signed % (b"x" * 999), signed % b"n\0l", b"no header\n"):
            with self.subTest(octets[:20]):
                status, _, said = self.rig.run("--queue", "bob@example.net", stdin=octets)
                self.assertEqual(status, 65, said)
                self.assertEqual(len(said.splitlines()), 1)
        self.assertEqual(self.rig.run("--queue", "-t", stdin=b"Subject: x\n\nx\n")[0], 65)
        self.assertEqual(self.rig.run("--queue", "--account", "nobody", "bob@example.net")[0], 78)
        self.assertEqual(list(self.rig.store.glob("messages/*")), [])

    def test_long_lines_are_encoded_as_without_a_queue(self):
        self.queue("bob@example.net", stdin=b"Subject: x\n\n" + b"x" * 999 + b"\n")
        self.assertIn(b"quoted-printable", self.kept())

    def test_disk_is_full(self):
        (self.rig.folder / "data").write_text("a file where a folder should be")
        status, _, said = self.rig.run("--queue", "bob@example.net", stdin=MESSAGE)
        self.assertEqual(status, 74, said)

    def test_plain_send_touches_no_store(self):
        self.assertEqual(self.rig.run("bob@example.net", stdin=MESSAGE)[0], 0)
        self.assertFalse(self.rig.store.exists())

    # ---- --flush

    def test_flush_sends_what_is_there(self):
        self.queue("-t")
        self.queue(*COMPOSE, stdin=b"")
        kept = [path.read_bytes() for path in self.rig.files()]
        self.assertEqual(self.rig.run("--flush"), (0, "0 1\n0 2\n", ""))
        self.assertEqual(sorted(self.server.messages), sorted(kept))
        self.assertEqual(len(self.server.connections), 1)
        asked = [c for c in self.server.connections[0].commands if c.startswith(b"RCPT")]
        self.assertEqual(asked, [b"RCPT TO:<bob@example.net>", b"RCPT TO:<dee@example.net>"] * 2)
        self.assertEqual(self.rig.states(), [outboxrig.SENT] * 2)
        self.assertEqual(self.rig.run("--flush"), (0, "", ""))

    def test_nothing_was_ever_queued(self):
        self.assertEqual(self.rig.run("--flush"), (0, "", ""))

    def test_each_message_has_its_result(self):
        self.server.answers = {b"RCPT TO:<cy@": b"550 5.1.1 no cy", b"RCPT TO:<eve@": b"450 4.2.0 later"}
        for recipients in (["cy@example.net"], ["bob@example.net"], ["bob@example.net", "eve@example.net"]):
            self.queue(*recipients)
        status, said, errors = self.rig.run("--flush", "--json")
        results = [json.loads(line) for line in said.splitlines()]
        self.assertEqual([(r["id"], r["outcome"], r["exit_status"]) for r in results],
                         [(1, "not-sent", 65), (2, "sent", 0), (3, "partly-sent", 75)])
        self.assertEqual(status, 65)
        self.assertEqual((results[1]["reply"]["code"], results[0]["reply"]["text"]), (250, "no cy"))
        self.assertGreater(results[1]["microseconds"]["commit"], 0)
        self.assertIn("posthaste-send: 1: cy@example.net was refused: 550 no cy\n", errors)
        self.assertEqual(self.rig.states(), [outboxrig.FAILED, outboxrig.SENT, outboxrig.QUEUED])

    def test_eve_gets_it_when_it_is_due_and_bob_not_again(self):
        self.server.answers = {b"RCPT TO:<eve@": b"450 4.2.0 later"}
        self.queue("bob@example.net", "eve@example.net")
        self.assertEqual(self.rig.run("--flush")[:2], (75, "75 1\n"))
        self.server.answers = {}
        self.assertEqual(self.rig.run("--flush"), (0, "", ""), "it is not due yet")
        self.rig.change("UPDATE message SET due = 1")
        self.assertEqual(self.rig.run("--flush"), (0, "0 1\n", ""))
        last = [c for c in self.server.connections[-1].commands if c.startswith(b"RCPT")]
        self.assertEqual(last, [b"RCPT TO:<eve@example.net>"])

    def test_outcome_is_unknown(self):
        self.server.answers = {b".": None}
        self.queue("bob@example.net")
        status, said, errors = self.rig.run("--flush")
        self.assertEqual((status, said), (75, "75 1\n"))
        self.assertIn("may or may not", errors)
        self.assertEqual(self.rig.states(), [outboxrig.UNKNOWN])
        self.assertEqual(self.rig.run("--flush"), (0, "", ""), "nobody sends it again by itself")

    def test_nothing_listens(self):
        """The first message finds out, the others have the same error and wait."""
        for _ in range(3):
            self.queue("bob@example.net")
        self.rig.save_account(1)
        self.assertEqual(self.rig.run("--flush", "--quiet"), (69, "69 1\n69 2\n69 3\n", ""))
        self.assertEqual(self.rig.states(), [outboxrig.QUEUED] * 3)
        self.assertEqual(self.rig.rows("SELECT message FROM attempt"), [(1,)])

    def test_account_is_gone(self):
        self.queue("bob@example.net", "--account", "cy@example.org")
        self.queue("bob@example.net")
        self.rig.save_account(self.server.port)
        status, said, errors = self.rig.run("--flush")
        self.assertEqual((status, said), (78, "0 2\n78 1\n"))
        self.assertIn("1: The message’s account is gone", errors)

    def test_server_takes_only_7_bit(self):
        """What somebody wrote is kept as it is, and encoded for a server that needs it so."""
        self.queue("bob@example.net", stdin="Subject: x\n\nGrüße\n".encode())
        self.assertIn("Grüße".encode(), self.kept())
        self.assertEqual(self.rig.run("--flush")[0], 0)
        self.assertIn(base64.b64encode("Grüße\r\n".encode()), self.server.messages[0])

    def test_conversation(self):
        self.queue("bob@example.net")
        trace = self.rig.folder / "trace"
        status, _, said = self.rig.run("--flush", "-v", "--trace", str(trace))
        self.assertEqual(status, 0)
        self.assertIn("RCPT TO:<bob@example.net>", said)
        self.assertEqual(trace.read_text(), said)

    def test_reports_are_asked_for_when_it_leaves(self):
        self.server.answers[b"EHLO"] = b"250-stub\r\n250 DSN"
        self.queue("--dsn", "success,failure", "bob@example.net")
        self.queue("bob@example.net")
        self.assertEqual(self.rig.run("--flush", "--quiet")[0], 0)
        asked = [line for connection in self.server.connections for line in connection.commands if line.startswith(b"RCPT")]
        self.assertEqual(asked, [b"RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob@example.net",
                                 b"RCPT TO:<bob@example.net>"])

    def test_reports_that_the_server_does_not_send(self):
        self.queue("--dsn", "success", "bob@example.net")
        self.assertEqual(self.rig.run("--flush", "--quiet")[0], 65)
        self.assertEqual(self.server.messages, [])

    def test_several_at_once_send_each_message_once(self):
        n = 12
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda i: self.queue("bob@example.net", stdin=b"Subject: %d\n\nx\n" % i), range(n)))
            done = list(pool.map(lambda _: self.rig.run("--flush"), range(4)))
        self.assertEqual({(status, errors) for status, _, errors in done}, {(0, "")})
        self.assertEqual(sorted(line for _, said, _ in done for line in said.splitlines()),
                         sorted("0 %d" % (i + 1) for i in range(n)))
        self.assertEqual(len(self.server.messages), n)
        self.assertEqual(len(set(self.server.messages)), n)

    def test_store_is_of_a_newer_version(self):
        self.queue("bob@example.net")
        self.rig.change("PRAGMA user_version = 1000")
        self.assertEqual(self.rig.run("--flush", "--quiet")[:2], (74, ""))

    def test_wrong_usage(self):
        for words in (["--queue", "--server", "smtps://h", "-f", "ann@example.org", "b@example.net"], ["--queue"],
                      ["--queue", "--trace", "x", "b@example.net"], ["--queue", "--ret", "full", "b@example.net"],
                      ["--queue", "--dsn", "always", "b@example.net"], ["--flush", "--dsn", "never"],
                      ["--queue", "--batch", "."], ["--flush", "b@example.net"], ["--flush", "--queue"],
                      ["--flush", "--to", "b@example.net"], ["--flush", "--account", "one"], ["--flush", "-t"]):
            with self.subTest(words):
                self.assertEqual(self.rig.run(*words)[0], 64)


if __name__ == "__main__":
    taprunner.main()
