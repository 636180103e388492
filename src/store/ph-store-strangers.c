/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files without a row and rows without their file. Both are looked at some at a time, so that neither memory nor the time that
 * others wait for the database grows with them; and what looks strange is looked at once more, as other programs may be at
 * work. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-row.h"
#include "ph-store-statement.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* So many files or rows are looked at in one transaction. */
#define N_AT_ONCE 500

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

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* Takes out of @names those that a row names, or that are to go anyway. */
static gboolean
drop_known (PhStore *self, GPtrArray *names, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                "SELECT EXISTS (SELECT * FROM message WHERE file = :file)"
                                "  OR EXISTS (SELECT * FROM leftover WHERE file = :file)");

  for (guint i = names->len; i > 0; i--)
    {
      gint64 is_known = 0;

      ph_store_statement_set_text (statement, ":file", g_ptr_array_index (names, i - 1));
      if (!ph_store_statement_read_int (statement, 0, &is_known, error))
        return FALSE;
      ph_store_statement_reset (statement);
      if (is_known)
        g_ptr_array_remove_index (names, i - 1);
    }
  return TRUE;
}

static gboolean
look_at_names (PhStore *self, GPtrArray *names, GError **error)
{
  return ph_store_begin (self, PH_STORE_ACCESS_READ, error)
         && ph_store_end (self, drop_known (self, names, error), NULL, error);
}

/* Moves what is strange among @names to @strange. */
static gboolean
sift_names (PhStore *self, GPtrArray *names, GPtrArray *strange, GError **error)
{
  if (!look_at_names (self, names, error))
    return FALSE;
  while (names->len > 0)
    g_ptr_array_add (strange, g_ptr_array_steal_index_fast (names, names->len - 1));
  return TRUE;
}

/* (transfer full) (nullable) (element-type utf8): removes what was written aside on the way */
static GPtrArray *
find_names (PhStore *self, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (g_file_peek_path (self->messages), 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) strange = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  if (folder == NULL)
    return NULL;
  while ((name = g_dir_read_name (folder)) != NULL)
    if (*name != '.')
      {
        g_ptr_array_add (names, g_strdup (name));
        if (names->len == N_AT_ONCE && !sift_names (self, names, strange, error))
          return NULL;
      }
    else if (g_str_has_suffix (name, ".part") && !remove_part (self, name, error))
      return NULL;
  return sift_names (self, names, strange, error) ? g_steal_pointer (&strange) : NULL;
}

/* (transfer full) (nullable) (element-type GFile) */
static GPtrArray *
find_files (PhStore *self, GError **error)
{
  g_autoptr (GPtrArray) names = find_names (self, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  if (names == NULL || !look_at_names (self, names, error))
    return NULL;
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      gboolean is_alive = FALSE;
      guint64 size = 0;

      if (!is_file (self, name, &size))
        continue;
      if (!is_writer_alive (self, name, &is_alive, error))
        return NULL;
      if (!is_alive)
        g_ptr_array_add (files, ph_store_get_child (self, name));
    }
  return g_steal_pointer (&files);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* Adds the messages behind @last whose file does not fit; @last becomes the last of those that were looked at. */
static gboolean
look_at_rows (PhStore *self, gint64 *last, GArray *strange, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                "SELECT id, file, size FROM message WHERE id > :last AND is_removed = 0"
                                " ORDER BY id LIMIT :limit");
  g_autoptr (GError) failure = NULL;

  ph_store_statement_set_int (statement, ":last", *last);
  ph_store_statement_set_int (statement, ":limit", N_AT_ONCE);
  while (ph_store_statement_next (statement, &failure))
    {
      guint64 size = (guint64) ph_store_statement_get_int (statement, 2);
      guint64 size_now = 0;

      *last = ph_store_statement_get_int (statement, 0);
      if (!is_file (self, ph_store_statement_get_text (statement, 1), &size_now) || size_now != size)
        g_array_append_val (strange, *last);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* (transfer full) (nullable) (element-type gint64) */
static GArray *
find_ids (PhStore *self, GError **error)
{
  g_autoptr (GArray) strange = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last = 0;
  gint64 before = -1;

  while (last != before)
    {
      before = last;
      if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error)
          || !ph_store_end (self, look_at_rows (self, &last, strange, error), NULL, error))
        return NULL;
    }
  return g_steal_pointer (&strange);
}

/* Whether the message is gone meanwhile, or fits now; else it is added. */
static gboolean
confirm (PhStore *self, gint64 id, GPtrArray *messages, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (PhStoreMessage) message = ph_store_get (self, id, &failure);
  g_autofree char *name = NULL;
  guint64 size = 0;

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  if (message == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  name = g_file_get_basename (ph_store_message_get_file (message));
  if (!is_file (self, name, &size) || size != ph_store_message_get_size (message))
    g_ptr_array_add (messages, g_steal_pointer (&message));
  return TRUE;
}

/* (transfer full) (nullable) (element-type PhStoreMessage) */
static GPtrArray *
find_messages (PhStore *self, GError **error)
{
  g_autoptr (GArray) ids = find_ids (self, error);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (!confirm (self, g_array_index (ids, gint64, i), messages, error))
      return NULL;
  return ids != NULL ? g_steal_pointer (&messages) : NULL;
}

gboolean
ph_store_find_strangers (PhStore *self, GPtrArray **files, GPtrArray **messages, GError **error)
{
  g_autoptr (GPtrArray) found_files = NULL;
  g_autoptr (GPtrArray) found_messages = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), FALSE);
  g_return_val_if_fail (files != NULL && messages != NULL, FALSE);

  found_files = find_files (self, error);
  found_messages = found_files != NULL ? find_messages (self, error) : NULL;
  if (found_messages == NULL)
    return FALSE;
  *files = g_steal_pointer (&found_files);
  *messages = g_steal_pointer (&found_messages);
  return TRUE;
}
