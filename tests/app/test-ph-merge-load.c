/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table comes with what is wrong in it; what is none ends in an error, and nothing waits for ever. */
#include "ph-merge-load.h"
#include "ph-test-folder.h"

#include <string.h>
#include <sys/stat.h>

typedef struct
{
  GFile *folder;
  GFile *file;
  PhMessage *message;
  PhMergeLoad *load;
  gboolean is_done;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->file = g_file_get_child (f->folder, "people.csv");
  f->message = ph_message_new ();
  ph_message_set_text (f->message, "Dear {{name}}");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->load, ph_merge_load_free);
  g_clear_object (&f->file);
  g_clear_object (&f->message);
  g_clear_pointer (&f->folder, ph_test_folder_free);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  f->load = ph_merge_load_finish (result);
  f->is_done = TRUE;
}

static void
load (Fixture *f, PhMailTable *table, const char *column, GCancellable *cancellable)
{
  g_autoptr (PhMailTable) kept = table != NULL ? ph_mail_table_ref (table) : NULL;

  g_clear_pointer (&f->load, ph_merge_load_free);
  f->is_done = FALSE;
  ph_merge_load_async (f->file, kept, f->message, column, cancellable, loaded_cb, f);
  while (!f->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
write_table (Fixture *f, const char *text)
{
  g_assert_true (g_file_replace_contents (f->file, text, strlen (text), NULL, FALSE, 0, NULL, NULL, NULL));
}

static void
test_rows_and_problems (Fixture *f, gconstpointer data)
{
  write_table (f, "name,email,work\nAnn,ann@example.net,ann@example.com\nBob,bob,bob@example.com\n");
  load (f, NULL, NULL, NULL);
  g_assert_no_error (f->load->error);
  g_assert_cmpuint (ph_mail_merge_get_n_messages (f->load->merge), ==, 1);
  g_assert_cmpuint (f->load->problems->len, ==, 1);

  /* The table that was read is used, whatever became of its file. */
  g_assert_true (g_file_delete (f->file, NULL, NULL));
  load (f, f->load->table, "work", NULL);
  g_assert_cmpuint (ph_mail_merge_get_n_messages (f->load->merge), ==, 2);
  load (f, f->load->table, "home", NULL);
  g_assert_error (f->load->error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_NO_ADDRESSES);
  g_assert_nonnull (f->load->table);
  g_assert_null (f->load->merge);
}

static void
test_no_table (Fixture *f, gconstpointer data)
{
  load (f, NULL, NULL, NULL);
  g_assert_error (f->load->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (f->load->table);
}

/* Nobody writes into it. */
static void
test_pipe (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (mkfifo (g_file_peek_path (f->file), 0600), ==, 0);
  load (f, NULL, NULL, NULL);
  g_assert_error (f->load->error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  write_table (f, "name,email\n");
  g_cancellable_cancel (cancellable);
  load (f, NULL, NULL, cancellable);
  g_assert_null (f->load);
}

#define ADD(path, func) g_test_add ("/merge-load/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rows-and-problems", test_rows_and_problems);
  ADD ("no-table", test_no_table);
  ADD ("pipe", test_pipe);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
