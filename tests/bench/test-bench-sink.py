#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sink counts what it was sent: every figure of the benchmark rests on it."""
import base64
import os
import smtplib
import socket
import ssl
import struct
import subprocess
import tempfile
import unittest

import taprunner

BUILD = os.path.join(os.environ["PH_BUILD_ROOT"], "tests")
CERTIFICATES = os.path.join(BUILD, "support")


class SinkTest(unittest.TestCase):
    def setUp(self):
        counters = tempfile.NamedTemporaryFile()
        self.addCleanup(counters.close)
        self.counters = counters.name
        self.sink = subprocess.Popen(
            [os.path.join(BUILD, "bench", "bench-sink"), "--counters", counters.name,
             "--pem", os.path.join(CERTIFICATES, "good.pem")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.ports = {}
        for line in iter(self.sink.stdout.readline, "ready\n"):
            name, port = line.split()
            self.ports[name] = int(port)
        self.tls = ssl.create_default_context(cafile=os.path.join(CERTIFICATES, "authority.pem"))

    def stop(self):
        self.sink.stdin.close()
        self.sink.wait()
        self.sink.stdout.close()

    def counted(self):
        """Messages and octets."""
        with open(self.counters, "rb") as file:
            _, messages, octets, _ = struct.unpack("=4Q", file.read())
        return messages, octets

    def talk(self, data, n_lines):
        """Sends everything at once and returns so many lines."""
        with socket.create_connection(("127.0.0.1", self.ports["plain"])) as connection:
            connection.sendall(data)
            with connection.makefile("rb") as lines:
                return [lines.readline().decode().strip() for _ in range(n_lines)]

    def send_with(self, client):
        with client:
            client.login("ann", "secret")
            client.sendmail("ann@example.org", ["bob@example.org"], b"Subject: x\r\n\r\nHello\r\n")
        self.assertEqual(self.counted(), (1, 21))

    def test_a_client_signs_in_with_starttls(self):
        client = smtplib.SMTP("127.0.0.1", self.ports["starttls"])
        client.starttls(context=self.tls)
        self.send_with(client)

    def test_a_client_signs_in_with_tls(self):
        self.send_with(smtplib.SMTP_SSL("127.0.0.1", self.ports["tls"], context=self.tls))

    def test_a_client_signs_in_with_login(self):
        lines = self.talk(b"AUTH LOGIN\r\n%s\r\n%s\r\n" % ((base64.b64encode(b"x"),) * 2), 4)
        self.assertEqual([line[:3] for line in lines], ["220", "334", "334", "235"])

    def test_pipelined_data_is_counted_without_its_end(self):
        for body in b"", b"x\r\n", b"..\r\n.x\r\n", b"a" * 300000 + b"\r\n", b"...\r\n" * 100000:
            with self.subTest(len(body)):
                before = self.counted()
                envelope = b"MAIL FROM:<>\r\nRCPT TO:<b@x.org>\r\nDATA\r\n"
                lines = self.talk(envelope + body + b".\r\nNOOP\r\n", 6)
                self.assertEqual([line[:3] for line in lines], ["220", "250", "250", "354", "250", "250"])
                self.assertEqual(self.counted(), (before[0] + 1, before[1] + len(body)))

    def test_the_end_may_come_octet_by_octet(self):
        with socket.create_connection(("127.0.0.1", self.ports["plain"])) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for octet in b"MAIL FROM:<>\r\nRCPT TO:<b@x.org>\r\nDATA\r\n.\r\r\n.\r\nNOOP\r\n":
                connection.sendall(bytes([octet]))
            with connection.makefile("rb") as lines:
                codes = [lines.readline()[:3] for _ in range(6)]
        self.assertEqual(codes, [b"220", b"250", b"250", b"354", b"250", b"250"])
        self.assertEqual(self.counted(), (1, 4))

    def test_chunks_are_counted_and_refused_ones_swallowed(self):
        lines = self.talk(b"BDAT 6\r\nNOOP\r\nMAIL FROM:<>\r\nRCPT TO:<b@x.org>\r\n"
                          b"BDAT 4\r\n.\r\nxBDAT 0 LAST\r\n", 6)
        self.assertEqual([line[:3] for line in lines], ["220", "503", "250", "250", "250", "250"])
        self.assertEqual(self.counted(), (1, 4))

    def test_the_bare_client_is_understood(self):
        subprocess.run([os.path.join(BUILD, "bench", "bench-bare"), "--port", str(self.ports["tls"]), "--tls",
                        "--messages", "100", "--octets", "1000"], check=True)
        subprocess.run([os.path.join(BUILD, "bench", "bench-bare"), "--port", str(self.ports["plain"]),
                        "--octets", "3000000"], check=True)
        self.assertEqual(self.counted(), (101, 3100000))


if __name__ == "__main__":
    taprunner.main()
