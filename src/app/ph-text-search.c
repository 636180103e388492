/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-text-search.h"

#include <string.h>

struct _PhTextSearch
{
  char *text; /* (owned) */
  char *needle; /* (owned): folded */
  const char *at; /* in @text */
  guint offset; /* of @at, in characters */
};

/* Without case, and each letter apart from its accents. */
static char *
fold (const char *text, gssize length)
{
  g_autofree char *lower = g_utf8_casefold (text, length);

  return g_utf8_normalize (lower, -1, G_NORMALIZE_ALL);
}

/* Goes on in @needle over what the character at @at is folded to. (nullable): where it differs */
static const char *
match_character (const char *at, const char *needle)
{
  g_autofree char *folded = NULL;
  gsize length = 0;

  if ((guchar) *at < 0x80)
    return g_ascii_tolower (*at) == *needle ? needle + 1 : NULL;
  folded = fold (at, g_utf8_next_char (at) - at);
  length = folded != NULL ? strlen (folded) : 0;
  /* A needle may be over in the midst of a character: then that is not what was looked for. */
  return length > 0 && strncmp (folded, needle, length) == 0 ? needle + length : NULL;
}

/* How many characters match from @at on, 0 when it is another text. */
static guint
match (PhTextSearch *self, const char *at)
{
  const char *needle = self->needle;
  guint n_chars = 0;

  for (; *needle != '\0' && *at != '\0'; at = g_utf8_next_char (at), n_chars++)
    {
      needle = match_character (at, needle);
      if (needle == NULL)
        return 0;
    }
  if (*needle != '\0' || (*at != '\0' && (guchar) *at >= 0x80 && g_unichar_ismark (g_utf8_get_char (at))))
    return 0;
  return n_chars;
}

PhTextSearch *
ph_text_search_new (char *text, const char *needle)
{
  PhTextSearch *self = g_new0 (PhTextSearch, 1);

  self->text = text;
  self->needle = fold (needle, -1);
  self->at = text;
  return self;
}

void
ph_text_search_free (PhTextSearch *self)
{
  g_free (self->text);
  g_free (self->needle);
  g_free (self);
}

gboolean
ph_text_search_step (PhTextSearch *self, guint max_chars, GArray *matches)
{
  guint end = self->offset + max_chars;

  g_return_val_if_fail (self->needle != NULL && *self->needle != '\0', FALSE);

  while (*self->at != '\0' && self->offset < end)
    {
      guint n_chars = match (self, self->at);
      PhTextMatch found = { self->offset, self->offset + n_chars };

      if (n_chars > 0)
        g_array_append_val (matches, found);
      self->offset += MAX (n_chars, 1);
      self->at = g_utf8_offset_to_pointer (self->at, MAX (n_chars, 1));
    }
  return *self->at != '\0';
}
