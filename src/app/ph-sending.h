/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One press of Send, to its end: a delivery of the outbox that lives on when its window is closed. */
#pragma once

#include "ph-error-text.h"
#include "ph-outbox.h"

G_BEGIN_DECLS

#define PH_TYPE_SENDING (ph_sending_get_type ())
/* Main thread only. Signal `finished`: the outcome is known; emitted once. */
G_DECLARE_FINAL_TYPE (PhSending, ph_sending, PH, SENDING, GObject)

/* @delivery: not started yet */
PhSending *ph_sending_new (PhOutbox *outbox, PhDelivery *delivery);

/* Holds the running GApplication and itself until it is finished. @password, @is_forced: see ph_outbox_send() */
void ph_sending_start (PhSending *self, const char *password, gboolean is_forced);
/* The same for a delivery that somebody else starts. */
void ph_sending_follow (PhSending *self);
void ph_sending_cancel (PhSending *self);

PhDelivery *ph_sending_get_delivery (PhSending *self);
PhMessage *ph_sending_get_message (PhSending *self); /* (nullable): of one that was composed here */
PhAccount *ph_sending_get_account (PhSending *self);
PhDeliveryState ph_sending_get_state (PhSending *self);
const GError *ph_sending_get_error (PhSending *self); /* (nullable) */
/* (transfer full) (nullable): the error as advice */
PhErrorText *ph_sending_new_error_text (PhSending *self);
/**
 * ph_sending_new_refusal_text:
 * @envelope: in which some were refused: a choice, or the delivery's own when it is finished
 * @context: (out) (optional): for the labels of its actions; lives as long as the sending and @envelope
 *
 * Returns: (transfer full): what that is to a person, although it may be no error
 */
PhErrorText *ph_sending_new_refusal_text (PhSending *self, PhSmtpEnvelope *envelope, PhErrorContext *context);
/* Fills what an error text needs to know; its strings live as long as the sending. */
void ph_sending_get_error_context (PhSending *self, PhErrorContext *context);
/* (transfer full): who has not been refused, NULL-terminated */
char **ph_sending_dup_accepted (PhSending *self);
/* Seconds since the start. */
guint ph_sending_get_seconds (PhSending *self);

G_END_DECLS
