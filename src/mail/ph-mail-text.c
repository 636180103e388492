/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters that could end a header line, or make a text look like another one. */
#include "config.h"

#include "ph-mail-text.h"

#include <string.h>

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
