/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person decides about a stored message, as one durable step each. */
#pragma once

#include "ph-outbox-disk.h"

G_BEGIN_DECLS

/**
 * PhOutboxStep:
 * @PH_OUTBOX_STEP_TAKE_OUT: nobody sends it any more: a draft
 * @PH_OUTBOX_STEP_SEND: to be sent at once: what waits, what failed (also to those who were refused), and what may have been
 *   taken, with the Message-ID that it has. What was sent stays as it is, and the same octets go to the same people once more
 * @PH_OUTBOX_STEP_SEND_TO_REFUSED: the same, only to those who were refused
 * @PH_OUTBOX_STEP_MARK_AS_SENT: what may have been taken was taken
 * @PH_OUTBOX_STEP_REMOVE: out of all lists
 * @PH_OUTBOX_STEP_RESTORE: back again
 */
typedef enum
{
  PH_OUTBOX_STEP_TAKE_OUT,
  PH_OUTBOX_STEP_SEND,
  PH_OUTBOX_STEP_SEND_TO_REFUSED,
  PH_OUTBOX_STEP_MARK_AS_SENT,
  PH_OUTBOX_STEP_REMOVE,
  PH_OUTBOX_STEP_RESTORE,
} PhOutboxStep;

/* @step: when it wants something sent, ph_outbox_look() is to follow */
void ph_outbox_step_async (PhOutboxDisk *disk,
                           gint64 id,
                           PhOutboxStep step,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * ph_outbox_step_finish:
 *
 * Returns: (transfer full) (nullable): the message as it is now; the new one when it is sent once more. %NULL with an error of
 *   the store: %G_IO_ERROR_BUSY when it is being sent, or is no longer what it was
 */
PhStoreMessage *ph_outbox_step_finish (PhOutboxDisk *disk, GAsyncResult *result, GError **error);

G_END_DECLS
