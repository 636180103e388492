/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent and to whom: standard input or a file as it is, or a message made of the options. */
#pragma once

#include "ph-send-options.h"
#include "ph-smtp-envelope.h"

G_BEGIN_DECLS

typedef struct
{
  GInputStream *message; /* (owned): its first octet next */
  gint64 size; /* octets with CRLF line ends, or -1 */
  goffset extent; /* octets of the file that it is in, or -1 */
  PhSmtpEnvelope *envelope; /* (owned) */
  GBytes *header; /* (owned) (nullable): of a raw message, where it was looked at: with -t, and for the outbox */
} PhSendSource;

/**
 * ph_send_source_new:
 * @default_from: (nullable): who sends when the options do not say
 * @standard_input: where "-" and raw messages come from
 *
 * Every address is checked here. In raw mode no more is read than is needed: a block, or the header with -t; a message for
 * the outbox loses its Bcc field in any case, as it is kept. In compose
 * mode every file is looked at, and read while the message is sent. Blocks on disk.
 *
 * Returns: (transfer full) (nullable): the source, or %NULL with an error that ph_send_report_get_exit() knows
 */
PhSendSource *ph_send_source_new (const PhSendOptions *options,
                                  PhMailbox *default_from,
                                  GInputStream *standard_input,
                                  GError **error);
/* In compose mode: the message alone, before it is octets. (transfer full) (nullable) */
PhMessage *ph_send_source_compose (const PhSendOptions *options,
                                   PhMailbox *default_from,
                                   GInputStream *standard_input,
                                   GError **error);
/* A message in a file, to the recipients in its header; Bcc is removed. @path: (type filename) */
PhSendSource *ph_send_source_new_for_file (const PhSendOptions *options,
                                           PhMailbox *default_from,
                                           const char *path,
                                           GError **error);
/**
 * ph_send_source_gather:
 * @limit: octets
 *
 * Takes a raw message into memory that is no longer, so that it is seekable. It is read as far as for
 * ph_outbox_form() in any case.
 */
void ph_send_source_gather (PhSendSource *self, gsize limit);
void ph_send_source_free (PhSendSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSendSource, ph_send_source_free)

G_END_DECLS
