/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model shows a Maildir as it is, newest first, while messages come, move and go; it opens only what is asked for. */
#include "ph-maildir-model.h"

#include "ph-test-folder.h"

#include <glib/gstdio.h>

#define N_MANY 2000

typedef struct
{
  GFile *folder;
  PhMaildirModel *model;
  guint n_items; /* kept in step only by what items-changed says */
  guint n_listed;
  GError *error;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *f)
{
  g_assert_cmpuint (position + removed, <=, f->n_items);
  f->n_items = f->n_items - removed + added;
  g_assert_cmpuint (f->n_items, ==, g_list_model_get_n_items (model));
}

static void
listed_cb (PhMaildirModel *model, const GError *error, Fixture *f)
{
  f->n_listed++;
  g_clear_error (&f->error);
  f->error = error != NULL ? g_error_copy (error) : NULL;
}

/* As a Maildir wants it: written aside, then moved into its place. */
static void
write_message (Fixture *f, const char *relative_path, const char *content, gint64 seconds)
{
  g_autofree char *path = ph_test_folder_path (f->folder, relative_path);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *aside = ph_test_folder_path (f->folder, "aside");
  g_autoptr (GFile) file = g_file_new_for_path (aside);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (parent, 0700);
  g_file_set_contents (aside, content, -1, &error);
  g_assert_no_error (error);
  g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, (guint64) seconds, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
}

static void
open_model (Fixture *f)
{
  f->model = ph_maildir_model_new (f->folder);
  g_signal_connect (f->model, "items-changed", G_CALLBACK (items_changed_cb), f);
  g_signal_connect (f->model, "listed", G_CALLBACK (listed_cb), f);
}

static void
wait_listed (Fixture *f)
{
  guint before = f->n_listed;

  while (f->n_listed == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_n_items (Fixture *f, guint n_items)
{
  while (f->n_items != n_items)
    g_main_context_iteration (NULL, TRUE);
}

static char *
dup_names (Fixture *f)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < f->n_items; i++)
    {
      g_autoptr (PhMaildirItem) item = g_list_model_get_item (G_LIST_MODEL (f->model), i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", ph_maildir_item_get_name (item));
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
assert_names (Fixture *f, const char *expected)
{
  g_autofree char *names = dup_names (f);

  g_assert_cmpstr (names, ==, expected);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  /* A listing that is under way keeps the model for a while. */
  g_signal_handlers_disconnect_by_data (f->model, f);
  g_clear_object (&f->model);
  g_clear_error (&f->error);
  ph_test_folder_free (f->folder);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  write_message (f, "new/b", "", 200);
  write_message (f, "cur/c:2,S", "", 300);
  write_message (f, "new/a", "", 100);
  write_message (f, "tmp/unfinished", "", 400);
  write_message (f, "new/.hidden", "", 400);
  open_model (f);
  wait_listed (f);
  g_assert_no_error (f->error);
  assert_names (f, "c b a");
}

static void
test_follow (Fixture *f, gconstpointer data)
{
  g_autofree char *from = ph_test_folder_path (f->folder, "new/b");
  g_autofree char *to = ph_test_folder_path (f->folder, "cur/b:2,S");
  g_autoptr (PhMaildirItem) item = NULL;
  g_autofree char *path = NULL;

  open_model (f);
  wait_listed (f);
  g_assert_cmpuint (f->n_items, ==, 0);

  write_message (f, "new/a", "", 100);
  wait_n_items (f, 1);
  write_message (f, "new/b", "", 200);
  wait_n_items (f, 2);
  item = g_list_model_get_item (G_LIST_MODEL (f->model), 0);

  /* A move keeps the item, so that a list keeps its selection and the summary is not read again. */
  g_assert_cmpint (g_rename (from, to), ==, 0);
  while (g_strcmp0 (path, to) != 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (path);
      path = g_file_get_path (ph_maildir_item_get_file (item));
    }
  g_assert_cmpuint (f->n_items, ==, 2);

  g_unlink (to);
  wait_n_items (f, 1);
  assert_names (f, "a");
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "new");

  /* A file in the place of the folder. */
  g_file_set_contents (path, "", -1, NULL);
  open_model (f);
  wait_listed (f);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_cmpuint (f->n_items, ==, 0);
}

static void
test_summary (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMaildirItem) item = NULL;
  g_autoptr (GCancellable) cancellable = NULL;

  write_message (f, "new/a", "Subject: hello\r\nTo: bob@example.net\r\n\r\n", 100);
  open_model (f);
  wait_listed (f);
  item = g_list_model_get_item (G_LIST_MODEL (f->model), 0);
  g_assert_null (ph_maildir_item_get_summary (item));
  cancellable = ph_maildir_model_load_summary (f->model, item);
  g_assert_nonnull (cancellable);
  while (ph_maildir_item_get_summary (item) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (ph_maildir_item_get_summary (item)->subject, ==, "hello");
  g_assert_null (ph_maildir_model_load_summary (f->model, item));
}

/* Thousands of messages are listed without any of them being read: no item has a summary. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = ph_test_folder_path (f->folder, "new");

  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.M%u.host", 1000000 + i, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      /* Not synced: that would take longer than all that is tested. */
      g_assert_true (g_file_set_contents_full (path, "\n", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  open_model (f);
  wait_listed (f);
  g_assert_cmpuint (f->n_items, ==, N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autoptr (PhMaildirItem) item = g_list_model_get_item (G_LIST_MODEL (f->model), i);

      g_assert_null (ph_maildir_item_get_summary (item));
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/maildir-model/order", test_order);
  ADD ("/maildir-model/follow", test_follow);
  ADD ("/maildir-model/no-folder", test_no_folder);
  ADD ("/maildir-model/summary", test_summary);
  ADD ("/maildir-model/many", test_many);
  return g_test_run ();
}
