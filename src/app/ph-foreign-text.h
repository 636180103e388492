/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of strangers (header fields, file names), made fit to stand between our own words on the screen. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ph_foreign_text_make_harmless:
 * @text: not trusted
 *
 * Drops bidirectional controls, so that a name cannot show its letters in another order than they are in, and turns
 * other controls into spaces.
 *
 * Returns: (transfer full): one line of UTF-8, for a label of its own
 */
char *ph_foreign_text_make_harmless (const char *text);

/**
 * ph_foreign_text_isolate:
 * @text: not trusted
 *
 * The same, wrapped into a first-strong isolate (UAX #9 section 2.4), so that its direction says nothing about the
 * words around it.
 *
 * Returns: (transfer full): text to put into a sentence of ours; "" stays ""
 */
char *ph_foreign_text_isolate (const char *text);

/**
 * ph_foreign_text_break_lines:
 * @text: UTF-8
 *
 * Ends lines that a text view would take seconds to lay out, as it does so in one go, line by line: those with a word
 * of more than %PH_FOREIGN_TEXT_MAX_WORD characters, and those of more than %PH_FOREIGN_TEXT_MAX_LINE, at a space.
 *
 * Returns: (transfer full): the text to show; what people write comes back unchanged
 */
char *ph_foreign_text_break_lines (const char *text);
#define PH_FOREIGN_TEXT_MAX_WORD 1000
#define PH_FOREIGN_TEXT_MAX_LINE 10000

/**
 * ph_foreign_text_make_file_name:
 * @text: not trusted: a subject or the name of an attachment
 * @fallback: what to say when nothing is left of it
 *
 * Returns: (transfer full): one path component without controls, that is not hidden and not over 120 octets
 */
char *ph_foreign_text_make_file_name (const char *text, const char *fallback);

G_END_DECLS
