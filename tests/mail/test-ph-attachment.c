/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is described without reading it whole; what cannot be sent is refused when it is attached, not later. */
#include "ph-attachment.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ph-test-folder.h"

typedef struct
{
  GFile *folder;
  GFile *file;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->file = g_file_get_child (f->folder, "résumé.txt");
  g_assert_true (g_file_replace_contents (f->file, "hello\n", 6, NULL, FALSE, 0, NULL, NULL, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->file);
  ph_test_folder_free (f->folder);
}

static void
assert_content (PhAttachment *attachment, const char *expected)
{
  char buffer[64] = { 0 };
  gsize n_read = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = ph_attachment_open (attachment, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (stream, buffer, sizeof buffer - 1, &n_read, NULL, NULL));
  g_assert_cmpstr (buffer, ==, expected);
  g_assert_cmpuint (n_read, ==, ph_attachment_get_size (attachment));
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (f->file, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ph_attachment_get_name (attachment), ==, "résumé.txt");
  g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, "text/plain");
  g_assert_true (g_file_equal (ph_attachment_get_file (attachment), f->file));
  assert_content (attachment, "hello\n");
  assert_content (attachment, "hello\n");
}

/* Once it is kept, it can be changed or removed on disk and is still sent as it was. */
static void
test_kept_copy (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (f->file, f->folder, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_replace_contents (f->file, "changed", 7, NULL, FALSE, 0, NULL, NULL, NULL));
  g_assert_cmpstr (ph_attachment_get_name (attachment), ==, "résumé.txt");
  g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, "text/plain");
  assert_content (attachment, "hello\n");
  assert_content (attachment, "hello\n");
  g_assert_true (g_file_delete (f->file, NULL, NULL));
  assert_content (attachment, "hello\n");
  g_assert_cmpuint (ph_test_folder_count (f->folder, "."), ==, 0);
}

/* The copy lives as long as anything that has it. */
static void
test_kept_by_another_name (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_get_child (f->folder, "new");
  PhAttachment *attachment = ph_attachment_new_sync (f->file, folder, NULL, NULL);
  g_autoptr (PhAttachment) copy = ph_attachment_copy_as (attachment, "b.txt");

  g_assert_true (g_file_replace_contents (f->file, "HELLO\n", 6, NULL, FALSE, 0, NULL, NULL, NULL));
  g_object_unref (attachment);
  assert_content (copy, "hello\n");
}

/* One that cannot be kept is not taken for the other that stands there now, though it is as long. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) nowhere = g_file_get_child (f->file, "no-folder");
  GFile *keep_in[] = { NULL, nowhere };

  for (guint i = 0; i < G_N_ELEMENTS (keep_in); i++)
    {
      g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (f->file, keep_in[i], NULL, NULL);
      g_autoptr (PhAttachment) copy = ph_attachment_copy_as (attachment, "b.txt");
      g_autoptr (GError) error = NULL;

      assert_content (attachment, "hello\n");
      g_assert_true (g_file_replace_contents (f->file, "HELLO\n", 6, NULL, FALSE, 0, NULL, NULL, NULL));
      g_assert_null (ph_attachment_open (attachment, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
      g_assert_null (ph_attachment_open (copy, NULL, NULL));
      g_assert_true (g_file_replace_contents (f->file, "hello\n", 6, NULL, FALSE, 0, NULL, NULL, NULL));
    }
}

/* Too large to be kept: read from where it is, as long as it is the same. */
static void
test_large (Fixture *f, gconstpointer data)
{
  g_autoptr (PhAttachment) attachment = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (g_file_peek_path (f->file), 50 * 1000 * 1000 + 1), ==, 0);
  attachment = ph_attachment_new_sync (f->file, f->folder, NULL, NULL);
  stream = ph_attachment_open (attachment, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_delete (f->file, NULL, NULL));
  g_assert_null (ph_attachment_open (attachment, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* What a file is called tells its type, and what it holds only when its name does not. */
static void
test_type_by_name (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *name, *content, *expected;
  } files[] = {
    { "picture.bin", "%\252\n\t\003", "application/octet-stream" },
    { "notes", "Read this first.\n", "text/plain" },
    { "scan", "\211PNG\r\n\032\n", "image/png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = ph_test_folder_path (f->folder, files[i].name);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (PhAttachment) attachment = NULL;

      g_assert_true (g_file_set_contents (path, files[i].content, -1, NULL));
      attachment = ph_attachment_new_sync (file, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, files[i].expected);
    }
}

static void
assert_refused (GFile *file, GFile *keep_in, GIOErrorEnum code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_attachment_new_sync (file, keep_in, NULL, &error));
  g_assert_error (error, G_IO_ERROR, (int) code);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) missing = g_file_get_child (f->folder, "missing");
  g_autoptr (GFile) fifo = g_file_get_child (f->folder, "fifo");

  g_assert_cmpint (mkfifo (g_file_peek_path (fifo), 0600), ==, 0);
  assert_refused (f->folder, NULL, G_IO_ERROR_IS_DIRECTORY);
  assert_refused (fifo, NULL, G_IO_ERROR_NOT_REGULAR_FILE);
  assert_refused (missing, NULL, G_IO_ERROR_NOT_FOUND);
}

/* What calls itself a message is one. */
static void
test_message (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_get_child (f->folder, "mail.eml");
  g_autoptr (PhAttachment) attachment = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (file), "%PDF-1.4\n", -1, NULL));
  assert_refused (file, NULL, G_IO_ERROR_INVALID_DATA);
  assert_refused (file, f->folder, G_IO_ERROR_INVALID_DATA);
  g_assert_true (g_file_set_contents (g_file_peek_path (file), "Subject: x\n\ny", -1, NULL));
  attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);
  g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, "message/rfc822");
}

/* A cancelled copy leaves nothing behind. */
static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ph_attachment_new_sync (f->file, f->folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (ph_test_folder_count (f->folder, "."), ==, 1);
}

static void
test_bytes (void)
{
  const char *names[][2] = {
    { "Pasted image.png", "Pasted image.png" },
    { "../../etc/passwd", "passwd" },
    { "..\\evil.exe", ".._evil.exe" },
    { "a\r\nBcc: eve@example.org", "a__Bcc: eve@example.org" },
    { "cod\342\200\256gpj.exe", "cod_gpj.exe" },
    { "bad\377utf8", "bad\357\277\275utf8" },
    { "=?=?UTF-8?Q?x?=", "=_=_UTF-8?Q?x?=" },
    { "folder/", "attachment" },
    { "..", "attachment" },
    { " ", "attachment" },
    { "חשבונית.pdf", "חשבונית.pdf" },
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello\n", 6);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes (names[i][0], "image/png", bytes);

      g_assert_cmpstr (ph_attachment_get_name (attachment), ==, names[i][1]);
      g_assert_null (ph_attachment_get_file (attachment));
      assert_content (attachment, "hello\n");
    }
}

/* What a file is called on disk is nobody's business. */
static void
test_known_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_get_child (f->folder, "0a1b");
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_file (file, "../Report.pdf", "application/pdf", 6);

  g_assert_true (g_file_set_contents (g_file_peek_path (file), "hello\n", 6, NULL));
  g_assert_cmpstr (ph_attachment_get_name (attachment), ==, "Report.pdf");
  g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, "application/pdf");
  g_assert_cmpuint (ph_attachment_get_size (attachment), ==, 6);
  g_assert_true (ph_attachment_get_file (attachment) == file);
  assert_content (attachment, "hello\n");
}

static void
test_content_type (void)
{
  const char *types[][2] = {
    { "image/svg+xml", "image/svg+xml" },
    { "text", "application/octet-stream" },
    { "text/", "application/octet-stream" },
    { "text/plain; charset=x", "application/octet-stream" },
    { "text/plain\r\nBcc: x", "application/octet-stream" },
    { "a/b/c", "application/octet-stream" },
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("", 0);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("x", types[i][0], bytes);

      g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, types[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/attachment/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/attachment/kept-copy", Fixture, NULL, set_up, test_kept_copy, tear_down);
  g_test_add ("/attachment/kept-by-another-name", Fixture, NULL, set_up, test_kept_by_another_name, tear_down);
  g_test_add ("/attachment/changed", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/attachment/large", Fixture, NULL, set_up, test_large, tear_down);
  g_test_add ("/attachment/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/attachment/message", Fixture, NULL, set_up, test_message, tear_down);
  g_test_add ("/attachment/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add_func ("/attachment/bytes", test_bytes);
  g_test_add ("/attachment/known-file", Fixture, NULL, set_up, test_known_file, tear_down);
  g_test_add_func ("/attachment/content-type", test_content_type);
  g_test_add ("/attachment/type-by-name", Fixture, NULL, set_up, test_type_by_name, tear_down);

  return g_test_run ();
}
