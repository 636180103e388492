/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a server does wrong, at whatever step: an error that says so in bounded time, a message whose state is exact,
 * no octet of it and no secret where it must not go, and a session that is gone. */
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#include <string.h>

#define PASSWORD "tell-no-one"
/* base64 of "\0ann\0tell-no-one" */
#define PLAIN "AGFubgB0ZWxsLW5vLW9uZQ=="
#define TEXT "octets-of-the-message"
#define TIMEOUT 3
/* A silent step takes the timeout, what follows takes no time; the rest is for a busy machine. */
#define PATIENCE_US ((TIMEOUT + 9) * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  const char *client; /* what the server takes before its reply is due */
  const char *reply; /* the right one, and what goes with it */
  PhSmtpStage stage;
  gboolean is_committed; /* the message may have been taken */
} Step;

typedef struct
{
  const char *name;
  PhSmtpSecurity security;
  Step steps[12];
} Conversation;

#define LOGIN "C=: AUTH PLAIN " PLAIN "\n"
#define OFFER "S: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\n"
#define ENVELOPE "C: MAIL *\nC: RCPT *\nC: RCPT *\n"
#define OK "S: 250 ok\n"

static const Conversation conversations[] = {
  { "lock-step",
    PH_SMTP_SECURITY_STARTTLS,
    { { "greeting", "", "S: 220 hi\n", PH_SMTP_STAGE_CONNECT, FALSE },
      { "ehlo", "C: EHLO *\n", "S: 250-x\nS: 250 STARTTLS\n", PH_SMTP_STAGE_CONNECT, FALSE },
      { "starttls", "C: STARTTLS\n", "S: 220 go\nTLS\n", PH_SMTP_STAGE_TLS, FALSE },
      { "ehlo-in-tls", "C: EHLO *\n", "S: 250-x\nS: 250 AUTH PLAIN\n", PH_SMTP_STAGE_TLS, FALSE },
      { "auth", LOGIN, "S: 235 ok\n", PH_SMTP_STAGE_AUTH, FALSE },
      { "ehlo-again", "C: EHLO *\n", "S: 250 x\n", PH_SMTP_STAGE_AUTH, FALSE },
      { "mail", "C: MAIL *\n", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "rcpt", "C: RCPT *\n", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "next-rcpt", "C: RCPT *\n", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "data", "C: DATA\n", "S: 354 go\n", PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "dot", "DATA\n", OK, PH_SMTP_STAGE_COMMIT, TRUE } } },
  { "pipelined",
    PH_SMTP_SECURITY_TLS,
    { { "greeting", "TLS\n", "S: 220 hi\n", PH_SMTP_STAGE_CONNECT, FALSE },
      { "ehlo", "C: EHLO *\n", OFFER "S: 250 AUTH PLAIN\n", PH_SMTP_STAGE_CONNECT, FALSE },
      { "auth", LOGIN, "S: 235 ok\n", PH_SMTP_STAGE_AUTH, FALSE },
      { "mail", ENVELOPE "C: DATA\n", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "rcpt", "", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "next-rcpt", "", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "data", "", "S: 354 go\n", PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "dot", "DATA\n", OK, PH_SMTP_STAGE_COMMIT, TRUE } } },
  { "chunked",
    PH_SMTP_SECURITY_TLS,
    { { "greeting", "TLS\n", "S: 220 hi\n", PH_SMTP_STAGE_CONNECT, FALSE },
      { "ehlo", "C: EHLO *\n", OFFER "S: 250-CHUNKING\nS: 250 AUTH PLAIN\n", PH_SMTP_STAGE_CONNECT, FALSE },
      { "auth", LOGIN, "S: 235 ok\n", PH_SMTP_STAGE_AUTH, FALSE },
      { "mail", ENVELOPE, OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "rcpt", "", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "next-rcpt", "", OK, PH_SMTP_STAGE_ENVELOPE, FALSE },
      { "chunk", "CHUNK\nCHUNK\n", OK, PH_SMTP_STAGE_COMMIT, TRUE },
      { "last-chunk", "", OK, PH_SMTP_STAGE_COMMIT, TRUE } } },
};

typedef struct
{
  const char *name;
  const char *script; /* instead of the right reply */
  int code; /* a PhSmtpError, before the commit; behind it nobody knows */
} Hostility;

static const Hostility hostilities[] = {
  { "silence", "HOLD: quiet\nGONE", PH_SMTP_ERROR_TIMED_OUT },
  { "half-a-reply-and-silence", "RAW: 250-a\\r\\n25\nHOLD: quiet\nGONE", PH_SMTP_ERROR_TIMED_OUT },
  { "an-octet-now-and-then", "RAW: 250 \nDRIP: x", PH_SMTP_ERROR_TIMED_OUT },
  { "a-line-now-and-then", "DRIP: 250-x\\r\\n", PH_SMTP_ERROR_TIMED_OUT },
  { "reset", "RESET", PH_SMTP_ERROR_CONNECTION_LOST },
  { "closed", "CLOSE", PH_SMTP_ERROR_CONNECTION_LOST },
  { "closed-in-a-line", "RAW: 250 ok\nCLOSE", PH_SMTP_ERROR_CONNECTION_LOST },
  { "closed-in-a-reply", "S: 250-ok\nCLOSE", PH_SMTP_ERROR_CONNECTION_LOST },
  { "cut", "CUT", PH_SMTP_ERROR_CONNECTION_LOST },
  { "endless-line", "RAW: 250 \nLONG: 10000000\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "endless-continuation", "REPEAT: 100000 250-more\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "nul", "RAW: 250 o\\x00k\\r\\n\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "binary", "RAW: \\x16\\x03\\x01\\xff\\xfe\\x80\\r\\n\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "bare-lf", "RAW: 250 ok\\n\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "bare-lf-in-a-reply", "RAW: 250-ok\\n250 ok\\r\\n\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "changing-code", "S: 250-a\nS: 251 b\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "no-reply", "S: hello\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "empty-line", "S:\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "class-1", "S: 150 wait\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "class-6", "S: 650 ok\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "code-for-something-else", "S: 350 and then\nGONE", PH_SMTP_ERROR_PROTOCOL },
};

static GTlsDatabase *database;

typedef struct
{
  const Conversation *conversation;
  const Hostility *hostility;
} Case;

typedef struct
{
  const Case *test;
  guint n_right; /* replies that are right, before the one that is not */
} Run;

static char *
make_script (const Conversation *conversation, guint n_right, const char *hostile)
{
  GString *script = g_string_new (NULL);

  for (guint i = 0; i <= n_right; i++)
    {
      g_string_append (script, conversation->steps[i].client);
      g_string_append (script, i < n_right ? conversation->steps[i].reply : hostile);
    }
  return g_string_free (script, FALSE);
}

/* @code: how it shall end. Only what shall run out of time has little of it: a busy machine stands still for a second. */
static PhSmtpSession *
new_session (PhTestServer *test_server, PhSmtpSecurity security, int code, PhSmtpTranscript *transcript)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), security);
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", PASSWORD, NULL);

  ph_smtp_server_set_tls_database (server, database);
  ph_smtp_server_set_timeout (server, code == PH_SMTP_ERROR_TIMED_OUT ? TIMEOUT : 0);
  return ph_smtp_session_new (server, credentials, transcript);
}

static PhSmtpEnvelope *
new_envelope (void)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  return envelope;
}

static gboolean
has_received (PhTestServer *test_server, const char *text)
{
  g_autoptr (GBytes) received = ph_test_server_dup_received (test_server);
  gsize length = 0;
  const char *octets = g_bytes_get_data (received, &length);

  return length > 0 && memmem (octets, length, text, strlen (text)) != NULL;
}

static void
assert_exact (const Step *step, const Hostility *hostility, PhSmtpEnvelope *envelope, const GError *error)
{
  int code = step->is_committed ? PH_SMTP_ERROR_OUTCOME_UNKNOWN : hostility->code;

  if (!g_error_matches (error, PH_SMTP_ERROR, code) || ph_smtp_error_get_stage (error) != step->stage)
    g_error ("%s: code %d, not %d, in stage %d, not %d: %s",
             step->name,
             error->code,
             code,
             ph_smtp_error_get_stage (error),
             step->stage,
             error->message);
  for (guint i = 0; i < 2; i++)
    g_assert_false (ph_smtp_envelope_is_sent (envelope, i));
}

static void
assert_kept (const Step *step, PhTestServer *test_server, PhSmtpTranscript *transcript, const GError *error)
{
  g_autofree char *text = ph_smtp_transcript_to_text (transcript);

  g_assert_null (strstr (text, PASSWORD));
  g_assert_null (strstr (text, PLAIN));
  g_assert_null (strstr (error->message, PASSWORD));
  if (has_received (test_server, TEXT) != step->is_committed)
    g_error ("%s: the message went where it must not go", step->name);
}

static gpointer
run_thread (gpointer data)
{
  const Run *run = data;
  const Conversation *conversation = run->test->conversation;
  const Step *step = &conversation->steps[run->n_right];
  g_autofree char *script = make_script (conversation, run->n_right, run->test->hostility->script);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpSession) session
      = new_session (test_server, conversation->security, run->test->hostility->code, transcript);
  g_autoptr (PhSmtpEnvelope) envelope = new_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n\r\n" TEXT, -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) script_error = NULL;
  gint64 began_at = g_get_monotonic_time ();

  g_assert_false (ph_smtp_session_open (session, NULL, &error)
                  && ph_smtp_transaction_run (session, envelope, input, -1, PH_SMTP_SEND_TO_ACCEPTED, NULL, &error));
  g_assert_cmpint (g_get_monotonic_time () - began_at, <, PATIENCE_US);
  assert_exact (step, run->test->hostility, envelope, error);
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, PH_SMTP_SESSION_CLOSED);
  if (!ph_test_server_finish (test_server, &script_error))
    g_error ("%s: %s", step->name, script_error->message);
  assert_kept (step, test_server, transcript, error);
  return NULL;
}

/* All steps at once: what waits is the clock. */
static void
test_case (gconstpointer data)
{
  const Case *c = data;
  GThread *threads[G_N_ELEMENTS (c->conversation->steps)];
  Run runs[G_N_ELEMENTS (c->conversation->steps)];
  guint n = 0;

  for (; n < G_N_ELEMENTS (threads) && c->conversation->steps[n].name != NULL; n++)
    {
      runs[n] = (Run){ c, n };
      threads[n] = g_thread_new ("hostile", run_thread, &runs[n]);
    }
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

/* ---- while the message is on its way ------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *script;
  int code;
} BodyCase;

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\n"
#define DATA HELLO "S: 250 AUTH PLAIN\n" LOGIN "S: 235 ok\n" ENVELOPE "C: DATA\n" OK OK OK "S: 354 go\n"
#define BDAT HELLO "S: 250-CHUNKING\nS: 250 AUTH PLAIN\n" LOGIN "S: 235 ok\n" ENVELOPE OK OK OK

static const BodyCase body_cases[] = {
  { "data/deaf", DATA "HOLD: quiet\nGONE", PH_SMTP_ERROR_TIMED_OUT },
  { "data/flood", DATA "REPEAT: 1000000 250 ok\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "data/flood-of-354", DATA "REPEAT: 1000000 354 go\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "data/flood-without-lines", DATA "OCTETS: 10\nLONG: 10000000\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "bdat/deaf", BDAT "HOLD: quiet\nGONE", PH_SMTP_ERROR_TIMED_OUT },
  { "bdat/deaf-behind-a-chunk", BDAT "CHUNK\n" OK "HOLD: quiet\nGONE", PH_SMTP_ERROR_TIMED_OUT },
  { "bdat/flood", BDAT "REPEAT: 1000000 250 ok\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "bdat/flood-behind-a-chunk", BDAT "CHUNK\nREPEAT: 1000000 250 ok\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "bdat/flood-without-lines", BDAT "CHUNK\nLONG: 10000000\nGONE", PH_SMTP_ERROR_PROTOCOL },
  { "bdat/answered-with-354", BDAT "CHUNK\nS: 354 go\nGONE", PH_SMTP_ERROR_PROTOCOL },
};

/* A message that no buffer on the way can hold: its end is never reached, so nothing was sent. */
static void
test_body (gconstpointer data)
{
  const BodyCase *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpSession) session = new_session (test_server, PH_SMTP_SECURITY_NONE, c->code, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = new_envelope ();
  g_autofree char *text = g_strnfill (64 * 1024 * 1024, '\n');
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  gint64 began_at = g_get_monotonic_time ();

  g_assert_true (ph_smtp_session_open (session, NULL, NULL));
  g_assert_false (ph_smtp_transaction_run (session, envelope, input, -1, PH_SMTP_SEND_TO_ACCEPTED, NULL, &error));
  g_assert_cmpint (g_get_monotonic_time () - began_at, <, PATIENCE_US);
  g_assert_error (error, PH_SMTP_ERROR, c->code);
  g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_BODY);
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, PH_SMTP_SESSION_CLOSED);
  g_clear_error (&error);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ph_test_server_get_n_messages (test_server), ==, 0);
}

int
main (int argc, char *argv[])
{
  Case cases[G_N_ELEMENTS (conversations)][G_N_ELEMENTS (hostilities)];
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  database = ph_test_tls_load_database ();
  for (gsize i = 0; i < G_N_ELEMENTS (conversations); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (hostilities); j++)
      {
        g_autofree char *path = g_strdup_printf ("/smtp/hostile/%s/%s", hostilities[j].name, conversations[i].name);

        cases[i][j] = (Case){ &conversations[i], &hostilities[j] };
        g_test_add_data_func (path, &cases[i][j], test_case);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (body_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/hostile/body/", body_cases[i].name, NULL);

      g_test_add_data_func (path, &body_cases[i], test_body);
    }
  status = g_test_run ();
  g_object_unref (database);
  return status;
}
