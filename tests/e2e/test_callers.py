#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthaste-send stands where git, mutt and cron call sendmail, and what they send arrives at Postfix."""
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile
import unittest

import e2e
import mailhost
import taprunner

SEND = e2e.BUILD / "src" / "cli" / "posthaste-send"
TEXT = "Grüße\n.\n..\nFrom here on\n" + "x" * 900 + "\n"

# A cron of its own, in a world where it is the only one, has one crontab and finds our sendmail. A machine has just
# started when /run is empty, so that what is for then runs at once.
CRON = """
mount -t tmpfs none /run
mount -t tmpfs none /etc/cron.d
mount -t tmpfs none /var/spool/cron
mkdir -m 700 /var/spool/cron/crontabs
install -m 600 "$1/crontab" /var/spool/cron/crontabs/root
mount --bind /dev/null /etc/crontab
mount --bind "$1/sendmail" /usr/sbin/sendmail
exec /usr/sbin/cron -f
"""


def setUpModule():
    mailhost.skip_unless_possible()


def need(path):
    if os.environ.get("CI") and not shutil.which(path):
        raise FileNotFoundError(path)
    if not shutil.which(path):
        raise unittest.SkipTest("%s is not installed" % path)


class Callers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = cls.enterClassContext(mailhost.MailHost())

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        os.chmod(self.folder, 0o755)
        self.environment = dict(os.environ, HOME=str(self.folder), XDG_CONFIG_HOME=str(self.folder))
        command = [SEND, "--server", "smtps://ann@localhost:%d" % self.host.smtps_port, "--ca-file", self.host.ca_file,
                   "--password-file", self.host.password_file]
        # Keeps what it was called with.
        self.sendmail = self.put("sendmail", '#!/bin/sh\nprintf "%%s\\n" "$@" >>%s\nexec %s "$@"\n' % (
            shlex.quote(str(self.folder / "arguments")), shlex.join(map(str, command))))
        os.chmod(self.sendmail, 0o755)

    def put(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def arguments(self):
        return (self.folder / "arguments").read_text().split("\n")[:-1]

    def run_in_folder(self, *command, text=""):
        done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=self.folder,
                              env=self.environment, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def git(self, *arguments):
        person = ["-c", "user.name=Änn Tester", "-c", "user.email=ann@example.org"]
        return self.run_in_folder("git", *person, *arguments)

    def test_git_sends_patches(self):
        self.git("init", "--quiet", ".")
        for number in (1, 2):
            self.put("file.txt", TEXT * number)
            self.git("add", "file.txt")
            self.git("commit", "--quiet", "-m", "Grüße %d\n\nCc: cy@example.org" % number)
        patches = self.git("format-patch", "--root", "-2", "-o", "patches").split()
        self.git("-c", "sendemail.sendmailCmd=%s -f ann@example.org" % self.sendmail, "send-email", "--to=git@example.org",
                 "--bcc=dee@example.org", "--confirm=never", "--quiet", *patches)
        for recipient in ("git@example.org", "cy@example.org", "dee@example.org"):
            mailhost.wait_for(lambda r=recipient: len(self.host.raw_messages(r)) == 2, "both patches for " + recipient)
        first, second = sorted(self.host.messages("git@example.org"), key=lambda message: message["Subject"])
        self.assertEqual((first["Subject"], first["Bcc"]), ("[PATCH 1/2] Grüße 1", None))
        self.assertEqual(first["From"], "Änn Tester <ann@example.org>")
        self.assertEqual(second["In-Reply-To"], first["Message-ID"])
        self.git("checkout", "--quiet", "--orphan", "again")
        self.git("rm", "--quiet", "-rf", "file.txt")
        for raw in (first, second):
            self.run_in_folder("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "am", "--quiet",
                               text=raw.as_string())
        self.assertEqual((self.folder / "file.txt").read_text(), TEXT * 2)

    def test_git_tells_that_it_failed(self):
        self.git("init", "--quiet", ".")
        self.put("file.txt", TEXT)
        self.git("add", "file.txt")
        self.git("commit", "--quiet", "-m", "x")
        patch = self.git("format-patch", "--root", "-1").strip()
        done = subprocess.run(["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "send-email",
                               "--sendmail-cmd=%s -f ann@example.org" % self.sendmail, "--to=nobody@example.org", "--confirm=never", patch],
                              cwd=self.folder, env=self.environment, capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("There is nobody of this name", done.stderr)

    def test_mutt_sends_a_file(self):
        need("mutt")
        self.put("attached.txt", TEXT)
        rc = self.put("muttrc", "set sendmail='%s -oem -oi'\nset from='Änn Tester <ann@example.org>'\nset use_envelope_from\n"
                                "set use_8bitmime\nset dsn_notify=failure,delay\nset dsn_return=hdrs\nset sendmail_wait=0\nset copy=no\n" % self.sendmail)
        self.run_in_folder("mutt", "-F", rc, "-s", "Grüße", "-c", "cy@example.org", "-b", "dee@example.org",
                           "-a", "attached.txt", "--", "mutt@example.org", text=TEXT)
        message = self.host.wait_for_message("mutt@example.org")
        self.assertEqual((message["Subject"], message["Bcc"]), ("Grüße", None))
        self.assertEqual(e2e.received_text(message), TEXT)
        self.assertEqual([part.get_content() for part in message.iter_attachments()], [TEXT])
        for recipient in ("cy@example.org", "dee@example.org"):
            self.assertEqual(self.host.wait_for_message(recipient)["Message-ID"], message["Message-ID"])
        self.assertEqual(self.arguments(), ["-oem", "-oi", "-B8BITMIME", "-f", "ann@example.org",
                                            "-N", "failure,delay", "-R", "hdrs", "--",
                                            "mutt@example.org", "cy@example.org", "dee@example.org"])

    def test_cron_reports(self):
        need("/usr/sbin/cron")
        if subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/run"], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("nothing may be mounted here")
        self.put("text", TEXT)
        self.put("crontab", "MAILTO=cron@example.org\nCONTENT_TYPE=text/plain; charset=UTF-8\n"
                            "@reboot cat %s\n" % (self.folder / "text"))
        with open(self.sendmail) as file:
            self.put("sendmail", file.read().replace('"$@"\n', '-f ann@example.org "$@"\n'))
        world = ["unshare", "--mount", "--fork", "--kill-child", "sh", "-e", "-c", CRON, "cron", self.folder]
        with subprocess.Popen(world, env=self.environment) as cron:
            try:
                message = self.host.wait_for_message("cron@example.org")
            finally:
                cron.kill()
        self.assertIn("cat", message["Subject"])
        self.assertEqual(message.get_content(), TEXT)
        self.assertEqual(self.arguments(), ["-FCronDaemon", "-i", "-B8BITMIME", "-oem", "cron@example.org"])


if __name__ == "__main__":
    taprunner.main()
