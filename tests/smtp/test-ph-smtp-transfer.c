/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With PIPELINING the envelope is one flight, with CHUNKING the message goes in chunks: what the server is told, what each
 * of its answers means, and that a message can be held back and taken back until the commit. */
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define SENT -1
#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\n"
#define DATA_HELLO HELLO "S: 250 SIZE\n"
#define BDAT_HELLO HELLO "S: 250 CHUNKING\n"
/* Nothing is answered before all of it is there. */
#define RCPTS "C=: MAIL FROM:<ann@example.org>\nC=: RCPT TO:<bob@example.org>\nC=: RCPT TO:<eve@example.org>\n"
#define FLIGHT RCPTS "C=: DATA\n"
#define END "C: QUIT\nEOF"
#define RESET_END "C: RSET\nS: 250 ok\n" END

typedef struct
{
  const char *name;
  PhSmtpSendFlags flags;
  int code; /* a PhSmtpError, or SENT */
  PhSmtpStage stage;
  PhSmtpSessionState left_in;
  const char *outcomes; /* of both recipients: p a r */
  const char *script;
} Case;

#define YES "S: 250 ok\n"
#define NO "S: 550 5.1.1 no\n"
#define GO "S: 354 go\n"

static const Case cases[] = {
  { "data/sent", 0, SENT, 0, PH_SMTP_SESSION_READY, "aa", DATA_HELLO FLIGHT YES YES YES GO "DATA\n" YES END },
  { "data/smtputf8-not-needed",
    0,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "aa",
    HELLO "S: 250 SMTPUTF8\n" FLIGHT YES YES YES GO "DATA\n" YES END },
  { "data/octet-by-octet",
    0,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "aa",
    DATA_HELLO FLIGHT
    "BYTES: 250 a\\r\\n250-b\\r\\n250 b\\r\\n250 c\\r\\n354 go\\r\\n\nDATA\nBYTES: 250 ok\\r\\n\n" END },
  { "data/sender-refused",
    0,
    PH_SMTP_ERROR_SENDER_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "pp",
    DATA_HELLO FLIGHT NO "S: 503 no mail\nS: 503 no mail\nS: 503 no mail\n" RESET_END },
  { "data/one-refused-goes-on",
    PH_SMTP_SEND_TO_ACCEPTED,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "ra",
    DATA_HELLO FLIGHT YES NO YES GO "DATA\n" YES END },
  /* Only closing keeps an empty message from the one who was accepted. */
  { "data/one-refused-stops",
    0,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "ar",
    DATA_HELLO FLIGHT YES YES NO GO "EOF" },
  { "data/all-refused",
    PH_SMTP_SEND_TO_ACCEPTED,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "rr",
    DATA_HELLO FLIGHT YES NO NO "S: 554 no valid recipients\n" RESET_END },
  /* A 354 for nobody wants a lone dot, and the dot's reply is read (RFC 2920 section 3.1). */
  { "data/all-refused-but-354",
    PH_SMTP_SEND_TO_ACCEPTED,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "rr",
    DATA_HELLO FLIGHT YES NO NO GO "C=: .\nS: 554 no valid recipients\n" END },
  { "data/all-refused-but-354-and-250",
    PH_SMTP_SEND_TO_ACCEPTED,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "rr",
    DATA_HELLO FLIGHT YES NO NO GO "C=: .\n" YES END },
  /* A server that takes recipients from nobody would deliver what the dot ends. */
  { "data/sender-refused-but-354",
    0,
    PH_SMTP_ERROR_SENDER_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "pp",
    DATA_HELLO FLIGHT NO YES YES GO "EOF" },
  { "data/data-refused",
    0,
    PH_SMTP_ERROR_MESSAGE_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "aa",
    DATA_HELLO FLIGHT YES YES YES "S: 451 not now\n" RESET_END },
  { "data/421-at-rcpt",
    0,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "ap",
    DATA_HELLO FLIGHT YES YES "S: 421 shutting down\nGONE" },
  { "data/one-reply-missing",
    0,
    PH_SMTP_ERROR_CONNECTION_LOST,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    DATA_HELLO FLIGHT YES YES YES "CLOSE" },
  { "data/one-reply-too-many",
    0,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_BODY,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    DATA_HELLO FLIGHT "RAW: 250 a\\r\\n250 b\\r\\n250 c\\r\\n354 go\\r\\n250 taken\\r\\n\nGONE" },
  { "data/refused-at-the-dot",
    0,
    PH_SMTP_ERROR_MESSAGE_REFUSED,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_READY,
    "aa",
    DATA_HELLO FLIGHT YES YES YES GO "DATA\nS: 550 spam\n" END },

  { "bdat/sent",
    0,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "aa",
    BDAT_HELLO RCPTS YES YES YES "CHUNK\nCHUNK\n" YES "S: 250 2.0.0 queued\n" END },
  { "bdat/one-refused-goes-on",
    PH_SMTP_SEND_TO_ACCEPTED,
    SENT,
    0,
    PH_SMTP_SESSION_READY,
    "ar",
    BDAT_HELLO RCPTS YES YES NO "CHUNK\nCHUNK\n" YES YES END },
  { "bdat/one-refused-stops",
    0,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "ar",
    BDAT_HELLO RCPTS YES YES NO RESET_END },
  { "bdat/all-refused",
    PH_SMTP_SEND_TO_ACCEPTED,
    PH_SMTP_ERROR_RECIPIENTS_REFUSED,
    PH_SMTP_STAGE_ENVELOPE,
    PH_SMTP_SESSION_READY,
    "rr",
    BDAT_HELLO RCPTS YES NO NO RESET_END },
  { "bdat/chunk-refused",
    0,
    PH_SMTP_ERROR_TOO_LARGE,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_READY,
    "aa",
    BDAT_HELLO RCPTS YES YES YES "CHUNK\nCHUNK\nS: 552 too big\nS: 503 no\n" RESET_END },
  { "bdat/commit-refused",
    0,
    PH_SMTP_ERROR_MESSAGE_REFUSED,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_READY,
    "aa",
    BDAT_HELLO RCPTS YES YES YES "CHUNK\nCHUNK\n" YES "S: 550 spam\n" RESET_END },
  /* It took a message of which it had refused a part: nobody knows what it has. */
  { "bdat/chunk-refused-but-taken",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BDAT_HELLO RCPTS YES YES YES "CHUNK\nCHUNK\nS: 452 full\n" YES "GONE" },
  { "bdat/no-answer-to-the-commit",
    0,
    PH_SMTP_ERROR_OUTCOME_UNKNOWN,
    PH_SMTP_STAGE_COMMIT,
    PH_SMTP_SESSION_CLOSED,
    "aa",
    BDAT_HELLO RCPTS YES YES YES "CHUNK\nCHUNK\n" YES "CLOSE" },
};

static const char message[] = "Subject: dots\r\n\r\n.\r\n..\r\nend";

static PhSmtpEnvelope *
make_envelope (void)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  return envelope;
}

static PhSmtpSession *
open_session (PhTestServer *test_server, PhSmtpTranscript *transcript)
{
  g_autoptr (PhSmtpServer) server = NULL;
  PhSmtpSession *session = NULL;
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  session = ph_smtp_session_new (server, NULL, transcript);
  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static void
assert_script (PhTestServer *test_server)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

static void
assert_message (PhTestServer *test_server, const char *expected)
{
  g_autoptr (GBytes) arrived = ph_test_server_dup_message (test_server, 0);

  g_assert_cmpmem (g_bytes_get_data (arrived, NULL), g_bytes_get_size (arrived), expected, strlen (expected));
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpSession) session = open_session (test_server, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (message, -1, NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_sent = ph_smtp_transaction_run (session, envelope, input, -1, c->flags, NULL, &error);

  g_assert_cmpint (is_sent, ==, c->code == SENT);
  if (c->code == SENT)
    g_assert_no_error (error);
  else
    g_assert_error (error, PH_SMTP_ERROR, c->code);
  if (c->code != SENT)
    g_assert_cmpint (ph_smtp_error_get_stage (error), ==, c->stage);
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, c->left_in);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint ("par"[ph_smtp_envelope_get_outcome (envelope, i)], ==, c->outcomes[i]);
  if (c->left_in == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  assert_script (test_server);
  if (is_sent)
    assert_message (test_server, "Subject: dots\r\n\r\n.\r\n..\r\nend\r\n");
}

/* All chunks go out at once, whatever their number: the server answers none before it has them all. */
static void
test_many_chunks (void)
{
  g_autofree char *text = g_strnfill (1000000, '\n');
  g_autoptr (GString) arriving = g_string_new (NULL);
  g_autoptr (PhTestServer) test_server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;

  test_server
      = ph_test_server_new (BDAT_HELLO RCPTS YES YES YES "CHUNK\nCHUNK\nCHUNK\nCHUNK\nCHUNK\n" YES YES YES YES YES END);
  session = open_session (test_server, NULL);
  ph_smtp_transaction_run (session, envelope, input, -1, PH_SMTP_SEND_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  ph_smtp_session_quit (session);
  assert_script (test_server);
  for (guint i = 0; i < 1000000; i++)
    g_string_append (arriving, "\r\n");
  assert_message (test_server, arriving->str);
}

/* A chunk that is refused ends the body: what comes behind it in the message never leaves. */
static void
test_refused_early (void)
{
  g_autofree char *text = g_strnfill (64 * 1024 * 1024, '\n');
  g_autoptr (PhTestServer) test_server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;

  test_server = ph_test_server_new (BDAT_HELLO RCPTS YES YES YES "CHUNK\nS: 552 5.3.4 too big\nGONE");
  session = open_session (test_server, NULL);
  g_assert_false (ph_smtp_transaction_run (session, envelope, input, -1, PH_SMTP_SEND_DEFAULT, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_TOO_LARGE);
  g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_BODY);
  g_assert_cmpuint (ph_test_server_get_n_messages (test_server), ==, 0);
}

/* ---- hold ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  PhTestServer *server;
  GCancellable *cancellable;
} Signal;

/* Once the server has all of the body and has answered for it. */
static gpointer
cancel_when_held (gpointer data)
{
  Signal *signal = data;

  g_assert_true (ph_test_server_wait_for (signal->server, "held"));
  g_cancellable_cancel (signal->cancellable);
  return NULL;
}

typedef struct
{
  const char *name;
  const char *script; /* up to the commit, with "held" in it; behind it in case of a release, of an undo */
  const char *released;
  const char *undone;
} Hold;

static const Hold holds[] = {
  { "data", DATA_HELLO FLIGHT YES YES YES GO "OCTETS: 31\nMARK: held\n", "C=: .\n" YES END, "EOF" },
  { "bdat", BDAT_HELLO RCPTS YES YES YES "CHUNK\n" YES "MARK: held\n", "C=: BDAT 0 LAST\n" YES END, RESET_END },
};

/* The first hold is over as soon as the server has answered for the body; it is the second that is let go or cancelled. */
static gboolean
hold (PhSmtpTransaction *transaction, PhTestServer *test_server, gboolean is_release, GError **error)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (message, -1, NULL);
  g_autoptr (GCancellable) at_once = g_cancellable_new ();
  g_autoptr (GCancellable) release = g_cancellable_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Signal signal = { test_server, is_release ? release : cancellable };
  GThread *thread = NULL;
  gboolean is_released = FALSE;

  g_cancellable_cancel (at_once);
  g_assert_true (ph_smtp_transaction_begin (transaction, -1, cancellable, error));
  g_assert_true (ph_smtp_transaction_send_body (transaction, input, cancellable, error));
  g_assert_true (ph_smtp_transaction_hold (transaction, at_once, cancellable, error));
  thread = g_thread_new ("signal", cancel_when_held, &signal);
  is_released = ph_smtp_transaction_hold (transaction, release, cancellable, error);
  g_thread_join (thread);
  return is_released;
}

static void
test_released (gconstpointer data)
{
  const Hold *h = data;
  g_autofree char *script = g_strconcat (h->script, h->released, NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (test_server, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);
  g_autoptr (GError) error = NULL;

  g_assert_true (hold (transaction, test_server, TRUE, &error));
  g_assert_true (ph_smtp_transaction_commit (transaction, &error));
  g_assert_no_error (error);
  ph_smtp_session_quit (session);
  assert_script (test_server);
}

static void
test_undone (gconstpointer data)
{
  const Hold *h = data;
  g_autofree char *script = g_strconcat (h->script, h->undone, NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = open_session (test_server, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  PhSmtpTransaction *transaction = ph_smtp_transaction_new (session, envelope);
  g_autoptr (GError) error = NULL;

  g_assert_false (hold (transaction, test_server, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ph_smtp_transaction_free (transaction);
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  assert_script (test_server);
}

typedef struct
{
  const char *name;
  int code;
  const char *script;
} LostHold;

/* What a server does while nobody asks it anything is told inside the countdown: nothing was sent. */
static const LostHold lost_holds[] = {
  { "closed", PH_SMTP_ERROR_CONNECTION_LOST, BDAT_HELLO RCPTS YES YES YES "CHUNK\n" YES "CLOSE" },
  { "421", PH_SMTP_ERROR_SERVICE_UNAVAILABLE, BDAT_HELLO RCPTS YES YES YES "CHUNK\n" YES "S: 421 bye\nGONE" },
  { "250", PH_SMTP_ERROR_PROTOCOL, BDAT_HELLO RCPTS YES YES YES "CHUNK\n" YES YES "GONE" },
  { "chunk-refused", PH_SMTP_ERROR_TOO_LARGE, BDAT_HELLO RCPTS YES YES YES "CHUNK\nS: 552 no\nGONE" },
  { "552-in-data", PH_SMTP_ERROR_TOO_LARGE, DATA_HELLO FLIGHT YES YES YES GO "OCTETS: 31\nS: 552 no\nGONE" },
};

static void
test_lost_hold (gconstpointer data)
{
  const LostHold *l = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (l->script);
  g_autoptr (PhSmtpSession) session = open_session (test_server, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (message, -1, NULL);
  g_autoptr (GCancellable) release = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_smtp_transaction_begin (transaction, -1, NULL, &error));
  g_assert_true (ph_smtp_transaction_send_body (transaction, input, NULL, &error));
  g_assert_false (ph_smtp_transaction_hold (transaction, release, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, l->code);
}

/* The yes that counts is the one to the dot, and the dot is not said any more. */
static void
test_reply_before_the_dot (void)
{
  g_autofree char *text = g_strnfill (20000, '\n');
  g_autoptr (PhTestServer) test_server = ph_test_server_new (
      DATA_HELLO FLIGHT YES YES YES GO "OCTETS: 40000\nHOLD: asked\nS: 250 taken\nMARK: said\nEOF");
  g_autoptr (PhSmtpSession) session = open_session (test_server, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_smtp_transaction_begin (transaction, -1, NULL, &error));
  g_assert_true (ph_smtp_transaction_send_body (transaction, input, NULL, &error));
  ph_test_server_release (test_server, "asked");
  g_assert_true (ph_test_server_wait_for (test_server, "said"));
  g_assert_false (ph_smtp_transaction_commit (transaction, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
  assert_script (test_server);
}

/* How long a late one waits at most, in milliseconds: for what is there at once, or does not come. */
#define LATE_MSEC 200

static __thread gboolean is_late;

/* In place of the C library's: on a thread that is late, what comes is always there one moment after it was asked for. */
ssize_t
recv (int fd, void *buffer, size_t length, int flags)
{
  static ssize_t (*real_recv) (int, void *, size_t, int) = NULL;
  ssize_t n_read = 0;

  if (g_once_init_enter (&real_recv))
    g_once_init_leave (&real_recv, (ssize_t (*) (int, void *, size_t, int)) dlsym (RTLD_NEXT, "recv"));
  n_read = real_recv (fd, buffer, length, flags);
  if (is_late && n_read < 0 && errno == EAGAIN)
    {
      struct pollfd waited = { .fd = fd, .events = POLLIN };

      poll (&waited, 1, LATE_MSEC);
      errno = EAGAIN;
    }
  return n_read;
}

/* A chunk's reply that comes just behind a look for it is no speech out of turn. */
static void
test_late_replies (void)
{
  g_autoptr (PhTestServer) test_server
      = ph_test_server_new (BDAT_HELLO RCPTS YES YES YES "CHUNK\n" YES "CHUNK\n" YES "CHUNK\n" YES "CHUNK\n" YES END);
  g_autoptr (PhSmtpSession) session = open_session (test_server, NULL);
  g_autoptr (PhSmtpEnvelope) envelope = make_envelope ();
  g_autofree char *large = g_strnfill (700000, 'x');
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 70; i < 700000; i += 72)
    {
      large[i] = '\r';
      large[i + 1] = '\n';
    }
  input = g_memory_input_stream_new_from_data (large, -1, NULL);
  is_late = TRUE;
  ph_smtp_transaction_run (session, envelope, input, -1, 0, NULL, &error);
  is_late = FALSE;
  g_assert_no_error (error);
  ph_smtp_session_quit (session);
  assert_script (test_server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/transfer/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/transfer/data/reply-before-the-dot", test_reply_before_the_dot);
  g_test_add_func ("/smtp/transfer/bdat/many-chunks", test_many_chunks);
  g_test_add_func ("/smtp/transfer/bdat/refused-early", test_refused_early);
  g_test_add_func ("/smtp/transfer/bdat/late-replies", test_late_replies);
  for (gsize i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      g_autofree char *released = g_strconcat ("/smtp/transfer/hold/released/", holds[i].name, NULL);
      g_autofree char *undone = g_strconcat ("/smtp/transfer/hold/undone/", holds[i].name, NULL);

      g_test_add_data_func (released, &holds[i], test_released);
      g_test_add_data_func (undone, &holds[i], test_undone);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (lost_holds); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/transfer/hold/lost/", lost_holds[i].name, NULL);

      g_test_add_data_func (path, &lost_holds[i], test_lost_hold);
    }
  return g_test_run ();
}
