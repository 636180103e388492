/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a mail that was written in HTML. Nothing is laid out, fetched or run: this is no browser. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ph_mail_html_dup_text:
 * @html: UTF-8; any text can be given
 *
 * Takes the markup away: paragraphs and rows become lines, list items get a bullet, and what nobody would see (comments,
 * styles, scripts) is left out. Takes time in proportion to @html.
 *
 * Returns: (transfer full): UTF-8, LF line ends, none at its ends, at most twice as long as @html; ""
 * when there are no words
 */
char *ph_mail_html_dup_text (const char *html);

G_END_DECLS
