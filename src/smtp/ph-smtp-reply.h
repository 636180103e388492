/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reply of the server: a code and its lines (RFC 5321 section 4.2). Built line by line, then it never changes. */
#pragma once

#include "ph-smtp-error.h"

G_BEGIN_DECLS

/* RFC 4954 section 4 lets a line have 12288 octets; RFC 5321 4.5.3.1.5 wants 512. Lines in one reply: EHLO of the
 * largest servers has about 30. */
#define PH_SMTP_REPLY_MAX_LINE 12288
#define PH_SMTP_REPLY_MAX_LINES 256

typedef struct _PhSmtpReply PhSmtpReply;

PhSmtpReply *ph_smtp_reply_new (void);
PhSmtpReply *ph_smtp_reply_ref (PhSmtpReply *self);
void ph_smtp_reply_unref (PhSmtpReply *self);

/**
 * ph_smtp_reply_add_line:
 * @line: a line without its line end
 * @length: octets
 * @stage: goes into the error
 *
 * After ph_smtp_reply_is_complete() is %TRUE no line may be added.
 *
 * Errors: %PH_SMTP_ERROR_PROTOCOL for a line that is no reply, has NUL in it, is too long, has another code than the
 * line before, or is one too many.
 */
gboolean ph_smtp_reply_add_line (PhSmtpReply *self, const char *line, gsize length, PhSmtpStage stage, GError **error);
gboolean ph_smtp_reply_is_complete (const PhSmtpReply *self);

int ph_smtp_reply_get_code (const PhSmtpReply *self);
/* The first digit: 2 done, 3 go on, 4 not now, 5 no. */
int ph_smtp_reply_get_class (const PhSmtpReply *self);
guint ph_smtp_reply_get_n_lines (const PhSmtpReply *self);
/* What follows the code and its separator, as it came: any octets but NUL. */
const char *ph_smtp_reply_get_line (const PhSmtpReply *self, guint index);
/* (nullable): "5.7.8" from the first line, when its class is the code's (RFC 2034 section 4) */
const char *ph_smtp_reply_get_enhanced_status (const PhSmtpReply *self);
/* (transfer full): the text of all lines without the enhanced status, harmless for display, joined by spaces */
char *ph_smtp_reply_dup_words (const PhSmtpReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpReply, ph_smtp_reply_unref)

G_END_DECLS
