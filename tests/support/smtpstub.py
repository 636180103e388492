# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server of a page that answers as it is told, for what a real one does not say.

    with smtpstub.Server({b"RCPT TO:<bob@example.net>": b"550 5.1.1 no bob"}) as server:
        ...send to server.port...
        server.messages[0], server.connections[0].commands

The first entry that a command begins with is the answer to it; b"" is what is said first, b"." answers a message. An
answer may be a function of the connection. None closes the connection without a word.
"""
import socketserver
import threading

USUAL = {b"": b"220 stub", b"EHLO": b"250 stub", b"DATA": b"354 go", b"QUIT": b"221 bye", b".": b"250 2.0.0 ok"}


class Connection(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.commands = []
        self.server.connections.append(self)

    def answer(self, command):
        """Whether the connection goes on."""
        known = {**self.server.answers, **{k: v for k, v in USUAL.items() if k not in self.server.answers}}
        found = next((known[k] for k in known if k and command.startswith(k)), b"250 ok") if command else known[b""]
        line = found(self) if callable(found) else found
        if line is None:
            return False
        self.wfile.write(line + b"\r\n")
        return True

    def read_message(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.messages.append(b"".join(lines))
                return True
            lines.append(line[1:] if line.startswith(b".") else line)
        return False

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
            goes_on = self.answer(command) and command != b"QUIT"
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
