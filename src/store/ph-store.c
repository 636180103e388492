/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, transactions, and telling that something changed. What it is for is in the other ph-store-*.c. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-schema.h"
#include "ph-store-statement.h"

#include <glib/gstdio.h>
#include <inttypes.h>

G_DEFINE_FINAL_TYPE (PhStore, ph_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- telling ------------------------------------------------------------------------------------------------- */

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
tell_cb (gpointer data)
{
  g_autoptr (PhStore) self = g_weak_ref_get (data);

  if (self != NULL)
    {
      g_atomic_int_set (&self->n_untold, 0);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  return G_SOURCE_REMOVE;
}

/* Whoever waits to be told must not keep the store alive: its lock ends with it. */
static void
tell_later (PhStore *self)
{
  GWeakRef *reference = NULL;
  g_autoptr (GSource) source = NULL;

  if (!g_atomic_int_compare_and_exchange (&self->n_untold, 0, 1))
    return;
  reference = g_new0 (GWeakRef, 1);
  g_weak_ref_init (reference, self);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "ph-store-changed");
  g_source_set_callback (source, tell_cb, reference, weak_ref_free);
  g_source_attach (source, self->context);
}

/* ---- transactions -------------------------------------------------------------------------------------------- */

gboolean
ph_store_begin (PhStore *self, PhStoreAccess access, GError **error)
{
  g_mutex_lock (&self->mutex);
  if (ph_store_database_begin (self->database, access, error))
    return TRUE;
  g_mutex_unlock (&self->mutex);
  return FALSE;
}

static guint64
count_changes (PhStore *self)
{
  return (guint64) ph_store_sqlite.total_changes64 (ph_store_database_get_handle (self->database));
}

gboolean
ph_store_end (PhStore *self, gboolean is_done, gboolean *may_return, GError **error)
{
  gboolean is_changed = FALSE;

  if (!is_done)
    ph_store_database_roll_back (self->database);
  else if (!ph_store_database_commit (self->database, may_return, error))
    is_done = FALSE;
  else
    is_changed = count_changes (self) != self->n_changes;
  self->n_changes = count_changes (self);
  g_mutex_unlock (&self->mutex);

  if (is_changed)
    tell_later (self);
  return is_done;
}

gboolean
ph_store_set_not_found (gint64 id, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no message %" G_GINT64_FORMAT, id);
  return FALSE;
}

GFile *
ph_store_get_child (PhStore *self, const char *name)
{
  return g_file_get_child (self->messages, name);
}

/* ---- standing ------------------------------------------------------------------------------------------------ */

PhStoreStanding *
ph_store_standing_read (PhStore *self, gint64 id, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      self->database,
      "SELECT state, owner, is_removed, holder, due, retry_at, n_retries, first_attempt, file, problem"
      " FROM message WHERE id = :id");
  g_autoptr (GError) failure = NULL;
  PhStoreStanding *standing = NULL;

  ph_store_statement_set_int (statement, ":id", id);
  if (!ph_store_statement_next (statement, &failure))
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      else
        ph_store_set_not_found (id, error);
      return NULL;
    }
  standing = g_new0 (PhStoreStanding, 1);
  standing->state = (PhStoreState) ph_store_statement_get_int (statement, 0);
  standing->owner = ph_store_statement_get_int (statement, 1);
  standing->is_removed = ph_store_statement_get_int (statement, 2) != 0;
  standing->holder = (PhStoreHolder) ph_store_statement_get_int (statement, 3);
  standing->due = ph_store_statement_get_int (statement, 4);
  standing->retry_at = ph_store_statement_get_int (statement, 5);
  standing->n_retries = ph_store_statement_get_int (statement, 6);
  standing->first_attempt = ph_store_statement_get_int (statement, 7);
  standing->file = g_strdup (ph_store_statement_get_text (statement, 8));
  standing->problem = g_strdup (ph_store_statement_get_text (statement, 9));
  return standing;
}

void
ph_store_standing_free (PhStoreStanding *standing)
{
  g_free (standing->file);
  g_free (standing->problem);
  g_free (standing);
}

/* ---- object -------------------------------------------------------------------------------------------------- */

static void
ph_store_finalize (GObject *object)
{
  PhStore *self = PH_STORE (object);

  g_clear_pointer (&self->hits, ph_store_hits_free);
  g_clear_pointer (&self->database, ph_store_database_close);
  g_clear_pointer (&self->owner, ph_store_owner_free);
  g_clear_object (&self->files);
  g_clear_object (&self->messages);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (ph_store_parent_class)->finalize (object);
}

static void
ph_store_class_init (PhStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", PH_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_store_init (PhStore *self)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref_thread_default ();
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

/* Closing takes the log away. One that is there while nobody else has it open was left by a crash. */
static gboolean
is_left_open (PhStore *self, const char *database, gboolean *result, GError **error)
{
  g_autofree char *log = g_strconcat (database, "-wal", NULL);
  gboolean are_others_alive = FALSE;
  GStatBuf status;

  if (!ph_store_owner_find_others (self->owner, &are_others_alive, error))
    return FALSE;
  *result = !are_others_alive && g_stat (log, &status) == 0 && status.st_size > 0;
  return TRUE;
}

static gboolean
open_database (PhStore *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "posthaste.db", NULL);
  gboolean is_checked = FALSE;

  if (!is_left_open (self, path, &is_checked, error))
    return FALSE;
  self->database = ph_store_database_open (path, ph_store_schema_version, is_checked, error);
  return self->database != NULL
         && ph_store_schema_migrate (self->database, ph_store_schema_steps, ph_store_schema_version, error);
}

/* Two programs that make or migrate the same database do it one after the other. */
static gboolean
open_alone (PhStore *self, const char *folder, GError **error)
{
  gboolean is_open = FALSE;

  if (!ph_store_owner_enter (self->owner, error))
    return FALSE;
  is_open = open_database (self, folder, error);
  ph_store_owner_leave (self->owner);
  if (is_open)
    self->n_changes = count_changes (self);
  return is_open;
}

PhStore *
ph_store_open (GFile *folder, GError **error)
{
  g_autoptr (PhStore) self = NULL;
  g_autofree char *lock = NULL;
  g_autofree char *prefix = NULL;
  const char *path = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);
  g_return_val_if_fail (g_file_peek_path (folder) != NULL, NULL);

  path = g_file_peek_path (folder);
  self = g_object_new (PH_TYPE_STORE, NULL);
  self->messages = g_file_get_child (folder, "messages");
  if (!ph_store_files_make_folder (g_file_peek_path (self->messages), error))
    return NULL;
  lock = g_build_filename (path, "posthaste.lock", NULL);
  self->owner = ph_store_owner_new (lock, error);
  if (self->owner == NULL || !open_alone (self, path, error))
    return NULL;
  prefix = g_strdup_printf ("%016" PRIx64 "-", ph_store_owner_get_token (self->owner));
  self->files = ph_store_files_new_with_prefix (self->messages, prefix);
  return g_steal_pointer (&self);
}
