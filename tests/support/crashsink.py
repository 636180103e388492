# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server in a process of its own that can be killed at any moment, and leaves a journal of what it had got.

    sink = crashsink.Sink(journal, seed)
    sink.start(); ...send to sink.port...; sink.kill(); sink.start()

The journal has a line for each step with a message, written with one call at once, so that it outlives the process:
"seen ID" when its last octet is there, "reply ID" before its 250 leaves and "told ID" behind that. In front of the 250 it
often pauses, so that a kill meets a commit. Each connection has other extensions.
"""
import os
import random
import re
import select
import signal
import socket
import socketserver
import time

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")
EXTENSIONS = ([], [b"PIPELINING"], [b"PIPELINING", b"CHUNKING", b"8BITMIME"])


class Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def note(self, word, message_id):
        os.write(self.server.journal, b"%s %s\n" % (word, message_id))

    def take(self, octets):
        (message_id,) = MESSAGE_ID.findall(octets)
        self.note(b"seen", message_id)
        if self.server.chance.random() < 0.7:
            time.sleep(self.server.chance.uniform(0, self.server.longest_pause))
        self.note(b"reply", message_id)
        self.say(b"250 2.0.0 taken")
        self.note(b"told", message_id)

    def read_lines(self):
        octets = bytearray()
        for line in self.rfile:
            if line == b".\r\n":
                self.take(bytes(octets))
                return
            octets += line[1:] if line.startswith(b".") else line

    def read_chunk(self, words):
        wanted = int(words[1])
        octets = self.rfile.read(wanted)
        if len(octets) < wanted:
            return
        self.chunks += octets
        if words[-1] == b"LAST":
            self.take(bytes(self.chunks))
            self.chunks.clear()
        else:
            self.say(b"250 more")

    def answer(self, words):
        verb = words[0].upper()
        if verb == b"EHLO":
            lines = [b"sink"] + self.server.chance.choice(EXTENSIONS)
            for i, line in enumerate(lines):
                self.say(b"250%s%s" % (b"-" if i + 1 < len(lines) else b" ", line))
        elif verb == b"DATA":
            self.say(b"354 go")
            self.read_lines()
        elif verb == b"BDAT":
            self.read_chunk(words)
        else:
            self.say(b"221 bye" if verb == b"QUIT" else b"250 ok")
        return verb != b"QUIT"

    def handle(self):
        self.chunks = bytearray()
        try:
            self.say(b"220 sink")
            for line in self.rfile:
                if not self.answer(line.split()):
                    return
        except ConnectionError:
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Sink:
    def __init__(self, journal, seed, longest_pause=0.03):
        self.path = journal
        self.seed = seed
        self.longest_pause = longest_pause
        self.n_starts = 0
        self.pid = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        journal.touch()

    def serve(self, ready):
        server = Server(("127.0.0.1", self.port), Connection)
        server.journal = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        server.chance = random.Random("%s %d" % (self.seed, self.n_starts))
        server.longest_pause = self.longest_pause
        os.write(ready, b"x")
        server.serve_forever()

    def start(self):
        """Returns when it listens; a process without an exec is there in some milliseconds."""
        self.n_starts += 1
        told, ready = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.serve(ready)
            finally:
                os._exit(1)
        os.close(ready)
        if not select.select([told], [], [], 60)[0] or not os.read(told, 1):
            raise TimeoutError("the sink does not start")
        os.close(told)

    def kill(self):
        if self.pid is None:
            return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = None

    def stop(self):
        """Until go_on() nothing in it moves."""
        os.kill(self.pid, signal.SIGSTOP)
        os.waitpid(self.pid, os.WUNTRACED)

    def go_on(self):
        os.kill(self.pid, signal.SIGCONT)

    def steps(self):
        """(word, Message-ID) in their order."""
        return [tuple(line.split(" ", 1)) for line in self.path.read_text().splitlines()]

    def ids(self, wanted):
        return [message_id for word, message_id in self.steps() if word == wanted]

    def size(self):
        return self.path.stat().st_size
