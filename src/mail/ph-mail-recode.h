/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message in the form that a server takes: parts that it could not take are encoded (RFC 2045 section 6), or, where it
 * takes anything, base64 parts are decoded, which makes them a quarter smaller (RFC 3030).
 *
 * What is not changed stays octet for octet, but for its line ends. Nothing that is signed or encrypted is touched: no
 * multipart/signed or /encrypted, and no message with a DKIM-Signature or an ARC-Seal (RFC 1847, RFC 6376, RFC 8617). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhMailForm:
 * @PH_MAIL_FORM_7BIT: octets up to 127 but NUL, in lines of at most 998
 * @PH_MAIL_FORM_8BIT: any octets but NUL, in lines of at most 998
 * @PH_MAIL_FORM_BINARY: the same for headers and text; in a part whose encoding is "binary" anything
 */
typedef enum
{
  PH_MAIL_FORM_7BIT,
  PH_MAIL_FORM_8BIT,
  PH_MAIL_FORM_BINARY,
} PhMailForm;

/* Whether the octets that a message begins with have the form; for %PH_MAIL_FORM_BINARY whether they have that of 8-bit. */
gboolean ph_mail_has_form (const char *octets, gsize length, PhMailForm form);

/**
 * ph_mail_recode:
 * @fd: a regular file, which must not change while the stream lives; its position may change
 * @start: where in it the message begins
 * @stream: (out) (transfer full) (nullable): the message in that form with CRLF line ends, seekable to its start; %NULL
 *   when it has that form already or, for %PH_MAIL_FORM_BINARY, has nothing that could be decoded
 * @size: (out): octets of @stream
 *
 * Looks at the whole message before it returns, in constant memory. Blocks on disk. Any thread.
 *
 * Errors: %G_IO_ERROR_INVALID_DATA with what is in the way, when octets that the form does not allow are in a header or in
 * what must not be touched; others of #GIOErrorEnum when the file cannot be read
 */
gboolean ph_mail_recode (int fd, goffset start, PhMailForm form, GInputStream **stream, goffset *size, GError **error);

G_END_DECLS
