#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthaste-send hands mail to Postfix and Dovecot: it arrives whole, and what goes wrong has its exit code."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import e2e
import mailhost
import taprunner

SEND = e2e.BUILD / "src" / "cli" / "posthaste-send"
RAW = """\
From: Ann Tester <ann@example.org>
To: to@example.org
Bcc: secret@example.org
Subject: raw
Date: Sun, 22 Nov 2026 12:00:00 +0000
Message-ID: <raw@example.org>
X-Long: %s
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

%s""" % ("a" * 900, e2e.TEXT)
# sysexits.h
REFUSED, UNAVAILABLE, TRY_AGAIN, NO_PERMISSION = 65, 69, 75, 77


def setUpModule():
    mailhost.skip_unless_possible()


class Send(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.host = cls.enterClassContext(mailhost.MailHost(size_limit=150_000_000))
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
        # What the address sanitizer keeps of freed memory would hide how much is used.
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
        cls.environment = dict(os.environ, ASAN_OPTIONS=sanitizer, **{name: cls.folder for name in names})
        cls.attachments = e2e.make_attachments(cls.folder)
        cls.wrong_password = cls.put("wrong password", "wrong\n")
        cls.text_file = cls.put("text.txt", e2e.LONG_TEXT)

    @classmethod
    def put(cls, name, text):
        path = os.path.join(cls.folder, name)
        pathlib.Path(path).write_text(text, encoding="utf-8")
        return path

    @classmethod
    def make_file(cls, n_octets):
        """A file of zeros that takes no room."""
        path = os.path.join(cls.folder, "%d.bin" % n_octets)
        with open(path, "wb") as file:
            file.truncate(n_octets)
        return path

    def plain(self):
        return ["--server", "smtp://127.0.0.1:%d" % self.host.plain_port, "--security", "none"]

    def signed_in(self, url, security, password_file=None):
        return ["--server", url, "--security", security, "--ca-file", self.host.ca_file,
                "--password-file", password_file or self.host.password_file]

    def smtps(self, password_file=None):
        url = "smtps://ann@localhost:%d" % self.host.smtps_port
        return self.signed_in(url, "tls", password_file)

    def starttls(self, password_file=None):
        url = "smtp://ann@localhost:%d" % self.host.starttls_port
        return self.signed_in(url, "starttls", password_file)

    def start(self, *arguments):
        return subprocess.Popen([SEND, *arguments], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)

    def send(self, *arguments, status=0, text=b""):
        """Runs the command to its end and returns what it said."""
        process = self.start(*arguments)
        said = process.communicate(text)[1].decode()
        self.assertEqual(process.returncode, status, said)
        if status:
            self.assertNotEqual(said, "")
        else:
            self.assertEqual(said, "")
        return said

    def compose(self, recipient, *more):
        return ["-f", "ann@example.org", "--to", recipient, "--subject", e2e.SUBJECT,
                "--body-file", self.text_file, *more]

    def assert_nothing_for(self, recipient):
        self.host.wait_until_idle()
        self.assertEqual(self.host.messages(recipient), [])

    # A server that was met before
    def test_known_server_gets_all_at_once(self):
        """The first run learns it behind its message, the second one says everything in one flight."""
        for name, server in (("plain", self.plain()), ("starttls", self.starttls()), ("smtps", self.smtps())):
            with self.subTest(name), tempfile.TemporaryDirectory() as cache:
                recipient = "known-%s@example.org" % name
                trace = os.path.join(cache, "trace")
                for more in [], ["--trace", trace]:
                    done = subprocess.run([SEND, *server, "-f", "ann@example.org", *more, recipient], input=RAW.encode(),
                                          capture_output=True, env=dict(self.environment, XDG_CACHE_HOME=cache))
                    self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
                lines = pathlib.Path(trace).read_text(encoding="utf-8").splitlines()
                said = [line for line in lines if "→ " in line or "← " in line]
                start = next(i for i, line in enumerate(said) if "→ RSET" in line)
                self.assertEqual([line.split("→ ")[-1].split()[0] for line in said[start:start + 4]],
                                 ["RSET", "MAIL", "RCPT", "BDAT"])
                self.assertTrue(said[start + 3].endswith(" LAST"), said)
                self.host.wait_until_idle()
                self.assertEqual([e2e.as_taken(raw).decode() for raw in self.host.raw_messages(recipient)], [RAW, RAW])

    # What arrives
    def test_raw_message_is_unchanged_through_each_port(self):
        for name, server in (("plain", self.plain()), ("starttls", self.starttls()), ("smtps", self.smtps())):
            with self.subTest(name):
                recipient = "raw-%s@example.org" % name
                self.send(*server, "-f", "ann@example.org", recipient, text=RAW.encode())
                self.host.wait_for_message(recipient)
                taken = e2e.as_taken(self.host.raw_messages(recipient)[-1])
                self.assertEqual(taken.decode(), RAW)

    def test_each_mechanism_that_dovecot_has(self):
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "LOGIN", "PLAIN"):
            with self.subTest(mechanism):
                recipient = "by-%s@example.org" % mechanism
                self.send(*self.smtps(), "--auth", mechanism, "-f", "ann@example.org", recipient, text=RAW.encode())
                self.host.wait_for_message(recipient)
                self.send(*self.smtps(self.wrong_password), "--auth", mechanism, "-f", "ann@example.org", recipient,
                          text=RAW.encode(), status=NO_PERMISSION)

    def test_line_ends_of_any_kind(self):
        for name, raw in (("crlf", RAW.replace("\n", "\r\n")), ("no-last", RAW.rstrip("\n"))):
            with self.subTest(name):
                recipient = "end-%s@example.org" % name
                self.send(*self.plain(), "-f", "ann@example.org", recipient, text=raw.encode())
                self.host.wait_for_message(recipient)
                taken = e2e.as_taken(self.host.raw_messages(recipient)[-1])
                self.assertEqual(taken.decode(), RAW)

    def test_composed_message_is_whole_through_each_port(self):
        attach = [word for path in self.attachments for word in ("--attach", path)]
        for name, server in (("plain", self.plain()), ("starttls", self.starttls()), ("smtps", self.smtps())):
            with self.subTest(name):
                recipient = "composed-%s@example.org" % name
                self.send(*server, *self.compose("Zoë Ågren <%s>" % recipient, *attach))
                message = self.host.wait_for_message(recipient)
                self.assertEqual(message["Subject"], e2e.SUBJECT)
                self.assertEqual(message["To"].addresses[0].display_name, "Zoë Ågren")
                self.assertEqual(message["From"].addresses[0].addr_spec, "ann@example.org")
                self.assertEqual(e2e.received_text(message), e2e.LONG_TEXT)
                self.assertEqual(e2e.received_attachments(message), e2e.fingerprints(self.attachments))

    def test_bcc_gets_the_message_and_stands_nowhere_in_it(self):
        everybody = ["to1@example.org", "cc1@example.org", "bcc1@example.org"]
        self.send(*self.plain(), *self.compose(everybody[0], "--cc", everybody[1], "--bcc", everybody[2]))
        for recipient in everybody:
            message = self.host.wait_for_message(recipient)
            self.assertEqual(message["Cc"], "cc1@example.org")
            self.assertNotIn("Bcc", message)
        taken = e2e.as_taken(self.host.raw_messages("to1@example.org")[0])
        self.assertNotIn(b"bcc1@", taken)

    def test_recipients_from_the_headers(self):
        self.send(*self.plain(), "-f", "ann@example.org", "-t", text=RAW.encode())
        for recipient in ("to@example.org", "secret@example.org"):
            self.assertNotIn("Bcc", self.host.wait_for_message(recipient))

    def peak_memory(self, n_octets):
        """Of a process that sends so much, in KiB."""
        process = self.start(*self.smtps(), *self.compose("size@example.org", "--attach", self.make_file(n_octets)))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, process.communicate()[1].decode())
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_message(self):
        self.assertLess(self.peak_memory(100_000_000) - self.peak_memory(1_000_000), 10_000)

    def test_what_is_told_is_what_the_server_did(self):
        """The queue id is in the server's log, and the encryption is in the message's Received field."""
        for name, server in (("starttls", self.starttls()), ("smtps", self.smtps())):
            with self.subTest(name):
                recipient = "told-%s@example.org" % name
                # Of a server that was met before the body has no time of its own.
                done = subprocess.run([SEND, *server, "--json", *self.compose(recipient)], stdout=subprocess.PIPE,
                                      env=dict(self.environment, XDG_CACHE_HOME="/dev/null"), check=True)
                told = json.loads(done.stdout)
                received = " ".join(self.host.wait_for_message(recipient)["Received"].split())
                self.assertIn("id %s" % told["queue_id"], received)
                self.assertIn("using TLSv%s with cipher %s" % (told["tls"]["version"], told["tls"]["cipher"]), received)
                self.assertGreater(min(told["microseconds"].values()), 0)

    def test_batch_goes_over_one_session(self):
        """A hundred messages, with attachments among them: each arrives once, unchanged, signed in once."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for number in range(100):
            body = e2e.TEXT * (200 if number % 10 == 0 else 1)
            text = RAW.replace("to@", "batch%d@" % number).replace("Bcc: secret@example.org\n", "") + body
            (folder / ("%02d.eml" % number)).write_text(text)
        done = subprocess.run([SEND, *self.smtps(), "-f", "ann@example.org", "--batch", folder, "--trace",
                               folder / "trace"], capture_output=True, text=True, env=self.environment)
        self.assertEqual(done.stdout, "".join("0 %02d.eml\n" % number for number in range(100)), done.stderr)
        self.assertEqual((folder / "trace").read_text().count(" → AUTH "), 1)
        self.host.wait_until_idle()
        for number in range(100):
            (raw,) = self.host.raw_messages("batch%d@example.org" % number)
            self.assertEqual(e2e.as_taken(raw).decode(), (folder / ("%02d.eml" % number)).read_text())

    def test_report_of_delivery(self):
        """Postfix sends the report that was asked for, with the names that it was given."""
        self.send(*self.plain(), "-f", "reports@example.org", "--dsn", "success", "--ret", "hdrs", "--envid", "a+b c",
                  "reported@example.org", text=RAW.encode())
        report = self.host.wait_for_message("reports@example.org")
        (_, status, original) = report.iter_parts()
        message, recipient = status.iter_parts()
        self.assertEqual(message["Original-Envelope-Id"], "a+b c")
        self.assertEqual(recipient["Original-Recipient"], "rfc822;reported@example.org")
        self.assertEqual(recipient["Action"], "delivered")
        self.assertEqual(original.get_content_type(), "text/rfc822-headers")

    # What goes wrong
    def test_wrong_password(self):
        for name, server in (("starttls", self.starttls), ("smtps", self.smtps)):
            with self.subTest(name):
                recipient = "password-%s@example.org" % name
                self.send(*server(self.wrong_password), *self.compose(recipient), status=NO_PERMISSION)
                self.assert_nothing_for(recipient)

    def test_refused_recipient_does_not_hold_up_the_others(self):
        both = self.compose("nobody@example.org", "--cc", "other@example.org")
        said = self.send(*self.plain(), *both, status=REFUSED)
        self.assertIn("nobody@example.org", said)
        self.assertIn("There is nobody of this name", said)
        self.assertNotIn("other@example.org", said)
        self.host.wait_for_message("other@example.org")
        self.assert_nothing_for("nobody@example.org")

    def test_full_mailbox_is_worth_another_try(self):
        said = self.send(*self.plain(), *self.compose("full@example.org"), status=TRY_AGAIN)
        self.assertIn("This mailbox is full", said)

    def test_untrusted_certificate(self):
        for scheme, port in (("smtps", self.host.smtps_port), ("smtp", self.host.starttls_port)):
            url = "%s://ann@localhost:%d" % (scheme, port)
            with self.subTest(scheme):
                self.send("--server", url, "--password-file", self.host.password_file,
                          *self.compose("untrusted@example.org"), status=NO_PERMISSION)
        self.assert_nothing_for("untrusted@example.org")

    def test_certificate_for_another_name(self):
        with mailhost.MailHost(certificate="wrong-name") as other:
            self.send("--server", "smtps://ann@localhost:%d" % other.smtps_port, "--ca-file", other.ca_file,
                      "--password-file", other.password_file, *self.compose("name@example.org"), status=NO_PERMISSION)

    def test_encryption_is_not_given_up(self):
        self.send("--server", "smtp://127.0.0.1:%d" % self.host.plain_port, "--security", "starttls",
                  *self.compose("cleartext@example.org"), status=NO_PERMISSION)
        self.assert_nothing_for("cleartext@example.org")

    def test_too_large(self):
        with mailhost.MailHost(size_limit=100_000) as small:
            self.send("--server", "smtp://127.0.0.1:%d" % small.plain_port, "--security", "none",
                      *self.compose("large@example.org", "--attach", self.attachments[0]), status=REFUSED)
            small.wait_until_idle()
            self.assertEqual(small.messages(), [])

    def test_server_gone_in_the_middle_of_the_body(self):
        process = self.start(*self.smtps(), *self.compose("gone@example.org", "--attach", self.make_file(100_000_000)))
        self.host.wait_for_upload(1_000_000)
        self.host.kill_sessions()
        said = process.communicate()[1].decode()
        self.assertEqual(process.returncode, TRY_AGAIN, said)
        self.assert_nothing_for("gone@example.org")

    def test_nothing_listens(self):
        port = mailhost.free_ports(1)[0]
        self.send("--server", "smtp://127.0.0.1:%d" % port, "--security", "none",
                  *self.compose("to@example.org"), status=UNAVAILABLE)


if __name__ == "__main__":
    taprunner.main()
