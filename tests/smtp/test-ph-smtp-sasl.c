/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mechanism is the best that both sides know, and says what RFC 4616 and the LOGIN draft say. */
#include "ph-smtp-sasl.h"

#include <string.h>

typedef struct
{
  PhSmtpCredentials *credentials; /* (owned) */
  PhSmtpServer *server; /* (owned) */
  char **offered; /* (owned) */
  PhSmtpSaslTerms terms;
} Fixture;

/* @offered: the mechanisms with blanks between them */
static void
set_up (Fixture *f, PhSmtpCredentials *credentials, const char *offered)
{
  f->credentials = credentials;
  f->server = ph_smtp_server_new ("smtp.example.org", 587, PH_SMTP_SECURITY_STARTTLS);
  f->offered = g_strsplit (offered, " ", -1);
  f->terms = (PhSmtpSaslTerms){ f->credentials, f->server, (const char *const *) f->offered, NULL };
}

static void
tear_down (Fixture *f)
{
  ph_smtp_credentials_free (f->credentials);
  ph_smtp_server_free (f->server);
  g_strfreev (f->offered);
}

/* In the clear; under TLS, where there is a connection to be tied to, test-ph-smtp-auth.c asks. */
static void
test_choose (void)
{
  static const struct
  {
    const char *offered;
    const char *wanted;
    const char *after;
    const char *chosen;
  } cases[] = {
    { "LOGIN PLAIN", NULL, NULL, "PLAIN" },
    { "LOGIN", NULL, NULL, "LOGIN" },
    { "NTLM DIGEST-MD5", NULL, NULL, NULL },
    { "LOGIN PLAIN", "login", NULL, "LOGIN" },
    { "PLAIN", "LOGIN", NULL, NULL },
    { "LOGIN PLAIN", NULL, "PLAIN", "LOGIN" },
    { "PLAIN LOGIN", NULL, "LOGIN", NULL },
    { "PLAINX XPLAIN", NULL, NULL, NULL },
    { "PLAIN SCRAM-SHA-1 SCRAM-SHA-256", NULL, NULL, "SCRAM-SHA-256" },
    { "PLAIN SCRAM-SHA-1 SCRAM-SHA-256", NULL, "SCRAM-SHA-256", "SCRAM-SHA-1" },
    { "PLAIN SCRAM-SHA-1 SCRAM-SHA-256", NULL, "SCRAM-SHA-1", "PLAIN" },
    { "SCRAM-SHA-256-PLUS", NULL, NULL, NULL },
    { "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS", NULL, NULL },
    { "PLAIN CRAM-MD5 LOGIN", NULL, NULL, "CRAM-MD5" },
    { "PLAIN CRAM-MD5 LOGIN", NULL, "CRAM-MD5", "PLAIN" },
    { "EXTERNAL GSSAPI OAUTHBEARER XOAUTH2 ANONYMOUS", NULL, NULL, NULL },
    { "PLAIN EXTERNAL GSSAPI", "EXTERNAL", NULL, "EXTERNAL" },
    { "PLAIN EXTERNAL GSSAPI", "GSSAPI", NULL, "GSSAPI" },
    { "PLAIN XOAUTH2", "XOAUTH2", NULL, "XOAUTH2" },
  };

  g_assert_false (ph_smtp_sasl_needs_secret ("GSSAPI"));
  g_assert_false (ph_smtp_sasl_needs_secret ("EXTERNAL"));
  g_assert_true (ph_smtp_sasl_needs_secret ("PLAIN"));
  g_assert_true (ph_smtp_sasl_needs_secret ("NOSUCH"));
  g_assert_true (ph_smtp_sasl_needs_secret (NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;

      set_up (&f, ph_smtp_credentials_new ("ann", "x", cases[i].wanted), cases[i].offered);
      g_assert_cmpstr (ph_smtp_sasl_choose (&f.terms, cases[i].after), ==, cases[i].chosen);
      tear_down (&f);
    }
}

static void
test_choose_for_token (void)
{
  static const struct
  {
    const char *offered;
    const char *after;
    const char *chosen;
  } cases[] = {
    { "PLAIN XOAUTH2 OAUTHBEARER", NULL, "OAUTHBEARER" },
    { "PLAIN XOAUTH2 OAUTHBEARER", "OAUTHBEARER", "XOAUTH2" },
    { "PLAIN LOGIN SCRAM-SHA-256 CRAM-MD5", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;

      set_up (&f, ph_smtp_credentials_new_for_token ("ann", "x", NULL), cases[i].offered);
      g_assert_cmpstr (ph_smtp_sasl_choose (&f.terms, cases[i].after), ==, cases[i].chosen);
      tear_down (&f);
    }
}

static char *
start (PhSmtpSasl *sasl)
{
  g_autoptr (GError) error = NULL;
  char *response = NULL;

  g_assert_true (ph_smtp_sasl_start (sasl, &response, &error));
  g_assert_no_error (error);
  return response;
}

static char *
step (PhSmtpSasl *sasl, const char *challenge)
{
  g_autoptr (GError) error = NULL;
  char *response = ph_smtp_sasl_step (sasl, challenge, &error);

  g_assert_no_error (error);
  return response;
}

static void
assert_step_fails (PhSmtpSasl *sasl, const char *challenge, PhSmtpError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_smtp_sasl_step (sasl, challenge, &error));
  g_assert_error (error, PH_SMTP_ERROR, (int) code);
  g_assert_false (strstr (error->message, "tanstaaf") != NULL);
}

static void
test_plain (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;

  set_up (&f, ph_smtp_credentials_new ("tim", "tanstaaftanstaaf", NULL), "PLAIN");
  sasl = ph_smtp_sasl_new ("PLAIN", &f.terms, NULL);
  response = start (sasl);
  g_assert_cmpstr (response, ==, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  g_assert_true (ph_smtp_sasl_is_complete (sasl));
  assert_step_fails (sasl, "", PH_SMTP_ERROR_PROTOCOL);
  tear_down (&f);
}

/* It would not fit into a command's line, so the server is asked first and gets it then (RFC 4954 section 4). */
static void
test_long_secret (void)
{
  Fixture f;
  g_autofree char *secret = g_strnfill (400, 's');
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;

  set_up (&f, ph_smtp_credentials_new ("tim", secret, NULL), "PLAIN");
  sasl = ph_smtp_sasl_new ("PLAIN", &f.terms, NULL);
  g_assert_null (start (sasl));
  g_assert_false (ph_smtp_sasl_is_complete (sasl));
  assert_step_fails (sasl, "eWVz", PH_SMTP_ERROR_PROTOCOL);
  response = step (sasl, "=");
  g_assert_cmpuint (strlen (response), ==, (400 + 5 + 2) / 3 * 4);
  g_assert_true (ph_smtp_sasl_is_complete (sasl));
  tear_down (&f);
}

static void
test_far_too_long_secret (void)
{
  Fixture f;
  g_autofree char *secret = g_strnfill (10000, 's');
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&f, ph_smtp_credentials_new_for_token ("tim", secret, NULL), "XOAUTH2");
  sasl = ph_smtp_sasl_new ("XOAUTH2", &f.terms, NULL);
  g_assert_false (ph_smtp_sasl_start (sasl, &response, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED);
  tear_down (&f);
}

static void
test_login (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  set_up (&f, ph_smtp_credentials_new ("ann", "pw", NULL), "LOGIN");
  sasl = ph_smtp_sasl_new ("LOGIN", &f.terms, NULL);
  g_assert_null (start (sasl));
  user = step (sasl, "VXNlcm5hbWU6");
  g_assert_false (ph_smtp_sasl_is_complete (sasl));
  password = step (sasl, "UGFzc3dvcmQ6");
  g_assert_cmpstr (user, ==, "YW5u");
  g_assert_cmpstr (password, ==, "cHc=");
  g_assert_true (ph_smtp_sasl_is_complete (sasl));
  tear_down (&f);
}

/* The example of RFC 2195 section 2. */
static void
test_cram_md5 (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;

  set_up (&f, ph_smtp_credentials_new ("tim", "tanstaaftanstaaf", NULL), "CRAM-MD5");
  sasl = ph_smtp_sasl_new ("CRAM-MD5", &f.terms, NULL);
  g_assert_null (start (sasl));
  response = step (sasl, "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+");
  g_assert_cmpstr (response, ==, "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
  tear_down (&f);
}

/* The example of RFC 7628 section 4.1, with our server in it, and its refusal of section 4.3. */
static void
test_oauthbearer (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;
  g_autofree char *decoded = NULL;
  g_autofree char *last = NULL;
  gsize length = 0;

  set_up (&f,
          ph_smtp_credentials_new_for_token ("a=b,c@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", NULL),
          "OAUTHBEARER");
  sasl = ph_smtp_sasl_new ("OAUTHBEARER", &f.terms, NULL);
  response = start (sasl);
  decoded = (char *) g_base64_decode (response, &length);
  g_assert_cmpmem (decoded,
                   length,
                   "n,a=a=3Db=2Cc@example.com,\001host=smtp.example.org\001port=587\001"
                   "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\001\001",
                   strlen ("n,a=a=3Db=2Cc@example.com, host=smtp.example.org port=587 "
                           "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==  "));
  g_assert_true (ph_smtp_sasl_is_complete (sasl));
  last = step (sasl, "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=");
  g_assert_cmpstr (last, ==, "AQ==");
  g_assert_cmpstr (ph_smtp_sasl_get_problem (sasl), ==, "{\"status\":\"invalid_token\"}");
  assert_step_fails (sasl, "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=", PH_SMTP_ERROR_PROTOCOL);
  tear_down (&f);
}

static void
test_xoauth2 (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;
  g_autofree char *last = NULL;

  set_up (&f, ph_smtp_credentials_new_for_token ("ann@example.org", "token", NULL), "XOAUTH2");
  sasl = ph_smtp_sasl_new ("XOAUTH2", &f.terms, NULL);
  response = start (sasl);
  g_assert_cmpstr (response, ==, "dXNlcj1hbm5AZXhhbXBsZS5vcmcBYXV0aD1CZWFyZXIgdG9rZW4BAQ==");
  last = step (sasl, "AAEC/w==");
  g_assert_cmpstr (last, ==, "");
  g_assert_true (g_utf8_validate (ph_smtp_sasl_get_problem (sasl), -1, NULL));
  tear_down (&f);
}

/* A ^A in them would be the end of a field. */
static void
test_smuggled_field (void)
{
  static const struct
  {
    const char *user;
    const char *token;
  } wrongs[] = {
    { "ann\001auth=Bearer other", "token" },
    { "ann\n", "token" },
    { "ann", "token\001" },
    { "ann", "to ken" },
    { "ann", "token\r\n" },
    { "ann", "tokén" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++)
    for (gsize j = 0; j < 2; j++)
      {
        const char *mechanism = j == 0 ? "OAUTHBEARER" : "XOAUTH2";
        Fixture f;
        g_autoptr (GError) error = NULL;

        set_up (&f, ph_smtp_credentials_new_for_token (wrongs[i].user, wrongs[i].token, NULL), mechanism);
        g_assert_null (ph_smtp_sasl_new (mechanism, &f.terms, &error));
        g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
        g_assert_null (strstr (error->message, wrongs[i].token));
        tear_down (&f);
      }
}

/* What a program can act upon: another token, or another consent. */
static void
test_token_refused (void)
{
  static const struct
  {
    const char *json;
    PhSmtpError code;
  } cases[] = {
    { "{\"status\":\"invalid_token\",\"scope\":\"mail\"}", PH_SMTP_ERROR_TOKEN_REFUSED },
    { "{ \"schemes\" : \"Bearer\", \"status\" : \"401\" }", PH_SMTP_ERROR_TOKEN_REFUSED },
    { "{\"status\":400,\"schemes\":\"Bearer\"}", PH_SMTP_ERROR_TOKEN_REFUSED },
    { "{\"scope\":\"status\",\"status\":\"insufficient_scope\"}", PH_SMTP_ERROR_TOKEN_SCOPE },
    { "{\"status\":\"403\"}", PH_SMTP_ERROR_TOKEN_SCOPE },
    { "{\"status\":\"invalid_request\"}", PH_SMTP_ERROR_AUTH_REFUSED },
    { "{\"status\":\"INVALID_TOKEN \"}", PH_SMTP_ERROR_AUTH_REFUSED },
    { "{\"inner\":{\"status\":\"401\"}}", PH_SMTP_ERROR_AUTH_REFUSED },
    { "{\"a\\\"status\":\"401\"}", PH_SMTP_ERROR_AUTH_REFUSED },
    { "{\"status\":\"401", PH_SMTP_ERROR_TOKEN_REFUSED },
    { "{\"status\":", PH_SMTP_ERROR_AUTH_REFUSED },
    { "{\"status\\", PH_SMTP_ERROR_AUTH_REFUSED },
    { "\"status\":\"401\"", PH_SMTP_ERROR_AUTH_REFUSED },
    { "", PH_SMTP_ERROR_AUTH_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_autoptr (PhSmtpSasl) sasl = NULL;
      g_autofree char *challenge = g_base64_encode ((const guchar *) cases[i].json, strlen (cases[i].json));
      g_autofree char *response = NULL;
      g_autofree char *last = NULL;

      set_up (&f, ph_smtp_credentials_new_for_token ("ann", "token", NULL), "OAUTHBEARER");
      sasl = ph_smtp_sasl_new ("OAUTHBEARER", &f.terms, NULL);
      response = start (sasl);
      g_assert_cmpint (ph_smtp_sasl_get_refusal (sasl), ==, PH_SMTP_ERROR_AUTH_REFUSED);
      last = step (sasl, challenge);
      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (ph_smtp_sasl_get_refusal (sasl), ==, cases[i].code);
      tear_down (&f);
    }
}

static void
test_external (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;

  set_up (&f, ph_smtp_credentials_new ("", "", "EXTERNAL"), "EXTERNAL");
  sasl = ph_smtp_sasl_new ("EXTERNAL", &f.terms, NULL);
  response = start (sasl);
  g_assert_cmpstr (response, ==, "");
  g_assert_true (ph_smtp_sasl_is_complete (sasl));
  tear_down (&f);
}

/* What hostile servers say to each mechanism that listens: no answer to it, and no end of it. */
static void
test_garbage (void)
{
  static const char *const names[] = { "SCRAM-SHA-256", "SCRAM-SHA-1" };
  g_autofree char *long_challenge = g_strnfill (100000, 'A');
  const char *const challenges[] = { "***", "", "=", "AAAA", "cj14LHM9eA==", long_challenge };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (challenges); j++)
      {
        Fixture f;
        g_autoptr (PhSmtpSasl) sasl = NULL;
        g_autofree char *response = NULL;
        g_autoptr (GError) error = NULL;

        set_up (&f, ph_smtp_credentials_new ("ann", "tanstaaf", NULL), names[i]);
        sasl = ph_smtp_sasl_new (names[i], &f.terms, NULL);
        response = start (sasl);
        g_assert_null (ph_smtp_sasl_step (sasl, challenges[j], &error));
        g_assert_true (error->domain == PH_SMTP_ERROR);
        g_assert_false (ph_smtp_sasl_is_complete (sasl));
        tear_down (&f);
      }
}

/* @client_first: what SCRAM says first. (transfer full): an answer to it that wants so much work, in base64 */
static char *
new_scram_challenge (const char *client_first, const char *rounds)
{
  gsize length = 0;
  g_autofree char *first = (char *) g_base64_decode (client_first, &length);
  g_autofree char *nonce = g_strndup (strstr (first, "r="), length - (gsize) (strstr (first, "r=") - first));
  g_autofree char *challenge = g_strdup_printf ("%sx,s=c2FsdA==,i=%s", nonce, rounds);

  return g_base64_encode ((const guchar *) challenge, strlen (challenge));
}

/* A server cannot make the client calculate for hours, where nothing could cancel it. */
static void
test_endless_rounds (void)
{
  static const char *const names[] = { "SCRAM-SHA-256", "SCRAM-SHA-1" };
  static const char *const rounds[]
      = { "2147483647", "1000001", "18446744073709551616", "4096,i=2147483647", "2147483647,i=4096" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (rounds); j++)
      {
        Fixture f;
        g_autoptr (PhSmtpSasl) sasl = NULL;
        g_autofree char *first = NULL;
        g_autofree char *challenge = NULL;

        set_up (&f, ph_smtp_credentials_new ("ann", "tanstaaf", NULL), names[i]);
        sasl = ph_smtp_sasl_new (names[i], &f.terms, NULL);
        first = start (sasl);
        challenge = new_scram_challenge (first, rounds[j]);
        assert_step_fails (sasl, challenge, PH_SMTP_ERROR_PROTOCOL);
        tear_down (&f);
      }
}

/* As many as careful servers want are done. */
static void
test_many_rounds (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *first = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *response = NULL;

  set_up (&f, ph_smtp_credentials_new ("ann", "tanstaaf", NULL), "SCRAM-SHA-256");
  sasl = ph_smtp_sasl_new ("SCRAM-SHA-256", &f.terms, NULL);
  first = start (sasl);
  challenge = new_scram_challenge (first, "600000");
  response = step (sasl, challenge);
  g_assert_cmpstr (response, !=, "");
  tear_down (&f);
}

static void
assert_problem_hides (const char *token, const char *problem)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autofree char *response = NULL;
  g_autofree char *last = NULL;
  g_autofree char *challenge = g_base64_encode ((const guchar *) problem, strlen (problem));

  set_up (&f, ph_smtp_credentials_new_for_token ("ann", token, NULL), "OAUTHBEARER");
  sasl = ph_smtp_sasl_new ("OAUTHBEARER", &f.terms, NULL);
  response = start (sasl);
  last = step (sasl, challenge);
  g_assert_nonnull (strstr (ph_smtp_sasl_get_problem (sasl), "••••••"));
  g_assert_null (strstr (ph_smtp_sasl_get_problem (sasl), "ya29"));
  tear_down (&f);
}

/* A server that says the token back in why it refuses it does not put it into an error, whole or in part. */
static void
test_token_in_problem (void)
{
  g_autofree char *rest = g_strnfill (290, 'a');
  g_autofree char *long_token = g_strconcat ("ya29.", rest, NULL);
  g_autofree char *long_problem = g_strdup_printf ("{\"token\":\"%s\"}", long_token);

  assert_problem_hides ("ya29.a0AfH6", "{\"status\":\"400\",\"token\":\"ya29.a0AfH6\"}");
  assert_problem_hides (long_token, long_problem);
}

static void
test_not_base64 (void)
{
  Fixture f;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&f, ph_smtp_credentials_new ("ann", "tanstaaf", NULL), "LOGIN");
  sasl = ph_smtp_sasl_new ("LOGIN", &f.terms, NULL);
  assert_step_fails (sasl, "***", PH_SMTP_ERROR_PROTOCOL);
  g_assert_null (ph_smtp_sasl_new ("NOSUCH", &f.terms, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_NOT_OFFERED);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/sasl/choose", test_choose);
  g_test_add_func ("/smtp/sasl/choose-for-token", test_choose_for_token);
  g_test_add_func ("/smtp/sasl/plain", test_plain);
  g_test_add_func ("/smtp/sasl/long-secret", test_long_secret);
  g_test_add_func ("/smtp/sasl/far-too-long-secret", test_far_too_long_secret);
  g_test_add_func ("/smtp/sasl/login", test_login);
  g_test_add_func ("/smtp/sasl/cram-md5", test_cram_md5);
  g_test_add_func ("/smtp/sasl/oauthbearer", test_oauthbearer);
  g_test_add_func ("/smtp/sasl/xoauth2", test_xoauth2);
  g_test_add_func ("/smtp/sasl/smuggled-field", test_smuggled_field);
  g_test_add_func ("/smtp/sasl/token-refused", test_token_refused);
  g_test_add_func ("/smtp/sasl/external", test_external);
  g_test_add_func ("/smtp/sasl/garbage", test_garbage);
  g_test_add_func ("/smtp/sasl/endless-rounds", test_endless_rounds);
  g_test_add_func ("/smtp/sasl/many-rounds", test_many_rounds);
  g_test_add_func ("/smtp/sasl/token-in-problem", test_token_in_problem);
  g_test_add_func ("/smtp/sasl/not-base64", test_not_base64);
  return g_test_run ();
}
