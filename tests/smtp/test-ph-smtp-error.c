/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error keeps what a person needs, also in a copy, and any error may be asked. */
#include "ph-smtp-error.h"

static void
test_reply (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  error = ph_smtp_error_new_for_reply (PH_SMTP_ERROR_AUTH_REFUSED, PH_SMTP_STAGE_AUTH, 535, "5.7.8", "no", "AUTH");
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_error (copy, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED);
  g_assert_cmpstr (copy->message, ==, "AUTH: 535 no");
  g_assert_cmpint (ph_smtp_error_get_stage (copy), ==, PH_SMTP_STAGE_AUTH);
  g_assert_cmpint (ph_smtp_error_get_reply_code (copy), ==, 535);
  g_assert_cmpstr (ph_smtp_error_get_enhanced_status (copy), ==, "5.7.8");
  g_assert_cmpstr (ph_smtp_error_get_server_words (copy), ==, "no");
}

static void
test_temporary (void)
{
  static const struct
  {
    PhSmtpError code;
    int reply_code;
    gboolean is_temporary;
  } cases[] = {
    { PH_SMTP_ERROR_RECIPIENTS_REFUSED, 450, TRUE },
    { PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, FALSE },
    { PH_SMTP_ERROR_SERVICE_UNAVAILABLE, 421, TRUE },
    { PH_SMTP_ERROR_SERVICE_UNAVAILABLE, 554, FALSE },
    { PH_SMTP_ERROR_CONNECTION_LOST, 0, TRUE },
    { PH_SMTP_ERROR_TIMED_OUT, 0, TRUE },
    /* Again could be twice. */
    { PH_SMTP_ERROR_OUTCOME_UNKNOWN, 0, FALSE },
    { PH_SMTP_ERROR_CERTIFICATE, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      if (cases[i].reply_code != 0)
        error = ph_smtp_error_new_for_reply (cases[i].code, PH_SMTP_STAGE_NONE, cases[i].reply_code, NULL, "", "x");
      else
        error = ph_smtp_error_new (cases[i].code, PH_SMTP_STAGE_NONE, "x");
      g_assert_cmpint (ph_smtp_error_is_temporary (error), ==, cases[i].is_temporary);
    }
}

static void
test_other_domain (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");

  g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_NONE);
  g_assert_cmpint (ph_smtp_error_get_reply_code (error), ==, 0);
  g_assert_null (ph_smtp_error_get_server_words (error));
  g_assert_null (ph_smtp_error_get_certificate (error));
  g_assert_false (ph_smtp_error_is_temporary (error));
  g_assert_false (ph_smtp_error_is_temporary (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/error/reply", test_reply);
  g_test_add_func ("/smtp/error/temporary", test_temporary);
  g_test_add_func ("/smtp/error/other-domain", test_other_domain);
  return g_test_run ();
}
