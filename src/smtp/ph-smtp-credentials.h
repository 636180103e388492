/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user, its secret and how to prove them. The secret is wiped when the value is freed. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PH_TYPE_SMTP_CREDENTIALS (ph_smtp_credentials_get_type ())
typedef struct _PhSmtpCredentials PhSmtpCredentials;
GType ph_smtp_credentials_get_type (void) G_GNUC_CONST;

/**
 * ph_smtp_credentials_new:
 * @user: UTF-8
 * @password: UTF-8, copied; never shown in an error, a log or a transcript
 * @mechanism: (nullable): a SASL mechanism's registered name; %NULL chooses by what the server offers
 */
PhSmtpCredentials *ph_smtp_credentials_new (const char *user, const char *password, const char *mechanism);
/* The same for a bearer token of OAuth 2.0 in place of a password. */
PhSmtpCredentials *ph_smtp_credentials_new_for_token (const char *user, const char *token, const char *mechanism);
PhSmtpCredentials *ph_smtp_credentials_copy (const PhSmtpCredentials *self);
void ph_smtp_credentials_free (PhSmtpCredentials *self);

const char *ph_smtp_credentials_get_user (const PhSmtpCredentials *self);
const char *ph_smtp_credentials_get_password (const PhSmtpCredentials *self); /* or the token */
gboolean ph_smtp_credentials_get_is_token (const PhSmtpCredentials *self);
const char *ph_smtp_credentials_get_mechanism (const PhSmtpCredentials *self);

/**
 * ph_smtp_credentials_dup_harmless:
 * @octets: (array length=length): what a server said of the sign-in
 * @max_length: characters
 *
 * Returns: (transfer full): one harmless line of it. The secret is hidden before it is cut, or a piece of it would be left
 */
char *ph_smtp_credentials_dup_harmless (const PhSmtpCredentials *self,
                                        const char *octets,
                                        gsize length,
                                        glong max_length);

/* Frees text that held a secret and leaves no trace of it in memory. @text: (nullable) */
void ph_smtp_credentials_wipe (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpCredentials, ph_smtp_credentials_free)

G_END_DECLS
