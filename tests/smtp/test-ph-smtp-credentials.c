/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing that holds a secret is freed with the secret in it: what is wiped is listened to, and put beside what must be. */
#include "ph-smtp-credentials.h"

#include "ph-smtp-bearer.h"
#include "ph-smtp-mask.h"
#include "ph-smtp-sasl.h"

#include <string.h>

#define SECRET "tanstaaftanstaaf"

static GPtrArray *wiped; /* (element-type utf8) */

/* In place of the C library's, for everything in this program. The compiler knows that one to write only. */
void
explicit_bzero (void *octets, size_t length)
{
  volatile char *p = octets;
  GString *copy = g_string_new (NULL);

  for (size_t i = 0; i < length; i++)
    g_string_append_c (copy, p[i]);
  g_ptr_array_add (wiped, g_string_free (copy, FALSE));
  while (length > 0)
    p[--length] = '\0';
}

static guint
count_wiped (const char *text)
{
  guint n = 0;

  for (guint i = 0; i < wiped->len; i++)
    n += strcmp (wiped->pdata[i], text) == 0 ? 1 : 0;
  return n;
}

static void
set_up (void)
{
  g_clear_pointer (&wiped, g_ptr_array_unref);
  wiped = g_ptr_array_new_with_free_func (g_free);
}

static void
test_value (void)
{
  PhSmtpCredentials *credentials = NULL;
  PhSmtpCredentials *copy = NULL;

  set_up ();
  credentials = ph_smtp_credentials_new_for_token ("ann", SECRET, "XOAUTH2");
  copy = ph_smtp_credentials_copy (credentials);
  ph_smtp_credentials_free (credentials);
  g_assert_cmpuint (count_wiped (SECRET), ==, 1);
  g_assert_cmpstr (ph_smtp_credentials_get_user (copy), ==, "ann");
  g_assert_cmpstr (ph_smtp_credentials_get_password (copy), ==, SECRET);
  g_assert_cmpstr (ph_smtp_credentials_get_mechanism (copy), ==, "XOAUTH2");
  g_assert_true (ph_smtp_credentials_get_is_token (copy));
  ph_smtp_credentials_free (copy);
  g_assert_cmpuint (count_wiped (SECRET), ==, 2);
  ph_smtp_credentials_free (NULL);
  ph_smtp_credentials_wipe (NULL);
}

/* What is held back because the line would be too long, and what libgsasl handed out. */
static void
test_exchange (void)
{
  g_autofree char *secret = g_strnfill (500, 's');
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new ("ann", secret, NULL);
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("smtp.example.org", 0, PH_SMTP_SECURITY_TLS);
  const char *const offered[] = { "PLAIN", NULL };
  PhSmtpSaslTerms terms = { credentials, server, offered, NULL };
  PhSmtpSasl *sasl = NULL;
  char *response = NULL;
  g_autofree char *message = g_strdup_printf ("_ann_%s", secret);
  g_autofree char *expected = NULL;

  set_up ();
  message[0] = message[4] = '\0';
  expected = g_base64_encode ((guchar *) message, 505);
  sasl = ph_smtp_sasl_new ("PLAIN", &terms, NULL);
  g_assert_true (ph_smtp_sasl_start (sasl, &response, NULL));
  g_assert_null (response);
  g_assert_cmpuint (count_wiped (expected), ==, 1);
  ph_smtp_sasl_free (sasl);
  g_assert_cmpuint (count_wiped (expected), ==, 2);
}

static void
test_token (void)
{
  g_autoptr (PhSmtpCredentials) credentials = ph_smtp_credentials_new_for_token ("ann", SECRET, NULL);
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("smtp.example.org", 0, PH_SMTP_SECURITY_TLS);
  g_autofree char *response = NULL;

  set_up ();
  response = ph_smtp_bearer_dup_response ("XOAUTH2", credentials, server);
  g_assert_cmpuint (count_wiped ("user=ann\001auth=Bearer " SECRET "\001\001"), ==, 1);
}

/* The forms in which a server could echo it are secrets as well. */
static void
test_mask (void)
{
  PhSmtpMask *mask = NULL;

  set_up ();
  mask = ph_smtp_mask_new ();
  ph_smtp_mask_add (mask, SECRET);
  ph_smtp_mask_free (mask);
  g_assert_cmpuint (count_wiped (SECRET), >=, 1);
}

int
main (int argc, char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  wiped = g_ptr_array_new_with_free_func (g_free);
  g_test_add_func ("/smtp/credentials/value", test_value);
  g_test_add_func ("/smtp/credentials/exchange", test_exchange);
  g_test_add_func ("/smtp/credentials/token", test_token);
  g_test_add_func ("/smtp/credentials/mask", test_mask);
  status = g_test_run ();
  g_ptr_array_unref (wiped);
  return status;
}
