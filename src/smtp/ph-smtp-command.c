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

/* (nullable): %NULL when it has no ASCII form */
static char *
dup_ascii_path (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *local = g_strndup (address, (gsize) (at - address));
  g_autofree char *domain = NULL;

  if (g_str_is_ascii (address))
    return g_strdup (address);
  domain = g_str_is_ascii (local) ? g_hostname_to_ascii (at + 1) : NULL;
  return domain != NULL ? g_strconcat (local, "@", domain, NULL) : NULL;
}

gboolean
ph_smtp_command_check_address (const char *address, PhSmtpMailFlags flags, GError **error)
{
  g_autofree char *path = NULL;

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
  if ((flags & PH_SMTP_MAIL_SMTPUTF8) != 0)
    return TRUE;
  path = dup_ascii_path (address);
  return path != NULL || refuse (error, "the address", address, "is international and the server takes none such");
}

static char *
dup_path (const char *address, PhSmtpMailFlags flags, GError **error)
{
  if (!ph_smtp_command_check_address (address, flags, error))
    return NULL;
  return (flags & PH_SMTP_MAIL_SMTPUTF8) != 0 ? g_strdup (address) : dup_ascii_path (address);
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

/* RFC 3461 section 4. With octets over 127 it is the other form, for addresses (RFC 6533 section 3). */
static void
append_xtext (GString *command, const char *text)
{
  gboolean is_ascii = g_str_is_ascii (text);

  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p > 127 || (g_ascii_isgraph (*p) && strchr ("+=\\", *p) == NULL))
      g_string_append_c (command, *p);
    else if (is_ascii)
      g_string_append_printf (command, "+%02X", (guint) *p);
    else
      g_string_append_printf (command, "\\x{%02X}", (guint) *p);
}

static gboolean
append_envelope_id (GString *command, const char *id, GError **error)
{
  gsize start = 0;

  if (id == NULL)
    return TRUE;
  if (*id == '\0')
    return refuse (error, "the envelope id", id, "is empty");
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return refuse (error, "the envelope id", id, "has a character in it that is not printable ASCII");
  g_string_append (command, " ENVID=");
  start = command->len;
  append_xtext (command, id);
  return command->len - start <= PH_SMTP_COMMAND_MAX_ENVELOPE_ID
         || refuse (error, "the envelope id", id, "is longer than 100 octets");
}

static gboolean
append_by (GString *command, const PhSmtpWishes *wishes, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%d", wishes->by_seconds);

  if (wishes->by == PH_SMTP_BY_NEVER_MIND)
    return TRUE;
  if (ABS ((gint64) wishes->by_seconds) > PH_SMTP_COMMAND_MAX_SECONDS)
    return refuse (error, "the time of delivery", number, "is longer than nine digits");
  if (wishes->by == PH_SMTP_BY_OR_RETURN && wishes->by_seconds <= 0)
    return refuse (error, "the time of delivery", number, "is over already");
  g_string_append_printf (command, " BY=%s;%c", number, wishes->by == PH_SMTP_BY_OR_RETURN ? 'R' : 'N');
  return TRUE;
}

static gboolean
append_hold (GString *command, const PhSmtpWishes *wishes, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", wishes->hold_for);
  g_autoptr (GDateTime) until = NULL;
  g_autofree char *moment = NULL;

  if (wishes->hold_for != 0 && wishes->hold_until != 0)
    return refuse (error, "the hold", number, "has two ends");
  if (wishes->hold_for > PH_SMTP_COMMAND_MAX_SECONDS)
    return refuse (error, "the hold", number, "is longer than nine digits");
  if (wishes->hold_for != 0)
    g_string_append_printf (command, " HOLDFOR=%s", number);
  if (wishes->hold_until == 0)
    return TRUE;
  until = g_date_time_new_from_unix_utc (wishes->hold_until);
  if (until == NULL)
    return refuse (error, "the hold", number, "ends at no moment that has a name");
  moment = g_date_time_format (until, "%Y-%m-%dT%H:%M:%SZ");
  g_string_append_printf (command, " HOLDUNTIL=%s", moment);
  return TRUE;
}

static gboolean
append_priority (GString *command, const PhSmtpWishes *wishes, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%d", wishes->priority);

  if (!wishes->has_priority)
    return TRUE;
  if (wishes->priority < -9 || wishes->priority > 9)
    return refuse (error, "the priority", number, "is not between -9 and 9");
  g_string_append_printf (command, " MT-PRIORITY=%s", number);
  return TRUE;
}

static gboolean
append_mail_wishes (GString *command, const PhSmtpWishes *wishes, GError **error)
{
  static const char *const returns[] = { "", " RET=FULL", " RET=HDRS" };

  g_string_append (command, returns[wishes->returned]);
  if (wishes->require_tls)
    g_string_append (command, " REQUIRETLS");
  return append_envelope_id (command, wishes->envelope_id, error) && append_hold (command, wishes, error)
         && append_by (command, wishes, error) && append_priority (command, wishes, error);
}

char *
ph_smtp_command_mail (const char *sender,
                      gint64 size,
                      PhSmtpMailFlags flags,
                      const PhSmtpWishes *wishes,
                      GError **error)
{
  g_autoptr (GString) command = g_string_new (NULL);
  g_autofree char *path = NULL;

  g_return_val_if_fail (sender != NULL, NULL);

  path = *sender != '\0' ? dup_path (sender, flags, error) : g_strdup ("");
  if (path == NULL)
    return NULL;
  g_string_append_printf (command, "MAIL FROM:<%s>", path);
  if (size >= 0)
    g_string_append_printf (command, " SIZE=%" G_GINT64_FORMAT, size);
  if ((flags & PH_SMTP_MAIL_BODY_8BITMIME) != 0)
    g_string_append (command, " BODY=8BITMIME");
  if ((flags & PH_SMTP_MAIL_BODY_BINARYMIME) != 0)
    g_string_append (command, " BODY=BINARYMIME");
  if ((flags & PH_SMTP_MAIL_SMTPUTF8) != 0)
    g_string_append (command, " SMTPUTF8");
  if (wishes != NULL && !append_mail_wishes (command, wishes, error))
    return NULL;
  g_string_append (command, "\r\n");
  return g_strdup (command->str);
}

static gboolean
append_notify (GString *command, PhSmtpNotify notify, GError **error)
{
  static const char *const words[] = { "NEVER", "SUCCESS", "FAILURE", "DELAY" };
  char separator = '=';

  if ((notify & PH_SMTP_NOTIFY_NEVER) != 0 && notify != PH_SMTP_NOTIFY_NEVER)
    return refuse (error, "the report", "NEVER", "goes with no other");
  g_string_append (command, " NOTIFY");
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((notify & (1U << i)) != 0)
      {
        g_string_append_printf (command, "%c%s", separator, words[i]);
        separator = ',';
      }
  return TRUE;
}

/* The address as the sender knows it, so that a report names one that he has seen (RFC 3461 section 4.2, RFC 6533). */
static void
append_original_recipient (GString *command, const char *path)
{
  g_string_append (command, g_str_is_ascii (path) ? " ORCPT=rfc822;" : " ORCPT=utf-8;");
  append_xtext (command, path);
}

char *
ph_smtp_command_rcpt (const char *recipient, PhSmtpMailFlags flags, const PhSmtpWishes *wishes, GError **error)
{
  g_autoptr (GString) command = g_string_new (NULL);
  g_autofree char *path = NULL;

  g_return_val_if_fail (recipient != NULL, NULL);

  path = dup_path (recipient, flags, error);
  if (path == NULL)
    return NULL;
  g_string_append_printf (command, "RCPT TO:<%s>", path);
  if (wishes != NULL && wishes->notify != PH_SMTP_NOTIFY_DEFAULT)
    {
      if (!append_notify (command, wishes->notify, error))
        return NULL;
      append_original_recipient (command, path);
    }
  g_string_append (command, "\r\n");
  return g_strdup (command->str);
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
