/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results and progress reach the caller's main context, in order; cancelling works at any moment before the commit. */
#include "ph-smtp-client.h"
#include "ph-test-server.h"

#include <string.h>

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 SIZE 100000000\n"
#define ENVELOPE HELLO "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\n"

typedef struct
{
  GMainLoop *loop;
  GThread *thread;
  GError *error;
  gboolean is_done;
  GArray *stages;
  guint64 done;
  guint64 total;
  PhSmtpStage cancel_at;
  GCancellable *cancellable;
  gboolean is_destroyed;
  PhTestServer *held_server; /* (unowned) (nullable): let go once the commit was cancelled */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->loop = g_main_loop_new (NULL, FALSE);
  f->thread = g_thread_self ();
  f->stages = g_array_new (FALSE, FALSE, sizeof (int));
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_main_loop_unref (f->loop);
  g_array_unref (f->stages);
  g_clear_error (&f->error);
  g_clear_object (&f->cancellable);
}

static void
progress_cb (PhSmtpStage stage, guint64 done, guint64 total, gpointer data)
{
  Fixture *f = data;
  int value = (int) stage;

  g_assert_true (g_thread_self () == f->thread);
  g_assert_false (f->is_done);
  if (f->stages->len == 0 || g_array_index (f->stages, int, f->stages->len - 1) != value)
    g_array_append_val (f->stages, value);
  if (stage == PH_SMTP_STAGE_BODY)
    {
      g_assert_cmpuint (done, >=, f->done);
      f->done = done;
      f->total = total;
    }
  if (f->cancel_at != PH_SMTP_STAGE_NONE && stage == f->cancel_at)
    g_cancellable_cancel (f->cancellable);
  if (f->held_server != NULL && stage == PH_SMTP_STAGE_COMMIT)
    ph_test_server_release (f->held_server, "taken");
}

static void
destroy_cb (gpointer data)
{
  Fixture *f = data;

  g_assert_true (g_thread_self () == f->thread);
  f->is_destroyed = TRUE;
  if (f->is_done)
    g_main_loop_quit (f->loop);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  ph_smtp_client_send_finish (PH_SMTP_CLIENT (source), result, &f->error);
  f->is_done = TRUE;
  if (f->is_destroyed)
    g_main_loop_quit (f->loop);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  ph_smtp_client_verify_finish (PH_SMTP_CLIENT (source), result, &f->error);
  f->is_done = TRUE;
  if (f->is_destroyed)
    g_main_loop_quit (f->loop);
}

static PhSmtpClient *
make_client (PhTestServer *test_server)
{
  g_autoptr (PhSmtpServer) server = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  return ph_smtp_client_new (server, NULL);
}

static void
send_octets (Fixture *f, PhTestServer *test_server, gsize length)
{
  g_autoptr (PhSmtpClient) client = make_client (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autofree char *text = g_strnfill (length, '\n');
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_bytes (bytes);

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_client_send_async (client,
                             envelope,
                             input,
                             (gint64) length * 2,
                             PH_SMTP_SEND_DEFAULT,
                             NULL,
                             NULL,
                             progress_cb,
                             f,
                             destroy_cb,
                             f->cancellable,
                             sent_cb,
                             f);
  g_main_loop_run (f->loop);
}

static void
assert_script (PhTestServer *test_server)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

static void
test_sent (Fixture *f, gconstpointer data)
{
  static const PhSmtpStage expected[] = {
    PH_SMTP_STAGE_CONNECT, PH_SMTP_STAGE_ENVELOPE, PH_SMTP_STAGE_BODY, PH_SMTP_STAGE_COMMIT, PH_SMTP_STAGE_DONE,
  };
  g_autoptr (PhTestServer) test_server = ph_test_server_new (ENVELOPE "S: 354 go\nSINK\nS: 250 ok\nC: QUIT\nEOF");

  send_octets (f, test_server, 300000);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->stages->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < f->stages->len; i++)
    g_assert_cmpint (g_array_index (f->stages, int, i), ==, expected[i]);
  g_assert_cmpuint (f->done, ==, 600000);
  g_assert_cmpuint (f->total, ==, 600000);
  assert_script (test_server);
}

/* The server takes no more, and it is more than two sockets hold, so the body cannot be through. */
static void
test_cancelled_in_body (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (ENVELOPE "S: 354 go\nOCTETS: 100000\nHOLD: full\nGONE");

  f->cancel_at = PH_SMTP_STAGE_BODY;
  send_octets (f, test_server, 16000000);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Behind the commit point cancelling is too late, and the message is never reported as cancelled. */
static void
test_cancelled_too_late (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = NULL;

  test_server = ph_test_server_new (ENVELOPE "S: 354 go\nDATA\nHOLD: taken\nS: 250 ok\nC: QUIT\nEOF");
  f->cancel_at = PH_SMTP_STAGE_COMMIT;
  f->held_server = test_server;
  send_octets (f, test_server, 1000);
  g_assert_no_error (f->error);
  g_assert_true (g_cancellable_is_cancelled (f->cancellable));
  assert_script (test_server);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("S: 220 hi\nGONE");

  g_cancellable_cancel (f->cancellable);
  send_octets (f, test_server, 1000);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (ph_test_server_get_n_connections (test_server), ==, 0);
}

static void
test_verify (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = NULL;
  g_autoptr (PhSmtpClient) client = NULL;

  test_server
      = ph_test_server_new (HELLO "C=: MAIL FROM:<ann@example.org>\nS: 250 ok\nC: RSET\nS: 250 ok\nC: QUIT\nEOF");
  client = make_client (test_server);
  ph_smtp_client_verify_async (client, "ann@example.org", NULL, progress_cb, f, destroy_cb, NULL, verified_cb, f);
  g_main_loop_run (f->loop);
  g_assert_no_error (f->error);
  g_assert_cmpuint (ph_smtp_client_get_size_limit (client), ==, 100000000);
  assert_script (test_server);
}

/* ---- one session, many messages ------------------------------------------------------------------------------ */

#define MESSAGE "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\n"
#define END "C: QUIT\nEOF"

static void
send_message (Fixture *f, PhSmtpClient *client, PhSmtpTranscript *transcript)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n", -1, NULL);

  g_clear_error (&f->error);
  f->is_destroyed = TRUE;
  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_client_send_async (client,
                             envelope,
                             input,
                             -1,
                             PH_SMTP_SEND_DEFAULT,
                             NULL,
                             transcript,
                             NULL,
                             NULL,
                             NULL,
                             f->cancellable,
                             sent_cb,
                             f);
  g_main_loop_run (f->loop);
}

static void
test_reused (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELLO MESSAGE MESSAGE MESSAGE END);
  PhSmtpClient *client = make_client (test_server);
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 3; i++)
    {
      send_message (f, client, i == 2 ? transcript : NULL);
      g_assert_no_error (f->error);
    }
  g_object_unref (client);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_messages (test_server), ==, 3);
  /* Each message has its own record, and no earlier one's. */
  text = ph_smtp_transcript_to_text (transcript);
  g_assert_null (g_strstr_len (text, -1, "EHLO"));
  g_assert_true (g_pattern_match_simple ("*earlier message*MAIL FROM*250 ok*", text));
}

typedef struct
{
  const char *name;
  const char *script; /* what the first connection does behind a message */
} Stale;

/* Each is over before an octet of the second message has left, whenever that shows. */
static const Stale stales[] = {
  { "closed", "CLOSE\nMARK: over\n" },
  { "reset", "RESET\nMARK: over\n" },
  { "421", "S: 421 you were idle\nCLOSE\nMARK: over\n" },
  { "closed-at-mail", "MARK: over\nC: MAIL *\nCLOSE\n" },
  { "421-at-mail", "MARK: over\nC: MAIL *\nS: 421 enough\nCLOSE\n" },
  { "closed-at-rcpt", "MARK: over\nC: MAIL *\nS: 250 ok\nC: RCPT *\nRESET\n" },
};

static void
test_stale (Fixture *f, gconstpointer data)
{
  const Stale *stale = data;
  g_autofree char *script = g_strconcat (HELLO MESSAGE, stale->script, "NEXT\n" HELLO MESSAGE END, NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  PhSmtpClient *client = make_client (test_server);

  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  g_assert_true (ph_test_server_wait_for (test_server, "over"));
  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_messages (test_server), ==, 2);
}

/* Once the message is on its way nobody tries again unasked: here it may have been taken. */
static void
test_never_sent_twice (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = NULL;
  PhSmtpClient *client = NULL;

  test_server = ph_test_server_new (HELLO MESSAGE
                                    "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nCLOSE\n");
  client = make_client (test_server);
  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  send_message (f, client, NULL);
  g_assert_error (f->error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
  g_object_unref (client);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_connections (test_server), ==, 1);
}

/* ---- gate ------------------------------------------------------------------------------------------------------ */

#define HELD ENVELOPE "S: 354 go\nOCTETS: 12\nMARK: held\n"

/* Sends up to the hold: the server has all of the message but its dot. */
static PhSmtpClient *
send_held (Fixture *f, PhTestServer *test_server, GCancellable *release)
{
  PhSmtpClient *client = make_client (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n", -1, NULL);
  const PhSmtpGate gate = { release, NULL, NULL };

  f->is_destroyed = TRUE;
  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_client_send_async (client,
                             envelope,
                             input,
                             12,
                             PH_SMTP_SEND_DEFAULT,
                             &gate,
                             NULL,
                             NULL,
                             NULL,
                             NULL,
                             f->cancellable,
                             sent_cb,
                             f);
  g_assert_true (ph_test_server_wait_for (test_server, "held"));
  g_assert_false (f->is_done);
  return client;
}

static void
keep_waiting_cb (PhSmtpEnvelope *envelope, gpointer data)
{
}

/* A server that goes while it waits for a choice was there: nobody asks it, or the person, once more unasked. */
static void
test_choice_lost (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server
      = ph_test_server_new (HELLO MESSAGE "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: RCPT *\nS: 550 no\nCLOSE");
  PhSmtpClient *client = make_client (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n", -1, NULL);
  g_autoptr (GCancellable) release = g_cancellable_new ();
  g_autoptr (GCancellable) go_on = g_cancellable_new ();
  const PhSmtpGate gate = { release, NULL, NULL, keep_waiting_cb, go_on };

  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  f->is_done = FALSE;
  f->is_destroyed = TRUE;
  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  ph_smtp_client_send_async (client, envelope, input, 12, 0, &gate, NULL, NULL, NULL, NULL, f->cancellable, sent_cb, f);
  g_main_loop_run (f->loop);
  g_assert_error (f->error, PH_SMTP_ERROR, PH_SMTP_ERROR_CONNECTION_LOST);
  g_object_unref (client);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_connections (test_server), ==, 1);
}

static void
test_held (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELD "C=: .\nS: 250 ok\n"
                                                                  "C: QUIT\nEOF");
  g_autoptr (GCancellable) release = g_cancellable_new ();
  PhSmtpClient *client = send_held (f, test_server, release);

  g_cancellable_cancel (release);
  g_main_loop_run (f->loop);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
}

/* Undone while it is held: the dot never comes. */
static void
test_held_undone (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELD "EOF");
  g_autoptr (GCancellable) release = g_cancellable_new ();
  PhSmtpClient *client = send_held (f, test_server, release);

  g_cancellable_cancel (f->cancellable);
  g_main_loop_run (f->loop);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (client);
  assert_script (test_server);
}

/* A message finds the session ready, and its record tells how it was made so. */
static void
test_warm (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELLO "MARK: warm\nC: NOOP\nS: 250 ok\n" MESSAGE END);
  PhSmtpClient *client = make_client (test_server);
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autofree char *text = NULL;

  ph_smtp_client_warm (client);
  g_assert_true (ph_test_server_wait_for (test_server, "warm"));
  ph_smtp_client_warm (client);
  send_message (f, client, transcript);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
  text = ph_smtp_transcript_to_text (transcript);
  g_assert_true (g_pattern_match_simple ("*Connected to*EHLO*250 SIZE*MAIL FROM*", text));
}

#define ASKED "C=: BDAT 6\nC=: NOOP\nC: EHLO *\n"
#define OFFER "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define OPEN "S: 220 hi\nC: EHLO *\n" OFFER
#define SOUND OPEN ASKED "S: 503 5.5.1 no\n" OFFER
#define FLIGHT "C=: RSET\nC: MAIL *\nC: RCPT *\nCHUNK\n"
#define FLIGHT_TAKEN FLIGHT "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 taken\n"
#define IN_TURN "C: MAIL *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nCHUNK\nCHUNK\nS: 250 ok\nS: 250 taken\n"

typedef struct
{
  const char *name;
  gboolean is_warm;
  int stages[8]; /* of the message, 0 ends them */
  const char *script;
} Flight;

/* The server that a warm-up found to be sound gets a small message in one flight, and the commit is told before it. */
static const Flight flights[] = {
  { "sound",
    TRUE,
    { PH_SMTP_STAGE_ENVELOPE, PH_SMTP_STAGE_COMMIT, PH_SMTP_STAGE_DONE },
    SOUND "MARK: warm\n" FLIGHT_TAKEN END },
  { "careless",
    TRUE,
    { PH_SMTP_STAGE_ENVELOPE, PH_SMTP_STAGE_BODY, PH_SMTP_STAGE_COMMIT, PH_SMTP_STAGE_DONE },
    OPEN ASKED "S: 503 5.5.1 no\nS: 250 ok\n" OFFER "MARK: warm\n" IN_TURN END },
  { "not-warm",
    FALSE,
    { PH_SMTP_STAGE_CONNECT, PH_SMTP_STAGE_ENVELOPE, PH_SMTP_STAGE_BODY, PH_SMTP_STAGE_COMMIT, PH_SMTP_STAGE_DONE },
    OPEN IN_TURN END },
  /* Who does not like to be asked is not asked again. */
  { "hangs-up",
    TRUE,
    { PH_SMTP_STAGE_ENVELOPE, PH_SMTP_STAGE_BODY, PH_SMTP_STAGE_COMMIT, PH_SMTP_STAGE_DONE },
    OPEN ASKED "S: 503 no\nCLOSE\nNEXT\n" OPEN "MARK: warm\n" IN_TURN END },
  /* It was over before the message, which is whole in the next connection. */
  { "421-meanwhile",
    TRUE,
    { PH_SMTP_STAGE_ENVELOPE,
      PH_SMTP_STAGE_CONNECT,
      PH_SMTP_STAGE_ENVELOPE,
      PH_SMTP_STAGE_BODY,
      PH_SMTP_STAGE_COMMIT,
      PH_SMTP_STAGE_DONE },
    SOUND "S: 421 idle\nCLOSE\nMARK: warm\nNEXT\n" OPEN IN_TURN END },
  { "421-to-the-flight",
    TRUE,
    { PH_SMTP_STAGE_ENVELOPE,
      PH_SMTP_STAGE_COMMIT,
      PH_SMTP_STAGE_CONNECT,
      PH_SMTP_STAGE_ENVELOPE,
      PH_SMTP_STAGE_BODY,
      PH_SMTP_STAGE_COMMIT,
      PH_SMTP_STAGE_DONE },
    SOUND "MARK: warm\n" FLIGHT "S: 421 idle\nGONE\nNEXT\n" OPEN IN_TURN END },
};

static void
send_small (Fixture *f, PhSmtpClient *client)
{
  static const char text[] = "Subject: x\r\n\r\nhello\r\n";
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_client_send_async (client,
                             envelope,
                             input,
                             (gint64) strlen (text),
                             PH_SMTP_SEND_DEFAULT,
                             NULL,
                             NULL,
                             progress_cb,
                             f,
                             destroy_cb,
                             NULL,
                             sent_cb,
                             f);
  g_main_loop_run (f->loop);
}

static void
test_flight (Fixture *f, gconstpointer data)
{
  const Flight *flight = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (flight->script);
  PhSmtpClient *client = make_client (test_server);
  g_autoptr (GBytes) message = NULL;

  if (flight->is_warm)
    {
      ph_smtp_client_warm (client);
      g_assert_true (ph_test_server_wait_for (test_server, "warm"));
    }
  send_small (f, client);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
  message = ph_test_server_dup_message (test_server, ph_test_server_get_n_messages (test_server) - 1);
  g_assert_cmpuint (g_bytes_get_size (message), ==, strlen ("Subject: x\r\n\r\nhello\r\n"));
  for (guint i = 0; i < f->stages->len; i++)
    g_assert_cmpint (g_array_index (f->stages, int, i), ==, flight->stages[i]);
  g_assert_cmpint (flight->stages[f->stages->len], ==, 0);
}

/* A failure in the background says nothing; who sends is told. */
static void
test_warm_in_vain (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("S: 554 no\nGONE\nNEXT\nS: 554 no\nGONE");
  PhSmtpClient *client = make_client (test_server);

  ph_smtp_client_warm (client);
  send_message (f, client, NULL);
  g_assert_error (f->error, PH_SMTP_ERROR, PH_SMTP_ERROR_SERVICE_UNAVAILABLE);
  g_object_unref (client);
  assert_script (test_server);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* Who gives up a message behind a warm-up that hangs does not wait for the server. */
static void
test_warm_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("MARK: stuck\nGONE");
  PhSmtpClient *client = make_client (test_server);

  ph_smtp_client_warm (client);
  g_assert_true (ph_test_server_wait_for (test_server, "stuck"));
  g_idle_add (cancel_cb, f->cancellable);
  send_message (f, client, NULL);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (client);
  assert_script (test_server);
  g_assert_cmpuint (ph_test_server_get_n_connections (test_server), ==, 1);
}

/* Who does not like to be asked how he takes chunks is not asked again either when his session has to be replaced. */
static void
test_warm_unasked (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server
      = ph_test_server_new (OPEN ASKED "S: 503 no\nCLOSE\nNEXT\n" OPEN "S: 421 idle\nCLOSE\nMARK: lost\nNEXT\n" OPEN
                                       "MARK: again\n" IN_TURN END);
  PhSmtpClient *client = make_client (test_server);

  ph_smtp_client_warm (client);
  g_assert_true (ph_test_server_wait_for (test_server, "lost"));
  ph_smtp_client_warm (client);
  g_assert_true (ph_test_server_wait_for (test_server, "again"));
  send_small (f, client);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
}

/* A server that says nothing does not hold a message up for long that waits for the warm-up, and the next warm-up has its
 * own time. */
static void
test_warm_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server
      = ph_test_server_new ("MARK: stuck\nGONE\nNEXT\n" HELLO MESSAGE "C: NOOP\nS: 250 ok\nMARK: asked\n" MESSAGE END);
  PhSmtpClient *client = make_client (test_server);

  ph_smtp_client_set_warm_limit (client, 1);
  ph_smtp_client_warm (client);
  g_assert_true (ph_test_server_wait_for (test_server, "stuck"));
  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  ph_smtp_client_set_warm_limit (client, G_MAXINT);
  ph_smtp_client_warm (client);
  g_assert_true (ph_test_server_wait_for (test_server, "asked"));
  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
quit_when_idle (gpointer data)
{
  Fixture *f = data;

  g_assert_true (ph_test_server_wait_for (f->held_server, "ended"));
  /* From inside the loop, which may not run yet. */
  g_idle_add (quit_cb, f->loop);
  return NULL;
}

/* The session is left in order when nobody has used it for a while, and the next message makes another. */
static void
test_idle (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = NULL;
  PhSmtpClient *client = NULL;
  GThread *thread = NULL;

  test_server = ph_test_server_new (HELLO MESSAGE END "\nMARK: ended\nNEXT\n" HELLO MESSAGE END);
  client = make_client (test_server);
  ph_smtp_client_set_idle_limit (client, 1);
  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  f->held_server = test_server;
  thread = g_thread_new ("idle", quit_when_idle, f);
  g_main_loop_run (f->loop);
  g_thread_join (thread);
  ph_smtp_client_set_idle_limit (client, 60000);
  send_message (f, client, NULL);
  g_assert_no_error (f->error);
  g_object_unref (client);
  assert_script (test_server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/smtp/client/sent", Fixture, NULL, set_up, test_sent, tear_down);
  g_test_add ("/smtp/client/cancelled-in-body", Fixture, NULL, set_up, test_cancelled_in_body, tear_down);
  g_test_add ("/smtp/client/cancelled-too-late", Fixture, NULL, set_up, test_cancelled_too_late, tear_down);
  g_test_add ("/smtp/client/cancelled-before", Fixture, NULL, set_up, test_cancelled_before, tear_down);
  g_test_add ("/smtp/client/verify", Fixture, NULL, set_up, test_verify, tear_down);
  g_test_add ("/smtp/client/reused", Fixture, NULL, set_up, test_reused, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (stales); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/client/stale/", stales[i].name, NULL);

      g_test_add (path, Fixture, &stales[i], set_up, test_stale, tear_down);
    }
  g_test_add ("/smtp/client/never-sent-twice", Fixture, NULL, set_up, test_never_sent_twice, tear_down);
  g_test_add ("/smtp/client/choice-lost", Fixture, NULL, set_up, test_choice_lost, tear_down);
  g_test_add ("/smtp/client/held", Fixture, NULL, set_up, test_held, tear_down);
  g_test_add ("/smtp/client/held-undone", Fixture, NULL, set_up, test_held_undone, tear_down);
  g_test_add ("/smtp/client/warm", Fixture, NULL, set_up, test_warm, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (flights); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/client/flight/", flights[i].name, NULL);

      g_test_add (path, Fixture, &flights[i], set_up, test_flight, tear_down);
    }
  g_test_add ("/smtp/client/warm-in-vain", Fixture, NULL, set_up, test_warm_in_vain, tear_down);
  g_test_add ("/smtp/client/warm-cancelled", Fixture, NULL, set_up, test_warm_cancelled, tear_down);
  g_test_add ("/smtp/client/warm-limit", Fixture, NULL, set_up, test_warm_limit, tear_down);
  g_test_add ("/smtp/client/warm-unasked", Fixture, NULL, set_up, test_warm_unasked, tear_down);
  g_test_add ("/smtp/client/idle", Fixture, NULL, set_up, test_idle, tear_down);
  return g_test_run ();
}
