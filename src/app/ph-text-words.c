/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-text-words.h"

#include <pango/pango.h>
#include <string.h>

/* Nobody's word is longer, and a dictionary would think about it for long. */
#define MAX_WORD_OCTETS 100

static void
clear_word (gpointer data)
{
  g_free (((PhTextWord *) data)->text);
}

/* Whether what stands between spaces is no prose. */
static gboolean
is_reference (const char *token, gsize length)
{
  g_autofree char *copy = g_strndup (token, length);

  return strchr (copy, '@') != NULL || strstr (copy, "://") != NULL || g_ascii_strncasecmp (copy, "www.", 4) == 0
         || g_ascii_strncasecmp (copy, "mailto:", 7) == 0 || *copy == '/' || *copy == '~' || strchr (copy, '\\') != NULL
         || strchr (copy, '_') != NULL;
}

/* (nullable): where what begins at @at and is not to be looked at ends */
static const char *
skip (const char *at, gboolean is_token_start)
{
  const char *end = NULL;

  if (*at == '`')
    end = strchr (at + 1, '`');
  else if (*at == '{')
    end = strchr (at + 1, '}');
  if (end != NULL)
    return end + 1;
  if (is_token_start && is_reference (at, strcspn (at, " \t\n")))
    return at + strcspn (at, " \t\n");
  return NULL;
}

static gboolean
is_word (const char *start, const char *end)
{
  if (end - start > MAX_WORD_OCTETS)
    return FALSE;
  for (; start < end; start = g_utf8_next_char (start))
    if (g_unichar_isdigit (g_utf8_get_char (start)))
      return FALSE;
  return TRUE;
}

static gboolean
is_apostrophe (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  return c == '\'' || c == 0x2019;
}

/* Pango's words end at an apostrophe, and the dictionaries' do not. */
static const char *
find_end (const char *at, const PangoLogAttr *attributes, guint *offset)
{
  gboolean is_inside = TRUE;

  while (*at != '\0' && is_inside)
    {
      at = g_utf8_next_char (at);
      ++*offset;
      is_inside = !attributes[*offset].is_word_end || (is_apostrophe (at) && attributes[*offset + 1].is_word_start);
    }
  return at;
}

GArray *
ph_text_words_find (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (PhTextWord));
  guint n_chars = (guint) g_utf8_strlen (text, -1);
  g_autofree PangoLogAttr *attributes = g_new0 (PangoLogAttr, n_chars + 1);
  gboolean is_token_start = TRUE;
  guint offset = 0;

  g_array_set_clear_func (words, clear_word);
  pango_get_log_attrs (text, (int) strlen (text), -1, NULL, attributes, (int) n_chars + 1);
  for (const char *at = text; *at != '\0';)
    {
      const char *end = skip (at, is_token_start);
      PhTextWord word = { offset, offset, NULL };

      is_token_start = g_ascii_isspace (*at) || *at == '(' || *at == '<';
      if (end != NULL)
        {
          offset += (guint) g_utf8_pointer_to_offset (at, end);
          at = end;
          continue;
        }
      if (!attributes[offset].is_word_start)
        {
          at = g_utf8_next_char (at);
          offset++;
          continue;
        }
      end = find_end (at, attributes, &offset);
      word.end = offset;
      if (is_word (at, end))
        {
          word.text = g_strndup (at, (gsize) (end - at));
          g_array_append_val (words, word);
        }
      at = end;
    }
  return words;
}
