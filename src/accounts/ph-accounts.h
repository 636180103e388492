/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saved accounts: a GListModel of PhAccount in the person's order, practice last, and which is the default. */
#pragma once

#include "ph-account.h"

G_BEGIN_DECLS

#define PH_TYPE_ACCOUNTS (ph_accounts_get_type ())
/* Main thread only. Property `default-account` (PhAccount, nullable): notifies. */
G_DECLARE_FINAL_TYPE (PhAccounts, ph_accounts, PH, ACCOUNTS, GObject)

/* (transfer full): reads GSettings, which needs the installed schema. */
PhAccounts *ph_accounts_new (void);

/* (transfer none) (nullable) */
PhAccount *ph_accounts_find (PhAccounts *self, const char *id);
/* (transfer none) (nullable): by id, name, or the address of one of its identities; for --account */
PhAccount *ph_accounts_find_by_name (PhAccounts *self, const char *name);
/* (transfer none) (nullable): the first that has an identity with that address, in any case; the default before all others */
PhAccount *ph_accounts_find_by_address (PhAccounts *self, const char *address);
/* (transfer none) (nullable): the one that has this very @identity */
PhAccount *ph_accounts_find_by_identity (PhAccounts *self, PhIdentity *identity);

/* The first real account becomes the default. */
void ph_accounts_add (PhAccounts *self, PhAccount *account);
/* Forgets the settings; the secret is ph_secrets_clear_async()'s. Another real account becomes the default. */
void ph_accounts_remove (PhAccounts *self, PhAccount *account);
/* Moves it so many places down the list (up when negative), at most to the first or last place of a real one. */
void ph_accounts_move (PhAccounts *self, PhAccount *account, int by);
/* Whether there is that place; not for the practice account, which stays last. */
gboolean ph_accounts_can_move (PhAccounts *self, PhAccount *account, int by);

PhAccount *ph_accounts_get_default (PhAccounts *self); /* (nullable) */
/* The practice account cannot become it while a real one is there. */
void ph_accounts_set_default (PhAccounts *self, PhAccount *account);
gboolean ph_accounts_has_real (PhAccounts *self);

/* Turns the practice account on (it is listed last, "Practice <you@practice.invalid>") and returns it. Kept. */
PhAccount *ph_accounts_enable_practice (PhAccounts *self);

G_END_DECLS
