/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a handshake fails its connection is closed on this thread, whoever still holds the TLS one; what it needs is loaded
 * beforehand. */
#include "ph-smtp-connect.h"
#include "ph-smtp-tls.h"

#include "ph-test-server.h"
#include "ph-test-tls.h"

typedef struct
{
  const char *name;
  const char *script;
} FailCase;

static const FailCase fail_cases[] = {
  { "refused-in-handshake", "TLS-REFUSED: expired" },
  { "refused-behind-it", "TLS-REFUSED: client-purpose" },
  { "not-spoken", "S: 220 plain\nGONE" },
};

/* As GIO's worker does, for longer than it has said that it is done. */
static gboolean
hold_connection_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer held)
{
  g_set_object ((GObject **) held, g_value_get_object (values));
  return TRUE;
}

static GIOStream *
handshake (PhTestServer *test_server, GSocketConnection **base, GError **error)
{
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GTlsDatabase) database = ph_test_tls_load_database ();

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_TLS);
  ph_smtp_server_set_tls_database (server, database);
  *base = ph_smtp_connect (server, context, 10, NULL, error);
  g_assert_no_error (*error);
  return ph_smtp_tls_handshake (G_IO_STREAM (*base), server, context, 10, NULL, NULL, error);
}

static void
test_fail (gconstpointer data)
{
  const FailCase *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GObject) held = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;
  guint signal = g_signal_lookup ("accept-certificate", G_TYPE_TLS_CONNECTION);
  gulong hook = g_signal_add_emission_hook (signal, 0, hold_connection_cb, &held, NULL);

  tls = handshake (test_server, &base, &error);
  g_signal_remove_emission_hook (signal, hook);
  g_assert_null (tls);
  g_assert_nonnull (error);
  g_assert_true (g_io_stream_is_closed (G_IO_STREAM (base)));
}

static void
test_done (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("TLS\nGONE");
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  tls = handshake (test_server, &base, &error);
  g_assert_no_error (error);
  g_assert_false (g_io_stream_is_closed (G_IO_STREAM (base)));
  g_assert_cmpstr (ph_smtp_tls_get_version (G_TLS_CONNECTION (tls)), ==, "1.3");
}

static GThread *
prepare (PhSmtpSecurity security, GTlsDatabase *database)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("127.0.0.1", 0, security);

  ph_smtp_server_set_tls_database (server, database);
  return ph_smtp_tls_prepare (server);
}

/* The system's authorities are read beforehand once, and only for who needs them. */
static void
test_prepare (void)
{
  g_autoptr (GTlsDatabase) database = ph_test_tls_load_database ();
  GThread *thread = NULL;

  g_assert_null (prepare (PH_SMTP_SECURITY_NONE, NULL));
  g_assert_null (prepare (PH_SMTP_SECURITY_TLS, database));
  thread = prepare (PH_SMTP_SECURITY_STARTTLS, NULL);
  g_assert_nonnull (thread);
  g_thread_join (thread);
  g_assert_null (prepare (PH_SMTP_SECURITY_TLS, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_type_class_unref (g_type_class_ref (G_TYPE_TLS_CONNECTION));
  for (guint i = 0; i < G_N_ELEMENTS (fail_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/tls/fail/", fail_cases[i].name, NULL);

      g_test_add_data_func (path, &fail_cases[i], test_fail);
    }
  g_test_add_func ("/smtp/tls/done", test_done);
  g_test_add_func ("/smtp/tls/prepare", test_prepare);
  return g_test_run ();
}
