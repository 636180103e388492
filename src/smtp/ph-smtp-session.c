/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner of one connection and of its state. It opens and closes; the message itself is the transaction's. */
#include "config.h"

#include "ph-smtp-session-private.h"

#include "ph-smtp-command.h"
#include "ph-smtp-connect.h"
#include "ph-smtp-sign-in.h"
#include "ph-smtp-tls.h"
#include "ph-smtp-wait.h"

#include <string.h>

/* Look-up and TCP together; the kernel alone would try for two minutes. */
#define TIMEOUT_CONNECT 30
/* A handshake is a few packets: what takes longer does not end. */
#define TIMEOUT_TLS 60
/* The good-bye is politeness; nobody waits for it. */
#define TIMEOUT_QUIT 2
/* What is buffered already is read at once. */
#define TIMEOUT_FAREWELL 2

struct _PhSmtpSession
{
  PhSmtpServer *server; /* (owned) */
  PhSmtpCredentials *credentials; /* (owned) (nullable) */
  PhSmtpTranscript *transcript; /* (owned) (nullable) */
  GMainContext *context; /* (owned): iterated only while this session waits */

  PhSmtpSessionState state;
  PhSmtpStage stage;
  GSocketConnection *connection; /* (owned) (nullable) */
  PhSmtpStream *stream; /* (owned) (nullable) */
  PhSmtpReply *greeting; /* (owned) (nullable) */
  PhSmtpReply *offer; /* (owned) (nullable): what the capabilities are made of */
  PhSmtpCapabilities *capabilities; /* (owned) */
  gboolean is_offer_early; /* said before signing in */
  char *fingerprint; /* (owned) (nullable): of this connection */
  PhSmtpChunkManner chunk_manner; /* of this connection */
  char *recalled_fingerprint; /* (owned) (nullable) */
  PhSmtpChunkManner recalled_manner;
  guint n_messages; /* in this connection */
  const char *tls_version; /* (nullable): static */
  char *tls_cipher; /* (owned) (nullable) */

  PhSmtpSessionProgressFunc progress; /* (nullable) */
  gpointer progress_data; /* (unowned) */
};

PhSmtpSession *
ph_smtp_session_new (const PhSmtpServer *server, const PhSmtpCredentials *credentials, PhSmtpTranscript *transcript)
{
  PhSmtpSession *self = NULL;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_new0 (PhSmtpSession, 1);
  self->server = ph_smtp_server_copy (server);
  self->credentials = credentials != NULL ? ph_smtp_credentials_copy (credentials) : NULL;
  g_set_object (&self->transcript, transcript);
  self->context = g_main_context_new ();
  self->capabilities = ph_smtp_capabilities_new (NULL);
  return self;
}

void
ph_smtp_session_free (PhSmtpSession *self)
{
  if (self == NULL)
    return;
  ph_smtp_session_close (self);
  ph_smtp_server_free (self->server);
  ph_smtp_credentials_free (self->credentials);
  ph_smtp_capabilities_free (self->capabilities);
  g_clear_pointer (&self->greeting, ph_smtp_reply_unref);
  g_clear_pointer (&self->offer, ph_smtp_reply_unref);
  g_free (self->fingerprint);
  g_free (self->recalled_fingerprint);
  g_free (self->tls_cipher);
  g_clear_object (&self->transcript);
  g_main_context_unref (self->context);
  g_free (self);
}

void
ph_smtp_session_set_transcript (PhSmtpSession *self, PhSmtpTranscript *transcript)
{
  g_return_if_fail (self != NULL);
  g_set_object (&self->transcript, transcript);
  if (self->stream != NULL)
    ph_smtp_stream_set_transcript (self->stream, transcript);
}

void
ph_smtp_session_set_progress (PhSmtpSession *self, PhSmtpSessionProgressFunc progress, gpointer user_data)
{
  g_return_if_fail (self != NULL);
  self->progress = progress;
  self->progress_data = user_data;
}

PhSmtpSessionState
ph_smtp_session_get_state (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, PH_SMTP_SESSION_CLOSED);
  return self->state;
}

const PhSmtpCapabilities *
ph_smtp_session_get_capabilities (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->capabilities;
}

const char *
ph_smtp_session_get_tls_version (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->tls_version;
}

const char *
ph_smtp_session_get_tls_cipher (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->tls_cipher;
}

guint
ph_smtp_session_get_timeout (PhSmtpSession *self, PhSmtpTimeout usual)
{
  guint timeout = ph_smtp_server_get_timeout (self->server);

  return timeout != 0 ? timeout : (guint) usual;
}

PhSmtpStream *
ph_smtp_session_get_stream (PhSmtpSession *self)
{
  return self->stream;
}

PhSmtpStage
ph_smtp_session_get_stage (PhSmtpSession *self)
{
  return self->stage;
}

void
ph_smtp_session_set_state (PhSmtpSession *self, PhSmtpSessionState state)
{
  self->state = state;
}

void
ph_smtp_session_recall_stage (PhSmtpSession *self, PhSmtpStage stage)
{
  self->stage = stage;
  if (self->stream != NULL)
    ph_smtp_stream_set_stage (self->stream, stage);
  if (self->transcript != NULL)
    ph_smtp_transcript_set_stage (self->transcript, stage);
}

void
ph_smtp_session_set_stage (PhSmtpSession *self, PhSmtpStage stage)
{
  ph_smtp_session_recall_stage (self, stage);
  ph_smtp_session_report (self, 0, 0);
}

void
ph_smtp_session_report (PhSmtpSession *self, guint64 done, guint64 total)
{
  if (self->progress != NULL)
    self->progress (self->stage, done, total, self->progress_data);
}

static void
ph_smtp_session_note (PhSmtpSession *self, const char *text)
{
  if (self->transcript != NULL)
    ph_smtp_transcript_note (self->transcript, "%s", text);
}

/* @reply: (nullable) */
static void
ph_smtp_session_set_capabilities (PhSmtpSession *self, PhSmtpReply *reply)
{
  g_clear_pointer (&self->offer, ph_smtp_reply_unref);
  self->offer = reply != NULL ? ph_smtp_reply_ref (reply) : NULL;
  g_clear_pointer (&self->capabilities, ph_smtp_capabilities_free);
  self->capabilities = ph_smtp_capabilities_new (reply);
  self->is_offer_early = FALSE;
}

/* A reply that neither grants what was asked nor refuses it belongs to another question: nobody knows where the server is. */
gboolean
ph_smtp_session_fail (PhSmtpSession *self, PhSmtpError code, const char *what, const PhSmtpReply *reply, GError **error)
{
  g_autofree char *words = ph_smtp_stream_dup_words (self->stream, reply);
  gboolean is_farewell = ph_smtp_reply_get_code (reply) == 421;
  gboolean is_refusal = ph_smtp_reply_get_class (reply) >= 4;

  if (!is_refusal)
    code = PH_SMTP_ERROR_PROTOCOL;
  else if (is_farewell)
    code = PH_SMTP_ERROR_SERVICE_UNAVAILABLE;
  if (self->transcript != NULL)
    ph_smtp_transcript_mark_failure (self->transcript);
  if (error != NULL)
    *error = ph_smtp_error_new_for_reply (code,
                                          self->stage,
                                          ph_smtp_reply_get_code (reply),
                                          ph_smtp_reply_get_enhanced_status (reply),
                                          words,
                                          what);
  if (is_farewell || !is_refusal)
    ph_smtp_session_close (self);
  return FALSE;
}

PhSmtpReply *
ph_smtp_session_ask (PhSmtpSession *self,
                     const char *command,
                     const char *shown,
                     PhSmtpTimeout timeout,
                     GCancellable *cancellable,
                     GError **error)
{
  guint seconds = ph_smtp_session_get_timeout (self, timeout);
  PhSmtpReply *reply = NULL;

  if (ph_smtp_stream_write_command (self->stream, command, shown, seconds, cancellable, error))
    reply = ph_smtp_stream_read_reply (self->stream, seconds, cancellable, error);
  /* Without its reply no later one could be told apart from it. */
  if (reply == NULL)
    ph_smtp_session_close (self);
  return reply;
}

/* ---- connect, greeting, hello -------------------------------------------------------------------------------- */

static gboolean
ph_smtp_session_start_tls (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  guint own = ph_smtp_server_get_timeout (self->server);
  g_autoptr (GIOStream) tls = NULL;

  ph_smtp_session_set_stage (self, PH_SMTP_STAGE_TLS);
  tls = ph_smtp_tls_handshake (ph_smtp_stream_get_io (self->stream),
                               self->server,
                               self->context,
                               own != 0 ? own : TIMEOUT_TLS,
                               self->transcript,
                               cancellable,
                               error);
  if (tls == NULL)
    return FALSE;
  self->tls_version = ph_smtp_tls_get_version (G_TLS_CONNECTION (tls));
  self->tls_cipher = g_tls_connection_get_ciphersuite_name (G_TLS_CONNECTION (tls));
  ph_smtp_stream_replace_io (self->stream, tls);
  return TRUE;
}

static void
ph_smtp_session_note_connection (PhSmtpSession *self)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (self->connection, NULL);
  g_autofree char *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (remote) || self->transcript == NULL)
    return;
  text = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  ph_smtp_transcript_note (self->transcript,
                           "Connected to %s (%s) port %u",
                           ph_smtp_server_get_host (self->server),
                           text,
                           g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (remote)));
}

static gboolean
ph_smtp_session_connect (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  guint own = ph_smtp_server_get_timeout (self->server);

  ph_smtp_session_set_stage (self, PH_SMTP_STAGE_CONNECT);
  self->connection
      = ph_smtp_connect (self->server, self->context, own != 0 ? own : TIMEOUT_CONNECT, cancellable, error);
  if (self->connection == NULL)
    return FALSE;
  self->stream = ph_smtp_stream_new (G_IO_STREAM (self->connection), self->context, self->transcript);
  if (self->credentials != NULL)
    ph_smtp_stream_add_secret (self->stream, ph_smtp_credentials_get_password (self->credentials));
  ph_smtp_session_note_connection (self);
  return ph_smtp_server_get_security (self->server) != PH_SMTP_SECURITY_TLS
         || ph_smtp_session_start_tls (self, cancellable, error);
}

static gboolean
ph_smtp_session_read_greeting (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  guint timeout = ph_smtp_session_get_timeout (self, PH_SMTP_TIMEOUT_GREETING);
  g_autoptr (PhSmtpReply) reply = NULL;

  ph_smtp_session_set_stage (self, PH_SMTP_STAGE_CONNECT);
  reply = ph_smtp_stream_read_reply (self->stream, timeout, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (ph_smtp_reply_get_code (reply) != 220)
    return ph_smtp_session_fail (self, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "the greeting", reply, error);
  g_clear_pointer (&self->greeting, ph_smtp_reply_unref);
  self->greeting = g_steal_pointer (&reply);
  return TRUE;
}

/* An address literal names no one and is always true (RFC 5321 section 4.1.3). */
static char *
ph_smtp_session_dup_ehlo_name (PhSmtpSession *self)
{
  g_autoptr (GSocketAddress) local = NULL;
  g_autofree char *text = NULL;
  GInetAddress *address = NULL;

  if (ph_smtp_server_get_ehlo_name (self->server) != NULL)
    return g_strdup (ph_smtp_server_get_ehlo_name (self->server));
  local = g_socket_connection_get_local_address (self->connection, NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return g_strdup ("[127.0.0.1]");
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local));
  text = g_inet_address_to_string (address);
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? g_strdup_printf ("[IPv6:%s]", text)
                                                                     : g_strdup_printf ("[%s]", text);
}

static PhSmtpReply *
ph_smtp_session_say_hello (PhSmtpSession *self, const char *verb, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = ph_smtp_session_dup_ehlo_name (self);
  g_autofree char *command = ph_smtp_command_hello (verb, name, error);

  if (command == NULL)
    return NULL;
  return ph_smtp_session_ask (self, command, NULL, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
}

/* HELO offers nothing, so whoever needs TLS or a sign-in fails in the next step and in the right words. */
static gboolean
ph_smtp_session_hello (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpReply) reply = ph_smtp_session_say_hello (self, "EHLO", cancellable, error);

  if (reply == NULL)
    return FALSE;
  if (ph_smtp_reply_get_code (reply) == 250)
    {
      ph_smtp_session_set_capabilities (self, reply);
      return TRUE;
    }
  if (ph_smtp_reply_get_class (reply) != 5)
    return ph_smtp_session_fail (self, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "EHLO", reply, error);

  ph_smtp_session_set_capabilities (self, NULL);
  g_clear_pointer (&reply, ph_smtp_reply_unref);
  reply = ph_smtp_session_say_hello (self, "HELO", cancellable, error);
  if (reply == NULL)
    return FALSE;
  return ph_smtp_reply_get_code (reply) == 250
         || ph_smtp_session_fail (self, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "HELO", reply, error);
}

gboolean
ph_smtp_session_ask_again (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  if (ph_smtp_session_hello (self, cancellable, error))
    return TRUE;
  ph_smtp_session_close (self);
  return FALSE;
}

gboolean
ph_smtp_session_is_offer_early (PhSmtpSession *self)
{
  return self->is_offer_early;
}

static gboolean
fail_no_tls (GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_TLS_NOT_OFFERED, PH_SMTP_STAGE_TLS, "the server does not offer STARTTLS");
  return FALSE;
}

/* RFC 3207. What came along with the 220 was not said inside TLS, whoever said it. */
static gboolean
ph_smtp_session_upgrade (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpReply) reply = NULL;

  ph_smtp_session_set_stage (self, PH_SMTP_STAGE_TLS);
  if (!ph_smtp_capabilities_has (self->capabilities, PH_SMTP_CAPABILITY_STARTTLS))
    return fail_no_tls (error);
  reply = ph_smtp_session_ask (self, "STARTTLS\r\n", NULL, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (ph_smtp_reply_get_code (reply) != 220)
    return ph_smtp_session_fail (self, PH_SMTP_ERROR_TLS_NOT_OFFERED, "STARTTLS", reply, error);
  if (!ph_smtp_stream_check_quiet (self->stream, error))
    return FALSE;

  ph_smtp_session_set_capabilities (self, NULL);
  return ph_smtp_session_start_tls (self, cancellable, error) && ph_smtp_session_hello (self, cancellable, error);
}

/* ---- sign in ------------------------------------------------------------------------------------------------- */

/* No security layer of SASL is ever used, so what was offered before holds and a round trip is saved (RFC 4954 section 4);
 * but a server that said little to a stranger may say more now. */
static gboolean
ph_smtp_session_keep_offer (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  self->is_offer_early = TRUE;
  return (ph_smtp_capabilities_has (self->capabilities, PH_SMTP_CAPABILITY_PIPELINING)
          && ph_smtp_capabilities_has (self->capabilities, PH_SMTP_CAPABILITY_8BITMIME))
         || ph_smtp_session_ask_again (self, cancellable, error);
}

static gboolean
ph_smtp_session_authenticate (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  GIOStream *io = ph_smtp_stream_get_io (self->stream);
  PhSmtpSaslTerms terms = {
    .credentials = self->credentials,
    .server = self->server,
    .offered = ph_smtp_capabilities_get_mechanisms (self->capabilities),
    .tls = G_IS_TLS_CONNECTION (io) ? G_TLS_CONNECTION (io) : NULL,
  };

  ph_smtp_session_set_stage (self, PH_SMTP_STAGE_AUTH);
  return ph_smtp_sign_in (self, &terms, cancellable, error) && ph_smtp_session_keep_offer (self, cancellable, error);
}

/* ---- open and close ------------------------------------------------------------------------------------------ */

static gboolean
ph_smtp_session_open_steps (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  gboolean wants_upgrade = ph_smtp_server_get_security (self->server) == PH_SMTP_SECURITY_STARTTLS;

  return ph_smtp_session_connect (self, cancellable, error) && ph_smtp_session_read_greeting (self, cancellable, error)
         && ph_smtp_session_hello (self, cancellable, error)
         && (!wants_upgrade || ph_smtp_session_upgrade (self, cancellable, error))
         && (self->credentials == NULL || ph_smtp_session_authenticate (self, cancellable, error));
}

static gboolean
ph_smtp_session_offers_flight (PhSmtpSession *self)
{
  return ph_smtp_capabilities_has (self->capabilities, PH_SMTP_CAPABILITY_CHUNKING)
         && ph_smtp_capabilities_has (self->capabilities, PH_SMTP_CAPABILITY_PIPELINING);
}

/* No line has NUL in it, so each one ends with it. */
static void
add_reply (GChecksum *digest, const PhSmtpReply *reply)
{
  g_autofree char *head = g_strdup_printf ("%u", ph_smtp_reply_get_n_lines (reply));

  g_checksum_update (digest, (const guchar *) head, (gssize) strlen (head) + 1);
  for (guint i = 0; i < ph_smtp_reply_get_n_lines (reply); i++)
    {
      const char *line = ph_smtp_reply_get_line (reply, i);

      g_checksum_update (digest, (const guchar *) line, (gssize) strlen (line) + 1);
    }
}

/* Whether this is the server that something is known of */
static void
ph_smtp_session_recognise (PhSmtpSession *self)
{
  g_autoptr (GChecksum) digest = NULL;
  g_autofree char *place = NULL;

  if (!ph_smtp_session_offers_flight (self))
    return;
  digest = g_checksum_new (G_CHECKSUM_SHA256);
  place = g_strdup_printf ("%d %u %s",
                           (int) ph_smtp_server_get_security (self->server),
                           ph_smtp_server_get_port (self->server),
                           ph_smtp_server_get_host (self->server));
  g_checksum_update (digest, (const guchar *) place, (gssize) strlen (place) + 1);
  add_reply (digest, self->greeting);
  add_reply (digest, self->offer);
  self->fingerprint = g_strdup (g_checksum_get_string (digest));
  if (g_strcmp0 (self->fingerprint, self->recalled_fingerprint) == 0)
    self->chunk_manner = self->recalled_manner;
}

gboolean
ph_smtp_session_open (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GThread *preparing = NULL;
  gboolean is_open = FALSE;

  g_return_val_if_fail (self != NULL && self->state == PH_SMTP_SESSION_CLOSED, FALSE);

  preparing = ph_smtp_tls_prepare (self->server);
  ph_smtp_session_set_state (self, PH_SMTP_SESSION_OPENING);
  self->n_messages = 0;
  self->chunk_manner = PH_SMTP_CHUNKS_NOT_KNOWN;
  g_clear_pointer (&self->fingerprint, g_free);
  self->tls_version = NULL;
  g_clear_pointer (&self->tls_cipher, g_free);
  is_open = ph_smtp_session_open_steps (self, cancellable, &local_error);
  g_clear_pointer (&preparing, g_thread_join);
  if (is_open)
    {
      ph_smtp_session_recognise (self);
      ph_smtp_session_set_state (self, PH_SMTP_SESSION_READY);
      return TRUE;
    }
  ph_smtp_session_note (self, local_error->message);
  ph_smtp_session_close (self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
ph_smtp_session_close (PhSmtpSession *self)
{
  g_return_if_fail (self != NULL);

  /* The socket itself: a TLS close could wait for a server that reads nothing. */
  if (self->connection != NULL)
    g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
  g_clear_pointer (&self->stream, ph_smtp_stream_free);
  g_clear_object (&self->connection);
  ph_smtp_session_set_state (self, PH_SMTP_SESSION_CLOSED);
}

void
ph_smtp_session_quit (PhSmtpSession *self)
{
  PhSmtpWait wait;

  g_return_if_fail (self != NULL);

  if (self->stream != NULL && ph_smtp_stream_write_command (self->stream, "QUIT\r\n", NULL, TIMEOUT_QUIT, NULL, NULL))
    {
      ph_smtp_wait_begin (&wait, self->context, TIMEOUT_QUIT, NULL);
      g_io_stream_close_async (ph_smtp_stream_get_io (self->stream),
                               G_PRIORITY_DEFAULT,
                               wait.cancellable,
                               ph_smtp_wait_result_cb,
                               &wait);
      ph_smtp_wait_for_result (&wait);
      ph_smtp_wait_end (&wait);
    }
  ph_smtp_session_close (self);
}

gboolean
ph_smtp_session_admit (PhSmtpSession *self, GCancellable *cancellable, GError **error)
{
  if (self->n_messages >= ph_smtp_capabilities_get_limit (self->capabilities, PH_SMTP_LIMIT_MAILS))
    {
      ph_smtp_session_note (self, "The server takes no more messages in this connection");
      ph_smtp_session_quit (self);
      if (!ph_smtp_session_open (self, cancellable, error))
        return FALSE;
    }
  self->n_messages++;
  return TRUE;
}

void
ph_smtp_session_recall_chunks (PhSmtpSession *self, const char *fingerprint, PhSmtpChunkManner manner)
{
  g_return_if_fail (self != NULL);
  g_free (self->recalled_fingerprint);
  self->recalled_fingerprint = g_strdup (fingerprint);
  self->recalled_manner = manner;
}

const char *
ph_smtp_session_get_fingerprint (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->fingerprint;
}

/* @deadline: 0 when there is none */
static guint
ph_smtp_session_get_probe_timeout (PhSmtpSession *self, gint64 deadline)
{
  gint64 left = deadline - g_get_monotonic_time ();

  if (deadline == 0)
    return ph_smtp_session_get_timeout (self, PH_SMTP_TIMEOUT_COMMAND);
  return left > G_USEC_PER_SEC ? (guint) (left / G_USEC_PER_SEC) : 1;
}

/* The reply to EHLO has a line for each extension, of which there are at least two; the one to NOOP has no more. */
static PhSmtpReply *
ph_smtp_session_hear_probe (PhSmtpSession *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  guint timeout = ph_smtp_session_get_probe_timeout (self, deadline);
  g_autoptr (PhSmtpReply) chunk = ph_smtp_stream_read_reply (self->stream, timeout, cancellable, error);
  g_autoptr (PhSmtpReply) reply = NULL;

  if (chunk == NULL)
    return NULL;
  timeout = ph_smtp_session_get_probe_timeout (self, deadline);
  reply = ph_smtp_stream_read_reply (self->stream, timeout, cancellable, error);
  if (reply == NULL || ph_smtp_reply_get_code (reply) == 421)
    return g_steal_pointer (&reply);
  self->chunk_manner = ph_smtp_reply_get_class (chunk) == 5 && ph_smtp_reply_get_n_lines (reply) > 1
                           ? PH_SMTP_CHUNKS_SWALLOWED
                           : PH_SMTP_CHUNKS_READ;
  if (ph_smtp_reply_get_n_lines (reply) > 1)
    return g_steal_pointer (&reply);
  timeout = ph_smtp_session_get_probe_timeout (self, deadline);
  return ph_smtp_stream_read_reply (self->stream, timeout, cancellable, error);
}

static gboolean
ph_smtp_session_say_probe (PhSmtpSession *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  guint timeout = ph_smtp_session_get_probe_timeout (self, deadline);
  g_autofree char *name = ph_smtp_session_dup_ehlo_name (self);
  g_autofree char *command = ph_smtp_command_hello ("EHLO", name, error);

  if (command == NULL)
    return FALSE;
  ph_smtp_stream_queue_command (self->stream, "BDAT 6\r\n", NULL);
  ph_smtp_stream_queue (self->stream, "NOOP\r\n", 6);
  return ph_smtp_stream_write_command (self->stream, command, NULL, timeout, cancellable, error);
}

gboolean
ph_smtp_session_learn_chunks (PhSmtpSession *self, guint limit, GCancellable *cancellable, GError **error)
{
  gint64 deadline = limit != 0 ? g_get_monotonic_time () + limit * G_USEC_PER_SEC : 0;
  g_autoptr (PhSmtpReply) reply = NULL;

  g_return_val_if_fail (self != NULL && self->state == PH_SMTP_SESSION_READY, FALSE);

  if (self->chunk_manner != PH_SMTP_CHUNKS_NOT_KNOWN || !ph_smtp_session_offers_flight (self))
    return TRUE;
  ph_smtp_session_note (self, "Asking whether the server swallows the octets of a chunk that it refuses");
  if (ph_smtp_session_say_probe (self, deadline, cancellable, error))
    reply = ph_smtp_session_hear_probe (self, deadline, cancellable, error);
  if (reply != NULL && ph_smtp_reply_get_code (reply) == 250)
    {
      ph_smtp_session_set_capabilities (self, reply);
      return TRUE;
    }
  if (reply != NULL)
    ph_smtp_session_fail (self, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "EHLO", reply, error);
  ph_smtp_session_close (self);
  return FALSE;
}

PhSmtpChunkManner
ph_smtp_session_get_chunk_manner (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, PH_SMTP_CHUNKS_NOT_KNOWN);
  return self->chunk_manner;
}

gboolean
ph_smtp_session_swallows_chunks (PhSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->state != PH_SMTP_SESSION_CLOSED && self->chunk_manner == PH_SMTP_CHUNKS_SWALLOWED;
}

void
ph_smtp_session_reset (PhSmtpSession *self, GCancellable *cancellable)
{
  g_autoptr (PhSmtpReply) reply = NULL;

  reply = ph_smtp_session_ask (self, "RSET\r\n", NULL, PH_SMTP_TIMEOUT_ABORT, cancellable, NULL);
  if (reply != NULL && ph_smtp_reply_get_class (reply) == 2)
    ph_smtp_session_set_state (self, PH_SMTP_SESSION_READY);
  else
    ph_smtp_session_close (self);
}

gboolean
ph_smtp_session_check_quiet (PhSmtpSession *self, GError **error)
{
  g_autoptr (PhSmtpReply) reply = NULL;
  g_autoptr (GError) local_error = NULL;

  if (ph_smtp_stream_check_quiet (self->stream, &local_error))
    return TRUE;
  if (local_error->code == PH_SMTP_ERROR_PROTOCOL)
    reply = ph_smtp_stream_read_reply (self->stream, TIMEOUT_FAREWELL, NULL, NULL);
  if (reply != NULL && ph_smtp_reply_get_code (reply) == 421)
    return ph_smtp_session_fail (self, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "the good-bye", reply, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  ph_smtp_session_close (self);
  return FALSE;
}

gboolean
ph_smtp_session_check (PhSmtpSession *self, GCancellable *cancellable)
{
  g_autoptr (PhSmtpReply) reply = NULL;

  g_return_val_if_fail (self != NULL && self->state == PH_SMTP_SESSION_READY, FALSE);

  if (ph_smtp_stream_check_quiet (self->stream, NULL))
    reply = ph_smtp_session_ask (self, "NOOP\r\n", NULL, PH_SMTP_TIMEOUT_ABORT, cancellable, NULL);
  if (reply != NULL && ph_smtp_reply_get_class (reply) == 2)
    return TRUE;
  ph_smtp_session_close (self);
  return FALSE;
}

gboolean
ph_smtp_session_try_sender (PhSmtpSession *self, const char *sender, GCancellable *cancellable, GError **error)
{
  g_autofree char *command = NULL;
  g_autoptr (PhSmtpReply) reply = NULL;
  PhSmtpMailFlags flags = PH_SMTP_MAIL_NONE;

  g_return_val_if_fail (self != NULL && self->state == PH_SMTP_SESSION_READY, FALSE);

  ph_smtp_session_set_stage (self, PH_SMTP_STAGE_ENVELOPE);
  if (!g_str_is_ascii (sender) && ph_smtp_capabilities_has (self->capabilities, PH_SMTP_CAPABILITY_SMTPUTF8))
    flags = PH_SMTP_MAIL_SMTPUTF8;
  command = ph_smtp_command_mail (sender, -1, flags, NULL, error);
  if (command == NULL)
    return FALSE;
  reply = ph_smtp_session_ask (self, command, NULL, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (ph_smtp_reply_get_code (reply) == 530)
    return ph_smtp_session_fail (self, PH_SMTP_ERROR_AUTH_NEEDED, "MAIL", reply, error);
  if (ph_smtp_reply_get_class (reply) != 2)
    return ph_smtp_session_fail (self, PH_SMTP_ERROR_SENDER_REFUSED, "MAIL", reply, error);
  ph_smtp_session_reset (self, cancellable);
  return TRUE;
}
