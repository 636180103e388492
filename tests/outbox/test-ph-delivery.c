/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An attempt's end is written down as it was, what was sent is what was stored, and whoever has it does not get it again. */
#include "ph-delivery.h"
#include "ph-test-folder.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 SIZE 100000\n"
#define MAIL HELLO "C: MAIL FROM:<ann@example.org> SIZE=*\nS: 250 ok\n"
#define BOB "C=: RCPT TO:<bob@example.org>\n"
#define CAROL "C=: RCPT TO:<carol@example.org>\n"
#define HOLDING "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 FUTURERELEASE 86400 2100-01-01T00:00:00Z\n"
#define BODY MAIL BOB "S: 250 ok\n" CAROL "S: 250 ok\nC: DATA\nS: 354 go\n"
#define ASKED MAIL BOB "S: 550 5.1.1 no bob\n" CAROL "S: 250 ok\n"
#define SEND "C: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF"

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  PhAccount *account;
  PhSmtpClient *client;
  PhMessage *message;
  PhTestServer *server;
  PhDelivery *delivery;
  GString *states;
} Fixture;

static void
state_cb (PhDelivery *delivery, GParamSpec *pspec, gpointer data)
{
  Fixture *f = data;

  g_string_append_c (f->states, "QWSCDAXFU"[ph_delivery_get_state (delivery)]);
}

static void
ready_cb (PhDelivery *delivery, gpointer data)
{
  Fixture *f = data;

  ph_delivery_send (delivery, f->client);
}

/* Follows @delivery, taken over. */
static void
follow (Fixture *f, PhDelivery *delivery)
{
  g_clear_object (&f->delivery);
  f->delivery = delivery;
  g_string_truncate (f->states, 0);
  g_signal_connect (f->delivery, "notify::state", G_CALLBACK (state_cb), f);
  g_signal_connect (f->delivery, "ready", G_CALLBACK (ready_cb), f);
}

static void
set_up (Fixture *f, gconstpointer script)
{
  g_autoptr (PhMailbox) ann = ph_mailbox_new ("Ann", "ann@example.org", NULL);
  g_autoptr (PhMailbox) bob = ph_mailbox_new (NULL, "bob@example.org", NULL);
  g_autoptr (PhMailbox) carol = ph_mailbox_new ("Carol", "carol@example.org", NULL);
  g_autoptr (PhSmtpServer) server = NULL;

  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->server = ph_test_server_new (script);
  f->message = ph_message_new ();
  ph_message_set_from (f->message, ann);
  ph_message_add_recipient (f->message, PH_MESSAGE_FIELD_TO, bob);
  ph_message_add_recipient (f->message, PH_MESSAGE_FIELD_BCC, carol);
  ph_message_set_subject (f->message, "Hello");
  ph_message_set_text (f->message, ".\nA line.\n");
  f->account = ph_account_new ();
  ph_account_set_host (f->account, "127.0.0.1");
  ph_account_set_port (f->account, ph_test_server_get_port (f->server));
  ph_account_set_security (f->account, PH_SMTP_SECURITY_NONE);
  server = ph_account_dup_server (f->account);
  f->client = ph_smtp_client_new (server, NULL);
  f->states = g_string_new (NULL);
  follow (f, ph_delivery_new (f->disk, f->account, f->message, 0));
}

static void
tear_down (Fixture *f, gconstpointer script)
{
  g_clear_object (&f->delivery);
  g_clear_object (&f->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ph_outbox_disk_finish (f->disk);
  g_clear_object (&f->disk);
  g_clear_object (&f->account);
  g_clear_object (&f->message);
  g_clear_pointer (&f->server, ph_test_server_free);
  g_clear_pointer (&f->folder, ph_test_folder_free);
  g_string_free (f->states, TRUE);
}

static void
deliver (Fixture *f)
{
  ph_delivery_start (f->delivery);
  while (!ph_delivery_get_is_finished (f->delivery))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_script (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (f->server, &error);
  g_assert_no_error (error);
}

/* The row as another program finds it. */
static PhStoreMessage *
find_stored (Fixture *f, PhStore **store)
{
  g_autoptr (GError) error = NULL;
  PhStoreMessage *stored = NULL;

  *store = ph_store_open (f->folder, &error);
  g_assert_no_error (error);
  stored = ph_store_get (*store, ph_delivery_get_id (f->delivery), &error);
  g_assert_no_error (error);
  return stored;
}

static void
assert_stored (Fixture *f, PhStoreState state, const char *fates)
{
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = find_stored (f, &store);
  GPtrArray *recipients = ph_store_message_get_recipients (stored);

  g_assert_cmpint (ph_store_message_get_state (stored), ==, state);
  g_assert_cmpuint (recipients->len, ==, strlen (fates));
  for (guint i = 0; i < recipients->len; i++)
    g_assert_cmpint ("PCSRU"[((PhStoreRecipient *) g_ptr_array_index (recipients, i))->fate], ==, fates[i]);
}

static void
test_sent (Fixture *f, gconstpointer script)
{
  g_autoptr (GBytes) arrived = NULL;
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) row = NULL;
  g_autoptr (GPtrArray) attempts = NULL;
  const PhStoreAttempt *attempt = NULL;

  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  g_assert_null (ph_delivery_get_error (f->delivery));
  g_assert_cmpuint (ph_delivery_get_size_limit (f->delivery), ==, 100000);

  stored = g_file_load_bytes (ph_delivery_get_file (f->delivery), NULL, NULL, NULL);
  arrived = ph_test_server_dup_message (f->server, 0);
  g_assert_true (g_bytes_equal (stored, arrived));
  g_assert_null (g_strstr_len (g_bytes_get_data (arrived, NULL), (gssize) g_bytes_get_size (arrived), "carol@"));
  assert_stored (f, PH_STORE_STATE_SENT, "SS");

  row = find_stored (f, &store);
  g_assert_cmpstr (ph_store_message_get_message_id (row), ==, ph_message_get_message_id (f->message));
  attempts = ph_store_list_attempts (store, ph_store_message_get_id (row), NULL);
  g_assert_cmpuint (attempts->len, ==, 1);
  attempt = g_ptr_array_index (attempts, 0);
  g_assert_cmpint (attempt->reply_code, ==, 250);
  g_assert_cmpstr (attempt->queue_id, ==, "4A5B6C");
  g_assert_cmpint (attempt->ended, >=, attempt->started);
  g_assert_true (g_pattern_match_simple ("*envelope=*body=*commit=*", attempt->timings));
  g_assert_nonnull (strstr (attempt->transcript, "RCPT TO:<carol@example.org>"));
}

/* Text goes as it is where 8-bit is taken, and what is kept is what every server takes. */
static void
test_8bit (Fixture *f, gconstpointer script)
{
  g_autoptr (GBytes) arrived = NULL;
  g_autoptr (GBytes) stored = NULL;
  const char *text = NULL;

  ph_message_set_text (f->message, "Gr\xc3\xb6\xc3\x9f\x65 und anderes, alles ASCII\n");
  follow (f, ph_delivery_new (f->disk, f->account, f->message, 0));
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  stored = g_file_load_bytes (ph_delivery_get_file (f->delivery), NULL, NULL, NULL);
  arrived = ph_test_server_dup_message (f->server, 0);
  text = g_bytes_get_data (arrived, NULL);
  g_assert_nonnull (g_strstr_len (text, (gssize) g_bytes_get_size (arrived), "\r\n\r\nGr\xc3\xb6\xc3\x9f\x65 und"));
  text = g_bytes_get_data (stored, NULL);
  g_assert_nonnull (g_strstr_len (text, (gssize) g_bytes_get_size (stored), "\r\n\r\nGr=C3=B6=C3=9Fe und"));
  g_assert_cmpuint (g_bytes_get_size (arrived), <, g_bytes_get_size (stored));
}

/* Somebody looks on: one refused recipient is told before the body leaves, and "to the others" goes to the others. */
static void
test_refused (Fixture *f, gconstpointer script)
{
  const char *const others[] = { "carol@example.org", NULL };
  PhDelivery *next = NULL;

  ph_delivery_set_is_attended (f->delivery, TRUE);
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSF");
  g_assert_error (ph_delivery_get_error (f->delivery), PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED);
  g_assert_cmpstr (ph_smtp_envelope_get_reply_words (ph_delivery_get_envelope (f->delivery), 0), ==, "no bob");
  assert_stored (f, PH_STORE_STATE_FAILED, "RP");

  next = ph_delivery_new (f->disk, f->account, f->message, ph_delivery_get_id (f->delivery));
  ph_delivery_set_previous (next, ph_delivery_get_envelope (f->delivery), others);
  follow (f, next);
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  assert_stored (f, PH_STORE_STATE_SENT, "RS");
  g_clear_object (&f->client);
  assert_script (f);
}

/* Whoever it was still for was taken off: the rest has it, and nobody is connected to. */
static void
test_nobody_left (Fixture *f, gconstpointer script)
{
  PhDelivery *next = NULL;

  deliver (f);
  assert_stored (f, PH_STORE_STATE_QUEUED, "PS");
  ph_message_clear_recipients (f->message, PH_MESSAGE_FIELD_TO);
  next = ph_delivery_new (f->disk, f->account, f->message, ph_delivery_get_id (f->delivery));
  ph_delivery_set_previous (next, ph_delivery_get_envelope (f->delivery), NULL);
  follow (f, next);
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSD");
  assert_stored (f, PH_STORE_STATE_SENT, "S");
  g_clear_object (&f->client);
  assert_script (f);
}

/* Nobody looks on: the others get it. */
static void
test_unattended (Fixture *f, gconstpointer script)
{
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  assert_stored (f, PH_STORE_STATE_SENT, "RS");
}

/* Who was refused for now waits, and is all that is tried again. */
static void
test_not_now (Fixture *f, gconstpointer script)
{
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;

  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCA");
  assert_stored (f, PH_STORE_STATE_QUEUED, "PS");
  stored = find_stored (f, &store);
  g_assert_cmpuint (ph_store_message_get_n_retries (stored), ==, 1);
  g_assert_cmpint (ph_store_message_get_due (stored), ==, ph_delivery_get_due (f->delivery));
  g_assert_cmpint (ph_store_message_get_due (stored), >, g_get_real_time ());

  follow (f, ph_delivery_new_stored (f->disk, f->account, stored));
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  assert_stored (f, PH_STORE_STATE_SENT, "SS");
  g_clear_object (&f->client);
  assert_script (f);
}

static void
test_unknown (Fixture *f, gconstpointer script)
{
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCU");
  g_assert_error (ph_delivery_get_error (f->delivery), PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
  g_assert_false (ph_delivery_get_can_cancel (f->delivery));
  assert_stored (f, PH_STORE_STATE_UNKNOWN, "UU");
}

static void
cancel_cb (PhDelivery *delivery, GParamSpec *pspec, gpointer data)
{
  if (ph_delivery_get_stage (delivery) == PH_SMTP_STAGE_ENVELOPE)
    ph_delivery_cancel (delivery);
}

/* What is stopped in time is a draft again. */
static void
test_cancelled (Fixture *f, gconstpointer script)
{
  g_signal_connect (f->delivery, "notify::stage", G_CALLBACK (cancel_cb), NULL);
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSX");
  assert_stored (f, PH_STORE_STATE_DRAFT, "PP");
}

static void
wait_for_hold (Fixture *f)
{
  ph_delivery_set_hold (f->delivery, G_MAXUINT);
  ph_delivery_start (f->delivery);
  g_assert_true (ph_delivery_get_is_held (f->delivery));
  while (ph_delivery_get_stage (f->delivery) != PH_SMTP_STAGE_BODY)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ph_test_server_wait_for (f->server, "held"));
  g_assert_cmpint (ph_delivery_get_state (f->delivery), ==, PH_DELIVERY_SENDING);
  assert_stored (f, PH_STORE_STATE_SENDING, "PP");
}

/* All of it is there while it can still be undone; only then is it said that the server may take it. */
static void
test_held (Fixture *f, gconstpointer script)
{
  wait_for_hold (f);
  ph_delivery_release (f->delivery);
  g_assert_false (ph_delivery_get_is_held (f->delivery));
  g_assert_true (ph_test_server_wait_for (f->server, "commit"));
  assert_stored (f, PH_STORE_STATE_COMMITTING, "CC");
  ph_test_server_release (f->server, "commit");
  while (!ph_delivery_get_is_finished (f->delivery))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ph_delivery_get_state (f->delivery), ==, PH_DELIVERY_SENT);
  assert_stored (f, PH_STORE_STATE_SENT, "SS");
}

static void
test_held_undone (Fixture *f, gconstpointer script)
{
  wait_for_hold (f);
  ph_delivery_cancel (f->delivery);
  while (!ph_delivery_get_is_finished (f->delivery))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ph_delivery_get_state (f->delivery), ==, PH_DELIVERY_CANCELLED);
  g_assert_false (ph_delivery_get_is_held (f->delivery));
  assert_stored (f, PH_STORE_STATE_DRAFT, "PP");
  assert_script (f);
}

/* ---- choice ---------------------------------------------------------------------------------------------------- */

static void
wait_for_end (Fixture *f)
{
  while (!ph_delivery_get_is_finished (f->delivery))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (ph_delivery_get_choice (f->delivery));
  g_assert_false (ph_delivery_get_is_held (f->delivery));
}

static void
start_choice (Fixture *f, guint hold_ms)
{
  ph_delivery_set_is_attended (f->delivery, TRUE);
  ph_delivery_set_hold (f->delivery, hold_ms);
  ph_delivery_start (f->delivery);
  while (ph_delivery_get_choice (f->delivery) == NULL && !ph_delivery_get_is_finished (f->delivery))
    g_main_context_iteration (NULL, TRUE);
}

/* The server has refused Bob, and somebody is asked. */
static void
wait_for_choice (Fixture *f)
{
  PhSmtpEnvelope *choice = NULL;

  start_choice (f, G_MAXUINT);
  choice = ph_delivery_get_choice (f->delivery);
  g_assert_nonnull (choice);
  g_assert_cmpint (ph_smtp_envelope_get_outcome (choice, 0), ==, PH_SMTP_OUTCOME_REFUSED);
  g_assert_cmpstr (ph_smtp_envelope_get_reply_words (choice, 0), ==, "no bob");
  g_assert_cmpint (ph_smtp_envelope_get_outcome (choice, 1), ==, PH_SMTP_OUTCOME_ACCEPTED);
  g_assert_true (ph_delivery_get_is_held (f->delivery));
  g_assert_true (ph_delivery_get_can_cancel (f->delivery));
  assert_stored (f, PH_STORE_STATE_SENDING, "PP");
}

static void
assert_no_draft (Fixture *f)
{
  g_autoptr (PhStore) store = ph_store_open (f->folder, NULL);

  g_assert_null (ph_delivery_get_kept (f->delivery));
  g_assert_cmpint (ph_store_count (store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 0);
}

/* The others have it, over the same session, and whoever was refused is a draft of the same message. */
static void
test_go_on (Fixture *f, gconstpointer script)
{
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) sent = NULL;
  g_autoptr (PhStoreMessage) draft = NULL;
  g_autoptr (GBytes) sent_octets = NULL;
  g_autoptr (GBytes) draft_octets = NULL;
  const PhStoreRecipient *recipient = NULL;

  wait_for_choice (f);
  ph_delivery_go_on (f->delivery);
  g_assert_null (ph_delivery_get_choice (f->delivery));
  g_assert_false (ph_delivery_get_is_held (f->delivery));
  wait_for_end (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  assert_stored (f, PH_STORE_STATE_SENT, "RS");

  sent = find_stored (f, &store);
  g_assert_nonnull (ph_delivery_get_kept (f->delivery));
  draft = ph_store_get (store, ph_store_message_get_id (ph_delivery_get_kept (f->delivery)), NULL);
  g_assert_cmpint (ph_store_message_get_state (draft), ==, PH_STORE_STATE_DRAFT);
  g_assert_cmpstr (ph_store_message_get_message_id (draft), ==, ph_store_message_get_message_id (sent));
  g_assert_cmpuint (ph_store_message_get_recipients (draft)->len, ==, 1);
  recipient = g_ptr_array_index (ph_store_message_get_recipients (draft), 0);
  g_assert_cmpstr (recipient->address, ==, "bob@example.org");
  g_assert_cmpint (recipient->fate, ==, PH_STORE_FATE_PENDING);
  sent_octets = g_file_load_bytes (ph_store_message_get_file (sent), NULL, NULL, NULL);
  draft_octets = g_file_load_bytes (ph_store_message_get_file (draft), NULL, NULL, NULL);
  g_assert_true (g_bytes_equal (sent_octets, draft_octets));
  g_clear_object (&f->client);
  assert_script (f);
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 1);
}

static void
test_choice_undone (Fixture *f, gconstpointer script)
{
  wait_for_choice (f);
  ph_delivery_cancel (f->delivery);
  wait_for_end (f);
  g_assert_cmpint (ph_delivery_get_state (f->delivery), ==, PH_DELIVERY_CANCELLED);
  assert_stored (f, PH_STORE_STATE_DRAFT, "PP");
  g_clear_object (&f->client);
  assert_script (f);
}

/* Nobody has chosen until the hold was over: it ends as it does without one. */
static void
test_choice_over (Fixture *f, gconstpointer script)
{
  wait_for_choice (f);
  ph_delivery_release (f->delivery);
  g_assert_null (ph_delivery_get_choice (f->delivery));
  ph_delivery_go_on (f->delivery);
  wait_for_end (f);
  g_assert_cmpint (ph_delivery_get_state (f->delivery), ==, PH_DELIVERY_FAILED);
  g_assert_error (ph_delivery_get_error (f->delivery), PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED);
  assert_stored (f, PH_STORE_STATE_FAILED, "RP");
  assert_no_draft (f);
  g_clear_object (&f->client);
  assert_script (f);
}

/* The countdown that is over does not end a choice. */
static void
test_choice_outlasts (Fixture *f, gconstpointer script)
{
  gint64 over = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;

  start_choice (f, 2000);
  g_assert_nonnull (ph_delivery_get_choice (f->delivery));
  while (g_get_monotonic_time () < over)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (ph_delivery_get_choice (f->delivery));
  g_assert_true (ph_delivery_get_is_held (f->delivery));
  ph_delivery_go_on (f->delivery);
  wait_for_end (f);
  assert_stored (f, PH_STORE_STATE_SENT, "RS");
}

static void
test_choice_lost (Fixture *f, gconstpointer script)
{
  gboolean is_farewell = strstr (script, "421") != NULL;
  int code = is_farewell ? PH_SMTP_ERROR_SERVICE_UNAVAILABLE : PH_SMTP_ERROR_CONNECTION_LOST;

  start_choice (f, G_MAXUINT);
  wait_for_end (f);
  g_assert_error (ph_delivery_get_error (f->delivery), PH_SMTP_ERROR, code);
  assert_stored (f, is_farewell ? PH_STORE_STATE_QUEUED : PH_STORE_STATE_FAILED, "RP");
  assert_no_draft (f);
  assert_script (f);
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 1);
}

static void
leave (Fixture *f)
{
  ph_delivery_set_is_attended (f->delivery, FALSE);
  g_assert_null (ph_delivery_get_choice (f->delivery));
  ph_delivery_release (f->delivery);
}

/* Who was to choose has gone: then the rule is the one for nobody's eyes. */
static void
test_choice_left (Fixture *f, gconstpointer script)
{
  wait_for_choice (f);
  leave (f);
  wait_for_end (f);
  assert_stored (f, PH_STORE_STATE_SENT, "RS");
  assert_no_draft (f);
  g_clear_object (&f->client);
  assert_script (f);
}

static void
test_choice_left_before (Fixture *f, gconstpointer script)
{
  ph_delivery_set_is_attended (f->delivery, TRUE);
  ph_delivery_set_hold (f->delivery, G_MAXUINT);
  ph_delivery_start (f->delivery);
  while (ph_delivery_get_stage (f->delivery) != PH_SMTP_STAGE_ENVELOPE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (ph_test_server_wait_for (f->server, "rcpt"));
  leave (f);
  ph_test_server_release (f->server, "rcpt");
  wait_for_end (f);
  assert_stored (f, PH_STORE_STATE_SENT, "RS");
  assert_no_draft (f);
}

/* ---- later, and elsewhere ------------------------------------------------------------------------------------------ */

/* It only goes into the outbox, and nobody is connected to. */
static void
test_due (Fixture *f, gconstpointer script)
{
  gint64 due = g_get_real_time () + 3600 * (gint64) G_USEC_PER_SEC;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_delivery_set_due (f->delivery, due, PH_STORE_HOLDER_HERE);
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WA");
  g_assert_null (ph_delivery_get_error (f->delivery));
  assert_stored (f, PH_STORE_STATE_QUEUED, "PP");
  stored = find_stored (f, &store);
  g_assert_cmpint (ph_store_message_get_due (stored), ==, due);
  g_assert_cmpint (ph_store_message_get_holder (stored), ==, PH_STORE_HOLDER_HERE);
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 0);
}

/* What encrypted the connection is known when it is over, and kept with the attempt. */
static void
test_tls (Fixture *f, gconstpointer script)
{
  g_autofree char *fingerprint = ph_test_tls_dup_fingerprint ("good");
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) row = NULL;
  g_autoptr (GPtrArray) attempts = NULL;

  ph_account_set_security (f->account, PH_SMTP_SECURITY_TLS);
  ph_account_set_trusted_fingerprint (f->account, fingerprint);
  server = ph_account_dup_server (f->account);
  g_object_unref (f->client);
  f->client = ph_smtp_client_new (server, NULL);
  g_assert_null (ph_delivery_get_tls (f->delivery));
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  g_assert_true (g_str_has_prefix (ph_delivery_get_tls (f->delivery), "TLS 1."));
  row = find_stored (f, &store);
  attempts = ph_store_list_attempts (store, ph_store_message_get_id (row), NULL);
  g_assert_cmpstr (((PhStoreAttempt *) g_ptr_array_index (attempts, 0))->tls, ==, ph_delivery_get_tls (f->delivery));
}

static void
deliver_to_hold (Fixture *f, gint64 due)
{
  ph_delivery_set_due (f->delivery, due, PH_STORE_HOLDER_SERVER);
  deliver (f);
}

/* It is the server's now, and nobody's here until it is due. */
static void
test_held_by_server (Fixture *f, gconstpointer script)
{
  gint64 due = g_get_real_time () + 3600 * (gint64) G_USEC_PER_SEC;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;

  deliver_to_hold (f, due);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  g_assert_cmpuint (ph_delivery_get_hold_limit (f->delivery), ==, 86400);
  assert_stored (f, PH_STORE_STATE_SENT, "SS");
  stored = find_stored (f, &store);
  g_assert_cmpint (ph_store_message_get_due (stored), ==, due);
  g_assert_cmpint (ph_store_message_get_holder (stored), ==, PH_STORE_HOLDER_SERVER);
  g_clear_object (&f->client);
  assert_script (f);
}

/* A server that does not hold it must not get it early: it is kept here. Its two days of retries begin when it is due. */
static void
assert_kept_here (Fixture *f, gint64 seconds)
{
  gint64 due = g_get_real_time () + seconds * G_USEC_PER_SEC;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;

  deliver_to_hold (f, due);
  g_assert_cmpstr (f->states->str, ==, "WSA");
  g_assert_cmpint (ph_delivery_get_due (f->delivery), ==, due);
  assert_stored (f, PH_STORE_STATE_QUEUED, "PP");
  stored = find_stored (f, &store);
  g_assert_cmpint (ph_store_message_get_ready (stored), ==, due);
  g_assert_cmpint (ph_store_message_get_first_attempt (stored), ==, 0);
  g_assert_cmpuint (ph_store_message_get_n_retries (stored), ==, 0);
  g_clear_object (&f->client);
  assert_script (f);
}

static void
test_hold_not_offered (Fixture *f, gconstpointer script)
{
  assert_kept_here (f, 3600);
}

static void
test_hold_too_long (Fixture *f, gconstpointer script)
{
  assert_kept_here (f, 90000);
}

/* When it is due nobody needs to hold it any more. */
static void
test_held_until_now (Fixture *f, gconstpointer script)
{
  deliver_to_hold (f, g_get_real_time ());
  g_assert_cmpstr (f->states->str, ==, "WSCD");
}

/* A message that another program is sending is left alone. */
static void
test_claimed (Fixture *f, gconstpointer script)
{
  g_autoptr (PhStore) other = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_delivery_set_due (f->delivery, 1, PH_STORE_HOLDER_NONE);
  deliver (f);
  stored = find_stored (f, &other);
  g_assert_true (ph_store_claim (other, ph_store_message_get_id (stored), NULL));
  follow (f, ph_delivery_new_stored (f->disk, f->account, stored));
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WX");
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 0);
}

/* An attachment that went away is told by its name, and nobody is connected to. */
static void
test_vanished_attachment (Fixture *f, gconstpointer script)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "b.pdf");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (PhAttachment) attachment = NULL;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);
  ph_message_add_attachment (f->message, attachment);
  g_assert_true (g_file_delete (file, NULL, NULL));
  follow (f, ph_delivery_new (f->disk, f->account, f->message, 0));
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WF");
  g_assert_cmpint (ph_delivery_get_id (f->delivery), ==, 0);
  g_assert_true (g_str_has_prefix (ph_delivery_get_error (f->delivery)->message, "b.pdf"));
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 0);
}

static void
add (const char *name, const char *script, void (*func) (Fixture *f, gconstpointer script))
{
  g_autofree char *path = g_strconcat ("/outbox/delivery/", name, NULL);

  g_test_add (path, Fixture, script, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("sent", BODY "DATA\nS: 250 2.0.0 Ok: queued as 4A5B6C\nC: QUIT\nEOF", test_sent);
  add ("tls", "TLS: good\n" BODY "DATA\nS: 250 ok\nC: QUIT\nEOF", test_tls);
  add ("refused",
       MAIL BOB "S: 550 5.1.1 no bob\n" CAROL "S: 250 ok\nC: RSET\nS: 250 ok\n"
                "C: MAIL *\nS: 250 ok\n" CAROL "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF",
       test_refused);
  add ("unattended",
       MAIL BOB "S: 550 5.1.1 no bob\n" CAROL "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF",
       test_unattended);
  add ("not-now",
       MAIL BOB "S: 450 4.7.1 greylisted\n" CAROL "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\n"
                "C: MAIL *\nS: 250 ok\n" BOB "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF",
       test_not_now);
  add ("nobody-left",
       MAIL BOB "S: 450 4.7.1 greylisted\n" CAROL "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF",
       test_nobody_left);
  add ("8bit",
       "S: 220 hi\nC: EHLO *\nS: 250-hi\nS: 250 8BITMIME\nC: MAIL FROM:<ann@example.org> BODY=8BITMIME\nS: 250 ok\n" BOB
       "S: 250 ok\n" CAROL "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF",
       test_8bit);
  add ("unknown", BODY "DATA\nCLOSE", test_unknown);
  add ("cancelled", MAIL BOB "HOLD: rcpt\nGONE", test_cancelled);
  add ("held", BODY "MARK: held\nDATA\nHOLD: commit\nS: 250 ok\nC: QUIT\nEOF", test_held);
  add ("held-undone", BODY "MARK: held\nGONE", test_held_undone);
  add ("choice/go-on", ASKED SEND, test_go_on);
  add ("choice/go-on-from-not-now", MAIL BOB "S: 450 4.7.1 no bob\n" CAROL "S: 250 ok\n" SEND, test_go_on);
  add ("choice/undone", ASKED "C: RSET\nS: 250 ok\nC: QUIT\nEOF", test_choice_undone);
  add ("choice/over", ASKED "C: RSET\nS: 250 ok\nC: QUIT\nEOF", test_choice_over);
  add ("choice/outlasts-the-countdown", ASKED SEND, test_choice_outlasts);
  add ("choice/closed", ASKED "CLOSE", test_choice_lost);
  add ("choice/421", ASKED "S: 421 bye\nGONE", test_choice_lost);
  add ("choice/left", ASKED SEND, test_choice_left);
  add ("choice/left-before",
       MAIL BOB "S: 550 5.1.1 no bob\n" CAROL "HOLD: rcpt\nS: 250 ok\n" SEND,
       test_choice_left_before);
  add ("due", "S: 220 hi\nGONE", test_due);
  add ("held-by-server",
       HOLDING "C: MAIL FROM:<ann@example.org> HOLDFOR=3???\nS: 250 ok\n" BOB "S: 250 ok\n" CAROL
               "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF",
       test_held_by_server);
  add ("hold-not-offered", HELLO "C: QUIT\nEOF", test_hold_not_offered);
  add ("hold-too-long", HOLDING "C: QUIT\nEOF", test_hold_too_long);
  add ("hold-refused",
       HOLDING "C: MAIL FROM:<ann@example.org> HOLDFOR=*\nS: 555 5.5.4 no\nC: RSET\nS: 250 ok\nC: QUIT\nEOF",
       test_hold_not_offered);
  add ("held-until-now", BODY "DATA\nS: 250 ok\nC: QUIT\nEOF", test_held_until_now);
  add ("claimed", "S: 220 hi\nGONE", test_claimed);
  add ("vanished-attachment", "S: 220 hi\nGONE", test_vanished_attachment);
  return g_test_run ();
}
