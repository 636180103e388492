/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages are tried when they are due and not before, one after the other for an account, and none holds up another. */
#include "ph-outbox.h"
#include "ph-test-folder.h"
#include "ph-test-server.h"
#include "ph-test-store.h"

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250 x\n"
#define TAKEN "S: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\n"
#define MESSAGE "C: MAIL *\n" TAKEN
#define REFUSED "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 550 no\nC: RSET\nS: 250 ok\n"
#define END "C: QUIT\nEOF"
#define N_SERVERS 2

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  PhAccounts *accounts;
  PhSecrets *secrets;
  PhOutbox *outbox;
  PhTestServer *servers[N_SERVERS];
  PhAccount *account[N_SERVERS];
  GString *ends; /* a letter for each delivery that is over */
  gboolean is_idle;
  guint n_idle;
} Fixture;

static void
finished_cb (PhOutbox *outbox, PhDelivery *delivery, gpointer data)
{
  Fixture *f = data;

  g_string_append_c (f->ends, "QWSCDAXFU"[ph_delivery_get_state (delivery)]);
}

static void
idle_cb (PhOutbox *outbox, gpointer data)
{
  Fixture *f = data;

  f->is_idle = TRUE;
  f->n_idle++;
}

static void
add_account (Fixture *f, guint index, const char *script)
{
  f->servers[index] = ph_test_server_new (script);
  f->account[index] = ph_account_new ();
  ph_account_set_host (f->account[index], "127.0.0.1");
  ph_account_set_port (f->account[index], ph_test_server_get_port (f->servers[index]));
  ph_account_set_security (f->account[index], PH_SMTP_SECURITY_NONE);
  ph_account_set_auth (f->account[index], PH_ACCOUNT_AUTH_NONE);
  ph_accounts_add (f->accounts, f->account[index]);
}

static void
set_up (Fixture *f, gconstpointer scripts)
{
  const char *const *script = scripts;

  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->accounts = ph_accounts_new ();
  f->secrets = ph_secrets_new ();
  f->outbox = ph_outbox_new (f->disk, f->accounts, f->secrets);
  f->ends = g_string_new (NULL);
  g_signal_connect (f->outbox, "delivery-finished", G_CALLBACK (finished_cb), f);
  g_signal_connect (f->outbox, "idle", G_CALLBACK (idle_cb), f);
  for (guint i = 0; i < N_SERVERS; i++)
    add_account (f, i, script[i]);
}

static void
gone_cb (gpointer is_gone, GObject *outbox)
{
  g_atomic_int_set ((gint *) is_gone, TRUE);
  g_main_context_wakeup (NULL);
}

/* It may be looking still, and lives until it has looked. */
static void
drop_outbox (Fixture *f)
{
  gint is_gone = FALSE;

  if (f->outbox == NULL)
    return;
  g_signal_handlers_disconnect_by_data (f->outbox, f);
  g_object_weak_ref (G_OBJECT (f->outbox), gone_cb, &is_gone);
  g_clear_object (&f->outbox);
  while (!g_atomic_int_get (&is_gone))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *f, gconstpointer scripts)
{
  for (guint i = 0; i < N_SERVERS; i++)
    {
      ph_accounts_remove (f->accounts, f->account[i]);
      g_clear_object (&f->account[i]);
      g_clear_pointer (&f->servers[i], ph_test_server_free);
    }
  drop_outbox (f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ph_outbox_disk_finish (f->disk);
  g_clear_object (&f->disk);
  g_clear_object (&f->accounts);
  g_clear_object (&f->secrets);
  g_clear_pointer (&f->folder, ph_test_folder_free);
  g_string_free (f->ends, TRUE);
}

static gboolean
write_text (GOutputStream *output, gpointer text, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (output, text, strlen (text), NULL, cancellable, error);
}

/* As another program does it. */
static void
queue_text (Fixture *f, const char *account_id, gint64 due, PhStoreHolder holder, const char *text)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_QUEUED);
  g_autoptr (PhStoreMessage) stored = NULL;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = ph_store_open (f->folder, &error);
  g_assert_no_error (error);
  ph_store_message_set_account (message, account_id);
  ph_store_message_set_sender (message, "ann@example.org");
  ph_store_message_set_due (message, due);
  ph_store_message_set_holder (message, holder);
  ph_store_message_add_recipient (message, ph_store_recipient_new (0, "", "bob@example.org"));
  stored = ph_store_add (store, message, write_text, (gpointer) text, NULL, &error);
  g_assert_no_error (error);
}

static void
queue_message (Fixture *f, const char *account_id, gint64 due, PhStoreHolder holder)
{
  queue_text (f, account_id, due, holder, "Subject: x\r\n\r\n");
}

static void
queue_for (Fixture *f, guint index)
{
  queue_message (f, ph_account_get_id (f->account[index]), 0, PH_STORE_HOLDER_NONE);
}

static void
wait_for_ends (Fixture *f, gsize n)
{
  while (f->ends->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_script (Fixture *f, guint index)
{
  g_autoptr (GError) error = NULL;

  drop_outbox (f);
  ph_test_server_finish (f->servers[index], &error);
  g_assert_no_error (error);
}

/* One account, three messages, one session; the refused one in their midst holds nobody up. */
static void
test_one_after_the_other (Fixture *f, gconstpointer scripts)
{
  for (guint i = 0; i < 3; i++)
    queue_for (f, 0);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 3);
  g_assert_cmpstr (f->ends->str, ==, "DFD");
  g_assert_cmpuint (ph_test_server_get_n_connections (f->servers[0]), ==, 1);
  assert_script (f, 0);
}

/* A server that does not answer is no other account's trouble. */
static void
test_side_by_side (Fixture *f, gconstpointer scripts)
{
  queue_for (f, 0);
  queue_for (f, 1);
  ph_outbox_start (f->outbox);
  g_assert_cmpuint (ph_outbox_get_n_active (f->outbox), ==, 0);
  wait_for_ends (f, 1);
  g_assert_cmpuint (ph_test_server_get_n_messages (f->servers[1]), ==, 1);
  g_assert_cmpuint (ph_outbox_get_n_active (f->outbox), ==, 1);
  ph_test_server_release (f->servers[0], "slow");
  wait_for_ends (f, 2);
  g_assert_cmpstr (f->ends->str, ==, "DD");
}

/* Put into the store by another program while this one runs. */
static void
test_noticed (Fixture *f, gconstpointer scripts)
{
  queue_for (f, 0);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 1);
  while (!f->is_idle)
    g_main_context_iteration (NULL, TRUE);
  queue_for (f, 0);
  wait_for_ends (f, 2);
  g_assert_cmpstr (f->ends->str, ==, "DD");
}

/* Not before its time; new hope does not make it earlier either, as it was meant to be later. */
static void
test_due (Fixture *f, gconstpointer scripts)
{
  gint64 due = g_get_real_time () + 2 * G_USEC_PER_SEC;

  queue_message (f, ph_account_get_id (f->account[0]), due, PH_STORE_HOLDER_HERE);
  ph_outbox_start (f->outbox);
  ph_outbox_look (f->outbox, TRUE);
  wait_for_ends (f, 1);
  g_assert_cmpint (g_get_real_time (), >=, due);
  g_assert_cmpstr (f->ends->str, ==, "D");
}

/* What the server is to hold is its as soon as there is a server, and stays here until it is due if that one does not. */
static void
test_held_by_server (Fixture *f, gconstpointer scripts)
{
  gint64 due = g_get_real_time () + 8 * G_USEC_PER_SEC;

  ph_account_set_lacks_smtputf8 (f->account[0], TRUE);
  queue_message (f, ph_account_get_id (f->account[0]), due, PH_STORE_HOLDER_SERVER);
  queue_message (f, ph_account_get_id (f->account[1]), due, PH_STORE_HOLDER_SERVER);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 2);
  g_assert_cmpint (g_get_real_time (), <, due);
  g_assert_cmpuint (ph_account_get_hold_limit (f->account[0]), ==, 86400);
  g_assert_cmpuint (ph_account_get_hold_limit (f->account[1]), ==, 0);
  g_assert_false (ph_account_get_lacks_smtputf8 (f->account[0]));
  g_assert_true (ph_account_get_lacks_smtputf8 (f->account[1]));
  g_assert_true (ph_account_get_lacks_dsn (f->account[1]));
  g_assert_cmpuint (ph_test_server_get_n_messages (f->servers[0]), ==, 1);
  ph_outbox_look (f->outbox, TRUE);
  wait_for_ends (f, 3);
  g_assert_cmpint (g_get_real_time (), >=, due);
  g_assert_cmpuint (ph_test_server_get_n_messages (f->servers[1]), ==, 1);
  assert_script (f, 0);
}

/* What only waits for a later try goes when there is a reason to hope. */
static void
test_hope (Fixture *f, gconstpointer scripts)
{
  queue_message (f,
                 ph_account_get_id (f->account[0]),
                 g_get_real_time () + 3600 * (gint64) G_USEC_PER_SEC,
                 PH_STORE_HOLDER_NONE);
  ph_outbox_start (f->outbox);
  while (!f->is_idle)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->ends->len, ==, 0);
  ph_outbox_look (f->outbox, TRUE);
  wait_for_ends (f, 1);
  g_assert_cmpstr (f->ends->str, ==, "D");
}

/* A draft that is to be encrypted never goes as it is stored: it is a draft again. */
static void
test_unprotected (Fixture *f, gconstpointer scripts)
{
  const char *id = ph_account_get_id (f->account[0]);
  g_autoptr (PhStore) store = NULL;

  queue_text (f, id, 0, PH_STORE_HOLDER_NONE, "Subject: x\r\nX-Posthaste-Wishes: encrypt\r\n\r\n");
  queue_text (f, id, 0, PH_STORE_HOLDER_NONE, "Subject: x\r\n\r\nX-Posthaste-Wishes: encrypt\r\n");
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 2);
  while (!f->is_idle)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->ends->str, ==, "XD");
  g_assert_cmpuint (ph_test_server_get_n_messages (f->servers[0]), ==, 1);
  store = ph_store_open (f->folder, NULL);
  g_assert_cmpint (ph_store_count (store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 1);
}

/* A message whose account is gone stays where it is. */
static void
test_no_account (Fixture *f, gconstpointer scripts)
{
  queue_message (f, "gone", 0, PH_STORE_HOLDER_NONE);
  queue_for (f, 0);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 1);
  while (!f->is_idle)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->ends->str, ==, "D");
}

/* What cannot go makes nobody look again and again, and does not hold up what becomes due meanwhile. */
static void
test_no_hurry (Fixture *f, gconstpointer scripts)
{
  gint64 due = g_get_real_time () + 4 * (gint64) G_USEC_PER_SEC;

  queue_message (f, "gone", 0, PH_STORE_HOLDER_NONE);
  queue_message (f, ph_account_get_id (f->account[0]), due, PH_STORE_HOLDER_HERE);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 1);
  g_assert_cmpint (g_get_real_time (), >=, due);
  g_assert_cmpstr (f->ends->str, ==, "D");
  g_assert_cmpuint (f->n_idle, <=, 3);
}

static gboolean
refuse_cb (PhAccount *account, gpointer data, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE, "taken");
  return FALSE;
}

/* A server of our own that cannot be started: the message is there, and fails with its own reason. */
static void
test_not_prepared (Fixture *f, gconstpointer scripts)
{
  ph_outbox_set_prepare_func (f->outbox, refuse_cb, NULL);
  queue_for (f, 0);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 1);
  g_assert_cmpstr (f->ends->str, ==, "F");
  g_assert_cmpuint (ph_test_server_get_n_connections (f->servers[0]), ==, 0);
}

/* The others would meet the same: they wait, and are not tried one by one. New hope tries them. */
static void
test_trouble (Fixture *f, gconstpointer scripts)
{
  for (guint i = 0; i < 3; i++)
    queue_for (f, 0);
  ph_outbox_start (f->outbox);
  while (!f->is_idle)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->ends->str, ==, "A");
  g_assert_cmpuint (ph_outbox_get_left (f->outbox)->len, ==, 2);
  g_assert_error (ph_outbox_get_trouble (f->outbox, f->account[0]), PH_SMTP_ERROR, PH_SMTP_ERROR_SERVICE_UNAVAILABLE);
  g_assert_no_error (ph_outbox_get_trouble (f->outbox, f->account[1]));
  ph_outbox_look (f->outbox, TRUE);
  wait_for_ends (f, 4);
  g_assert_cmpstr (f->ends->str,
                   ==,
                   "A"
                   "DDD");
  g_assert_no_error (ph_outbox_get_trouble (f->outbox, f->account[0]));
}

/* A disk that takes nothing down: it is not asked again and again. */
static void
test_claims_fail (Fixture *f, gconstpointer scripts)
{
  queue_for (f, 0);
  queue_for (f, 0);
  ph_test_store_run_sql (f->folder,
                         "CREATE TRIGGER t BEFORE UPDATE OF state ON message BEGIN SELECT RAISE (ABORT, 'no'); END");
  ph_outbox_start (f->outbox);
  while (!f->is_idle)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->ends->str, ==, "F");
  g_assert_cmpuint (ph_test_server_get_n_connections (f->servers[0]), ==, 0);
  g_assert_nonnull (ph_outbox_get_trouble (f->outbox, f->account[0]));
}

/* A session is ready before there is a message, and the message uses it. */
static void
test_warm (Fixture *f, gconstpointer scripts)
{
  ph_outbox_warm (f->outbox, f->account[0]);
  while (ph_test_server_get_n_connections (f->servers[0]) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ph_test_server_wait_for (f->servers[0], "warm"));
  queue_for (f, 0);
  ph_outbox_start (f->outbox);
  wait_for_ends (f, 1);
  g_assert_cmpstr (f->ends->str, ==, "D");
  g_assert_cmpuint (ph_test_server_get_n_connections (f->servers[0]), ==, 1);
}

static void
add (const char *name, const char *const *scripts, void (*func) (Fixture *f, gconstpointer scripts))
{
  g_autofree char *path = g_strconcat ("/outbox/outbox/", name, NULL);

  g_test_add (path, Fixture, scripts, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  static const char *const three[] = { HELLO MESSAGE REFUSED MESSAGE END, "GONE" };
  static const char *const two[] = { HELLO MESSAGE MESSAGE END, "GONE" };
  static const char *const one[] = { HELLO MESSAGE END, "GONE" };
  static const char *const slow[] = { "HOLD: slow\n" HELLO MESSAGE END, HELLO MESSAGE END };
  static const char *const trouble[] = { "S: 421 not now\nGONE\nNEXT\n" HELLO MESSAGE MESSAGE MESSAGE END, "GONE" };
  static const char *const holding[]
      = { "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-SMTPUTF8\nS: 250 FUTURERELEASE 86400 2100-01-01T00:00:00Z\n"
          "C: MAIL FROM:<ann@example.org> HOLDFOR=?\n" TAKEN END,
          HELLO "C=: MAIL FROM:<ann@example.org>\n" TAKEN END };
  static const char *const warm[] = { HELLO "MARK: warm\n" MESSAGE END, "GONE" };

  g_test_init (&argc, &argv, NULL);
  add ("one-after-the-other", three, test_one_after_the_other);
  add ("side-by-side", slow, test_side_by_side);
  add ("noticed", two, test_noticed);
  add ("due", one, test_due);
  add ("held-by-server", holding, test_held_by_server);
  add ("hope", one, test_hope);
  add ("unprotected", one, test_unprotected);
  add ("no-account", one, test_no_account);
  add ("no-hurry", one, test_no_hurry);
  add ("not-prepared", one, test_not_prepared);
  add ("trouble", trouble, test_trouble);
  add ("claims-fail", one, test_claims_fail);
  add ("warm", warm, test_warm);
  return g_test_run ();
}
