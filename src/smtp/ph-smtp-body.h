/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message as the wire wants it: every line ends in CRLF, and for DATA a leading dot is doubled (RFC 5321 section 4.5.2).
 *
 * Pulls from a stream and holds one block at a time, whatever the message's size. No bare CR and no bare LF comes out, so
 * nothing that a receiver could take for the end of the data. */
#pragma once

#include "ph-smtp-error.h"

G_BEGIN_DECLS

/* RFC 5321 section 4.5.3.1.6: 1000 octets with CRLF */
#define PH_SMTP_BODY_MAX_LINE 998
/* Octets in front of each block that whoever writes it may fill: with the "BDAT n" that it needs. */
#define PH_SMTP_BODY_HEADROOM 32

typedef enum
{
  PH_SMTP_BODY_7BIT = 0,
  PH_SMTP_BODY_ALLOW_8BIT = 1 << 0, /* the server takes octets over 127 (RFC 6152) */
  PH_SMTP_BODY_FOR_BDAT = 1 << 1, /* no dot is doubled (RFC 3030 section 2) */
  PH_SMTP_BODY_BINARY = 1 << 2, /* nothing is looked at: its lines are right, and others have none; for BDAT only */
} PhSmtpBodyFlags;

typedef struct _PhSmtpBody PhSmtpBody;

/* @source: (transfer none): the message, any line ends */
PhSmtpBody *ph_smtp_body_new (GInputStream *source, PhSmtpBodyFlags flags);
void ph_smtp_body_free (PhSmtpBody *self);

/**
 * ph_smtp_body_read_block:
 * @block: (out) (transfer none): octets for the wire, good until the next call, with PH_SMTP_BODY_HEADROOM in front
 * @length: (out): how many; 0 at the end, which is always behind a CRLF
 *
 * The final dot is not the body's: the transaction says it.
 *
 * Errors: %PH_SMTP_ERROR_SOURCE when the message cannot be read; %PH_SMTP_ERROR_INVALID_ARGUMENT for NUL and for lines
 * over 998 octets, %PH_SMTP_ERROR_NEEDS_EXTENSION for octets over 127 that are not allowed: what the wire cannot carry is
 * refused here in words, before the end of the data; %G_IO_ERROR_CANCELLED
 */
gboolean ph_smtp_body_read_block (PhSmtpBody *self,
                                  char **block,
                                  gsize *length,
                                  GCancellable *cancellable,
                                  GError **error);
/* Whether the block just read is known to be the last with octets in it. */
gboolean ph_smtp_body_is_ended (PhSmtpBody *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpBody, ph_smtp_body_free)

G_END_DECLS
