/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a session ends in ready or in the right error, and no secret goes where it must not go. */
#include "ph-smtp-session.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#include <string.h>

#define PASSWORD "s3cret pässword"
/* base64 of "\0ann\0s3cret pässword" */
#define PLAIN "AGFubgBzM2NyZXQgcMOkc3N3b3Jk"

/* The same of the password alone, as far as it has only that in it */
#define PASSWORD_64 "czNjcmV0IHDDpHNzd29yZ"

#define READY -1
#define EHLO_PLAIN "S: 220 hi\nC: EHLO [127.0.0.1]\n"

typedef struct
{
  const char *name;
  PhSmtpSecurity security;
  gboolean signs_in;
  int code; /* a PhSmtpError, or READY */
  PhSmtpStage stage;
  const char *script;
} Case;

static const Case cases[] = {
  /* hello */
  { "ehlo", PH_SMTP_SECURITY_NONE, FALSE, READY, 0, EHLO_PLAIN "S: 250-x\nS: 250 SIZE 1000\nC: QUIT\nEOF" },
  { "greeting-of-many-lines",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    READY,
    0,
    "S: 220-a\n" EHLO_PLAIN "S: 250 x\nC: QUIT\nEOF" },
  { "helo-fallback",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    READY,
    0,
    EHLO_PLAIN "S: 502 what\nC: HELO [127.0.0.1]\nS: 250 x\nC: QUIT\nEOF" },
  { "octet-by-octet",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    READY,
    0,
    "BYTES: 220 hi\\r\\n\nC: EHLO *\nBYTES: 250-x\\r\\n250 DSN\\r\\n\nC: QUIT\nEOF" },
  { "helo-refused",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_CONNECT,
    EHLO_PLAIN "S: 502 what\nC: HELO *\nS: 502 what\nGONE" },
  { "helo-cannot-sign-in",
    PH_SMTP_SECURITY_NONE,
    TRUE,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    PH_SMTP_STAGE_AUTH,
    EHLO_PLAIN "S: 502 what\nC: HELO *\nS: 250 x\nGONE" },
  { "greeting-554",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_CONNECT,
    "S: 554 no service\nGONE" },
  { "greeting-421",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_CONNECT,
    "S: 421 busy\nGONE" },
  { "greeting-250", PH_SMTP_SECURITY_NONE, FALSE, PH_SMTP_ERROR_PROTOCOL, PH_SMTP_STAGE_CONNECT, "S: 250 hello\nGONE" },
  { "greeting-of-http",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_CONNECT,
    "S: HTTP/1.1 400 Bad Request\nGONE" },
  { "ehlo-421",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_CONNECT,
    EHLO_PLAIN "S: 421 closing\nGONE" },
  /* broken replies */
  { "closed-at-once", PH_SMTP_SECURITY_NONE, FALSE, PH_SMTP_ERROR_CONNECTION_LOST, PH_SMTP_STAGE_CONNECT, "CLOSE" },
  { "reset-after-greeting",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_CONNECTION_LOST,
    PH_SMTP_STAGE_CONNECT,
    "S: 220 hi\nC: EHLO *\nRESET" },
  { "half-a-line",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_CONNECTION_LOST,
    PH_SMTP_STAGE_CONNECT,
    "RAW: 220 hel\nCLOSE" },
  { "bare-lf", PH_SMTP_SECURITY_NONE, FALSE, PH_SMTP_ERROR_PROTOCOL, PH_SMTP_STAGE_CONNECT, "RAW: 220 hi\\n\nGONE" },
  { "nul",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_CONNECT,
    "RAW: 220 h\\x00i\\r\\n\nGONE" },
  { "endless-line",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_CONNECT,
    "RAW: 220 \nLONG: 10000000\nGONE" },
  { "endless-continuation",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_CONNECT,
    EHLO_PLAIN "REPEAT: 100000 250-more\nGONE" },
  { "changing-code",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_CONNECT,
    EHLO_PLAIN "S: 251-a\nS: 250 b\nGONE" },
  /* implicit TLS */
  { "tls", PH_SMTP_SECURITY_TLS, FALSE, READY, 0, "TLS\n" EHLO_PLAIN "S: 250 x\nC: QUIT\nEOF" },
  { "tls-1.2", PH_SMTP_SECURITY_TLS, FALSE, READY, 0, "TLS: good 1.2\n" EHLO_PLAIN "S: 250 x\nC: QUIT\nEOF" },
  { "tls-expired", PH_SMTP_SECURITY_TLS, TRUE, PH_SMTP_ERROR_CERTIFICATE, PH_SMTP_STAGE_TLS, "TLS-REFUSED: expired" },
  { "tls-not-yet-valid",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_CERTIFICATE,
    PH_SMTP_STAGE_TLS,
    "TLS-REFUSED: not-yet-valid" },
  { "tls-self-signed",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_CERTIFICATE,
    PH_SMTP_STAGE_TLS,
    "TLS-REFUSED: self-signed" },
  { "tls-wrong-name",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_CERTIFICATE,
    PH_SMTP_STAGE_TLS,
    "TLS-REFUSED: wrong-name" },
  { "tls-unknown-authority",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_CERTIFICATE,
    PH_SMTP_STAGE_TLS,
    "TLS-REFUSED: unknown-authority" },
  { "tls-client-purpose",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_CERTIFICATE,
    PH_SMTP_STAGE_TLS,
    "TLS-REFUSED: client-purpose" },
  { "tls-1.1", PH_SMTP_SECURITY_TLS, TRUE, PH_SMTP_ERROR_TLS_FAILED, PH_SMTP_STAGE_TLS, "TLS-REFUSED: good 1.1" },
  { "tls-not-spoken", PH_SMTP_SECURITY_TLS, TRUE, PH_SMTP_ERROR_TLS_FAILED, PH_SMTP_STAGE_TLS, "S: 220 plain\nGONE" },
  { "tls-closed", PH_SMTP_SECURITY_TLS, TRUE, PH_SMTP_ERROR_TLS_FAILED, PH_SMTP_STAGE_TLS, "CLOSE" },
  { "tls-cut",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_CONNECTION_LOST,
    PH_SMTP_STAGE_CONNECT,
    "TLS\nS: 220 hi\nC: EHLO *\nCUT" },
  /* STARTTLS */
  { "starttls",
    PH_SMTP_SECURITY_STARTTLS,
    FALSE,
    READY,
    0,
    EHLO_PLAIN "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\nC: EHLO *\nS: 250 x\nC: QUIT\nEOF" },
  { "starttls-stripped",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_TLS_NOT_OFFERED,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN "S: 250-x\nS: 250 AUTH PLAIN\nGONE" },
  { "starttls-refused",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_TLS_NOT_OFFERED,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN "S: 250-x\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\nGONE" },
  { "starttls-injected",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nRAW: 220 go\\r\\n250-x\\r\\n250 AUTH PLAIN\\r\\n\nGONE" },
  { "starttls-answered-with-250",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 250 ok\nGONE" },
  /* Behind the first octets of the handshake, in the clear. */
  { "starttls-injected-later",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_TLS_FAILED,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN
    "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nOCTETS: 5\nRAW: 250-x\\r\\n250 AUTH PLAIN\\r\\n\nGONE" },
  { "starttls-truncated",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_TLS_FAILED,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nOCTETS: 5\nRAW: \\x16\\x03\\x03\nCLOSE" },
  { "starttls-wrong-name",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_CERTIFICATE,
    PH_SMTP_STAGE_TLS,
    EHLO_PLAIN "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS-REFUSED: wrong-name" },
  { "auth-only-before-tls",
    PH_SMTP_SECURITY_STARTTLS,
    TRUE,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    PH_SMTP_STAGE_AUTH,
    EHLO_PLAIN "S: 250-x\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\nC: EHLO *\nS: 250 x\nGONE" },
  { "starttls-again-inside",
    PH_SMTP_SECURITY_STARTTLS,
    FALSE,
    READY,
    0,
    EHLO_PLAIN
    "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\nC: EHLO *\nS: 250-x\nS: 250 STARTTLS\nC: QUIT\nEOF" },
  /* signing in */
  { "plain",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    READY,
    0,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH LOGIN PLAIN\nC=: AUTH PLAIN " PLAIN
    "\nS: 235 ok\nC: EHLO *\nS: 250 x\nC: QUIT\nEOF" },
  { "login",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    READY,
    0,
    "TLS\n" EHLO_PLAIN
    "S: 250-x\nS: 250 AUTH LOGIN\nC=: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC=: YW5u\nS: 334 UGFzc3dvcmQ6\n"
    "C=: czNjcmV0IHDDpHNzd29yZA==\nS: 235 ok\nC: EHLO *\nS: 250 x\nC: QUIT\nEOF" },
  { "plain-unsupported-then-login",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    READY,
    0,
    "TLS\n" EHLO_PLAIN
    "S: 250-x\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN *\nS: 504 not that\nC=: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
    "C=: YW5u\nS: 334 UGFzc3dvcmQ6\nC: *\nS: 235 ok\nC: EHLO *\nS: 250 x\nC: QUIT\nEOF" },
  { "offer-that-holds-after-sign-in",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    READY,
    0,
    "TLS\n" EHLO_PLAIN
    "S: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 235 ok\nC: QUIT\nEOF" },
  { "wrong-password-tries-nothing-weaker",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_AUTH_REFUSED,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN *\nS: 535 5.7.8 no " PASSWORD "\nGONE" },
  { "auth-later",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 454 4.7.0 later\nGONE" },
  { "auth-not-offered",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250 x\nGONE" },
  { "auth-unknown-mechanism",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH GSSAPI NTLM\nGONE" },
  { "auth-offer-of-the-secret",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH NTLM " PASSWORD_64 "\nGONE" },
  { "endless-challenges",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 334 \nC=: *\nS: 501 ended\nGONE" },
  { "garbage-challenge",
    PH_SMTP_SECURITY_TLS,
    TRUE,
    PH_SMTP_ERROR_PROTOCOL,
    PH_SMTP_STAGE_AUTH,
    "TLS\n" EHLO_PLAIN "S: 250-x\nS: 250 AUTH LOGIN\nC=: AUTH LOGIN\nS: 334 !!!\nC=: *\nS: 501 ended\nGONE" },
  { "auth-in-cleartext-because-the-account-says-so",
    PH_SMTP_SECURITY_NONE,
    TRUE,
    READY,
    0,
    EHLO_PLAIN "S: 250-x\nS: 250 AUTH PLAIN\nC=: AUTH PLAIN " PLAIN "\nS: 235 ok\nC: EHLO *\nS: 250 x\nC: QUIT\nEOF" },
};

static PhSmtpServer *
make_server (PhTestServer *test_server, PhSmtpSecurity security)
{
  g_autoptr (GTlsDatabase) database = ph_test_tls_load_database ();
  PhSmtpServer *server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), security);

  ph_smtp_server_set_tls_database (server, database);
  return server;
}

/* The password is nowhere in what a person could be shown. */
static void
assert_no_secret (PhSmtpTranscript *transcript, const GError *error)
{
  g_autofree char *text = ph_smtp_transcript_to_text (transcript);

  g_assert_null (strstr (text, PASSWORD));
  g_assert_null (strstr (text, PLAIN));
  g_assert_null (strcasestr (text, PASSWORD_64));
  if (error != NULL)
    {
      g_assert_null (strstr (error->message, PASSWORD));
      g_assert_null (strcasestr (error->message, PASSWORD_64));
    }
}

/* Before TLS, or without a certificate that is believed, not an octet of it may have left. */
static void
assert_no_secret_sent (PhTestServer *test_server)
{
  g_autoptr (GBytes) received = ph_test_server_dup_received (test_server);
  gsize length = 0;
  const char *octets = g_bytes_get_data (received, &length);

  g_assert_true (length == 0 || g_strstr_len (octets, (gssize) length, "AUTH") == NULL);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpServer) server = make_server (test_server, c->security);
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", PASSWORD, NULL);
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, c->signs_in ? credentials : NULL, transcript);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) script_error = NULL;
  gboolean is_open = ph_smtp_session_open (session, NULL, &error);

  if (c->code == READY)
    {
      g_assert_no_error (error);
      g_assert_true (is_open);
      g_assert_cmpint (ph_smtp_session_get_state (session), ==, PH_SMTP_SESSION_READY);
      ph_smtp_session_quit (session);
    }
  else
    {
      g_assert_false (is_open);
      g_assert_error (error, PH_SMTP_ERROR, c->code);
      g_assert_cmpint (ph_smtp_error_get_stage (error), ==, c->stage);
    }
  g_assert_cmpint (ph_smtp_session_get_state (session), ==, PH_SMTP_SESSION_CLOSED);
  ph_test_server_finish (test_server, &script_error);
  g_assert_no_error (script_error);
  assert_no_secret (transcript, error);
  if (c->stage < PH_SMTP_STAGE_AUTH && c->code != READY)
    assert_no_secret_sent (test_server);
}

/* How it was encrypted is known to the end, also when the session is closed. */
static void
test_tls_is_told (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new ("TLS: good 1.2\n" EHLO_PLAIN "S: 250 x\nC: QUIT\nEOF");
  g_autoptr (PhSmtpServer) server = make_server (test_server, PH_SMTP_SECURITY_TLS);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, NULL, NULL);

  g_assert_null (ph_smtp_session_get_tls_version (session));
  g_assert_null (ph_smtp_session_get_tls_cipher (session));
  g_assert_true (ph_smtp_session_open (session, NULL, NULL));
  ph_smtp_session_quit (session);
  g_assert_cmpstr (ph_smtp_session_get_tls_version (session), ==, "1.2");
  g_assert_true (g_str_has_prefix (ph_smtp_session_get_tls_cipher (session), "TLS_"));
  g_assert_true (ph_test_server_finish (test_server, NULL));
}

/* What was said before TLS counts for nothing, whoever said it (RFC 3207 section 4.2). */
static void
test_offer_that_changes (gconstpointer hello_in_tls)
{
  g_autofree char *script
      = g_strconcat (EHLO_PLAIN "S: 250-x\nS: 250-PIPELINING\nS: 250-CHUNKING\nS: 250-SMTPUTF8\nS: 250-SIZE 7\n"
                                "S: 250-AUTH PLAIN\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\nC: EHLO *\n",
                     hello_in_tls,
                     "C: QUIT\nEOF",
                     NULL);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpServer) server = make_server (test_server, PH_SMTP_SECURITY_STARTTLS);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, NULL, NULL);
  g_autoptr (GError) error = NULL;
  const PhSmtpCapabilities *offer = NULL;

  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  offer = ph_smtp_session_get_capabilities (session);
  g_assert_false (ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_PIPELINING));
  g_assert_false (ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_CHUNKING));
  g_assert_false (ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_SMTPUTF8));
  g_assert_cmpuint (g_strv_length ((char **) ph_smtp_capabilities_get_mechanisms (offer)), ==, 0);
  g_assert_false (ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_STARTTLS));
  ph_smtp_session_quit (session);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

static GError *
open_against (const char *script, PhSmtpSecurity security, guint timeout)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpServer) server = make_server (test_server, security);
  g_autoptr (PhSmtpSession) session = NULL;
  GError *error = NULL;

  ph_smtp_server_set_timeout (server, timeout);
  session = ph_smtp_session_new (server, NULL, NULL);
  g_assert_false (ph_smtp_session_open (session, NULL, &error));
  return error;
}

static void
test_silence (void)
{
  g_autoptr (GError) greeting = open_against ("HOLD: quiet\nGONE", PH_SMTP_SECURITY_NONE, 1);
  g_autoptr (GError) handshake = open_against ("HOLD: quiet\nGONE", PH_SMTP_SECURITY_TLS, 1);

  g_assert_error (greeting, PH_SMTP_ERROR, PH_SMTP_ERROR_TIMED_OUT);
  g_assert_cmpint (ph_smtp_error_get_stage (greeting), ==, PH_SMTP_STAGE_CONNECT);
  g_assert_error (handshake, PH_SMTP_ERROR, PH_SMTP_ERROR_TIMED_OUT);
  g_assert_cmpint (ph_smtp_error_get_stage (handshake), ==, PH_SMTP_STAGE_TLS);
  g_assert_true (ph_smtp_error_is_temporary (greeting));
}

/* The deadline is for the whole of a handshake, not for each read: this is a record that never ends. */
static void
test_slow_handshake (void)
{
  g_autoptr (GError) error
      = open_against ("OCTETS: 5\nRAW: \\x16\\x03\\x03\\x40\\x00\nDRIP: \\x02", PH_SMTP_SECURITY_TLS, 1);

  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_TIMED_OUT);
  g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_TLS);
}

static void
test_nobody_listens (void)
{
  g_autoptr (GSocket) holder = NULL;
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_reserve_port (&holder), PH_SMTP_SECURITY_NONE);
  session = ph_smtp_session_new (server, NULL, NULL);
  g_assert_false (ph_smtp_session_open (session, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CONNECTION_REFUSED);
}

static void
test_no_such_host (void)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("nowhere.invalid", 25, PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ph_smtp_session_open (session, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_HOST_NOT_FOUND);
}

static gpointer
cancel_when_held (gpointer data)
{
  gpointer *pair = data;

  g_assert_true (ph_test_server_wait_for (pair[0], "quiet"));
  g_cancellable_cancel (pair[1]);
  return NULL;
}

static void
test_cancelled (gconstpointer script)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpServer) server = make_server (test_server, PH_SMTP_SECURITY_TLS);
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer pair[] = { test_server, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_when_held, pair);
  g_autoptr (GError) error = NULL;

  session = ph_smtp_session_new (server, NULL, NULL);
  g_assert_false (ph_smtp_session_open (session, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

/* A refused certificate can be shown, and then that very one can be trusted, and only that one. */
static void
test_pinned_certificate (void)
{
  static const char *const names[] = { "expired", "self-signed", "wrong-name", "client-purpose" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *fine = g_strdup_printf ("TLS: %s\n" EHLO_PLAIN "S: 250 x\nC: QUIT\nEOF", names[i]);
      g_autofree char *refused = g_strdup_printf ("TLS-REFUSED: %s", names[i]);
      g_autofree char *fingerprint = ph_test_tls_dup_fingerprint (names[i]);
      g_autofree char *other = ph_test_tls_dup_fingerprint ("unknown-authority");

      for (guint is_right = 0; is_right < 2; is_right++)
        {
          g_autoptr (PhTestServer) test_server = ph_test_server_new (is_right ? fine : refused);
          g_autoptr (PhSmtpServer) server = make_server (test_server, PH_SMTP_SECURITY_TLS);
          g_autoptr (PhSmtpSession) session = NULL;
          g_autoptr (GError) error = NULL;

          ph_smtp_server_set_trusted_fingerprint (server, is_right ? fingerprint : other);
          session = ph_smtp_session_new (server, NULL, NULL);
          if (ph_smtp_session_open (session, NULL, &error))
            ph_smtp_session_quit (session);
          if (is_right)
            g_assert_no_error (error);
          else
            g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CERTIFICATE);
          if (!is_right)
            g_assert_true (G_IS_TLS_CERTIFICATE (ph_smtp_error_get_certificate (error)));
          g_clear_error (&error);
          ph_test_server_finish (test_server, &error);
          g_assert_no_error (error);
        }
    }
}

static void
test_certificate_reasons (void)
{
  static const struct
  {
    const char *script;
    GTlsCertificateFlags flag;
    gboolean purpose;
    const char *why;
  } reasons[] = {
    { "TLS-REFUSED: expired", G_TLS_CERTIFICATE_EXPIRED, FALSE, "it has expired" },
    { "TLS-REFUSED: not-yet-valid", G_TLS_CERTIFICATE_NOT_ACTIVATED, FALSE, "it is not valid yet" },
    { "TLS-REFUSED: wrong-name", G_TLS_CERTIFICATE_BAD_IDENTITY, FALSE, "it is for another name" },
    { "TLS-REFUSED: self-signed",
      G_TLS_CERTIFICATE_UNKNOWN_CA,
      FALSE,
      "nobody whom this computer trusts has signed it" },
    { "TLS-REFUSED: client-purpose", 0, TRUE, "it is not meant for servers" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (GError) error = open_against (reasons[i].script, PH_SMTP_SECURITY_TLS, 0);

      g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CERTIFICATE);
      g_assert_cmpint (ph_smtp_error_get_certificate_flags (error), ==, reasons[i].flag);
      g_assert_cmpint (ph_smtp_error_get_purpose_refused (error), ==, reasons[i].purpose);
      g_assert_true (g_str_has_suffix (error->message, reasons[i].why));
    }
}

static void
test_try_sender (void)
{
  static const struct
  {
    const char *reply;
    int code;
  } replies[] = {
    { "250 ok\nC: RSET\nS: 250 ok\nC: QUIT\nEOF", READY },
    { "530 5.7.0 sign in\nGONE", PH_SMTP_ERROR_AUTH_NEEDED },
    { "553 5.7.1 not yours\nGONE", PH_SMTP_ERROR_SENDER_REFUSED },
    { "421 bye\nGONE", PH_SMTP_ERROR_SERVICE_UNAVAILABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *script
          = g_strconcat (EHLO_PLAIN "S: 250 x\nC=: MAIL FROM:<ann@example.org>\nS: ", replies[i].reply, NULL);
      g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
      g_autoptr (PhSmtpServer) server = make_server (test_server, PH_SMTP_SECURITY_NONE);
      g_autoptr (PhSmtpSession) session = ph_smtp_session_new (server, NULL, NULL);
      g_autoptr (GError) error = NULL;

      ph_smtp_session_open (session, NULL, &error);
      g_assert_no_error (error);
      if (ph_smtp_session_try_sender (session, "ann@example.org", NULL, &error))
        ph_smtp_session_quit (session);
      else
        ph_smtp_session_close (session);
      if (replies[i].code == READY)
        g_assert_no_error (error);
      else
        g_assert_error (error, PH_SMTP_ERROR, replies[i].code);
      g_clear_error (&error);
      ph_test_server_finish (test_server, &error);
      g_assert_no_error (error);
    }
}

/* ---- a server that is known ----------------------------------------------------------------------------------- */

#define WORDS(greeting, offer) greeting "C: EHLO *\n" offer
#define KNOWN WORDS ("S: 220-x\nS: 220 hi\n", "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n")

typedef struct
{
  const char *name;
  PhSmtpSecurity security; /* of the second connection; the first is in cleartext */
  gboolean is_same;
  const char *second;
} Encounter;

static const Encounter encounters[] = {
  { "same", PH_SMTP_SECURITY_NONE, TRUE, KNOWN },
  { "other-greeting",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    WORDS ("S: 220-x\nS: 220 ho\n", "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n") },
  { "shorter-greeting",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    WORDS ("S: 220 x\n", "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n") },
  { "line-that-moved",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    WORDS ("S: 220 x\n", "S: 250-hi\nS: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n") },
  { "other-order",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    WORDS ("S: 220-x\nS: 220 hi\n", "S: 250-x\nS: 250-CHUNKING\nS: 250 PIPELINING\n") },
  { "other-offer",
    PH_SMTP_SECURITY_NONE,
    FALSE,
    WORDS ("S: 220-x\nS: 220 hi\n", "S: 250-x\nS: 250-PIPELINING\nS: 250-CHUNKING\nS: 250 DSN\n") },
  { "under-tls", PH_SMTP_SECURITY_TLS, FALSE, "TLS\n" KNOWN },
  { "under-starttls",
    PH_SMTP_SECURITY_STARTTLS,
    FALSE,
    "S: 220-x\nS: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\nC: EHLO *\n"
    "S: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n" },
};

static PhSmtpSession *
meet (PhTestServer *test_server, PhSmtpSecurity security, const char *fingerprint)
{
  g_autoptr (PhSmtpServer) server = make_server (test_server, security);
  PhSmtpSession *session = ph_smtp_session_new (server, NULL, NULL);
  g_autoptr (GError) error = NULL;

  ph_smtp_session_recall_chunks (session, fingerprint, PH_SMTP_CHUNKS_SWALLOWED);
  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

/* What was learnt counts for the very same server alone, in the same kind of connection. */
static void
test_known (gconstpointer data)
{
  const Encounter *e = data;
  g_autofree char *script = g_strdup_printf (KNOWN "C: QUIT\nNEXT\n%sC: QUIT\nEOF", e->second);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) first = meet (test_server, PH_SMTP_SECURITY_NONE, NULL);
  g_autoptr (PhSmtpSession) second = NULL;

  g_assert_cmpuint (strlen (ph_smtp_session_get_fingerprint (first)), ==, 64);
  g_assert_false (ph_smtp_session_swallows_chunks (first));
  ph_smtp_session_quit (first);
  second = meet (test_server, e->security, ph_smtp_session_get_fingerprint (first));
  g_assert_true (ph_smtp_session_swallows_chunks (second) == e->is_same);
  g_assert_cmpint (ph_smtp_session_get_chunk_manner (second),
                   ==,
                   e->is_same ? PH_SMTP_CHUNKS_SWALLOWED : PH_SMTP_CHUNKS_NOT_KNOWN);
  /* Who knows asks nothing. */
  g_assert_true (!e->is_same || ph_smtp_session_learn_chunks (second, 0, NULL, NULL));
  ph_smtp_session_quit (second);
  ph_test_server_finish (test_server, NULL);
}

static void
test_known_without_flight (gconstpointer script)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (PhSmtpSession) session = meet (test_server, PH_SMTP_SECURITY_NONE, NULL);

  g_assert_null (ph_smtp_session_get_fingerprint (session));
  g_assert_false (ph_smtp_session_swallows_chunks (session));
  ph_smtp_session_quit (session);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/session/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/session/tls-is-told", test_tls_is_told);
  g_test_add_func ("/smtp/session/silence", test_silence);
  g_test_add_func ("/smtp/session/slow-handshake", test_slow_handshake);
  g_test_add_data_func ("/smtp/session/offer-that-changes/nothing", "S: 250 x\n", test_offer_that_changes);
  g_test_add_data_func ("/smtp/session/offer-that-changes/helo",
                        "S: 502 no\nC: HELO *\nS: 250 x\n",
                        test_offer_that_changes);
  g_test_add_func ("/smtp/session/nobody-listens", test_nobody_listens);
  g_test_add_func ("/smtp/session/no-such-host", test_no_such_host);
  g_test_add_data_func ("/smtp/session/cancelled-in-greeting", "TLS\nHOLD: quiet\nGONE", test_cancelled);
  g_test_add_data_func ("/smtp/session/cancelled-in-handshake", "HOLD: quiet\nGONE", test_cancelled);
  g_test_add_data_func ("/smtp/session/cancelled-in-ehlo",
                        "TLS\nS: 220 hi\nC: EHLO *\nHOLD: quiet\nGONE",
                        test_cancelled);
  g_test_add_func ("/smtp/session/pinned-certificate", test_pinned_certificate);
  g_test_add_func ("/smtp/session/certificate-reasons", test_certificate_reasons);
  g_test_add_func ("/smtp/session/try-sender", test_try_sender);
  for (gsize i = 0; i < G_N_ELEMENTS (encounters); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/session/known/", encounters[i].name, NULL);

      g_test_add_data_func (path, &encounters[i], test_known);
    }
  g_test_add_data_func ("/smtp/session/known/without-chunks",
                        "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 PIPELINING\nC: QUIT\nEOF",
                        test_known_without_flight);
  g_test_add_data_func ("/smtp/session/known/without-pipelining",
                        "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 CHUNKING\nC: QUIT\nEOF",
                        test_known_without_flight);
  return g_test_run ();
}
