# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server of a page that answers as it is told, for what a real one does not say.

    with smtpstub.Server({b"RCPT TO:<bob@example.net>": b"550 5.1.1 no bob"}) as server:
        ...send to server.port...
        server.messages[0], server.connections[0].commands

The first entry that a command begins with is the answer to it; b"" is what is said first, b"." answers a message. An
answer may be a function of the connection. None closes the connection without a word, 421 behind its own. A chunk's octets are read before it
is answered as "BDAT"; with LAST they are a message when that is a 250.
"""
import socketserver
import threading

USUAL = {b"": b"220 stub", b"EHLO": b"250 stub", b"DATA": b"354 go", b"QUIT": b"221 bye", b".": b"250 2.0.0 ok"}


class Connection(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.commands = []
        self.chunks = []
        self.server.connections.append(self)

    def answer(self, command):
        """Whether the connection goes on."""
        known = {**self.server.answers, **{k: v for k, v in USUAL.items() if k not in self.server.answers}}
        found = next((known[k] for k in known if k and command.startswith(k)), b"250 ok") if command else known[b""]
        line = found(self) if callable(found) else found
        if line is None:
            return False
        self.said = line
        self.wfile.write(line + b"\r\n")
        return not line.startswith(b"421")

    def read_message(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.messages.append(b"".join(lines))
                return True
            lines.append(line[1:] if line.startswith(b".") else line)
        return False

    def read_chunk(self, command):
        octets = self.rfile.read(int(command.split()[1]))
        goes_on = self.answer(command)
        if goes_on and self.said.startswith(b"250"):
            self.chunks.append(octets)
            if command.endswith(b"LAST"):
                self.server.messages.append(b"".join(self.chunks))
                self.chunks.clear()
        return goes_on

    def handle(self):
        try:
            self.converse()
        except ConnectionError:
            pass

    def converse(self):
        goes_on = self.answer(b"")
        while goes_on and (line := self.rfile.readline()):
            command = line.strip()
            self.commands.append(command)
            is_chunk = command.startswith(b"BDAT")
            goes_on = self.read_chunk(command) if is_chunk else self.answer(command) and command != b"QUIT"
            if goes_on and command == b"DATA":
                goes_on = self.read_message() and self.answer(b".")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, answers=None):
        super().__init__(("127.0.0.1", 0), Connection)
        self.answers = answers or {}
        self.connections = []
        self.messages = []
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_unused):
        self.shutdown()
        self.server_close()
