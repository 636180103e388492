/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail server that takes everything as fast as the machine can, counts it and throws it away: a thread a connection,
 * PIPELINING, CHUNKING, AUTH, TLS from the start or by STARTTLS. It trusts its clients, which are benchmarks.
 *
 * It prints a name and a port a line (plain, starttls, tls) and then "ready", and ends with its standard input. */
#include "bench-counters.h"
#include "bench-system.h"
#include "bench-wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

typedef enum
{
  SECURITY_PLAIN,
  SECURITY_STARTTLS,
  SECURITY_TLS,
  N_SECURITIES,
} Security;

static const char *const security_names[] = { "plain", "starttls", "tls" };

typedef struct
{
  Security security;
  int listener;
} Door;

typedef struct
{
  BenchWire *wire; /* (owned) */
  Security security; /* what is still to come: plain once TLS is there */
  gboolean has_sender;
  guint n_recipients;
  guint64 n_octets; /* of the message under way */
  gboolean is_accepting; /* the reply that waits accepts a message */
} Session;

static gnutls_certificate_credentials_t credentials;
static BenchCounters *counters;
static gboolean is_without_chunking;
static gboolean is_without_pipelining;

static void
reply (Session *self, const char *line)
{
  g_string_append (self->wire->out, line);
  g_string_append_len (self->wire->out, "\r\n", 2);
}

/* What is noted here is the moment before the last flush, so whoever reads it sees the message's own. */
static void
note_acceptance (Session *self)
{
  if (self->is_accepting)
    __atomic_store_n (&counters->accepted_at, bench_now (), __ATOMIC_RELEASE);
  self->is_accepting = FALSE;
}

static gboolean
fill (Session *self)
{
  note_acceptance (self);
  return bench_wire_flush (self->wire) && bench_wire_fill (self->wire);
}

static char *
read_line (Session *self)
{
  BenchWire *wire = self->wire;

  while (memchr (wire->in + wire->start, '\n', wire->end - wire->start) == NULL)
    if (!fill (self))
      return NULL;
  return bench_wire_read_line (wire);
}

static void
reset (Session *self)
{
  self->has_sender = FALSE;
  self->n_recipients = 0;
  self->n_octets = 0;
}

static void
accept_message (Session *self)
{
  __atomic_add_fetch (&counters->octets, self->n_octets, __ATOMIC_RELAXED);
  __atomic_add_fetch (&counters->messages, 1, __ATOMIC_RELEASE);
  self->is_accepting = TRUE;
  reply (self, "250 2.0.0 Taken");
  reset (self);
}

static void
say_hello (Session *self)
{
  reply (self, "250-sink");
  reply (self, "250-SIZE 107374182400");
  reply (self, "250-8BITMIME");
  reply (self, "250-SMTPUTF8");
  reply (self, "250-DSN");
  if (!is_without_pipelining)
    reply (self, "250-PIPELINING");
  if (!is_without_chunking)
    reply (self, "250-CHUNKING");
  reply (self, self->security == SECURITY_STARTTLS ? "250-STARTTLS" : "250-AUTH PLAIN LOGIN");
  reply (self, "250 ENHANCEDSTATUSCODES");
}

/* The octets up to the line with a lone dot, which @position stops behind. A dot is rare in most bodies, and for none in
 * base64, so each dot is looked for and its neighbours are looked at. */
static gboolean
find_end (const BenchWire *wire, gsize *position)
{
  const char *in = wire->in;

  while (TRUE)
    {
      const char *dot = memchr (in + *position, '.', wire->end - *position);
      gsize at = dot != NULL ? (gsize) (dot - in) : wire->end;

      *position = at;
      if (dot == NULL || wire->end - at < 3)
        return FALSE;
      *position = at + 1;
      if (dot[1] == '\r' && dot[2] == '\n' && at >= wire->start + 2 && dot[-1] == '\n' && dot[-2] == '\r')
        {
          *position = at + 3;
          return TRUE;
        }
    }
}

static gboolean
take_data (Session *self)
{
  BenchWire *wire = self->wire;
  gsize position;

  reply (self, "354 Go on");
  /* Before the first line there is a line's end too: that of DATA, which is still in the buffer. */
  g_assert (wire->start >= 2);
  wire->start -= 2;
  memcpy (wire->in + wire->start, "\r\n", 2);
  position = wire->start + 2;
  while (!find_end (wire, &position))
    {
      /* Of what was searched two octets stay, for a dot that comes next. */
      gsize n_searched = position - wire->start - 2;

      self->n_octets += n_searched;
      wire->start += n_searched;
      memmove (wire->in, wire->in + wire->start, wire->end - wire->start);
      wire->end -= wire->start;
      wire->start = 0;
      position = 2;
      if (!fill (self))
        return FALSE;
    }
  self->n_octets += position - wire->start - 2 - strlen (".\r\n");
  wire->start = position;
  accept_message (self);
  return TRUE;
}

static gboolean
skip (Session *self, guint64 n_octets)
{
  BenchWire *wire = self->wire;

  while (n_octets > 0)
    {
      gsize n_there = MIN (n_octets, wire->end - wire->start);

      wire->start += n_there;
      n_octets -= n_there;
      if (n_octets > 0 && !fill (self))
        return FALSE;
    }
  return TRUE;
}

/* A chunk's octets are swallowed also where it is refused (RFC 3030 section 3). */
static gboolean
take_chunk (Session *self, const char *arguments)
{
  char *rest = NULL;
  guint64 n_octets = g_ascii_strtoull (arguments, &rest, 10);
  gboolean is_last = g_ascii_strcasecmp (g_strchug (rest), "LAST") == 0;

  if (!skip (self, n_octets))
    return FALSE;
  if (self->n_recipients == 0)
    {
      reply (self, "503 5.5.1 No recipient");
      return TRUE;
    }
  self->n_octets += n_octets;
  if (is_last)
    accept_message (self);
  else
    reply (self, "250 2.0.0 Chunk taken");
  return TRUE;
}

static gboolean
ask (Session *self, const char *challenge)
{
  reply (self, challenge);
  return read_line (self) != NULL;
}

/* Whoever signs in is let in. */
static gboolean
authenticate (Session *self, const char *arguments)
{
  gboolean has_initial = strchr (arguments, ' ') != NULL;

  if (g_ascii_strncasecmp (arguments, "LOGIN", 5) == 0)
    {
      if ((!has_initial && !ask (self, "334 VXNlcm5hbWU6")) || !ask (self, "334 UGFzc3dvcmQ6"))
        return FALSE;
    }
  else if (!has_initial && !ask (self, "334 "))
    return FALSE;
  reply (self, "235 2.7.0 Welcome");
  return TRUE;
}

static gboolean
start_tls (Session *self)
{
  reply (self, "220 2.0.0 Go on");
  self->security = SECURITY_PLAIN;
  reset (self);
  return bench_wire_flush (self->wire) && bench_wire_start_tls (self->wire, credentials, GNUTLS_SERVER);
}

static gboolean
is_verb (const char *line, const char *verb)
{
  return g_ascii_strncasecmp (line, verb, strlen (verb)) == 0;
}

/* Returns: %FALSE when the connection is to end */
static gboolean
obey (Session *self, char *line)
{
  if (is_verb (line, "MAIL"))
    {
      self->has_sender = TRUE;
      reply (self, "250 2.1.0 Sender fine");
    }
  else if (is_verb (line, "RCPT"))
    {
      self->n_recipients += self->has_sender ? 1 : 0;
      reply (self, self->has_sender ? "250 2.1.5 Recipient fine" : "503 5.5.1 No sender");
    }
  else if (is_verb (line, "BDAT "))
    return take_chunk (self, line + 5);
  else if (is_verb (line, "DATA") && self->n_recipients > 0)
    return take_data (self);
  else if (is_verb (line, "DATA"))
    reply (self, "503 5.5.1 No recipient");
  else if (is_verb (line, "EHLO"))
    say_hello (self);
  else if (is_verb (line, "AUTH "))
    return authenticate (self, line + 5);
  else if (is_verb (line, "STARTTLS") && self->security == SECURITY_STARTTLS)
    return start_tls (self);
  else if (is_verb (line, "RSET"))
    {
      reset (self);
      reply (self, "250 2.0.0 Reset");
    }
  else if (is_verb (line, "QUIT"))
    {
      reply (self, "221 2.0.0 Bye");
      return FALSE;
    }
  else if (is_verb (line, "NOOP") || is_verb (line, "HELO"))
    reply (self, "250 2.0.0 sink");
  else
    reply (self, "502 5.5.1 Unknown");
  return TRUE;
}

static gpointer
serve (gpointer user_data)
{
  Session *self = user_data;
  char *line = NULL;

  __atomic_add_fetch (&counters->connections, 1, __ATOMIC_RELAXED);
  if (self->security != SECURITY_TLS || bench_wire_start_tls (self->wire, credentials, GNUTLS_SERVER))
    {
      reply (self, "220 sink ESMTP");
      do
        line = read_line (self);
      while (line != NULL && obey (self, line));
      note_acceptance (self);
      bench_wire_flush (self->wire);
    }
  bench_wire_free (self->wire);
  g_free (self);
  return NULL;
}

static gpointer
keep_door (gpointer user_data)
{
  Door *door = user_data;

  while (TRUE)
    {
      int fd = accept4 (door->listener, NULL, NULL, SOCK_CLOEXEC);
      Session *session = NULL;

      if (fd == -1)
        continue;
      session = g_new0 (Session, 1);
      session->wire = bench_wire_new (fd);
      session->security = door->security;
      g_thread_unref (g_thread_new ("session", serve, session));
    }
  return NULL;
}

static void
die (const char *what)
{
  g_printerr ("bench-sink: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
open_door (Door *door, const char *address)
{
  struct sockaddr_in name = { .sin_family = AF_INET };
  socklen_t length = sizeof name;

  if (inet_pton (AF_INET, address, &name.sin_addr) != 1)
    die (address);
  door->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (door->listener == -1 || bind (door->listener, (struct sockaddr *) &name, sizeof name) != 0
      || listen (door->listener, SOMAXCONN) != 0
      || getsockname (door->listener, (struct sockaddr *) &name, &length) != 0)
    die (address);
  printf ("%s %u\n", security_names[door->security], (unsigned) ntohs (name.sin_port));
  g_thread_unref (g_thread_new ("door", keep_door, door));
}

static void
map_counters (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd == -1 || ftruncate (fd, sizeof *counters) != 0)
    die (path);
  counters = mmap (NULL, sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (counters == MAP_FAILED)
    die (path);
  close (fd);
}

int
main (int argc, char *argv[])
{
  static Door doors[N_SECURITIES];
  g_autofree char *address = g_strdup ("127.0.0.1");
  g_autofree char *network = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &address, "Listen here", "IPv4" },
    { "network", 0, 0, G_OPTION_ARG_FILENAME, &network, "Be in this network namespace", "FILE" },
    { "pem", 0, 0, G_OPTION_ARG_FILENAME, &pem, "The certificate and its key", "FILE" },
    { "counters", 0, 0, G_OPTION_ARG_FILENAME, &path, "Count in this file", "FILE" },
    { "without-chunking", 0, 0, G_OPTION_ARG_NONE, &is_without_chunking, "Do not offer CHUNKING", NULL },
    { "without-pipelining", 0, 0, G_OPTION_ARG_NONE, &is_without_pipelining, "Do not offer PIPELINING", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  char octet;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 1 || pem == NULL || path == NULL)
    {
      g_printerr ("Usage: bench-sink --pem FILE --counters FILE [--address IPv4] [--network FILE] [--without-…]\n");
      return 64;
    }
  if (network != NULL)
    bench_enter_network (network);
  map_counters (path);
  gnutls_certificate_allocate_credentials (&credentials);
  if (gnutls_certificate_set_x509_key_file (credentials, pem, pem, GNUTLS_X509_FMT_PEM) < 0)
    die (pem);
  for (Security i = 0; i < N_SECURITIES; i++)
    {
      doors[i].security = i;
      open_door (&doors[i], address);
    }
  printf ("ready\n");
  fflush (stdout);
  while (read (STDIN_FILENO, &octet, 1) > 0)
    ;
  return 0;
}
