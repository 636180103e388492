/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a SASL mechanism and running it, without any I/O (RFC 4422, RFC 4954). libgsasl knows the mechanisms. */
#pragma once

#include "ph-smtp-credentials.h"
#include "ph-smtp-error.h"

G_BEGIN_DECLS

typedef struct _PhSmtpSasl PhSmtpSasl;

/**
 * ph_smtp_sasl_choose:
 * @offered: the server's mechanisms, upper case
 * @after: (nullable): a mechanism that was tried and refused as unsupported; only weaker ones are left
 *
 * Returns: (nullable): the best one that both sides know, %NULL when none is left
 */
const char *ph_smtp_sasl_choose (const char *const *offered, const PhSmtpCredentials *credentials, const char *after);

/* (nullable): %NULL with %PH_SMTP_ERROR_AUTH_NOT_OFFERED when libgsasl lacks the mechanism */
PhSmtpSasl *ph_smtp_sasl_new (const char *mechanism, const PhSmtpCredentials *credentials, GError **error);
void ph_smtp_sasl_free (PhSmtpSasl *self);

/* Whether the first response may ride on the AUTH command and so save a round trip. */
gboolean ph_smtp_sasl_is_client_first (PhSmtpSasl *self);

/**
 * ph_smtp_sasl_step:
 * @challenge: (nullable): base64 as the server sent it after 334; %NULL for the initial response
 *
 * Errors: %PH_SMTP_ERROR_PROTOCOL for a challenge that makes no sense, %PH_SMTP_ERROR_AUTH_REFUSED when the
 * mechanism itself gives up
 *
 * Returns: (transfer full) (nullable): base64; free with ph_smtp_sasl_free_response()
 */
char *ph_smtp_sasl_step (PhSmtpSasl *self, const char *challenge, GError **error);
void ph_smtp_sasl_free_response (char *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpSasl, ph_smtp_sasl_free)

G_END_DECLS
