/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mechanism is the best that both sides know, and says what RFC 4616 and the LOGIN draft say. */
#include "ph-smtp-sasl.h"

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
    { "LOGIN PLAIN", NULL, NULL, "PLAIN" }, { "LOGIN", NULL, NULL, "LOGIN" },
    { "GSSAPI NTLM", NULL, NULL, NULL },    { "LOGIN PLAIN", "login", NULL, "LOGIN" },
    { "PLAIN", "LOGIN", NULL, NULL },       { "LOGIN PLAIN", NULL, "PLAIN", "LOGIN" },
    { "PLAIN LOGIN", NULL, "LOGIN", NULL }, { "PLAINX XPLAIN", NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", "x", cases[i].wanted);
      g_auto (GStrv) offered = g_strsplit (cases[i].offered, " ", -1);

      g_assert_cmpstr (ph_smtp_sasl_choose ((const char *const *) offered, credentials, cases[i].after),
                       ==,
                       cases[i].chosen);
    }
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
test_plain (void)
{
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("tim", "tanstaaftanstaaf", NULL);
  g_autoptr (PhSmtpSasl) sasl = ph_smtp_sasl_new ("PLAIN", credentials, NULL);
  g_autofree char *response = step (sasl, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_smtp_sasl_is_client_first (sasl));
  g_assert_cmpstr (response, ==, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  g_assert_null (ph_smtp_sasl_step (sasl, "", &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
}

static void
test_login (void)
{
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", "pw", NULL);
  g_autoptr (PhSmtpSasl) sasl = ph_smtp_sasl_new ("LOGIN", credentials, NULL);
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  g_assert_false (ph_smtp_sasl_is_client_first (sasl));
  user = step (sasl, "VXNlcm5hbWU6");
  password = step (sasl, "UGFzc3dvcmQ6");
  g_assert_cmpstr (user, ==, "YW5u");
  g_assert_cmpstr (password, ==, "cHc=");
}

static void
test_garbage (void)
{
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", "pw", NULL);
  g_autoptr (PhSmtpSasl) sasl = ph_smtp_sasl_new ("LOGIN", credentials, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_smtp_sasl_step (sasl, "***", &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_null (ph_smtp_sasl_new ("NOSUCH", credentials, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_NOT_OFFERED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/sasl/choose", test_choose);
  g_test_add_func ("/smtp/sasl/plain", test_plain);
  g_test_add_func ("/smtp/sasl/login", test_login);
  g_test_add_func ("/smtp/sasl/garbage", test_garbage);
  return g_test_run ();
}
