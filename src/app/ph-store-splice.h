/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has changed between two looks at a list of which only some rows are known. Pure. */
#pragma once

#include "ph-store-item.h"
#include "ph-store-listing.h"

G_BEGIN_DECLS

typedef struct
{
  guint position;
  guint n_removed;
  guint n_added;
} PhStoreSplice;

/**
 * ph_store_splice_find:
 * @items: PhStoreItem by position: what is known of the list as it was
 * @n_items: how long it was
 * @listing: what is known of it now
 *
 * Rows that are known of one look only could be the same.
 *
 * Returns: the shortest stretch outside of which no row is known to differ
 */
PhStoreSplice ph_store_splice_find (GHashTable *items, guint n_items, const PhStoreListing *listing);

G_END_DECLS
