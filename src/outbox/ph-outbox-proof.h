/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a message's way, as one file for somebody else: a mail that any mail program opens, with a report to read
 * and the message itself, octet for octet, to check. */
#pragma once

#include "ph-store-attempt.h"
#include "ph-store-message.h"

G_BEGIN_DECLS

/**
 * ph_outbox_proof_write:
 * @attempts: (element-type PhStoreAttempt): see ph_store_list_attempts()
 * @now: when it is made, microseconds since the epoch
 * @output: not closed
 *
 * The report is in English, as logs are: who asks for it is mostly a postmaster. It names the message's SHA-256, every
 * recipient with what became of him and the server's words, Bcc included, and for each attempt the server, the encryption, the
 * final reply with the queue id, the time that each stage took, and the conversation, in which secrets are masked.
 *
 * Blocks on disk; the message's file is read twice, and not kept in memory. Errors: #GIOErrorEnum
 */
gboolean ph_outbox_proof_write (PhStoreMessage *message,
                                GPtrArray *attempts,
                                gint64 now,
                                GOutputStream *output,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
