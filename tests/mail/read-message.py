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


def split(line):
    """Returns how deep a line is quoted, and what is behind that and the space that stuffs it (RFC 3676 section 4)."""
    content = line.lstrip(">")
    depth = len(line) - len(content)
    return depth, content[1:] if content.startswith(" ") else content


def unflow(text, is_deleted):
    """Returns a text of format=flowed as it was typed; quote marks as they came with a paragraph's first line."""
    typed = []
    depth = None
    for line in text.split("\r\n"):
        new_depth, content = split(line)
        if depth == new_depth and content != "-- ":
            typed[-1] += content
        else:
            typed.append(line if new_depth else content)
        depth = new_depth if content.endswith(" ") and content != "-- " else None
        if depth is not None and is_deleted:
            typed[-1] = typed[-1][:-1]
    return "\r\n".join(typed)


def get_text(part):
    """Returns what was typed."""
    text = part.get_payload(decode=True).decode("utf-8")
    if part.get_param("format") == "flowed":
        return unflow(text, part.get_param("delsp") == "yes")
    return text


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
        get_text(text) if text else "",
    ]
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        values += [part.get_filename(), part.get_content_type(), hashlib.sha256(content).hexdigest()]
    return values


def main():
    """Reads the files named."""
    for name in sys.argv[1:]:
        found = read(name)
        line = "".join(f"{value}\0" for value in [len(found), *found])
        sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape"))


if __name__ == "__main__":
    main()
