/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE (256 * 1024)

BenchWire *
bench_wire_new (int fd)
{
  BenchWire *self = g_new0 (BenchWire, 1);
  int yes = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  self->fd = fd;
  self->in = g_malloc (BUFFER_SIZE);
  self->out = g_string_sized_new (4096);
  return self;
}

void
bench_wire_free (BenchWire *self)
{
  if (self->tls != NULL)
    {
      gnutls_bye (self->tls, GNUTLS_SHUT_WR);
      gnutls_deinit (self->tls);
    }
  close (self->fd);
  g_free (self->in);
  g_free (self->records);
  g_string_free (self->out, TRUE);
  g_free (self);
}

static ssize_t
receive (int fd, char *data, size_t size)
{
  ssize_t n_read;

  do
    n_read = recv (fd, data, size, 0);
  while (n_read < 0 && errno == EINTR);
  return n_read;
}

static ssize_t
pull_cb (gnutls_transport_ptr_t user_data, void *data, size_t size)
{
  BenchWire *self = user_data;

  if (self->records_start == self->records_end)
    {
      ssize_t n_read = receive (self->fd, self->records, BUFFER_SIZE);

      if (n_read <= 0)
        return n_read;
      self->records_start = 0;
      self->records_end = (gsize) n_read;
    }
  size = MIN (size, self->records_end - self->records_start);
  memcpy (data, self->records + self->records_start, size);
  self->records_start += size;
  return (ssize_t) size;
}

static ssize_t
push_cb (gnutls_transport_ptr_t user_data, const void *data, size_t size)
{
  return send (((BenchWire *) user_data)->fd, data, size, MSG_NOSIGNAL);
}

gboolean
bench_wire_start_tls (BenchWire *self, gnutls_certificate_credentials_t credentials, gnutls_init_flags_t side)
{
  int result;

  self->records = g_malloc (BUFFER_SIZE);
  gnutls_init (&self->tls, side);
  gnutls_set_default_priority (self->tls);
  gnutls_credentials_set (self->tls, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_ptr (self->tls, self);
  gnutls_transport_set_pull_function (self->tls, pull_cb);
  gnutls_transport_set_push_function (self->tls, push_cb);
  do
    result = gnutls_handshake (self->tls);
  while (result < 0 && !gnutls_error_is_fatal (result));
  return result == 0;
}

gboolean
bench_wire_fill (BenchWire *self)
{
  ssize_t n_read;

  if (self->start == self->end)
    self->start = self->end = 0;
  else if (self->end == BUFFER_SIZE)
    {
      memmove (self->in, self->in + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
    }
  if (self->end == BUFFER_SIZE)
    return FALSE;
  if (self->tls == NULL)
    n_read = receive (self->fd, self->in + self->end, BUFFER_SIZE - self->end);
  else
    do
      n_read = gnutls_record_recv (self->tls, self->in + self->end, BUFFER_SIZE - self->end);
    while (n_read < 0 && !gnutls_error_is_fatal ((int) n_read));
  if (n_read <= 0)
    return FALSE;
  self->end += (gsize) n_read;
  return TRUE;
}

char *
bench_wire_read_line (BenchWire *self)
{
  char *line;
  char *end;

  while ((end = memchr (self->in + self->start, '\n', self->end - self->start)) == NULL)
    if (!bench_wire_flush (self) || !bench_wire_fill (self))
      return NULL;
  line = self->in + self->start;
  self->start = (gsize) (end + 1 - self->in);
  if (end > line && end[-1] == '\r')
    end--;
  *end = '\0';
  return line;
}

gboolean
bench_wire_write (BenchWire *self, const char *data, gsize size)
{
  while (size > 0)
    {
      ssize_t n_written
          = self->tls != NULL ? gnutls_record_send (self->tls, data, size) : send (self->fd, data, size, MSG_NOSIGNAL);

      if (n_written <= 0)
        return FALSE;
      data += n_written;
      size -= (gsize) n_written;
    }
  return TRUE;
}

gboolean
bench_wire_flush (BenchWire *self)
{
  gboolean is_written = bench_wire_write (self, self->out->str, self->out->len);

  g_string_truncate (self->out, 0);
  return is_written;
}
