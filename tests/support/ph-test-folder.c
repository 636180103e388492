/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for one test. Every failure here is a failure of the test that asked. */
#include "ph-test-folder.h"

#include <glib/gstdio.h>

static void
remove_recursively (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name = NULL;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_recursively (child);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

GFile *
ph_test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_dir_make_tmp ("posthaste-test-XXXXXX", &error);

  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

void
ph_test_folder_free (GFile *folder)
{
  remove_recursively (g_file_peek_path (folder));
  g_object_unref (folder);
}

char *
ph_test_folder_path (GFile *folder, const char *relative_path)
{
  return g_build_filename (g_file_peek_path (folder), relative_path, NULL);
}

guint
ph_test_folder_count (GFile *folder, const char *relative_path)
{
  g_autofree char *path = ph_test_folder_path (folder, relative_path);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

GFile *
ph_test_folder_only_entry (GFile *folder, const char *relative_path)
{
  g_autofree char *path = ph_test_folder_path (folder, relative_path);
  g_autoptr (GDir) dir = NULL;

  g_assert_cmpuint (ph_test_folder_count (folder, relative_path), ==, 1);
  dir = g_dir_open (path, 0, NULL);
  return g_file_new_build_filename (path, g_dir_read_name (dir), NULL);
}

char *
ph_test_folder_read (GFile *file, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_file_load_contents (file, NULL, &contents, length, NULL, &error);
  g_assert_no_error (error);
  return contents;
}
