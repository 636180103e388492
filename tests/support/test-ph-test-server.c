/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The test server is believed by many tests, so it has to notice what is wrong itself. */
#include "ph-test-server.h"
#include "ph-test-tls.h"

#include <string.h>

/* What a client says and what it gets. */
typedef struct
{
  const char *name;
  const char *script;
  const char *says;
  const char *hears;
  const char *complaint; /* (nullable): NULL when the script is followed */
} Case;

static const Case cases[] = {
  { "lines", "S: 220 hello\nC: EHLO *\nS: 250 ok", "EHLO me\r\n", "220 hello\r\n250 ok\r\n", NULL },
  { "octet-by-octet", "BYTES: 2\\x320\\r\\n", "", "220\r\n", NULL },
  { "exact", "C=: a*", "a*\r\n", "", NULL },
  { "not-exact", "C=: a*", "ab\r\n", "", "*expected “a?”, got “ab\\r\\n”" },
  { "other-line", "# why\n\n  C: MAIL *\nS: 250", "RCPT x\r\n", "", "Line 3 *expected “MAIL ?”, got “RCPT x\\r\\n”" },
  { "bare-line-feed", "C: QUIT", "QUIT\n", "", "*and CRLF, got “QUIT\\n”" },
  { "closed", "C: QUIT\nC: more", "QUIT\r\n", "", "*expected “more”, the client closed" },
  { "half-a-line", "C: QUIT", "QUI", "", "*and CRLF, got “QUI”" },
  { "said-more", "C: QUIT", "QUIT\r\nNOOP\r\n", "", "*the client said more" },
  { "not-closed", "EOF", "QUIT\r\n", "", "*to close, got “QUIT\\r\\n”" },
  { "gone", "GONE", "QUIT\r\n", "", NULL },
  { "no-second-connection", "NEXT", "", "", "*no connection came" },
  { "message-cut", "DATA", "a\r\n.", "", "*closed before its end" },
  { "octets", "OCTETS: 3\nC: d", "abcd\r\n", "", NULL },
  { "flood", "REPEAT: 3 x\nLONG: 2", "", "x\r\nx\r\nx\r\naa", NULL },
};

static GSocketConnection *
connect_to (PhTestServer *server)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", ph_test_server_get_port (server), NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
say (GIOStream *stream, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* All that comes until the other side closes, or resets as it closed without reading everything. */
static char *
hear (GIOStream *stream)
{
  g_autofree char *text = g_malloc0 (4096);
  gsize n = 0;

  g_input_stream_read_all (g_io_stream_get_input_stream (stream), text, 4095, &n, NULL, NULL);
  return g_steal_pointer (&text);
}

static void
assert_followed (PhTestServer *server)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_test_server_finish (server, &error));
  g_assert_no_error (error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhTestServer) server = ph_test_server_new (c->script);
  g_autoptr (GSocketConnection) connection = connect_to (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *heard = NULL;

  say (G_IO_STREAM (connection), c->says);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  heard = hear (G_IO_STREAM (connection));
  g_assert_cmpstr (heard, ==, c->hears);
  g_assert_cmpint (ph_test_server_finish (server, &error), ==, c->complaint == NULL);
  if (c->complaint == NULL)
    g_assert_no_error (error);
  else if (!g_pattern_match_simple (c->complaint, error->message))
    g_error ("Expected: %s\nGot: %s", c->complaint, error->message);
}

static void
test_messages (void)
{
  const char *said = "..a\r\nb\n.\r\nc\r\n.\r\n"
                     "BDAT 2\r\nab"
                     "BDAT 0 LAST\r\n"
                     "x\r\n.\r\n";
  g_autoptr (PhTestServer) server = ph_test_server_new ("DATA\nCHUNK\nCHUNK\nSINK\nEOF");
  g_autoptr (GSocketConnection) connection = connect_to (server);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) received = NULL;

  say (G_IO_STREAM (connection), said);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  assert_followed (server);
  g_assert_cmpuint (ph_test_server_get_n_messages (server), ==, 2);
  first = ph_test_server_dup_message (server, 0);
  second = ph_test_server_dup_message (server, 1);
  received = ph_test_server_dup_received (server);
  g_assert_cmpmem (g_bytes_get_data (first, NULL), g_bytes_get_size (first), ".a\r\nb\n.\r\nc\r\n", 12);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), g_bytes_get_size (second), "ab", 2);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), said, strlen (said) - 6);
  g_assert_cmpuint (ph_test_server_get_n_received (server), ==, strlen (said));
}

static void
test_hold (void)
{
  g_autoptr (PhTestServer) server = ph_test_server_new ("C: a\nHOLD: here\nS: b\nHOLD: there\nEOF");
  g_autoptr (GSocketConnection) connection = connect_to (server);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char heard[3];

  say (G_IO_STREAM (connection), "a\r\n");
  g_assert_true (ph_test_server_wait_for (server, "here"));
  g_assert_false (g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (input)));
  ph_test_server_release (server, "here");
  g_assert_true (g_input_stream_read_all (input, heard, 3, NULL, NULL, NULL));
  g_assert_cmpmem (heard, 3, "b\r\n", 3);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  assert_followed (server);
  g_assert_false (ph_test_server_wait_for (server, "nowhere"));
}

/* What the client reads: the number of octets, or -1 and the error. */
static gssize
read_octet (GSocketConnection *connection, GError **error)
{
  char octet;

  return g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &octet, 1, NULL, error);
}

static void
test_reset (void)
{
  g_autoptr (PhTestServer) server = ph_test_server_new ("C: a\nRESET\nNEXT\nCLOSE");
  g_autoptr (GSocketConnection) first = connect_to (server);
  g_autoptr (GSocketConnection) second = connect_to (server);
  g_autoptr (GError) error = NULL;

  say (G_IO_STREAM (first), "a\r\n");
  g_assert_cmpint (read_octet (first, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_clear_error (&error);
  g_assert_cmpint (read_octet (second, &error), ==, 0);
  g_assert_no_error (error);
  assert_followed (server);
  g_assert_cmpuint (ph_test_server_get_n_connections (server), ==, 2);
}

static void
test_freed_while_waiting (void)
{
  PhTestServer *without_client = ph_test_server_new ("S: 220");
  g_autoptr (PhTestServer) server = ph_test_server_new ("MARK: here\nC: never");
  G_GNUC_UNUSED g_autoptr (GSocketConnection) connection = connect_to (server);

  ph_test_server_free (without_client);
  g_assert_true (ph_test_server_wait_for (server, "here"));
}

static gboolean
note_flags_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  *(GTlsCertificateFlags *) data = flags;
  return TRUE;
}

static GTlsConnection *
encrypt (GSocketConnection *connection, GTlsCertificateFlags *flags)
{
  g_autoptr (GTlsDatabase) database = ph_test_tls_load_database ();
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", 465);
  g_autoptr (GError) error = NULL;
  GIOStream *stream = g_tls_client_connection_new (G_IO_STREAM (connection), identity, &error);

  g_assert_no_error (error);
  g_tls_connection_set_database (G_TLS_CONNECTION (stream), database);
  g_signal_connect (stream, "accept-certificate", G_CALLBACK (note_flags_cb), flags);
  g_tls_connection_handshake (G_TLS_CONNECTION (stream), NULL, &error);
  g_assert_no_error (error);
  return G_TLS_CONNECTION (stream);
}

typedef struct
{
  const char *name;
  GTlsCertificateFlags flags;
} Certificate;

/* Each is wrong in one way, as GIO sees it; GIO does not look at the purpose. */
static const Certificate certificates[] = {
  { "good", 0 },
  { "expired", G_TLS_CERTIFICATE_EXPIRED },
  { "not-yet-valid", G_TLS_CERTIFICATE_NOT_ACTIVATED },
  { "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA },
  { "wrong-name", G_TLS_CERTIFICATE_BAD_IDENTITY },
  { "unknown-authority", G_TLS_CERTIFICATE_UNKNOWN_CA },
  { "client-purpose", 0 },
};

static void
test_certificate (gconstpointer data)
{
  const Certificate *expected = data;
  g_autofree char *script = g_strdup_printf ("S: 220\nC: STARTTLS\nS: 220\nTLS: %s\nC: a\nS: b\nEOF", expected->name);
  g_autofree char *fingerprint = ph_test_tls_dup_fingerprint (expected->name);
  g_autoptr (PhTestServer) server = ph_test_server_new (script);
  g_autoptr (GSocketConnection) connection = connect_to (server);
  g_autoptr (GTlsConnection) tls = NULL;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GTlsCertificateFlags flags = 0;
  char heard[10];

  g_assert_cmpuint (strlen (fingerprint), ==, 64);
  say (G_IO_STREAM (connection), "STARTTLS\r\n");
  g_assert_true (g_input_stream_read_all (input, heard, 10, NULL, NULL, NULL));
  tls = encrypt (connection, &flags);
  g_assert_cmphex (flags, ==, expected->flags);
  say (G_IO_STREAM (tls), "a\r\n");
  g_assert_true (
      g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (tls)), heard, 3, NULL, NULL, NULL));
  g_assert_cmpmem (heard, 3, "b\r\n", 3);
  g_io_stream_close (G_IO_STREAM (tls), NULL, NULL);
  assert_followed (server);
}

typedef struct
{
  const char *name;
  GTlsProtocolVersion version;
} Version;

/* GIO takes TLS 1.1 without a word: this is how a test offers it. */
static const Version versions[] = {
  { "1.1", G_TLS_PROTOCOL_VERSION_TLS_1_1 },
  { "1.2", G_TLS_PROTOCOL_VERSION_TLS_1_2 },
  { "1.3", G_TLS_PROTOCOL_VERSION_TLS_1_3 },
};

static void
test_version (gconstpointer data)
{
  const Version *expected = data;
  g_autofree char *script = g_strdup_printf ("TLS: good %s\nC: a\nEOF", expected->name);
  g_autoptr (PhTestServer) server = ph_test_server_new (script);
  g_autoptr (GSocketConnection) connection = connect_to (server);
  GTlsCertificateFlags flags = 0;
  g_autoptr (GTlsConnection) tls = encrypt (connection, &flags);

  g_assert_cmpint (g_tls_connection_get_protocol_version (tls), ==, expected->version);
  say (G_IO_STREAM (tls), "a\r\n");
  g_io_stream_close (G_IO_STREAM (tls), NULL, NULL);
  assert_followed (server);
}

static void
test_tls_refused (gconstpointer data)
{
  gboolean goes_on = GPOINTER_TO_INT (data);
  g_autoptr (PhTestServer) server = ph_test_server_new ("TLS-REFUSED: expired");
  g_autoptr (GSocketConnection) connection = connect_to (server);
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags = 0;
  g_autoptr (GTlsConnection) tls = encrypt (connection, &flags);

  if (goes_on)
    say (G_IO_STREAM (tls), "EHLO me\r\n");
  g_io_stream_close (G_IO_STREAM (tls), NULL, NULL);
  g_assert_cmpint (ph_test_server_finish (server, &error), ==, !goes_on);
}

static void
test_reserved_port (void)
{
  g_autoptr (GSocket) holder = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = ph_test_reserve_port (&holder);

  g_assert_null (g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
add (const char *prefix, const char *name, gconstpointer data, GTestDataFunc func)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);

  g_test_add_data_func (path, data, func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    add ("/test-server/script/", cases[i].name, &cases[i], test_case);
  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    add ("/test-server/certificate/", certificates[i].name, &certificates[i], test_certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    add ("/test-server/tls/", versions[i].name, &versions[i], test_version);
  g_test_add_func ("/test-server/messages", test_messages);
  g_test_add_func ("/test-server/hold", test_hold);
  g_test_add_func ("/test-server/reset", test_reset);
  g_test_add_func ("/test-server/freed-while-waiting", test_freed_while_waiting);
  g_test_add_data_func ("/test-server/tls/refused", GINT_TO_POINTER (FALSE), test_tls_refused);
  g_test_add_data_func ("/test-server/tls/refused-but-goes-on", GINT_TO_POINTER (TRUE), test_tls_refused);
  g_test_add_func ("/test-server/reserved-port", test_reserved_port);
  return g_test_run ();
}
