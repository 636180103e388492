/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message on its way: made into MIME, stored, handed to the engine; its state is always known. */
#pragma once

#include "ph-account.h"
#include "ph-message.h"
#include "ph-smtp-client.h"
#include "ph-store-files.h"

G_BEGIN_DECLS

/**
 * PhDeliveryState: the architecture's states, as far as they exist without a database
 * @PH_DELIVERY_QUEUED: not begun
 * @PH_DELIVERY_WRITING: the message is being written to disk
 * @PH_DELIVERY_SENDING: a session is under way; broken here, nothing was sent
 * @PH_DELIVERY_COMMITTING: the server may take the message any moment; it cannot be cancelled any more
 * @PH_DELIVERY_SENT: the server has it
 * @PH_DELIVERY_CANCELLED: the person stopped it in time
 * @PH_DELIVERY_FAILED: nothing was delivered; see the error
 * @PH_DELIVERY_UNKNOWN: it may have arrived; never sent again by itself
 */
typedef enum
{
  PH_DELIVERY_QUEUED,
  PH_DELIVERY_WRITING,
  PH_DELIVERY_SENDING,
  PH_DELIVERY_COMMITTING,
  PH_DELIVERY_SENT,
  PH_DELIVERY_CANCELLED,
  PH_DELIVERY_FAILED,
  PH_DELIVERY_UNKNOWN,
} PhDeliveryState;

#define PH_TYPE_DELIVERY (ph_delivery_get_type ())
/* Main thread only. Properties, read-only, notifying on change: state, stage (PhSmtpStage), octets-done and
 * octets-total (uint64), can-cancel, is-finished. */
G_DECLARE_FINAL_TYPE (PhDelivery, ph_delivery, PH, DELIVERY, GObject)

/**
 * ph_delivery_new:
 * @message: (transfer none): copied, so that the composer's may go on changing
 * @account: where it goes; its server is read now
 * @store: where the written message is kept
 */
PhDelivery *ph_delivery_new (PhMessage *message, PhAccount *account, PhStoreFiles *store);

/* Only to these, although the message's fields name more: the ones that were not refused. Before starting. */
void ph_delivery_set_recipients (PhDelivery *self, const char *const *addresses);

/**
 * ph_delivery_start:
 * @password: (nullable): %NULL when the account needs none
 *
 * Holds a reference to itself until it is finished. Once only: a retry is a new delivery.
 */
void ph_delivery_start (PhDelivery *self, const char *password);
/* Does nothing once can-cancel is FALSE. */
void ph_delivery_cancel (PhDelivery *self);

PhDeliveryState ph_delivery_get_state (PhDelivery *self);
PhSmtpStage ph_delivery_get_stage (PhDelivery *self);
guint64 ph_delivery_get_octets_done (PhDelivery *self);
guint64 ph_delivery_get_octets_total (PhDelivery *self);
gboolean ph_delivery_get_can_cancel (PhDelivery *self);
gboolean ph_delivery_get_is_finished (PhDelivery *self);
/* (nullable): set in FAILED and UNKNOWN */
const GError *ph_delivery_get_error (PhDelivery *self);
PhMessage *ph_delivery_get_message (PhDelivery *self);
PhAccount *ph_delivery_get_account (PhDelivery *self);
/* Each recipient's outcome; stable only while no session is under way. */
PhSmtpEnvelope *ph_delivery_get_envelope (PhDelivery *self);
PhSmtpTranscript *ph_delivery_get_transcript (PhDelivery *self);
/* (nullable): the file with the message as it was sent, from SENT until the delivery is freed */
GFile *ph_delivery_get_file (PhDelivery *self);
/* SIZE of the server's last EHLO, 0 when not known */
guint64 ph_delivery_get_size_limit (PhDelivery *self);

G_END_DECLS
