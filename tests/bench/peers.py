# SPDX-License-Identifier: GPL-3.0-or-later
"""How each program is told to do the same job: one function a program, from a job to its command line.

A function returns (arguments, path of standard input), or None where the program cannot do such a job.  Every client
checks the certificate against the same authority, and signs in with the same mechanism.
"""
import dataclasses
import json
import os
import shutil
import typing

SENDER = "ann@example.org"
USER = "ann"
PASSWORD = "secret"
HERE = os.path.dirname(os.path.abspath(__file__))


@dataclasses.dataclass
class Job:
    """One of messages (raw files, each a message) and attachment is given."""
    address: str
    ports: dict
    security: str  # plain, starttls or tls
    folder: str  # for files that a command line needs
    authority: typing.Optional[str]  # PEM; None: what the machine trusts
    messages: typing.Sequence[str] = ()
    attachment: typing.Optional[str] = None
    recipients: typing.Sequence[str] = ("bob@example.org",)
    batch: typing.Optional[str] = None  # the folder of the messages
    connections: int = 1  # that a client with a pool may open
    octets: int = 0  # that each message has, for the client that only pretends

    @property
    def port(self):
        return self.ports[self.security]

    @property
    def is_encrypted(self):
        return self.security != "plain"

    @property
    def n_messages(self):
        return len(self.messages) or 1

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path


def posthaste(job, command):
    scheme = "smtps" if job.security == "tls" else "smtp"
    user = USER + "@" if job.is_encrypted else ""
    arguments = [command, "--server", "%s://%s%s:%d" % (scheme, user, job.address, job.port)]
    if job.security == "plain":
        arguments += ["--security", "none"]
    else:
        arguments += ["--password-file", job.write("password", PASSWORD + "\n"), "--auth", "PLAIN"]
        if job.authority:
            arguments += ["--ca-file", job.authority]
    arguments += ["-f", SENDER]
    if job.batch:
        return arguments + ["--batch", job.batch], "/dev/null"
    if job.attachment:
        for recipient in job.recipients:
            arguments += ["--to", recipient]
        return arguments + ["--subject", "Bench", "--body", "Hello.", "--attach", job.attachment], "/dev/null"
    return arguments + list(job.recipients), job.messages[0]


def curl_transfer(job, message):
    """The options of one transfer, each with its value, without dashes."""
    yield "url", "%s://%s:%d" % ("smtps" if job.security == "tls" else "smtp", job.address, job.port)
    if job.security == "starttls":
        yield "ssl-reqd", None
    if job.is_encrypted:
        yield "user", USER + ":" + PASSWORD
        if job.authority:
            yield "cacert", job.authority
    yield "mail-from", SENDER
    for recipient in job.recipients:
        yield "mail-rcpt", recipient
    if message:
        yield "upload-file", message
        return
    for header in "From: " + SENDER, "To: " + job.recipients[0], "Subject: Bench":
        yield "header", header
    yield "form", "=Hello.;type=text/plain"
    yield "form", "file=@%s;type=application/octet-stream;encoder=base64" % job.attachment


def curl(job):
    if job.n_messages == 1:
        arguments = ["curl", "--silent", "--show-error"]
        for name, value in curl_transfer(job, job.messages[0] if job.messages else None):
            arguments += ["--" + name] + ([value] if value is not None else [])
        return arguments, "/dev/null"
    lines = []
    for message in job.messages:
        for name, value in curl_transfer(job, message):
            lines.append('%s = "%s"' % (name, value) if value is not None else name)
        lines.append("next")
    config = job.write("curl.conf", "\n".join(lines[:-1]) + "\n")
    return ["curl", "--silent", "--show-error", "--config", config], "/dev/null"


def msmtp(job):
    if job.attachment or job.n_messages > 1:
        return None
    lines = ["account default", "host " + job.address, "port %d" % job.port, "from " + SENDER]
    if job.is_encrypted:
        lines += ["tls on", "tls_starttls " + ("on" if job.security == "starttls" else "off"),
                  "tls_trust_file " + (job.authority or "system"),
                  "auth plain", "user " + USER, "password " + PASSWORD]
    config = job.write("msmtp.conf", "\n".join(lines) + "\n")
    return ["msmtp", "--file=" + config] + list(job.recipients), job.messages[0]


def s_nail(job):
    if job.n_messages > 1 or not job.authority:
        return None
    login = "%s:%s@" % (USER, PASSWORD) if job.is_encrypted else ""
    scheme = "smtps" if job.security == "tls" else "smtp"
    # It does not look for addresses in certificates.
    host = "localhost" if job.address == "127.0.0.1" else job.address
    settings = ["v15-compat", "mta=%s://%s%s:%d" % (scheme, login, host, job.port),
                "smtp-auth=" + ("plain" if job.is_encrypted else "none"), "hostname=localhost",
                "tls-ca-file=" + job.authority, "tls-ca-no-defaults", "tls-verify=strict"]
    if job.security == "starttls":
        settings.append("smtp-use-starttls")
    arguments = ["s-nail", "-:/", "-r", SENDER, "-s", "Bench"]
    for setting in settings:
        arguments += ["-S", setting]
    if job.attachment:
        arguments += ["-a", job.attachment]
    body = job.messages[0] if job.messages else job.write("body", "Hello.\n")
    return arguments + list(job.recipients), body


def swaks(job):
    if job.n_messages > 1 or not job.authority:
        return None
    arguments = ["swaks", "--silent", "3", "--server", job.address, "--port", str(job.port), "--from", SENDER,
                 "--to", ",".join(job.recipients)]
    if job.is_encrypted:
        arguments += ["--tls-on-connect" if job.security == "tls" else "--tls", "--tls-verify",
                      "--tls-ca-path", job.authority, "--auth", "PLAIN", "--auth-user", USER,
                      "--auth-password", PASSWORD]
    if job.attachment:
        return arguments + ["--body", "Hello.", "--attach", "@" + job.attachment], "/dev/null"
    return arguments + ["--data", "@" + job.messages[0]], "/dev/null"


def script(job, interpreter):
    """What the scripts beside this file read."""
    return job.write(interpreter + ".json", json.dumps({
        "host": job.address, "port": job.port, "security": job.security, "authority": job.authority, "user": USER,
        "password": PASSWORD, "sender": SENDER, "recipients": list(job.recipients), "messages": list(job.messages),
        "attachment": job.attachment, "connections": job.connections}))


def smtplib(job):
    if not job.authority:
        return None
    return ["/usr/bin/python3", "-I", os.path.join(HERE, "send-smtplib.py"), script(job, "smtplib")], "/dev/null"


def nodemailer(job, modules):
    if not job.authority:
        return None
    arguments = ["node", os.path.join(HERE, "send-nodemailer.js"), modules, script(job, "nodemailer")]
    return arguments, "/dev/null"


def smtp_source(job):
    """A yardstick: it writes a message of so many octets by itself, and has no TLS."""
    if job.is_encrypted or job.attachment:
        return None
    arguments = ["smtp-source", "-d", "-s", "1", "-m", str(job.n_messages), "-l", str(job.octets), "-f", SENDER,
                 "-t", job.recipients[0], "inet:%s:%d" % (job.address, job.port)]
    return arguments, "/dev/null"


def bare(job, command):
    if job.security == "starttls":
        return None
    arguments = [command, "--address", job.address, "--port", str(job.port), "--messages", str(job.n_messages),
                 "--octets", str(job.octets)]
    return arguments + (["--tls"] if job.is_encrypted else []), "/dev/null"


def find(tools, posthaste_send, modules):
    """The programs that are here, by name, and the names of those that are not."""
    known = {
        "curl": curl,
        "msmtp": msmtp,
        "Nodemailer": lambda job: nodemailer(job, modules),
        "s-nail": s_nail,
        "smtplib": smtplib,
        "swaks": swaks,
        "smtp-source": smtp_source,
    }
    commands = {"Nodemailer": "node", "smtplib": "/usr/bin/python3"}
    missing = [name for name in known if not shutil.which(commands.get(name, name))]
    if not os.path.isdir(os.path.join(modules, "nodemailer")) and "Nodemailer" not in missing:
        missing.append("Nodemailer")
    found = {name: build for name, build in known.items() if name not in missing}
    found["posthaste"] = lambda job: posthaste(job, posthaste_send)
    found["bare"] = lambda job: bare(job, os.path.join(tools, "bench-bare"))
    return found, missing
