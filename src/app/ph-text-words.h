/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a text that a dictionary can know. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters from the text's start; @end is behind the last one. */
typedef struct
{
  guint start;
  guint end;
  char *text; /* (owned) */
} PhTextWord;

/**
 * ph_text_words_find:
 * @text: valid UTF-8 of one line, or a piece of it between spaces
 *
 * Left out are addresses, paths, links, code in backticks, gaps in braces and what has digits. An apostrophe between letters
 * belongs to the word.
 *
 * Returns: (transfer full) (element-type PhTextWord): in order
 */
GArray *ph_text_words_find (const char *text);

G_END_DECLS
