/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counted from both ends, so that a row that came, went or moved is told as just that. */
#include "config.h"

#include "ph-store-splice.h"

static PhStoreItem *
find_item (GHashTable *items, guint position)
{
  return g_hash_table_lookup (items, GUINT_TO_POINTER (position));
}

/* Whether both are known and not the same; @row: (nullable) */
static gboolean
differs (PhStoreItem *item, const PhStoreListingRow *row)
{
  return item != NULL && row != NULL && ph_store_item_get_id (item) != 0
         && ph_store_item_get_id (item) != ph_store_message_get_id (row->message);
}

static guint
count_same_at_start (GHashTable *items, guint n_items, const PhStoreListing *listing)
{
  guint n = MIN (n_items, listing->n_rows);
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer row = NULL;

  g_hash_table_iter_init (&iter, listing->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    if (GPOINTER_TO_UINT (key) < n && differs (find_item (items, GPOINTER_TO_UINT (key)), row))
      n = GPOINTER_TO_UINT (key);
  return n;
}

/* Counted from the ends of both, at most @max. */
static guint
count_same_at_end (GHashTable *items, guint n_items, const PhStoreListing *listing, guint max)
{
  guint n = max;
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer row = NULL;

  g_hash_table_iter_init (&iter, listing->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    {
      guint from_end = listing->n_rows - 1 - MIN (GPOINTER_TO_UINT (key), listing->n_rows - 1);

      if (from_end < n && differs (find_item (items, n_items - 1 - from_end), row))
        n = from_end;
    }
  return n;
}

PhStoreSplice
ph_store_splice_find (GHashTable *items, guint n_items, const PhStoreListing *listing)
{
  PhStoreSplice splice = { 0 };
  guint at_end = 0;

  splice.position = count_same_at_start (items, n_items, listing);
  at_end = count_same_at_end (items, n_items, listing, MIN (n_items, listing->n_rows) - splice.position);
  splice.n_removed = n_items - at_end - splice.position;
  splice.n_added = listing->n_rows - at_end - splice.position;
  return splice;
}
