# SPDX-License-Identifier: GPL-3.0-or-later
"""An SMTP server on loopback that says what a test tells it to, to drive the window into every corner.

    with smtpscript.Server(RCPT="550 5.1.1 User unknown") as server:
        ...send to 127.0.0.1, server.port...
        server.messages, server.commands

A reply may also be a callable that gets the command's line and returns a reply, and a reply of None ends the connection.
`hold(verb)` makes the server think about a command until `release(verb)`, and read no further than the first line of a message
with "TEXT"; with `certificate`, the path of a PEM file, TLS comes first; `hang_up()` ends every connection, if wanted with a
last word.
"""
import base64
import contextlib
import socket
import socketserver
import ssl
import threading

PATIENCE = 60  # seconds; for ending a broken test, not for timing a good one


class Handler(socketserver.StreamRequestHandler):
    def setup(self):
        if self.server.owner.tls:
            self.request = self.server.owner.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self):
        server = self.server.owner
        server.n_connections += 1
        server.connections.append(self.connection)
        self.say("220 script.test ESMTP")
        while True:
            line = self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")
            if not line:
                return
            verb = line.split(":")[0].split(" ")[0].upper()
            server.commands.append(line)
            if not self.answer(server, verb, line):
                return

    def say(self, reply):
        self.wfile.write((reply + "\r\n").encode())

    def answer(self, server, verb, line):
        server.wait_for_release(verb)
        reply = server.replies.get(verb, "250 2.0.0 Ok")
        if callable(reply):
            reply = reply(line)
        if reply is None:
            return False
        self.say(reply)
        if verb == "DATA" and reply.startswith("354"):
            return self.take_message(server)
        return verb != "QUIT"

    def take_message(self, server):
        lines = []
        for raw in iter(self.rfile.readline, b""):
            server.wait_for_release("TEXT")
            if raw == b".\r\n":
                server.messages.append(b"".join(lines))
                return self.answer(server, "DOT", "")
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        return False


class Server:
    def __init__(self, extensions=("8BITMIME",), address="127.0.0.1", certificate=None, **replies):
        self.replies = {"EHLO": "\r\n".join(["250-script.test"] + ["250-" + e for e in extensions] + ["250 HELP"]),
                        "DATA": "354 Go on", "QUIT": "221 Bye", "AUTH": self.check_login}
        self.replies.update(replies)
        self.commands, self.messages, self.passwords = [], [], []
        self.right_password = "right"
        self.n_connections, self.connections = 0, []
        self.gates = {}
        self.tls = None
        self.tcp = socketserver.ThreadingTCPServer((address, 0), Handler)
        self.tcp.daemon_threads = True
        self.tcp.owner = self
        if certificate:
            self.use_certificate(certificate)
        self.port = self.tcp.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.tcp.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind, value, trace):
        for gate in self.gates.values():
            gate.set()
        self.tcp.shutdown()
        self.tcp.server_close()

    def use_certificate(self, path):
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(path)
        # A client that refuses it goes in the middle of the handshake.
        self.tcp.handle_error = lambda request, address: None

    def check_login(self, line):
        password = base64.b64decode(line.split(" ")[2]).split(b"\0")[2].decode()
        self.passwords.append(password)
        return "235 2.7.0 Ok" if password == self.right_password else "535 5.7.8 Bad credentials"

    def hang_up(self, last_word=None):
        for connection in self.connections:
            with contextlib.suppress(OSError):
                if last_word is not None:
                    connection.sendall((last_word + "\r\n").encode())
                connection.shutdown(socket.SHUT_RDWR)

    def hold(self, verb):
        self.gates[verb] = threading.Event()

    def release(self, verb):
        self.gates[verb].set()

    def wait_for_release(self, verb):
        if verb in self.gates:
            self.gates[verb].wait(PATIENCE)
