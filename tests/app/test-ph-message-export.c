/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program gets a copy of the message, by its subject's name, and only when it takes it. */
#include "ph-message-export.h"
#include "ph-store-message-private.h"

#include "ph-test-folder.h"

#include <string.h>

typedef struct
{
  GFile *folder;
  PhStoreMessage *message;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *f, gconstpointer subject)
{
  g_autofree char *path = NULL;

  f->folder = ph_test_folder_new ();
  f->message = ph_store_message_new (PH_STORE_STATE_DRAFT);
  ph_store_message_set_subject (f->message, subject);
  path = ph_test_folder_path (f->folder, "8f3a.eml");
  f->message->file = g_file_new_for_path (path);
  g_file_set_contents (path, "Subject: x\r\n\r\n", -1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer subject)
{
  g_clear_object (&f->message);
  g_clear_object (&f->result);
  ph_test_folder_free (f->folder);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Fixture *) data)->result = g_object_ref (result);
}

static void
wait_done (Fixture *f)
{
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
remove_copy (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);

  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_true (g_file_delete (folder, NULL, NULL));
}

static void
assert_copy (GFile *file, const char *name)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *octets = ph_test_folder_read (file, NULL);

  g_assert_cmpstr (base, ==, name);
  g_assert_cmpstr (octets, ==, "Subject: x\r\n\r\n");
}

static void
test_copy (Fixture *f, gconstpointer subject)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  ph_message_export_async (f->message, NULL, done_cb, f);
  wait_done (f);
  file = ph_message_export_finish (f->result, &error);
  g_assert_no_error (error);
  assert_copy (file, *(const char *) subject != '\0' ? "Plans _ sea.eml" : "Message.eml");
  remove_copy (file);
}

static void
test_no_file (Fixture *f, gconstpointer subject)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_delete (f->message->file, NULL, NULL));
  ph_message_export_async (f->message, NULL, done_cb, f);
  wait_done (f);
  g_assert_null (ph_message_export_finish (f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* What a file manager does with a drop. */
static void
test_drag (Fixture *f, gconstpointer subject)
{
  g_autoptr (GdkContentProvider) content = ph_message_content_new (f->message);
  g_autoptr (GdkContentFormats) formats = gdk_content_provider_ref_formats (content);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;
  g_auto (GStrv) uris = NULL;
  g_autoptr (GFile) file = NULL;

  g_assert_true (gdk_content_formats_contain_mime_type (formats, "text/uri-list"));
  g_assert_null (gdk_content_formats_get_gtypes (formats, NULL));
  gdk_content_provider_write_mime_type_async (content, "text/uri-list", output, 0, NULL, done_cb, f);
  wait_done (f);
  gdk_content_provider_write_mime_type_finish (content, f->result, &error);
  g_assert_no_error (error);
  list = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (output)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output)));
  uris = g_uri_list_extract_uris (list);
  g_assert_cmpuint (g_strv_length (uris), ==, 1);
  file = g_file_new_for_uri (uris[0]);
  assert_copy (file, "Plans _ sea.eml");
  remove_copy (file);
}

#define ADD(path, subject, func) g_test_add (path, Fixture, subject, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("/message-export/copy", "Plans / sea", test_copy);
  ADD ("/message-export/copy-without-subject", "", test_copy);
  ADD ("/message-export/no-file", "Plans / sea", test_no_file);
  ADD ("/message-export/drag", "Plans / sea", test_drag);
  return g_test_run ();
}
