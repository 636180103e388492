/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The asynchronous face of the engine: straight sessions run on a worker's thread, results come back. */
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
 * ph_smtp_client_send_async:
 * @envelope: the client's until the result is there; then it holds each recipient's outcome, also after an error
 * @message: the message, its first octet next; any line ends; read on the worker's thread, in constant memory
 * @size: its octets with CRLF line ends, or -1 when that is not known
 * @transcript: (nullable): gets the conversation as it happens
 * @progress: (nullable) (scope notified): called in the caller's main context, at every change of stage and at most 20 times
 *   a second in between: the octets that were handed to the network, of so many in all, or of 0 when that is not known
 * @cancellable: (nullable): applies until the commit point
 *
 * Errors: #PhSmtpError, %G_IO_ERROR_CANCELLED.
 */
void ph_smtp_client_send_async (PhSmtpClient *self,
                                PhSmtpEnvelope *envelope,
                                GInputStream *message,
                                gint64 size,
                                PhSmtpSendFlags flags,
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
 * Connects, encrypts, signs in, says MAIL FROM and RSET and QUIT. It sends nothing.
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

G_END_DECLS
