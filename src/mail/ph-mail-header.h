/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of a raw message that is streamed through: who it is for, and the header without Bcc. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A header longer than this is refused: 1 MiB is many times what any mail has. */
#define PH_MAIL_HEADER_MAX ((gsize) 1024 * 1024)

/**
 * ph_mail_header_read:
 * @input: a raw message, its first octet next, any line ends; read up to and with the empty line, not further
 *   (the stream is buffered, so that nothing after the header is lost)
 * @recipients: (out) (optional) (transfer full): addresses of To, Cc and Bcc, or of the newest Resent-To, Resent-Cc
 *   and Resent-Bcc when there are any (RFC 5322 3.6.6), once each, as the envelope wants them; one that is no address is
 *   an error if they are asked for
 * @sender: (out) (optional) (transfer full) (nullable): the address of Sender, or of From when that is one address; for
 *   a resent message of the Resent- fields before these
 *
 * An mbox "From " line at the top is dropped, as sendmail does. A lone CR ends a line and becomes CRLF, as it will on
 * the wire. A message that ends within its header gets the empty line.
 *
 * Returns: (transfer full) (nullable): the header, otherwise as it was, without Bcc and Resent-Bcc, with the empty line;
 *   %NULL with %G_IO_ERROR_INVALID_DATA
 */
GBytes *ph_mail_header_read (GBufferedInputStream *input,
                             char ***recipients,
                             char **sender,
                             GCancellable *cancellable,
                             GError **error);

/**
 * ph_mail_header_dup_message_id:
 * @header: as ph_mail_header_read() returns it, ended by a NUL
 *
 * Returns: (transfer full) (nullable): the Message-ID with its angle brackets; %NULL when there is none in the form of one,
 *   printable ASCII and no longer than a line
 */
char *ph_mail_header_dup_message_id (const char *header);

G_END_DECLS
