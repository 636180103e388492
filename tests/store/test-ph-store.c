/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store opens what it can vouch for, leaves alone what it cannot, and tells that something changed. */
#include "ph-store.h"

#include "ph-test-store.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
read_all (PhTestStore *f, const char *name, gsize *length)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);
  char *octets = NULL;

  g_assert_true (g_file_get_contents (path, &octets, length, NULL));
  return octets;
}

static void
write_all (PhTestStore *f, const char *name, const char *octets, gsize length)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);

  g_assert_true (g_file_set_contents (path, octets, (gssize) length, NULL));
}

/* It is refused with that error, twice, and its octets are what they were. */
static void
assert_refused (PhTestStore *f, GIOErrorEnum code)
{
  gsize before_length = 0;
  g_autofree char *before = read_all (f, "posthaste.db", &before_length);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize length = 0;
      g_autofree char *octets = NULL;

      g_assert_null (ph_store_open (f->folder, &error));
      g_assert_error (error, G_IO_ERROR, (int) code);
      octets = read_all (f, "posthaste.db", &length);
      g_assert_cmpmem (octets, length, before, before_length);
    }
}

static void
test_newer_database (PhTestStore *f, gconstpointer data)
{
  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  g_clear_object (&f->store);
  ph_test_store_run_sql (f->folder, "PRAGMA user_version = 1000");
  assert_refused (f, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_no_database (PhTestStore *f, gconstpointer data)
{
  g_autofree char *garbage = g_strnfill (10000, 'x');

  g_clear_object (&f->store);
  write_all (f, "posthaste.db", garbage, 10000);
  assert_refused (f, G_IO_ERROR_INVALID_DATA);
}

/* Copies the database with its log while it is open, as a crash leaves them. */
static void
crash (PhTestStore *f)
{
  gsize length = 0;
  gsize log_length = 0;
  g_autofree char *octets = read_all (f, "posthaste.db", &length);
  g_autofree char *log = read_all (f, "posthaste.db-wal", &log_length);

  g_clear_object (&f->store);
  write_all (f, "posthaste.db", octets, length);
  write_all (f, "posthaste.db-wal", log, log_length);
}

static void
test_crash_loses_nothing (PhTestStore *f, gconstpointer data)
{
  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  crash (f);
  f->store = ph_test_store_open (f);
  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 1);
}

/* Pages that opening would not read: seen at once, as there was a crash. */
static void
test_damage_after_a_crash (PhTestStore *f, gconstpointer data)
{
  gsize length = 0;
  g_autofree char *octets = NULL;

  for (guint i = 0; i < 50; i++)
    ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  ph_test_store_reopen (f);
  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  crash (f);
  octets = read_all (f, "posthaste.db", &length);
  g_assert_cmpuint (length, >, 40000);
  memset (octets + length / 2, 0x5a, length / 2);
  write_all (f, "posthaste.db", octets, length);
  assert_refused (f, G_IO_ERROR_INVALID_DATA);
}

/* While somebody else has it open the log is no sign of a crash. */
static void
test_second_program (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");

  other = ph_test_store_open (f);
  g_assert_cmpint (ph_test_store_get_state (other, id), ==, PH_STORE_STATE_DRAFT);
  ph_test_store_add (other, PH_STORE_STATE_DRAFT, "y");
  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 2);
}

static gpointer
open_thread (gpointer folder)
{
  g_autoptr (GError) error = NULL;
  PhStore *store = ph_store_open (folder, &error);

  g_assert_no_error (error);
  return store;
}

/* The first ones to come make the same database together. */
static void
test_made_by_many (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_get_child (f->folder, "new");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_thread, folder);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_object_unref (g_thread_join (threads[i]));
}

static void
test_file_in_place_of_folder (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_get_child (f->folder, "file");
  g_autoptr (GError) error = NULL;

  write_all (f, "file", "x", 1);
  g_assert_null (ph_store_open (folder, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
}

/* ---- changed ------------------------------------------------------------------------------------------------- */

static void
count_cb (PhStore *store, guint *n)
{
  (*n)++;
}

static void
run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Once for a burst, not for looking, and not for what failed. */
static void
test_changed (PhTestStore *f, gconstpointer data)
{
  guint n = 0;

  g_signal_connect (f->store, "changed", G_CALLBACK (count_cb), &n);
  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "y");
  g_assert_cmpuint (n, ==, 0);
  run_pending ();
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_OUTBOX, "x", NULL), ==, 1);
  g_assert_false (ph_store_claim (f->store, 99, NULL));
  g_assert_true (ph_store_recover (f->store, NULL, NULL, NULL));
  g_assert_true (ph_store_purge (f->store, NULL));
  run_pending ();
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (ph_store_claim (f->store, 1, NULL));
  run_pending ();
  g_assert_cmpuint (n, ==, 2);
}

static gpointer
claim_thread (gpointer store)
{
  g_assert_true (ph_store_claim (store, 1, NULL));
  return NULL;
}

static void
assert_thread_cb (PhStore *store, GThread **thread)
{
  *thread = g_thread_self ();
}

/* Where the store was opened, whichever thread changed it. */
static void
test_changed_by_a_thread (PhTestStore *f, gconstpointer data)
{
  GThread *told = NULL;

  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  run_pending ();
  g_signal_connect (f->store, "changed", G_CALLBACK (assert_thread_cb), &told);
  g_thread_join (g_thread_new ("claim", claim_thread, f->store));
  g_assert_null (told);
  run_pending ();
  g_assert_true (told == g_thread_self ());
}

/* A change that nobody was told of yet does not keep the store, and with it what it claimed. */
static void
test_freed_before_told (PhTestStore *f, gconstpointer data)
{
  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  g_assert_finalize_object (g_steal_pointer (&f->store));
  run_pending ();
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("newer-database", test_newer_database);
  ADD ("no-database", test_no_database);
  ADD ("crash-loses-nothing", test_crash_loses_nothing);
  ADD ("damage-after-a-crash", test_damage_after_a_crash);
  ADD ("second-program", test_second_program);
  ADD ("made-by-many", test_made_by_many);
  ADD ("file-in-place-of-folder", test_file_in_place_of_folder);
  ADD ("changed", test_changed);
  ADD ("changed-by-a-thread", test_changed_by_a_thread);
  ADD ("freed-before-told", test_freed_before_told);
  return g_test_run ();
}
