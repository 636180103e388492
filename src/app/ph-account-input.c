/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type into an account's fields, read: pure functions without widgets. */
#include "config.h"

#include "ph-account-input.h"

#include <string.h>

#include "ph-mailbox.h"

#define FINGERPRINT_GROUP 4

static char *
dup_stripped (const char *text)
{
  return g_strstrip (g_strdup (text));
}

gboolean
ph_account_input_is_address (const char *text)
{
  g_autofree char *stripped = dup_stripped (text);
  g_autoptr (PhMailbox) mailbox = ph_mailbox_new (NULL, stripped, NULL);
  const char *domain = NULL;

  if (mailbox == NULL)
    return FALSE;
  /* "ann@example" may still be on its way to "ann@example.org", and no provider is known by one label. */
  domain = strrchr (stripped, '@');
  return strchr (domain, '.') != NULL || domain[1] == '[' || g_ascii_strcasecmp (domain, "@localhost") == 0;
}

char *
ph_account_input_dup_domain (const char *address)
{
  g_autofree char *stripped = dup_stripped (address);
  const char *at = strrchr (stripped, '@');

  return at != NULL && at[1] != '\0' ? g_ascii_strdown (at + 1, -1) : NULL;
}

gboolean
ph_account_input_parse_port (const char *text, guint *port)
{
  g_autofree char *stripped = dup_stripped (text);
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (stripped, 10, 1, G_MAXUINT16, &value, NULL))
    return FALSE;
  *port = (guint) value;
  return TRUE;
}

/* A name or an address: enough to tell a slip from a server, the rest is the resolver's. */
static gboolean
is_host (const char *text)
{
  return *text != '\0' && (g_hostname_is_ip_address (text) || strpbrk (text, " \t/@:[]<>\"") == NULL);
}

/* @text starts with a bracket. */
static gboolean
split_bracketed (const char *text, char **host, guint *port)
{
  const char *end = strchr (text, ']');
  g_autofree char *inside = end != NULL ? g_strndup (text + 1, (gsize) (end - text - 1)) : NULL;
  guint found = 0;

  if (inside == NULL || !g_hostname_is_ip_address (inside))
    return FALSE;
  if (end[1] != '\0' && (end[1] != ':' || !ph_account_input_parse_port (end + 2, &found)))
    return FALSE;
  *host = g_steal_pointer (&inside);
  *port = found;
  return TRUE;
}

gboolean
ph_account_input_split_host (const char *text, char **host, guint *port)
{
  g_autofree char *stripped = dup_stripped (text);
  const char *colon = strrchr (stripped, ':');
  guint found = 0;

  if (*stripped == '[')
    return split_bracketed (stripped, host, port);
  if (colon != NULL && !g_hostname_is_ip_address (stripped))
    {
      if (!ph_account_input_parse_port (colon + 1, &found))
        return FALSE;
      stripped[colon - stripped] = '\0';
    }
  if (!is_host (stripped))
    return FALSE;
  *host = g_steal_pointer (&stripped);
  *port = found;
  return TRUE;
}

guint
ph_account_input_get_usual_port (PhSmtpSecurity security)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("localhost", 0, security);

  return ph_smtp_server_get_port (server);
}

gboolean
ph_account_input_is_readable_on_the_way (const char *host, PhSmtpSecurity security, PhAccountAuth auth)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new (host, 0, security);

  return security == PH_SMTP_SECURITY_NONE && auth != PH_ACCOUNT_AUTH_NONE && !ph_smtp_server_is_loopback (server);
}

char *
ph_account_input_group_fingerprint (const char *sha256)
{
  GString *groups = g_string_new (NULL);

  for (gsize i = 0; sha256[i] != '\0'; i++)
    {
      if (i > 0 && i % FINGERPRINT_GROUP == 0)
        g_string_append_c (groups, ' ');
      g_string_append_c (groups, g_ascii_toupper (sha256[i]));
    }
  return g_string_free (groups, FALSE);
}
