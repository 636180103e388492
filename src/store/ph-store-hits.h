/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search found, in the order of its list. A list asks for it page by page, so the last one is kept until a row changes. */
#pragma once

#include "ph-store-database.h"
#include "ph-store.h"

G_BEGIN_DECLS

typedef struct _PhStoreHits PhStoreHits;

/* @query: what a person typed. (transfer full) (nullable) */
PhStoreHits *ph_store_hits_new (PhStoreDatabase *database, PhStoreBox box, const char *query, GError **error);
void ph_store_hits_free (PhStoreHits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStoreHits, ph_store_hits_free)

/* Whether it is the answer to these, and no row has changed since. */
gboolean ph_store_hits_answer (PhStoreHits *self, PhStoreDatabase *database, PhStoreBox box, const char *query);
guint ph_store_hits_get_n (PhStoreHits *self);
gint64 ph_store_hits_get_id (PhStoreHits *self, guint position);

typedef enum
{
  PH_STORE_BEGINNINGS_LAST,
  PH_STORE_BEGINNINGS_ALL,
} PhStoreBeginnings;

/* (transfer full): @query in the words of FTS5: every word quoted, so that none of it is an operator; the last one, or all, may
 * be beginnings. "" when there is no word in it. */
char *ph_store_hits_dup_match (const char *query, PhStoreBeginnings beginnings);

G_END_DECLS
