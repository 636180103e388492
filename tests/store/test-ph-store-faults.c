/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every call that changes the disk fails once, for want of room and by a broken disk, at every step of everything a store
 * does: then the step is done or not done, as was said, and nothing else is changed or lost, also when the program ends there. */
#include "ph-store-private.h"
#include "ph-test-disk.h"
#include "ph-test-store.h"

#include <errno.h>

static const char *const ada[] = { "ada@example.org", NULL };
static const char *const bob[] = { "bob@example.org", NULL };
static const char *const nobody[] = { NULL };

enum
{
  DRAFT = 1,
  QUEUED = 2,
  REMOVED = 3,
  SENT = 4,
};

/* One thing a store does. */
typedef struct
{
  const char *name;
  gboolean is_checkpointed; /* the log moves into the database at each commit */
  gboolean is_crashed; /* the folder is as after a crash */
  gboolean is_fresh; /* the folder is empty */
  gboolean is_two_steps; /* after an error it may be done nevertheless: purge is row and file */
  void (*prepare) (PhStore *store);
  gboolean (*run) (GFile *folder, PhStore **store, GError **error);
} Deed;

/* ---- what is done -------------------------------------------------------------------------------------------- */

static gboolean
run_open (GFile *folder, PhStore **store, GError **error)
{
  *store = ph_store_open (folder, error);
  return *store != NULL;
}

/* It cannot fail, and nothing may be lost by it. */
static gboolean
run_close (GFile *folder, PhStore **store, GError **error)
{
  g_clear_object (store);
  return TRUE;
}

static gboolean
run_add (GFile *folder, PhStore **store, GError **error)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "added");
  g_autoptr (PhStoreMessage) stored
      = ph_store_add (*store, message, ph_test_store_write, (char *) "octets", NULL, error);

  return stored != NULL;
}

static gboolean
run_replace (GFile *folder, PhStore **store, GError **error)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "replaced");
  g_autoptr (PhStoreMessage) stored
      = ph_store_replace (*store, DRAFT, message, ph_test_store_write, (char *) "new octets", NULL, error);

  return stored != NULL;
}

static gboolean
run_remove (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_remove (*store, DRAFT, error);
}

static gboolean
run_restore (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_restore (*store, REMOVED, error);
}

static gboolean
run_purge (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_purge (*store, error);
}

static gboolean
run_claim (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_claim (*store, QUEUED, error);
}

static void
claim (PhStore *store)
{
  g_assert_true (ph_store_claim (store, QUEUED, NULL));
}

static gboolean
run_commit (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_begin_commit (*store, QUEUED, ada, nobody, error);
}

static void
commit (PhStore *store)
{
  claim (store);
  g_assert_true (ph_store_begin_commit (store, QUEUED, ada, nobody, NULL));
}

static gboolean
run_turn (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_begin_commit (*store, QUEUED, bob, ada, error);
}

static gboolean
run_settle (GFile *folder, PhStore **store, GError **error)
{
  g_autoptr (PhStoreAttempt) attempt = ph_store_attempt_new ();

  attempt->words = g_strdup ("queued as 1");
  return ph_store_settle (*store, QUEUED, PH_STORE_STATE_SENT, 0, FALSE, NULL, attempt, error);
}

static gboolean
run_retry (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_settle (*store, QUEUED, PH_STORE_STATE_QUEUED, 1234, TRUE, NULL, NULL, error);
}

/* What a program that is gone had. */
static void
leave_claimed (PhStore *store)
{
  g_autoptr (GFile) folder = g_file_get_parent (store->messages);
  g_autoptr (PhStore) other = ph_store_open (folder, NULL);

  commit (other);
}

static gboolean
run_recover (GFile *folder, PhStore **store, GError **error)
{
  return ph_store_recover (*store, NULL, NULL, error);
}

static const Deed deeds[] = {
  { .name = "open", .run = run_open },
  { .name = "make", .is_fresh = TRUE, .run = run_open },
  { .name = "open-after-crash", .is_crashed = TRUE, .run = run_open },
  { .name = "close", .prepare = claim, .run = run_close },
  { .name = "add", .prepare = claim, .run = run_add },
  { .name = "add-checkpointed", .is_checkpointed = TRUE, .prepare = claim, .run = run_add },
  { .name = "replace", .prepare = claim, .run = run_replace },
  { .name = "remove", .prepare = claim, .run = run_remove },
  { .name = "restore", .prepare = claim, .run = run_restore },
  { .name = "purge", .is_two_steps = TRUE, .prepare = claim, .run = run_purge },
  { .name = "claim", .run = run_claim },
  { .name = "begin-commit", .prepare = claim, .run = run_commit },
  { .name = "next-turn", .prepare = commit, .run = run_turn },
  { .name = "settle", .prepare = commit, .run = run_settle },
  { .name = "settle-checkpointed", .is_checkpointed = TRUE, .prepare = commit, .run = run_settle },
  { .name = "retry", .prepare = claim, .run = run_retry },
  { .name = "recover", .prepare = leave_claimed, .run = run_recover },
};

/* ---- one fault ----------------------------------------------------------------------------------------------- */

typedef struct
{
  GFile *seed; /* (owned): a folder as it was left in order */
  GFile *crashed; /* (owned): the same, left by a crash */
} Fixture;

/* How often a call of each kind was the one to fail, and how many deeds were done. */
static guint hits[PH_TEST_N_CALLS];
static guint n_deeds;

static void
set_up (Fixture *f, gconstpointer data)
{
  PhStore *store = NULL;

  ph_test_disk_set_is_fast (TRUE);
  f->seed = ph_test_folder_new ();
  f->crashed = ph_test_folder_new ();
  store = ph_store_open (f->seed, NULL);
  g_assert_cmpint (ph_test_store_add (store, PH_STORE_STATE_DRAFT, "draft"), ==, DRAFT);
  g_assert_cmpint (ph_test_store_add (store, PH_STORE_STATE_QUEUED, "queued"), ==, QUEUED);
  g_assert_cmpint (ph_test_store_add (store, PH_STORE_STATE_DRAFT, "removed"), ==, REMOVED);
  g_assert_cmpint (ph_test_store_add_in (store, PH_STORE_STATE_SENT, "sent"), ==, SENT);
  g_assert_true (ph_store_remove (store, REMOVED, NULL));
  ph_test_store_copy_files (f->seed, f->crashed);
  g_object_unref (store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ph_test_disk_unwatch ();
  ph_test_folder_free (f->seed);
  ph_test_folder_free (f->crashed);
}

static PhStore *
prepare (const Deed *deed, GFile *folder)
{
  g_autoptr (GError) error = NULL;
  PhStore *store = NULL;

  if (deed->run == run_open)
    return NULL;
  store = ph_store_open (folder, &error);
  g_assert_no_error (error);
  if (deed->is_checkpointed)
    sqlite3_wal_autocheckpoint (ph_store_database_get_handle (store->database), 1);
  if (deed->prepare != NULL)
    deed->prepare (store);
  return store;
}

/* Opens what is on disk in @folder: it has to be whole, and without anything that does not belong to it. (transfer full) */
static char *
read_back (GFile *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStore) store = ph_store_open (folder, &error);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  g_assert_no_error (error);
  g_assert_true (ph_store_find_strangers (store, &files, &messages, &error));
  g_assert_cmpuint (files->len, ==, 0);
  g_assert_cmpuint (messages->len, ==, 0);
  return ph_test_store_dup_snapshot (store);
}

/* The same for a copy, as if the program had ended at this moment. */
static char *
read_back_as_crashed (GFile *folder)
{
  GFile *copy = ph_test_folder_new ();
  char *snapshot = NULL;

  ph_test_store_copy_files (folder, copy);
  snapshot = read_back (copy);
  ph_test_folder_free (copy);
  return snapshot;
}

typedef struct
{
  gboolean is_done;
  guint n_calls;
  gboolean is_hit;
  PhTestCall hit;
  char *before; /* (owned) */
  char *crashed; /* (owned) */
  char *after; /* (owned) */
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->before);
  g_free (outcome->crashed);
  g_free (outcome->after);
}

static void
run_with_fault (const Deed *deed, GFile *folder, guint nth, int number, Outcome *outcome)
{
  g_autoptr (GError) error = NULL;
  PhStore *store = NULL;

  ph_test_disk_watch (folder);
  store = prepare (deed, folder);
  outcome->before = store != NULL ? ph_test_store_dup_snapshot (store) : NULL;
  ph_test_disk_fail (nth, number);
  outcome->is_done = deed->run (folder, &store, &error);
  outcome->n_calls = ph_test_disk_count (PH_TEST_N_CALLS);
  outcome->is_hit = ph_test_disk_get_failed (&outcome->hit);
  ph_test_disk_fail (0, 0);
  g_assert_true (outcome->is_done == (error == NULL));
  /* SQLite forgets why it could make no file. */
  if (error != NULL && number == ENOSPC && outcome->hit != PH_TEST_CALL_CREATE)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  if (error != NULL)
    g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
  outcome->crashed = read_back_as_crashed (folder);
  g_clear_object (&store);
  outcome->after = read_back (folder);
}

static void
run (Fixture *f, const Deed *deed, guint nth, int number, Outcome *outcome)
{
  GFile *folder = ph_test_folder_new ();

  if (!deed->is_fresh)
    ph_test_store_copy_files (deed->is_crashed ? f->crashed : f->seed, folder);
  run_with_fault (deed, folder, nth, number, outcome);
  ph_test_disk_unwatch ();
  ph_test_folder_free (folder);
}

/* ---- all faults ---------------------------------------------------------------------------------------------- */

static void
check (const Deed *deed, const Outcome *outcome, const char *before, const char *after)
{
  if (outcome->before != NULL)
    g_assert_cmpstr (outcome->before, ==, before);
  if (outcome->is_done || (deed->is_two_steps && g_strcmp0 (outcome->after, before) != 0))
    {
      g_assert_cmpstr (outcome->crashed, ==, after);
      g_assert_cmpstr (outcome->after, ==, after);
    }
  else
    {
      g_assert_cmpstr (outcome->crashed, ==, before);
      g_assert_cmpstr (outcome->after, ==, before);
    }
}

static void
fail_everywhere (Fixture *f, const Deed *deed, int number, const Outcome *perfect)
{
  gboolean is_hit = TRUE;
  guint nth = 0;

  for (nth = 1; is_hit; nth++)
    {
      Outcome outcome = { 0 };

      g_test_message ("call %u of %u, %s", nth, perfect->n_calls, g_strerror (number));
      run (f, deed, nth, number, &outcome);
      is_hit = outcome.is_hit;
      if (is_hit)
        hits[outcome.hit]++;
      check (deed, &outcome, perfect->before != NULL ? perfect->before : perfect->after, perfect->after);
      outcome_clear (&outcome);
    }
  /* The last one was beyond the end, and no call before it was left out. */
  g_assert_cmpuint (nth - 2, >=, perfect->n_calls);
}

static void
test_deed (Fixture *f, gconstpointer data)
{
  const Deed *deed = data;
  Outcome perfect = { 0 };

  run (f, deed, 0, 0, &perfect);
  g_assert_true (perfect.is_done);
  g_assert_cmpstr (perfect.crashed, ==, perfect.after);
  g_assert_cmpuint (perfect.n_calls, >, 0);
  fail_everywhere (f, deed, ENOSPC, &perfect);
  fail_everywhere (f, deed, EIO, &perfect);
  outcome_clear (&perfect);
  n_deeds++;
}

/* None of the calls that are stood in for is one that nothing uses: each kind failed somewhere. */
static void
test_every_kind_failed (void)
{
  if (n_deeds < G_N_ELEMENTS (deeds))
    {
      g_test_skip ("not everything was done");
      return;
    }
  for (guint i = 0; i < PH_TEST_N_CALLS; i++)
    {
      g_test_message ("kind %u failed %u times", i, hits[i]);
      g_assert_cmpuint (hits[i], >, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *path = g_strconcat ("/store/faults/", deeds[i].name, NULL);

      g_test_add (path, Fixture, &deeds[i], set_up, test_deed, tear_down);
    }
  g_test_add_func ("/store/faults/every-kind-failed", test_every_kind_failed);
  return g_test_run ();
}
