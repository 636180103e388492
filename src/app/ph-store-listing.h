/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some pages of one list of the store, read together on the disk's thread. */
#pragma once

#include "ph-store.h"

G_BEGIN_DECLS

#define PH_STORE_LISTING_PAGE 100

typedef struct
{
  PhStoreMessage *message; /* (owned) */
  int error_code; /* see ph_store_item_get_error_code() */
} PhStoreListingRow;

typedef struct
{
  PhStoreBox box;
  char *query; /* (owned) (nullable) */
  guint serial; /* the model's, so that it knows an answer to what it asked before */
  gboolean is_partial; /* only what was not there yet */
  GArray *pages; /* (owned) (element-type guint): their numbers, growing */

  guint n_rows; /* out: of the whole list */
  GHashTable *rows; /* (owned): out: PhStoreListingRow by position */
} PhStoreListing;

PhStoreListing *ph_store_listing_new (PhStoreBox box, const char *query);
void ph_store_listing_free (PhStoreListing *self);
/* A PhOutboxDiskFunc that fills in the rest. */
gboolean ph_store_listing_read (PhStore *store, gpointer listing, GCancellable *cancellable, GError **error);
/* (nullable) (transfer none) */
const PhStoreListingRow *ph_store_listing_find (const PhStoreListing *self, guint position);

G_END_DECLS
