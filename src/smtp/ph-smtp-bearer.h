/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What OAUTHBEARER (RFC 7628 section 3) and XOAUTH2 (Google's older form of it) say. libgsasl has neither. */
#pragma once

#include "ph-smtp-credentials.h"
#include "ph-smtp-error.h"
#include "ph-smtp-server.h"

G_BEGIN_DECLS

/* Whether nothing in the name or the token would end its field, which a ^A does, and begin another. */
gboolean ph_smtp_bearer_check (const PhSmtpCredentials *credentials, GError **error);
/* @mechanism: "OAUTHBEARER" or "XOAUTH2". (transfer full): base64; free with ph_smtp_credentials_wipe() */
char *ph_smtp_bearer_dup_response (const char *mechanism,
                                   const PhSmtpCredentials *credentials,
                                   const PhSmtpServer *server);
/* What a client answers when the server tells by a challenge why it refuses; base64, not to be freed */
const char *ph_smtp_bearer_get_last_response (const char *mechanism);
/**
 * ph_smtp_bearer_read_status:
 * @challenge: base64 of the server's JSON
 *
 * RFC 7628 section 3.2.2 with the words of RFC 6750 section 3.1; XOAUTH2 says the status of HTTP that goes with them.
 *
 * Returns: %PH_SMTP_ERROR_TOKEN_REFUSED, %PH_SMTP_ERROR_TOKEN_SCOPE, or %PH_SMTP_ERROR_AUTH_REFUSED for all else
 */
PhSmtpError ph_smtp_bearer_read_status (const char *challenge);
/* @challenge: base64 of the server's JSON. (transfer full): one harmless line of it without the token, not too long to be shown */
char *ph_smtp_bearer_dup_problem (const char *challenge, const PhSmtpCredentials *credentials);

G_END_DECLS
