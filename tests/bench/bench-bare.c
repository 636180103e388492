/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit that clients are held against: the fewest steps that SMTP has, with octets that were there before, no
 * certificate checked and no reply read but for its digits. It is no mail client and never becomes one. */
#include "bench-wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* As many messages are under way at once. */
#define GROUP 32
#define BLOCK_SIZE (256 * 1024)

static void
die (const char *what)
{
  g_printerr ("bench-bare: %s failed\n", what);
  exit (1);
}

static BenchWire *
dial (const char *address, int port)
{
  struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (inet_pton (AF_INET, address, &name.sin_addr) != 1 || connect (fd, (struct sockaddr *) &name, sizeof name) != 0)
    die ("connecting");
  return bench_wire_new (fd);
}

static void
expect (BenchWire *wire, int n_replies)
{
  while (n_replies > 0)
    {
      const char *line = bench_wire_read_line (wire);

      if (line == NULL || (line[0] != '2' && line[0] != '3'))
        die (line != NULL ? line : "reading");
      if (line[3] != '-')
        n_replies--;
    }
}

static void
start_tls (BenchWire *wire)
{
  static gnutls_certificate_credentials_t credentials;

  gnutls_certificate_allocate_credentials (&credentials);
  if (!bench_wire_start_tls (wire, credentials, GNUTLS_CLIENT))
    die ("TLS");
}

static void
open_session (BenchWire *wire, gboolean is_encrypted)
{
  if (is_encrypted)
    start_tls (wire);
  expect (wire, 1);
  g_string_append (wire->out, "EHLO bare\r\n");
  expect (wire, 1);
  if (!is_encrypted)
    return;
  g_string_append (wire->out, "AUTH PLAIN AGFubgBzZWNyZXQ=\r\n");
  expect (wire, 1);
}

/* The octets of all messages are the same ones, and of a long one the same block again and again. */
static void
send_body (BenchWire *wire, const char *block, gint64 n_octets)
{
  if (n_octets <= BLOCK_SIZE)
    {
      g_string_append_len (wire->out, block, n_octets);
      return;
    }
  if (!bench_wire_flush (wire))
    die ("writing");
  for (gint64 n_left = n_octets; n_left > 0; n_left -= BLOCK_SIZE)
    if (!bench_wire_write (wire, block, (gsize) MIN (n_left, BLOCK_SIZE)))
      die ("writing");
}

static void
send_messages (BenchWire *wire, int n_messages, gint64 n_octets)
{
  g_autofree char *block = g_malloc (BLOCK_SIZE);

  memset (block, 'x', BLOCK_SIZE);
  while (n_messages > 0)
    {
      int n_now = MIN (n_messages, GROUP);

      for (int i = 0; i < n_now; i++)
        {
          g_string_append_printf (wire->out,
                                  "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.org>\r\n"
                                  "BDAT %" G_GINT64_FORMAT " LAST\r\n",
                                  n_octets);
          send_body (wire, block, n_octets);
        }
      expect (wire, 3 * n_now);
      n_messages -= n_now;
    }
}

int
main (int argc, char *argv[])
{
  BenchWire *wire = NULL;
  g_autofree char *address = g_strdup ("127.0.0.1");
  int port = 0;
  int n_messages = 1;
  gint64 n_octets = 1000;
  gboolean is_encrypted = FALSE;
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &address, "Of the sink", "IPv4" },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Of the sink", "NUMBER" },
    { "messages", 0, 0, G_OPTION_ARG_INT, &n_messages, "How many", "NUMBER" },
    { "octets", 0, 0, G_OPTION_ARG_INT64, &n_octets, "Of each message", "NUMBER" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &is_encrypted, "Encrypt from the start, and sign in", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 1 || port == 0)
    {
      g_printerr ("Usage: bench-bare --port NUMBER [--address IPv4] [--messages NUMBER] [--octets NUMBER] [--tls]\n");
      return 64;
    }
  wire = dial (address, port);
  open_session (wire, is_encrypted);
  send_messages (wire, n_messages, n_octets);
  g_string_append (wire->out, "QUIT\r\n");
  bench_wire_flush (wire);
  bench_wire_free (wire);
  return 0;
}
