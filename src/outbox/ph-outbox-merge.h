/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A merge's messages into the outbox, each once: whoever was stopped or killed and begins anew goes on where it ended. */
#pragma once

#include "ph-mail-merge.h"
#include "ph-outbox-disk.h"

G_BEGIN_DECLS

/**
 * ph_outbox_merge_add_row:
 * @account_id: whom it is from: part of what tells one merge from another
 * @name: what else does, "" for nothing
 *
 * Any thread; blocks on disk.
 *
 * Returns: (transfer full) (nullable): the message in the outbox. EXISTS when an earlier run put it there, whatever became of it
 */
PhStoreMessage *ph_outbox_merge_add_row (PhStore *store,
                                         PhMailMerge *merge,
                                         guint position,
                                         const char *account_id,
                                         const char *name,
                                         GError **error);

#define PH_TYPE_OUTBOX_MERGE (ph_outbox_merge_get_type ())
/* One merge without a name, for a window. Main thread only; one run at a time. Signal `progress`: the numbers are others. */
G_DECLARE_FINAL_TYPE (PhOutboxMerge, ph_outbox_merge, PH, OUTBOX_MERGE, GObject)

PhOutboxMerge *ph_outbox_merge_new (PhOutboxDisk *disk, PhMailMerge *merge, const char *account_id);

/**
 * PhOutboxMergeRun:
 * @PH_OUTBOX_MERGE_RUN_LOOK: finds what earlier runs have put into the outbox
 * @PH_OUTBOX_MERGE_RUN_ADD: puts the others there; ph_outbox_look() is to follow
 */
typedef enum
{
  PH_OUTBOX_MERGE_RUN_LOOK,
  PH_OUTBOX_MERGE_RUN_ADD,
} PhOutboxMergeRun;

/**
 * ph_outbox_merge_run_async:
 * @cancellable: (nullable): ends it between two rows
 *
 * Goes through all rows, in turns between which others get at the disk.
 */
void ph_outbox_merge_run_async (PhOutboxMerge *self,
                                PhOutboxMergeRun run,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Errors: as the store's, and %G_IO_ERROR_CANCELLED. Those that were added before it are safe. */
gboolean ph_outbox_merge_run_finish (PhOutboxMerge *self, GAsyncResult *result, GError **error);

PhMailMerge *ph_outbox_merge_get_merge (PhOutboxMerge *self);
/* Whether the row's message is known to be in the outbox, or to have been. */
gboolean ph_outbox_merge_is_done (PhOutboxMerge *self, guint position);
guint ph_outbox_merge_get_n_done (PhOutboxMerge *self);

G_END_DECLS
