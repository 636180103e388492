/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters that could end a header line, or make a text look like another one. */
#include "config.h"

#include "ph-mail-text.h"

#include <string.h>

#define FALLBACK_FILE_NAME "attachment"

gboolean
ph_mail_text_is_control (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

gboolean
ph_mail_text_has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (ph_mail_text_is_control (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

char *
ph_mail_text_replace_controls (const char *text, char replacement)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, ph_mail_text_is_control (c) ? (gunichar) replacement : c);
    }
  return g_string_free (clean, FALSE);
}

char *
ph_mail_text_dup_lines (const char *text)
{
  char *lines = g_utf8_make_valid (text, -1);
  char *end = lines;

  for (const char *p = lines; *p != '\0'; p++)
    if (p[0] != '\r' || p[1] != '\n')
      *end++ = *p;
  *end = '\0';
  return g_strdelimit (lines, "\r", '\n');
}

char *
ph_mail_text_dup_typed (const char *text)
{
  char *typed = ph_mail_text_dup_lines (text);
  gsize length = strlen (typed);

  if (length > 1 && typed[length - 1] == '\n' && typed[length - 2] != '\n')
    typed[length - 1] = '\0';
  return typed;
}

char *
ph_mail_text_dup_file_name (const char *name)
{
  const char *slash = strrchr (name, '/');
  g_autofree char *safe = g_strstrip (ph_mail_text_replace_controls (slash != NULL ? slash + 1 : name, '_'));

  g_strdelimit (safe, "\\", '_');
  /* Many programs decode this in a file name, though they should not (RFC 2047 section 5): it would change the name. */
  for (char *word = strstr (safe, "=?"); word != NULL; word = strstr (word, "=?"))
    word[1] = '_';
  if (*safe == '\0' || strcmp (safe, ".") == 0 || strcmp (safe, "..") == 0)
    return g_strdup (FALLBACK_FILE_NAME);
  return g_steal_pointer (&safe);
}

gboolean
ph_mail_text_is_mime_type (const char *text)
{
  const char *slash = strchr (text, '/');

  if (slash == NULL || slash == text || slash[1] == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (p != slash && !g_ascii_isalnum (*p) && strchr ("!#$&-^_.+", *p) == NULL)
      return FALSE;
  return TRUE;
}
