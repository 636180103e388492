/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message in another one, as a part of the type message/rfc822: it is not encoded (RFC 2046 section 5.2.1), so it must have the
 * lines that a message may have, and it is read back to the octet. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether what begins so can be a message: with a field (RFC 5322 section 2.2). */
gboolean ph_mail_enclosed_is_message (const char *octets, gsize length);

/**
 * PhMailEnclosed: octets on their way into a message, a block at a time; zero before the first
 * @is_unsound: whether some are not of 7 bits, are NUL, or make a line over 998
 * @is_fragile: whether a line begins with "From " or ends with white space, which servers may change, and a signature would not hold
 *   any more (RFC 3156 section 5)
 */
typedef struct
{
  gboolean is_unsound;
  gboolean is_fragile;
  gboolean was_cr;
  gboolean was_space;
  gsize n_from; /* octets of "From " that the line begins with */
  gsize line_length;
} PhMailEnclosed;

/* Appends @octets to @lines, with CRLF for CR, LF and CRLF. */
void ph_mail_enclosed_append (PhMailEnclosed *self, GString *lines, const char *octets, gsize length);

/**
 * ph_mail_enclosed_measure:
 * @boundary: (nullable): what must not be in it
 * @is_signed: whether it must not be fragile either
 *
 * Blocks, reads all of @input, in constant memory.
 *
 * Returns: octets with CRLF line ends; -1 when it is no message, is unsound, is what it must not be, has @boundary, or cannot be read
 */
goffset ph_mail_enclosed_measure (GInputStream *input,
                                  const char *boundary,
                                  gboolean is_signed,
                                  GCancellable *cancellable);

/**
 * ph_mail_enclosed_copy:
 * @fd: a regular file; its position stays
 * @start: where in it the enclosed message begins
 * @boundary: (nullable): of the part's multipart; %NULL: it goes on to the file's end
 * @size: (out): octets that were written, with CRLF line ends
 *
 * Blocks on disk. Errors: #GIOErrorEnum
 */
gboolean ph_mail_enclosed_copy (int fd,
                                goffset start,
                                const char *boundary,
                                GOutputStream *output,
                                guint64 *size,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
