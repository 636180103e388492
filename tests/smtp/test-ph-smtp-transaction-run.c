/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's LIMITS are obeyed: more recipients than it takes are served in turns, more messages in another connection, and
 * nobody is sent to twice. */
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"

#include <string.h>

#define SENT -1
#define HELLO(limits) "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 LIMITS " limits "\n"
#define MAIL "C: MAIL *\nS: 250 ok\n"
#define RCPT(address) "C=: RCPT TO:<" address ">\nS: 250 ok\n"
#define REFUSED(address) "C=: RCPT TO:<" address ">\nS: 550 no\n"
#define BODY "C: DATA\nS: 354 go\nDATA\nS: 250 ok\n"
#define END "C: QUIT\nEOF"

typedef struct
{
  const char *name;
  PhSmtpSendFlags flags;
  int code;
  const char *sent; /* for each of the three recipients */
  guint n_messages;
  const char *script;
} Case;

static const Case cases[] = {
  { "no-limit", 0, SENT, "yyy", 1, HELLO ("RCPTMAX=3") MAIL RCPT ("a@x") RCPT ("b@x") RCPT ("c@y") BODY END },
  { "recipients",
    0,
    SENT,
    "yyy",
    2,
    HELLO ("RCPTMAX=2") MAIL RCPT ("a@x") RCPT ("b@x") BODY MAIL RCPT ("c@y") BODY END },
  { "domains",
    0,
    SENT,
    "yyy",
    2,
    HELLO ("RCPTDOMAINMAX=1") MAIL RCPT ("a@x") RCPT ("b@x") BODY MAIL RCPT ("c@y") BODY END },
  { "messages",
    0,
    SENT,
    "yyy",
    2,
    HELLO ("RCPTMAX=2 MAILMAX=1") MAIL RCPT ("a@x") RCPT ("b@x") BODY "C: QUIT\nNEXT\n" HELLO ("RCPTMAX=2 MAILMAX=1")
        MAIL RCPT ("c@y") BODY END },
  { "first-turn-refused",
    PH_SMTP_SEND_TO_ACCEPTED,
    SENT,
    "nny",
    1,
    HELLO ("RCPTMAX=2") MAIL REFUSED ("a@x") REFUSED ("b@x") "C: RSET\nS: 250 ok\n" MAIL RCPT ("c@y") BODY END },
  { "last-turn-refused",
    PH_SMTP_SEND_TO_ACCEPTED,
    SENT,
    "yyn",
    1,
    HELLO ("RCPTMAX=2") MAIL RCPT ("a@x") RCPT ("b@x") BODY MAIL REFUSED ("c@y") "C: RSET\nS: 250 ok\n" END },
  { "all-refused",
    PH_SMTP_SEND_TO_ACCEPTED,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    "nnn",
    0,
    HELLO ("RCPTMAX=2") MAIL REFUSED ("a@x")
        REFUSED ("b@x") "C: RSET\nS: 250 ok\n" MAIL REFUSED ("c@y") "C: RSET\nS: 250 ok\n" END },
  { "broken-in-between",
    0,
    PH_SMTP_ERROR_CONNECTION_LOST,
    "yyn",
    1,
    HELLO ("RCPTMAX=2") MAIL RCPT ("a@x") RCPT ("b@x") BODY "C: MAIL *\nCLOSE" },
};

/* @timeout: seconds, 0 for the usual ones */
static PhSmtpSession *
open_session_with (PhTestServer *test_server, guint timeout)
{
  g_autoptr (PhSmtpServer) server = NULL;
  PhSmtpSession *session = NULL;
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  ph_smtp_server_set_timeout (server, timeout);
  session = ph_smtp_session_new (server, NULL, NULL);
  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static PhSmtpSession *
open_session (PhTestServer *test_server)
{
  return open_session_with (test_server, 0);
}

static PhSmtpEnvelope *
make_envelope (void)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@x");

  ph_smtp_envelope_add_recipient (envelope, "a@x");
  ph_smtp_envelope_add_recipient (envelope, "b@x");
  ph_smtp_envelope_add_recipient (envelope, "c@y");
  return envelope;
}

static void
assert_script (PhTestServer *test_server)
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
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n\r\n", -1, NULL);
  g_autoptr (GError) error = NULL;

  ph_smtp_transaction_run (session, envelope, input, -1, c->flags, NULL, &error);
  if (c->code == SENT)
    g_assert_no_error (error);
  else
    g_assert_error (error, PH_SMTP_ERROR, c->code);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (ph_smtp_envelope_is_sent (envelope, i), ==, c->sent[i] == 'y');
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_messages (test_server), ==, c->n_messages);
  for (guint i = 0; i < c->n_messages; i++)
    {
      g_autoptr (GBytes) arrived = ph_test_server_dup_message (test_server, i);

      g_assert_cmpuint (g_bytes_get_size (arrived), ==, 14);
    }
}

/* ---- in one flight ------------------------------------------------------------------------------------------- */

#define OFFER(limits) "S: 250-x\nS: 250-PIPELINING\n" limits "S: 250 CHUNKING\n"
#define SOUND "S: 220 hi\nC: EHLO *\n" OFFER ("") "C=: BDAT 6\nC=: NOOP\nC: EHLO *\nS: 503 5.5.1 no\n" OFFER ("")
#define FLIGHT "C=: RSET\nC: MAIL *\nC: RCPT *\nCHUNK\n"
#define FLIGHT_TO_THREE "C=: RSET\nC: MAIL *\nC: RCPT *\nC: RCPT *\nC: RCPT *\nCHUNK\n"
#define IN_TURN "C: MAIL *\nC: RCPT *\nS: 250 ok\nS: 250 ok\n" CHUNKS
#define CHUNKS "CHUNK\nC=: BDAT 0 LAST\nS: 250 ok\nS: 250 taken\n"
#define SMALL 1000

typedef struct
{
  const char *name;
  guint n_recipients;
  PhSmtpSendFlags flags;
  gsize length; /* of the message */
  gboolean is_size_known;
  int code;
  PhSmtpStage stage; /* of the error */
  const char *sent; /* for each recipient */
  const char *script;
} BlindCase;

/* One flight is one that is answered only when all of it is there. */
static const BlindCase blind_cases[] = {
  { "one", 1, 0, SMALL, TRUE, SENT, 0, "y", SOUND FLIGHT "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 taken\n" END },
  { "to-accepted",
    3,
    PH_SMTP_SEND_TO_ACCEPTED,
    SMALL,
    TRUE,
    SENT,
    0,
    "yny",
    SOUND FLIGHT_TO_THREE "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 550 no\nS: 250 ok\nS: 250 taken\n" END },
  /* One of them might be refused, and then nobody may get it. */
  { "all-or-none",
    3,
    0,
    SMALL,
    TRUE,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    "nnn",
    SOUND "C: MAIL *\nC: RCPT *\nC: RCPT *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nS: 550 no\nS: 250 ok\n"
          "C=: RSET\nS: 250 x\n" END },
  { "large", 1, 0, 100000, TRUE, SENT, 0, "y", SOUND IN_TURN END },
  { "size-not-known",
    1,
    0,
    SMALL,
    FALSE,
    SENT,
    0,
    "y",
    SOUND FLIGHT "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 taken\n" END },
  { "large-and-size-not-known", 1, 0, 100000, FALSE, SENT, 0, "y", SOUND IN_TURN END },
  { "recipient-refused",
    1,
    0,
    SMALL,
    TRUE,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    "n",
    SOUND FLIGHT "S: 250 x\nS: 250 ok\nS: 550 no\nS: 503 no\nC=: RSET\nS: 250 x\n" END },
  { "sender-refused",
    1,
    0,
    SMALL,
    TRUE,
    PH_SMTP_ERROR_SENDER_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    "n",
    SOUND FLIGHT "S: 250 x\nS: 550 no\nS: 503 no\nS: 503 no\nC=: RSET\nS: 250 x\n" END },
  { "message-refused",
    1,
    0,
    SMALL,
    TRUE,
    PH_SMTP_ERROR_MESSAGE_REFUSED,
    PH_SMTP_STAGE_COMMIT,
    "n",
    SOUND FLIGHT "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 554 spam\nC=: RSET\nS: 250 x\n" END },
  { "421",
    1,
    0,
    SMALL,
    TRUE,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_ENVELOPE,
    "n",
    SOUND FLIGHT "S: 421 idle\nGONE" },
  { "lost", 1, 0, SMALL, TRUE, PH_SMTP_ERROR_OUTCOME_UNKNOWN, PH_SMTP_STAGE_COMMIT, "n", SOUND FLIGHT "CLOSE" },
  { "careless",
    1,
    0,
    SMALL,
    TRUE,
    SENT,
    0,
    "y",
    "S: 220 hi\nC: EHLO *\n" OFFER ("") "C=: BDAT 6\nC=: NOOP\nC: EHLO *\nS: 503 no\nS: 250 ok\n" OFFER ("")
        IN_TURN END },
  { "limited",
    1,
    0,
    SMALL,
    TRUE,
    SENT,
    0,
    "y",
    "S: 220 hi\nC: EHLO *\n" OFFER ("S: 250-LIMITS MAILMAX=5\n") "C=: BDAT 6\nC=: NOOP\nC: EHLO *\nS: 503 no\n" OFFER (
        "S: 250-LIMITS MAILMAX=5\n") IN_TURN END },
};

static PhSmtpEnvelope *
make_envelope_to (guint n_recipients)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@x");

  for (guint i = 0; i < n_recipients; i++)
    ph_smtp_envelope_add_recipient (envelope, "bob@x");
  return envelope;
}

static void
test_blind (gconstpointer data)
{
  const BlindCase *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope_to (c->n_recipients);
  g_autofree char *text = g_strnfill (c->length, 'x');
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i + 1 < c->length; i += 100)
    memcpy (text + i, "\r\n", 2);
  input = g_memory_input_stream_new_from_data (text, (gssize) c->length, NULL);
  g_assert_true (ph_smtp_session_learn_chunks (session, 0, NULL, NULL));
  ph_smtp_transaction_run (session,
                           envelope,
                           input,
                           c->is_size_known ? (gint64) c->length : -1,
                           c->flags,
                           NULL,
                           &error);
  if (c->code == SENT)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, PH_SMTP_ERROR, c->code);
      g_assert_cmpint (ph_smtp_error_get_stage (error), ==, c->stage);
    }
  for (guint i = 0; i < c->n_recipients; i++)
    g_assert_cmpint (ph_smtp_envelope_is_sent (envelope, i), ==, c->sent[i] == 'y');
  /* Who tries again has the whole message. */
  if (c->code != SENT && c->code != PH_SMTP_ERROR_OUTCOME_UNKNOWN)
    g_assert_cmpint (g_seekable_tell (G_SEEKABLE (input)), ==, 0);
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  assert_script (test_server);
}

/* What can be read only once is not begun when it would have to be sent twice. */
static void
test_not_seekable (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELLO ("RCPTMAX=2") END);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_data ("x", -1, NULL);
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  g_autoptr (GInputStream) input = g_converter_input_stream_new (memory, converter);
  g_autoptr (GError) error = NULL;

  g_assert_false (ph_smtp_transaction_run (session, envelope, input, -1, PH_SMTP_SEND_DEFAULT, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_NEEDS_EXTENSION);
  ph_smtp_session_quit (session);
  assert_script (test_server);
}

/* ---- gate ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GString *turns; /* whom each commit is for */
  gboolean is_shut;
} Gate;

static gboolean
commit_cb (PhSmtpEnvelope *envelope, gpointer data, GError **error)
{
  Gate *gate = data;

  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (ph_smtp_envelope_get_outcome (envelope, i) == PH_SMTP_OUTCOME_ACCEPTED
        && !ph_smtp_envelope_is_sent (envelope, i))
      g_string_append_printf (gate->turns, "%s ", ph_smtp_envelope_get_recipient (envelope, i));
  g_string_append_c (gate->turns, '|');
  if (gate->is_shut)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "the disk is full");
  return !gate->is_shut;
}

static gboolean
run_through (Gate *gate, PhTestServer *test_server, GError **error)
{
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n\r\n", -1, NULL);
  const PhSmtpGate smtp_gate = { NULL, commit_cb, gate };
  gboolean is_sent
      = ph_smtp_transaction_run_gated (session, envelope, input, -1, PH_SMTP_SEND_TO_ACCEPTED, &smtp_gate, NULL, error);

  ph_smtp_session_quit (session);
  return is_sent;
}

/* Each turn is written down for those that it is for, and for nobody else. */
static void
test_gate_turns (void)
{
  g_autoptr (PhTestServer) test_server
      = ph_test_server_new (HELLO ("RCPTMAX=2") MAIL RCPT ("a@x") REFUSED ("b@x") BODY MAIL RCPT ("c@y") BODY END);
  Gate gate = { g_string_new (NULL), FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_true (run_through (&gate, test_server, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (gate.turns->str, ==, "a@x |c@y |");
  assert_script (test_server);
  g_string_free (gate.turns, TRUE);
}

/* What cannot be written down is not sent: neither the dot nor the last chunk leaves. */
static void
test_gate_shut (gconstpointer script)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  Gate gate = { g_string_new (NULL), TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (run_through (&gate, test_server, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_messages (test_server), ==, 0);
  g_string_free (gate.turns, TRUE);
}

/* Behind a gate nothing leaves blind, whatever was learnt: who is accepted is known before it is asked. */
static void
test_gate_in_turn (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (SOUND IN_TURN END);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope_to (1);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n\r\n", 14, NULL);
  Gate gate = { g_string_new (NULL), FALSE };
  const PhSmtpGate smtp_gate = { NULL, commit_cb, &gate };
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_smtp_session_learn_chunks (session, 0, NULL, NULL));
  ph_smtp_transaction_run_gated (session, envelope, input, 14, 0, &smtp_gate, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gate.turns->str, ==, "bob@x |");
  ph_smtp_session_quit (session);
  assert_script (test_server);
  g_string_free (gate.turns, TRUE);
}

/* ---- choice ---------------------------------------------------------------------------------------------------- */

#define LOCK_STEP HELLO ("RCPTMAX=3") MAIL RCPT ("a@x") REFUSED ("b@x") RCPT ("c@y")
#define SAID "S: 250 ok\nS: 250 ok\nS: 550 no\nS: 250 ok\n"
#define PIPELINED "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 PIPELINING\nC: MAIL *\nC: RCPT *\nC: RCPT *\nC: RCPT *\n"
#define CHUNKED "S: 220 hi\nC: EHLO *\n" OFFER ("") "C: MAIL *\nC: RCPT *\nC: RCPT *\nC: RCPT *\n" SAID
#define ASKED "MARK: asked\n"
#define RSET "C=: RSET\nS: 250 ok\n"

typedef enum
{
  ANSWER_NONE,
  ANSWER_GO_ON,
  ANSWER_OVER,
  ANSWER_UNDO,
  BEFOREHAND_GO_ON,
  BEFOREHAND_OVER,
} Answer;

typedef struct
{
  const char *name;
  Answer answer;
  guint n_asked;
  int code; /* CANCELLED for G_IO_ERROR_CANCELLED */
  const char *sent; /* for each recipient */
  PhSmtpSessionState state; /* of the session, then */
  const char *script;
} ChoiceCase;

#define CANCELLED -2
#define READY PH_SMTP_SESSION_READY
#define CLOSED PH_SMTP_SESSION_CLOSED
#define ALL_OR_NONE PH_SMTP_ERROR_RECIPIENTS_REFUSED

static const ChoiceCase choice_cases[] = {
  { "go-on/lock-step", ANSWER_GO_ON, 1, SENT, "yny", READY, LOCK_STEP ASKED BODY END },
  { "go-on/pipelined", ANSWER_GO_ON, 1, SENT, "yny", READY, PIPELINED SAID ASKED BODY END },
  { "go-on/chunked",
    ANSWER_GO_ON,
    1,
    SENT,
    "yny",
    READY,
    CHUNKED ASKED "CHUNK\nS: 250 ok\nC=: BDAT 0 LAST\nS: 250 ok\n" END },
  /* Only RSET leads out of an envelope, so DATA was not said. */
  { "over/lock-step", ANSWER_OVER, 1, ALL_OR_NONE, "nnn", READY, LOCK_STEP ASKED RSET END },
  { "over/pipelined", ANSWER_OVER, 1, ALL_OR_NONE, "nnn", READY, PIPELINED SAID ASKED RSET END },
  { "over/chunked", ANSWER_OVER, 1, ALL_OR_NONE, "nnn", READY, CHUNKED ASKED RSET END },
  { "undone/lock-step", ANSWER_UNDO, 1, CANCELLED, "nnn", READY, LOCK_STEP ASKED RSET END },
  { "undone/pipelined", ANSWER_UNDO, 1, CANCELLED, "nnn", READY, PIPELINED SAID ASKED RSET END },
  { "undone/chunked", ANSWER_UNDO, 1, CANCELLED, "nnn", READY, CHUNKED ASKED RSET END },
  { "never-answered", ANSWER_NONE, 1, ALL_OR_NONE, "nnn", READY, PIPELINED SAID ASKED RSET END },
  { "closed", ANSWER_NONE, 1, PH_SMTP_ERROR_CONNECTION_LOST, "nnn", CLOSED, PIPELINED SAID ASKED "CLOSE" },
  { "reset", ANSWER_NONE, 1, PH_SMTP_ERROR_CONNECTION_LOST, "nnn", CLOSED, CHUNKED ASKED "RESET" },
  { "421", ANSWER_NONE, 1, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "nnn", CLOSED, CHUNKED ASKED "S: 421 bye\nGONE" },
  { "421-octet-by-octet",
    ANSWER_NONE,
    1,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    "nnn",
    CLOSED,
    LOCK_STEP ASKED "BYTES: 421-so\\r\\n421 bye\\r\\n\nGONE" },
  { "unasked-reply", ANSWER_NONE, 1, PH_SMTP_ERROR_PROTOCOL, "nnn", CLOSED, PIPELINED SAID ASKED "S: 354 go\nGONE" },
  { "beforehand",
    BEFOREHAND_GO_ON,
    0,
    SENT,
    "yny",
    READY,
    PIPELINED "C: DATA\n" SAID "S: 354 go\nDATA\nS: 250 ok\n" END },
  { "hold-is-over", BEFOREHAND_OVER, 0, ALL_OR_NONE, "nnn", CLOSED, PIPELINED "C: DATA\n" SAID "S: 354 go\nEOF" },
  { "all-refused",
    ANSWER_NONE,
    0,
    ALL_OR_NONE,
    "nnn",
    READY,
    PIPELINED "S: 250 ok\nS: 550 no\nS: 550 no\nS: 550 no\n" ASKED RSET END },
  { "turns",
    ANSWER_GO_ON,
    1,
    SENT,
    "ynn",
    READY,
    HELLO ("RCPTMAX=2") MAIL RCPT ("a@x") REFUSED ("b@x") ASKED BODY MAIL REFUSED ("c@y") RSET END },
  /* Nobody else can be refused, so DATA goes along. */
  { "alone",
    ANSWER_OVER,
    0,
    SENT,
    "y",
    READY,
    "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 PIPELINING\nC: MAIL *\nC: RCPT *\nC: DATA\nS: 250 ok\nS: 250 ok\n"
    "S: 354 go\n" ASKED "DATA\nS: 250 ok\n" END },
};

typedef struct
{
  const ChoiceCase *c;
  PhTestServer *test_server;
  GCancellable *go_on;
  GCancellable *release;
  GCancellable *cancellable;
  GThread *thread; /* (nullable) */
  guint n_asked;
} Choice;

static void
answer (Choice *choice)
{
  switch (choice->c->answer)
    {
    case ANSWER_UNDO:
      g_cancellable_cancel (choice->cancellable);
      break;
    case ANSWER_GO_ON:
    case BEFOREHAND_GO_ON:
      g_cancellable_cancel (choice->go_on);
      g_cancellable_cancel (choice->release);
      break;
    case ANSWER_OVER:
    case BEFOREHAND_OVER:
      g_cancellable_cancel (choice->release);
      break;
    case ANSWER_NONE:
    default:
      break;
    }
}

static gpointer
answer_thread (gpointer data)
{
  Choice *choice = data;

  g_assert_true (ph_test_server_wait_for (choice->test_server, "asked"));
  answer (choice);
  return NULL;
}

static void
choice_cb (PhSmtpEnvelope *envelope, gpointer data)
{
  Choice *choice = data;
  g_autoptr (PhSmtpEnvelope) copy = ph_smtp_envelope_copy_outcomes (envelope);

  choice->n_asked++;
  g_assert_cmpint (ph_smtp_envelope_get_outcome (copy, 0), ==, PH_SMTP_OUTCOME_ACCEPTED);
  g_assert_cmpint (ph_smtp_envelope_get_outcome (copy, 1), ==, PH_SMTP_OUTCOME_REFUSED);
  g_assert_cmpint (ph_smtp_envelope_get_reply_code (copy, 1), ==, 550);
  g_assert_cmpstr (ph_smtp_envelope_get_reply_words (copy, 1), ==, "no");
  g_assert_cmpstr (ph_smtp_envelope_get_recipient (copy, 2), ==, "c@y");
  choice->thread = g_thread_new ("answer", answer_thread, choice);
}

/* The question is asked in front of the body, and whatever is said to it, or by the server meanwhile, the message's state is
 * known. */
static void
test_choice (gconstpointer data)
{
  const ChoiceCase *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  guint timeout = g_str_equal (c->name, "never-answered") ? 3 : 0;
  g_autoptr (PhSmtpSession) session = open_session_with (test_server, timeout);
  g_autoptr (PhSmtpEnvelope) envelope = g_str_equal (c->name, "alone") ? make_envelope_to (1) : make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n\r\n", 14, NULL);
  g_autoptr (GCancellable) go_on = g_cancellable_new ();
  g_autoptr (GCancellable) release = g_cancellable_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Choice choice = { c, test_server, go_on, release, cancellable, NULL, 0 };
  const PhSmtpGate gate = { release, NULL, &choice, choice_cb, go_on };
  g_autoptr (GError) error = NULL;

  if (c->answer == BEFOREHAND_GO_ON || c->answer == BEFOREHAND_OVER)
    answer (&choice);
  else if (c->n_asked == 0)
    choice.thread = g_thread_new ("answer", answer_thread, &choice);
  ph_smtp_transaction_run_gated (session, envelope, input, 14, 0, &gate, cancellable, &error);
  g_clear_pointer (&choice.thread, g_thread_join);
  if (c->code == SENT)
    g_assert_no_error (error);
  else if (c->code == CANCELLED)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else
    g_assert_error (error, PH_SMTP_ERROR, c->code);
  g_assert_cmpuint (choice.n_asked, ==, c->n_asked);
  for (guint i = 0; i < strlen (c->sent); i++)
    g_assert_cmpint (ph_smtp_envelope_is_sent (envelope, i), ==, c->sent[i] == 'y');
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, c->state);
  if (c->state == READY)
    ph_smtp_session_quit (session);
  assert_script (test_server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/transaction-run/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (blind_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/transaction-run/one-flight/", blind_cases[i].name, NULL);

      g_test_add_data_func (path, &blind_cases[i], test_blind);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (choice_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/transaction-run/choice/", choice_cases[i].name, NULL);

      g_test_add_data_func (path, &choice_cases[i], test_choice);
    }
  g_test_add_func ("/smtp/transaction-run/not-seekable", test_not_seekable);
  g_test_add_func ("/smtp/transaction-run/gate/turns", test_gate_turns);
  g_test_add_func ("/smtp/transaction-run/gate/in-turn", test_gate_in_turn);
  g_test_add_data_func ("/smtp/transaction-run/gate/shut/data",
                        HELLO ("RCPTMAX=3") MAIL RCPT ("a@x") RCPT ("b@x") RCPT ("c@y") "C: DATA\nS: 354 go\nEOF",
                        test_gate_shut);
  g_test_add_data_func ("/smtp/transaction-run/gate/shut/bdat",
                        "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
                        "C: MAIL *\nC: RCPT *\nC: RCPT *\nC: RCPT *\n"
                        "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 ok\nCHUNK\nS: 250 ok\nC=: RSET\nS: 250 ok\n" END,
                        test_gate_shut);
  return g_test_run ();
}
