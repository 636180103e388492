/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store and the thread that uses it, so that the main one never waits for a disk. */
#pragma once

#include "ph-store.h"

G_BEGIN_DECLS

#define PH_TYPE_OUTBOX_DISK (ph_outbox_disk_get_type ())
/* Main thread only. Signal `changed`: as the store's; something in the lists is not what it was. */
G_DECLARE_FINAL_TYPE (PhOutboxDisk, ph_outbox_disk, PH, OUTBOX_DISK, GObject)

/* @folder: see ph_store_open(); it is opened with the first function that runs, and what earlier programs left is recovered */
PhOutboxDisk *ph_outbox_disk_new (GFile *folder);

/**
 * PhOutboxDiskFunc:
 *
 * Called on the disk's thread, one after the other in the order in which they were queued.
 */
typedef gboolean (*PhOutboxDiskFunc) (PhStore *store, gpointer data, GCancellable *cancellable, GError **error);

/**
 * ph_outbox_disk_run_async:
 * @data: (transfer full): @func's, and the callback's: see ph_outbox_disk_run_finish()
 *
 * When the store cannot be opened that is the result; the next call tries again.
 */
void ph_outbox_disk_run_async (PhOutboxDisk *self,
                               PhOutboxDiskFunc func,
                               gpointer data,
                               GDestroyNotify data_free,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* @data: (out) (optional) (transfer none): what @func filled in; lives as long as @result */
gboolean ph_outbox_disk_run_finish (PhOutboxDisk *self, GAsyncResult *result, gpointer *data, GError **error);

GFile *ph_outbox_disk_get_folder (PhOutboxDisk *self);

/* Blocks until all that was queued is done: before the program ends. Nothing can be queued afterwards. */
void ph_outbox_disk_finish (PhOutboxDisk *self);

G_END_DECLS
