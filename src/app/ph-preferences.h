/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences: how sending behaves, the accounts, and what is remembered. Everything applies at once. */
#pragma once

#include <adwaita.h>

#include "ph-accounts.h"
#include "ph-outbox-disk.h"
#include "ph-secrets.h"

G_BEGIN_DECLS

/* Signal `write-to-self` (PhAccount *account): a message from it to itself is wanted; the window closes behind it. */
#define PH_TYPE_PREFERENCES (ph_preferences_get_type ())
G_DECLARE_FINAL_TYPE (PhPreferences, ph_preferences, PH, PREFERENCES, AdwPreferencesWindow)

/* @parent: (nullable): the window it belongs to */
PhPreferences *ph_preferences_new (GtkWindow *parent, PhAccounts *accounts, PhSecrets *secrets, PhOutboxDisk *disk);

G_END_DECLS
