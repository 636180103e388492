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
/**
 * ph_send_connection_learn:
 *
 * Where the server may let a small message go out in one flight with its envelope, and nothing was found out about that
 * for a day: asks it, for at most some seconds, and keeps what it showed for later runs. So whatever there is to tell of
 * the messages is told first. It changes nothing of them and cannot fail; nothing is asked that could not be kept.
 */
void ph_send_connection_learn (PhSendConnection *self);
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

/**
 * PhSendConnectionFunc:
 * @data: of ph_send_connection_queue()
 * @result: what became of it; borrowed
 * @may_try_again: nothing of it was taken, and a new connection may take it
 */
typedef void (*PhSendConnectionFunc) (gpointer data,
                                      const PhSendResult *result,
                                      gboolean may_try_again,
                                      gpointer user_data);

/* Who is told of messages that were queued, in their order. */
void ph_send_connection_set_done (PhSendConnection *self, PhSendConnectionFunc func, gpointer user_data);

/**
 * ph_send_connection_queue:
 * @source: (transfer none): its message is read before this returns; its envelope is kept
 *
 * Puts a message behind those that are under way, where its size and the server allow that; opens a session when there is
 * none, and tells when that fails.
 *
 * Returns: %FALSE when it has to be sent alone: ph_send_connection_settle() first
 */
gboolean ph_send_connection_queue (PhSendConnection *self, PhSendSource *source, gpointer data);
/* Waits until what became of every message that was queued is told. */
void ph_send_connection_settle (PhSendConnection *self);
/* How often one was made; messages that broke with the same one have the same number. */
guint ph_send_connection_get_number (PhSendConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSendConnection, ph_send_connection_free)

G_END_DECLS
