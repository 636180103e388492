/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files without a row and rows without their file are found, and nothing is lost by looking. */
#include "ph-test-store.h"

#include <glib/gstdio.h>
#include <string.h>

static void
put (PhTestStore *f, const char *name)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);

  g_assert_true (g_file_set_contents (path, "foreign", -1, NULL));
}

static gboolean
is_there (PhTestStore *f, const char *name)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* @file: the only one expected, or NULL; @id: of the only message, or 0 */
static void
assert_strangers (PhTestStore *f, const char *file, gint64 id)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_find_strangers (f->store, &files, &messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, file != NULL ? 1 : 0);
  g_assert_cmpuint (messages->len, ==, id != 0 ? 1 : 0);
  if (file != NULL)
    {
      g_autofree char *name = g_file_get_basename (g_ptr_array_index (files, 0));

      g_assert_cmpstr (name, ==, file);
    }
  if (id != 0)
    g_assert_cmpint (ph_store_message_get_id (g_ptr_array_index (messages, 0)), ==, id);
}

static GFile *
get_file (PhTestStore *f, gint64 id)
{
  g_autoptr (PhStoreMessage) message = ph_store_get (f->store, id, NULL);

  return g_object_ref (ph_store_message_get_file (message));
}

static void
test_none (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "y");
  stored = ph_store_replace (f->store, 1, message, ph_test_store_write, (char *) "z", NULL, NULL);
  g_assert_true (ph_store_remove (f->store, 2, NULL));
  assert_strangers (f, NULL, 0);
  ph_test_store_reopen (f);
  assert_strangers (f, NULL, 0);
}

static void
test_file_without_row (PhTestStore *f, gconstpointer data)
{
  put (f, "messages/found.eml");
  assert_strangers (f, "found.eml", 0);
  g_assert_true (is_there (f, "messages/found.eml"));
}

static void
test_row_without_file (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  g_autoptr (GFile) file = get_file (f, id);

  g_assert_cmpint (g_unlink (g_file_peek_path (file)), ==, 0);
  assert_strangers (f, NULL, id);
  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 1);
}

static void
test_file_of_another_size (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  g_autoptr (GFile) file = get_file (f, id);

  g_assert_true (g_file_set_contents (g_file_peek_path (file), "longer", -1, NULL));
  assert_strangers (f, NULL, id);
}

/* What is written aside belongs to somebody who is alive, or to nobody. */
static void
test_parts (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = ph_test_store_open (f);
  gint64 id = ph_test_store_add (other, PH_STORE_STATE_DRAFT, "x");
  g_autoptr (GFile) file = get_file (f, id);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *living = g_strdup_printf ("messages/.%.17sx.part", name);
  g_autofree char *written = g_strdup_printf ("messages/%.17sx.eml", name);

  put (f, living);
  put (f, written);
  put (f, "messages/.0000000000000001-x.part");
  put (f, "messages/.x.part");
  assert_strangers (f, NULL, 0);
  g_assert_true (is_there (f, living));
  g_assert_false (is_there (f, "messages/.0000000000000001-x.part"));
  g_assert_false (is_there (f, "messages/.x.part"));

  /* Now nobody will ever give them a row. */
  g_clear_object (&other);
  assert_strangers (f, written + strlen ("messages/"), 0);
  g_assert_false (is_there (f, living));
}

/* What the next purge takes away is no stranger. */
static void
test_leftovers (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  g_autoptr (GFile) file = get_file (f, id);
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");
  g_autoptr (PhStoreMessage) stored
      = ph_store_replace (f->store, id, message, ph_test_store_write, (char *) "z", NULL, NULL);

  g_assert_nonnull (stored);
  /* As after a power cut that undid the unlinking. */
  g_assert_true (g_file_set_contents (g_file_peek_path (file), "x", -1, NULL));
  ph_test_store_reopen (f);
  assert_strangers (f, NULL, 0);
  g_assert_true (ph_store_purge (f->store, NULL));
  g_assert_false (g_file_query_exists (file, NULL));
}

static void
test_other_things_in_the_folder (PhTestStore *f, gconstpointer data)
{
  g_autofree char *folder = ph_test_folder_path (f->folder, "messages/folder");

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  put (f, "messages/.hidden");
  assert_strangers (f, NULL, 0);
  g_assert_true (is_there (f, "messages/.hidden"));
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/strangers/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("none", test_none);
  ADD ("file-without-row", test_file_without_row);
  ADD ("row-without-file", test_row_without_file);
  ADD ("file-of-another-size", test_file_of_another_size);
  ADD ("parts", test_parts);
  ADD ("leftovers", test_leftovers);
  ADD ("other-things-in-the-folder", test_other_things_in_the_folder);
  return g_test_run ();
}
