/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group of commands is one write, every reply reaches its command, and no length of group locks the two sides up. */
#include "ph-smtp-flight.h"
#include "ph-test-server.h"

#include <sys/socket.h>

typedef struct
{
  PhTestServer *server; /* (owned) */
  GSocketConnection *connection; /* (owned) */
  GMainContext *context; /* (owned) */
  PhSmtpTranscript *transcript; /* (owned) */
  PhSmtpStream *stream; /* (owned) */
  GString *heard; /* (owned): the replies' codes */
} Fixture;

static void
connect_to (Fixture *f, const char *script)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  f->server = ph_test_server_new (script);
  f->connection
      = g_socket_client_connect_to_host (client, "127.0.0.1", ph_test_server_get_port (f->server), NULL, &error);
  g_assert_no_error (error);
  f->context = g_main_context_new ();
  f->transcript = ph_smtp_transcript_new ();
  f->stream = ph_smtp_stream_new (G_IO_STREAM (f->connection), f->context, f->transcript);
  f->heard = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->stream, ph_smtp_stream_free);
  g_clear_object (&f->connection);
  g_main_context_unref (f->context);
  g_object_unref (f->transcript);
  g_string_free (f->heard, TRUE);
  g_clear_pointer (&f->server, ph_test_server_free);
}

static gboolean
heard_cb (guint index, const PhSmtpReply *reply, gpointer data, GError **error)
{
  Fixture *f = data;

  g_string_append_printf (f->heard, "%u:%d ", index, ph_smtp_reply_get_code (reply));
  return TRUE;
}

static gboolean
count_cb (guint index, const PhSmtpReply *reply, gpointer data, GError **error)
{
  *(guint *) data += ph_smtp_reply_get_code (reply) == 250;
  return TRUE;
}

static PhSmtpFlight *
make_flight (const char *const *commands)
{
  PhSmtpFlight *flight = ph_smtp_flight_new ();

  for (guint i = 0; commands[i] != NULL; i++)
    ph_smtp_flight_add (flight, g_strconcat (commands[i], "\r\n", NULL), 10);
  return flight;
}

static void
finish (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->stream, ph_smtp_stream_free);
  g_io_stream_close (G_IO_STREAM (f->connection), NULL, NULL);
  ph_test_server_finish (f->server, &error);
  g_assert_no_error (error);
}

/* The server says nothing before it has read all of it, so nothing can have waited for a reply. */
static void
test_one_write (Fixture *f, gconstpointer data)
{
  static const char *const commands[] = { "MAIL", "RCPT", "DATA", NULL };
  g_autoptr (PhSmtpFlight) flight = make_flight (commands);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  connect_to (f, "C=: MAIL\nC=: RCPT\nC=: DATA\nS: 250-a\nS: 250 b\nS: 550 c\nS: 354 d\nEOF");
  g_assert_true (ph_smtp_flight_run (flight, f->stream, heard_cb, f, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->heard->str, ==, "0:250 1:550 2:354 ");
  /* The record has them in the order of the wire. */
  text = ph_smtp_transcript_to_text (f->transcript);
  g_assert_true (g_pattern_match_simple ("*→ MAIL*→ RCPT*→ DATA*← 250-a*← 250 b*← 550 c*← 354 d*", text));
  finish (f);
}

/* A server that answers each command before it reads the next, and more of both than its buffers grow to: whoever only
 * writes would wait for the other for ever. */
static void
test_no_lock_up (Fixture *f, gconstpointer data)
{
  enum
  {
    N = 40000,
  };
  g_autoptr (PhSmtpFlight) flight = ph_smtp_flight_new ();
  g_autoptr (GString) script = g_string_new (NULL);
  g_autofree char *padding = g_strnfill (400, 'x');
  g_autoptr (GError) error = NULL;
  GSocket *socket = NULL;
  guint n = 0;

  for (guint i = 0; i < N; i++)
    {
      g_string_append_printf (script, "C: RCPT*\nS: 250 %s\n", padding);
      ph_smtp_flight_add (flight, g_strdup_printf ("RCPT %s\r\n", padding), 10);
    }
  g_string_append (script, "EOF");
  connect_to (f, script->str);
  socket = g_socket_connection_get_socket (f->connection);
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, 65536, NULL);
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, 65536, NULL);
  g_assert_true (ph_smtp_flight_run (flight, f->stream, count_cb, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, N);
  finish (f);
}

/* A server that answers what it cannot have read is not believed. */
static void
test_reply_before_its_command (Fixture *f, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (32 * 1024 * 1024, 'x');
  g_autoptr (PhSmtpFlight) flight = ph_smtp_flight_new ();
  g_autoptr (GError) error = NULL;

  connect_to (f, "S: 250 a\nS: 250 b\nHOLD: full\nGONE");
  ph_smtp_flight_add (flight, g_strdup ("NOOP\r\n"), 10);
  ph_smtp_flight_add (flight, g_strconcat (huge, "\r\n", NULL), 10);
  g_assert_false (ph_smtp_flight_run (flight, f->stream, heard_cb, f, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
  g_assert_cmpstr (f->heard->str, ==, "0:250 ");
  finish (f);
}

static void
test_lost (Fixture *f, gconstpointer data)
{
  static const char *const commands[] = { "MAIL", "RCPT", NULL };
  g_autoptr (PhSmtpFlight) flight = make_flight (commands);
  g_autoptr (GError) error = NULL;

  connect_to (f, "C: MAIL\nC: RCPT\nS: 250 a\nRAW: 250 half\nCLOSE");
  g_assert_false (ph_smtp_flight_run (flight, f->stream, heard_cb, f, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CONNECTION_LOST);
  g_assert_cmpstr (f->heard->str, ==, "0:250 ");
  finish (f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/smtp/flight/one-write", Fixture, NULL, NULL, test_one_write, tear_down);
  g_test_add ("/smtp/flight/no-lock-up", Fixture, NULL, NULL, test_no_lock_up, tear_down);
  g_test_add ("/smtp/flight/reply-before-its-command", Fixture, NULL, NULL, test_reply_before_its_command, tear_down);
  g_test_add ("/smtp/flight/lost", Fixture, NULL, NULL, test_lost, tear_down);
  return g_test_run ();
}
