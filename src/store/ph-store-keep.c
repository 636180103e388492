/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coming and going: first the file, then the row; and when something goes, first the row, then the file. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-row.h"
#include "ph-store-statement.h"

/* A row that came back after a crash needs its file: then a file too many is the smaller evil, and it is found. */
static void
drop_file (PhStore *self, GFile *file, gboolean may_be_needed)
{
  g_autoptr (GError) error = NULL;

  if (!may_be_needed && !ph_store_files_remove (self->files, file, &error))
    g_message ("%s", error->message);
}

static gboolean
run_for (PhStore *self, const char *sql, gint64 id, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (self->database, sql);

  ph_store_statement_set_int (statement, ":id", id);
  return ph_store_statement_run (statement, error);
}

/* ---- add and replace ----------------------------------------------------------------------------------------- */

static PhStoreMessage *
insert (PhStore *self, PhStoreMessage *message, GFile *file, guint64 size, GError **error)
{
  gint64 id = 0;

  if (!ph_store_row_insert (self, message, file, size, &id, error))
    return NULL;
  return ph_store_row_read (self, id, error);
}

static gboolean
set_exists (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "it was added before");
  return FALSE;
}

/* @key: (nullable) */
static gboolean
note_key (PhStore *self, const char *key, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "INSERT OR IGNORE INTO once VALUES (:key, :now)");

  if (key == NULL)
    return TRUE;
  ph_store_statement_set_text (statement, ":key", key);
  ph_store_statement_set_int (statement, ":now", g_get_real_time ());
  if (!ph_store_statement_run (statement, error))
    return FALSE;
  return ph_store_sqlite.changes (ph_store_database_get_handle (self->database)) > 0 || set_exists (error);
}

static gboolean
find_key (PhStore *self, const char *key, gboolean *has_it, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "SELECT count (*) FROM once WHERE key = :key");
  gint64 n = 0;

  ph_store_statement_set_text (statement, ":key", key);
  if (!ph_store_statement_read_int (statement, 0, &n, error))
    return FALSE;
  *has_it = n > 0;
  return TRUE;
}

/* @key: (nullable) */
static PhStoreMessage *
add (PhStore *self,
     PhStoreMessage *message,
     const char *key,
     PhStoreWriteFunc write_func,
     gpointer user_data,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;
  guint64 size = 0;
  gboolean may_return = FALSE;

  file = ph_store_files_add (self->files, write_func, user_data, &size, cancellable, error);
  if (file == NULL)
    return NULL;
  if (ph_store_begin (self, PH_STORE_ACCESS_WRITE, error))
    {
      stored = note_key (self, key, error) ? insert (self, message, file, size, error) : NULL;
      if (ph_store_end (self, stored != NULL, &may_return, error))
        return g_steal_pointer (&stored);
    }
  drop_file (self, file, may_return);
  return NULL;
}

PhStoreMessage *
ph_store_add (PhStore *self,
              PhStoreMessage *message,
              PhStoreWriteFunc write_func,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), NULL);
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), NULL);
  g_return_val_if_fail (write_func != NULL, NULL);

  return add (self, message, NULL, write_func, user_data, cancellable, error);
}

/* The key is looked for first, so that a file is not written in vain, and again where nobody else can come between. */
PhStoreMessage *
ph_store_add_once (PhStore *self,
                   PhStoreMessage *message,
                   const char *key,
                   PhStoreWriteFunc write_func,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  gboolean was_added = FALSE;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), NULL);
  g_return_val_if_fail (key != NULL && write_func != NULL, NULL);

  if (!ph_store_was_added (self, key, &was_added, error) || (was_added && !set_exists (error)))
    return NULL;
  return add (self, message, key, write_func, user_data, cancellable, error);
}

gboolean
ph_store_was_added (PhStore *self, const char *key, gboolean *was_added, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);
  g_return_val_if_fail (key != NULL && was_added != NULL, FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_READ, error)
         && ph_store_end (self, find_key (self, key, was_added, error), NULL, error);
}

static gboolean
set_busy (gint64 id, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "message %" G_GINT64_FORMAT " is on its way", id);
  return FALSE;
}

static gboolean
note_leftover (PhStore *self, const char *file, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "INSERT OR IGNORE INTO leftover VALUES (:file)");

  ph_store_statement_set_text (statement, ":file", file);
  return ph_store_statement_run (statement, error);
}

static PhStoreMessage *
switch_to (PhStore *self,
           gint64 id,
           PhStoreMessage *message,
           GFile *file,
           guint64 size,
           GFile **old_file,
           GError **error)
{
  g_autoptr (PhStoreStanding) standing = ph_store_standing_read (self, id, error);

  if (standing == NULL)
    return NULL;
  if (standing->is_removed || standing->state != PH_STORE_STATE_DRAFT)
    {
      if (standing->is_removed)
        ph_store_set_not_found (id, error);
      else
        set_busy (id, error);
      return NULL;
    }
  *old_file = ph_store_get_child (self, standing->file);
  if (!note_leftover (self, standing->file, error) || !ph_store_row_update (self, id, message, file, size, error))
    return NULL;
  return ph_store_row_read (self, id, error);
}

PhStoreMessage *
ph_store_replace (PhStore *self,
                  gint64 id,
                  PhStoreMessage *message,
                  PhStoreWriteFunc write_func,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) old_file = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;
  guint64 size = 0;
  gboolean may_return = FALSE;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), NULL);
  g_return_val_if_fail (write_func != NULL, NULL);

  file = ph_store_files_add (self->files, write_func, user_data, &size, cancellable, error);
  if (file == NULL)
    return NULL;
  if (ph_store_begin (self, PH_STORE_ACCESS_WRITE, error))
    {
      stored = switch_to (self, id, message, file, size, &old_file, error);
      if (ph_store_end (self, stored != NULL, &may_return, error))
        {
          drop_file (self, old_file, FALSE);
          return g_steal_pointer (&stored);
        }
    }
  drop_file (self, file, may_return);
  return NULL;
}

/* ---- remove, restore, purge ---------------------------------------------------------------------------------- */

static gboolean
set_removed (PhStore *self, gint64 id, gboolean is_removed, GError **error)
{
  g_autoptr (PhStoreStanding) standing = ph_store_standing_read (self, id, error);

  if (standing == NULL)
    return FALSE;
  if (standing->state == PH_STORE_STATE_SENDING || standing->state == PH_STORE_STATE_COMMITTING)
    return set_busy (id, error);
  return run_for (self,
                  is_removed ? "UPDATE message SET is_removed = 1 WHERE id = :id"
                             : "UPDATE message SET is_removed = 0 WHERE id = :id",
                  id,
                  error);
}

gboolean
ph_store_remove (PhStore *self, gint64 id, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, set_removed (self, id, TRUE, error), NULL, error);
}

gboolean
ph_store_restore (PhStore *self, gint64 id, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, set_removed (self, id, FALSE, error), NULL, error);
}

/* (transfer full) (nullable): the names of all files that have to go, noted for the next time too */
static GPtrArray *
take_rows_away (PhStore *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PhStoreStatement) statement = NULL;
  g_autoptr (GError) failure = NULL;

  if (!ph_store_database_execute (self->database,
                                  "INSERT OR IGNORE INTO leftover SELECT file FROM message WHERE is_removed = 1;"
                                  "DELETE FROM message WHERE is_removed = 1",
                                  error))
    return NULL;
  statement = ph_store_statement_new (self->database, "SELECT file FROM leftover");
  while (ph_store_statement_next (statement, &failure))
    g_ptr_array_add (names, g_strdup (ph_store_statement_get_text (statement, 0)));
  if (failure == NULL)
    return g_steal_pointer (&names);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static gboolean
take_files_away (PhStore *self, GPtrArray *names, GError **error)
{
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (GFile) file = ph_store_get_child (self, g_ptr_array_index (names, i));

      if (!ph_store_files_remove (self->files, file, error))
        return FALSE;
    }
  return ph_store_files_sync_folder (g_file_peek_path (self->messages), error);
}

static gboolean
forget_leftovers (PhStore *self, GPtrArray *names, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "DELETE FROM leftover WHERE file = :file");

  for (guint i = 0; i < names->len; i++)
    {
      ph_store_statement_set_text (statement, ":file", g_ptr_array_index (names, i));
      if (!ph_store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ph_store_purge (PhStore *self, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  if (!ph_store_begin (self, PH_STORE_ACCESS_WRITE, error))
    return FALSE;
  names = take_rows_away (self, error);
  if (!ph_store_end (self, names != NULL, NULL, error) || names == NULL)
    return FALSE;
  if (names->len == 0)
    return TRUE;
  return take_files_away (self, names, error) && ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, forget_leftovers (self, names, error), NULL, error);
}
