/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A refused mechanism lets the next one try, a refused password none, and what cannot be done is told with what there was. */
#include "ph-smtp-gsasl.h"
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"

#include <string.h>

#define READY -1
#define EVERYTHING "*"
#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\n"
#define PLAIN_AND_LOGIN HELLO "S: 250 AUTH LOGIN PLAIN\nC: AUTH PLAIN *\n"
#define LOGIN "C=: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC=: YW5u\nS: 334 UGFzc3dvcmQ6\nC=: cHc=\n"
#define READY_BY_LOGIN LOGIN "S: 235 ok\nC: QUIT\nEOF"

typedef struct
{
  const char *name;
  const char *lacking; /* (nullable): what this libgsasl cannot do, or %EVERYTHING when it is not there */
  const char *wanted; /* (nullable): by the account */
  int code; /* a PhSmtpError, or READY */
  const char *told; /* (nullable): in the error */
  const char *script;
} Case;

static const Case cases[] = {
  { "504", NULL, NULL, READY, NULL, PLAIN_AND_LOGIN "S: 504 5.5.4 unknown\n" READY_BY_LOGIN },
  { "534", NULL, NULL, READY, NULL, PLAIN_AND_LOGIN "S: 534 5.7.9 too weak\n" READY_BY_LOGIN },
  { "538", NULL, NULL, READY, NULL, PLAIN_AND_LOGIN "S: 538 5.7.11 not here\n" READY_BY_LOGIN },
  { "432", NULL, NULL, READY, NULL, PLAIN_AND_LOGIN "S: 432 4.7.12 not yet\n" READY_BY_LOGIN },
  { "status-5.7.4", NULL, NULL, READY, NULL, PLAIN_AND_LOGIN "S: 550 5.7.4 not that\n" READY_BY_LOGIN },
  { "status-5.5.4", NULL, NULL, READY, NULL, PLAIN_AND_LOGIN "S: 501 5.5.4 not that\n" READY_BY_LOGIN },
  { "535", NULL, NULL, PH_SMTP_ERROR_AUTH_REFUSED, "no", PLAIN_AND_LOGIN "S: 535 5.7.8 no\nGONE" },
  { "535-whatever-its-status", NULL, NULL, PH_SMTP_ERROR_AUTH_REFUSED, "no", PLAIN_AND_LOGIN "S: 535 5.7.4 no\nGONE" },
  { "454", NULL, NULL, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "later", PLAIN_AND_LOGIN "S: 454 4.7.0 later\nGONE" },
  { "535-at-the-next",
    NULL,
    NULL,
    PH_SMTP_ERROR_AUTH_REFUSED,
    "wrong",
    HELLO "S: 250 AUTH CRAM-MD5 LOGIN PLAIN\nC=: AUTH CRAM-MD5\nS: 504 no\nC: AUTH PLAIN *\nS: 535 5.7.8 wrong\nGONE" },
  { "library-lacks-it", "PLAIN", NULL, READY, NULL, HELLO "S: 250 AUTH PLAIN LOGIN\n" READY_BY_LOGIN },
  { "library-lacks-the-only-one",
    "PLAIN",
    NULL,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    "NTLM, PLAIN: PLAIN is not there",
    HELLO "S: 250 AUTH NTLM PLAIN\nGONE" },
  { "library-is-missing",
    EVERYTHING,
    NULL,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    "LOGIN, PLAIN: LOGIN is not there: no library",
    HELLO "S: 250 AUTH LOGIN PLAIN\nGONE" },
  { "exhausted",
    NULL,
    NULL,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    "LOGIN, PLAIN: AUTH: 504 nor that",
    PLAIN_AND_LOGIN "S: 504 not that\nC=: AUTH LOGIN\nS: 504 nor that\nGONE" },
  { "exhausted-by-policy",
    NULL,
    NULL,
    PH_SMTP_ERROR_AUTH_REFUSED,
    "LOGIN, PLAIN: AUTH: 534 an app password",
    PLAIN_AND_LOGIN "S: 534 5.7.9 an app password\nC=: AUTH LOGIN\nS: 504 not that\nGONE" },
  { "none-in-common",
    NULL,
    NULL,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    "NTLM, X\357\277\275Y",
    HELLO "RAW: 250 AUTH NTLM X\\x01Y\\r\\n\nGONE" },
  { "not-the-wanted",
    NULL,
    "XOAUTH2",
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    "LOGIN, PLAIN",
    HELLO "S: 250 AUTH LOGIN PLAIN\nGONE" },
  /* {"status":"invalid_token"} and the word that lets the server end the exchange (RFC 7628 section 3.2.3) */
  { "token-expired",
    NULL,
    "OAUTHBEARER",
    PH_SMTP_ERROR_TOKEN_REFUSED,
    "invalid_token",
    HELLO "S: 250 AUTH OAUTHBEARER XOAUTH2\nC: AUTH OAUTHBEARER *\nS: 334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\n"
          "C=: AQ==\nS: 535 5.7.8 no\nGONE" },
  { "token-without-scope",
    NULL,
    "XOAUTH2",
    PH_SMTP_ERROR_TOKEN_SCOPE,
    "403",
    HELLO "S: 250 AUTH OAUTHBEARER XOAUTH2\nC: AUTH XOAUTH2 *\nS: 334 eyJzdGF0dXMiOiI0MDMifQ==\n"
          "C=: \nS: 535 5.7.8 no\nGONE" },
  { "server-talks-nonsense",
    NULL,
    NULL,
    PH_SMTP_ERROR_PROTOCOL,
    "SCRAM-SHA-256",
    HELLO "S: 250 AUTH SCRAM-SHA-256 PLAIN\nC: AUTH SCRAM-SHA-256 *\nS: 334 AAAA\nC=: *\nS: 501 ended\nGONE" },
};

static const char *lacking; /* (nullable) */

static int
start_unless_lacking (Gsasl *context, const char *mechanism, Gsasl_session **session)
{
  return g_strcmp0 (mechanism, lacking) == 0 ? GSASL_UNKNOWN_MECHANISM
                                             : gsasl_client_start (context, mechanism, session);
}

/* In place of the engine's, so that the library or one of its mechanisms can be missing. */
const PhSmtpGsasl *
ph_smtp_gsasl_get (GError **error)
{
  static const PhSmtpGsasl table = {
    .init = gsasl_init,
    .done = gsasl_done,
    .client_start = start_unless_lacking,
    .property_set = gsasl_property_set,
    .step64 = gsasl_step64,
    .finish = gsasl_finish,
    .free = gsasl_free,
    .strerror = gsasl_strerror,
  };

  if (g_strcmp0 (lacking, EVERYTHING) != 0)
    return &table;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no library");
  return NULL;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpServer) server
      = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", "pw", c->wanted);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, credentials, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) script_error = NULL;

  lacking = c->lacking;
  if (ph_smtp_session_open (session, NULL, &error))
    ph_smtp_session_quit (session);
  ph_test_server_finish (test_server, &script_error);
  g_assert_no_error (script_error);
  if (c->code == READY)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, PH_SMTP_ERROR, c->code);
      g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_AUTH);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, c->told));
    }
}

static gboolean
send_message (PhSmtpSession *session, GError **error)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: hi\r\n\r\nhi\r\n", -1, NULL);
  g_autoptr (PhSmtpTransaction) transaction = NULL;

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  transaction = ph_smtp_transaction_new (session, envelope);
  return ph_smtp_transaction_begin (transaction, -1, NULL, error)
         && ph_smtp_transaction_send_body (transaction, input, NULL, error)
         && ph_smtp_transaction_commit (transaction, error);
}

/* CRAM-MD5 knows no such password (RFC 4013 section 2.3), which shows in the middle of the exchange only. @script: what
 * the server says to the "*" that ends it, and goes on with. (nullable): the error */
static GError *
give_up (const char *script)
{
  g_autofree char *whole
      = g_strconcat (HELLO "S: 250 AUTH CRAM-MD5 PLAIN\nC=: AUTH CRAM-MD5\nS: 334 PDFAeD4=\nC=: *\n", script, NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (whole);
  g_autoptr (PhSmtpServer) server
      = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", "secret \356\200\200", NULL);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, credentials, NULL);
  g_autoptr (GError) script_error = NULL;
  GError *error = NULL;

  lacking = NULL;
  if (ph_smtp_session_open (session, NULL, &error) && send_message (session, &error))
    ph_smtp_session_quit (session);
  ph_test_server_finish (test_server, &script_error);
  g_assert_no_error (script_error);
  return error;
}

/* "*" leaves the session as it was: another mechanism signs in, and a message goes out (RFC 4954 section 4). */
static void
test_given_up (void)
{
  g_autoptr (GError) error = give_up ("S: 501 ended\nC=: AUTH PLAIN AGFubgBzZWNyZXQg7oCA\nS: 235 ok\n"
                                      "C: MAIL *\nC: RCPT *\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\n"
                                      "DATA\nS: 250 queued\nC: QUIT\nEOF");

  g_assert_no_error (error);
}

/* A server that does not say that it is over may take what comes next for a part of the exchange. */
static void
test_given_up_in_vain (void)
{
  static const char *const answers[] = { "S: 334 \nGONE", "S: 235 welcome\nGONE", "S: 421 gone\nGONE", "CUT" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = give_up (answers[i]);

      g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/sign-in/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/sign-in/given-up", test_given_up);
  g_test_add_func ("/smtp/sign-in/given-up-in-vain", test_given_up_in_vain);
  return g_test_run ();
}
