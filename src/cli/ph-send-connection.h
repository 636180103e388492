/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the server for one message or for many, watched: progress on a terminal, timings, encryption. */
#pragma once

#include "ph-send-result.h"
#include "ph-send-source.h"
#include "ph-send-target.h"
#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

typedef struct _PhSendConnection PhSendConnection;

/* Nothing is connected yet. */
PhSendConnection *ph_send_connection_new (const PhSendTarget *target,
                                          const PhSendOptions *options,
                                          PhSmtpTranscript *transcript);
void ph_send_connection_free (PhSendConnection *self);
/* Says good-bye to the server, if it is still there. */
void ph_send_connection_quit (PhSendConnection *self);

/**
 * ph_send_connection_send:
 * @result: gets what became of it but the error; it borrows from @source, and from this until the next message
 *
 * Blocks. The session of the message before is used again when there is one; when the server ended it meanwhile, there is
 * a new one, once.
 *
 * Errors: #PhSmtpError; with a stage before %PH_SMTP_STAGE_ENVELOPE the server cannot be reached at all
 */
gboolean ph_send_connection_send (PhSendConnection *self, PhSendSource *source, PhSendResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSendConnection, ph_send_connection_free)

G_END_DECLS
