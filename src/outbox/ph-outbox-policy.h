/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attempt's end means for a message, and when the next one is due. Pure: it has no clock and no disk. */
#pragma once

#include "ph-smtp-error.h"
#include "ph-store-message.h"

G_BEGIN_DECLS

/* Temporary refusals are tried again after 1, 5, 15 and 60 minutes, then every hour, for two days in all. */
#define PH_OUTBOX_GIVE_UP_US (G_GINT64_CONSTANT (48) * 60 * 60 * G_USEC_PER_SEC)

/**
 * PhOutboxCase: all that the decision depends on; times are microseconds since the epoch
 * @error: (nullable): how the attempt ended; %NULL when the server took the message
 * @n_pending: recipients that a later attempt may still reach, although this one was right: refused for now, or not asked yet
 * @is_attended: somebody looks at it, and is told the error at once: only what the server itself asks to try later waits
 * @n_retries: how many attempts ended with a temporary refusal before this one
 * @first_attempt: when the first of them began; 0 when this is the first
 * @held_until: the server was asked to hold the message until then; 0 when it was not
 * @can_hold: whether it says that it does so for as long
 */
typedef struct
{
  const GError *error;
  guint n_pending;
  gboolean is_attended;
  guint n_retries;
  gint64 first_attempt;
  gint64 now;
  gint64 held_until;
  gboolean can_hold;
} PhOutboxCase;

/**
 * PhOutboxVerdict:
 * @state: DRAFT, QUEUED, SENT, FAILED or UNKNOWN
 * @due: for QUEUED: when to try again
 * @is_retry: whether it is tried again because this attempt failed, and not as it is kept here until it is due
 */
typedef struct
{
  PhStoreState state;
  gint64 due;
  gboolean is_retry;
} PhOutboxVerdict;

PhOutboxVerdict ph_outbox_judge (const PhOutboxCase *it);

/* How long to wait behind that many temporary refusals, in microseconds. */
gint64 ph_outbox_get_pause (guint n_retries);

/* Whether the way to the server was missing, and not the server's will: such a message goes as soon as there is a network. */
gboolean ph_outbox_is_network_error (const GError *error);

G_END_DECLS
