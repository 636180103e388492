/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved piece of text with placeholders in braces, and where those are. `{name}`, `{first-name}` and `{date}` are filled in,
 * `{cursor}` is where writing goes on, and any other is for the person to fill in. `{{…}}` is none: it belongs to a merge. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known; %NULL or "" for what is not. */
typedef struct
{
  const char *name; /* of the first recipient */
  const char *date; /* of today, as the locale writes it */
} PhSnippetValues;

/**
 * ph_snippet_find:
 * @text: any text
 * @from: in and out: where to begin; gets where the placeholder begins, both in octets
 *
 * Returns: (transfer full) (nullable): the next placeholder with its braces
 */
char *ph_snippet_find (const char *text, gsize *from);

/* (transfer full): the placeholders of @text, each once, with their braces */
char **ph_snippet_list (const char *text);

/**
 * ph_snippet_fill:
 * @cursor: (out): where `{cursor}` was, in characters; -1 when it is nowhere
 *
 * Returns: (transfer full): @text with what is known in it. What was filled in is not looked at again
 */
char *ph_snippet_fill (const char *text, const PhSnippetValues *values, int *cursor);

G_END_DECLS
