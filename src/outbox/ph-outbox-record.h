/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the fields of a message, the engine's envelope and the rows of the store. Pure. */
#pragma once

#include "ph-message.h"
#include "ph-smtp-envelope.h"
#include "ph-store-attempt.h"
#include "ph-store-message.h"

G_BEGIN_DECLS

/**
 * ph_outbox_record_new:
 * @state: DRAFT or QUEUED
 *
 * Returns: (transfer full): the row for @message: everything but its file and when it is due
 */
PhStoreMessage *ph_outbox_record_new (PhMessage *message, const char *account_id, PhStoreState state);

/**
 * ph_outbox_record_continue:
 * @previous: what became of the same message's recipients in an earlier attempt
 * @only: (nullable) (array zero-terminated=1): nobody but these is tried again; %NULL: all who have not got it
 *
 * Whoever has it does not get it again; whoever is left out on purpose stays so, with what the server said.
 */
void ph_outbox_record_continue (PhStoreMessage *record, PhSmtpEnvelope *previous, const char *const *only);

/* (transfer full): an envelope for those that are pending in @record, which asks for its reports on delivery */
PhSmtpEnvelope *ph_outbox_record_new_envelope (PhStoreMessage *record);
/**
 * ph_outbox_record_ask_to_hold:
 * @now: microseconds since the epoch
 *
 * Where the server is to hold the message, and for long enough to be said, the envelope says so (RFC 4865). It says for how
 * long and not until when, so that the two clocks may differ.
 */
void ph_outbox_record_ask_to_hold (PhStoreMessage *record, PhSmtpEnvelope *envelope, gint64 now);

/**
 * ph_outbox_record_new_fates:
 * @is_unknown: whether those who were accepted, and not sent to, may have it all the same
 *
 * A recipient who is refused with 4yz stays pending, with the server's words.
 *
 * Returns: (transfer full) (element-type PhStoreRecipient): for ph_store_settle()
 */
GPtrArray *ph_outbox_record_new_fates (PhSmtpEnvelope *envelope, gboolean is_unknown);
/* How many are pending by that. */
guint ph_outbox_record_count_pending (GPtrArray *fates);

/* Fills in what the engine knows of a failure; @error: (nullable) */
void ph_outbox_record_fill_attempt (PhStoreAttempt *attempt, PhSmtpEnvelope *envelope, const GError *error);

G_END_DECLS
