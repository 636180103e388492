/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files without a row and rows without their file. The folder is read before the rows, and what looks strange is looked at once
 * more, as other programs may be at work. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-row.h"
#include "ph-store-statement.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

typedef struct
{
  guint64 size;
  gboolean is_known; /* a row names it, or it is to go anyway */
} PhStoreEntry;

/* Whether the program that wrote a file of this name may still be about to give it a row. */
static gboolean
is_writer_alive (PhStore *self, const char *name, gboolean *is_alive, GError **error)
{
  char *end = NULL;
  guint64 token = g_ascii_strtoull (name, &end, 16);

  *is_alive = FALSE;
  if (end != name + 16 || *end != '-' || token == 0 || token > G_MAXINT64)
    return TRUE;
  return ph_store_owner_find (self->owner, (gint64) token, is_alive, error);
}

static gboolean
remove_part (PhStore *self, const char *name, GError **error)
{
  g_autoptr (GFile) file = ph_store_get_child (self, name);
  gboolean is_alive = FALSE;

  if (!is_writer_alive (self, name + 1, &is_alive, error))
    return FALSE;
  return is_alive || ph_store_files_remove (self->files, file, error);
}

static gboolean
is_file (PhStore *self, const char *name, guint64 *size)
{
  g_autoptr (GFile) file = ph_store_get_child (self, name);
  GStatBuf status;

  if (g_lstat (g_file_peek_path (file), &status) == -1 || !S_ISREG (status.st_mode))
    return FALSE;
  *size = (guint64) status.st_size;
  return TRUE;
}

static void
add_entry (PhStore *self, GHashTable *entries, const char *name)
{
  guint64 size = 0;
  PhStoreEntry *entry = NULL;

  if (*name == '.' || !is_file (self, name, &size))
    return;
  entry = g_new0 (PhStoreEntry, 1);
  entry->size = size;
  g_hash_table_insert (entries, g_strdup (name), entry);
}

/* (transfer full) (nullable): name → PhStoreEntry; removes what was written aside on the way */
static GHashTable *
read_folder (PhStore *self, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (g_file_peek_path (self->messages), 0, error);
  g_autoptr (GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *name = NULL;

  if (folder == NULL)
    return NULL;
  while ((name = g_dir_read_name (folder)) != NULL)
    if (*name == '.' && g_str_has_suffix (name, ".part"))
      {
        if (!remove_part (self, name, error))
          return NULL;
      }
    else
      add_entry (self, entries, name);
  return g_steal_pointer (&entries);
}

static gboolean
fits (PhStore *self, GHashTable *entries, const char *name, guint64 size)
{
  PhStoreEntry *entry = g_hash_table_lookup (entries, name);
  guint64 size_now = 0;

  if (entry != NULL)
    entry->is_known = TRUE;
  return (entry != NULL && entry->size == size) || (is_file (self, name, &size_now) && size_now == size);
}

/* Marks the entries that rows name. (transfer full) (nullable) (element-type gint64): messages whose file does not fit */
static GArray *
compare_rows (PhStore *self, GHashTable *entries, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                "SELECT id, file, size, is_removed FROM message"
                                " UNION ALL SELECT 0, file, 0, 1 FROM leftover ORDER BY 1");
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;

  while (ph_store_statement_next (statement, &failure))
    {
      gint64 id = ph_store_statement_get_int (statement, 0);
      const char *name = ph_store_statement_get_text (statement, 1);
      guint64 size = (guint64) ph_store_statement_get_int (statement, 2);

      if (!fits (self, entries, name, size) && ph_store_statement_get_int (statement, 3) == 0)
        g_array_append_val (ids, id);
    }
  if (failure == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static GPtrArray *
find_messages (PhStore *self, GHashTable *entries, GError **error)
{
  g_autoptr (GArray) ids = compare_rows (self, entries, error);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      PhStoreMessage *message = ph_store_row_read (self, g_array_index (ids, gint64, i), error);

      if (message == NULL)
        return NULL;
      g_ptr_array_add (messages, message);
    }
  return ids != NULL ? g_steal_pointer (&messages) : NULL;
}

static GPtrArray *
find_files (PhStore *self, GHashTable *entries, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  const char *name = NULL;
  PhStoreEntry *entry = NULL;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &entry))
    {
      gboolean is_alive = FALSE;
      guint64 size = 0;

      if (entry->is_known || !is_file (self, name, &size))
        continue;
      if (!is_writer_alive (self, name, &is_alive, error))
        return NULL;
      if (!is_alive)
        g_ptr_array_add (files, ph_store_get_child (self, name));
    }
  return g_steal_pointer (&files);
}

gboolean
ph_store_find_strangers (PhStore *self, GPtrArray **files, GPtrArray **messages, GError **error)
{
  g_autoptr (GHashTable) entries = NULL;
  g_autoptr (GPtrArray) found_files = NULL;
  g_autoptr (GPtrArray) found_messages = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), FALSE);
  g_return_val_if_fail (files != NULL && messages != NULL, FALSE);

  entries = read_folder (self, error);
  if (entries == NULL || !ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return FALSE;
  found_messages = find_messages (self, entries, error);
  ph_store_end (self, found_messages != NULL, NULL, NULL);
  found_files = found_messages != NULL ? find_files (self, entries, error) : NULL;
  if (found_files == NULL)
    return FALSE;
  *files = g_steal_pointer (&found_files);
  *messages = g_steal_pointer (&found_messages);
  return TRUE;
}
