# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's smtplib as a client: `send-smtplib.py JOB.json` does what the job says."""
import email.message
import json
import smtplib
import ssl
import sys


def connect(job):
    context = ssl.create_default_context(cafile=job["authority"])
    if job["security"] == "tls":
        client = smtplib.SMTP_SSL(job["host"], job["port"], context=context)
    else:
        client = smtplib.SMTP(job["host"], job["port"])
    if job["security"] == "starttls":
        client.starttls(context=context)
    if job["security"] != "plain":
        client.user, client.password = job["user"], job["password"]
        client.ehlo_or_helo_if_needed()
        client.auth("PLAIN", client.auth_plain)
    return client


def compose(job):
    message = email.message.EmailMessage()
    message["From"] = job["sender"]
    message["To"] = ", ".join(job["recipients"])
    message["Subject"] = "Bench"
    message.set_content("Hello.")
    with open(job["attachment"], "rb") as file:
        message.add_attachment(file.read(), maintype="application", subtype="octet-stream", filename="file")
    return message


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    with connect(job) as client:
        if job["attachment"]:
            client.send_message(compose(job), job["sender"], job["recipients"])
        for path in job["messages"]:
            with open(path, "rb") as file:
                client.sendmail(job["sender"], job["recipients"], file.read())


main()
