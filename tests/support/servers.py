# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that people run, beside Postfix: Exim and OpenSMTPD from Debian's packages, and aiosmtpd.

    with servers.Exim() as server:
        ...submit to server.smtps_port as server.user, trusting server.ca_file...
        server.wait_for("x@example.org")

Exim and OpenSMTPD cannot be installed beside Postfix, so build-aux/fetch-servers unpacks them into a folder, PH_SERVERS.
Each runs in a mount namespace where its users, its programs and its queue lie where it looks for them, and everything goes
when the program that started it ends. What is sent to example.org arrives in one Maildir.
"""
import glob
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import unittest

import aiosmtpd.controller
import aiosmtpd.smtp

import mailhost

ROOT = os.environ.get("PH_SERVERS", "")

# Runs what follows until standard input ends, which happens also when the test is killed.
KEEPER = """
trap '' INT HUP
folder=$1 root=$2
shift 2
mount --bind "$folder/passwd" /etc/passwd
mount --bind "$folder/group" /etc/group
mount --bind "$folder/spool" /var/spool
mount --bind "$folder/lib" /var/lib
mount --bind "$folder/run" /run
mount --bind "$root/usr/libexec" /usr/libexec
mount --bind "$root/usr/sbin" /usr/sbin
setsid "$@" &
read -r _ || true
kill -- -$!
wait
rm -rf "$folder"
"""

EXIM_CONF = """
primary_hostname = mail.example.org
spool_directory = /var/spool/exim
log_file_path = {folder}/%slog
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = {plain_port} : {starttls_port} : {smtps_port} : {bare_port}
tls_on_connect_ports = {smtps_port}
tls_advertise_hosts = ${{if eq{{$received_port}}{{{starttls_port}}}{{*}}{{}}}}
tls_certificate = {folder}/certificate.pem
tls_privatekey = {folder}/key.pem
chunking_advertise_hosts = ${{if eq{{$received_port}}{{{bare_port}}}{{}}{{*}}}}
pipelining_advertise_hosts = ${{if eq{{$received_port}}{{{bare_port}}}{{}}{{*}}}}
smtputf8_advertise_hosts = *
message_size_limit = 0
deliver_drop_privilege
received_header_text = Received: by exim
acl_smtp_rcpt = accept
acl_smtp_data = accept
begin routers
all:
  driver = accept
  domains = example.org
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = {folder}/Maildir
  maildir_format
  create_directory
  envelope_to_add
  user = Debian-exim
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""

OPENSMTPD_CONF = """
listen on 127.0.0.1 port {plain_port} hostname mail.example.org
action "keep" maildir "{folder}/Maildir" virtual {{ "@" = "nobody" }}
match from any for domain "example.org" action "keep"
"""


def skip_unless_possible():
    """For setUpModule. Where root runs the CI, what is missing is a failure."""
    reason = None
    if os.geteuid() != 0:
        reason = "servers change users, so they have to be started by root"
    elif not os.path.isdir(ROOT):
        reason = "build-aux/fetch-servers has not brought the servers"
    if reason and os.environ.get("CI") and os.geteuid() == 0:
        raise mailhost.MailHostError(reason)
    if reason:
        raise unittest.SkipTest(reason)


def make_certificate(folder):
    """Its own authority, and its key: the paths of both."""
    certificate, key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-addext", "extendedKeyUsage=serverAuth",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


class Server:
    """A daemon with a port in the clear, one without PIPELINING and CHUNKING too, one with STARTTLS and one with TLS, these
    two with AUTH. `ports` are those that it has."""

    user, password = "ann", "secret"
    users = ()
    ports = ("plain", "bare", "starttls", "smtps")

    def __init__(self):
        self.plain_port, self.starttls_port, self.smtps_port, self.bare_port = mailhost.free_ports(4)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="ph-server.")
        os.chmod(self.folder, 0o755)
        self.maildir = os.path.join(self.folder, "Maildir")
        for name in ("spool", "run", "lib", "lib/opensmtpd", "lib/opensmtpd/empty"):
            os.mkdir(self.path(name))
        os.makedirs(os.path.join(self.maildir, "new"))
        for folder in ("cur", "tmp", ""):
            os.makedirs(os.path.join(self.maildir, folder), exist_ok=True)
        for folder in ("new", "cur", "tmp", ""):
            shutil.chown(os.path.join(self.maildir, folder), "nobody", "nogroup")
        for name in ("passwd", "group"):
            shutil.copy("/etc/" + name, self.path(name))
        for number, name in enumerate(self.users):
            with open(self.path("passwd"), "a", encoding="utf-8") as file:
                file.write("%s:x:%d:%d::/var/lib/opensmtpd/empty:/bin/false\n" % (name, 64900 + number, 64900 + number))
            with open(self.path("group"), "a", encoding="utf-8") as file:
                file.write("%s:x:%d:\n" % (name, 64900 + number))
        self.ca_file, self.key_file = make_certificate(self.folder)
        self.put("password", self.password + "\n")
        self.password_file = self.path("password")
        self.write()
        with open(self.path("log"), "wb") as log:
            self.keeper = subprocess.Popen(
                ["unshare", "--mount", "bash", "-c", KEEPER, "server", self.folder, ROOT, *self.command()],
                stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        try:
            mailhost.wait_for(lambda: mailhost.answers(self.plain_port), type(self).__name__)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            for path in (self.path("log"), *glob.glob(self.path("*log"))):
                sys.stderr.write(pathlib.Path(path).read_text(errors="replace"))
        self.keeper.stdin.close()
        self.keeper.wait(mailhost.PATIENCE)

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, text, mode=0o644):
        path = pathlib.Path(self.path(name))
        path.write_text(text.format(**vars(self), user=self.user, password=self.password), encoding="utf-8")
        path.chmod(mode)

    def delivered(self, mark):
        """The files that hold this text, as they lie in the Maildir."""
        found = [pathlib.Path(path).read_bytes() for path in glob.glob(os.path.join(self.maildir, "new", "*"))]
        return [raw for raw in found if mark in raw]

    def wait_for(self, mark):
        return mailhost.wait_for(lambda: self.delivered(mark), "mail with %r" % mark)


class Exim(Server):
    users = ("Debian-exim",)

    def write(self):
        os.chown(self.key_file, 64900, 64900)
        self.put("exim.conf", EXIM_CONF)
        os.mkdir(self.path("spool/exim"))
        os.chown(self.path("spool/exim"), 64900, 64900)
        os.chown(self.folder, 64900, 64900)
        for folder in ("new", "cur", "tmp", ""):
            os.chown(os.path.join(self.maildir, folder), 64900, 64900)

    def command(self):
        return ["/usr/sbin/exim4", "-bdf", "-C", self.path("exim.conf")]


class OpenSmtpd(Server):
    """In the clear only: Debian 12's OpenSMTPD cannot do TLS, since the OpenSSL there does not ask it for its key ("rsa
    routines::missing private key" in its log, and the same with an elliptic curve), and it offers AUTH under TLS alone."""

    users = ("opensmtpd", "opensmtpq")
    ports = ("plain",)

    def write(self):
        self.put("smtpd.conf", OPENSMTPD_CONF)
        os.mkdir(self.path("spool/smtpd"))
        os.chmod(self.path("spool/smtpd"), 0o711)

    def command(self):
        return ["/usr/sbin/smtpd", "-d", "-f", self.path("smtpd.conf")]


class Postfix(mailhost.MailHost):
    """The one of tests/support, asked in the same words."""

    ports = ("plain", "bare", "starttls", "smtps")

    def wait_for(self, mark):
        return mailhost.wait_for(lambda: [m for m in self.raw_messages() if mark in m], "mail with %r" % mark)


class Keeper:
    """What an aiosmtpd calls with each message: keeps its octets."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):     # noqa: N802  aiosmtpd's name
        self.taken.append(envelope.content)
        return "250 2.0.0 Kept"


class Aiosmtpd:
    """The server in many Python programs' tests, in threads of this program."""

    user, password = "ann", "secret"
    ports = ("plain", "starttls", "smtps")

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="ph-aiosmtpd.")
        self.ca_file, key = make_certificate(self.folder.name)
        self.password_file = os.path.join(self.folder.name, "password")
        pathlib.Path(self.password_file).write_text(self.password + "\n", encoding="utf-8")
        self.keeper = Keeper()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, key)
        self.plain_port, self.starttls_port, self.smtps_port = mailhost.free_ports(3)
        signed_in = {"authenticator": self.check, "auth_required": True}
        self.controllers = [
            self.start(self.plain_port),
            self.start(self.starttls_port, tls_context=context, require_starttls=True, **signed_in),
            # It does not see the TLS that it was wrapped in.
            self.start(self.smtps_port, ssl_context=context, auth_require_tls=False, **signed_in)]
        return self

    def __exit__(self, kind, value, trace):
        for controller in self.controllers:
            controller.stop()
        self.folder.cleanup()

    def start(self, port, **options):
        controller = aiosmtpd.controller.Controller(self.keeper, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True,
                                                    data_size_limit=None, **options)
        controller.start()
        return controller

    def check(self, server, session, envelope, mechanism, data):
        is_right = (data.login, data.password) == (self.user.encode(), self.password.encode())
        return aiosmtpd.smtp.AuthResult(success=is_right)

    def wait_for(self, mark):
        return [m.replace(b"\r\n", b"\n") for m in self.keeper.taken if mark in m]
