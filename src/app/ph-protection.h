/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice whether a message is signed and encrypted, for whom it can be made: shown to who has a secret key, or wants it made. It asks
 * for keys on other threads. */
#pragma once

#include <gtk/gtk.h>

#include "ph-mail-keys.h"
#include "ph-message.h"

G_BEGIN_DECLS

#define PH_TYPE_PROTECTION (ph_protection_get_type ())
/* Properties: `sign`, `encrypt` (boolean): what is wanted; `text` (string): what is to be known of it, "" for nothing.
 * Signal `changed`: the person has chosen. */
G_DECLARE_FINAL_TYPE (PhProtection, ph_protection, PH, PROTECTION, GtkWidget)

void ph_protection_set_sender (PhProtection *self, const char *address); /* (nullable) */
void ph_protection_set_recipients (PhProtection *self, const char *const *addresses);
/* Only those of PH_MESSAGE_OPTIONS_PROTECTED. */
PhMessageOptions ph_protection_get_options (PhProtection *self);
void ph_protection_set_options (PhProtection *self, PhMessageOptions options); /* without the signal */
/* As if the person had chosen it, if it can be made. */
void ph_protection_toggle (PhProtection *self, PhMessageOptions option);
void ph_protection_set_editable (PhProtection *self, gboolean is_editable);
/* (transfer none) (nullable): the first recipient, as far as is known, whom it cannot be encrypted to although it is to be */
const PhMailKey *ph_protection_get_obstacle (PhProtection *self);

G_END_DECLS
