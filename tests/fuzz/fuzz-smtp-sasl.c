/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sign-in against any server: the first octet chooses the mechanism, each further line is a challenge. One that begins
 * with "=" is what stands behind the 334, any other is put into base64, with the client's nonce for \001.
 *
 * It ends; what is said is one line of base64; the password is said by those mechanisms only that say it; and a server that
 * knows no password never proves that it does. */
#include "ph-smtp-sasl.h"

#include <string.h>

#define PASSWORD "cr0ss-Bow/st4ple"
#define MAX_NONCE 200

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  const char *name;
  gboolean is_token;
  gboolean says_password;
  gboolean wants_proof;
} Kind;

static const Kind kinds[] = {
  { "PLAIN", FALSE, TRUE, FALSE },       { "LOGIN", FALSE, TRUE, FALSE },         { "CRAM-MD5", FALSE, FALSE, FALSE },
  { "SCRAM-SHA-1", FALSE, FALSE, TRUE }, { "SCRAM-SHA-256", FALSE, FALSE, TRUE }, { "OAUTHBEARER", TRUE, TRUE, FALSE },
  { "XOAUTH2", TRUE, TRUE, FALSE },      { "EXTERNAL", FALSE, FALSE, FALSE },
};

/* Whether the server itself has said it, which a client may have to repeat. */
static gboolean is_password_heard;

static gboolean
has_password (const char *base64)
{
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (base64, &length);

  return memmem (octets, length, PASSWORD, strlen (PASSWORD)) != NULL;
}

static void
check_response (const Kind *kind, const char *response)
{
  g_assert (strspn (response, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
            == strlen (response));
  g_assert (kind->says_password || is_password_heard || !has_password (response));
}

/* (transfer full): what SCRAM's first message says behind "r=" (RFC 5802 section 5.1), "" where there is none */
static char *
dup_nonce (const char *response)
{
  gsize length = 0;
  g_autofree guchar *octets = response != NULL ? g_base64_decode (response, &length) : NULL;
  const char *nonce = octets != NULL ? memmem (octets, length, ",r=", 3) : NULL;

  return nonce != NULL ? g_strndup (nonce + 3, MIN (length - (gsize) (nonce + 3 - (const char *) octets), MAX_NONCE))
                       : g_strdup ("");
}

static char *
dup_challenge (const char *line, gsize length, const char *nonce)
{
  GString *text = g_string_new (NULL);
  char *challenge = NULL;

  /* No line of a reply has a NUL in it. */
  if (length > 0 && line[0] == '=')
    return g_string_free (text, TRUE), g_strndup (line + 1, length - 1);
  for (gsize i = 0; i < length; i++)
    if (line[i] == '\001')
      g_string_append (text, nonce);
    else
      g_string_append_c (text, line[i]);
  challenge = g_base64_encode ((const guchar *) text->str, text->len);
  g_string_free (text, TRUE);
  return challenge;
}

static void
check_problem (PhSmtpSasl *sasl)
{
  const char *problem = ph_smtp_sasl_get_problem (sasl);

  g_assert (problem == NULL || strstr (problem, PASSWORD) == NULL);
  g_assert (problem == NULL || (g_utf8_validate (problem, -1, NULL) && strpbrk (problem, "\r\n") == NULL));
}

/* Returns: whether the exchange goes on */
static gboolean
answer (PhSmtpSasl *sasl, const Kind *kind, const char *challenge)
{
  g_autoptr (GError) error = NULL;
  char *response = NULL;

  is_password_heard = is_password_heard || has_password (challenge);
  response = ph_smtp_sasl_step (sasl, challenge, &error);
  g_assert ((response == NULL) == (error != NULL));
  g_assert (error == NULL || (error->domain == PH_SMTP_ERROR && strstr (error->message, PASSWORD) == NULL));
  g_assert (!kind->wants_proof || !ph_smtp_sasl_is_complete (sasl));
  check_problem (sasl);
  if (response == NULL)
    return FALSE;
  check_response (kind, response);
  ph_smtp_credentials_wipe (response);
  return TRUE;
}

static void
run_exchange (PhSmtpSasl *sasl, const Kind *kind, const char *octets, gsize length)
{
  const char *end = octets + length;
  char *response = NULL;
  g_autofree char *nonce = NULL;
  gboolean goes_on = TRUE;

  is_password_heard = FALSE;
  g_assert (ph_smtp_sasl_start (sasl, &response, NULL));
  nonce = dup_nonce (response);
  if (response != NULL)
    check_response (kind, response);
  ph_smtp_credentials_wipe (response);
  while (goes_on && octets < end)
    {
      const char *lf = memchr (octets, '\n', (gsize) (end - octets));
      const char *line_end = lf != NULL ? lf : end;
      g_autofree char *challenge = dup_challenge (octets, (gsize) (line_end - octets), nonce);

      goes_on = answer (sasl, kind, challenge);
      octets = line_end + 1;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const offered[] = { NULL };
  const Kind *kind = size > 0 ? &kinds[data[0] % G_N_ELEMENTS (kinds)] : NULL;
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("mail.example.org", 0, PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpCredentials) credentials = NULL;
  g_autoptr (PhSmtpSasl) sasl = NULL;
  PhSmtpSaslTerms terms = { .server = server, .offered = offered };

  if (kind == NULL)
    return 0;
  credentials = kind->is_token ? ph_smtp_credentials_new_for_token ("ann", PASSWORD, kind->name)
                               : ph_smtp_credentials_new ("ann", PASSWORD, kind->name);
  terms.credentials = credentials;
  sasl = ph_smtp_sasl_new (kind->name, &terms, NULL);
  g_assert (sasl != NULL);
  run_exchange (sasl, kind, (const char *) data + 1, size - 1);
  return 0;
}
