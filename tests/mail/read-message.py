# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what Python's email package reads in a message, an independent opinion on what Posthaste writes.

One value after the other, each ended by a NUL: the names of the fields, the subject, the name and the address of the
sender, the recipients, the text, then the name, the content type and the SHA-256 of each attachment.
"""
import email
import email.policy
import hashlib
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
message = email.message_from_bytes(raw, policy=email.policy.default)

defects = [defect for part in message.walk() for defect in part.defects]
for name, value in message.items():
    defects += getattr(value, "defects", [])
if defects:
    sys.exit(f"defects: {defects}")
if raw.replace(b"\r\n", b"").translate(None, b"\r\n") != raw.replace(b"\r\n", b""):
    sys.exit("a bare CR or LF")
if max(map(len, raw.split(b"\r\n"))) > 998:
    sys.exit("a line over 998 octets")

sender = message["From"].addresses[0]
values = [
    " ".join(message.keys()),
    message["Subject"] or "",
    sender.display_name,
    sender.addr_spec,
    str(message["To"] or ""),
]
text = message.get_body()
values.append(text.get_payload(decode=True).decode("utf-8") if text else "")
for part in message.iter_attachments():
    content = part.get_payload(decode=True)
    values += [part.get_filename(), part.get_content_type(), hashlib.sha256(content).hexdigest()]
sys.stdout.buffer.write("".join(f"{value}\0" for value in values).encode("utf-8", "surrogateescape"))
