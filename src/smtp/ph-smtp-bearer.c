/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message with the token, and one that says nothing but lets the server end a refused exchange. */
#include "config.h"

#include "ph-smtp-bearer.h"

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

static gboolean
refuse (const char *what, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_INVALID_ARGUMENT, PH_SMTP_STAGE_AUTH, "%s", what);
  return FALSE;
}

gboolean
ph_smtp_bearer_check (const PhSmtpCredentials *credentials, GError **error)
{
  g_return_val_if_fail (credentials != NULL, FALSE);

  for (const char *p = ph_smtp_credentials_get_user (credentials); *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return refuse ("the user’s name has a control character in it", error);
  for (const char *p = ph_smtp_credentials_get_password (credentials); *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return refuse ("the token has a character in it that no token has", error);
  return TRUE;
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

/* ---- the server's JSON --------------------------------------------------------------------------------------- */

/* (transfer full): the string at *@p, which is at its quotation mark, as it is written; *@p is behind it then */
static char *
take_string (const char **p)
{
  const char *start = *p + 1;
  const char *end = start;

  while (*end != '\0' && *end != '"')
    end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
  *p = *end != '\0' ? end + 1 : end;
  return g_strndup (start, (gsize) (end - start));
}

static const char *
skip_blanks (const char *p)
{
  return p + strspn (p, " \t\r\n");
}

/* (transfer full): a string or a number */
static char *
dup_value (const char *p)
{
  if (*p == '"')
    return take_string (&p);
  return g_strndup (p, strspn (p, "0123456789"));
}

/* (transfer full) (nullable): what the outermost object has under "status". All else is passed over, sound or not. */
static char *
dup_status (const char *json)
{
  int depth = 0;

  for (const char *p = json; *p != '\0';)
    {
      g_autofree char *name = NULL;

      if (*p != '"')
        {
          depth += *p == '{' || *p == '[';
          depth -= *p == '}' || *p == ']';
          p++;
          continue;
        }
      name = take_string (&p);
      p = skip_blanks (p);
      if (depth == 1 && *p == ':' && g_str_equal (name, "status"))
        return dup_value (skip_blanks (p + 1));
    }
  return NULL;
}

/* Google says 400 also of a token that was good once. */
static const struct
{
  const char *status;
  PhSmtpError code;
} meanings[] = {
  { "invalid_token", PH_SMTP_ERROR_TOKEN_REFUSED },
  { "400", PH_SMTP_ERROR_TOKEN_REFUSED },
  { "401", PH_SMTP_ERROR_TOKEN_REFUSED },
  { "insufficient_scope", PH_SMTP_ERROR_TOKEN_SCOPE },
  { "403", PH_SMTP_ERROR_TOKEN_SCOPE },
};

PhSmtpError
ph_smtp_bearer_read_status (const char *challenge)
{
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (challenge, &length);
  g_autofree char *json = g_strndup ((const char *) octets, length);
  g_autofree char *status = dup_status (json);

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_strcmp0 (status, meanings[i].status) == 0)
      return meanings[i].code;
  return PH_SMTP_ERROR_AUTH_REFUSED;
}

char *
ph_smtp_bearer_dup_problem (const char *challenge, const PhSmtpCredentials *credentials)
{
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (challenge, &length);

  return ph_smtp_credentials_dup_harmless (credentials, (const char *) octets, length, MAX_PROBLEM_LENGTH);
}
