/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's proxies are honoured, and who asks for none does not even load what knows them. A connection does not hold
 * small writes back. */
#include "ph-smtp-connect.h"
#include "ph-test-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* A resolver that counts; GIO takes it for the desktop's. */
typedef struct
{
  GObject parent_instance;
} CountingResolver;

typedef GObjectClass CountingResolverClass;

static guint n_resolvers;
static guint n_look_ups;

static void counting_resolver_iface_init (GProxyResolverInterface *iface);

static GType counting_resolver_get_type (void);

G_DEFINE_TYPE_WITH_CODE (CountingResolver,
                         counting_resolver,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, counting_resolver_iface_init))

static void
counting_resolver_class_init (CountingResolverClass *klass)
{
}

static void
counting_resolver_init (CountingResolver *self)
{
  n_resolvers++;
}

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
look_up (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  static const char *const direct[] = { "direct://", NULL };

  n_look_ups++;
  return g_strdupv ((char **) direct);
}

static void
look_up_async (GProxyResolver *resolver,
               const char *uri,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, look_up (resolver, uri, cancellable, NULL), (GDestroyNotify) g_strfreev);
}

static char **
look_up_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
counting_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = look_up;
  iface->lookup_async = look_up_async;
  iface->lookup_finish = look_up_finish;
}

static GSocketConnection *
connect_to (PhTestServer *test_server, PhSmtpProxy proxy)
{
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  ph_smtp_server_set_proxy (server, proxy);
  connection = ph_smtp_connect (server, context, 10, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/* In this order: once made, GIO's default resolver stays. */
static void
test_proxy (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("GONE\nNEXT\nGONE");
  g_autoptr (GSocketConnection) direct = connect_to (test_server, PH_SMTP_PROXY_NONE);
  g_autoptr (GSocketConnection) asked = NULL;

  g_assert_cmpuint (n_resolvers, ==, 0);
  g_io_stream_close (G_IO_STREAM (direct), NULL, NULL);
  asked = connect_to (test_server, PH_SMTP_PROXY_SYSTEM);
  g_assert_cmpuint (n_resolvers, ==, 1);
  g_assert_cmpuint (n_look_ups, ==, 1);
}

static void
test_no_delay (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("GONE");
  g_autoptr (GSocketConnection) connection = connect_to (test_server, PH_SMTP_PROXY_NONE);
  int value = 0;

  g_assert_true (
      g_socket_get_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, &value, NULL));
  g_assert_cmpint (value, !=, 0);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "counting", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_type_ensure (G_TYPE_PROXY_RESOLVER);
  /* The extension point is there as soon as GIO is. */
  g_object_unref (g_socket_client_new ());
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME,
                                  counting_resolver_get_type (),
                                  "counting",
                                  1000);
  g_test_add_func ("/smtp/connect/proxy", test_proxy);
  g_test_add_func ("/smtp/connect/no-delay", test_no_delay);
  return g_test_run ();
}
