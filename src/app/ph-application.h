/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running program: owns what all windows share, opens them, and outlives them while a message is being sent. */
#pragma once

#include <adwaita.h>

#include "ph-accounts.h"
#include "ph-message.h"
#include "ph-secrets.h"
#include "ph-sending.h"

G_BEGIN_DECLS

#define PH_TYPE_APPLICATION (ph_application_get_type ())
G_DECLARE_FINAL_TYPE (PhApplication, ph_application, PH, APPLICATION, AdwApplication)

PhApplication *ph_application_new (void);

/* (transfer none): what all windows share */
PhAccounts *ph_application_get_accounts (PhApplication *self);
PhSecrets *ph_application_get_secrets (PhApplication *self);
PhOutbox *ph_application_get_outbox (PhApplication *self);
GSettings *ph_application_get_settings (PhApplication *self);
GFile *ph_application_get_practice_folder (PhApplication *self); /* a Maildir */

/* Turns the practice account on. */
PhAccount *ph_application_enable_practice (PhApplication *self);
/* Presents an untouched composer, or a new one; the welcome page while there is no account. */
void ph_application_compose (PhApplication *self);
/* Goes on with a draft, or with what waits in the outbox, which is taken out of it first. */
void ph_application_open_stored (PhApplication *self, PhStoreMessage *message);
/* A new message with the text of one that was sent. */
void ph_application_compose_from (PhApplication *self, PhStoreMessage *message);
/* Follows a sending, so that its end is told also when its window is gone. */
void ph_application_follow (PhApplication *self, PhSending *sending);

G_END_DECLS
