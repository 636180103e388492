/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every step of a message on its way is one that the rules allow, by the one that has it, and is known for each recipient. */
#include "ph-test-store.h"

static const char *const ada[] = { "ada@example.org", NULL };
static const char *const bob[] = { "bob@example.org", NULL };
static const char *const nobody[] = { NULL };

static void
assert_fates (PhStore *store, gint64 id, const char *expected)
{
  g_autoptr (PhStoreMessage) message = ph_store_get (store, id, NULL);
  GPtrArray *recipients = ph_store_message_get_recipients (message);
  g_autoptr (GString) fates = g_string_new (NULL);

  for (guint i = 0; i < recipients->len; i++)
    g_string_append_c (fates, "PCSRU"[((const PhStoreRecipient *) g_ptr_array_index (recipients, i))->fate]);
  g_assert_cmpstr (fates->str, ==, expected);
}

/* (transfer full) (element-type PhStoreRecipient): news of one */
static GPtrArray *
news_of (const char *address, PhStoreFate fate, int reply_code, const char *words)
{
  GPtrArray *news = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);
  PhStoreRecipient *recipient = ph_store_recipient_new (0, "", address);

  recipient->fate = fate;
  recipient->reply_code = reply_code;
  recipient->words = g_strdup (words);
  g_ptr_array_add (news, recipient);
  return news;
}

/* ---- claim --------------------------------------------------------------------------------------------------- */

static void
test_claim_in_every_state (PhTestStore *f, gconstpointer data)
{
  for (guint state = 0; state < PH_STORE_N_STATES; state++)
    {
      g_autoptr (GError) error = NULL;
      gint64 id = ph_test_store_add_in (f->store, (PhStoreState) state, "x");

      if (state == PH_STORE_STATE_QUEUED)
        {
          g_assert_true (ph_store_claim (f->store, id, &error));
          g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, PH_STORE_STATE_SENDING);
          continue;
        }
      g_assert_false (ph_store_claim (f->store, id, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, state);
    }
}

static void
test_claim_what_is_not_there (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ph_store_claim (f->store, 99, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* Of two that claim the same message one gets it, and the other can do nothing to it. */
static void
test_only_one_has_it (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = ph_test_store_open (f);
  g_autoptr (GError) error = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");

  g_assert_true (ph_store_claim (other, id, NULL));
  g_assert_false (ph_store_claim (f->store, id, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (ph_store_begin_commit (f->store, id, ada, nobody, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (ph_store_settle (f->store, id, PH_STORE_STATE_QUEUED, 0, FALSE, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, PH_STORE_STATE_SENDING);
  ph_test_store_settle (other, id, PH_STORE_STATE_QUEUED);
  g_assert_true (ph_store_claim (f->store, id, NULL));
}

typedef struct
{
  PhStore *store;
  guint n_claimed;
} Claimer;

static gpointer
claim_all (gpointer data)
{
  Claimer *claimer = data;

  for (gint64 id = 1; id <= 50; id++)
    claimer->n_claimed += ph_store_claim (claimer->store, id, NULL) ? 1 : 0;
  return NULL;
}

static void
test_race_for_claims (PhTestStore *f, gconstpointer data)
{
  Claimer claimers[3];
  GThread *threads[G_N_ELEMENTS (claimers)];
  guint n_claimed = 0;

  for (guint i = 0; i < 50; i++)
    ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  for (guint i = 0; i < G_N_ELEMENTS (claimers); i++)
    claimers[i] = (Claimer){ .store = ph_test_store_open (f) };
  for (guint i = 0; i < G_N_ELEMENTS (claimers); i++)
    threads[i] = g_thread_new ("claim", claim_all, &claimers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (claimers); i++)
    {
      g_thread_join (threads[i]);
      n_claimed += claimers[i].n_claimed;
      g_object_unref (claimers[i].store);
    }
  g_assert_cmpuint (n_claimed, ==, 50);
}

/* ---- commit -------------------------------------------------------------------------------------------------- */

static void
test_commit_in_every_state (PhTestStore *f, gconstpointer data)
{
  for (guint state = 0; state < PH_STORE_N_STATES; state++)
    {
      gboolean is_allowed = state == PH_STORE_STATE_SENDING || state == PH_STORE_STATE_COMMITTING;
      g_autoptr (GError) error = NULL;
      gint64 id = ph_test_store_add_in (f->store, (PhStoreState) state, "x");

      g_assert_cmpint (ph_store_begin_commit (f->store, id, ada, nobody, &error), ==, is_allowed);
      if (is_allowed)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
    }
}

/* A server that takes a message in turns: each turn says whom the one before it has settled. */
static void
test_commit_in_turns (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_SENDING, "x");
  g_autoptr (GPtrArray) news = news_of ("bob@example.org", PH_STORE_FATE_REFUSED, 550, "no such user");
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_begin_commit (f->store, id, ada, nobody, &error));
  assert_fates (f->store, id, "CPP");
  g_assert_true (ph_store_begin_commit (f->store, id, bob, ada, &error));
  assert_fates (f->store, id, "SCP");
  g_assert_true (ph_store_settle (f->store, id, PH_STORE_STATE_QUEUED, 0, FALSE, news, NULL, &error));
  assert_fates (f->store, id, "SRP");
  g_assert_no_error (error);
}

/* Who has it is not sent to again, and who is no recipient at all neither: the program is at fault then, and is told. */
static void
test_commit_for_the_wrong_ones (PhTestStore *f, gconstpointer data)
{
  static const char *const stranger[] = { "eve@example.org", NULL };
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_SENDING, "x");
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_begin_commit (f->store, id, bob, ada, NULL));
  g_assert_false (ph_store_begin_commit (f->store, id, ada, nobody, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (ph_store_begin_commit (f->store, id, stranger, bob, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_fates (f->store, id, "SCP");
}

/* ---- settle -------------------------------------------------------------------------------------------------- */

static void
test_settle_every_pair (PhTestStore *f, gconstpointer data)
{
  for (guint from = 0; from < PH_STORE_N_STATES; from++)
    for (guint to = 0; to < PH_STORE_N_STATES; to++)
      {
        gboolean is_allowed = ph_store_state_can_become ((PhStoreState) from, (PhStoreState) to);
        g_autoptr (GError) error = NULL;
        gint64 id = 0;

        if (to == PH_STORE_STATE_SENDING || to == PH_STORE_STATE_COMMITTING)
          continue;
        id = ph_test_store_add_in (f->store, (PhStoreState) from, "x");
        g_assert_cmpint (ph_store_settle (f->store, id, (PhStoreState) to, 0, FALSE, NULL, NULL, &error),
                         ==,
                         is_allowed);
        if (!is_allowed)
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
        g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, is_allowed ? to : from);
      }
}

/* What a state says of those of whom there was no news. */
static void
test_fates_follow_the_state (PhTestStore *f, gconstpointer data)
{
  static const struct
  {
    PhStoreState from;
    PhStoreState to;
    const char *fates;
  } cases[] = {
    { PH_STORE_STATE_COMMITTING, PH_STORE_STATE_SENT, "SSS" },
    { PH_STORE_STATE_COMMITTING, PH_STORE_STATE_FAILED, "RRR" },
    { PH_STORE_STATE_COMMITTING, PH_STORE_STATE_QUEUED, "PPP" },
    { PH_STORE_STATE_COMMITTING, PH_STORE_STATE_UNKNOWN, "UUU" },
    { PH_STORE_STATE_UNKNOWN, PH_STORE_STATE_QUEUED, "PPP" },
    { PH_STORE_STATE_UNKNOWN, PH_STORE_STATE_SENT, "SSS" },
    { PH_STORE_STATE_UNKNOWN, PH_STORE_STATE_DRAFT, "PPP" },
    { PH_STORE_STATE_FAILED, PH_STORE_STATE_QUEUED, "RRR" },
    { PH_STORE_STATE_SENDING, PH_STORE_STATE_FAILED, "PPP" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 id = ph_test_store_add_in (f->store, cases[i].from, "x");

      g_test_message ("%d to %d", (int) cases[i].from, (int) cases[i].to);
      ph_test_store_settle (f->store, id, cases[i].to);
      assert_fates (f->store, id, cases[i].fates);
    }
}

static void
test_news_of_recipients (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_COMMITTING, "x");
  g_autoptr (GPtrArray) news = news_of ("bob@example.org", PH_STORE_FATE_REFUSED, 550, "no such user");
  g_autoptr (PhStoreMessage) message = NULL;
  const PhStoreRecipient *recipient = NULL;

  g_assert_true (ph_store_settle (f->store, id, PH_STORE_STATE_SENT, 0, FALSE, news, NULL, NULL));
  assert_fates (f->store, id, "SRS");
  ph_test_store_reopen (f);
  message = ph_store_get (f->store, id, NULL);
  recipient = g_ptr_array_index (ph_store_message_get_recipients (message), 1);
  g_assert_cmpint (recipient->reply_code, ==, 550);
  g_assert_cmpstr (recipient->words, ==, "no such user");
}

/* Whatever is said later: who has the message has it. */
static void
test_sent_stays_sent (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_SENDING, "x");
  g_autoptr (GPtrArray) news = news_of ("ada@example.org", PH_STORE_FATE_PENDING, 451, "later");

  g_assert_true (ph_store_begin_commit (f->store, id, bob, ada, NULL));
  g_assert_true (ph_store_settle (f->store, id, PH_STORE_STATE_QUEUED, 0, FALSE, news, NULL, NULL));
  assert_fates (f->store, id, "SPP");
}

/* ---- attempts and retries ------------------------------------------------------------------------------------ */

/* (transfer full) */
static PhStoreAttempt *
new_attempt (gint64 started, const char *error, const char *words)
{
  PhStoreAttempt *attempt = ph_store_attempt_new ();

  attempt->started = started;
  attempt->ended = started + 5;
  attempt->state = PH_STORE_STATE_QUEUED;
  attempt->stage = 4;
  attempt->error = g_strdup (error);
  attempt->error_code = 3;
  attempt->reply_code = 451;
  attempt->enhanced_status = g_strdup ("4.7.1");
  attempt->words = g_strdup (words);
  attempt->queue_id = g_strdup ("ABC");
  g_free (attempt->host);
  attempt->host = g_strdup ("mail.example.org");
  attempt->port = 465;
  attempt->tls = g_strdup ("TLS 1.3");
  attempt->timings = g_strdup ("connect=1");
  attempt->transcript = g_strdup ("S: 220 hi\n");
  return attempt;
}

static void
retry (PhStore *store, gint64 id, gint64 started, const char *words)
{
  g_autoptr (PhStoreAttempt) attempt = new_attempt (started, "try again", words);
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_claim (store, id, &error));
  g_assert_true (ph_store_settle (store, id, PH_STORE_STATE_QUEUED, started + 60, TRUE, NULL, attempt, &error));
  g_assert_no_error (error);
}

static void
test_attempts_are_kept (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  g_autoptr (GPtrArray) attempts = NULL;
  const PhStoreAttempt *attempt = NULL;

  retry (f->store, id, 100, NULL);
  retry (f->store, id, 200, "greylisted");
  ph_test_store_reopen (f);
  attempts = ph_store_list_attempts (f->store, id, NULL);
  g_assert_cmpuint (attempts->len, ==, 2);
  g_assert_null (((const PhStoreAttempt *) g_ptr_array_index (attempts, 0))->words);
  attempt = g_ptr_array_index (attempts, 1);
  g_assert_cmpint (attempt->id, >, 0);
  g_assert_cmpint (attempt->started, ==, 200);
  g_assert_cmpint (attempt->ended, ==, 205);
  g_assert_cmpuint (attempt->state, ==, PH_STORE_STATE_QUEUED);
  g_assert_cmpuint (attempt->stage, ==, 4);
  g_assert_cmpstr (attempt->error, ==, "try again");
  g_assert_cmpint (attempt->error_code, ==, 3);
  g_assert_cmpint (attempt->reply_code, ==, 451);
  g_assert_cmpstr (attempt->enhanced_status, ==, "4.7.1");
  g_assert_cmpstr (attempt->words, ==, "greylisted");
  g_assert_cmpstr (attempt->queue_id, ==, "ABC");
  g_assert_cmpstr (attempt->host, ==, "mail.example.org");
  g_assert_cmpuint (attempt->port, ==, 465);
  g_assert_cmpstr (attempt->tls, ==, "TLS 1.3");
  g_assert_cmpstr (attempt->timings, ==, "connect=1");
  g_assert_cmpstr (attempt->transcript, ==, "S: 220 hi\n");
}

static void
assert_retries (PhStore *store, gint64 id, guint n, gint64 first, const char *problem)
{
  g_autoptr (PhStoreMessage) message = ph_store_get (store, id, NULL);

  g_assert_cmpuint (ph_store_message_get_n_retries (message), ==, n);
  g_assert_cmpint (ph_store_message_get_first_attempt (message), ==, first);
  g_assert_cmpstr (ph_store_message_get_problem (message), ==, problem);
}

/* The policy counts from when a person queued it: Send Again begins anew. */
static void
test_retries_count_from_the_queueing (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");

  assert_retries (f->store, id, 0, 0, NULL);
  retry (f->store, id, 100, NULL);
  assert_retries (f->store, id, 1, 100, "try again");
  retry (f->store, id, 200, "greylisted");
  assert_retries (f->store, id, 2, 100, "greylisted");
  g_assert_true (ph_store_claim (f->store, id, NULL));
  ph_test_store_settle (f->store, id, PH_STORE_STATE_FAILED);
  assert_retries (f->store, id, 2, 100, "greylisted");
  ph_test_store_settle (f->store, id, PH_STORE_STATE_QUEUED);
  assert_retries (f->store, id, 0, 0, "greylisted");
}

/* The wish of a message that the server shall hold outlives a retry, and does not keep it here. */
static void
test_server_holds (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "x");
  g_autoptr (PhStoreMessage) stored = NULL;
  g_autoptr (PhStoreMessage) later = NULL;

  ph_store_message_set_due (message, 5000);
  ph_store_message_set_holder (message, PH_STORE_HOLDER_SERVER);
  stored = ph_store_add (f->store, message, ph_test_store_write, (char *) "x", NULL, NULL);
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 1);
  retry (f->store, ph_store_message_get_id (stored), 100, "later");
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 160);
  later = ph_store_get (f->store, ph_store_message_get_id (stored), NULL);
  g_assert_cmpint (ph_store_message_get_due (later), ==, 5000);
}

/* The window marks the outbox only for what a person has to decide. */
static void
test_troubled (PhTestStore *f, gconstpointer data)
{
  gint64 failed = 0;

  for (PhStoreState state = PH_STORE_STATE_DRAFT; state < PH_STORE_N_STATES; state++)
    {
      gint64 id = ph_test_store_add_in (f->store, state, "a");

      if (state == PH_STORE_STATE_FAILED)
        failed = id;
    }
  g_assert_cmpint (ph_store_count_troubled (f->store, NULL), ==, 2);
  g_assert_true (ph_store_remove (f->store, failed, NULL));
  g_assert_cmpint (ph_store_count_troubled (f->store, NULL), ==, 1);
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/way/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("claim-in-every-state", test_claim_in_every_state);
  ADD ("claim-what-is-not-there", test_claim_what_is_not_there);
  ADD ("only-one-has-it", test_only_one_has_it);
  ADD ("race-for-claims", test_race_for_claims);
  ADD ("commit-in-every-state", test_commit_in_every_state);
  ADD ("commit-in-turns", test_commit_in_turns);
  ADD ("commit-for-the-wrong-ones", test_commit_for_the_wrong_ones);
  ADD ("settle-every-pair", test_settle_every_pair);
  ADD ("fates-follow-the-state", test_fates_follow_the_state);
  ADD ("news-of-recipients", test_news_of_recipients);
  ADD ("sent-stays-sent", test_sent_stays_sent);
  ADD ("attempts-are-kept", test_attempts_are_kept);
  ADD ("retries-count-from-the-queueing", test_retries_count_from_the_queueing);
  ADD ("server-holds", test_server_holds);
  ADD ("troubled", test_troubled);
  return g_test_run ();
}
