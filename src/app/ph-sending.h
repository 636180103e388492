/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One press of Send, to its end: finds the password, delivers, and lives on when its window is closed. */
#pragma once

#include "ph-delivery.h"
#include "ph-error-text.h"
#include "ph-secrets.h"

G_BEGIN_DECLS

#define PH_TYPE_SENDING (ph_sending_get_type ())
/* Main thread only. Signal `finished`: the outcome is known; emitted once. */
G_DECLARE_FINAL_TYPE (PhSending, ph_sending, PH, SENDING, GObject)

/**
 * ph_sending_new:
 * @recipients: (nullable): send only to these addresses of the message's
 * @password: (nullable): one that was just typed; %NULL asks @secrets
 */
PhSending *ph_sending_new (PhMessage *message,
                           PhAccount *account,
                           PhStoreFiles *store,
                           PhSecrets *secrets,
                           const char *const *recipients,
                           const char *password);

/* Holds the running GApplication and itself until it is finished. */
void ph_sending_start (PhSending *self);
void ph_sending_cancel (PhSending *self);

PhDelivery *ph_sending_get_delivery (PhSending *self);
PhMessage *ph_sending_get_message (PhSending *self);
PhAccount *ph_sending_get_account (PhSending *self);
/* As the delivery's, but FAILED also when no password is known. */
PhDeliveryState ph_sending_get_state (PhSending *self);
const GError *ph_sending_get_error (PhSending *self); /* (nullable) */
/* (transfer full) (nullable): the error as advice */
PhErrorText *ph_sending_new_error_text (PhSending *self);
/* Fills what an error text needs to know; its strings live as long as the sending. */
void ph_sending_get_error_context (PhSending *self, PhErrorContext *context);
/* (transfer full): who has not been refused, NULL-terminated */
char **ph_sending_dup_accepted (PhSending *self);
/* (transfer full) (nullable): who of @message has not got it by this sending, NULL when it is another message or when
 * nobody has: a server that takes few recipients at a time can have failed between two of its turns */
char **ph_sending_dup_rest (PhSending *self, PhMessage *message);
/* Seconds since the start. */
guint ph_sending_get_seconds (PhSending *self);

G_END_DECLS
