#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--batch sends what is in a folder over one session, and each message has a result of its own."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import mailhost
import smtpstub
import taprunner

SEND = sys.argv.pop(1)


class BatchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def put(self, name, to="bob@example.net", body="hello\n"):
        (self.folder / name).write_text("From: ann@example.org\nTo: %s\nSubject: %s\n\n%s" % (to, name.replace("\n", " "), body))

    def put_all(self, *names):
        for name in names:
            self.put(name)

    def run_send(self, port, *arguments):
        return subprocess.run([SEND, "--server", "smtp://127.0.0.1:%d" % port, "--security", "none",
                               "--batch", self.folder, *arguments], capture_output=True, text=True, timeout=60)

    def send(self, answers, *arguments):
        with smtpstub.Server(answers) as self.server:
            return self.run_send(self.server.port, *arguments)

    def subjects(self):
        return [m.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for m in self.server.messages]

    def test_one_session_in_the_order_of_names(self):
        self.put_all("b.eml", "c.eml", "a.eml")
        self.put_all(".hidden.eml", "note.txt", "a.eml~")
        (self.folder / "folder.eml").mkdir()
        done = self.send({})
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("0 a.eml\n0 b.eml\n0 c.eml\n", "", 0))
        self.assertEqual(self.subjects(), ["a.eml", "b.eml", "c.eml"])
        self.assertEqual(len(self.server.connections), 1)

    def test_recipients_are_those_of_the_header(self):
        self.put("a.eml", "bob@example.net\nCc: cy@example.net\nBcc: dee@example.net")
        self.assertEqual(self.send({}).returncode, 0)
        asked = [c for c in self.server.connections[0].commands if c.startswith(b"RCPT")]
        self.assertEqual(asked, [b"RCPT TO:<%s@example.net>" % name for name in (b"bob", b"cy", b"dee")])
        self.assertNotIn(b"dee@", self.server.messages[0])

    def test_sender_may_be_given(self):
        self.put("a.eml")
        self.send({}, "-f", "reports@example.org")
        self.assertIn(b"MAIL FROM:<reports@example.org>", self.server.connections[0].commands)

    def test_refused_message_holds_up_none(self):
        self.put_all("a.eml", "d.eml")
        self.put("b.eml", "cy@example.net")
        self.put("c.eml", "nobody")
        (self.folder / "c2.eml").write_bytes(b"")
        (self.folder / "c3.eml").write_bytes(b"From: ann@example.org\nTo: bob@example.net\nDKIM-Signature: v=1\n\nn\0l\n")
        done = self.send({b"RCPT TO:<cy@": b"450 4.2.0 later"})
        self.assertEqual(done.stdout, "0 a.eml\n75 b.eml\n65 c.eml\n65 c2.eml\n65 c3.eml\n0 d.eml\n")
        self.assertEqual(done.returncode, 75)
        self.assertEqual(self.subjects(), ["a.eml", "d.eml"])
        for said in ("b.eml: cy@example.net was refused: 450 later", "c.eml: ", "c2.eml: The message is empty"):
            self.assertIn("posthaste-send: " + said, done.stderr)

    def test_json(self):
        self.put("a.eml", "cy@example.net")
        self.put_all("b.eml")
        done = self.send({b"RCPT TO:<cy@": b"550 5.1.1 no"}, "--json", "--quiet")
        results = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(r["file"], r["outcome"], r["exit_status"]) for r in results],
                         [("a.eml", "not-sent", 65), ("b.eml", "sent", 0)])
        self.assertGreater(results[0]["microseconds"]["connect"], 0)
        self.assertEqual(results[1]["microseconds"]["connect"], 0)
        self.assertEqual((done.returncode, done.stderr), (65, ""))

    def test_a_name_is_one_line(self):
        self.put("a\n0 b.eml")
        self.assertEqual(self.send({}).stdout, "0 a\ufffd0 b.eml\n")

    def test_ended_session_is_replaced(self):
        """By a server that takes one message in a session, told politely or not; none is lost and none comes twice."""
        self.put_all("a.eml", "b.eml", "c.eml")
        for answer in (b"421 4.7.0 one is enough", None):
            def only_one(connection):
                return b"250 ok" if connection.commands.count(b"DATA") == 0 else answer
            with self.subTest(answer):
                done = self.send({b"MAIL": only_one})
                self.assertEqual((done.stdout, done.stderr), ("0 a.eml\n0 b.eml\n0 c.eml\n", ""))
                self.assertEqual(self.subjects(), ["a.eml", "b.eml", "c.eml"])
                self.assertEqual(len(self.server.connections), 3)

    def test_broken_server_is_not_asked_for_ever(self):
        self.put_all(*("%d.eml" % i for i in range(9)))
        for stage in (b"MAIL", b"DATA", b"."):
            with self.subTest(stage):
                done = self.send({stage: None})
                self.assertEqual(done.stdout, "".join("75 %d.eml\n" % i for i in range(9)))
                self.assertEqual((done.returncode, len(self.server.connections)), (75, 3))

    def test_message_that_breaks_the_server_holds_up_none(self):
        self.put("a.eml", "crash@example.net")
        self.put_all("b.eml")
        done = self.send({b"RCPT TO:<crash@": None})
        self.assertEqual(done.stdout, "75 a.eml\n0 b.eml\n")

    def test_nothing_listens(self):
        self.put_all("a.eml", "b.eml")
        done = self.run_send(mailhost.free_ports(1)[0])
        self.assertEqual((done.stdout, done.returncode), ("69 a.eml\n69 b.eml\n", 69))

    def test_server_that_is_closed_is_asked_once(self):
        self.put_all("a.eml", "b.eml")
        done = self.send({b"": b"421 4.3.2 closed today"})
        self.assertEqual((done.stdout, len(self.server.connections)), ("69 a.eml\n69 b.eml\n", 1))

    def send_in_one_flight(self, answers, answer_chunk=lambda connection: b"250 ok"):
        def answer(connection):
            return b"503 5.5.1 no" if connection.commands[-1] == b"BDAT 6" else answer_chunk(connection)
        offer = b"250-stub\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 CHUNKING"
        return self.send({b"EHLO": offer, b"BDAT": answer, **answers})

    def test_one_flight(self):
        self.put_all(*("%d.eml" % i for i in range(5)))
        self.put("3.eml", "cy@example.net")
        # A line that is too long where nothing may be changed, in a file that goes alone.
        self.put("4.eml", "bob@example.net\nDKIM-Signature: v=1", body="x" * 70 * 1000 + "\n")
        done = self.send_in_one_flight({b"RCPT TO:<cy@": b"550 5.1.1 no"}, self.refuse_without_recipient)
        self.assertEqual(done.stdout, "0 0.eml\n0 1.eml\n0 2.eml\n65 3.eml\n65 4.eml\n")
        self.assertEqual(self.subjects(), ["0.eml", "1.eml", "2.eml"])
        self.assertEqual(len(self.server.connections), 1)

    @staticmethod
    def refuse_without_recipient(connection):
        return b"503 no" if connection.commands[-2].startswith(b"RCPT TO:<cy@") else b"250 ok"

    def test_flight_that_was_ended_goes_on_elsewhere(self):
        self.put_all(*("%d.eml" % i for i in range(7)))

        def only_two(connection):
            return b"250 ok" if sum(c.startswith(b"BDAT") for c in connection.commands) < 3 else b"421 4.7.0 enough"
        done = self.send_in_one_flight({b"MAIL": only_two})
        self.assertEqual((done.stdout, done.stderr), ("".join("0 %d.eml\n" % i for i in range(7)), ""))
        self.assertEqual(self.subjects(), ["%d.eml" % i for i in range(7)])

    def test_flight_that_broke_is_told(self):
        self.put_all(*("%d.eml" % i for i in range(5)))

        def breaks(connection):
            return b"250 ok" if sum(c.startswith(b"BDAT") for c in connection.commands) < 3 else None
        done = self.send_in_one_flight({}, breaks)
        self.assertEqual(done.stdout, "0 0.eml\n" + "".join("75 %d.eml\n" % i for i in range(1, 5)))
        self.assertEqual((len(self.server.messages), len(self.server.connections)), (1, 1))

    def test_nothing_to_send(self):
        done = self.send({})
        self.assertEqual((done.returncode, done.stdout, len(self.server.connections)), (66, "", 0))
        self.folder /= "none"
        self.assertEqual(self.send({}).returncode, 66)

    def test_trace_has_all(self):
        self.put_all("a.eml", "b.eml")
        self.send({}, "--trace", self.folder / "trace")
        self.assertEqual((self.folder / "trace").read_text().count("MAIL FROM"), 2)


if __name__ == "__main__":
    taprunner.main()
