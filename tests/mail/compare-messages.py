# SPDX-License-Identifier: GPL-3.0-or-later
"""Says whether Python's email package reads the same in two messages: the same parts, with the same fields and octets.

Only how the octets are encoded may differ; in text also how its lines end.
"""
import email
import sys

ENCODING = ("content-transfer-encoding", "mime-version")


def get_octets(part):
    """Returns what a part holds, decoded."""
    octets = part.get_payload(decode=True)
    if octets is None or part.get_content_maintype() != "text":
        return octets
    return octets.replace(b"\r\n", b"\n").rstrip(b"\n")


def read(path):
    """Returns each part's fields and octets."""
    with open(path, "rb") as file:
        message = email.message_from_bytes(file.read())
    return [
        (
            [(name, value) for name, value in part.items() if name.lower() not in ENCODING],
            get_octets(part),
        )
        for part in message.walk()
    ]


def main():
    """Compares the two files named."""
    first, second = map(read, sys.argv[1:3])
    if len(first) != len(second):
        sys.exit(f"{len(first)} parts, then {len(second)}")
    for number, (before, after) in enumerate(zip(first, second)):
        if before != after:
            sys.exit(f"part {number}: {before!r:.300}\nthen {after!r:.300}")


main()
