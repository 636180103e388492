#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whenever the sender, the server or both are killed, every message arrives, none twice but in a doubt that is told.

A short run by default; POSTHASTE_CRASH_MESSAGES=1000 POSTHASTE_CRASH_KILLS=300 is the whole one, and POSTHASTE_CRASH_SEED
another one.
"""
import collections
import concurrent.futures
import os
import pathlib
import random
import signal
import sqlite3
import sys
import tempfile
import time
import unittest

import crashsink
import outboxrig
import taprunner

SEND = sys.argv.pop(1)
N_MESSAGES = int(os.environ.get("POSTHASTE_CRASH_MESSAGES", 40))
N_KILLS = int(os.environ.get("POSTHASTE_CRASH_KILLS", 14))
SEED = os.environ.get("POSTHASTE_CRASH_SEED", "posthaste")
PATIENCE_SECONDS = 120
STAGE_COMMIT = 6  # PhSmtpStage


class Run:
    """One outbox that is emptied against all odds. What the kills found is kept by Message-ID."""
    def __init__(self, folder, victims):
        self.victims = victims
        self.chance = random.Random("%s %s" % (SEED, victims))
        self.rig = outboxrig.Rig(SEND, folder)
        self.sink = crashsink.Sink(pathlib.Path(folder) / "journal", "%s %s" % (SEED, victims))
        self.rig.save_account(self.sink.port)
        self.n_queued = 0
        self.n_kills = 0
        self.n_restarts = 0
        self.seconds_a_message = 0.05
        self.killed_in_commit = set()  # with the sender: its window is what the store says
        self.cut_off = set()  # a sink that died had it whole and had not answered

    # ---- the outbox

    def queue(self, n):
        def queue_one(i):
            octets = b"Message-ID: <%d@example.org>\nSubject: x\n\n%s\n" % (i, b"x" * 500)
            status, _, errors = self.rig.run("--queue", "bob@example.net", stdin=octets)
            assert status == 0, errors
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(queue_one, range(self.n_queued, self.n_queued + n)))
        self.n_queued += n

    def in_state(self, *states):
        marks = ", ".join("?" * len(states))
        return {i for (i,) in self.rig.rows("SELECT message_id FROM message WHERE state IN (%s)" % marks, *states)}

    def n_left(self):
        return len(self.in_state(outboxrig.QUEUED, outboxrig.SENDING, outboxrig.COMMITTING))

    def let_time_pass(self):
        """What waits for a later try is due: hours go by."""
        if self.rig.rows("SELECT 1 FROM message WHERE state = 1 AND due > 1"):
            self.rig.change("UPDATE message SET due = 1 WHERE state = 1")

    def broken_in_commit(self):
        """What a sender that lived through it says of its last try."""
        return {i for (i,) in self.rig.rows("SELECT message_id FROM message JOIN attempt ON attempt.message = message.id"
                                            " WHERE attempt.state = ? AND stage = ?", outboxrig.UNKNOWN, STAGE_COMMIT)}

    # ---- the kills

    def wait_for_moment(self):
        """Whether the sender still runs at a random moment: while it starts, or with some messages under way."""
        size = self.sink.size()
        end = time.monotonic() + PATIENCE_SECONDS
        if self.chance.random() < 0.85:
            while self.sink.size() == size and self.sender.poll() is None:
                assert time.monotonic() < end, "nothing is sent"
                time.sleep(0.001)
        kills_left = max(N_KILLS - self.n_kills, 1)
        mean = self.seconds_a_message * max(self.n_left(), 1) / kills_left
        end = time.monotonic() + self.chance.uniform(0, 2 * mean)
        while time.monotonic() < end and self.sender.poll() is None:
            time.sleep(min(0.002, max(end - time.monotonic(), 0)))
        return self.sender.poll() is None

    def kill_sender(self):
        self.sender.send_signal(signal.SIGKILL)
        self.sender.wait()
        self.killed_in_commit |= self.in_state(outboxrig.COMMITTING)

    def look_at_the_stopped(self):
        """What the sink has and has not answered. None when that cannot be said: between a 250 and its record, or while the
        sender closes its database and nobody else may read it."""
        seen, told = set(self.sink.ids("seen")), set(self.sink.ids("told"))
        if set(self.sink.ids("reply")) != told:
            return None
        try:
            doubtful = self.in_state(outboxrig.COMMITTING, outboxrig.UNKNOWN)
        except sqlite3.OperationalError:
            return None
        assert seen - told <= doubtful, "a server has what the store does not know to be under way"
        return seen - told

    def stop_both(self):
        while True:
            self.sender.send_signal(signal.SIGSTOP)
            if self.sender.returncode is None:
                os.waitid(os.P_PID, self.sender.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            self.sink.stop()
            cut_off = self.look_at_the_stopped()
            if cut_off is not None:
                return cut_off
            self.sink.go_on()
            self.sender.send_signal(signal.SIGCONT)
            time.sleep(0.001)

    def kill_sink(self):
        self.cut_off |= self.stop_both()
        self.sink.kill()
        self.sender.send_signal(signal.SIGCONT)
        self.sink.start()

    def kill(self):
        victim = self.chance.choice(self.victims)
        if victim in ("sender", "both"):
            self.kill_sender()
        if victim == "both":
            self.sink.kill()
            self.sink.start()
        if victim == "sink":
            self.kill_sink()
        self.n_kills += 1

    def check_end(self):
        """Of a sender that was not killed: it leaves nothing half done, and has a status of its own."""
        if self.sender.returncode != -signal.SIGKILL:
            assert self.sender.returncode in (0, 69, 75), "it ended with %d" % self.sender.returncode
            left = self.in_state(outboxrig.SENDING, outboxrig.COMMITTING)
            assert not left, "%s are left on their way" % left

    def one_life(self):
        """Of a sender: until it is killed, or nothing is due."""
        self.let_time_pass()
        n_before, began = len(self.sink.ids("seen")), time.monotonic()
        self.sender = self.rig.start("--flush", "--quiet", stdout=open(os.devnull, "wb"))
        self.n_restarts += 1
        while self.n_kills < N_KILLS and self.wait_for_moment():
            self.kill()
        self.sender.wait(timeout=PATIENCE_SECONDS)
        self.check_end()
        seen = self.sink.ids("seen")
        # A message that is sent again and again would be so for ever.
        assert len(seen) == len(set(seen)), "%d messages arrived twice" % (len(seen) - len(set(seen)))
        n_seen = len(seen) - n_before
        if n_seen > 0:
            self.seconds_a_message = 0.7 * self.seconds_a_message + 0.3 * (time.monotonic() - began) / n_seen

    def go(self):
        self.queue(N_MESSAGES)
        self.sink.start()
        try:
            while self.n_left() > 0 or self.n_kills < N_KILLS:
                if self.n_left() == 0:
                    self.queue(1)
                self.one_life()
        finally:
            self.sink.kill()


class CrashTest(unittest.TestCase):
    def run_with(self, victims):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        run = Run(folder.name, victims)
        began = time.monotonic()
        run.go()
        self.tell(run, time.monotonic() - began)
        self.check(run)
        return run

    def tell(self, run, seconds):
        seen = collections.Counter(run.sink.ids("seen"))
        print("# seed %s, %s: %d messages, %d kills, %d senders, %d sinks, %.0f s: %d sent, %d unknown (%d killed in their commit, "
              "%d cut off in it), %d of the unknown had arrived, %d arrived twice"
              % (SEED, "/".join(run.victims), run.n_queued, run.n_kills, run.n_restarts, run.sink.n_starts, seconds,
                 len(run.in_state(outboxrig.SENT)), len(run.in_state(outboxrig.UNKNOWN)), len(run.killed_in_commit),
                 len(run.cut_off), len(run.in_state(outboxrig.UNKNOWN) & set(seen)), sum(n > 1 for n in seen.values())),
              flush=True)

    def check(self, run):
        seen = collections.Counter(run.sink.ids("seen"))
        told = set(run.sink.ids("told"))
        sent, unknown = run.in_state(outboxrig.SENT), run.in_state(outboxrig.UNKNOWN)
        self.assertEqual(len(sent) + len(unknown), run.n_queued, "every message is sent, or in doubt and told to be")
        self.assertEqual(sorted(i for i in sent if seen[i] != 1), [], "what is sent has arrived, once")
        self.assertEqual(sent - told, set(), "nothing is sent without the server's word")
        # The window of a sender that is killed is what it wrote down. When a sink dies it is shorter: a sender that sees the
        # end of the connection before its last octets have left knows that nothing is sent.
        self.assertEqual(run.killed_in_commit - unknown, set())
        self.assertEqual(run.cut_off - unknown, set())
        late = unknown - run.killed_in_commit - run.cut_off
        self.assertEqual(late & set(seen), set(), "no other one is in doubt, but what went to a sink that was gone")
        self.assertEqual(late - run.broken_in_commit(), set())
        if run.victims == ["sender"]:
            self.assertEqual(late, set())
        self.assertGreaterEqual(run.n_kills, N_KILLS)

    def test_sender_is_killed(self):
        self.run_with(["sender"])

    def test_sink_is_killed(self):
        self.run_with(["sink"])

    def test_both_are_killed(self):
        self.run_with(["sender", "sink", "both"])


if __name__ == "__main__":
    taprunner.main()
