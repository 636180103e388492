/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one hot loop of composing: base64 in lines of 76 characters that end in CRLF (RFC 2045 section 6.8). It keeps no
 * state, so that a block is one call: every block of a message but the last is a whole number of lines. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What makes a line, and what it becomes with its end. */
#define PH_MAIL_BASE64_LINE 57
#define PH_MAIL_BASE64_ENCODED_LINE 78

/**
 * ph_mail_base64_encode:
 * @octets: (array length=length): any octets
 * @lines: has room for %PH_MAIL_BASE64_ENCODED_LINE for each %PH_MAIL_BASE64_LINE octets begun, and is not @octets
 *
 * A last line that is no full one ends in padding and CRLF too.
 *
 * Returns: how many octets were written
 */
gsize ph_mail_base64_encode (const guint8 *octets, gsize length, char *lines);
/* For tests: the same on every processor. */
gsize ph_mail_base64_encode_plain (const guint8 *octets, gsize length, char *lines);

G_END_DECLS
