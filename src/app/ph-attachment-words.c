/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works on characters, each made small by itself, so that a place among the small ones is one in the text. */
#include "config.h"

#include "ph-attachment-words.h"

#include <string.h>

static gunichar *
new_small (const char *text, glong *length)
{
  gunichar *small = g_utf8_to_ucs4_fast (text, -1, length);

  for (glong i = 0; i < *length; i++)
    small[i] = g_unichar_tolower (small[i]);
  return small;
}

/* Words of these scripts stand side by side, or have endings that nobody lists. */
static gboolean
joins_words (gunichar c)
{
  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* @inner: the word's own letter at its edge; @outer: what stands beside it */
static gboolean
is_edge (gunichar inner, gunichar outer)
{
  return joins_words (inner) || joins_words (outer) || !(g_unichar_isalnum (outer) || g_unichar_ismark (outer));
}

static gboolean
is_word_at (const gunichar *line, glong length, glong at, const gunichar *word, glong n)
{
  return at + n <= length && memcmp (line + at, word, (gsize) n * sizeof *word) == 0
         && (at == 0 || is_edge (word[0], line[at - 1])) && (at + n == length || is_edge (word[n - 1], line[at + n]));
}

/* Returns: (transfer full) (nullable) */
static char *
find_in_line (const char *line, char **words)
{
  glong length = 0;
  g_autofree gunichar *small = new_small (line, &length);
  glong first = length;
  glong n_first = 0;

  for (char **word = words; *word != NULL; word++)
    {
      glong n = 0;
      g_autofree gunichar *letters = new_small (*word, &n);

      for (glong at = 0; n > 0 && at < first; at++)
        if (is_word_at (small, length, at, letters, n))
          {
            first = at;
            n_first = n;
          }
    }
  return n_first > 0 ? g_utf8_substring (line, first, first + n_first) : NULL;
}

char *
ph_attachment_words_find (const char *text, const char *words)
{
  g_auto (GStrv) list = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *start = NULL;
  g_autofree char *composed = NULL;
  char *found = NULL;

  g_return_val_if_fail (text != NULL && words != NULL, NULL);

  start = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), PH_ATTACHMENT_WORDS_MAX_LOOK));
  composed = g_utf8_normalize (start, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  list = g_strsplit (words, "|", -1);
  lines = g_strsplit (composed != NULL ? composed : "", "\n", -1);
  for (char **line = lines; *line != NULL && found == NULL && !g_str_equal (*line, "-- "); line++)
    if (**line != '>')
      found = find_in_line (*line, list);
  return found;
}
