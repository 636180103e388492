/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSocketClient does the work; here its many errors become the few that a person can act on. */
#include "config.h"

#include "ph-smtp-connect.h"

#include "ph-smtp-wait.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

static PhSmtpError
classify (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return PH_SMTP_ERROR_HOST_NOT_FOUND;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return PH_SMTP_ERROR_TIMED_OUT;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return PH_SMTP_ERROR_CONNECTION_REFUSED;
  /* Taken, and dropped before this side looked. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return PH_SMTP_ERROR_CONNECTION_LOST;
  return PH_SMTP_ERROR_NETWORK_DOWN;
}

/* Takes @connect_error over. */
static void
translate (const PhSmtpServer *server, GError *connect_error, GError **error)
{
  g_autoptr (GError) owned = connect_error;

  if (g_error_matches (connect_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (error != NULL)
    *error = ph_smtp_error_new (classify (connect_error),
                                PH_SMTP_STAGE_CONNECT,
                                "no connection to %s port %u: %s",
                                ph_smtp_server_get_host (server),
                                ph_smtp_server_get_port (server),
                                connect_error->message);
}

GSocketConnection *
ph_smtp_connect (const PhSmtpServer *server,
                 GMainContext *context,
                 guint timeout,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = NULL;
  g_autoptr (GError) local_error = NULL;
  GSocketConnection *connection = NULL;
  PhSmtpWait wait;

  g_socket_client_set_enable_proxy (client, ph_smtp_server_get_proxy (server) == PH_SMTP_PROXY_SYSTEM);
  address = g_network_address_new (ph_smtp_server_get_host (server), ph_smtp_server_get_port (server));
  ph_smtp_wait_begin (&wait, context, timeout, cancellable);
  g_socket_client_connect_async (client, address, wait.cancellable, ph_smtp_wait_result_cb, &wait);
  connection = g_socket_client_connect_finish (client, ph_smtp_wait_for_result (&wait), &local_error);
  ph_smtp_wait_correct_error (&wait, &local_error);
  /* The other addresses' attempts were cancelled and want to say so. */
  while (g_main_context_iteration (context, FALSE))
    ;
  ph_smtp_wait_end (&wait);

  if (connection == NULL)
    {
      translate (server, g_steal_pointer (&local_error), error);
      return NULL;
    }
  /* Each group of commands is one write, so waiting for more to put into a packet only costs. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  return connection;
}
