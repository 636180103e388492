/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is being written, kept in the store. */
#pragma once

#include "ph-message.h"
#include "ph-outbox-disk.h"

G_BEGIN_DECLS

/**
 * ph_outbox_draft_save_async:
 * @message: (transfer none): copied; it may be unfinished. As a draft it is neither signed nor encrypted
 * @account_id: whom it is from, "" when nobody is yet
 * @id: the stored message that it takes the place of, 0 for a new one. It is taken out of the outbox if it stands there
 */
void ph_outbox_draft_save_async (PhOutboxDisk *disk,
                                 PhMessage *message,
                                 const char *account_id,
                                 gint64 id,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Returns: the stored message, 0 on error */
gint64 ph_outbox_draft_save_finish (PhOutboxDisk *disk, GAsyncResult *result, GError **error);

/* On the disk's thread: makes the stored message @id a draft, whatever became of it before. BUSY while it is being sent. */
gboolean ph_outbox_draft_take_back (PhStore *store, gint64 id, GError **error);
/* On the disk's thread: stores @message as @record, in the place of @id where that is not 0. Returns: (transfer full) */
PhStoreMessage *ph_outbox_draft_store (PhStore *store,
                                       PhStoreMessage *record,
                                       PhMessage *message,
                                       gint64 id,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
