/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a SASL mechanism and running it, without any I/O (RFC 4422, RFC 4954). libgsasl knows the mechanisms. */
#pragma once

#include "ph-smtp-credentials.h"
#include "ph-smtp-error.h"
#include "ph-smtp-server.h"

G_BEGIN_DECLS

typedef struct _PhSmtpSasl PhSmtpSasl;

/**
 * PhSmtpSaslTerms:
 * @credentials: what there is to sign in with
 * @server: where
 * @offered: the server's mechanisms, upper case
 * @tls: (nullable): the connection, when it is encrypted: it decides what may be said, and ties SCRAM-…-PLUS to itself
 *
 * All unowned; they live as long as the exchange.
 */
typedef struct
{
  const PhSmtpCredentials *credentials;
  const PhSmtpServer *server;
  const char *const *offered;
  GTlsConnection *tls;
} PhSmtpSaslTerms;

/**
 * ph_smtp_sasl_choose:
 * @after: (nullable): a mechanism that was tried and refused as unsupported; only later ones are left
 *
 * The strongest first: SCRAM tied to the TLS connection, SCRAM, then the password as it is. CRAM-MD5 goes before that one
 * in the clear and behind it under TLS, as it makes the server keep the password readable. A token goes by OAUTHBEARER or
 * XOAUTH2 only. What the credentials name is taken and nothing else, EXTERNAL and GSSAPI among it.
 *
 * Returns: (nullable): %NULL when none is left
 */
const char *ph_smtp_sasl_choose (const PhSmtpSaslTerms *terms, const char *after);

/* @mechanism: (nullable): upper case. Whether it proves a user by a password or token, as all that are not named do */
gboolean ph_smtp_sasl_needs_secret (const char *mechanism);

/* (nullable): %NULL with %PH_SMTP_ERROR_AUTH_NOT_OFFERED when libgsasl lacks the mechanism, or is not there */
PhSmtpSasl *ph_smtp_sasl_new (const char *mechanism, const PhSmtpSaslTerms *terms, GError **error);
void ph_smtp_sasl_free (PhSmtpSasl *self);

/**
 * ph_smtp_sasl_start:
 * @response: (out) (transfer full) (nullable): base64 that rides on the AUTH command and so saves a round trip; %NULL when
 *   the server speaks first, or when the line would be too long for it (RFC 4954 section 4): then the answer to the empty
 *   challenge is this response. Free with ph_smtp_credentials_wipe()
 */
gboolean ph_smtp_sasl_start (PhSmtpSasl *self, char **response, GError **error);

/**
 * ph_smtp_sasl_step:
 * @challenge: base64 as the server sent it after 334
 *
 * Errors: %PH_SMTP_ERROR_PROTOCOL for a challenge that makes no sense, or a server that cannot prove that it knows the
 * password; %PH_SMTP_ERROR_AUTH_REFUSED when the mechanism itself gives up
 *
 * Returns: (transfer full) (nullable): base64; free with ph_smtp_credentials_wipe()
 */
char *ph_smtp_sasl_step (PhSmtpSasl *self, const char *challenge, GError **error);

/* Whether all was said, and the server's proof seen where the mechanism has one. Success before that is none. */
gboolean ph_smtp_sasl_is_complete (PhSmtpSasl *self);
/* (nullable): why a token was refused, in the server's words, with the token hidden in them */
const char *ph_smtp_sasl_get_problem (PhSmtpSasl *self);
/* What a refusal for good means now: %PH_SMTP_ERROR_AUTH_REFUSED, or more if the server told it of a token */
PhSmtpError ph_smtp_sasl_get_refusal (PhSmtpSasl *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpSasl, ph_smtp_sasl_free)

G_END_DECLS
