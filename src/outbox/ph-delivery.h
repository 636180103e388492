/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt to send one message: made durable, claimed, handed to the engine, and its end written down before anybody is
 * told. ph-outbox decides when there is one, and gives it its session. */
#pragma once

#include "ph-account.h"
#include "ph-message.h"
#include "ph-outbox-disk.h"
#include "ph-smtp-client.h"

G_BEGIN_DECLS

/**
 * PhDeliveryState: the architecture's states, as they are seen from one attempt
 * @PH_DELIVERY_QUEUED: not begun
 * @PH_DELIVERY_WRITING: the message is being made durable, or claimed: no other program sends it from here on
 * @PH_DELIVERY_SENDING: it is safe, and a session is under way or waited for; broken here, nothing was sent
 * @PH_DELIVERY_COMMITTING: the server may take the message any moment; it cannot be cancelled any more
 * @PH_DELIVERY_SENT: the server has it
 * @PH_DELIVERY_WAITING: this attempt is over, or none was to be made; the message stays in the outbox and is tried again
 * @PH_DELIVERY_CANCELLED: the person stopped it in time; it is a draft again
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
  PH_DELIVERY_WAITING,
  PH_DELIVERY_CANCELLED,
  PH_DELIVERY_FAILED,
  PH_DELIVERY_UNKNOWN,
} PhDeliveryState;

#define PH_TYPE_DELIVERY (ph_delivery_get_type ())
/* Main thread only. Properties, read-only, notifying on change: state, stage (PhSmtpStage), octets-done and
 * octets-total (uint64), can-cancel, is-finished, is-held, choice (PhSmtpEnvelope). Signal `ready`: the message is safe, and a session is wanted:
 * ph_delivery_send() or ph_delivery_fail(). */
G_DECLARE_FINAL_TYPE (PhDelivery, ph_delivery, PH, DELIVERY, GObject)

/**
 * ph_delivery_new:
 * @message: (transfer none): copied, so that the composer's may go on changing
 * @account: where it goes
 * @draft: the message in the store that this takes the place of, 0 for none
 */
PhDelivery *ph_delivery_new (PhOutboxDisk *disk, PhAccount *account, PhMessage *message, gint64 draft);
/* @stored: a message of the outbox */
PhDelivery *ph_delivery_new_stored (PhOutboxDisk *disk, PhAccount *account, PhStoreMessage *stored);

/* All of these before starting. */

/**
 * ph_delivery_set_previous:
 * @envelope: what became of the same message's recipients before; whoever has it does not get it again
 * @recipients: (nullable) (array zero-terminated=1): nobody but these is tried again; %NULL: all who have not got it
 */
void ph_delivery_set_previous (PhDelivery *self, PhSmtpEnvelope *envelope, const char *const *recipients);
/* Undo is possible for so long: everything but the commit happens meanwhile. At most 30 s; see ph_delivery_get_choice() too. */
void ph_delivery_set_hold (PhDelivery *self, guint milliseconds);
/* It is put into the outbox for that time (microseconds since the epoch), and none is made now; or it is handed to the server
 * now, which holds it until then. A server that does not leaves it in the outbox for that time. */
void ph_delivery_set_due (PhDelivery *self, gint64 due, PhStoreHolder holder);

/* It is put into the outbox, and goes when it can. */
void ph_delivery_set_waits (PhDelivery *self);

/* Whether somebody looks on: then every recipient or none gets it, unless ph_delivery_go_on() is chosen, and only what the
 * server asks to try later waits in the outbox. Else it goes to whoever is accepted, and a choice that stands open is taken to be
 * that. It can change until the end; FALSE by default. */
void ph_delivery_set_is_attended (PhDelivery *self, gboolean is_attended);

/* Holds a reference to itself until it is finished. Once only: a retry is a new delivery. */
void ph_delivery_start (PhDelivery *self);
/* Once, after `ready`. */
void ph_delivery_send (PhDelivery *self, PhSmtpClient *client);
/* Instead of it: takes @error over. */
void ph_delivery_fail (PhDelivery *self, GError *error);
/* Ends the hold at once. While there is a choice, that is none: it fails, and nothing is sent. */
void ph_delivery_release (PhDelivery *self);
/**
 * ph_delivery_go_on:
 *
 * The answer to a choice: it goes to those who were accepted, at once and in the same session. When it was sent, whoever was
 * refused has it as a draft, under the same Message-ID. Does nothing when there is no choice.
 */
void ph_delivery_go_on (PhDelivery *self);
/* Does nothing once can-cancel is FALSE. */
void ph_delivery_cancel (PhDelivery *self);

PhDeliveryState ph_delivery_get_state (PhDelivery *self);
PhSmtpStage ph_delivery_get_stage (PhDelivery *self);
guint64 ph_delivery_get_octets_done (PhDelivery *self);
guint64 ph_delivery_get_octets_total (PhDelivery *self);
gboolean ph_delivery_get_can_cancel (PhDelivery *self);
gboolean ph_delivery_get_is_finished (PhDelivery *self);
gboolean ph_delivery_get_is_held (PhDelivery *self);
/**
 * ph_delivery_get_choice:
 *
 * While it is held and attended, a server that refuses some recipients and accepts others is kept waiting in front of the body,
 * until ph_delivery_go_on(), ph_delivery_cancel() or 30 s after the hold began; then it fails as without a hold.
 *
 * Returns: (transfer none) (nullable): what became of each recipient, as long as that is to be chosen
 */
PhSmtpEnvelope *ph_delivery_get_choice (PhDelivery *self);
/* (nullable): in SENT: the draft for whoever was refused, when that was chosen and could be written */
PhStoreMessage *ph_delivery_get_kept (PhDelivery *self);
gboolean ph_delivery_get_is_attended (PhDelivery *self);
/* (nullable): set in FAILED and UNKNOWN, and in WAITING when there was an attempt */
const GError *ph_delivery_get_error (PhDelivery *self);
/* (nullable): what was given to ph_delivery_new(); NULL for a stored one */
PhMessage *ph_delivery_get_message (PhDelivery *self);
/* The message as it was when the attempt began, or as it is to be stored. */
PhStoreMessage *ph_delivery_get_stored (PhDelivery *self);
PhAccount *ph_delivery_get_account (PhDelivery *self);
/* Each recipient's outcome; stable only while no session is under way. */
PhSmtpEnvelope *ph_delivery_get_envelope (PhDelivery *self);
PhSmtpTranscript *ph_delivery_get_transcript (PhDelivery *self);
/* The message in the store; 0 until it is there */
gint64 ph_delivery_get_id (PhDelivery *self);
/* (nullable): the file with the message as it is sent, from SENDING on */
GFile *ph_delivery_get_file (PhDelivery *self);
/* In WAITING: when it is tried again, microseconds since the epoch */
gint64 ph_delivery_get_due (PhDelivery *self);
/* SIZE of the server's last EHLO, 0 when not known */
guint64 ph_delivery_get_size_limit (PhDelivery *self);
/* (nullable): "TLS 1.3, TLS_AES_256_GCM_SHA384", when it is finished and there was a session with TLS */
const char *ph_delivery_get_tls (PhDelivery *self);
/* How long it holds a message back by that, in seconds: 0 when it does not */
guint ph_delivery_get_hold_limit (PhDelivery *self);
/* Whether it did not offer SMTPUTF8 by that */
gboolean ph_delivery_get_lacks_smtputf8 (PhDelivery *self);
gboolean ph_delivery_get_lacks_dsn (PhDelivery *self); /* the same for reports on delivery (RFC 3461) */

G_END_DECLS
