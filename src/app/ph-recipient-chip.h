/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recipient in a field: a mailbox, or what was typed and is none. */
#pragma once

#include <gtk/gtk.h>

#include "ph-mailbox.h"

G_BEGIN_DECLS

#define PH_TYPE_RECIPIENT_CHIP (ph_recipient_chip_get_type ())
/* Signals: `remove` and `edit`: the person wants the chip gone, or back as text. */
G_DECLARE_FINAL_TYPE (PhRecipientChip, ph_recipient_chip, PH, RECIPIENT_CHIP, GtkWidget)

/* @text: as it was typed; the chip is invalid when that is no mailbox, and its tooltip says why */
GtkWidget *ph_recipient_chip_new (const char *text);

PhMailbox *ph_recipient_chip_get_mailbox (PhRecipientChip *self); /* (nullable): NULL when invalid */
const char *ph_recipient_chip_get_text (PhRecipientChip *self); /* parses back to the same */
/* Its accessible name tells where it stands: "Bob Smith, bob@example.net, 1 of 2"; or else what is wrong with it. */
void ph_recipient_chip_set_position (PhRecipientChip *self, guint position, guint count);
/* @words: (nullable): what the server said when it refused it; NULL takes the mark away */
void ph_recipient_chip_set_refused (PhRecipientChip *self, const char *words);
gboolean ph_recipient_chip_get_is_refused (PhRecipientChip *self);
void ph_recipient_chip_set_editable (PhRecipientChip *self, gboolean is_editable);
/* Draws attention for a moment: this recipient is there already. */
void ph_recipient_chip_flash (PhRecipientChip *self);

G_END_DECLS
