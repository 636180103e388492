/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire is cut behind every octet of a whole conversation, in each direction, and the message's state is exact every
 * time: before the commit "not sent", and the server has not taken it; behind it "outcome unknown"; with the whole reply
 * "sent", and the server has taken it.
 *
 * Under TLS the cuts are in its records. Those in the handshake, where there is no message, are every seventh octet; with
 * "-m slow" every one. */
#include "ph-smtp-transaction.h"
#include "ph-test-relay.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#include <string.h>

#define SIGNATURE_SLACK 16
#define STRIDE 7
#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\n"
#define ENVELOPE "C: MAIL *\nC: RCPT *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nS: 250 ok\n"
#define DATA_SCRIPT                                                                                                    \
  HELLO "S: 250 SIZE\nC: MAIL *\nC: RCPT *\nC: RCPT *\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\n"          \
        "OCTETS: 31\nMARK: body\nC=: .\nMARK: taken\nS: 250 2.0.0 queued\nMARK: said\nC: QUIT\nEOF"
#define BDAT_SCRIPT                                                                                                    \
  HELLO "S: 250 CHUNKING\n" ENVELOPE                                                                                   \
        "CHUNK\nMARK: body\nS: 250 ok\nC=: BDAT 0 LAST\nMARK: taken\nS: 250 2.0.0 queued\nMARK: said\nC: QUIT\nEOF"

typedef struct
{
  const char *name;
  gboolean is_encrypted;
  const char *script;
  gboolean (*send_whole) (PhSmtpSession *session, GError **error); /* where it is not sent step by step */
} Conversation;

static const Conversation conversations[] = {
  { "data", FALSE, DATA_SCRIPT, NULL },
  { "bdat", FALSE, BDAT_SCRIPT, NULL },
  { "data-tls", TRUE, "TLS\n" DATA_SCRIPT, NULL },
  { "bdat-tls", TRUE, "TLS\n" BDAT_SCRIPT, NULL },
};

/* How one run went. */
typedef struct
{
  gboolean is_sent;
  gboolean is_unknown;
  gboolean is_taken; /* by the server */
  gboolean is_cut_in_time; /* before the commit */
  gboolean is_cut;
  guint64 opened[PH_TEST_RELAY_N_DIRECTIONS]; /* octets that passed until the session was ready */
  guint64 passed[PH_TEST_RELAY_N_DIRECTIONS];
} Run;

static GTlsDatabase *database;

/* Everything but the commit has reached the server, or the wire is cut. */
static gboolean
bring_to_commit (PhSmtpTransaction *transaction, PhTestServer *test_server, GError **error)
{
  g_autoptr (GInputStream) input
      = g_memory_input_stream_new_from_data ("Subject: dots\r\n\r\n.\r\n..\r\nend", -1, NULL);
  g_autoptr (GCancellable) at_once = g_cancellable_new ();

  g_cancellable_cancel (at_once);
  if (!ph_smtp_transaction_begin (transaction, -1, NULL, error)
      || !ph_smtp_transaction_send_body (transaction, input, NULL, error)
      || !ph_smtp_transaction_hold (transaction, at_once, NULL, error))
    return FALSE;
  ph_test_server_wait_for (test_server, "body");
  return TRUE;
}

static gboolean
send_message (PhSmtpSession *session, PhTestServer *test_server, PhTestRelay *relay, Run *run, GError **error)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (PhSmtpTransaction) transaction = NULL;

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  transaction = ph_smtp_transaction_new (session, envelope);
  if (!bring_to_commit (transaction, test_server, error))
    {
      run->is_cut_in_time = TRUE;
      return FALSE;
    }
  run->is_cut_in_time = ph_test_relay_is_cut (relay);
  return ph_smtp_transaction_commit (transaction, error);
}

static void
count_passed (PhTestRelay *relay, guint64 *passed)
{
  for (guint i = 0; i < PH_TEST_RELAY_N_DIRECTIONS; i++)
    passed[i] = ph_test_relay_get_n_passed (relay, i);
}

static void
run_once (const Conversation *c, PhTestRelayDirection direction, guint64 n, Run *run)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhTestRelay) relay = ph_test_relay_new (ph_test_server_get_port (test_server), direction, n);
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (GError) error = NULL;

  *run = (Run){ 0 };
  server = ph_smtp_server_new ("127.0.0.1",
                               ph_test_relay_get_port (relay),
                               c->is_encrypted ? PH_SMTP_SECURITY_TLS : PH_SMTP_SECURITY_NONE);
  ph_smtp_server_set_tls_database (server, database);
  session = ph_smtp_session_new (server, NULL, NULL);
  if (ph_smtp_session_open (session, NULL, &error))
    {
      count_passed (relay, run->opened);
      run->is_sent = send_message (session, test_server, relay, run, &error);
    }
  else
    run->is_cut_in_time = TRUE;
  run->is_unknown = g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
  g_assert_true (run->is_sent == (error == NULL));
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  run->is_taken = ph_test_server_wait_for (test_server, "taken");
  ph_test_server_finish (test_server, NULL);
  run->is_cut = ph_test_relay_is_cut (relay);
  count_passed (relay, run->passed);
}

static void
judge (const Run *run, guint64 n)
{
  gboolean is_exact;

  if (run->is_cut_in_time)
    is_exact = !run->is_sent && !run->is_unknown && !run->is_taken;
  else if (run->is_sent)
    is_exact = run->is_taken;
  else
    is_exact = run->is_unknown && run->is_cut;
  if (!is_exact)
    g_error ("Cut behind octet %" G_GUINT64_FORMAT ": sent %d, unknown %d, taken %d, cut in time %d",
             n,
             run->is_sent,
             run->is_unknown,
             run->is_taken,
             run->is_cut_in_time);
}

/* The three states come one after the other, and without TLS, where every octet counts, each is met. */
static void
test_direction (const Conversation *c, PhTestRelayDirection direction)
{
  Run whole;
  Run run;
  gboolean was_sent = FALSE;
  guint n_unknown = 0;
  guint64 n_octets = 0;

  run_once (c, direction, PH_TEST_RELAY_NEVER, &whole);
  g_assert_true (whole.is_sent && whole.is_taken && !whole.is_cut_in_time);
  /* The signature in a handshake is a few octets longer at one time than at another. */
  n_octets = whole.passed[direction] + (c->is_encrypted ? SIGNATURE_SLACK : 0);
  for (guint64 n = 0; n <= n_octets; n++)
    {
      if (c->is_encrypted && n < whole.opened[direction] && n % STRIDE != 0 && !g_test_slow ())
        continue;
      run_once (c, direction, n, &run);
      judge (&run, n);
      g_assert_true (run.is_sent || !was_sent || c->is_encrypted);
      was_sent = run.is_sent;
      n_unknown += run.is_unknown;
    }
  g_assert_true (was_sent);
  g_assert_cmpuint (n_unknown, >, 0);
  g_test_message ("%s: %u cuts left the outcome unknown", c->name, n_unknown);
}

/* ---- envelope and message in one flight ----------------------------------------------------------------------- */

#define OFFER "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define FLIGHT_SCRIPT                                                                                                  \
  "S: 220 hi\nC: EHLO *\n" OFFER "C=: BDAT 6\nC=: NOOP\nC: EHLO *\nS: 503 no\n" OFFER                                  \
  "C=: RSET\nC: MAIL *\nC: RCPT *\nCHUNK\nMARK: taken\n"                                                               \
  "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 2.0.0 queued\nC: QUIT\nEOF"

static gboolean
send_in_one_flight (PhSmtpSession *session, GError **error)
{
  static const char text[] = "Subject: dots\r\n\r\n.\r\nend\r\n";
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  gboolean is_sent = FALSE;

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  if (!ph_smtp_session_learn_chunks (session, 0, NULL, error))
    return FALSE;
  is_sent
      = ph_smtp_transaction_run (session, envelope, input, (gint64) strlen (text), PH_SMTP_SEND_DEFAULT, NULL, error);
  g_assert_true (ph_smtp_envelope_is_sent (envelope, 0) == is_sent);
  return is_sent;
}

/* ---- a choice in front of the body ------------------------------------------------------------------------------ */

#define REFUSED "C: MAIL *\nC: RCPT *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nS: 550 no\n"
#define CHOICE_DATA_SCRIPT                                                                                             \
  HELLO "S: 250 SIZE\n" REFUSED "C: DATA\nS: 354 go\nOCTETS: 23\nC=: .\nMARK: taken\nS: 250 2.0.0 queued\nC: QUIT\nEOF"
#define CHOICE_BDAT_SCRIPT                                                                                             \
  HELLO "S: 250 CHUNKING\n" REFUSED "CHUNK\nC=: BDAT 0 LAST\nMARK: taken\nS: 250 ok\nS: 250 2.0.0 queued\nC: QUIT\nEOF"

/* The hold ends with the choice. */
static void
go_on_cb (PhSmtpEnvelope *envelope, gpointer data)
{
  const PhSmtpGate *gate = data;

  g_cancellable_cancel (gate->go_on);
  g_cancellable_cancel (gate->release);
}

static gboolean
send_with_choice (PhSmtpSession *session, GError **error)
{
  static const char text[] = "Subject: choice\r\n\r\n.\r\n";
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GCancellable) release = g_cancellable_new ();
  g_autoptr (GCancellable) go_on = g_cancellable_new ();
  PhSmtpGate gate = { release, NULL, NULL, go_on_cb, go_on };
  gboolean is_sent = FALSE;

  gate.func_data = &gate;
  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  is_sent = ph_smtp_transaction_run_gated (session,
                                           envelope,
                                           input,
                                           (gint64) strlen (text),
                                           PH_SMTP_SEND_DEFAULT,
                                           &gate,
                                           NULL,
                                           error);
  g_assert_true (ph_smtp_envelope_is_sent (envelope, 0) == is_sent);
  g_assert_false (ph_smtp_envelope_is_sent (envelope, 1));
  return is_sent;
}

static const Conversation wholes[] = {
  { "flight", FALSE, FLIGHT_SCRIPT, send_in_one_flight },
  { "flight-tls", TRUE, "TLS\n" FLIGHT_SCRIPT, send_in_one_flight },
  { "choice-data", FALSE, CHOICE_DATA_SCRIPT, send_with_choice },
  { "choice-bdat", FALSE, CHOICE_BDAT_SCRIPT, send_with_choice },
  { "choice-bdat-tls", TRUE, "TLS\n" CHOICE_BDAT_SCRIPT, send_with_choice },
};

static void
run_whole (const Conversation *c, PhTestRelayDirection direction, guint64 n, Run *run)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhTestRelay) relay = ph_test_relay_new (ph_test_server_get_port (test_server), direction, n);
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (GError) error = NULL;

  *run = (Run){ 0 };
  server = ph_smtp_server_new ("127.0.0.1",
                               ph_test_relay_get_port (relay),
                               c->is_encrypted ? PH_SMTP_SECURITY_TLS : PH_SMTP_SECURITY_NONE);
  ph_smtp_server_set_tls_database (server, database);
  session = ph_smtp_session_new (server, NULL, NULL);
  if (ph_smtp_session_open (session, NULL, &error))
    {
      count_passed (relay, run->opened);
      run->is_sent = c->send_whole (session, &error);
    }
  run->is_unknown = g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  run->is_taken = ph_test_server_wait_for (test_server, "taken");
  ph_test_server_finish (test_server, NULL);
  run->is_cut = ph_test_relay_is_cut (relay);
  count_passed (relay, run->passed);
}

/* "Not sent" is never said of a message that the server has, "sent" of none that it has not, and "unknown" only where the
 * wire was cut. */
static void
test_whole (const Conversation *c, PhTestRelayDirection direction)
{
  Run whole;
  Run run;
  guint n_unknown = 0;
  guint n_not_sent = 0;
  guint64 n_octets = 0;

  run_whole (c, direction, PH_TEST_RELAY_NEVER, &whole);
  g_assert_true (whole.is_sent && whole.is_taken);
  n_octets = whole.passed[direction] + (c->is_encrypted ? SIGNATURE_SLACK : 0);
  for (guint64 n = 0; n <= n_octets; n++)
    {
      if (c->is_encrypted && n < whole.opened[direction] && n % STRIDE != 0 && !g_test_slow ())
        continue;
      run_whole (c, direction, n, &run);
      if (run.is_unknown ? !run.is_cut : run.is_sent != run.is_taken)
        g_error ("Cut behind octet %" G_GUINT64_FORMAT ": sent %d, unknown %d, taken %d",
                 n,
                 run.is_sent,
                 run.is_unknown,
                 run.is_taken);
      n_unknown += run.is_unknown;
      n_not_sent += !run.is_unknown && !run.is_sent;
    }
  g_assert_true (run.is_sent);
  g_assert_cmpuint (n_unknown, >, 0);
  g_assert_cmpuint (n_not_sent, >, 0);
  g_test_message ("%s: %u cuts left the outcome unknown", c->name, n_unknown);
}

static void
test_whole_up (gconstpointer conversation)
{
  test_whole (conversation, PH_TEST_RELAY_UP);
}

static void
test_whole_down (gconstpointer conversation)
{
  test_whole (conversation, PH_TEST_RELAY_DOWN);
}

static void
test_up (gconstpointer conversation)
{
  test_direction (conversation, PH_TEST_RELAY_UP);
}

static void
test_down (gconstpointer conversation)
{
  test_direction (conversation, PH_TEST_RELAY_DOWN);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  database = ph_test_tls_load_database ();
  for (gsize i = 0; i < G_N_ELEMENTS (conversations); i++)
    {
      g_autofree char *up = g_strconcat ("/smtp/cut/up/", conversations[i].name, NULL);
      g_autofree char *down = g_strconcat ("/smtp/cut/down/", conversations[i].name, NULL);

      g_test_add_data_func (up, &conversations[i], test_up);
      g_test_add_data_func (down, &conversations[i], test_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wholes); i++)
    {
      g_autofree char *up = g_strconcat ("/smtp/cut/up/", wholes[i].name, NULL);
      g_autofree char *down = g_strconcat ("/smtp/cut/down/", wholes[i].name, NULL);

      g_test_add_data_func (up, &wholes[i], test_whole_up);
      g_test_add_data_func (down, &wholes[i], test_whole_down);
    }
  status = g_test_run ();
  g_object_unref (database);
  return status;
}
