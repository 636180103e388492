/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong in a submission, told so that a program can decide and a person can be advised.
 *
 * The message of such an error is short technical English. Cancelling is not among them: it stays
 * G_IO_ERROR_CANCELLED. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhSmtpStage:
 *
 * How far a session is. Each stage holds from its first octet or look-up to its last reply.
 */
typedef enum
{
  PH_SMTP_STAGE_NONE,
  PH_SMTP_STAGE_CONNECT, /* name look-up, TCP, greeting, EHLO */
  PH_SMTP_STAGE_TLS, /* STARTTLS and the handshake */
  PH_SMTP_STAGE_AUTH, /* AUTH */
  PH_SMTP_STAGE_ENVELOPE, /* MAIL, RCPT, DATA */
  PH_SMTP_STAGE_BODY, /* the message's octets; still "not sent" when the connection breaks */
  PH_SMTP_STAGE_COMMIT, /* from the final dot to its reply: "outcome unknown" when the connection breaks */
  PH_SMTP_STAGE_DONE, /* the server has taken the message */
} PhSmtpStage;

/**
 * PhSmtpError:
 * @PH_SMTP_ERROR_HOST_NOT_FOUND: the name does not resolve
 * @PH_SMTP_ERROR_NETWORK_DOWN: there is no route or no network
 * @PH_SMTP_ERROR_CONNECTION_REFUSED: nothing listens there, or a firewall says no
 * @PH_SMTP_ERROR_TIMED_OUT: no connection or no whole reply in time
 * @PH_SMTP_ERROR_CONNECTION_LOST: the connection ended before the commit point: nothing was sent
 * @PH_SMTP_ERROR_OUTCOME_UNKNOWN: it ended, or garbage came, after the commit point: the message may have been taken
 * @PH_SMTP_ERROR_PROTOCOL: what came is not SMTP, is too long, or came when nothing may come
 * @PH_SMTP_ERROR_SERVICE_UNAVAILABLE: 421, or a greeting that is not 220
 * @PH_SMTP_ERROR_TLS_NOT_OFFERED: encryption is wanted and the server offers none
 * @PH_SMTP_ERROR_TLS_FAILED: the handshake failed for another reason than the certificate
 * @PH_SMTP_ERROR_CERTIFICATE: the certificate was refused, see ph_smtp_error_get_certificate()
 * @PH_SMTP_ERROR_AUTH_NOT_OFFERED: no mechanism that both sides know and this security allows
 * @PH_SMTP_ERROR_AUTH_NEEDED: the server wants a sign-in (530) or there is no password to do it with
 * @PH_SMTP_ERROR_AUTH_REFUSED: user or password not accepted
 * @PH_SMTP_ERROR_TOKEN_REFUSED: the token of OAuth is expired, revoked or spoilt: a fresh one may do, without a person
 * @PH_SMTP_ERROR_TOKEN_SCOPE: the token is good, but not for sending mail: only the person can allow that
 * @PH_SMTP_ERROR_SENDER_REFUSED: MAIL was refused
 * @PH_SMTP_ERROR_RECIPIENTS_REFUSED: some recipient (when all are wanted) or every recipient was refused; which and
 *   why stands in the envelope
 * @PH_SMTP_ERROR_TOO_LARGE: more than SIZE allows, or the server said so
 * @PH_SMTP_ERROR_MESSAGE_REFUSED: DATA or the final dot was refused
 * @PH_SMTP_ERROR_NEEDS_EXTENSION: the message or an address needs what the server does not offer
 * @PH_SMTP_ERROR_INVALID_ARGUMENT: an address, name, option or message that cannot be said in SMTP; this side refuses it
 * @PH_SMTP_ERROR_SOURCE: the message could not be read on this side
 */
typedef enum
{
  PH_SMTP_ERROR_HOST_NOT_FOUND,
  PH_SMTP_ERROR_NETWORK_DOWN,
  PH_SMTP_ERROR_CONNECTION_REFUSED,
  PH_SMTP_ERROR_TIMED_OUT,
  PH_SMTP_ERROR_CONNECTION_LOST,
  PH_SMTP_ERROR_OUTCOME_UNKNOWN,
  PH_SMTP_ERROR_PROTOCOL,
  PH_SMTP_ERROR_SERVICE_UNAVAILABLE,
  PH_SMTP_ERROR_TLS_NOT_OFFERED,
  PH_SMTP_ERROR_TLS_FAILED,
  PH_SMTP_ERROR_CERTIFICATE,
  PH_SMTP_ERROR_AUTH_NOT_OFFERED,
  PH_SMTP_ERROR_AUTH_NEEDED,
  PH_SMTP_ERROR_AUTH_REFUSED,
  PH_SMTP_ERROR_TOKEN_REFUSED,
  PH_SMTP_ERROR_TOKEN_SCOPE,
  PH_SMTP_ERROR_SENDER_REFUSED,
  PH_SMTP_ERROR_RECIPIENTS_REFUSED,
  PH_SMTP_ERROR_TOO_LARGE,
  PH_SMTP_ERROR_MESSAGE_REFUSED,
  PH_SMTP_ERROR_NEEDS_EXTENSION,
  PH_SMTP_ERROR_INVALID_ARGUMENT,
  PH_SMTP_ERROR_SOURCE,
} PhSmtpError;

#define PH_SMTP_ERROR (ph_smtp_error_quark ())
GQuark ph_smtp_error_quark (void);

/**
 * ph_smtp_error_new:
 * @stage: where it happened
 * @format: technical English, without a final stop
 *
 * Returns: (transfer full): an error with no reply
 */
GError *ph_smtp_error_new (PhSmtpError code, PhSmtpStage stage, const char *format, ...) G_GNUC_PRINTF (3, 4);

/**
 * ph_smtp_error_new_for_reply:
 * @reply_code: the reply's three digits
 * @enhanced_status: (nullable): "5.7.8" (RFC 3463)
 * @words: the server's own words, made harmless for display
 * @what: what was refused: "MAIL", "the greeting"
 *
 * Returns: (transfer full): an error caused by what the server said
 */
GError *ph_smtp_error_new_for_reply (PhSmtpError code,
                                     PhSmtpStage stage,
                                     int reply_code,
                                     const char *enhanced_status,
                                     const char *words,
                                     const char *what);

/**
 * ph_smtp_error_set_certificate:
 * @error: an error of this domain
 * @flags: which checks failed
 * @purpose_refused: the chain is right but the certificate is not meant for servers
 */
void ph_smtp_error_set_certificate (GError *error,
                                    GTlsCertificate *certificate,
                                    GTlsCertificateFlags flags,
                                    gboolean purpose_refused);

/* All of these take any error; for one of another domain they return 0, NULL or FALSE. */
PhSmtpStage ph_smtp_error_get_stage (const GError *error);
int ph_smtp_error_get_reply_code (const GError *error);
const char *ph_smtp_error_get_enhanced_status (const GError *error);
/* One line or several; control and bidi characters are already made harmless. NULL when no reply was the cause. */
const char *ph_smtp_error_get_server_words (const GError *error);
/* Whether the same again, later, may work: 4yz, timeouts, lost connections. */
gboolean ph_smtp_error_is_temporary (const GError *error);
GTlsCertificate *ph_smtp_error_get_certificate (const GError *error);
GTlsCertificateFlags ph_smtp_error_get_certificate_flags (const GError *error);
gboolean ph_smtp_error_get_purpose_refused (const GError *error);

G_END_DECLS
