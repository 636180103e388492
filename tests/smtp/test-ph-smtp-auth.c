/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in with each mechanism, under TLS, where the server's side of it is libgsasl's: what the scripts of
 * test-ph-smtp-session.c cannot follow. */
#include "ph-smtp-session.h"

#include "ph-test-tls.h"

#include <gsasl.h>
#include <string.h>

#define USER "ann"
#define PASSWORD "s3cret p\303\244ssword"
#define EVERYTHING "LOGIN CRAM-MD5 PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS"

typedef enum
{
  HONEST,
  OTHER_TLS, /* sits at the end of another TLS connection: somebody is in between */
  NO_PROOF, /* says "235" and never proves anything */
  WRONG_PROOF,
} Honesty;

typedef struct
{
  const char *offer;
  Honesty honesty;
  GSocketListener *listener; /* (owned) */
  guint16 port;
  GThread *thread; /* (owned) */
  GIOStream *tls; /* (owned) (nullable) */
  GDataInputStream *input; /* (owned) (nullable) */
  char *mechanism; /* (owned) (nullable): the last that was tried */
  guint n_tries;
  gboolean is_signed_in;
} Server;

static void
say (Server *self, const char *text)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  g_output_stream_write_all (g_io_stream_get_output_stream (self->tls), line, strlen (line), NULL, NULL, NULL);
}

/* (transfer full) (nullable): NULL when the client is gone */
static char *
hear (Server *self)
{
  return g_data_input_stream_read_line (self->input, NULL, NULL, NULL);
}

static int
set_binding (Server *self, Gsasl_session *session)
{
  g_autoptr (GByteArray) binding = g_byte_array_new ();
  g_autofree char *text = NULL;

  g_assert_true (g_tls_connection_get_channel_binding_data (G_TLS_CONNECTION (self->tls),
                                                            G_TLS_CHANNEL_BINDING_TLS_EXPORTER,
                                                            binding,
                                                            NULL));
  if (self->honesty == OTHER_TLS)
    binding->data[0] ^= 1;
  text = g_base64_encode (binding->data, binding->len);
  return gsasl_property_set (session, GSASL_CB_TLS_EXPORTER, text);
}

static int
callback (Gsasl *context, Gsasl_session *session, Gsasl_property property)
{
  Server *self = gsasl_callback_hook_get (context);

  switch ((int) property)
    {
    case GSASL_PASSWORD:
      return gsasl_property_set (session, GSASL_PASSWORD, PASSWORD);
    case GSASL_CB_TLS_EXPORTER:
      return set_binding (self, session);
    case GSASL_VALIDATE_SIMPLE:
      return g_strcmp0 (gsasl_property_fast (session, GSASL_AUTHID), USER) == 0
                     && g_strcmp0 (gsasl_property_fast (session, GSASL_PASSWORD), PASSWORD) == 0
                 ? GSASL_OK
                 : GSASL_AUTHENTICATION_ERROR;
    case GSASL_VALIDATE_EXTERNAL:
      return g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (self->tls)) != NULL ? GSASL_OK
                                                                                          : GSASL_AUTHENTICATION_ERROR;
    default:
      return GSASL_NO_CALLBACK;
    }
}

/* (transfer full) (nullable): the client's answer to a challenge in base64 */
static char *
challenge (Server *self, const char *text)
{
  g_autofree char *line = g_strconcat ("334 ", text, NULL);

  say (self, line);
  return hear (self);
}

static gboolean
is_server_first (const char *mechanism)
{
  return g_str_equal (mechanism, "LOGIN") || g_str_equal (mechanism, "CRAM-MD5");
}

/* Takes @response over. Says whether the client is who it says. */
static gboolean
run_exchange (Server *self, Gsasl_session *session, char *response)
{
  g_autofree char *input = response;
  int status = GSASL_NEEDS_MORE;

  if (input == NULL && !is_server_first (self->mechanism))
    input = challenge (self, "");
  while (status == GSASL_NEEDS_MORE)
    {
      char *output = NULL;

      status = gsasl_step64 (session, input != NULL && !g_str_equal (input, "=") ? input : "", &output);
      g_clear_pointer (&input, g_free);
      if (status == GSASL_NEEDS_MORE || (status == GSASL_OK && output != NULL && *output != '\0'))
        {
          if (status == GSASL_OK && self->honesty == NO_PROOF)
            g_clear_pointer (&output, gsasl_free);
          else if (status == GSASL_OK && self->honesty == WRONG_PROOF)
            input = challenge (self, "dj1BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE9");
          else
            input = challenge (self, output);
          if (output != NULL && input == NULL)
            status = GSASL_AUTHENTICATION_ERROR;
          if (input != NULL && g_str_equal (input, "*"))
            status = GSASL_AUTHENTICATION_ERROR;
        }
      gsasl_free (output);
    }
  return status == GSASL_OK;
}

static void
authenticate (Server *self, const char *arguments)
{
  g_auto (GStrv) words = g_strsplit (arguments, " ", 2);
  Gsasl *context = NULL;
  Gsasl_session *session = NULL;

  g_free (self->mechanism);
  self->mechanism = g_strdup (words[0]);
  self->n_tries++;
  g_assert_cmpint (gsasl_init (&context), ==, GSASL_OK);
  gsasl_callback_set (context, callback);
  gsasl_callback_hook_set (context, self);
  g_assert_cmpint (gsasl_server_start (context, words[0], &session), ==, GSASL_OK);
  self->is_signed_in = run_exchange (self, session, g_strdup (words[1]));
  say (self, self->is_signed_in ? "235 welcome" : "535 5.7.8 no");
  gsasl_finish (session);
  gsasl_done (context);
}

static gboolean
accept_cb (void)
{
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  Server *self = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  g_autoptr (GTlsCertificate) certificate = ph_test_tls_load_certificate ("good");
  g_autofree char *offer = g_strconcat ("250 AUTH ", self->offer, NULL);
  char *line = NULL;

  self->tls = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  g_object_set (self->tls, "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED, NULL);
  g_signal_connect (self->tls, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  self->input = g_data_input_stream_new (g_io_stream_get_input_stream (self->tls));
  g_data_input_stream_set_newline_type (self->input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  say (self, "220 mail.example.org");
  while ((line = hear (self)) != NULL)
    {
      if (g_str_has_prefix (line, "EHLO "))
        {
          say (self, "250-mail.example.org");
          say (self, offer);
        }
      else if (g_str_has_prefix (line, "AUTH "))
        authenticate (self, line + strlen ("AUTH "));
      else
        say (self, "221 bye");
      g_free (line);
    }
  g_io_stream_close (self->tls, NULL, NULL);
  return NULL;
}

static void
server_start (Server *self, const char *offer, Honesty honesty)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (address, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  *self = (Server){ .offer = offer, .honesty = honesty, .listener = g_socket_listener_new () };
  g_assert_true (g_socket_listener_add_address (self->listener,
                                                any,
                                                G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP,
                                                NULL,
                                                &bound,
                                                NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("server", serve, self);
}

static void
server_finish (Server *self)
{
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_object_unref (self->input);
  g_object_unref (self->tls);
}

/* Signs in and leaves. (nullable): the error */
static GError *
sign_in (Server *self, PhSmtpCredentials *owned_credentials, GTlsCertificate *certificate)
{
  g_autoptr (PhSmtpCredentials) credentials = owned_credentials;
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("127.0.0.1", self->port, PH_SMTP_SECURITY_TLS);
  g_autoptr (GTlsDatabase) database = ph_test_tls_load_database ();
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  PhSmtpSession *session = NULL;
  GError *error = NULL;
  g_autofree char *text = NULL;

  ph_smtp_server_set_tls_database (server, database);
  ph_smtp_server_set_certificate (server, certificate);
  session = ph_smtp_session_new (server, credentials, transcript);
  if (ph_smtp_session_open (session, NULL, &error))
    ph_smtp_session_quit (session);
  ph_smtp_session_free (session);
  server_finish (self);
  text = ph_smtp_transcript_to_text (transcript);
  g_assert_null (strstr (text, PASSWORD));
  return error;
}

static PhSmtpCredentials *
with_password (const char *password)
{
  return ph_smtp_credentials_new (USER, password, NULL);
}

static const char *const each_mechanism[]
    = { "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5" };

static void
test_each (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (each_mechanism); i++)
    {
      Server server;
      g_autoptr (GError) error = NULL;

      server_start (&server, each_mechanism[i], HONEST);
      error = sign_in (&server, with_password (PASSWORD), NULL);
      g_assert_no_error (error);
      g_assert_cmpstr (server.mechanism, ==, each_mechanism[i]);
      g_assert_true (server.is_signed_in);
      g_free (server.mechanism);
    }
}

/* After a wrong password nothing weaker is tried. */
static void
test_wrong_password (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (each_mechanism); i++)
    {
      Server server;
      g_autoptr (GError) error = NULL;
      g_autofree char *offer = g_strconcat (each_mechanism[i], " PLAIN LOGIN", NULL);

      server_start (&server, offer, HONEST);
      error = sign_in (&server, with_password ("wrong"), NULL);
      g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED);
      g_assert_cmpuint (server.n_tries, ==, 1);
      g_assert_false (server.is_signed_in);
      g_free (server.mechanism);
    }
}

static void
test_strongest (void)
{
  Server server;
  g_autoptr (GError) error = NULL;

  server_start (&server, EVERYTHING, HONEST);
  error = sign_in (&server, with_password (PASSWORD), NULL);
  g_assert_no_error (error);
  g_assert_cmpstr (server.mechanism, ==, "SCRAM-SHA-256-PLUS");
  g_free (server.mechanism);
}

/* Under TLS the readable password goes before CRAM-MD5. */
static void
test_plain_before_cram (void)
{
  Server server;
  g_autoptr (GError) error = NULL;

  server_start (&server, "CRAM-MD5 LOGIN PLAIN", HONEST);
  error = sign_in (&server, with_password (PASSWORD), NULL);
  g_assert_no_error (error);
  g_assert_cmpstr (server.mechanism, ==, "PLAIN");
  g_free (server.mechanism);
}

static void
test_somebody_in_between (void)
{
  static const struct
  {
    const char *offer;
    Honesty honesty;
    PhSmtpError code;
  } cases[] = {
    { "SCRAM-SHA-256-PLUS", OTHER_TLS, PH_SMTP_ERROR_AUTH_REFUSED },
    { "SCRAM-SHA-256", NO_PROOF, PH_SMTP_ERROR_PROTOCOL },
    { "SCRAM-SHA-256-PLUS", NO_PROOF, PH_SMTP_ERROR_PROTOCOL },
    { "SCRAM-SHA-1", WRONG_PROOF, PH_SMTP_ERROR_PROTOCOL },
    { "SCRAM-SHA-256", WRONG_PROOF, PH_SMTP_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server server;
      g_autoptr (GError) error = NULL;

      server_start (&server, cases[i].offer, cases[i].honesty);
      error = sign_in (&server, with_password (PASSWORD), NULL);
      g_assert_error (error, PH_SMTP_ERROR, (int) cases[i].code);
      g_assert_cmpuint (server.n_tries, ==, 1);
      g_free (server.mechanism);
    }
}

static void
test_client_certificate (void)
{
  g_autoptr (GTlsCertificate) certificate = ph_test_tls_load_certificate ("client-purpose");

  for (guint has_one = 0; has_one < 2; has_one++)
    {
      Server server;
      g_autoptr (GError) error = NULL;

      server_start (&server, "PLAIN EXTERNAL", HONEST);
      error = sign_in (&server, ph_smtp_credentials_new ("", "", "EXTERNAL"), has_one ? certificate : NULL);
      if (has_one)
        g_assert_no_error (error);
      else
        g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED);
      g_assert_cmpstr (server.mechanism, ==, "EXTERNAL");
      g_free (server.mechanism);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/auth/each", test_each);
  g_test_add_func ("/smtp/auth/wrong-password", test_wrong_password);
  g_test_add_func ("/smtp/auth/strongest", test_strongest);
  g_test_add_func ("/smtp/auth/plain-before-cram", test_plain_before_cram);
  g_test_add_func ("/smtp/auth/somebody-in-between", test_somebody_in_between);
  g_test_add_func ("/smtp/auth/client-certificate", test_client_certificate);
  return g_test_run ();
}
