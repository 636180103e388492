/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stored message in a list: subject, people, time, and what became of it. */
#pragma once

#include "ph-accounts.h"
#include "ph-outbox.h"
#include "ph-store-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define PH_TYPE_MESSAGE_ROW (ph_message_row_get_type ())
G_DECLARE_FINAL_TYPE (PhMessageRow, ph_message_row, PH, MESSAGE_ROW, AdwBin)

/* @outbox, @accounts: who knows why a message waits */
GtkWidget *ph_message_row_new (PhOutbox *outbox, PhAccounts *accounts);
/* @item: (nullable): shown as it changes, until there is another one */
void ph_message_row_set_item (PhMessageRow *self, PhStoreItem *item);
PhStoreItem *ph_message_row_get_item (PhMessageRow *self); /* (nullable) */

G_END_DECLS
