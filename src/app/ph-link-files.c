/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths are judged by how they are written alone. */
#include "config.h"

#include "ph-link-files.h"

#include "ph-foreign-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* (transfer full) (nullable): the path, without . and .. in it */
static char *
dup_path (const char *wish)
{
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;

  if (g_ascii_strncasecmp (wish, "file:", 5) == 0)
    path = g_filename_from_uri (wish, &host, NULL);
  else
    path = g_strdup (wish);
  if (path == NULL || !g_path_is_absolute (path) || g_str_has_prefix (path, "//"))
    return NULL;
  if (host != NULL && *host != '\0' && g_ascii_strcasecmp (host, "localhost") != 0)
    return NULL;
  return g_canonicalize_filename (path, NULL);
}

static gboolean
is_same_file (gconstpointer a, gconstpointer b)
{
  return g_file_equal ((GFile *) a, (GFile *) b);
}

GPtrArray *
ph_link_files_new (const char *const *wishes, char ***ignored)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();

  for (; wishes != NULL && *wishes != NULL; wishes++)
    {
      g_autofree char *path = dup_path (*wishes);
      g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;

      if (file == NULL || g_str_equal (path, "/") || files->len == PH_LINK_FILES_MAX)
        g_strv_builder_add (others, *wishes);
      else if (!g_ptr_array_find_with_equal_func (files, file, is_same_file, NULL))
        g_ptr_array_add (files, g_steal_pointer (&file));
    }
  *ignored = g_strv_builder_end (others);
  return files;
}

/* (transfer full): “b.pdf” from Documents */
static char *
dup_name (GFile *file)
{
  g_autofree char *path = g_filename_display_name (g_file_peek_path (file));
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder_path = g_path_get_dirname (path);
  g_autofree char *folder = g_path_get_basename (folder_path);
  g_autofree char *shown_name = ph_foreign_text_isolate (name);
  g_autofree char *shown_folder = ph_foreign_text_isolate (folder);

  /* Translators: a file's name and the folder that it is in, as a part of “The link wants to attach …” */
  return g_strdup_printf (_ ("“%s” from %s"), shown_name, shown_folder);
}

char *
ph_link_files_dup_question (GPtrArray *files)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *list = NULL;

  g_return_val_if_fail (files != NULL && files->len > 0, NULL);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = dup_name (g_ptr_array_index (files, i));

      g_strv_builder_add (names, name);
    }
  all = g_strv_builder_end (names);
  /* Translators: between the files of a list */
  list = g_strjoinv (_ (", "), all);
  /* Translators: %s is one file or several, each as “b.pdf” from Documents */
  return g_strdup_printf (_ ("The link wants to attach %s"), list);
}

char *
ph_link_files_dup_details (GPtrArray *files, const char *const *ignored)
{
  GString *details = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_filename_display_name (g_file_peek_path (g_ptr_array_index (files, i)));
      g_autofree char *shown = ph_foreign_text_isolate (path);

      g_string_append_printf (details, "%s%s", details->len > 0 ? "\n" : "", shown);
    }
  for (guint i = 0; ignored != NULL && ignored[i] != NULL && i < PH_LINK_FILES_MAX; i++)
    {
      g_autofree char *cut = g_utf8_substring (ignored[i], 0, MIN (g_utf8_strlen (ignored[i], -1), 200));
      g_autofree char *shown = ph_foreign_text_isolate (cut);

      if (details->len > 0)
        g_string_append_c (details, '\n');
      /* Translators: %s is what a link gave as the name of a file */
      g_string_append_printf (details, _ ("“%s” is no file of this computer, and was ignored."), shown);
    }
  return g_string_free (details, FALSE);
}
