/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message's octets on their way, behind DATA or in BDAT chunks, and the commit. It knows what the server still owes an
 * answer to, and whether the octets have left that let it take the message.
 *
 * For the session's thread. After an error the session is closed, or in the envelope where RSET leads out. */
#pragma once

#include "ph-smtp-body.h"
#include "ph-smtp-session.h"

G_BEGIN_DECLS

typedef enum
{
  PH_SMTP_TRANSFER_DATA, /* behind a 354 (RFC 5321 section 4.1.1.4) */
  PH_SMTP_TRANSFER_BDAT, /* needs CHUNKING and, as nothing waits for a reply, PIPELINING (RFC 3030) */
} PhSmtpTransferKind;

typedef struct _PhSmtpTransfer PhSmtpTransfer;

/* @session: (unowned) */
PhSmtpTransfer *ph_smtp_transfer_new (PhSmtpSession *session, PhSmtpTransferKind kind);
void ph_smtp_transfer_free (PhSmtpTransfer *self);

/* Writes all of @body. A short end may wait for ph_smtp_transfer_settle() or _commit(). @total: for the progress */
gboolean ph_smtp_transfer_send (PhSmtpTransfer *self,
                                PhSmtpBody *body,
                                guint64 total,
                                GCancellable *cancellable,
                                GError **error);
/* Writes what is left and hears every chunk's reply; behind that the server has nothing to say. */
gboolean ph_smtp_transfer_settle (PhSmtpTransfer *self, GCancellable *cancellable, GError **error);

/**
 * ph_smtp_transfer_commit:
 * @may_be_taken: (out): whether the server was given all that it needs to take the message and has not refused it
 *
 * The final dot, or BDAT 0 LAST, with whatever was left in front of it.
 *
 * Returns: (transfer full) (nullable): the reply to the commit
 */
PhSmtpReply *ph_smtp_transfer_commit (PhSmtpTransfer *self, gboolean *may_be_taken, GError **error);

/* What a refusal of DATA, of a chunk or of the whole message means. */
PhSmtpError ph_smtp_transfer_classify (const PhSmtpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpTransfer, ph_smtp_transfer_free)

G_END_DECLS
