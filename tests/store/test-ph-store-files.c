/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message is in the store whole and private, or there is no trace of it. */
#include "ph-store-files.h"

#include "ph-test-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  GFile *folder; /* (owned) */
  GFile *messages; /* (owned): not there yet */
  PhStoreFiles *store; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->messages = g_file_resolve_relative_path (f->folder, "mail/messages");
  f->store = ph_store_files_new (f->messages);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->store);
  g_object_unref (f->messages);
  ph_test_folder_free (f->folder);
}

static mode_t
mode_of (GFile *file)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  return status.st_mode & 0777;
}

static gboolean
write_text (GOutputStream *output, gpointer text, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (output, text, strlen (text), NULL, cancellable, error);
}

static gboolean
write_a_megabyte (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  char line[64];

  memset (line, 'x', sizeof line);
  for (guint i = 0; i < 1024 * 1024 / sizeof line; i++)
    if (!g_output_stream_write_all (output, line, sizeof line, NULL, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_and_fail (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (write_a_megabyte (output, data, cancellable, error));
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "photo.jpg: gone");
  return FALSE;
}

static gboolean
write_and_cancel (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (write_text (output, (char *) "Subject: half", cancellable, error));
  g_cancellable_cancel (cancellable);
  return TRUE;
}

static void
assert_not_added (Fixture *f, PhStoreWriteFunc write_func, GCancellable *cancellable, GIOErrorEnum code)
{
  g_autoptr (GError) error = NULL;
  guint64 size = 12345;
  GFile *file = ph_store_files_add (f->store, write_func, NULL, &size, cancellable, &error);

  g_assert_null (file);
  g_assert_error (error, G_IO_ERROR, (int) code);
  g_assert_cmpuint (size, ==, 12345);
  g_assert_cmpuint (ph_test_folder_count (f->messages, "."), ==, 0);
}

static void
test_add (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 size = 0;
  g_autoptr (GFile) file
      = ph_store_files_add (f->store, write_text, (char *) "Subject: x\r\n\r\n", &size, NULL, &error);
  g_autofree char *name = NULL;
  g_autofree char *contents = NULL;

  g_assert_no_error (error);
  name = g_file_get_basename (file);
  contents = ph_test_folder_read (file, NULL);
  g_assert_cmpstr (contents, ==, "Subject: x\r\n\r\n");
  g_assert_cmpuint (size, ==, strlen (contents));
  g_assert_true (g_str_has_suffix (name, ".eml"));
  name[strlen (name) - strlen (".eml")] = '\0';
  g_assert_true (g_uuid_string_is_valid (name));
  g_assert_cmpuint (ph_test_folder_count (f->messages, "."), ==, 1);
}

static void
test_private_whatever_the_umask (Fixture *f, gconstpointer data)
{
  mode_t before = umask (0);
  g_autoptr (GFile) file = ph_store_files_add (f->store, write_text, (char *) "x", NULL, NULL, NULL);
  g_autoptr (GFile) parent = g_file_get_parent (f->messages);

  umask (before);
  g_assert_nonnull (file);
  g_assert_cmphex (mode_of (file), ==, 0600);
  g_assert_cmphex (mode_of (f->messages), ==, 0700);
  g_assert_cmphex (mode_of (parent), ==, 0700);
}

static void
test_large (Fixture *f, gconstpointer data)
{
  guint64 size = 0;
  g_autoptr (GFile) file = ph_store_files_add (f->store, write_a_megabyte, NULL, &size, NULL, NULL);
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_nonnull (file);
  contents = ph_test_folder_read (file, &length);
  g_assert_cmpuint (size, ==, 1024 * 1024);
  g_assert_cmpuint (length, ==, size);
}

static void
test_failed_write_leaves_nothing (Fixture *f, gconstpointer data)
{
  assert_not_added (f, write_and_fail, NULL, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  assert_not_added (f, write_a_megabyte, cancellable, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_query_exists (f->messages, NULL));
}

static void
test_cancelled_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  assert_not_added (f, write_and_cancel, cancellable, G_IO_ERROR_CANCELLED);
}

/* A limit on the size of a file refuses the write itself, on any machine and for any user. */
static void
test_file_size_limit (Fixture *f, gconstpointer data)
{
  struct rlimit before;
  struct rlimit small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 300 * 1024;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  assert_not_added (f, write_a_megabyte, NULL, G_IO_ERROR_FAILED);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
}

/* The mount is seen by this process alone, so that nothing is left of it whatever happens here. */
static gboolean
mount_small_disk (const char *path)
{
  return geteuid () == 0 && unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("none", path, "tmpfs", 0, "size=512k") == 0;
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  const char *path = g_file_peek_path (f->messages);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  if (!mount_small_disk (path))
    {
      g_test_skip ("needs the right to mount");
      return;
    }
  assert_not_added (f, write_a_megabyte, NULL, G_IO_ERROR_NO_SPACE);
  g_assert_cmpint (umount (path), ==, 0);
}

static void
test_file_in_place_of_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "mail");

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_not_added (f, write_a_megabyte, NULL, G_IO_ERROR_NOT_DIRECTORY);
}

static void
test_unwritable_folder (Fixture *f, gconstpointer data)
{
  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_true (g_file_make_directory_with_parents (f->messages, NULL, NULL));
  g_assert_cmpint (g_chmod (g_file_peek_path (f->messages), 0500), ==, 0);
  assert_not_added (f, write_a_megabyte, NULL, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) kept = ph_store_files_add (f->store, write_text, (char *) "kept", NULL, NULL, NULL);
  g_autoptr (GFile) removed = ph_store_files_add (f->store, write_text, (char *) "removed", NULL, NULL, NULL);

  g_assert_true (ph_store_files_remove (f->store, removed, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_query_exists (removed, NULL));
  g_assert_true (g_file_query_exists (kept, NULL));
}

static void
test_remove_what_is_gone (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_get_child (f->messages, "gone.eml");

  g_assert_true (ph_store_files_remove (f->store, file, &error));
  g_assert_no_error (error);
}

static void
test_remove_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ph_test_folder_path (f->messages, "folder.eml");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_false (ph_store_files_remove (f->store, file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

static gpointer
add_many (gpointer store)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GFile) file = ph_store_files_add (store, write_text, (char *) "x", NULL, NULL, NULL);

      g_assert_nonnull (file);
    }
  return NULL;
}

static void
test_threads (Fixture *f, gconstpointer data)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("add", add_many, f->store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (ph_test_folder_count (f->messages, "."), ==, 20 * G_N_ELEMENTS (threads));
}

#define ADD(path, func) g_test_add ("/store/files/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", test_add);
  ADD ("private-whatever-the-umask", test_private_whatever_the_umask);
  ADD ("large", test_large);
  ADD ("failed-write-leaves-nothing", test_failed_write_leaves_nothing);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("cancelled-meanwhile", test_cancelled_meanwhile);
  ADD ("file-size-limit", test_file_size_limit);
  ADD ("full-disk", test_full_disk);
  ADD ("file-in-place-of-folder", test_file_in_place_of_folder);
  ADD ("unwritable-folder", test_unwritable_folder);
  ADD ("remove", test_remove);
  ADD ("remove-what-is-gone", test_remove_what_is_gone);
  ADD ("remove-fails", test_remove_fails);
  ADD ("threads", test_threads);
  return g_test_run ();
}
