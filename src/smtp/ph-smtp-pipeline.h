/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small messages through one session, the next ones on their way before the ones before them are answered.
 *
 * Each is RSET, MAIL, every RCPT and one BDAT ... LAST in one flight, whatever the server will say to the envelope. That is
 * safe only where a chunk that is refused is swallowed, and not read as commands: ph_smtp_session_learn_chunks() asks the
 * server, harmlessly, and what it said may be recalled in a later connection. A message goes to those recipients that are accepted.
 *
 * What became of each one is as exact as if it were alone: it counts as sent with its own reply, as unknown when all of it
 * has left and no reply came, and as not sent when its last octet stayed here, or when the server went with 421 in front of
 * it.
 *
 * For the session's thread, and the session's only user. Nothing of it can be cancelled. */
#pragma once

#include "ph-smtp-envelope.h"
#include "ph-smtp-session.h"

G_BEGIN_DECLS

/* Octets of a small message, as it is stored: with CRLF and dots it still fits into one block of the body. */
#define PH_SMTP_PIPELINE_MAX_EXTENT (64 * 1024)

typedef struct _PhSmtpPipeline PhSmtpPipeline;

/**
 * PhSmtpPipelineFunc:
 * @message_data: of the message that is done; its envelope has the outcomes
 * @error: (nullable): %NULL when it was sent to whoever was accepted. #PhSmtpError as of a transaction
 *
 * Once for each message, in their order.
 */
typedef void (*PhSmtpPipelineFunc) (gpointer message_data, const GError *error, gpointer user_data);

/* @session: (unowned): ready */
PhSmtpPipeline *ph_smtp_pipeline_new (PhSmtpSession *session, PhSmtpPipelineFunc func, gpointer user_data);
/* Settle first: whatever is still under way then closes the session, and nobody is told. */
void ph_smtp_pipeline_free (PhSmtpPipeline *self);

/**
 * ph_smtp_pipeline_takes:
 * @extent: the message's octets as they are stored, -1 when not known
 *
 * Whether this message may ride along: a small one, all of its recipients at once, in a session whose server swallows
 * refused chunks and counts no messages (LIMITS, RFC 9422).
 */
gboolean ph_smtp_pipeline_takes (PhSmtpSession *session, PhSmtpEnvelope *envelope, goffset extent);

/**
 * ph_smtp_pipeline_send:
 * @envelope: (transfer none): kept until the message is done
 * @message: any line ends, its first octet next; read before this returns
 *
 * It may leave later, at the latest with ph_smtp_pipeline_settle(). Not for a closed session: see
 * ph_smtp_session_get_state().
 */
void ph_smtp_pipeline_send (PhSmtpPipeline *self,
                            PhSmtpEnvelope *envelope,
                            GInputStream *message,
                            gpointer message_data);
/* Hears what is due for every message; the session is ready then, or closed. */
void ph_smtp_pipeline_settle (PhSmtpPipeline *self);

/**
 * ph_smtp_pipeline_run:
 * @session: ready
 * @message: as for ph_smtp_pipeline_send()
 *
 * One message alone, which ph_smtp_pipeline_takes(): one round trip. Before its first octet leaves the stage is the commit's,
 * as the last one may leave with it.
 *
 * Returns: whether it was sent to whoever was accepted; the session is ready then, or closed. Errors: as of a transaction
 */
gboolean ph_smtp_pipeline_run (PhSmtpSession *session, PhSmtpEnvelope *envelope, GInputStream *message, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpPipeline, ph_smtp_pipeline_free)

G_END_DECLS
