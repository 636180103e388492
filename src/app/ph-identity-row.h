/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One identity of an account: what it is called, and its fields when it is opened. */
#pragma once

#include <adwaita.h>

#include "ph-identity.h"

G_BEGIN_DECLS

#define PH_TYPE_IDENTITY_ROW (ph_identity_row_get_type ())
/* Property `is-first` (boolean, construct only): name and address are asked for elsewhere, and it cannot be taken away.
 * Signals: `changed`: somebody has written; `remove`: it is to go. */
G_DECLARE_FINAL_TYPE (PhIdentityRow, ph_identity_row, PH, IDENTITY_ROW, AdwExpanderRow)

PhIdentityRow *ph_identity_row_new (void);

void ph_identity_row_load (PhIdentityRow *self, PhIdentity *identity);
/* Judges every field, and goes to the first that is wrong. Writes into @identity only what is right, and then all. */
gboolean ph_identity_row_apply (PhIdentityRow *self, PhIdentity *identity);
/* Opens it, with the cursor in the address. */
void ph_identity_row_begin (PhIdentityRow *self);

G_END_DECLS
