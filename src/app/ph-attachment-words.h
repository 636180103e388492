/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a text speaks of something attached. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of a text that are looked at: what comes behind is hardly written by hand. */
#define PH_ATTACHMENT_WORDS_MAX_LOOK 100000

/**
 * ph_attachment_words_find:
 * @text: UTF-8; quoted lines (with “>” in front) and the signature (behind a line “-- ”) are left out
 * @words: separated by “|”. Each is found whole and in any case; where it begins or ends with a letter of a script that is
 *   written without spaces, nothing is asked of what stands beside it
 *
 * Returns: (transfer full) (nullable): the first one, as @text writes it
 */
char *ph_attachment_words_find (const char *text, const char *words);

G_END_DECLS
