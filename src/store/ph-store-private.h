/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of PhStore share: ph-store.c opens, ph-store-keep.c is for coming and going, ph-store-way.c for a message on
 * its way, ph-store-look.c for looking, ph-store-people.c for who was written to and ph-store-strangers.c for what does not fit
 * together. */
#pragma once

#include "ph-store-database.h"
#include "ph-store-files.h"
#include "ph-store-hits.h"
#include "ph-store-owner.h"
#include "ph-store.h"

G_BEGIN_DECLS

struct _PhStore
{
  GObject parent_instance;

  GFile *messages; /* (owned) */
  PhStoreFiles *files; /* (owned) */
  PhStoreOwner *owner; /* (owned): dropped last, as what is claimed is its own until then */
  GMainContext *context; /* (owned) */
  int n_untold; /* atomic: whether `changed` is under way */

  GMutex mutex;
  PhStoreDatabase *database; /* (owned) (mutex mutex) */
  guint64 n_changes; /* (mutex mutex): of rows, by this object */
  PhStoreHits *hits; /* (owned) (nullable) (mutex mutex): of the last search */
};

/* Locks the object and begins a transaction; on failure neither is so. */
gboolean ph_store_begin (PhStore *self, PhStoreAccess access, GError **error);
/**
 * ph_store_end:
 * @is_done: whether the work succeeded; otherwise @error is set already and all is as it was before
 *
 * Commits or rolls back, and unlocks. @may_return: see ph_store_database_commit().
 */
gboolean ph_store_end (PhStore *self, gboolean is_done, gboolean *may_return, GError **error);

/* Sets NOT_FOUND; returns %FALSE. */
gboolean ph_store_set_not_found (gint64 id, GError **error);

/* Where the row's state stands between two transactions: inside one. */
typedef struct
{
  PhStoreState state;
  gint64 owner;
  gboolean is_removed;
  PhStoreHolder holder;
  gint64 due;
  gint64 retry_at;
  gint64 n_retries;
  gint64 first_attempt;
  char *file; /* (owned) */
  char *problem; /* (owned) (nullable) */
} PhStoreStanding;

/* (transfer full) (nullable): NOT_FOUND when there is no such row */
PhStoreStanding *ph_store_standing_read (PhStore *self, gint64 id, GError **error);
void ph_store_standing_free (PhStoreStanding *standing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStoreStanding, ph_store_standing_free)

/* `messages/<name>` */
GFile *ph_store_get_child (PhStore *self, const char *name);

G_END_DECLS
