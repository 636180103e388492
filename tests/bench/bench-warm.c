/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person waits for who presses Send: one client sends a few messages, one after the other, and each one's time from
 * the call to its result is printed in nanoseconds. The first opens the session; the others find it open where the client
 * keeps it. */
#include "bench-system.h"
#include "ph-smtp-client.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  GMainLoop *loop; /* (owned) */
  GError *error; /* (owned) (nullable) */
} Wait;

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
                             sent_cb,
                             &wait);
  g_main_loop_run (wait.loop);
  if (wait.error != NULL)
    {
      g_printerr ("bench-warm: %s\n", wait.error->message);
      exit (1);
    }
  g_print ("%" G_GUINT64_FORMAT "\n", bench_now () - start);
  g_main_loop_unref (wait.loop);
}

static PhSmtpClient *
new_client (const char *address, int port, const char *ca_file)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new (address, (guint16) port, PH_SMTP_SECURITY_TLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca_file, &error);

  if (database == NULL)
    {
      g_printerr ("bench-warm: %s\n", error->message);
      exit (1);
    }
  ph_smtp_server_set_tls_database (server, database);
  return ph_smtp_client_new (server, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (PhSmtpClient) client = NULL;

  if (argc != 5)
    {
      g_printerr ("Usage: bench-warm ADDRESS PORT CA-FILE MESSAGES\n");
      return 64;
    }
  client = new_client (argv[1], atoi (argv[2]), argv[3]);
  for (int i = 0; i < atoi (argv[4]); i++)
    send_one (client);
  return 0;
}
