/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens, and gives each connection a thread. Its threads only borrow the server: stopping waits for them, so they
 * never see it go. It knows nothing of what is said on a connection. */
#include "config.h"

#include "ph-practice-server.h"

#include "ph-practice-session.h"

/* One person's program needs one; the rest is for tests and for connections that are still closing. */
#define CONNECTIONS_MAX 32
#define IDLE_SECONDS_MAX 300
/* Both families must have the same port; where it is in use on ::1 the next try has another. */
#define PORT_TRIES_MAX 20
#define PAUSE_AFTER_FAILURE_MS 100

static const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };

typedef struct
{
  GSource source;
  PhPracticeServer *server; /* borrowed: the server destroys the source */
} DeliveredSource;

typedef struct
{
  PhPracticeServer *server; /* borrowed: stopping the server waits for the thread */
  GIOStream *stream; /* (owned) */
  GThread *thread; /* (owned) (nullable) */
  int is_over; /* (atomic) */
} Connection;

struct _PhPracticeServer
{
  GObject parent_instance;

  GFile *maildir; /* (owned) */
  PhPracticeSettings settings; /* constant while it runs */

  /* NULL and 0 while stopped */
  GPtrArray *listeners; /* (owned): of GSocket, one a family */
  GCancellable *cancellable; /* (owned): of the accepting thread and all sessions */
  GThread *accept_thread; /* (owned) */
  GPtrArray *connections; /* (owned): of Connection; the accepting thread's while that runs */
  GSource *delivered_source; /* (owned) */
  guint16 port;

  GAsyncQueue *delivered; /* (owned): GFiles to be announced */
};

enum
{
  SIGNAL_DELIVERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PhPracticeServer, ph_practice_server, G_TYPE_OBJECT)

static void
announce (PhPracticeServer *self)
{
  GFile *file = NULL;

  while ((file = g_async_queue_try_pop (self->delivered)) != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_DELIVERED], 0, file);
      g_object_unref (file);
    }
}

static gboolean
delivered_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  /* A handler may drop the last reference. */
  g_autoptr (PhPracticeServer) self = g_object_ref (((DeliveredSource *) source)->server);

  g_source_set_ready_time (source, -1);
  announce (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs delivered_source_funcs = { .dispatch = delivered_source_dispatch };

static GSource *
add_delivered_source (PhPracticeServer *self)
{
  GSource *source = g_source_new (&delivered_source_funcs, sizeof (DeliveredSource));

  ((DeliveredSource *) source)->server = self;
  g_source_set_static_name (source, "posthaste-practice-delivered");
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
delivered_cb (GFile *message, gpointer user_data)
{
  PhPracticeServer *self = user_data;

  g_async_queue_push (self->delivered, g_object_ref (message));
  g_source_set_ready_time (self->delivered_source, 0);
}

static gpointer
session_thread_func (gpointer data)
{
  Connection *connection = data;
  PhPracticeServer *self = connection->server;

  ph_practice_session_run (connection->stream, &self->settings, self->cancellable);
  g_atomic_int_set (&connection->is_over, TRUE);
  return NULL;
}

static void
connection_free (Connection *connection)
{
  g_clear_pointer (&connection->thread, g_thread_join);
  g_object_unref (connection->stream);
  g_free (connection);
}

/* Waits for no one: these threads have nothing left to do. */
static void
forget_ended_connections (PhPracticeServer *self)
{
  for (guint i = self->connections->len; i > 0; i--)
    {
      Connection *connection = g_ptr_array_index (self->connections, i - 1);

      if (g_atomic_int_get (&connection->is_over))
        g_ptr_array_remove_index_fast (self->connections, i - 1);
    }
}

static void
turn_away (GIOStream *stream, GCancellable *cancellable)
{
  static const char reply[] = "421 4.3.2 Too many connections\r\n";

  /* A client that does not wait for this is turned away as well. */
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), reply, sizeof reply - 1, NULL, cancellable, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
take_connection (PhPracticeServer *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  Connection *connection = NULL;

  g_socket_set_timeout (socket, IDLE_SECONDS_MAX);
  forget_ended_connections (self);
  if (self->connections->len >= CONNECTIONS_MAX)
    {
      turn_away (G_IO_STREAM (stream), self->cancellable);
      return;
    }
  connection = g_new0 (Connection, 1);
  connection->server = self;
  connection->stream = g_object_ref (G_IO_STREAM (stream));
  g_ptr_array_add (self->connections, connection);
  connection->thread = g_thread_new ("practice", session_thread_func, connection);
}

static void
accept_from (PhPracticeServer *self, GSocket *listener, const GPollFD *stop_fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);
  GPollFD fd = *stop_fd;

  if (socket != NULL)
    {
      take_connection (self, socket);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return; /* the client is gone already */
  /* Without a pause a lack of descriptors would make the thread spin. */
  g_debug ("No connection accepted: %s", error->message);
  g_poll (&fd, 1, PAUSE_AFTER_FAILURE_MS);
}

static gpointer
accept_thread_func (gpointer data)
{
  PhPracticeServer *self = data;
  const guint n_listeners = self->listeners->len;
  GPollFD fds[G_N_ELEMENTS (families) + 1] = { 0 };

  for (guint i = 0; i < n_listeners; i++)
    fds[i] = (GPollFD){ .fd = g_socket_get_fd (g_ptr_array_index (self->listeners, i)), .events = G_IO_IN };
  g_cancellable_make_pollfd (self->cancellable, &fds[n_listeners]);
  while (!g_cancellable_is_cancelled (self->cancellable))
    if (g_poll (fds, n_listeners + 1, -1) > 0)
      for (guint i = 0; i < n_listeners; i++)
        if (fds[i].revents != 0)
          accept_from (self, g_ptr_array_index (self->listeners, i), &fds[n_listeners]);
  g_cancellable_release_fd (self->cancellable);
  return NULL;
}

static guint16
get_local_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/* @port 0 is a free one. */
static GSocket *
listen_on (GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

/* A client that resolves "localhost" may try either family, and nobody else may answer it on the other. */
static GPtrArray *
listen_on_loopback (GError **error)
{
  g_autoptr (GPtrArray) listeners = g_ptr_array_new_with_free_func (g_object_unref);
  guint16 port = 0;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autoptr (GError) family_error = NULL;
      g_autoptr (GSocket) socket = listen_on (families[i], port, &family_error);

      if (socket != NULL)
        {
          port = get_local_port (socket);
          g_ptr_array_add (listeners, g_steal_pointer (&socket));
        }
      else if (listeners->len == 0 || g_error_matches (family_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        {
          g_propagate_error (error, g_steal_pointer (&family_error));
          return NULL;
        }
      else
        g_debug ("Without IPv6: %s", family_error->message); /* where there is none, nobody else can answer on it */
    }
  return g_steal_pointer (&listeners);
}

static gboolean
open_listeners (PhPracticeServer *self, GError **error)
{
  g_autoptr (GError) last_error = NULL;

  for (guint i = 0; i < PORT_TRIES_MAX && self->listeners == NULL; i++)
    {
      g_clear_error (&last_error);
      self->listeners = listen_on_loopback (&last_error);
    }
  if (self->listeners == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&last_error));
      return FALSE;
    }
  self->port = get_local_port (g_ptr_array_index (self->listeners, 0));
  return TRUE;
}

static void
stop_threads (PhPracticeServer *self)
{
  if (self->listeners == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->accept_thread, g_thread_join);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_source_destroy (self->delivered_source);
  g_clear_pointer (&self->delivered_source, g_source_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  self->port = 0;
}

static void
ph_practice_server_dispose (GObject *object)
{
  PhPracticeServer *self = PH_PRACTICE_SERVER (object);

  stop_threads (self);

  G_OBJECT_CLASS (ph_practice_server_parent_class)->dispose (object);
}

static void
ph_practice_server_finalize (GObject *object)
{
  PhPracticeServer *self = PH_PRACTICE_SERVER (object);

  g_clear_pointer (&self->delivered, g_async_queue_unref);
  g_clear_object (&self->maildir);

  G_OBJECT_CLASS (ph_practice_server_parent_class)->finalize (object);
}

static void
ph_practice_server_class_init (PhPracticeServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ph_practice_server_dispose;
  object_class->finalize = ph_practice_server_finalize;

  signals[SIGNAL_DELIVERED] = g_signal_new ("delivered",
                                            PH_TYPE_PRACTICE_SERVER,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            G_TYPE_FILE);
}

static void
ph_practice_server_init (PhPracticeServer *self)
{
  self->delivered = g_async_queue_new_full (g_object_unref);
}

PhPracticeServer *
ph_practice_server_new (GFile *maildir)
{
  PhPracticeServer *self = NULL;

  g_return_val_if_fail (G_IS_FILE (maildir), NULL);
  g_return_val_if_fail (g_file_peek_path (maildir) != NULL, NULL);

  self = g_object_new (PH_TYPE_PRACTICE_SERVER, NULL);
  self->maildir = g_object_ref (maildir);
  self->settings = (PhPracticeSettings){
    .maildir = self->maildir,
    .size_max = PH_PRACTICE_SERVER_SIZE_MAX,
    .slow_ms = PH_PRACTICE_SERVER_SLOW_SECONDS * 1000,
    .delivered = delivered_cb,
    .delivered_data = self,
  };
  return self;
}

gboolean
ph_practice_server_start (PhPracticeServer *self, GError **error)
{
  g_return_val_if_fail (PH_IS_PRACTICE_SERVER (self), FALSE);

  if (self->listeners != NULL)
    return TRUE;
  if (!open_listeners (self, error))
    return FALSE;
  self->cancellable = g_cancellable_new ();
  self->delivered_source = add_delivered_source (self);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) connection_free);
  self->accept_thread = g_thread_new ("practice-accept", accept_thread_func, self);
  return TRUE;
}

void
ph_practice_server_stop (PhPracticeServer *self)
{
  g_return_if_fail (PH_IS_PRACTICE_SERVER (self));

  stop_threads (self);
  announce (self);
}

guint16
ph_practice_server_get_port (PhPracticeServer *self)
{
  g_return_val_if_fail (PH_IS_PRACTICE_SERVER (self), 0);

  return self->port;
}

GFile *
ph_practice_server_get_maildir (PhPracticeServer *self)
{
  g_return_val_if_fail (PH_IS_PRACTICE_SERVER (self), NULL);

  return self->maildir;
}
