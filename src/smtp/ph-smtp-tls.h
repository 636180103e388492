/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS handshake and the verdict on the server's certificate (RFC 8314, RFC 7817, RFC 9525). */
#pragma once

#include "ph-smtp-error.h"
#include "ph-smtp-server.h"
#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

/**
 * ph_smtp_tls_prepare:
 *
 * Begins to load what a handshake needs, as reading the system's certificate authorities takes longer than a small message:
 * it is done while the server is still on its way. Once in a program; join the thread before the program may end.
 *
 * Returns: (transfer full) (nullable): %NULL where there is nothing to do
 */
GThread *ph_smtp_tls_prepare (const PhSmtpServer *server);
/**
 * ph_smtp_tls_handshake:
 * @base: the connection to encrypt; kept by the result, closed without one
 * @context: iterated while waiting
 * @timeout: seconds for the whole handshake
 *
 * Checks the chain, the dates, the server's name, that the certificate is meant for servers (GIO does not look at that),
 * and that TLS is 1.2 or newer (GIO completes 1.1 too). A certificate that fails is accepted only when the server names
 * its very fingerprint.
 *
 * Errors: %PH_SMTP_ERROR_CERTIFICATE with the certificate, %PH_SMTP_ERROR_TLS_FAILED, %PH_SMTP_ERROR_TIMED_OUT,
 * %PH_SMTP_ERROR_CONNECTION_LOST, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable)
 */
GIOStream *ph_smtp_tls_handshake (GIOStream *base,
                                  const PhSmtpServer *server,
                                  GMainContext *context,
                                  guint timeout,
                                  PhSmtpTranscript *transcript,
                                  GCancellable *cancellable,
                                  GError **error);

/* "1.3" or "1.2": what ph_smtp_tls_handshake() lets pass */
const char *ph_smtp_tls_get_version (GTlsConnection *connection);
/* (transfer full): SHA-256 over the certificate's DER form: 64 lower-case hexadecimal digits */
char *ph_smtp_tls_dup_fingerprint (GTlsCertificate *certificate);

G_END_DECLS
