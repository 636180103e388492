# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what Python's email package reads in messages, an independent opinion on what Posthaste writes.

For each file named: how many values there are, and the values, each ended by a NUL: the names of the fields, the
subject, the name and the address of the sender, the recipients, the text, then the name, the content type and the
SHA-256 of each attachment.
"""
import email
import email.policy
import hashlib
import sys


def check(raw, message):
    """Exits with a word on what is wrong with the message, if anything is."""
    defects = [defect for part in message.walk() for defect in part.defects]
    for value in message.values():
        defects += getattr(value, "defects", [])
    if defects:
        sys.exit(f"defects: {defects}")
    without_ends = raw.replace(b"\r\n", b"")
    if b"\r" in without_ends or b"\n" in without_ends:
        sys.exit("a bare CR or LF")
    if max(map(len, raw.split(b"\r\n"))) > 998:
        sys.exit("a line over 998 octets")


def read(path):
    """Returns the values of the message in a file."""
    with open(path, "rb") as file:
        raw = file.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    check(raw, message)
    sender = message["From"].addresses[0]
    text = message.get_body()
    values = [
        " ".join(message.keys()),
        message["Subject"] or "",
        sender.display_name,
        sender.addr_spec,
        str(message["To"] or ""),
        text.get_payload(decode=True).decode("utf-8") if text else "",
    ]
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        values += [part.get_filename(), part.get_content_type(), hashlib.sha256(content).hexdigest()]
    return values


for name in sys.argv[1:]:
    found = read(name)
    line = "".join(f"{value}\0" for value in [len(found), *found])
    sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape"))
