/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every message is in the one list of its state, in that list's order, page by page, and due when it should be. */
#include "ph-store-private.h"
#include "ph-store-row.h"
#include "ph-test-store.h"

static void
assert_list (PhStore *store, PhStoreBox box, const char *expected)
{
  g_autofree char *ids = ph_test_store_dup_list (store, box, NULL);

  g_assert_cmpstr (ids, ==, expected);
}

/* Ids are the states plus one. */
static void
test_boxes (PhTestStore *f, gconstpointer data)
{
  for (guint state = 0; state < PH_STORE_N_STATES; state++)
    ph_test_store_add_in (f->store, (PhStoreState) state, "x");
  assert_list (f->store, PH_STORE_BOX_DRAFTS, "1");
  assert_list (f->store, PH_STORE_BOX_OUTBOX, "2 3 4 6 7");
  assert_list (f->store, PH_STORE_BOX_SENT, "5");
}

/* Sent: by when it was sent, not by when it was written. Drafts: by the last change. Outbox: as they came. */
static void
test_order (PhTestStore *f, gconstpointer data)
{
  gint64 first = ph_test_store_add_in (f->store, PH_STORE_STATE_COMMITTING, "1");
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_test_store_add_in (f->store, PH_STORE_STATE_SENT, "2");
  ph_test_store_settle (f->store, first, PH_STORE_STATE_SENT);
  assert_list (f->store, PH_STORE_BOX_SENT, "1 2");

  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "3");
  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "4");
  stored = ph_store_replace (f->store, 3, message, ph_test_store_write, (char *) "x", NULL, NULL);
  assert_list (f->store, PH_STORE_BOX_DRAFTS, "3 4");

  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "5");
  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "6");
  g_assert_true (ph_store_claim (f->store, 5, NULL));
  ph_test_store_settle (f->store, 5, PH_STORE_STATE_FAILED);
  assert_list (f->store, PH_STORE_BOX_OUTBOX, "5 6");
}

static void
assert_page (PhStore *store, const char *query, guint offset, guint limit, guint n, gint64 first)
{
  g_autoptr (GPtrArray) messages = ph_store_list (store, PH_STORE_BOX_OUTBOX, query, offset, limit, NULL);

  g_assert_cmpuint (messages->len, ==, n);
  if (n > 0)
    g_assert_cmpint (ph_store_message_get_id (g_ptr_array_index (messages, 0)), ==, first);
}

static void
test_pages (PhTestStore *f, gconstpointer data)
{
  static const char *const queries[] = { NULL, "word" };

  for (guint i = 0; i < 10; i++)
    ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "word");
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      assert_page (f->store, queries[i], 0, 4, 4, 1);
      assert_page (f->store, queries[i], 4, 4, 4, 5);
      assert_page (f->store, queries[i], 8, 4, 2, 9);
      assert_page (f->store, queries[i], 10, 4, 0, 0);
      assert_page (f->store, queries[i], 4000000000U, 4, 0, 0);
      assert_page (f->store, queries[i], 0, 0, 0, 0);
      assert_page (f->store, queries[i], 0, G_MAXUINT, 10, 1);
      g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_OUTBOX, queries[i], NULL), ==, 10);
    }
}

/* The numbers that are kept are those that counting would give, whatever happened. */
static void
test_tally (PhTestStore *f, gconstpointer data)
{
  for (guint state = 0; state < PH_STORE_N_STATES; state++)
    ph_test_store_add_in (f->store, (PhStoreState) state, "x");
  g_assert_true (ph_store_remove (f->store, 1, NULL));
  g_assert_true (ph_store_remove (f->store, 2, NULL));
  g_assert_true (ph_store_remove (f->store, 5, NULL));
  g_assert_true (ph_store_restore (f->store, 2, NULL));
  g_assert_true (ph_store_restore (f->store, 2, NULL));
  g_assert_true (ph_store_purge (f->store, NULL));
  ph_test_store_settle (f->store, 7, PH_STORE_STATE_DRAFT);
  assert_list (f->store, PH_STORE_BOX_DRAFTS, "7");
  assert_list (f->store, PH_STORE_BOX_OUTBOX, "2 3 4 6");
  assert_list (f->store, PH_STORE_BOX_SENT, "");
}

/* ---- effort -------------------------------------------------------------------------------------------------- */

#define MANY 3000

/* Rows alone, as the files would take their time. */
static void
add_many_rows (PhStore *store)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "common");

  g_assert_true (ph_store_begin (store, PH_STORE_ACCESS_WRITE, NULL));
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.eml", i);
      g_autofree char *subject = g_strdup_printf ("common rare%u", i);
      g_autoptr (GFile) file = ph_store_get_child (store, name);
      gint64 id = 0;

      ph_store_message_set_subject (message, subject);
      g_assert_true (ph_store_row_insert (store, message, file, 1, &id, NULL));
    }
  g_assert_true (ph_store_end (store, TRUE, NULL, NULL));
}

static int
count_step (gpointer n_steps)
{
  (*(guint *) n_steps)++;
  return 0;
}

static void
assert_effort (PhStore *store, const char *query, guint n_found, guint most)
{
  sqlite3 *handle = ph_store_database_get_handle (store->database);
  guint n_steps = 0;

  sqlite3_progress_handler (handle, 1, count_step, &n_steps);
  g_assert_cmpint (ph_store_count (store, PH_STORE_BOX_OUTBOX, query, NULL), ==, (int) n_found);
  sqlite3_progress_handler (handle, 0, NULL, NULL);
  g_test_message ("%u steps of SQLite", n_steps);
  g_assert_cmpuint (n_steps, <, most);
}

/* Counting costs the same however many there are, a search what it finds, and the same search again next to nothing. */
static void
test_effort (PhTestStore *f, gconstpointer data)
{
  add_many_rows (f->store);
  assert_effort (f->store, NULL, MANY, 100);
  assert_effort (f->store, "rare77", 11, 2000);
  assert_effort (f->store, "common", MANY, MANY * 50);
  assert_effort (f->store, "common", MANY, 100);
}

/* ---- due ----------------------------------------------------------------------------------------------------- */

static gint64
add_due (PhStore *store, PhStoreState state, gint64 due)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (state, "x");
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_store_message_set_due (message, due);
  stored = ph_store_add (store, message, ph_test_store_write, (char *) "x", NULL, NULL);
  return ph_store_message_get_id (stored);
}

static void
assert_due (PhStore *store, gint64 now, const char *expected)
{
  g_autoptr (GPtrArray) messages = ph_store_list_due (store, now, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (ids, "%" G_GINT64_FORMAT " ", ph_store_message_get_id (g_ptr_array_index (messages, i)));
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_due (PhTestStore *f, gconstpointer data)
{
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 0);
  add_due (f->store, PH_STORE_STATE_QUEUED, 2000);
  add_due (f->store, PH_STORE_STATE_QUEUED, 1000);
  add_due (f->store, PH_STORE_STATE_DRAFT, 500);
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 1000);
  assert_due (f->store, 999, "");
  assert_due (f->store, 1000, "2 ");
  assert_due (f->store, 3000, "1 2 ");
  add_due (f->store, PH_STORE_STATE_QUEUED, 0);
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 1);
  assert_due (f->store, 1, "4 ");
  g_assert_true (ph_store_claim (f->store, 4, NULL));
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 1000);
  g_assert_true (ph_store_settle (f->store, 4, PH_STORE_STATE_QUEUED, 700, TRUE, NULL, NULL, NULL));
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 700);
}

static void
test_what_is_not_there (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) attempts = NULL;

  g_assert_null (ph_store_get (f->store, 99, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  attempts = ph_store_list_attempts (f->store, 99, NULL);
  g_assert_cmpuint (attempts->len, ==, 0);
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/look/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("boxes", test_boxes);
  ADD ("order", test_order);
  ADD ("pages", test_pages);
  ADD ("tally", test_tally);
  ADD ("effort", test_effort);
  ADD ("due", test_due);
  ADD ("what-is-not-there", test_what_is_not_there);
  return g_test_run ();
}
