/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client for conversations. It adds nothing to what a test says, not even a line end. */
#include "ph-test-client.h"

#include <string.h>

struct _PhTestClient
{
  GIOStream *stream; /* (owned) */
  GDataInputStream *lines; /* (owned) */
};

PhTestClient *
ph_test_client_new (GIOStream *stream)
{
  PhTestClient *self = g_new0 (PhTestClient, 1);

  self->stream = stream;
  self->lines = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_data_input_stream_set_newline_type (self->lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  return self;
}

PhTestClient *
ph_test_client_connect (GSocketFamily family, guint16 port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  GSocketConnection *connection = NULL;

  /* No proxy leads to loopback, and asking for one takes threads that may still end when the test does. */
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);

  g_assert_no_error (error);
  return ph_test_client_new (G_IO_STREAM (connection));
}

void
ph_test_client_free (PhTestClient *self)
{
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->lines);
  g_object_unref (self->stream);
  g_free (self);
}

void
ph_test_client_say_octets (PhTestClient *self, const char *octets, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), octets, length, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
ph_test_client_say (PhTestClient *self, const char *text)
{
  ph_test_client_say_octets (self, text, strlen (text));
}

char *
ph_test_client_read_reply (PhTestClient *self)
{
  GString *reply = g_string_new (NULL);
  g_autofree char *line = NULL;

  do
    {
      g_autoptr (GError) error = NULL;

      g_free (line);
      line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
      g_assert_cmpuint (strlen (line), >, 3);
      g_string_append_printf (reply, "%s\n", line);
    }
  while (line[3] == '-');
  return g_string_free (reply, FALSE);
}

void
ph_test_client_expect (PhTestClient *self, const char *start)
{
  g_autofree char *reply = ph_test_client_read_reply (self);
  g_auto (GStrv) lines = g_strsplit (reply, "\n", -1);
  const char *last = lines[g_strv_length (lines) - 2];

  if (!g_str_has_prefix (last, start))
    g_error ("expected \"%s\", got \"%s\"", start, last);
}

void
ph_test_client_expect_end (PhTestClient *self)
{
  g_autofree char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, NULL);

  g_assert_null (line);
}

void
ph_test_client_begin_message (PhTestClient *self)
{
  ph_test_client_expect (self, "220 ");
  ph_test_client_say (self,
                      "EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
  ph_test_client_expect (self, "250 ");
  ph_test_client_expect (self, "250 ");
  ph_test_client_expect (self, "250 ");
  ph_test_client_expect (self, "354 ");
}
