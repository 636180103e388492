/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An attachment as a MIME part that writes itself: its fields are GMime's matter, its octets go in large blocks through our
 * own encoder. GMime would pass them through two filters, 4 KiB at a time. */
#pragma once

#include "ph-attachment.h"
#include "ph-mail-gmime.h"

G_BEGIN_DECLS

#define PH_TYPE_MAIL_FILE_PART (ph_mail_file_part_get_type ())
G_DECLARE_FINAL_TYPE (PhMailFilePart, ph_mail_file_part, PH, MAIL_FILE_PART, GMimePart)

/* Opens the attachment each time that it is written. An attachment that has not the size that it says is a failed write. */
/* Reads it here if it is a message: one of 7 bits becomes message/rfc822, any other a file like others; with @is_signed also one that
 * a server could change. */
PhMailFilePart *ph_mail_file_part_new (PhAttachment *attachment, gboolean is_signed, GCancellable *cancellable);
/* It is shown in the text (RFC 2183 section 2.1). @content_id: without angle brackets */
void ph_mail_file_part_set_inline (PhMailFilePart *self, const char *content_id);
gboolean ph_mail_file_part_is_inline (PhMailFilePart *self);
PhAttachment *ph_mail_file_part_get_attachment (PhMailFilePart *self);
/* Whether a multipart with @boundary could not hold it: in base64 there is none. Blocks on disk. */
gboolean ph_mail_file_part_holds (PhMailFilePart *self, const char *boundary);
/* Whether writing it only looks whether it could be written, and how long it would be. */
void ph_mail_file_part_set_measured (PhMailFilePart *self, gboolean is_measured);
/* (nullable) (transfer none): why the attachment could not be read: PH_ATTACHMENT_ERROR, or G_IO_ERROR_CANCELLED */
const GError *ph_mail_file_part_get_error (PhMailFilePart *self);

G_END_DECLS
