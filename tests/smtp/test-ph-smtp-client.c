/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results and progress reach the caller's main context, in order; cancelling works at any moment before the commit. */
#include "ph-smtp-client.h"
#include "ph-test-server.h"

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 SIZE 1000000\n"
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

/* The server takes no more, so the body cannot be through. */
static void
test_cancelled_in_body (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (ENVELOPE "S: 354 go\nOCTETS: 100000\nHOLD: full\nGONE");

  f->cancel_at = PH_SMTP_STAGE_BODY;
  send_octets (f, test_server, 400000);
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
  g_assert_cmpuint (ph_smtp_client_get_size_limit (client), ==, 1000000);
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
  return g_test_run ();
}
