/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure functions over text that somebody else wrote. They know nothing of widgets. */
#include "config.h"

#include "ph-foreign-text.h"

#include <string.h>

#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"
#define POP_ISOLATE "\xe2\x81\xa9"

/* File systems take 255 octets; this leaves room for an extension and fits a line of a dialog. */
#define MAX_FILE_NAME 120

/* Embeddings, overrides and isolates. The marks LRM, RLM and ALM turn nothing around and belong to names. */
static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
breaks_a_line (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029;
}

static void
append_harmless (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (breaks_a_line (c))
        g_string_append_c (out, ' ');
      else if (!is_bidi_control (c))
        g_string_append_unichar (out, c);
    }
}

static void
truncate_utf8 (GString *text, gsize max)
{
  const char *end = NULL;

  if (text->len <= max)
    return;
  end = g_utf8_find_prev_char (text->str, text->str + max + 1);
  g_string_truncate (text, end != NULL ? (gsize) (end - text->str) : 0);
}

char *
ph_foreign_text_make_harmless (const char *text)
{
  GString *out = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  append_harmless (out, text);
  return g_string_free (out, FALSE);
}

char *
ph_foreign_text_isolate (const char *text)
{
  GString *out = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (*text == '\0')
    return g_strdup ("");
  out = g_string_new (FIRST_STRONG_ISOLATE);
  append_harmless (out, text);
  g_string_append (out, POP_ISOLATE);
  return g_string_free (out, FALSE);
}

char *
ph_foreign_text_break_lines (const char *text)
{
  GString *out = NULL;
  guint n_word = 0;
  guint n_line = 0;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean is_space = g_unichar_isspace (g_utf8_get_char (p));

      if ((!is_space && n_word >= PH_FOREIGN_TEXT_MAX_WORD) || (is_space && n_line >= PH_FOREIGN_TEXT_MAX_LINE))
        {
          g_string_append_c (out, '\n');
          n_word = 0;
          n_line = 0;
        }
      n_word = is_space ? 0 : n_word + 1;
      n_line = *p == '\n' ? 0 : n_line + 1;
      g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (out, FALSE);
}

char *
ph_foreign_text_make_file_name (const char *text, const char *fallback)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *start = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (fallback != NULL, NULL);

  append_harmless (name, text);
  g_strdelimit (name->str, "/\\", '_');
  truncate_utf8 (name, MAX_FILE_NAME);
  g_strchomp (name->str);
  start = name->str + strspn (name->str, ". ");
  return g_strdup (*start != '\0' ? start : fallback);
}
