/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GUri does the parsing; here is what it means for mail, and what a server's URL must not have. */
#include "config.h"

#include "ph-send-url.h"

#include "ph-send-report.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;
  PhSmtpSecurity security;
} Name;

static const Name schemes[] = {
  { "smtp", PH_SMTP_SECURITY_STARTTLS },
  { "smtps", PH_SMTP_SECURITY_TLS },
};

static const Name securities[] = {
  { "tls", PH_SMTP_SECURITY_TLS },
  { "starttls", PH_SMTP_SECURITY_STARTTLS },
  { "none", PH_SMTP_SECURITY_NONE },
};

static const Name *
find_name (const Name *names, guint n_names, const char *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (names[i].name, name))
      return &names[i];
  return NULL;
}

/* Without the URL in the text: it may have a password in it. */
static gboolean
refuse (const char *sentence, GError **error)
{
  g_set_error_literal (error, PH_SEND_ERROR, PH_SEND_EXIT_USAGE, sentence);
  return FALSE;
}

/* GUri lets pass what it cannot place; a name of any other script is the resolver's to judge. */
static gboolean
is_host (const char *host)
{
  const char *end = host;

  while (g_ascii_isgraph (*end) || (*end & 0x80) != 0)
    end++;
  return end > host && *end == '\0';
}

/* In some ways to sign in one of them ends the name and begins another field. */
static gboolean
has_control (const char *text)
{
  while (text != NULL && *text != '\0' && !g_ascii_iscntrl (*text))
    text++;
  return text != NULL && *text != '\0';
}

static gboolean
check_parts (GUri *uri, GError **error)
{
  const char *path = g_uri_get_path (uri);
  const char *host = g_uri_get_host (uri);

  if (g_uri_get_password (uri) != NULL)
    return refuse (_ ("A password does not belong into an argument, where others can read it; use --password-file"),
                   error);
  if (has_control (g_uri_get_user (uri)))
    return refuse (_ ("The user in --server has a control character in it"), error);
  if (host == NULL || !is_host (host) || g_uri_get_port (uri) == 0)
    return refuse (_ ("--server needs a host, as in smtp://mail.example.org:587"), error);
  if ((*path != '\0' && !g_str_equal (path, "/")) || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return refuse (_ ("--server takes nothing behind the host and port"), error);
  return TRUE;
}

static gboolean
choose_security (const char *scheme, const char *wanted, PhSmtpSecurity *security, GError **error)
{
  const Name *by_scheme = find_name (schemes, G_N_ELEMENTS (schemes), scheme);
  const Name *by_name = NULL;

  if (by_scheme == NULL)
    return refuse (_ ("--server takes a URL that begins with smtp:// or smtps://"), error);
  *security = by_scheme->security;
  if (wanted == NULL)
    return TRUE;
  by_name = find_name (securities, G_N_ELEMENTS (securities), wanted);
  if (by_name == NULL)
    return refuse (_ ("--security takes tls, starttls or none"), error);
  if (by_scheme->security == PH_SMTP_SECURITY_TLS && by_name->security != PH_SMTP_SECURITY_TLS)
    return refuse (_ ("smtps:// means --security tls"), error);
  *security = by_name->security;
  return TRUE;
}

PhSmtpServer *
ph_send_url_parse (const char *url, const char *security, char **user, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  PhSmtpSecurity chosen = PH_SMTP_SECURITY_TLS;

  g_return_val_if_fail (user != NULL, NULL);

  *user = NULL;
  if (uri == NULL)
    {
      refuse (_ ("--server takes a URL, as in smtp://mail.example.org:587"), error);
      return NULL;
    }
  if (!choose_security (g_uri_get_scheme (uri), security, &chosen, error) || !check_parts (uri, error))
    return NULL;
  *user = g_strdup (g_uri_get_user (uri));
  return ph_smtp_server_new (g_uri_get_host (uri), (guint16) MAX (g_uri_get_port (uri), 0), chosen);
}
