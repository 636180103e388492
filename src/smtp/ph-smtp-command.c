/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands as text. Pure: an argument that could be read as something else never becomes a command. */
#include "config.h"

#include "ph-smtp-command.h"

#include "ph-smtp-text.h"

#include <string.h>

static gboolean
refuse (GError **error, const char *what, const char *argument, const char *why)
{
  g_autofree char *shown = ph_smtp_text_make_harmless (argument, MIN (strlen (argument), PH_SMTP_COMMAND_MAX_PATH));

  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_INVALID_ARGUMENT, PH_SMTP_STAGE_NONE, "%s “%s” %s", what, shown, why);
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;
  return FALSE;
}

/* Quoted local parts may hold nearly all of ASCII; outside of quotes what would end the path may not stand. */
static gboolean
has_stray_character (const char *address)
{
  gboolean is_quoted = FALSE;

  for (const char *p = address; *p != '\0'; p++)
    {
      if (is_quoted && *p == '\\' && p[1] != '\0')
        p++;
      else if (*p == '"')
        is_quoted = !is_quoted;
      else if (!is_quoted && strchr (" <>,;()\\", *p) != NULL)
        return TRUE;
    }
  return is_quoted;
}

static gboolean
has_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL && at != address && at[1] != '\0';
}

gboolean
ph_smtp_command_check_address (const char *address, PhSmtpMailFlags flags, GError **error)
{
  g_return_val_if_fail (address != NULL, FALSE);

  if (has_control (address))
    return refuse (error, "the address", address, "has a control character in it");
  if (strlen (address) > PH_SMTP_COMMAND_MAX_PATH)
    return refuse (error, "the address", address, "is longer than 254 octets");
  if (!g_utf8_validate (address, -1, NULL))
    return refuse (error, "the address", address, "is not UTF-8");
  if (!has_domain (address))
    return refuse (error, "the address", address, "has no domain");
  if (has_stray_character (address))
    return refuse (error, "the address", address, "has a character that must be quoted");
  if ((flags & PH_SMTP_MAIL_SMTPUTF8) == 0 && !g_str_is_ascii (address))
    return refuse (error, "the address", address, "is international and the server takes none such");
  return TRUE;
}

static gboolean
check_word (const char *what, const char *word, GError **error)
{
  if (*word == '\0')
    return refuse (error, what, word, "is empty");
  if (strlen (word) > PH_SMTP_COMMAND_MAX_NAME)
    return refuse (error, what, word, "is longer than 255 octets");
  for (const char *p = word; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return refuse (error, what, word, "has a character in it that cannot be said in SMTP");
  return TRUE;
}

char *
ph_smtp_command_hello (const char *verb, const char *name, GError **error)
{
  g_return_val_if_fail (verb != NULL && name != NULL, NULL);

  return check_word ("the EHLO name", name, error) ? g_strdup_printf ("%s %s\r\n", verb, name) : NULL;
}

char *
ph_smtp_command_mail (const char *sender, gint64 size, PhSmtpMailFlags flags, GError **error)
{
  GString *command = NULL;

  g_return_val_if_fail (sender != NULL, NULL);

  if (*sender != '\0' && !ph_smtp_command_check_address (sender, flags, error))
    return NULL;
  command = g_string_new (NULL);
  g_string_append_printf (command, "MAIL FROM:<%s>", sender);
  if (size >= 0)
    g_string_append_printf (command, " SIZE=%" G_GINT64_FORMAT, size);
  if ((flags & PH_SMTP_MAIL_BODY_8BITMIME) != 0)
    g_string_append (command, " BODY=8BITMIME");
  if ((flags & PH_SMTP_MAIL_SMTPUTF8) != 0)
    g_string_append (command, " SMTPUTF8");
  g_string_append (command, "\r\n");
  return g_string_free (command, FALSE);
}

char *
ph_smtp_command_rcpt (const char *recipient, PhSmtpMailFlags flags, GError **error)
{
  g_return_val_if_fail (recipient != NULL, NULL);

  if (!ph_smtp_command_check_address (recipient, flags, error))
    return NULL;
  return g_strdup_printf ("RCPT TO:<%s>\r\n", recipient);
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  return strspn (text + length, "=") == strlen (text + length);
}

char *
ph_smtp_command_auth (const char *mechanism, const char *initial_response, GError **error)
{
  g_return_val_if_fail (mechanism != NULL, NULL);

  if (!check_word ("the mechanism", mechanism, error))
    return NULL;
  if (initial_response == NULL)
    return g_strdup_printf ("AUTH %s\r\n", mechanism);
  /* Not named in the error: it is a secret. */
  g_return_val_if_fail (is_base64 (initial_response), NULL);
  return g_strdup_printf ("AUTH %s %s\r\n", mechanism, *initial_response != '\0' ? initial_response : "=");
}
