/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two sockets, one poll. */
#include "ph-test-relay.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

struct _PhTestRelay
{
  GSocket *listener; /* (owned) */
  guint16 port;
  guint16 server_port;
  PhTestRelayDirection direction;
  guint64 n;
  GThread *thread; /* (owned) */
  GCancellable *stop; /* (owned) */

  GSocket *sources[PH_TEST_RELAY_N_DIRECTIONS]; /* (owned) (nullable): where octets of each direction come from */
  gboolean is_ended[PH_TEST_RELAY_N_DIRECTIONS];

  GMutex mutex;
  guint64 n_passed[PH_TEST_RELAY_N_DIRECTIONS]; /* (mutex mutex) */
  gboolean is_cut; /* (mutex mutex) */
};

static GSocket *
make_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  return socket;
}

static GSocketAddress *
make_address (guint16 port)
{
  return g_inet_socket_address_new_from_string ("127.0.0.1", port);
}

/* With the mutex held. The client's side first: when the server knows, the client can know. */
static void
ph_test_relay_cut (PhTestRelay *self)
{
  self->is_cut = TRUE;
  for (guint i = 0; i < PH_TEST_RELAY_N_DIRECTIONS; i++)
    if (self->sources[i] != NULL)
      g_socket_close (self->sources[i], NULL);
}

/* Returns FALSE when the wire is cut or a side is gone altogether. */
static gboolean
ph_test_relay_pass (PhTestRelay *self, PhTestRelayDirection direction)
{
  GSocket *source = self->sources[direction];
  GSocket *target = self->sources[!direction];
  char octets[4096];
  guint64 left = direction == self->direction ? self->n - self->n_passed[direction] : sizeof octets;
  gssize n = g_socket_receive (source, octets, (gsize) MIN (left, sizeof octets), self->stop, NULL);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  if (n <= 0)
    {
      self->is_ended[direction] = TRUE;
      return n == 0 && g_socket_shutdown (target, FALSE, TRUE, NULL);
    }
  if (g_socket_send_with_blocking (target, octets, (gsize) n, TRUE, NULL, NULL) != n)
    return FALSE;
  self->n_passed[direction] += (guint64) n;
  if (direction == self->direction && self->n_passed[direction] >= self->n)
    ph_test_relay_cut (self);
  return !self->is_cut;
}

static gboolean
ph_test_relay_wait (PhTestRelay *self, GPollFD *fds)
{
  GPollFD stop = { 0 };
  guint n = 0;

  for (guint i = 0; i < PH_TEST_RELAY_N_DIRECTIONS; i++)
    fds[n++] = (GPollFD){ .fd = self->is_ended[i] ? -1 : g_socket_get_fd (self->sources[i]), .events = G_IO_IN };
  if (g_cancellable_make_pollfd (self->stop, &stop))
    fds[n++] = stop;
  g_poll (fds, n, -1);
  g_cancellable_release_fd (self->stop);
  return !g_cancellable_is_cancelled (self->stop);
}

static gboolean
ph_test_relay_connect (PhTestRelay *self)
{
  g_autoptr (GSocketAddress) address = make_address (self->server_port);
  GSocket *client = g_socket_accept (self->listener, self->stop, NULL);
  GSocket *server = NULL;

  if (client == NULL)
    return FALSE;
  server = make_socket ();
  self->sources[PH_TEST_RELAY_UP] = client;
  self->sources[PH_TEST_RELAY_DOWN] = server;
  for (guint i = 0; i < PH_TEST_RELAY_N_DIRECTIONS; i++)
    g_socket_set_option (self->sources[i], IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  return g_socket_connect (server, address, self->stop, NULL);
}

static gpointer
relay_thread (gpointer data)
{
  PhTestRelay *self = data;
  GPollFD fds[PH_TEST_RELAY_N_DIRECTIONS + 1] = { 0 };
  gboolean is_open = ph_test_relay_connect (self) && self->n > 0;

  while (is_open && !(self->is_ended[0] && self->is_ended[1]) && ph_test_relay_wait (self, fds))
    for (guint i = 0; i < PH_TEST_RELAY_N_DIRECTIONS && is_open; i++)
      if (fds[i].revents != 0)
        is_open = ph_test_relay_pass (self, i);
  g_mutex_lock (&self->mutex);
  ph_test_relay_cut (self);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

PhTestRelay *
ph_test_relay_new (guint16 port, PhTestRelayDirection direction, guint64 n)
{
  PhTestRelay *self = g_new0 (PhTestRelay, 1);
  g_autoptr (GSocketAddress) any = make_address (0);
  g_autoptr (GSocketAddress) got = NULL;

  self->server_port = port;
  self->direction = direction;
  self->n = n;
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  self->listener = make_socket ();
  g_assert_true (g_socket_bind (self->listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
  got = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->thread = g_thread_new ("test-relay", relay_thread, self);
  return self;
}

void
ph_test_relay_free (PhTestRelay *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  for (guint i = 0; i < PH_TEST_RELAY_N_DIRECTIONS; i++)
    g_clear_object (&self->sources[i]);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
ph_test_relay_get_port (PhTestRelay *self)
{
  return self->port;
}

gboolean
ph_test_relay_is_cut (PhTestRelay *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->is_cut;
}

guint64
ph_test_relay_get_n_passed (PhTestRelay *self, PhTestRelayDirection direction)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_passed[direction];
}
