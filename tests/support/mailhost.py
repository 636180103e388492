#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private mail host of Debian's Postfix and Dovecot: real servers on loopback, in a folder of their own.

    with mailhost.MailHost() as host:
        ...submit to host.smtps_port as host.user with host.password, trusting host.ca_file...
        message = host.wait_for_message("to@example.org")

Four ports take mail: `plain_port` in the clear and without signing in, `bare_port` likewise and without PIPELINING and
CHUNKING, `starttls_port` after STARTTLS and AUTH, `smtps_port` under TLS from the first octet and after AUTH.  What is sent to example.org arrives in one Maildir, a file
for each recipient; two addresses are refused there: nobody@example.org for good, full@example.org for now.  No mail
leaves the host.  Nothing of the machine's own configuration is read or written, several hosts run side by side, and
processes and folder go when the program that started them ends in whatever way.

By hand:  mailhost.py COMMAND [ARG…]  runs a command with PH_MAILHOST_PLAIN_PORT, _STARTTLS_PORT, _SMTPS_PORT, _USER,
_PASSWORD_FILE, _CA_FILE and _MAILDIR in its environment.
"""
import contextlib
import email
import email.policy
import glob
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PATIENCE = 30  # seconds; for ending a broken test, not for timing a good one
MASTER = "/usr/lib/postfix/sbin/master"
DOVECOT = "/usr/sbin/dovecot"
NOGROUP = 65534

# Holds the daemons as its own children, in a session of its own, until its standard input ends: that happens when
# the test is done, and also when it is killed.
KEEPER = """
trap '' INT HUP
dovecot_binary=$1 master_binary=$2 folder=$3
"$dovecot_binary" -F -c "$folder/dovecot.conf" &
setsid "$master_binary" -d -c "$folder/postfix" &
read -r _ || true
kill $(jobs -p)
wait
rm -rf "$folder"
"""

DOVECOT_CONF = """
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols =
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = {mechanisms}
{more_dovecot}
passdb {{
  driver = passwd-file
  args = {folder}/passwords
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
"""

# Postfix would drop a Bcc field by itself, and hide that a client has left it in.
MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mail.example.org
mydestination =
mynetworks = 127.0.0.0/8 [::1]/128
inet_interfaces = loopback-only
alias_maps =
alias_database =
local_recipient_maps =
default_transport = error:5.7.1 no mail leaves this host
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:Maildir/
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
message_size_limit = {size_limit}
smtpd_tls_chain_files = {certificate}
smtpd_tls_auth_only = yes
smtpd_tls_received_header = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/auth
smtpd_relay_restrictions =
smtpd_recipient_restrictions =
  check_recipient_access inline:{{
    {{ nobody@example.org = 550 5.1.1 There is nobody of this name }}
    {{ full@example.org = 452 4.2.2 This mailbox is full }} }}
  permit_sasl_authenticated, $ph_without_auth, reject
ph_without_auth = reject
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
message_drop_headers = return-path
in_flow_delay = 0
service_throttle_time = 1s
"""

MASTER_CF = """
[127.0.0.1]:{plain_port} inet n - n - - smtpd -o ph_without_auth=permit_mynetworks
[127.0.0.1]:{bare_port} inet n - n - - smtpd -o ph_without_auth=permit_mynetworks -o smtpd_discard_ehlo_keywords=pipelining,chunking
[127.0.0.1]:{starttls_port} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
[127.0.0.1]:{smtps_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

# Who owns each folder of a queue, and its mode: what postfix's own set-up makes.
QUEUE_FOLDERS = [(name, "postfix", None, 0o700) for name in (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")] + [
    ("maildrop", "postfix", "postdrop", 0o730), ("public", "postfix", "postdrop", 0o710), ("pid", None, None, 0o755)]


class MailHostError(Exception):
    pass


def why_not():
    """Why a mail host cannot run here, in words; None when it can."""
    if os.geteuid() != 0:
        return "Postfix changes users, so it has to be started by root"
    for program, package in ((MASTER, "postfix"), (DOVECOT, "dovecot-core")):
        if not os.access(program, os.X_OK):
            return "the Debian package %s is not installed" % package
    return None


def skip_unless_possible():
    """For setUpModule. Where root runs the CI, a missing package is a failure."""
    reason = why_not()
    if reason and os.environ.get("CI") and os.geteuid() == 0:
        raise MailHostError(reason)
    if reason:
        raise unittest.SkipTest(reason)


def wait_for(check, what, timeout=PATIENCE):
    """Call check until it returns something true, and return that."""
    end = time.monotonic() + timeout
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise MailHostError("%s: waited %d seconds" % (what, timeout))
        time.sleep(0.02)


def free_ports(n):
    """Ports outside the range from which the kernel gives out ports by itself, so that none is taken meanwhile."""
    found = []
    while len(found) < n:
        port = random.randint(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def answers(port_or_path):
    family = socket.AF_UNIX if isinstance(port_or_path, str) else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.connect(port_or_path if family == socket.AF_UNIX else ("127.0.0.1", port_or_path))
        except OSError:
            return False
    return True


def certificate_path(name):
    """A PEM file that the build made; by hand it is the one of _build."""
    root = os.environ.get("PH_BUILD_ROOT") or os.path.join(os.path.dirname(__file__), "..", "..", "_build")
    return os.path.join(os.path.abspath(root), "tests", "support", name + ".pem")


class MailHost:
    """`size_limit` in octets, 0 for none; `certificate` is one of tests/support/ph-test-tls.h; `mechanisms` and
    `more_dovecot`, lines of its configuration, are for ways to sign in that need more than a password."""

    user = "ann"
    password = 'Zwölf Bären & "7" Äpfel'

    def __init__(self, size_limit=0, certificate="good",
                 mechanisms="plain login cram-md5 scram-sha-1 scram-sha-256", more_dovecot=""):
        self.ca_file = certificate_path("authority")
        self.certificate = certificate_path(certificate)
        self.size_limit = size_limit
        self.mechanisms = mechanisms
        self.more_dovecot = more_dovecot
        self.keeper = None

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="ph-mailhost.")
        self.maildir = os.path.join(self.folder, "Maildir")
        try:
            self._write()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            sys.stderr.write(self.log())
        self.stop()

    def _path(self, *names):
        return os.path.join(self.folder, *names)

    def _put(self, name, text):
        with open(self._path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def _make_folder(self, name, user, group, mode):
        os.mkdir(self._path(name))
        os.chmod(self._path(name), mode)
        if user or group:
            shutil.chown(self._path(name), user, group)

    def _write(self):
        os.chmod(self.folder, 0o755)
        for name, user, mode in (("postfix", None, 0o755), ("queue", None, 0o755), ("data", "postfix", 0o700),
                                 ("Maildir", "nobody", 0o700), ("dovecot", None, 0o755)):
            self._make_folder(name, user, None, mode)
        for name, user, group, mode in QUEUE_FOLDERS:
            self._make_folder(os.path.join("queue", name), user, group, mode)
        self.plain_port, self.bare_port, self.starttls_port, self.smtps_port = free_ports(4)
        owner = os.stat(self.maildir)
        values = dict(vars(self), uid=owner.st_uid, gid=NOGROUP)
        self._put("postfix/main.cf", MAIN_CF.format(**values))
        self._put("postfix/master.cf", MASTER_CF.format(**values))
        self._put("dovecot.conf", DOVECOT_CONF.format(**values))
        self._put("passwords", "%s:{PLAIN}%s\n" % (self.user, self.password))
        self._put("password", self.password + "\n")
        self.password_file = self._path("password")

    def _start(self):
        with open(self._path("keeper.log"), "wb") as log:
            self.keeper = subprocess.Popen(["bash", "-c", KEEPER, "mailhost", DOVECOT, MASTER, self.folder],
                                           stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(lambda: answers(self._path("auth")), "Dovecot")
            for port in (self.plain_port, self.starttls_port, self.smtps_port):
                wait_for(lambda p=port: answers(p), "Postfix")
        except MailHostError as error:
            raise MailHostError("%s\n%s" % (error, self.log())) from None

    def stop(self):
        """End everything; the keeper does it, as it does when this process is killed."""
        if self.keeper is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        self.keeper.stdin.close()
        self.keeper.wait(PATIENCE)
        self.keeper = None

    def log(self):
        """What the servers have written, for a failed test."""
        text = ""
        for name in ("keeper.log", "dovecot.log", "postfix.log"):
            path = pathlib.Path(self._path(name))
            if path.exists():
                text += "--- %s\n%s" % (name, path.read_text(errors="replace"))
        return text

    def raw_messages(self, recipient=None):
        """The files as delivered, oldest first: three fields of the delivery agent, then what Postfix took."""
        files = sorted(glob.glob(os.path.join(self.maildir, "new", "*")), key=os.path.getmtime)
        messages = [pathlib.Path(file).read_bytes() for file in files]
        mark = b"\nDelivered-To: " + (recipient or "").encode()
        return [m for m in messages if recipient is None or mark + b"\n" in m]

    def messages(self, recipient=None):
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw_messages(recipient)]

    def wait_for_message(self, recipient):
        """The newest for this recipient, when there is one."""
        wait_for(lambda: self.raw_messages(recipient), "mail for %s" % recipient)
        return self.messages(recipient)[-1]

    def wait_until_idle(self):
        """Until all that was taken is delivered: what has not arrived now does not come."""
        def is_empty():
            return not any(files for name in ("maildrop", "incoming", "active", "deferred")
                           for _, _, files in os.walk(self._path("queue", name)))
        wait_for(is_empty, "the queue")

    def wait_for_upload(self, octets):
        """Until a message in transfer has this many octets."""
        def is_there():
            sizes = []
            for path in glob.glob(self._path("queue", "incoming", "*")):
                try:
                    sizes.append(os.path.getsize(path))
                except FileNotFoundError:
                    continue
            return sizes and max(sizes) >= octets
        wait_for(is_there, "an upload of %d octets" % octets)

    def kill_sessions(self):
        """Kill every process that talks to a client, as a crash of the server would; new connections are taken."""
        self._signal_sessions(signal.SIGKILL)

    @contextlib.contextmanager
    def stalled_sessions(self):
        """A context in which no process that talks to a client goes on: what is under way stays under way."""
        self._signal_sessions(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal_sessions(signal.SIGCONT)

    def _signal_sessions(self, number):
        mark = self._path("queue").encode()
        for status in glob.glob("/proc/[0-9]*/cwd"):
            pid = int(status.split("/")[2])
            try:
                name = pathlib.Path("/proc/%d/comm" % pid).read_text().strip()
                if name == "smtpd" and os.readlink(status).encode() == mark:
                    os.kill(pid, number)
            except OSError:
                continue


def main(command):
    with MailHost() as host:
        names = ("plain_port", "starttls_port", "smtps_port", "user", "password_file", "ca_file", "maildir")
        given = {"PH_MAILHOST_" + name.upper(): str(getattr(host, name)) for name in names}
        return subprocess.call(command, env=dict(os.environ, **given))


if __name__ == "__main__":
    if len(sys.argv) < 2 or why_not():
        sys.exit(why_not() or __doc__.rstrip())
    sys.exit(main(sys.argv[1:]))
