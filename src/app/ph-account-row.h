/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account in the preferences' list, with a menu of what can be done with it. */
#pragma once

#include <adwaita.h>

#include "ph-accounts.h"

G_BEGIN_DECLS

#define PH_TYPE_ACCOUNT_ROW (ph_account_row_get_type ())
G_DECLARE_FINAL_TYPE (PhAccountRow, ph_account_row, PH, ACCOUNT_ROW, AdwActionRow)

/* Shows @account as it is among @accounts now; its name and address are followed. Its menu activates actions of an
 * ancestor, each with the account's id as its target: preferences.edit-account, .make-default, .move-up, .move-down,
 * .remove-account. The practice account has no menu. */
PhAccountRow *ph_account_row_new (PhAccounts *accounts, PhAccount *account);

PhAccount *ph_account_row_get_account (PhAccountRow *self);

G_END_DECLS
