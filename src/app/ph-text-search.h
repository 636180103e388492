/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds all places of a word in a text, a piece at a time, so that a long text keeps nobody waiting. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PhTextSearch PhTextSearch;

/* Characters from the text's start; @end is behind the last one. */
typedef struct
{
  guint start;
  guint end;
} PhTextMatch;

/**
 * ph_text_search_new:
 * @text: (transfer full): UTF-8
 * @needle: what is looked for, not empty. Case does not matter, and neither does how a letter with an accent is composed
 *
 * A match ends where a character does: “e” is not found in “é”.
 */
PhTextSearch *ph_text_search_new (char *text, const char *needle);
void ph_text_search_free (PhTextSearch *self);

/**
 * ph_text_search_step:
 * @max_chars: how many characters to look at
 * @matches: (element-type PhTextMatch): gets what is found, in the text's order and never one over another
 *
 * Returns: whether there is more to look at
 */
gboolean ph_text_search_step (PhTextSearch *self, guint max_chars, GArray *matches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhTextSearch, ph_text_search_free)

G_END_DECLS
