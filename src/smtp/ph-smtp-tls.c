/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO does the TLS; this file decides whom to believe. */
#include "config.h"

#include "ph-smtp-tls.h"

#include "ph-smtp-purpose.h"
#include "ph-smtp-wait.h"

/* What the certificate was found to be, written while the handshake runs on this thread or on GIO's. */
typedef struct
{
  const char *trusted_fingerprint; /* (unowned) (nullable) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  GTlsCertificateFlags flags;
  gboolean purpose_refused;
  gboolean is_pinned;
} PhSmtpVerdict;

char *
ph_smtp_tls_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

const char *
ph_smtp_tls_get_version (GTlsConnection *connection)
{
  g_return_val_if_fail (G_IS_TLS_CONNECTION (connection), NULL);

  return g_tls_connection_get_protocol_version (connection) == G_TLS_PROTOCOL_VERSION_TLS_1_3 ? "1.3" : "1.2";
}

static gboolean
is_trusted_one (GTlsCertificate *certificate, const char *trusted_fingerprint)
{
  g_autofree char *fingerprint = NULL;

  if (trusted_fingerprint == NULL || *trusted_fingerprint == '\0')
    return FALSE;
  fingerprint = ph_smtp_tls_dup_fingerprint (certificate);
  return g_ascii_strcasecmp (fingerprint, trusted_fingerprint) == 0;
}

/* Called only when GIO's own checks failed. */
static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer data)
{
  PhSmtpVerdict *verdict = data;

  g_set_object (&verdict->certificate, certificate);
  verdict->flags = flags;
  verdict->is_pinned = is_trusted_one (certificate, verdict->trusted_fingerprint);
  return verdict->is_pinned;
}

static gboolean
fail_certificate (PhSmtpVerdict *verdict, const char *what, GError **error)
{
  if (error == NULL)
    return FALSE;
  *error = ph_smtp_error_new (PH_SMTP_ERROR_CERTIFICATE, PH_SMTP_STAGE_TLS, "the certificate was refused: %s", what);
  ph_smtp_error_set_certificate (*error, verdict->certificate, verdict->flags, verdict->purpose_refused);
  return FALSE;
}

static const char *
describe_flags (GTlsCertificateFlags flags)
{
  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return "it has expired";
  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return "it is not valid yet";
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return "it is for another name";
  if ((flags & G_TLS_CERTIFICATE_REVOKED) != 0)
    return "it was revoked";
  if ((flags & G_TLS_CERTIFICATE_INSECURE) != 0)
    return "its algorithm is not secure";
  return "nobody whom this computer trusts has signed it";
}

/* Takes @handshake_error over. */
static gboolean
fail_handshake (PhSmtpVerdict *verdict, GError *handshake_error, GError **error)
{
  g_autoptr (GError) owned = handshake_error;
  PhSmtpError code = PH_SMTP_ERROR_TLS_FAILED;

  if (g_error_matches (handshake_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }
  if (verdict->certificate != NULL && !verdict->is_pinned)
    return fail_certificate (verdict, describe_flags (verdict->flags), error);
  if (g_error_matches (handshake_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = PH_SMTP_ERROR_TIMED_OUT;
  else if (g_error_matches (handshake_error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
           || g_error_matches (handshake_error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    code = PH_SMTP_ERROR_CONNECTION_LOST;
  if (error != NULL)
    *error = ph_smtp_error_new (code, PH_SMTP_STAGE_TLS, "the TLS handshake failed: %s", handshake_error->message);
  return FALSE;
}

static gboolean
check_after_handshake (GTlsConnection *connection, PhSmtpVerdict *verdict, GError **error)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (connection);

  if (version != G_TLS_PROTOCOL_VERSION_TLS_1_2 && version != G_TLS_PROTOCOL_VERSION_TLS_1_3)
    {
      if (error != NULL)
        *error = ph_smtp_error_new (PH_SMTP_ERROR_TLS_FAILED,
                                    PH_SMTP_STAGE_TLS,
                                    "the server speaks only a version of TLS that is older than 1.2");
      return FALSE;
    }
  g_set_object (&verdict->certificate, g_tls_connection_get_peer_certificate (connection));
  verdict->purpose_refused = verdict->certificate == NULL || !ph_smtp_purpose_is_server (verdict->certificate);
  if (verdict->purpose_refused && verdict->certificate != NULL)
    verdict->is_pinned = is_trusted_one (verdict->certificate, verdict->trusted_fingerprint);
  return !verdict->purpose_refused || verdict->is_pinned
         || fail_certificate (verdict, "it is not meant for servers", error);
}

static gpointer
prepare_thread (gpointer data)
{
  g_autoptr (GTlsDatabase) database = NULL;

  ph_smtp_purpose_prepare ();
  database = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  return NULL;
}

GThread *
ph_smtp_tls_prepare (const PhSmtpServer *server)
{
  static gsize is_begun;
  GThread *thread = NULL;

  if (ph_smtp_server_get_security (server) == PH_SMTP_SECURITY_NONE || ph_smtp_server_get_tls_database (server) != NULL
      || !g_once_init_enter (&is_begun))
    return NULL;
  thread = g_thread_new ("ph-authorities", prepare_thread, NULL);
  g_once_init_leave (&is_begun, 1);
  return thread;
}

/* The database is given at construction, as a later one would load the system's first. */
static GTlsConnection *
new_connection (GIOStream *base, const PhSmtpServer *server, GError **error)
{
  GTlsBackend *backend = NULL;
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) local_error = NULL;
  GTlsConnection *connection = NULL;

  ph_smtp_purpose_prepare ();
  backend = g_tls_backend_get_default ();
  identity = g_network_address_new (ph_smtp_server_get_host (server), ph_smtp_server_get_port (server));
  g_set_object (&database, ph_smtp_server_get_tls_database (server));
  if (database == NULL)
    database = g_tls_backend_get_default_database (backend);
  connection = g_initable_new (g_tls_backend_get_client_connection_type (backend),
                               NULL,
                               &local_error,
                               "base-io-stream",
                               base,
                               "server-identity",
                               identity,
                               "database",
                               database,
                               "certificate",
                               ph_smtp_server_get_certificate (server),
                               NULL);
  if (connection == NULL && error != NULL)
    *error
        = ph_smtp_error_new (PH_SMTP_ERROR_TLS_FAILED, PH_SMTP_STAGE_TLS, "TLS is not there: %s", local_error->message);
  return connection;
}

static gboolean
run_handshake (GTlsConnection *connection,
               PhSmtpVerdict *verdict,
               GMainContext *context,
               guint timeout,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  PhSmtpWait wait;

  ph_smtp_wait_begin (&wait, context, timeout, cancellable);
  g_tls_connection_handshake_async (connection, G_PRIORITY_DEFAULT, wait.cancellable, ph_smtp_wait_result_cb, &wait);
  g_tls_connection_handshake_finish (connection, ph_smtp_wait_for_result (&wait), &local_error);
  ph_smtp_wait_correct_error (&wait, &local_error);
  ph_smtp_wait_end (&wait);

  if (local_error != NULL)
    return fail_handshake (verdict, g_steal_pointer (&local_error), error);
  return check_after_handshake (connection, verdict, error);
}

static void
note_result (GTlsConnection *connection, PhSmtpVerdict *verdict, PhSmtpTranscript *transcript)
{
  g_autofree char *cipher = g_tls_connection_get_ciphersuite_name (connection);

  ph_smtp_transcript_note (transcript,
                           "Encrypted with TLS %s, %s%s",
                           ph_smtp_tls_get_version (connection),
                           cipher,
                           verdict->is_pinned ? ", certificate trusted by its fingerprint" : "");
}

GIOStream *
ph_smtp_tls_handshake (GIOStream *base,
                       const PhSmtpServer *server,
                       GMainContext *context,
                       guint timeout,
                       PhSmtpTranscript *transcript,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GTlsConnection) connection = new_connection (base, server, error);
  PhSmtpVerdict verdict = { .trusted_fingerprint = ph_smtp_server_get_trusted_fingerprint (server) };
  gulong handler = 0;
  gboolean is_done = FALSE;

  if (connection == NULL)
    return NULL;

  handler = g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), &verdict);
  is_done = run_handshake (connection, &verdict, context, timeout, cancellable, error);
  g_signal_handler_disconnect (connection, handler);
  if (is_done && transcript != NULL)
    note_result (connection, &verdict, transcript);
  g_clear_object (&verdict.certificate);
  if (is_done)
    return G_IO_STREAM (g_steal_pointer (&connection));
  /* GIO's thread may be the last to let go of the connection, and would close the socket beside the caller's thread. */
  g_io_stream_close (base, NULL, NULL);
  return NULL;
}
