/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message with the token, and one that says nothing but lets the server end a refused exchange. */
#include "config.h"

#include "ph-smtp-bearer.h"

#include "ph-smtp-mask.h"
#include "ph-smtp-text.h"

#include <string.h>

#define MAX_PROBLEM_LENGTH 300

static gboolean
is_xoauth2 (const char *mechanism)
{
  return g_str_equal (mechanism, "XOAUTH2");
}

/* RFC 5801 section 4: in a name, "=" and "," are written so that they end nothing. */
static char *
escape_name (const char *name)
{
  GString *escaped = g_string_new (name);

  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);
  return g_string_free (escaped, FALSE);
}

char *
ph_smtp_bearer_dup_response (const char *mechanism, const PhSmtpCredentials *credentials, const PhSmtpServer *server)
{
  const char *user = ph_smtp_credentials_get_user (credentials);
  const char *token = ph_smtp_credentials_get_password (credentials);
  g_autofree char *name = escape_name (user);
  char *message = NULL;
  char *response = NULL;

  if (is_xoauth2 (mechanism))
    message = g_strdup_printf ("user=%s\001auth=Bearer %s\001\001", user, token);
  else
    message = g_strdup_printf ("n,a=%s,\001host=%s\001port=%u\001auth=Bearer %s\001\001",
                               name,
                               ph_smtp_server_get_host (server),
                               ph_smtp_server_get_port (server),
                               token);
  response = g_base64_encode ((const guchar *) message, strlen (message));
  ph_smtp_credentials_wipe (message);
  return response;
}

const char *
ph_smtp_bearer_get_last_response (const char *mechanism)
{
  return is_xoauth2 (mechanism) ? "" : "AQ==";
}

/* The token is hidden before the text is cut, or a piece of it would be left. */
char *
ph_smtp_bearer_dup_problem (const char *challenge, const PhSmtpCredentials *credentials)
{
  g_autoptr (PhSmtpMask) mask = ph_smtp_mask_new ();
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (challenge, &length);
  g_autofree char *text = ph_smtp_text_make_harmless ((const char *) octets, length);
  g_autofree char *masked = NULL;

  ph_smtp_mask_add (mask, ph_smtp_credentials_get_password (credentials));
  masked = ph_smtp_mask_apply (mask, text);
  return g_utf8_substring (masked, 0, MIN (g_utf8_strlen (masked, -1), MAX_PROBLEM_LENGTH));
}
