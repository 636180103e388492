/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many messages under way at once are told apart by the order of their replies, and what became of each is exact, wherever
 * the wire is cut. */
#include "ph-smtp-pipeline.h"
#include "ph-test-relay.h"
#include "ph-test-server.h"

#include <string.h>

#define SENT -1
#define OFFER "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define HELLO "S: 220 hi\nC: EHLO *\n" OFFER "C=: BDAT 6\nC=: NOOP\nC: EHLO *\nS: 503 5.5.1 no\n"
#define SOUND HELLO OFFER
#define MESSAGE "C=: RSET\nC: MAIL *\nC: RCPT *\nC: RCPT *\nCHUNK\n"
#define YES "S: 250 reset\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 2.0.0 taken\n"
#define MAX_MESSAGES 200

typedef struct
{
  const char *name;
  const char *script;
  PhSmtpSessionState left_in;
  int codes[4]; /* of each message a PhSmtpError, or SENT; 0 ends them */
} Case;

static const Case cases[] = {
  /* Nothing is answered before all have come. */
  { "one-flight",
    SOUND MESSAGE MESSAGE MESSAGE YES YES YES "C: QUIT\nEOF",
    PH_SMTP_SESSION_READY,
    { SENT, SENT, SENT } },
  { "refused",
    SOUND MESSAGE MESSAGE MESSAGE
    "S: 250 x\nS: 250 ok\nS: 550 no\nS: 550 no\nS: 503 no\nS: 250 x\nS: 553 no\nS: 503 no\nS: 503 no\nS: 503 no\n" YES
    "C: QUIT\nEOF",
    PH_SMTP_SESSION_READY,
    { PH_SMTP_ERROR_RECIPIENTS_REFUSED, PH_SMTP_ERROR_SENDER_REFUSED, SENT } },
  { "some-refused",
    SOUND MESSAGE "S: 250 x\nS: 250 ok\nS: 550 no\nS: 250 ok\nS: 250 taken\nC: QUIT\nEOF",
    PH_SMTP_SESSION_READY,
    { SENT } },
  { "last-refused",
    SOUND MESSAGE "S: 250 x\nS: 250 ok\nS: 550 no\nS: 550 no\nS: 503 no\nC=: RSET\nS: 250 x\nC: QUIT\nEOF",
    PH_SMTP_SESSION_READY,
    { PH_SMTP_ERROR_RECIPIENTS_REFUSED } },
  { "content-refused",
    SOUND MESSAGE MESSAGE "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 554 5.7.1 spam\n" YES "C: QUIT\nEOF",
    PH_SMTP_SESSION_READY,
    { PH_SMTP_ERROR_MESSAGE_REFUSED, SENT } },
  { "taken-though-refused",
    SOUND MESSAGE MESSAGE
    "S: 250 x\nS: 553 no\nS: 503 no\nS: 503 no\nS: 250 taken\nS: 250 x\nS: 250 ok\nS: 550 no\nS: 550 no\nS: 250 taken\n"
    "C=: RSET\nS: 250 x\nC: QUIT\nEOF",
    PH_SMTP_SESSION_READY,
    { PH_SMTP_ERROR_OUTCOME_UNKNOWN, PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
  /* What comes behind 421 is not taken, and can be sent again elsewhere. */
  { "421-to-the-message",
    SOUND MESSAGE MESSAGE "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 421 4.3.2 enough\nGONE",
    PH_SMTP_SESSION_CLOSED,
    { PH_SMTP_ERROR_SERVICE_UNAVAILABLE, PH_SMTP_ERROR_SERVICE_UNAVAILABLE } },
  { "421-to-a-recipient",
    SOUND MESSAGE MESSAGE YES "S: 250 x\nS: 250 ok\nS: 421 4.3.2 enough\nGONE",
    PH_SMTP_SESSION_CLOSED,
    { SENT, PH_SMTP_ERROR_SERVICE_UNAVAILABLE } },
  { "closed-behind-all-of-them",
    SOUND MESSAGE MESSAGE MESSAGE YES "CLOSE",
    PH_SMTP_SESSION_CLOSED,
    { SENT, PH_SMTP_ERROR_OUTCOME_UNKNOWN, PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
  /* It has all of it, whatever it says. */
  { "garbage",
    SOUND MESSAGE MESSAGE "S: 250 x\nS: what?\nGONE",
    PH_SMTP_SESSION_CLOSED,
    { PH_SMTP_ERROR_OUTCOME_UNKNOWN, PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
  { "rset-refused", SOUND MESSAGE "S: 500 no\nGONE", PH_SMTP_SESSION_CLOSED, { PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
  { "354-to-mail",
    SOUND MESSAGE MESSAGE "S: 250 x\nS: 354 go\nGONE",
    PH_SMTP_SESSION_CLOSED,
    { PH_SMTP_ERROR_OUTCOME_UNKNOWN, PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
  { "354-to-a-recipient",
    SOUND MESSAGE "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 354 go\nGONE",
    PH_SMTP_SESSION_CLOSED,
    { PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
  { "354-to-the-message",
    SOUND MESSAGE "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\nGONE",
    PH_SMTP_SESSION_CLOSED,
    { PH_SMTP_ERROR_OUTCOME_UNKNOWN } },
};

/* What became of each message, in the order in which that was told. */
typedef struct
{
  guint n_done;
  int codes[MAX_MESSAGES];
} Done;

static void
done_cb (gpointer message_data, const GError *error, gpointer user_data)
{
  Done *done = user_data;

  g_assert_cmpuint (GPOINTER_TO_UINT (message_data), ==, done->n_done);
  g_assert_true (error == NULL || error->domain == PH_SMTP_ERROR);
  done->codes[done->n_done++] = error != NULL ? error->code : SENT;
}

static PhSmtpEnvelope *
make_envelope (void)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  return envelope;
}

static void
send_text (PhSmtpPipeline *pipeline, const char *text, gssize length, guint number)
{
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, length, NULL);

  ph_smtp_pipeline_send (pipeline, envelope, input, GUINT_TO_POINTER (number));
}

static PhSmtpSession *
open_session (guint16 port)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("127.0.0.1", port, PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, NULL, NULL);

  return ph_smtp_session_open (session, NULL, NULL) && ph_smtp_session_learn_chunks (session, 0, NULL, NULL)
             ? g_steal_pointer (&session)
             : NULL;
}

static void
send_all (PhSmtpSession *session, guint n_messages, Done *done)
{
  g_autoptr (PhSmtpPipeline) pipeline = ph_smtp_pipeline_new (session, done_cb, done);

  *done = (Done){ 0 };
  for (guint i = 0; i < n_messages && ph_smtp_session_get_state (session) != PH_SMTP_SESSION_CLOSED; i++)
    send_text (pipeline, "Subject: dots\n\n.\nend", -1, i);
  ph_smtp_pipeline_settle (pipeline);
}

static void
finish (PhTestServer *test_server)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpSession) session = open_session (ph_test_server_get_port (test_server));
  guint n_messages = 0;
  Done done;

  while (c->codes[n_messages] != 0)
    n_messages++;
  send_all (session, n_messages, &done);
  g_assert_cmpuint (done.n_done, ==, n_messages);
  for (guint i = 0; i < n_messages; i++)
    g_assert_cmpint (done.codes[i], ==, c->codes[i]);
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, c->left_in);
  ph_smtp_session_quit (session);
  finish (test_server);
}

/* What the server gets is the message, whole and as it was. */
static void
test_what_arrives (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (SOUND MESSAGE YES "C: QUIT\nEOF");
  g_autoptr (PhSmtpSession) session = open_session (ph_test_server_get_port (test_server));
  g_autoptr (GBytes) message = NULL;
  Done done;

  send_all (session, 1, &done);
  ph_smtp_session_quit (session);
  finish (test_server);
  message = ph_test_server_dup_message (test_server, 0);
  g_assert_cmpmem (g_bytes_get_data (message, NULL),
                   g_bytes_get_size (message),
                   "Subject: dots\r\n\r\n.\r\nend\r\n",
                   strlen ("Subject: dots\r\n\r\n.\r\nend\r\n"));
}

/* A message that cannot be sent holds up none behind it, and keeps its place. */
static void
test_refused_here (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (SOUND MESSAGE MESSAGE YES YES "C: QUIT\nEOF");
  g_autoptr (PhSmtpSession) session = open_session (ph_test_server_get_port (test_server));
  Done done = { 0 };
  g_autoptr (PhSmtpPipeline) pipeline = ph_smtp_pipeline_new (session, done_cb, &done);

  send_text (pipeline, "a\n", -1, 0);
  send_text (pipeline, "nul\0", 4, 1);
  send_text (pipeline, "b\n", -1, 2);
  g_assert_cmpuint (done.n_done, ==, 0);
  ph_smtp_pipeline_settle (pipeline);
  g_assert_cmpuint (done.n_done, ==, 3);
  g_assert_cmpint (done.codes[0], ==, SENT);
  g_assert_cmpint (done.codes[1], ==, PH_SMTP_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (done.codes[2], ==, SENT);
  ph_smtp_session_quit (session);
  finish (test_server);
}

/* The one that reads a refused chunk as commands, and those that count, get one message at a time. */
static void
test_taken (gconstpointer script)
{
  gboolean is_sound = g_str_equal (script, SOUND "C: QUIT\nEOF");
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (ph_test_server_get_port (test_server));
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();

  g_assert_cmpint (ph_smtp_pipeline_takes (session, envelope, 1000), ==, is_sound);
  g_assert_false (ph_smtp_pipeline_takes (session, envelope, -1));
  g_assert_false (ph_smtp_pipeline_takes (session, envelope, 1000000));
  /* It is asked once. */
  g_assert_true (ph_smtp_session_learn_chunks (session, 0, NULL, NULL));
  ph_smtp_session_quit (session);
  finish (test_server);
}

/* A server that answers each message at once, and reads on only when that was taken, and a client that has more to say
 * than both sides' buffers hold. */
static void
test_no_lock_up (void)
{
  g_autoptr (GString) script = g_string_new (SOUND);
  g_autofree char *text = g_strnfill (60000, '\n');
  g_autoptr (PhTestServer) test_server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  Done done = { 0 };
  g_autoptr (PhSmtpPipeline) pipeline = NULL;

  for (guint i = 0; i < MAX_MESSAGES; i++)
    g_string_append (script, MESSAGE YES);
  g_string_append (script, "C: QUIT\nEOF");
  test_server = ph_test_server_new (script->str);
  session = open_session (ph_test_server_get_port (test_server));
  pipeline = ph_smtp_pipeline_new (session, done_cb, &done);
  for (guint i = 0; i < MAX_MESSAGES; i++)
    send_text (pipeline, text, -1, i);
  ph_smtp_pipeline_settle (pipeline);
  g_assert_cmpuint (done.n_done, ==, MAX_MESSAGES);
  for (guint i = 0; i < MAX_MESSAGES; i++)
    g_assert_cmpint (done.codes[i], ==, SENT);
  ph_smtp_session_quit (session);
  finish (test_server);
}

#define N_CUT 3

/* Returns: whether all were sent */
static gboolean
run_cut (PhTestRelayDirection direction, guint64 n, guint64 *n_passed, guint *n_unknown)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (SOUND MESSAGE YES MESSAGE YES MESSAGE YES "C: QUIT\nEOF");
  g_autoptr (PhTestRelay) relay = ph_test_relay_new (ph_test_server_get_port (test_server), direction, n);
  g_autoptr (PhSmtpSession) session = open_session (ph_test_relay_get_port (relay));
  guint n_sent = 0;
  guint n_taken = 0;
  Done done = { 0 };

  if (session != NULL)
    send_all (session, N_CUT, &done);
  if (session != NULL && ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  ph_test_server_finish (test_server, NULL);
  n_taken = ph_test_server_get_n_messages (test_server);
  for (guint i = 0; i < done.n_done; i++)
    {
      n_sent += done.codes[i] == SENT;
      *n_unknown += done.codes[i] == PH_SMTP_ERROR_OUTCOME_UNKNOWN;
      if (done.codes[i] == SENT)
        g_assert_cmpuint (i, <, n_taken);
      else if (done.codes[i] != PH_SMTP_ERROR_OUTCOME_UNKNOWN)
        g_assert_cmpuint (i, >=, n_taken);
    }
  *n_passed = ph_test_relay_get_n_passed (relay, direction);
  return n_sent == N_CUT;
}

static void
test_cut (gconstpointer data)
{
  PhTestRelayDirection direction = GPOINTER_TO_INT (data);
  guint64 n_octets = 0;
  guint64 n_passed = 0;
  guint n_unknown = 0;

  g_assert_true (run_cut (direction, PH_TEST_RELAY_NEVER, &n_octets, &n_unknown));
  for (guint64 n = 0; n < n_octets; n++)
    run_cut (direction, n, &n_passed, &n_unknown);
  g_assert_cmpuint (n_unknown, >, 0);
  g_assert_true (run_cut (direction, n_octets + 1, &n_passed, &n_unknown));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/pipeline/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/pipeline/what-arrives", test_what_arrives);
  g_test_add_func ("/smtp/pipeline/refused-here", test_refused_here);
  g_test_add_data_func ("/smtp/pipeline/takes/sound", SOUND "C: QUIT\nEOF", test_taken);
  g_test_add_data_func ("/smtp/pipeline/takes/careless", HELLO "S: 250 ok\n" OFFER "C: QUIT\nEOF", test_taken);
  g_test_add_data_func ("/smtp/pipeline/takes/limited",
                        HELLO "S: 250-x\nS: 250-PIPELINING\nS: 250-LIMITS MAILMAX=5\nS: 250 CHUNKING\nC: QUIT\nEOF",
                        test_taken);
  g_test_add_data_func ("/smtp/pipeline/takes/limited-recipients",
                        HELLO "S: 250-x\nS: 250-PIPELINING\nS: 250-LIMITS RCPTMAX=1\nS: 250 CHUNKING\nC: QUIT\nEOF",
                        test_taken);
  g_test_add_func ("/smtp/pipeline/no-lock-up", test_no_lock_up);
  g_test_add_data_func ("/smtp/pipeline/cut/up", GINT_TO_POINTER (PH_TEST_RELAY_UP), test_cut);
  g_test_add_data_func ("/smtp/pipeline/cut/down", GINT_TO_POINTER (PH_TEST_RELAY_DOWN), test_cut);
  return g_test_run ();
}
