/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages to rows and back: inside the caller's transaction. */
#pragma once

#include "ph-store-attempt.h"
#include "ph-store-message.h"
#include "ph-store-private.h"
#include "ph-store-statement.h"

G_BEGIN_DECLS

/* What a SELECT for ph_store_row_read_all() names. */
#define PH_STORE_ROW_COLUMNS                                                                                           \
  "id, state, file, size, created, changed, n_retries, first_attempt, problem, account, sender, message_id, subject, " \
  "has_attachments, due, holder, retry_at, notify"

/* With its recipients and the search. @id: (out) */
gboolean ph_store_row_insert (PhStore *store,
                              PhStoreMessage *message,
                              GFile *file,
                              guint64 size,
                              gint64 *id,
                              GError **error);
/* The message @id becomes @message; nothing of an earlier try counts any more, but its attempts stay. */
gboolean ph_store_row_update (PhStore *store,
                              gint64 id,
                              PhStoreMessage *message,
                              GFile *file,
                              guint64 size,
                              GError **error);
gboolean ph_store_row_insert_attempt (PhStore *store, gint64 id, const PhStoreAttempt *attempt, GError **error);

/* (transfer full) (element-type PhStoreMessage) (nullable): with their recipients */
GPtrArray *ph_store_row_read_all (PhStore *store, PhStoreStatement *statement, GError **error);
/* (transfer full) (nullable): NOT_FOUND */
PhStoreMessage *ph_store_row_read (PhStore *store, gint64 id, GError **error);

G_END_DECLS
