/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in to a session that has just said hello (RFC 4954): the session's own part, for nobody else. */
#pragma once

#include "ph-smtp-sasl.h"
#include "ph-smtp-session.h"

G_BEGIN_DECLS

/**
 * ph_smtp_sign_in:
 * @session: in its stage %PH_SMTP_STAGE_AUTH
 *
 * Tries the mechanisms from the strongest on. The next one is tried when the server refuses a mechanism as such, and when
 * this side cannot do it: libgsasl lacks it, or gives up by itself, and "*" has ended the exchange. Never a weaker one after
 * a wrong password, or with a server that cannot prove itself.
 *
 * Errors: %PH_SMTP_ERROR_AUTH_NOT_OFFERED and %PH_SMTP_ERROR_AUTH_REFUSED, with what the server offers when no mechanism is
 * left; a reply that is the reason stands in the error
 *
 * Returns: whether the server has taken the sign-in; what it offers is not asked again here
 */
gboolean ph_smtp_sign_in (PhSmtpSession *session,
                          const PhSmtpSaslTerms *terms,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
