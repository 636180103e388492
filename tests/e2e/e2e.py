# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: mail that is hard to carry whole, and how to see that it arrived so."""
import hashlib
import os
import pathlib
import random

BUILD = pathlib.Path(os.environ["PH_BUILD_ROOT"])

SUBJECT = "Grüße aus Åre – 日本語のテスト, and long enough to be folded more than once on its way 🐌"

# Each line is one that a careless client or server changes.
LINES = [".", "..", ".leading dot", "...three", "From the start of a line", "trailing blanks   ", "\ta tab", "",
         "=20 is not a blank, =C3=BC is not an ü", "Zürich, Ελλάδα, 日本", "x" * 900, "-- ", "."]
TEXT = "\n".join(LINES) + "\n"
# Longer than a line of SMTP may be (RFC 5321 section 4.5.3.1.6), so that it has to be encoded.
LONG_TEXT = "word " * 400 + "\n" + TEXT


def make_attachments(folder):
    """Writes files with names and contents that are easily spoilt. Returns the paths."""
    contents = {
        "random.bin": random.Random(1).randbytes(1_000_003),
        "dots.txt": b".\r\n..\r\n.\n\n.\r\nlast line without an end",
        "bare line ends.txt": b"cr\rlf\ncrlf\r\n\0nul",
        "Übersicht – 日本語.pdf": bytes(range(256)) * 300,
        "empty.txt": b"",
    }
    paths = []
    for name, content in contents.items():
        paths.append(os.path.join(folder, name))
        pathlib.Path(paths[-1]).write_bytes(content)
    return paths


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def fingerprints(paths):
    return {os.path.basename(path): sha256(pathlib.Path(path).read_bytes()) for path in paths}


def received_attachments(message):
    return {part.get_filename(): sha256(part.get_payload(decode=True)) for part in message.iter_attachments()}


def received_text(message):
    """With the line ends of this system; mail has CRLF, also within base64 (RFC 2049 section 3)."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def as_taken(raw):
    """A delivered file as the server took it: without what delivery put on top, down to Received."""
    lines = raw.split(b"\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(b"Received: ")) + 1
    while lines[start].startswith((b" ", b"\t")):
        start += 1
    return b"\n".join(lines[start:])
