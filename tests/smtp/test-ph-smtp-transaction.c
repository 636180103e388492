/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message's state is when something goes wrong: not sent before the commit point, unknown behind it, sent after
 * the reply. And what a server is told of the message, octet by octet. */
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"

#include <string.h>

#define SENT -1
#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-SIZE 1000\nS: 250 8BITMIME\n"
#define MAIL HELLO "C=: MAIL FROM:<ann@example.org> SIZE=%d BODY=8BITMIME\n"
#define TWO "S: 250 ok\nC=: RCPT TO:<bob@example.org>\nS: 250 ok\nC=: RCPT TO:<eve@example.org>\n"
#define BODY TWO "S: 250 ok\nC=: DATA\nS: 354 go\n"

typedef struct
{
  const char *name;
  PhSmtpSendFlags flags;
  int code; /* a PhSmtpError, or SENT */
  PhSmtpStage stage;
  PhSmtpSessionState left_in;
  const char *outcomes; /* of both recipients: p a r */
  const char *script; /* behind MAIL */
} Case;

static const Case cases[] = {
  { "sent", 0, SENT, 0, PH_SMTP_SESSION_READY, "aa", BODY "DATA\nS: 250 2.0.0 queued as 4711\nC: QUIT\nEOF" },
  { "sent-with-251",
    0,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "aa",
    "S: 250 ok\nC: RCPT *\nS: 251 will forward\nC: RCPT *\nS: 250 ok\nC=: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF" },
  { "sender-refused",
    0,
    PH_SMTP_ERROR_SENDER_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "pp",
    "S: 553 5.7.1 not you\nC: RSET\nS: 250 ok\nC: QUIT\nEOF" },
  { "sign-in-wanted",
    0,
    PH_SMTP_ERROR_AUTH_NEEDED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "pp",
    "S: 530 5.7.0 sign in\nC: RSET\nS: 250 ok\nC: QUIT\nEOF" },
  { "all-refused",
    PH_SMTP_SEND_TO_ACCEPTED,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "rr",
    "S: 250 ok\nC: RCPT *\nS: 550 5.1.1 no bob\nC: RCPT *\nS: 550 5.1.1 no eve\nC: RSET\nS: 250 ok\nC: QUIT\nEOF" },
  { "one-refused-stops",
    0,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "ar",
    TWO "S: 550 5.1.1 no eve\nC: RSET\nS: 250 ok\nC: QUIT\nEOF" },
  { "one-refused-goes-on",
    PH_SMTP_SEND_TO_ACCEPTED,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "ar",
    TWO "S: 452 4.5.3 too many\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\nC: QUIT\nEOF" },
  { "421-at-rcpt",
    0,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "ap",
    TWO "S: 421 shutting down\nCLOSE" },
  { "data-refused",
    0,
    PH_SMTP_ERROR_MESSAGE_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "aa",
    TWO "S: 250 ok\nC: DATA\nS: 554 no valid recipients\nC: RSET\nS: 250 ok\nC: QUIT\nEOF" },
  { "content-refused",
    0,
    PH_SMTP_ERROR_MESSAGE_REFUSED,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_READY,
    "aa",
    BODY "DATA\nS: 550 5.7.1 spam\nC: QUIT\nEOF" },
  { "too-large-at-the-end",
    0,
    PH_SMTP_ERROR_TOO_LARGE,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_READY,
    "aa",
    BODY "DATA\nS: 552 5.3.4 too big\nC: QUIT\nEOF" },
  { "421-at-the-end",
    0,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BODY "DATA\nS: 421 try later\nGONE" },
  /* Broken before the commit point: nothing was sent. */
  { "lost-at-mail", 0, PH_SMTP_ERROR_CONNECTION_LOST, PH_SMTP_STAGE_ENVELOPE, PH_SMTP_SESSION_CLOSED, "pp", "RESET" },
  { "lost-at-rcpt",
    0,
    PH_SMTP_ERROR_CONNECTION_LOST,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "ap",
    TWO "CLOSE" },
  { "lost-at-data",
    0,
    PH_SMTP_ERROR_CONNECTION_LOST,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    TWO "S: 250 ok\nC: DATA\nCLOSE" },
  { "garbage-at-data",
    0,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    TWO "S: 250 ok\nC: DATA\nS: hello\nGONE" },
  /* Broken behind it: nobody knows. */
  { "closed-after-the-dot",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BODY "DATA\nCLOSE" },
  { "reset-after-the-dot",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BODY "DATA\nRESET" },
  { "half-a-reply-to-the-dot",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BODY "DATA\nRAW: 250 ok\nCLOSE" },
  { "garbage-after-the-dot",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BODY "DATA\nS: HTTP/1.1 200 OK\nGONE" },
  { "354-after-the-dot",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BODY "DATA\nS: 354 again\nGONE" },
  /* Said too early: an answer to nothing. */
  { "250-before-the-dot",
    0,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_BODY,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    TWO "S: 250 ok\nC: DATA\nRAW: 354 go\\r\\n250 ok\\r\\n\nGONE" },
  { "552-before-the-dot",
    0,
    PH_SMTP_ERROR_TOO_LARGE,
    PH_SMTP_STAGE_BODY,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    TWO "S: 250 ok\nC: DATA\nRAW: 354 go\\r\\n552 5.3.4 stop\\r\\n\nGONE" },
};

static const char message[] = "Subject: dots\r\n\r\n.\r\n..\r\nend";
#define MESSAGE_SIZE 29

static PhSmtpEnvelope *
make_envelope (void)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  return envelope;
}

static PhSmtpSession *
open_session (PhTestServer *test_server)
{
  g_autoptr (PhSmtpServer) server = NULL;
  PhSmtpSession *session = NULL;
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  session = ph_smtp_session_new (server, NULL, NULL);
  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static gboolean
send_text (PhSmtpSession *session,
           PhSmtpEnvelope *envelope,
           const char *text,
           gint64 size,
           PhSmtpSendFlags flags,
           GError **error)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);

  return ph_smtp_transaction_run (session, envelope, input, size, flags, NULL, error);
}

static void
assert_outcomes (PhSmtpEnvelope *envelope, const char *expected)
{
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint ("par"[ph_smtp_envelope_get_outcome (envelope, i)], ==, expected[i]);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *mail = g_strdup_printf (MAIL, MESSAGE_SIZE);
  g_autofree char *script = g_strconcat (mail, c->script, NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GError) error = NULL;
  gboolean is_sent = send_text (session, envelope, message, MESSAGE_SIZE, c->flags, &error);

  g_assert_cmpint (is_sent, ==, c->code == SENT);
  if (c->code == SENT)
    g_assert_no_error (error);
  else
    g_assert_error (error, PH_SMTP_ERROR, c->code);
  if (c->code != SENT)
    g_assert_cmpint (ph_smtp_error_get_stage (error), ==, c->stage);
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, c->left_in);
  assert_outcomes (envelope, c->outcomes);
  if (c->left_in == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  g_clear_error (&error);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

static void
test_what_arrives (void)
{
  g_autofree char *mail = g_strdup_printf (MAIL, MESSAGE_SIZE);
  g_autofree char *script = g_strconcat (mail, BODY "DATA\nS: 250 2.0.0 queued as 4711\nC: QUIT\nEOF", NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GBytes) arrived = NULL;

  g_assert_true (send_text (session, envelope, message, MESSAGE_SIZE, PH_SMTP_SEND_DEFAULT, NULL));
  g_assert_cmpstr (ph_smtp_envelope_get_receipt (envelope), ==, "queued as 4711");
  g_assert_cmpint (ph_smtp_envelope_get_receipt_code (envelope), ==, 250);
  g_assert_cmpstr (ph_smtp_envelope_get_receipt_status (envelope), ==, "2.0.0");
  ph_smtp_session_quit (session);
  g_assert_true (ph_test_server_finish (test_server, NULL));
  arrived = ph_test_server_dup_message (test_server, 0);
  g_assert_cmpmem (g_bytes_get_data (arrived, NULL),
                   g_bytes_get_size (arrived),
                   "Subject: dots\r\n\r\n.\r\n..\r\nend\r\n",
                   MESSAGE_SIZE);
}

/* Two messages, one session; the first one's outcomes do not linger. */
static void
test_two_in_one_session (void)
{
  g_autofree char *mail = g_strdup_printf ("C=: MAIL FROM:<ann@example.org> SIZE=%d BODY=8BITMIME\n", MESSAGE_SIZE);
  g_autofree char *script = g_strconcat (HELLO,
                                         mail,
                                         TWO "S: 550 5.1.1 no\nC: RSET\nS: 250 ok\n",
                                         mail,
                                         BODY "DATA\nS: 250 ok\nC: QUIT\nEOF",
                                         NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GError) error = NULL;

  g_assert_false (send_text (session, envelope, message, MESSAGE_SIZE, PH_SMTP_SEND_DEFAULT, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED);
  g_assert_cmpstr (ph_smtp_error_get_enhanced_status (error), ==, "5.1.1");
  g_assert_cmpstr (ph_smtp_envelope_get_enhanced_status (envelope, 1), ==, "5.1.1");
  g_clear_error (&error);
  g_assert_true (send_text (session, envelope, message, MESSAGE_SIZE, PH_SMTP_SEND_DEFAULT, &error));
  assert_outcomes (envelope, "aa");
  ph_smtp_session_quit (session);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

/* Refused on this side: MAIL is never said. */
static void
test_refused_here (void)
{
  static const struct
  {
    const char *recipient;
    gint64 size;
    int code;
  } wrongs[] = {
    { "bob@example.org", 1001, PH_SMTP_ERROR_TOO_LARGE },
    { "bob@example.org>\r\nDATA", 31, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { "bob", 31, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { "jürgen@example.org", 31, PH_SMTP_ERROR_NEEDS_EXTENSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autoptr (PhTestServer) test_server = ph_test_server_new (HELLO "C: QUIT\nEOF");
      g_autoptr (PhSmtpSession) session = open_session (test_server);
      g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
      g_autoptr (GError) error = NULL;

      ph_smtp_envelope_add_recipient (envelope, wrongs[i].recipient);
      g_assert_false (send_text (session, envelope, message, wrongs[i].size, PH_SMTP_SEND_TO_ACCEPTED, &error));
      g_assert_error (error, PH_SMTP_ERROR, wrongs[i].code);
      ph_smtp_session_quit (session);
      g_clear_error (&error);
      ph_test_server_finish (test_server, &error);
      g_assert_no_error (error);
    }
}

/* What DATA cannot carry is noticed on the way; the final dot is never said, so nothing of it is delivered. */
static void
test_body_refused_here (void)
{
  g_autofree char *long_line = g_strnfill (100000, 'a');
  g_autoptr (PhTestServer) test_server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GError) error = NULL;

  test_server = ph_test_server_new (HELLO "C: MAIL *\n" BODY "GONE");
  session = open_session (test_server);
  g_assert_false (send_text (session, envelope, long_line, -1, PH_SMTP_SEND_DEFAULT, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, PH_SMTP_SESSION_CLOSED);
  g_clear_error (&error);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

/* The server goes in the middle of a large body: not sent, as the final dot was not said. */
static void
test_lost_in_body (gconstpointer script)
{
  g_autofree char *text = g_strnfill (64 * 1024 * 1024, '\n');
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GError) error = NULL;

  g_assert_false (send_text (session, envelope, text, -1, PH_SMTP_SEND_DEFAULT, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CONNECTION_LOST);
  g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_BODY);
}

static void
test_no_answer_to_the_dot (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELLO "C: MAIL *\n" BODY "DATA\nHOLD: quiet\nGONE");
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  ph_smtp_server_set_timeout (server, 3);
  session = ph_smtp_session_new (server, NULL, NULL);
  g_assert_true (ph_smtp_session_open (session, NULL, &error));
  g_assert_false (send_text (session, envelope, message, -1, PH_SMTP_SEND_DEFAULT, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
}

#define EARLY "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\nS: 250-SIZE 1\nS: 250 AUTH PLAIN\n"
#define SIGNED_IN EARLY "C: AUTH *\nS: 235 ok\nC: EHLO *\n"

/* A server that takes little from strangers is asked again before a message is refused on its word. */
static void
test_early_offer (gconstpointer data)
{
  gboolean takes_more = GPOINTER_TO_INT (data);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (
      takes_more ? SIGNED_IN "S: 250-x\nS: 250 SIZE 1000\nC: MAIL *\n" BODY "DATA\nS: 250 ok\nC: QUIT\nEOF"
                 : SIGNED_IN "S: 250-x\nS: 250 SIZE 2\nC: QUIT\nEOF");
  g_autoptr (PhSmtpServer) server
      = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", "secret", NULL);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, credentials, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_smtp_session_open (session, NULL, NULL));
  g_assert_cmpint (send_text (session, envelope, message, 500, PH_SMTP_SEND_DEFAULT, &error), ==, takes_more);
  if (!takes_more)
    g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  ph_smtp_session_quit (session);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/transaction/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/transaction/what-arrives", test_what_arrives);
  g_test_add_func ("/smtp/transaction/two-in-one-session", test_two_in_one_session);
  g_test_add_func ("/smtp/transaction/refused-here", test_refused_here);
  g_test_add_func ("/smtp/transaction/body-refused-here", test_body_refused_here);
  g_test_add_data_func ("/smtp/transaction/reset-in-body",
                        HELLO "C: MAIL *\n" BODY "OCTETS: 1000000\nRESET",
                        test_lost_in_body);
  g_test_add_data_func ("/smtp/transaction/closed-in-body",
                        HELLO "C: MAIL *\n" BODY "OCTETS: 1000000\nCLOSE",
                        test_lost_in_body);
  g_test_add_data_func ("/smtp/transaction/early-offer/more", GINT_TO_POINTER (TRUE), test_early_offer);
  g_test_add_data_func ("/smtp/transaction/early-offer/same", GINT_TO_POINTER (FALSE), test_early_offer);
  g_test_add_func ("/smtp/transaction/no-answer-to-the-dot", test_no_answer_to_the_dot);
  return g_test_run ();
}
