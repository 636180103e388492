#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send one message through the practice account as a person would by keyboard, and show that it arrived: print the
message and the path of a screenshot. Exits 0 only then.

Runs inside tests/support/run-headless.  Usage: drive-practice.py PROGRAM
"""
import email
import email.policy
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "support"))
import rig  # noqa: E402

TO, SUBJECT, TEXT = "ann@example.org", "From a fresh clone", "This message was typed into the window."


def compose_and_send(app):
    # Enter on the first page adds an account; the way without one is the next button.
    app.find("button", "Try Without an Account").press()
    app.wait(lambda: app.focused() and app.focused().name == "To", "keyboard in To")
    app.type(TO)
    app.key("Tab")
    app.type(SUBJECT)
    app.key("Tab")
    app.type(TEXT)
    app.screenshot("composed")
    app.key("ctrl+Return")
    app.wait_text("^Message Sent$", timeout=30)


def arrived_file(app):
    folder = pathlib.Path(os.environ["XDG_DATA_HOME"], "posthaste")
    return app.wait(lambda: next(folder.glob("**/new/*"), None), "a message in %s" % folder)


def main(program):
    with rig.App([program]) as app:
        compose_and_send(app)
        screenshot = app.screenshot("sent")
        octets = arrived_file(app).read_bytes()
        complaints = app.warnings()
    message = email.message_from_bytes(octets, policy=email.policy.default)
    print("The message as it arrived:\n")
    print("\n".join("  " + line for line in octets.decode("utf-8", "replace").splitlines()))
    print("\nScreenshot: %s" % os.path.abspath(screenshot))
    if message["To"] != TO or message["Subject"] != SUBJECT or message.get_content().strip() != TEXT:
        raise rig.RigError("what arrived is not what was typed")
    if complaints:
        raise rig.RigError("the window complained:\n%s" % "\n".join(complaints))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except rig.RigError as error:
        sys.exit("No message was sent: %s" % error)
