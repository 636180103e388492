/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file as a message: what is shown is clean text within its bounds, and each part can be saved as long as it says. */
#include "ph-mail-reader.h"

#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  ph_mail_reader_save_part_finish (PH_MAIL_READER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
check_part (PhMailReader *reader, guint index, GFile *target)
{
  g_autoptr (GFileInfo) info = NULL;
  gboolean is_saved = FALSE;

  g_assert (strpbrk (ph_mail_reader_get_part_name (reader, index), "/\\\r\n") == NULL);
  ph_mail_reader_save_part_async (reader, index, target, NULL, saved_cb, &is_saved);
  while (!is_saved)
    g_main_context_iteration (NULL, TRUE);
  info = g_file_query_info (target, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_assert ((guint64) g_file_info_get_size (info) == ph_mail_reader_get_part_size (reader, index));
}

static void
check_line (const char *line)
{
  g_assert (g_utf8_validate (line, -1, NULL));
  g_assert (strpbrk (line, "\r\n") == NULL);
}

static void
check_message (PhMailReader *reader, GFile *target)
{
  g_autofree char *source = ph_mail_reader_dup_source (reader, 100, NULL);

  check_line (ph_mail_reader_get_subject (reader));
  check_line (ph_mail_reader_get_from (reader));
  check_line (ph_mail_reader_get_to (reader));
  check_line (ph_mail_reader_get_cc (reader));
  check_line (ph_mail_reader_get_message_id (reader));
  g_assert (g_utf8_validate (source, -1, NULL));
  g_assert (g_utf8_validate (ph_mail_reader_get_text (reader), -1, NULL));
  for (guint i = 0; i < MIN (ph_mail_reader_get_n_parts (reader), 3); i++)
    check_part (reader, i, target);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *folder = g_dir_make_tmp ("fuzz-mail-reader-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "message", NULL);
  g_autofree char *target_path = g_build_filename (folder, "target", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) target = g_file_new_for_path (target_path);
  g_autoptr (PhMailReader) reader = NULL;

  g_assert (g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  reader = ph_mail_reader_load_sync (file, NULL, NULL);
  g_assert (reader != NULL);
  check_message (reader, target);
  unlink (path);
  unlink (target_path);
  rmdir (folder);
  return 0;
}
