/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file as a message to go on with: its attachments are files in the folder and nowhere else, and what was loaded can be
 * written, loaded without a loss, and written again as the same octets. A file that is refused leaves nothing behind. */
#include "ph-message-load.h"

#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GBytes *
write_message (PhMessage *message)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 3, 5, 7, 8, 9);
  g_autoptr (GError) error = NULL;

  ph_message_write (message, date, output, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (output, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

static PhMessage *
load_octets (GFile *file, GFile *folder, const void *octets, gsize length, PhMessageLoss *losses, GError **error)
{
  /* GLib 2.74 does not empty a file that it writes directly. */
  unlink (g_file_peek_path (file));
  g_assert (g_file_set_contents_full (g_file_peek_path (file),
                                      octets,
                                      (gssize) length,
                                      G_FILE_SET_CONTENTS_NONE,
                                      0600,
                                      NULL));
  return ph_message_load (file, folder, PH_MESSAGE_LOAD_KEEP_ID, losses, NULL, error);
}

static guint
count_files (GFile *folder)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

/* Returns: how many there are */
static guint
check_attachments (PhMessage *message, GFile *folder)
{
  GListModel *attachments = ph_message_get_attachments (message);
  guint n_attachments = g_list_model_get_n_items (attachments);

  for (guint i = 0; i < n_attachments; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);
      g_autoptr (GFile) parent = g_file_get_parent (ph_attachment_get_file (attachment));

      g_assert (g_file_equal (parent, folder));
      g_assert (strpbrk (ph_attachment_get_name (attachment), "/\\\r\n") == NULL);
    }
  return n_attachments;
}

static void
remove_attachments (PhMessage *message)
{
  GListModel *attachments = ph_message_get_attachments (message);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      unlink (g_file_peek_path (ph_attachment_get_file (attachment)));
    }
}

static void
check_round_trip (PhMessage *message, GFile *file, GFile *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written = write_message (message);
  PhMessageLoss losses = PH_MESSAGE_LOSS_NONE;
  g_autoptr (PhMessage) loaded
      = load_octets (file, folder, g_bytes_get_data (written, NULL), g_bytes_get_size (written), &losses, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_no_error (error);
  g_assert (losses == PH_MESSAGE_LOSS_NONE);
  again = write_message (loaded);
  g_assert (g_bytes_equal (again, written));
  remove_attachments (loaded);
}

static void
check_input (const guint8 *data, gsize size, GFile *file, GFile *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMessage) message = load_octets (file, folder, data, size, NULL, &error);

  g_assert ((message != NULL) == (error == NULL));
  g_assert (message != NULL || error->domain == G_IO_ERROR);
  g_assert (count_files (folder) == (message != NULL ? check_attachments (message, folder) : 0));
  if (message == NULL)
    return;
  check_round_trip (message, file, folder);
  remove_attachments (message);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = g_dir_make_tmp ("fuzz-message-load-XXXXXX", NULL);
  g_autoptr (GFile) home = g_file_new_for_path (path);
  g_autoptr (GFile) file = g_file_get_child (home, "message.eml");
  g_autoptr (GFile) folder = g_file_get_child (home, "parts");

  g_assert (g_file_make_directory (folder, NULL, NULL));
  check_input (data, size, file, folder);
  unlink (g_file_peek_path (file));
  g_assert (rmdir (g_file_peek_path (folder)) == 0);
  g_assert (rmdir (path) == 0);
  return 0;
}
