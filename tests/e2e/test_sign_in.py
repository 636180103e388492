#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with more than a password, where others judge it: OAuth tokens at Dovecot, tickets of a real Kerberos."""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import e2e
import mailhost
import taprunner

SEND = e2e.BUILD / "src" / "cli" / "posthaste-send"
RAW = b"From: ann@example.org\nSubject: hi\n\nhi\n"
NO_PERMISSION = 77  # sysexits.h
KDC = "/usr/sbin/krb5kdc"
KADMIN = "/usr/sbin/kadmin.local"
KDB = "/usr/sbin/kdb5_util"
GSSAPI = "/usr/lib/dovecot/modules/auth/libmech_gssapi.so"
KEY = b"known to the issuer and to Dovecot only"

OAUTH_OF_DOVECOT = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""

OAUTH_CONF = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
scope = mail
"""

GSSAPI_OF_DOVECOT = """
import_environment = TZ KRB5_CONFIG={folder}/krb5.conf
auth_krb5_keytab = {folder}/server.keytab
auth_gssapi_hostname = localhost
"""

KRB5_CONF = """
[libdefaults]
  default_realm = EXAMPLE.ORG
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  EXAMPLE.ORG = {{
    kdc = 127.0.0.1:{port}
  }}
[domain_realm]
  localhost = EXAMPLE.ORG
"""

KDC_CONF = """
[kdcdefaults]
  kdc_listen = 127.0.0.1:{port}
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  EXAMPLE.ORG = {{
    database_name = {folder}/principals
    key_stash_file = {folder}/stash
    acl_file = {folder}/acl
  }}
[logging]
  kdc = FILE:{folder}/kdc.log
"""


def setUpModule():
    mailhost.skip_unless_possible()


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def make_token(key=KEY, user="ann", scope="mail", lifetime=600):
    """A token as RFC 7519 has it; Dovecot checks it by itself."""
    now = int(time.time())
    claims = {"sub": user, "iat": now - 1000, "nbf": now - 1000, "exp": now + lifetime, "scope": scope}
    text = encode(b'{"alg":"HS256","typ":"JWT"}') + "." + encode(json.dumps(claims).encode())
    return text + "." + encode(hmac.new(key, text.encode(), hashlib.sha256).digest())


class SignIn:
    """What both have in common; `host` is the mail host and `environment` that of the command."""

    def put(self, name, text):
        path = pathlib.Path(self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def send(self, recipient, mechanism, secret=None, status=0, **environment):
        server = "smtps://ann@localhost:%d" % self.host.smtps_port
        secrets = ["--password-file", self.put("secret", secret + "\n")] if secret else []
        done = subprocess.run([SEND, "--server", server, "--security", "tls", "--ca-file", self.host.ca_file, *secrets,
                               "--auth", mechanism, "-f", "ann@example.org", recipient],
                              input=RAW, capture_output=True, env=dict(self.environment, **environment))
        said = done.stderr.decode()
        self.assertEqual(done.returncode, status, said)
        self.assertEqual(said == "", status == 0, said)
        return said

    @classmethod
    def setUpFolder(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        os.chmod(cls.folder, 0o755)
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
        cls.environment = dict(os.environ, **{name: cls.folder for name in names})


class Token(SignIn, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.setUpFolder()
        cls.put(cls, "oauth2.conf", OAUTH_CONF.format(folder=cls.folder))
        cls.put(cls, "keys/default/HS256/default", base64.b64encode(KEY).decode())
        cls.host = cls.enterClassContext(mailhost.MailHost(
            mechanisms="plain oauthbearer xoauth2", more_dovecot=OAUTH_OF_DOVECOT.format(folder=cls.folder)))

    def test_good_token(self):
        for mechanism in ("OAUTHBEARER", "XOAUTH2"):
            with self.subTest(mechanism):
                recipient = "by-%s@example.org" % mechanism.lower()
                self.send(recipient, mechanism, make_token())
                self.host.wait_for_message(recipient)

    def test_a_token_that_is_no_longer_good_is_told(self):
        """And the server ends the exchange in order: with a reply, which the client has waited for."""
        for mechanism in ("OAUTHBEARER", "XOAUTH2"):
            for name, token in (("expired", make_token(lifetime=-500)), ("forged", make_token(key=b"another"))):
                with self.subTest(mechanism + " " + name):
                    said = self.send("to@example.org", mechanism, token, status=NO_PERMISSION)
                    self.assertIn("no longer valid", said)
                    self.assertIn("535", said)
                    self.assertNotIn(token, said)


class Kerberos(SignIn, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = [program for program in (KDC, KADMIN, KDB, GSSAPI) if not os.path.exists(program)]
        if missing:
            raise unittest.SkipTest("krb5-kdc, krb5-admin-server or dovecot-gssapi is not installed: no " + missing[0])
        cls.setUpFolder()
        cls.port, = mailhost.free_ports(1)
        cls.put(cls, "krb5.conf", KRB5_CONF.format(port=cls.port))
        cls.put(cls, "kdc.conf", KDC_CONF.format(port=cls.port, folder=cls.folder))
        # What MIT's library itself leaves allocated for each context is no leak of ours.
        leaks = cls.put(cls, "leaks", "leak:libgssapi_krb5\n")
        cls.environment.update(
            LSAN_OPTIONS="suppressions=%s:print_suppressions=0" % leaks, KRB5_CONFIG=cls.folder + "/krb5.conf", KRB5_KDC_PROFILE=cls.folder + "/kdc.conf",
            KRB5_CLIENT_KTNAME=cls.folder + "/ann.keytab", KRB5CCNAME="FILE:%s/tickets" % cls.folder)
        cls.start_kdc()
        cls.host = cls.enterClassContext(mailhost.MailHost(
            mechanisms="gssapi", more_dovecot=GSSAPI_OF_DOVECOT.format(folder=cls.folder)))

    @classmethod
    def run_tool(cls, *words):
        subprocess.run(words, check=True, env=cls.environment, stdout=subprocess.DEVNULL)

    @classmethod
    def start_kdc(cls):
        """With the server's own keys and Ann's in files, so that nobody has to type a password."""
        cls.run_tool(KDB, "create", "-s", "-r", "EXAMPLE.ORG", "-P", "not a secret")
        for principal, keytab in (("smtp/localhost", "server"), ("ann", "ann")):
            path = "%s/%s.keytab" % (cls.folder, keytab)
            cls.run_tool(KADMIN, "-q", "addprinc -randkey " + principal)
            cls.run_tool(KADMIN, "-q", "ktadd -k %s %s" % (path, principal))
            os.chmod(path, 0o644)
        kdc = subprocess.Popen([KDC, "-n"], env=cls.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(kdc.wait)
        cls.addClassCleanup(kdc.terminate)
        mailhost.wait_for(lambda: mailhost.answers(cls.port), "the KDC")

    def test_ticket(self):
        """Longer than a command may be: it waits for the empty challenge."""
        self.send("by-ticket@example.org", "GSSAPI")
        self.host.wait_for_message("by-ticket@example.org")

    def test_without_a_ticket(self):
        said = self.send("to@example.org", "GSSAPI", status=NO_PERMISSION,
                         KRB5_CLIENT_KTNAME=self.folder + "/none.keytab", KRB5CCNAME="FILE:%s/none" % self.folder)
        self.assertIn("GSSAPI", said)


if __name__ == "__main__":
    taprunner.main()
