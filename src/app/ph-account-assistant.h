/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that adds an account or edits one, and signs in with it before it is kept. */
#pragma once

#include <adwaita.h>

#include "ph-accounts.h"
#include "ph-secrets.h"

G_BEGIN_DECLS

#define PH_TYPE_ACCOUNT_ASSISTANT (ph_account_assistant_get_type ())
/* Signals: `saved` (PhAccount *account): it is in the list, the window closes behind it;
 * `removed` (PhAccount *account): it no longer is. */
G_DECLARE_FINAL_TYPE (PhAccountAssistant, ph_account_assistant, PH, ACCOUNT_ASSISTANT, AdwWindow)

/**
 * ph_account_assistant_new:
 * @parent: (nullable): the window it belongs to; it is modal to it
 * @account: (nullable): the account to edit, or %NULL to add one; the practice account has nothing
 *   to edit, instead of it one is added
 */
PhAccountAssistant *ph_account_assistant_new (GtkWindow *parent,
                                              PhAccounts *accounts,
                                              PhSecrets *secrets,
                                              PhAccount *account);

G_END_DECLS
