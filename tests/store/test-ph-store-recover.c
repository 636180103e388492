/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a killed program had goes back to the queue or, behind the commit, to a person; what a living one has is its own. */
#include "ph-test-store.h"

#include <signal.h>

typedef struct
{
  GSubprocess *process; /* (owned) */
  guint n_claimed;
} Holder;

/* Waits until it has done what it should. */
static Holder
start_holder (PhTestStore *f, const char *what, const char *const *ids)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  Holder holder = { NULL, 0 };

  g_ptr_array_add (arguments, (char *) PH_TEST_STORE_HOLDER);
  g_ptr_array_add (arguments, (char *) g_file_peek_path (f->folder));
  g_ptr_array_add (arguments, (char *) what);
  for (; *ids != NULL; ids++)
    g_ptr_array_add (arguments, (char *) *ids);
  g_ptr_array_add (arguments, NULL);
  holder.process = g_subprocess_newv ((const char *const *) arguments->pdata,
                                      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                      &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder.process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  holder.n_claimed = (guint) g_ascii_strtoull (line, NULL, 10);
  return holder;
}

static void
end_holder (Holder *holder, int signal_number)
{
  if (signal_number != 0)
    g_subprocess_send_signal (holder->process, signal_number);
  else
    g_output_stream_close (g_subprocess_get_stdin_pipe (holder->process), NULL, NULL);
  g_assert_true (g_subprocess_wait (holder->process, NULL, NULL));
  g_clear_object (&holder->process);
}

static void
assert_recovers (PhStore *store, guint n_queued, guint n_unknown)
{
  g_autoptr (GError) error = NULL;
  guint queued = 99;
  guint unknown = 99;

  g_assert_true (ph_store_recover (store, &queued, &unknown, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (queued, ==, n_queued);
  g_assert_cmpuint (unknown, ==, n_unknown);
}

static void
test_killed_while_sending (PhTestStore *f, gconstpointer data)
{
  static const char *const ids[] = { "1", NULL };
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  Holder holder = start_holder (f, "claim", ids);

  g_assert_cmpuint (holder.n_claimed, ==, 1);
  assert_recovers (f->store, 0, 0);
  g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, PH_STORE_STATE_SENDING);
  end_holder (&holder, SIGKILL);
  assert_recovers (f->store, 1, 0);
  g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, PH_STORE_STATE_QUEUED);
  g_assert_true (ph_store_claim (f->store, id, NULL));
}

static void
test_killed_while_committing (PhTestStore *f, gconstpointer data)
{
  static const char *const ids[] = { "1", NULL };
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  Holder holder = start_holder (f, "commit", ids);

  assert_recovers (f->store, 0, 0);
  g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, PH_STORE_STATE_COMMITTING);
  end_holder (&holder, SIGKILL);
  assert_recovers (f->store, 0, 1);
  g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, PH_STORE_STATE_UNKNOWN);
  g_assert_cmpint (ph_test_store_get_fate (f->store, id, "ada@example.org"), ==, PH_STORE_FATE_UNKNOWN);
  g_assert_cmpint (ph_test_store_get_fate (f->store, id, "bob@example.org"), ==, PH_STORE_FATE_PENDING);
  assert_recovers (f->store, 0, 0);
}

/* A program that ends in order leaves the same behind as a killed one: it did not settle. */
static void
test_ended_while_sending (PhTestStore *f, gconstpointer data)
{
  static const char *const ids[] = { "1", NULL };
  Holder holder;

  ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  holder = start_holder (f, "claim", ids);
  end_holder (&holder, 0);
  assert_recovers (f->store, 1, 0);
}

/* What was known of each recipient decides, when nobody is in doubt. */
static void
test_no_doubt (PhTestStore *f, gconstpointer data)
{
  static const char *const everybody[] = { "ada@example.org", "bob@example.org", "carol@example.org", NULL };
  static const char *const ada[] = { "ada@example.org", NULL };
  static const char *const nobody[] = { NULL };
  PhStore *other = ph_test_store_open (f);
  gint64 taken = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  gint64 some = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");

  g_assert_true (ph_store_claim (other, taken, NULL));
  g_assert_true (ph_store_begin_commit (other, taken, nobody, everybody, NULL));
  g_assert_true (ph_store_claim (other, some, NULL));
  g_assert_true (ph_store_begin_commit (other, some, nobody, ada, NULL));
  g_object_unref (other);
  assert_recovers (f->store, 1, 0);
  g_assert_cmpint (ph_test_store_get_state (f->store, taken), ==, PH_STORE_STATE_SENT);
  g_assert_cmpint (ph_test_store_get_state (f->store, some), ==, PH_STORE_STATE_QUEUED);
  g_assert_cmpint (ph_test_store_get_fate (f->store, some, "ada@example.org"), ==, PH_STORE_FATE_SENT);
}

/* Its own messages are not taken away from the one that recovers. */
static void
test_own_are_left_alone (PhTestStore *f, gconstpointer data)
{
  gint64 sending = ph_test_store_add_in (f->store, PH_STORE_STATE_SENDING, "x");
  gint64 committing = ph_test_store_add_in (f->store, PH_STORE_STATE_COMMITTING, "x");

  assert_recovers (f->store, 0, 0);
  g_assert_cmpint (ph_test_store_get_state (f->store, sending), ==, PH_STORE_STATE_SENDING);
  g_assert_cmpint (ph_test_store_get_state (f->store, committing), ==, PH_STORE_STATE_COMMITTING);
}

/* Programs that all want the same messages: each goes to one of them. */
static void
test_race_of_programs (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Holder holders[3];
  guint n_claimed = 0;

  for (guint i = 0; i < 30; i++)
    {
      gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");

      g_ptr_array_add (ids, g_strdup_printf ("%" G_GINT64_FORMAT, id));
    }
  g_ptr_array_add (ids, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    holders[i] = start_holder (f, "race", (const char *const *) ids->pdata);
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    {
      n_claimed += holders[i].n_claimed;
      end_holder (&holders[i], SIGKILL);
    }
  g_assert_cmpuint (n_claimed, ==, 30);
  assert_recovers (f->store, 30, 0);
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/recover/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("killed-while-sending", test_killed_while_sending);
  ADD ("killed-while-committing", test_killed_while_committing);
  ADD ("ended-while-sending", test_ended_while_sending);
  ADD ("no-doubt", test_no_doubt);
  ADD ("own-are-left-alone", test_own_are_left_alone);
  ADD ("race-of-programs", test_race_of_programs);
  return g_test_run ();
}
