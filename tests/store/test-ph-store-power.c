/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whenever the power is cut, and whatever the disk lost of what was not synced: the store opens, what it had said to have
 * done is done, and what was being committed is never sent again by itself. */
#include "ph-store-private.h"
#include "ph-test-power.h"
#include "ph-test-store.h"

#include <string.h>

/* Beside the states of a message, what else it can be. */
enum
{
  ABSENT = 100,
  REMOVED = 101,
};

/* What a message became when, as the number of steps that the disk had taken when the store said so. */
typedef struct
{
  guint n_steps;
  gint64 id;
  guint state;
  const char *octets; /* (nullable) */
} Promise;

typedef struct
{
  GFile *folder; /* (owned) */
  PhStore *store; /* (owned) (nullable) */
  GPtrArray *steps; /* (element-type PhTestStep) */
  GArray *promises; /* (owned) (element-type Promise): in their order */
  guint n_images;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  ph_test_disk_set_is_fast (TRUE);
  f->folder = ph_test_folder_new ();
  f->promises = g_array_new (FALSE, FALSE, sizeof (Promise));
  ph_test_disk_watch (f->folder);
  f->steps = ph_test_disk_record ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ph_test_disk_unwatch ();
  g_array_unref (f->promises);
  ph_test_folder_free (f->folder);
}

/* ---- what happens -------------------------------------------------------------------------------------------- */

static const char *const ada[] = { "ada@example.org", NULL };
static const char *const bob_and_carol[] = { "bob@example.org", "carol@example.org", NULL };
static const char *const nobody[] = { NULL };

static void
promise (Fixture *f, gint64 id, guint state, const char *octets)
{
  Promise made = { f->steps->len, id, state, octets };

  g_array_append_val (f->promises, made);
}

/* @n_frames: after so many the log moves into the database */
static void
open_store (Fixture *f, int n_frames)
{
  g_autoptr (GError) error = NULL;

  f->store = ph_store_open (f->folder, &error);
  g_assert_no_error (error);
  sqlite3_wal_autocheckpoint (ph_store_database_get_handle (f->store->database), n_frames);
}

static void
add (Fixture *f, PhStoreState state, const char *octets)
{
  promise (f, ph_test_store_add (f->store, state, octets), state, octets);
}

static void
replace (Fixture *f, gint64 id, const char *octets)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, octets);
  g_autoptr (PhStoreMessage) stored
      = ph_store_replace (f->store, id, message, ph_test_store_write, (char *) octets, NULL, NULL);

  g_assert_nonnull (stored);
  promise (f, id, PH_STORE_STATE_QUEUED, octets);
}

static void
claim (Fixture *f, gint64 id)
{
  g_assert_true (ph_store_claim (f->store, id, NULL));
  promise (f, id, PH_STORE_STATE_SENDING, NULL);
}

static void
begin_commit (Fixture *f, gint64 id, const char *const *committing, const char *const *sent)
{
  g_assert_true (ph_store_begin_commit (f->store, id, committing, sent, NULL));
  promise (f, id, PH_STORE_STATE_COMMITTING, NULL);
}

static void
settle (Fixture *f, gint64 id, PhStoreState state)
{
  g_autoptr (PhStoreAttempt) attempt = ph_store_attempt_new ();

  attempt->transcript = g_strnfill (6000, 'x');
  g_assert_true (ph_store_settle (f->store, id, state, 0, FALSE, NULL, attempt, NULL));
  promise (f, id, state, NULL);
}

static void
send_it (Fixture *f, gint64 id)
{
  claim (f, id);
  begin_commit (f, id, ada, nobody);
  begin_commit (f, id, bob_and_carol, ada);
  settle (f, id, PH_STORE_STATE_SENT);
}

static void
remove_it (Fixture *f, gint64 id)
{
  g_assert_true (ph_store_remove (f->store, id, NULL));
  promise (f, id, REMOVED, NULL);
}

/* @id: the only one that was removed */
static void
purge (Fixture *f, gint64 id)
{
  g_assert_true (ph_store_purge (f->store, NULL));
  promise (f, id, ABSENT, NULL);
}

static void
live (Fixture *f, int n_frames)
{
  open_store (f, n_frames);
  add (f, PH_STORE_STATE_DRAFT, "one, a draft");
  add (f, PH_STORE_STATE_QUEUED, "two");
  send_it (f, 2);
  replace (f, 1, "one, with another text");
  add (f, PH_STORE_STATE_DRAFT, "three");
  claim (f, 1);
  settle (f, 1, PH_STORE_STATE_QUEUED);
  remove_it (f, 3);
  purge (f, 3);
  g_clear_object (&f->store);

  open_store (f, n_frames);
  add (f, PH_STORE_STATE_QUEUED, "four");
  claim (f, 4);
  begin_commit (f, 4, ada, nobody);
  settle (f, 4, PH_STORE_STATE_UNKNOWN);
  send_it (f, 1);
  add (f, PH_STORE_STATE_DRAFT, "five");
  replace (f, 5, "five again");
  claim (f, 5);
  g_clear_object (&f->store);
}

/* ---- what must hold ------------------------------------------------------------------------------------------ */

/* What a state is when its program is gone and the next one has looked after it. */
static guint
recovered (guint state)
{
  if (state == PH_STORE_STATE_SENDING)
    return PH_STORE_STATE_QUEUED;
  return state == PH_STORE_STATE_COMMITTING ? PH_STORE_STATE_UNKNOWN : state;
}

static guint
get_state (PhStore *store, gint64 id, char **octets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_store_get (store, id, &error);
  g_autoptr (PhStoreStanding) standing = NULL;

  *octets = NULL;
  if (message == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      return ABSENT;
    }
  *octets = ph_test_folder_read (ph_store_message_get_file (message), NULL);
  g_assert_cmpuint (strlen (*octets), ==, ph_store_message_get_size (message));
  standing = ph_store_standing_read (store, id, NULL);
  return standing->is_removed ? REMOVED : ph_store_message_get_state (message);
}

/* What was promised of @id: the last thing said by then, and the one that was being done. Their octets too, which a later
 * promise does not repeat. */
static void
find_promises (Fixture *f, gint64 id, guint n_steps, Promise *kept, Promise *next)
{
  *kept = (Promise){ .id = id, .state = ABSENT };
  *next = *kept;
  for (guint i = 0; i < f->promises->len; i++)
    {
      Promise made = g_array_index (f->promises, Promise, i);

      if (made.id != id)
        continue;
      if (made.octets == NULL)
        made.octets = next->octets;
      *next = made;
      if (made.n_steps > n_steps)
        return;
      *kept = made;
    }
}

static void
check_message (Fixture *f, PhStore *store, gint64 id, guint n_steps)
{
  Promise kept;
  Promise next;
  g_autofree char *octets = NULL;
  guint state = get_state (store, id, &octets);

  find_promises (f, id, n_steps, &kept, &next);
  if (state == recovered (kept.state) && (state == ABSENT || g_strcmp0 (octets, kept.octets) == 0))
    return;
  g_assert_cmpuint (state, ==, recovered (next.state));
  if (state != ABSENT)
    g_assert_cmpstr (octets, ==, next.octets);
}

/* Whoever finds a file without a row finds a whole message. */
static void
check_strangers (PhStore *store)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_find_strangers (store, &files, &messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 0);
  g_assert_cmpuint (files->len, <=, 1);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *octets = ph_test_folder_read (g_ptr_array_index (files, i), NULL);

      g_assert_true (g_str_has_prefix (octets, "one, ") || g_str_equal (octets, "two") || g_str_equal (octets, "three")
                     || g_str_equal (octets, "four") || g_str_has_prefix (octets, "five"));
    }
}

/* It is no museum: the next message goes out. */
static void
check_it_works (PhStore *store)
{
  gint64 id = ph_test_store_add (store, PH_STORE_STATE_QUEUED, "next");

  g_assert_cmpint (id, >, 0);
  g_assert_true (ph_store_claim (store, id, NULL));
  g_assert_true (ph_store_purge (store, NULL));
}

static void
check_image (Fixture *f, GFile *folder, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStore) store = ph_store_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (ph_store_recover (store, NULL, NULL, &error));
  g_assert_no_error (error);
  for (gint64 id = 1; id <= 5; id++)
    check_message (f, store, id, n_steps);
  check_strangers (store);
  check_it_works (store);
}

static void
cut (Fixture *f, guint n_steps, PhTestLoss loss, guint32 seed)
{
  GFile *folder = ph_test_folder_new ();

  g_test_message ("cut before step %u, loss %d, seed %u", n_steps, (int) loss, seed);
  ph_test_power_cut (f->steps, n_steps, loss, seed, folder);
  check_image (f, folder, n_steps);
  ph_test_folder_free (folder);
  f->n_images++;
}

/* Before each sync there is most to lose. Anywhere else one mixture is tried. */
static void
test_cut (Fixture *f, gconstpointer n_frames)
{
  guint n_syncs = 0;

  live (f, GPOINTER_TO_INT (n_frames));
  for (guint i = 0; i <= f->steps->len; i++)
    {
      gboolean is_end = i == f->steps->len;
      PhTestStep *step = is_end ? NULL : g_ptr_array_index (f->steps, i);

      cut (f, i, PH_TEST_LOSS_SOME, i);
      if (!is_end && step->call != PH_TEST_CALL_SYNC)
        continue;
      n_syncs++;
      cut (f, i, PH_TEST_LOSS_ALL, 0);
      cut (f, i, PH_TEST_LOSS_NONE, 0);
      for (guint32 seed = 1; seed <= 4; seed++)
        cut (f, i, PH_TEST_LOSS_SOME, seed * 1000 + i);
    }
  g_test_message ("%u steps, %u syncs, %u images", f->steps->len, n_syncs, f->n_images);
  g_assert_cmpuint (n_syncs, >, 40);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/power/cut", Fixture, GINT_TO_POINTER (1000), set_up, test_cut, tear_down);
  g_test_add ("/store/power/cut-with-checkpoints", Fixture, GINT_TO_POINTER (10), set_up, test_cut, tear_down);
  return g_test_run ();
}
