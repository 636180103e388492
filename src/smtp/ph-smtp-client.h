/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The asynchronous face of the engine: straight sessions run on a worker's thread, results come back.
 *
 * One session serves one message after the other and is kept for a minute when it is idle. One that went stale meanwhile is
 * replaced unseen, as long as nothing of a message has left. */
#pragma once

#include "ph-smtp-progress.h"
#include "ph-smtp-transaction.h"

G_BEGIN_DECLS

#define PH_TYPE_SMTP_CLIENT (ph_smtp_client_get_type ())
G_DECLARE_FINAL_TYPE (PhSmtpClient, ph_smtp_client, PH, SMTP_CLIENT, GObject)

/**
 * ph_smtp_client_new:
 * @server: (transfer none): copied
 * @credentials: (nullable) (transfer none): copied; %NULL for a server without sign-in
 */
PhSmtpClient *ph_smtp_client_new (const PhSmtpServer *server, const PhSmtpCredentials *credentials);

/**
 * ph_smtp_client_warm:
 *
 * Makes a session ready in the background, or sees to it that the idle one still is, so that a message that is sent soon
 * finds it connected, encrypted and signed in. A failure is silent: whoever sends meets it again, and is told.
 * It ends when it takes too long, and when a message that waits for it is cancelled.
 *
 * It also finds out whether a small message may go out in one flight with its envelope: see ph_smtp_transaction_run().
 */
void ph_smtp_client_warm (PhSmtpClient *self);

/* How long making a session ready may take in all; half a minute by default. Counted where the idle time is. */
void ph_smtp_client_set_warm_limit (PhSmtpClient *self, guint milliseconds);

/* How long an idle session is kept; a minute by default. Counted in the main context that was the thread's default when the
 * client was made. */
void ph_smtp_client_set_idle_limit (PhSmtpClient *self, guint milliseconds);

/**
 * ph_smtp_client_send_async:
 * @envelope: the client's until the result is there; then it holds each recipient's outcome, also after an error
 * @message: the message, its first octet next; any line ends; read on the worker's thread, in constant memory
 * @size: its octets with CRLF line ends, or -1 when that is not known
 * @gate: (nullable): copied; its data has to live until the result is there
 * @transcript: (nullable): gets the conversation as it happens
 * @progress: (nullable) (scope notified): called in the caller's main context, at every change of stage and at most 20 times
 *   a second in between: the octets that were handed to the network, of so many in all, or of 0 when that is not known
 * @cancellable: (nullable): applies until the commit point, also while a session is made ready in the background
 *
 * Errors: #PhSmtpError, %G_IO_ERROR_CANCELLED, and those of the gate.
 */
void ph_smtp_client_send_async (PhSmtpClient *self,
                                PhSmtpEnvelope *envelope,
                                GInputStream *message,
                                gint64 size,
                                PhSmtpSendFlags flags,
                                const PhSmtpGate *gate,
                                PhSmtpTranscript *transcript,
                                PhSmtpProgressFunc progress,
                                gpointer progress_data,
                                GDestroyNotify progress_destroy,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ph_smtp_client_send_finish (PhSmtpClient *self, GAsyncResult *result, GError **error);

/**
 * ph_smtp_client_verify_async:
 * @sender: (nullable): an address that the server should let this user send as
 *
 * Connects anew, encrypts, signs in, says MAIL FROM and RSET and QUIT. It sends nothing.
 */
void ph_smtp_client_verify_async (PhSmtpClient *self,
                                  const char *sender,
                                  PhSmtpTranscript *transcript,
                                  PhSmtpProgressFunc progress,
                                  gpointer progress_data,
                                  GDestroyNotify progress_destroy,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ph_smtp_client_verify_finish (PhSmtpClient *self, GAsyncResult *result, GError **error);

/**
 * ph_smtp_client_get_size_limit:
 *
 * Returns: SIZE of the last EHLO in octets, 0 when there was none or it names no limit (RFC 1870)
 */
guint64 ph_smtp_client_get_size_limit (PhSmtpClient *self);
/* How long the server holds a message back at most, in seconds, by the last EHLO; 0 when it does not (RFC 4865) */
guint ph_smtp_client_get_hold_limit (PhSmtpClient *self);
/* Whether there was an EHLO, and the last one did not offer SMTPUTF8 (RFC 6531) */
gboolean ph_smtp_client_get_lacks_smtputf8 (PhSmtpClient *self);
/* Whether the server last said hello without offering to report on delivery (RFC 3461) */
gboolean ph_smtp_client_get_lacks_dsn (PhSmtpClient *self);

/* (transfer full) (nullable): "TLS 1.3, TLS_AES_256_GCM_SHA384" of the newest session; %NULL when it had none */
char *ph_smtp_client_dup_tls (PhSmtpClient *self);

G_END_DECLS
