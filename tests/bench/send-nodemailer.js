// SPDX-License-Identifier: GPL-3.0-or-later
// Nodemailer as a client: `send-nodemailer.js NODE_MODULES JOB.json` does what the job says.
const fs = require('fs');
const path = require('path');

const nodemailer = require(path.join(process.argv[2], 'nodemailer'));
const job = JSON.parse(fs.readFileSync(process.argv[3]));
const isEncrypted = job.security !== 'plain';

const transport = nodemailer.createTransport({
  host: job.host,
  port: job.port,
  secure: job.security === 'tls',
  requireTLS: job.security === 'starttls',
  ignoreTLS: !isEncrypted,
  tls: { ca: fs.readFileSync(job.authority) },
  auth: isEncrypted ? { type: 'login', user: job.user, pass: job.password } : undefined,
  authMethod: 'PLAIN',
  pool: job.messages.length > 1,
  maxConnections: job.connections,
  maxMessages: Infinity,
});
const envelope = { from: job.sender, to: job.recipients };

async function main() {
  if (job.attachment) {
    await transport.sendMail({
      envelope,
      from: job.sender,
      to: job.recipients,
      subject: 'Bench',
      text: 'Hello.',
      attachments: [{ path: job.attachment }],
    });
  }
  await Promise.all(job.messages.map((file) => transport.sendMail({ envelope, raw: { path: file } })));
  transport.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
