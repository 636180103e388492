/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page is one question to the store; with it come the few facts of an attempt that a row shows in words. */
#include "config.h"

#include "ph-store-listing.h"

static void
row_free (PhStoreListingRow *row)
{
  g_object_unref (row->message);
  g_free (row);
}

PhStoreListing *
ph_store_listing_new (PhStoreBox box, const char *query)
{
  PhStoreListing *self = g_new0 (PhStoreListing, 1);

  self->box = box;
  self->query = g_strdup (query);
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  self->rows = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) row_free);
  return self;
}

void
ph_store_listing_free (PhStoreListing *self)
{
  g_free (self->query);
  g_array_unref (self->pages);
  g_hash_table_unref (self->rows);
  g_free (self);
}

static int
read_error_code (PhStore *store, PhStoreMessage *message)
{
  g_autoptr (GPtrArray) attempts = NULL;

  if (ph_store_message_get_state (message) != PH_STORE_STATE_FAILED)
    return -1;
  /* Without them the row says less, which is no reason to show none. */
  attempts = ph_store_list_attempts (store, ph_store_message_get_id (message), NULL);
  if (attempts == NULL || attempts->len == 0)
    return -1;
  return ((const PhStoreAttempt *) g_ptr_array_index (attempts, attempts->len - 1))->error_code;
}

static gboolean
read_page (PhStore *store, PhStoreListing *self, guint page, GError **error)
{
  guint offset = page * PH_STORE_LISTING_PAGE;
  g_autoptr (GPtrArray) messages = ph_store_list (store, self->box, self->query, offset, PH_STORE_LISTING_PAGE, error);

  if (messages == NULL)
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      PhStoreListingRow *row = g_new0 (PhStoreListingRow, 1);

      row->message = g_object_ref (g_ptr_array_index (messages, i));
      row->error_code = read_error_code (store, row->message);
      g_hash_table_insert (self->rows, GUINT_TO_POINTER (offset + i), row);
    }
  return TRUE;
}

/* The number is asked for last: what came between two questions makes the store say `changed`, and all is read again. */
gboolean
ph_store_listing_read (PhStore *store, gpointer listing, GCancellable *cancellable, GError **error)
{
  PhStoreListing *self = listing;
  int n_rows = 0;

  for (guint i = 0; i < self->pages->len; i++)
    if (!read_page (store, self, g_array_index (self->pages, guint, i), error))
      return FALSE;
  n_rows = ph_store_count (store, self->box, self->query, error);
  self->n_rows = (guint) MAX (n_rows, 0);
  return n_rows >= 0;
}

const PhStoreListingRow *
ph_store_listing_find (const PhStoreListing *self, guint position)
{
  return g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));
}
