/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person waits for who presses Send, in nanoseconds a message.
 *
 * `send`: one client sends a few small messages, one after the other, each timed from the call to its result. The first
 * waits for the session to be made ready; the others find it open where the client keeps it.
 * `commit`: messages of a megabyte are staged in one session, each timed from the end of its hold to the server's word. */
#include "bench-system.h"
#include "ph-smtp-client.h"

#include <stdlib.h>
#include <string.h>

#define MEGABYTE 1000000
#define COUNTDOWN (2 * G_USEC_PER_SEC)

typedef struct
{
  GMainLoop *loop; /* (owned) */
  GError *error; /* (owned) (nullable) */
} Wait;

G_NORETURN static void
die (const GError *error)
{
  g_printerr ("bench-warm: %s\n", error->message);
  exit (1);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  ph_smtp_client_send_finish (PH_SMTP_CLIENT (object), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
send_one (PhSmtpClient *client)
{
  static const char text[] = "From: ann@example.org\r\nTo: bob@example.org\r\nSubject: Warm\r\n\r\nHello.\r\n";
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_data (text, strlen (text), NULL);
  Wait wait = { g_main_loop_new (NULL, FALSE), NULL };
  guint64 start = bench_now ();

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_client_send_async (client,
                             envelope,
                             message,
                             (gint64) strlen (text),
                             PH_SMTP_SEND_DEFAULT,
                             NULL,
                             NULL,
                             NULL,
                             NULL,
                             NULL,
                             NULL,
                             sent_cb,
                             &wait);
  g_main_loop_run (wait.loop);
  if (wait.error != NULL)
    die (wait.error);
  g_print ("%" G_GUINT64_FORMAT "\n", bench_now () - start);
  g_main_loop_unref (wait.loop);
}

static void
send_messages (const PhSmtpServer *server, int n_messages)
{
  g_autoptr (PhSmtpClient) client = ph_smtp_client_new (server, NULL);

  ph_smtp_client_warm (client);
  for (int i = 0; i < n_messages; i++)
    send_one (client);
}

/* Long enough for the whole message to arrive. */
static gpointer
count_down (gpointer release)
{
  g_usleep (COUNTDOWN);
  g_cancellable_cancel (release);
  return NULL;
}

static gboolean
stage_one (PhSmtpSession *session, guint64 *start, GError **error)
{
  g_autofree char *text = g_strnfill (MEGABYTE, '\n');
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_data (text, MEGABYTE, NULL);
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);
  g_autoptr (GCancellable) release = g_cancellable_new ();
  GThread *countdown = NULL;
  gboolean is_held = FALSE;

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  if (!ph_smtp_transaction_begin (transaction, 2 * MEGABYTE, NULL, error)
      || !ph_smtp_transaction_send_body (transaction, message, NULL, error))
    return FALSE;
  countdown = g_thread_new ("countdown", count_down, release);
  is_held = ph_smtp_transaction_hold (transaction, release, NULL, error);
  *start = bench_now ();
  g_thread_join (countdown);
  return is_held && ph_smtp_transaction_commit (transaction, error);
}

static void
stage_messages (const PhSmtpServer *server, int n_messages)
{
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint64 start = 0;

  if (!ph_smtp_session_open (session, NULL, &error))
    die (error);
  for (int i = 0; i < n_messages; i++)
    {
      if (!stage_one (session, &start, &error))
        die (error);
      g_print ("%" G_GUINT64_FORMAT "\n", bench_now () - start);
    }
  ph_smtp_session_quit (session);
}

static PhSmtpServer *
new_server (const char *address, int port, const char *ca_file)
{
  PhSmtpServer *server = ph_smtp_server_new (address, (guint16) port, PH_SMTP_SECURITY_TLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca_file, &error);

  if (database == NULL)
    die (error);
  ph_smtp_server_set_tls_database (server, database);
  return server;
}

int
main (int argc, char *argv[])
{
  g_autoptr (PhSmtpServer) server = NULL;

  if (argc != 6)
    {
      g_printerr ("Usage: bench-warm send|commit ADDRESS PORT CA-FILE MESSAGES\n");
      return 64;
    }
  server = new_server (argv[2], atoi (argv[3]), argv[4]);
  if (g_str_equal (argv[1], "send"))
    send_messages (server, atoi (argv[5]));
  else
    stage_messages (server, atoi (argv[5]));
  return 0;
}
