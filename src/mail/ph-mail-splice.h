/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file read with some of it replaced: by other text, or by itself in another encoding. Every line end that it had, or
 * that an encoding makes, comes out as CRLF; only what is decoded or kept comes as it is.
 *
 * Constant memory, whatever the file's size. Seekable to its start alone. */
#pragma once

#include "ph-mail-gmime.h"

G_BEGIN_DECLS

#define PH_TYPE_MAIL_SPLICE (ph_mail_splice_get_type ())
G_DECLARE_FINAL_TYPE (PhMailSplice, ph_mail_splice, PH, MAIL_SPLICE, GInputStream)

/**
 * PhMailPiece:
 * @start: where in the file it begins
 * @end: behind its last octet
 * @text: (owned) (nullable): what stands there instead, with CRLF line ends; the other fields do not count then
 * @decoding: what the octets are in; %GMIME_CONTENT_ENCODING_DEFAULT for nothing
 * @encoding: what they are put in; %GMIME_CONTENT_ENCODING_DEFAULT for nothing
 * @is_binary: whether the octets that get encoded have no lines; else their line ends become CRLF before
 * @is_kept: whether the octets come out as they are, line ends too; nothing is decoded or encoded then
 * @length: octets that come out, -1 when that is not known
 */
typedef struct
{
  goffset start;
  goffset end;
  char *text;
  GMimeContentEncoding decoding;
  GMimeContentEncoding encoding;
  gboolean is_binary;
  gboolean is_kept;
  goffset length;
} PhMailPiece;

PhMailPiece *ph_mail_piece_new (goffset start, goffset end);
void ph_mail_piece_free (PhMailPiece *piece);

/**
 * ph_mail_splice_new:
 * @fd: a regular file; a duplicate is kept, and its position not used
 * @pieces: (transfer none) (element-type PhMailPiece): all of the file, in the order in which it comes out
 */
GInputStream *ph_mail_splice_new (int fd, GPtrArray *pieces, GError **error);

/* How many octets come out; reads those pieces that do not know it. Returns: -1 with #GIOErrorEnum */
goffset ph_mail_splice_measure (PhMailSplice *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMailPiece, ph_mail_piece_free)

G_END_DECLS
