/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One list of the store, as a list model of PhStoreItem: of any length, in little memory, and never waiting for the disk. */
#pragma once

#include "ph-outbox-disk.h"
#include "ph-store-item.h"

G_BEGIN_DECLS

#define PH_TYPE_STORE_LIST_MODEL (ph_store_list_model_get_type ())
/* Main thread only. Signal `listed` (GError, nullable): what it holds is what the store has; or why it could not be read, and
 * then it holds what it held. An item stays the same one, and moves with its message, for as long as somebody else has it. */
G_DECLARE_FINAL_TYPE (PhStoreListModel, ph_store_list_model, PH, STORE_LIST_MODEL, GObject)

/* Empty at first; it is listed at once, and again whenever the disk says `changed`. */
PhStoreListModel *ph_store_list_model_new (PhOutboxDisk *disk, PhStoreBox box);

/* @query: (nullable): see ph_store_list(); what was found before stays until the answer is there */
void ph_store_list_model_set_query (PhStoreListModel *self, const char *query);
const char *ph_store_list_model_get_query (PhStoreListModel *self); /* (nullable) */
PhStoreBox ph_store_list_model_get_box (PhStoreListModel *self);
/* Lists it again, for what the disk does not tell of. */
void ph_store_list_model_refresh (PhStoreListModel *self);
/* Where the message is, if it was read, else %G_MAXUINT. */
guint ph_store_list_model_find (PhStoreListModel *self, gint64 id);
/* How many items are in memory: for tests. */
guint ph_store_list_model_get_n_kept (PhStoreListModel *self);

G_END_DECLS
