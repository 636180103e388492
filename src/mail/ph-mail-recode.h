/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message in the form that a server takes: parts that it could not take are encoded (RFC 2045 section 6), or, where it
 * takes anything, base64 parts are decoded, which makes them a quarter smaller (RFC 3030). Where it takes 8-bit text, that of
 * Posthaste's own messages can be decoded (RFC 6152).
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
 * @PH_MAIL_FORM_8BIT_TEXT: what Posthaste has written, which every server takes and whose lines end with CRLF, with its text as
 *   it is: text/plain and text/html that are no attached file and stand in the first %PH_MAIL_RECODE_TEXT_MAX octets, in lines of
 *   at most 998 octets of which none begins with "From ", as servers that keep mail in mbox files would change it. Spaces at the
 *   ends of lines stay, as they do in 7-bit text (RFC 3676 section 4.2)
 */
typedef enum
{
  PH_MAIL_FORM_7BIT,
  PH_MAIL_FORM_8BIT,
  PH_MAIL_FORM_BINARY,
  PH_MAIL_FORM_8BIT_TEXT,
} PhMailForm;

/* Posthaste puts text in front of all files: who waits for the message to go does not wait for these to be read. */
#define PH_MAIL_RECODE_TEXT_MAX ((goffset) 1024 * 1024)

/* Whether the octets that a message begins with have the form; for those below 8-bit whether they have that. */
gboolean ph_mail_has_form (const char *octets, gsize length, PhMailForm form);

/**
 * ph_mail_recode:
 * @fd: a regular file, which must not change while the stream lives; its position may change
 * @start: where in it the message begins
 * @stream: (out) (transfer full) (nullable): the message in that form with CRLF line ends, seekable to its start; %NULL
 *   when it has that form already or, for %PH_MAIL_FORM_BINARY, has nothing that could be decoded or, for
 *   %PH_MAIL_FORM_8BIT_TEXT, gets no smaller
 * @size: (out): octets of @stream
 *
 * Looks at the whole message before it returns, but for %PH_MAIL_FORM_8BIT_TEXT, in constant memory. Blocks on disk. Any thread.
 *
 * Errors: %G_IO_ERROR_INVALID_DATA with what is in the way, when octets that the form does not allow are in a header or in
 * what must not be touched; others of #GIOErrorEnum when the file cannot be read
 */
gboolean ph_mail_recode (int fd, goffset start, PhMailForm form, GInputStream **stream, goffset *size, GError **error);

G_END_DECLS
