/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place decides which characters of a server may reach a screen, a log or a terminal. */
#include "config.h"

#include "ph-smtp-text.h"

#define REPLACEMENT 0xFFFD

/* Format characters (Cf) hold all bidi controls and the invisible ones, so that no text can pose as another. */
static gboolean
is_harmful (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Nearly every line of a conversation is. */
static gboolean
is_plain_ascii (const char *octets, gsize length)
{
  guchar wrong = 0;

  for (gsize i = 0; i < length; i++)
    wrong |= octets[i] < ' ' || octets[i] > '~';
  return !wrong;
}

static char *
dup_without_harmful (const char *octets, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (octets, (gssize) length);
  GString *text = g_string_sized_new (length);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\t')
        c = ' ';
      g_string_append_unichar (text, is_harmful (c) ? REPLACEMENT : c);
    }
  return g_string_free (text, FALSE);
}

char *
ph_smtp_text_make_harmless (const char *octets, gsize length)
{
  return is_plain_ascii (octets, length) ? g_strndup (octets, length) : dup_without_harmful (octets, length);
}
