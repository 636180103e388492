/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an account: what is typed, what is found by itself, and what is wrong with it, said where it is. */
#pragma once

#include <adwaita.h>

#include "ph-account.h"
#include "ph-step-list.h"

G_BEGIN_DECLS

#define PH_TYPE_ACCOUNT_FORM (ph_account_form_get_type ())
/* Property, read-only: `is-complete`, whether name and address would do. Signal `changed`: the person changed a field.
 * Its Test button activates the action `account.test` of an ancestor. */
G_DECLARE_FINAL_TYPE (PhAccountForm, ph_account_form, PH, ACCOUNT_FORM, GtkBox)

/* Shows what @account has. An account with a server keeps it; without one, the server is found by the address. */
void ph_account_form_load (PhAccountForm *self, PhAccount *account);

/**
 * ph_account_form_apply:
 *
 * Returns: whether every field could be read into @account; otherwise it is unchanged, and the first wrong field has
 *   the focus and says why. The server is "" when none was typed or found.
 */
gboolean ph_account_form_apply (PhAccountForm *self, PhAccount *account);

/* Whether the server is one that was found by the address. */
gboolean ph_account_form_get_is_found (PhAccountForm *self);

/* (transfer none): "" when nothing was typed */
const char *ph_account_form_get_password (PhAccountForm *self);
/* Whether an empty password stands for the saved one, which is said under the fields. */
void ph_account_form_set_has_saved_password (PhAccountForm *self, gboolean has_saved_password);
/* Marks the password as the wrong field; @reason: (nullable): a translated sentence under it */
void ph_account_form_refuse_password (PhAccountForm *self, const char *reason);

/* Opens the server settings with a server to start from, selected so that typing replaces it. */
void ph_account_form_propose_host (PhAccountForm *self, const char *host);
/* Opens the server settings with the server's name selected. */
void ph_account_form_focus_host (PhAccountForm *self);
/* Selects the password. */
void ph_account_form_focus_password (PhAccountForm *self);
/* Focus in the first empty field of name and address. */
void ph_account_form_focus_first (PhAccountForm *self);

/* There is no keyring: says that the password will be asked for. */
void ph_account_form_set_keyring_is_missing (PhAccountForm *self, gboolean is_missing);

/* Brings the identity back that was taken away last. */
void ph_account_form_undo_remove_identity (PhAccountForm *self);

/* While busy nothing can be typed, and the steps stand in the place of the hints. */
void ph_account_form_set_is_busy (PhAccountForm *self, gboolean is_busy);
PhStepList *ph_account_form_get_steps (PhAccountForm *self);

G_END_DECLS
