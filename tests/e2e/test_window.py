#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window hands mail to Postfix and Dovecot, driven as a person would: a message arrives whole, and whatever goes
wrong is said in the right words and leaves every field as it was.  Runs inside run-headless --keyring."""
import hashlib
import os
import pathlib
import ssl
import tempfile
import unittest

import e2e
import mailhost
import rig
import taprunner

APPLICATION_ID = "io.github.posthaste.Posthaste"
ACCOUNT = "test"
SETTINGS = """\
[io/github/posthaste/Posthaste]
accounts=['{account}']
default-account='{account}'
close-window-after-sending=false

[io/github/posthaste/Posthaste/accounts/{account}]
name='Ann Tester'
address='ann@example.org'
host='{host}'
port={port}
security='{security}'
user='{user}'
auth='{auth}'
trusted-fingerprint='{fingerprint}'
"""


def setUpModule():
    mailhost.skip_unless_possible()


def fingerprint(certificate):
    text = pathlib.Path(certificate).read_text()
    der = ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE"):])
    return hashlib.sha256(der).hexdigest()


class Window(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.host = cls.enterClassContext(mailhost.MailHost())
        cls.attachments = e2e.make_attachments(cls.folder)

    def write_account(self, port, security, password, is_trusted):
        """The account as its form would have saved it: the settings, and the password in the keyring."""
        path = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SETTINGS.format(
            account=ACCOUNT, host="localhost", port=port, security=security, user="" if password is None else "ann",
            auth="none" if password is None else "automatic",
            fingerprint=fingerprint(self.host.certificate) if is_trusted else ""))
        if password is not None:
            rig.secret_store(password, **{"xdg:schema": APPLICATION_ID, "account": ACCOUNT})

    def open(self, port=None, security="tls", password=mailhost.MailHost.password, is_trusted=True):
        self.write_account(port or self.host.smtps_port, security, password, is_trusted)
        data = tempfile.mkdtemp(dir=self.folder)
        log = os.path.join(os.environ["RIG_OUT"], self.id().removeprefix("__main__.") + ".log")
        return self.enterContext(rig.App([os.environ["POSTHASTE"]], env={"XDG_DATA_HOME": data}, log=log))

    def open_without_password(self):
        return self.open(self.host.plain_port, "none", None, False)

    def compose(self, app, recipient, attachments=()):
        app.find("entry", "To").type(recipient)
        app.key("Tab")
        app.find("entry", "Subject").set_text(e2e.SUBJECT)
        app.find("entry", "Message text").set_text(e2e.TEXT)
        for path in attachments:
            app.key("ctrl+shift+a")
            app.choose_file(path, "Attach Files", "Attach")
            app.wait(lambda p=path: self.cards(app, os.path.basename(p)), "attachment")

    def cards(self, app, name):
        return [w for w in app.all() if w.name.startswith(name + ", ")]

    def assert_fields_untouched(self, app, recipient, attachments=()):
        self.assertEqual(app.find("entry", "Subject").text, e2e.SUBJECT)
        self.assertEqual(app.find("entry", "Message text").text, e2e.TEXT)
        self.assertTrue([w for w in app.all() if w.name.startswith(recipient)], "the recipient is gone")
        for path in attachments:
            self.assertTrue(self.cards(app, os.path.basename(path)), "an attachment is gone")
        self.assertTrue(app.find("button", "Send").enabled)
        self.assertEqual(app.warnings(), [])

    def send(self, app):
        app.key("ctrl+Return")

    def assert_advice(self, app, title, *texts):
        app.wait_text(title)
        for text in texts:
            app.wait_text(text)
        app.screenshot("e2e-" + self.id().rpartition("test_")[2])

    # What arrives
    def check_arrival(self, app, recipient, attachments=()):
        self.compose(app, recipient, attachments)
        self.send(app)
        app.wait_text("^Message Sent$", 60)
        app.screenshot("e2e-" + recipient.partition("@")[0])
        message = self.host.wait_for_message(recipient)
        self.assertEqual(message["Subject"], e2e.SUBJECT)
        self.assertEqual(message["From"].addresses[0].display_name, "Ann Tester")
        self.assertEqual(e2e.received_text(message).rstrip("\n"), e2e.TEXT.rstrip("\n"))
        self.assertEqual(e2e.received_attachments(message), e2e.fingerprints(attachments))
        self.assertEqual(app.warnings(), [])

    def test_arrives_with_attachments_over_tls(self):
        self.check_arrival(self.open(), "tls@example.org", self.attachments[:2])

    def test_arrives_over_starttls(self):
        self.check_arrival(self.open(self.host.starttls_port, "starttls"), "starttls@example.org")

    def test_arrives_without_signing_in(self):
        self.check_arrival(self.open_without_password(), "plain@example.org")

    # What goes wrong
    def test_wrong_password(self):
        app = self.open(password="wrong")
        self.compose(app, "password@example.org", self.attachments[:1])
        self.send(app)
        self.assert_advice(app, "^Password not accepted$", "refused the password for ann.*Nothing was sent")
        self.assert_fields_untouched(app, "password@example.org", self.attachments[:1])
        self.assertEqual(self.host.messages("password@example.org"), [])

    def test_refused_recipient(self):
        app = self.open()
        self.compose(app, "nobody@example.org")
        self.send(app)
        self.assert_advice(app, "^nobody@example.org was refused$", "There is nobody of this name.*Nothing was sent")
        self.assert_fields_untouched(app, "nobody@example.org")

    def test_untrusted_certificate(self):
        app = self.open(is_trusted=False)
        self.compose(app, "untrusted@example.org")
        self.send(app)
        self.assert_advice(app, "^The identity of localhost could not be confirmed$", "not even the password")
        self.assert_fields_untouched(app, "untrusted@example.org")

    def make_large_file(self):
        path = os.path.join(self.folder, "large.bin")
        with open(path, "wb") as file:
            file.truncate(300_000_000)
        return path

    def test_server_gone_in_the_middle_of_the_body(self):
        large = self.make_large_file()
        app = self.open_without_password()
        self.compose(app, "gone@example.org", [large])
        self.send(app)
        self.host.wait_for_upload(1_000_000)
        self.host.kill_sessions()
        self.assert_advice(app, "^The connection broke$", "Nothing was sent")
        self.assert_fields_untouched(app, "gone@example.org", [large])
        self.assertEqual(self.host.messages("gone@example.org"), [])

    def test_cancel(self):
        large = self.make_large_file()
        app = self.open_without_password()
        self.compose(app, "cancel@example.org", [large])
        self.send(app)
        self.host.wait_for_upload(1_000_000)
        with self.host.stalled_sessions():
            app.press("Cancel")
            self.assert_advice(app, r"^Sending cancelled\. Nothing was delivered\.$")
        self.assert_fields_untouched(app, "cancel@example.org", [large])
        self.host.wait_until_idle()
        self.assertEqual(self.host.messages("cancel@example.org"), [])


if __name__ == "__main__":
    taprunner.main()
