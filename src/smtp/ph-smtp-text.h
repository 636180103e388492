/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign octets made fit for showing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ph_smtp_text_make_harmless:
 * @octets: (array length=length): anything, as a server said it
 * @length: how many
 *
 * Returns: (transfer full): one line of valid UTF-8: octets that are none, and control, bidi and line-ending
 *   characters, are U+FFFD, a tab is a space
 */
char *ph_smtp_text_make_harmless (const char *octets, gsize length);

G_END_DECLS
