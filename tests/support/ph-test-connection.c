/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GSocket, at times with a GnuTLS session on top, and one block of what was read from it. */
#include "ph-test-connection.h"

#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "ph-test-tls.h"

#define BLOCK_SIZE (64 * 1024)

struct _PhTestConnection
{
  GSocket *socket; /* (owned) */
  GCancellable *stop; /* (owned) */
  gnutls_session_t tls; /* (owned) (nullable) */
  gnutls_certificate_credentials_t credentials; /* (owned) (nullable) */

  char *block; /* (owned): BLOCK_SIZE octets; what was read and not taken is from start to end */
  gsize start;
  gsize end;
};

/* Whether a GnuTLS function is to be called again, after waiting for what it wants. */
static gboolean
wait_for_tls (PhTestConnection *self, gssize result, GError **error)
{
  GIOCondition condition = gnutls_record_get_direction (self->tls) == 1 ? G_IO_OUT : G_IO_IN;

  if (result == GNUTLS_E_AGAIN)
    return g_socket_condition_timed_wait (self->socket, condition, PH_TEST_PATIENCE_US, self->stop, error);
  if (!gnutls_error_is_fatal ((int) result))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "TLS: %s", gnutls_strerror ((int) result));
  return FALSE;
}

static gssize
receive_tls (PhTestConnection *self, GError **error)
{
  while (TRUE)
    {
      gssize n = gnutls_record_recv (self->tls, self->block, BLOCK_SIZE);

      if (n >= 0)
        return n;
      if (n == GNUTLS_E_PREMATURE_TERMINATION)
        return 0;
      if (!wait_for_tls (self, n, error))
        return -1;
    }
}

static gssize
send_tls (PhTestConnection *self, const char *text, gsize length, GError **error)
{
  while (TRUE)
    {
      gssize n = gnutls_record_send (self->tls, text, length);

      if (n >= 0)
        return n;
      if (!wait_for_tls (self, n, error))
        return -1;
    }
}

static void
take (PhTestConnection *self, GByteArray *octets, gsize n)
{
  g_byte_array_append (octets, (const guint8 *) self->block + self->start, (guint) n);
  self->start += n;
}

PhTestConnection *
ph_test_connection_new (GSocket *socket, GCancellable *stop)
{
  PhTestConnection *self = g_new0 (PhTestConnection, 1);

  self->socket = socket;
  self->stop = g_object_ref (stop);
  self->block = g_malloc (BLOCK_SIZE);
  g_socket_set_timeout (socket, PH_TEST_PATIENCE_US / G_USEC_PER_SEC);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  return self;
}

void
ph_test_connection_free (PhTestConnection *self)
{
  g_clear_pointer (&self->tls, gnutls_deinit);
  g_clear_pointer (&self->credentials, gnutls_certificate_free_credentials);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_object_unref (self->stop);
  g_free (self->block);
  g_free (self);
}

void
ph_test_connection_say_goodbye (PhTestConnection *self)
{
  if (self->tls != NULL)
    gnutls_bye (self->tls, GNUTLS_SHUT_WR);
}

void
ph_test_connection_make_abrupt (PhTestConnection *self)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

gboolean
ph_test_connection_start_tls (PhTestConnection *self, const char *certificate, const char *version, GError **error)
{
  g_autofree char *path = ph_test_tls_dup_path (certificate);
  g_autofree char *priority
      = version != NULL ? g_strdup_printf ("NORMAL:-VERS-ALL:+VERS-TLS%s", version) : g_strdup ("NORMAL");
  int result;

  g_assert (self->tls == NULL);
  gnutls_certificate_allocate_credentials (&self->credentials);
  if (gnutls_certificate_set_x509_key_file (self->credentials, path, path, GNUTLS_X509_FMT_PEM) < 0)
    g_error ("%s holds no certificate", path);
  gnutls_init (&self->tls, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  if (gnutls_priority_set_direct (self->tls, priority, NULL) < 0)
    g_error ("%s is no version of TLS", version);
  gnutls_credentials_set (self->tls, GNUTLS_CRD_CERTIFICATE, self->credentials);
  gnutls_transport_set_int (self->tls, g_socket_get_fd (self->socket));
  while ((result = gnutls_handshake (self->tls)) != GNUTLS_E_SUCCESS)
    if (!wait_for_tls (self, result, error))
      return FALSE;
  return TRUE;
}

gboolean
ph_test_connection_send (PhTestConnection *self, const char *text, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = self->tls != NULL ? send_tls (self, text, length, error)
                                   : g_socket_send (self->socket, text, length, self->stop, error);

      if (n < 0)
        {
          g_prefix_error (error, "the client takes nothing: ");
          return FALSE;
        }
      text += n;
      length -= (gsize) n;
    }
  return TRUE;
}

gssize
ph_test_connection_peek (PhTestConnection *self, const char **octets, GError **error)
{
  gssize n = (gssize) (self->end - self->start);

  if (n == 0)
    {
      n = self->tls != NULL ? receive_tls (self, error)
                            : g_socket_receive (self->socket, self->block, BLOCK_SIZE, self->stop, error);
      self->start = 0;
      self->end = n > 0 ? (gsize) n : 0;
    }
  if (octets != NULL)
    *octets = self->block + self->start;
  return n;
}

gboolean
ph_test_connection_has_more (PhTestConnection *self)
{
  return self->start < self->end;
}

gboolean
ph_test_connection_take_line (PhTestConnection *self, GByteArray *line, GError **error)
{
  g_byte_array_set_size (line, 0);
  while (line->len == 0 || line->data[line->len - 1] != '\n')
    {
      const char *octets;
      const char *end;
      gssize n = ph_test_connection_peek (self, &octets, error);

      if (n <= 0)
        return n == 0;
      end = memchr (octets, '\n', (gsize) n);
      take (self, line, end != NULL ? (gsize) (end + 1 - octets) : (gsize) n);
    }
  return TRUE;
}

gboolean
ph_test_connection_take_octets (PhTestConnection *self, GByteArray *octets, gsize n, GError **error)
{
  while (n > 0)
    {
      gssize n_here = ph_test_connection_peek (self, NULL, error);

      if (n_here < 0)
        return FALSE;
      if (n_here == 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%" G_GSIZE_FORMAT " octets short, the client closed", n);
          return FALSE;
        }
      n_here = (gssize) MIN ((gsize) n_here, n);
      take (self, octets, (gsize) n_here);
      n -= (gsize) n_here;
    }
  return TRUE;
}

void
ph_test_connection_drop (PhTestConnection *self)
{
  self->start = self->end;
}
