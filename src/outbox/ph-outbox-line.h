/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account's way out: its session, kept for the next message, and the password that it was opened with. */
#pragma once

#include "ph-account.h"
#include "ph-secrets.h"
#include "ph-smtp-client.h"

G_BEGIN_DECLS

#define PH_TYPE_OUTBOX_LINE (ph_outbox_line_get_type ())
/* Main thread only. */
G_DECLARE_FINAL_TYPE (PhOutboxLine, ph_outbox_line, PH, OUTBOX_LINE, GObject)

PhOutboxLine *ph_outbox_line_new (PhAccount *account, PhSecrets *secrets);

/**
 * ph_outbox_line_get_client_async:
 * @password: (nullable): a new one, which takes the place of what is known; else the keyring is asked when it has to be
 * @may_ask: and may ask to be unlocked, see ph_secrets_lookup_async()
 */
void ph_outbox_line_get_client_async (PhOutboxLine *self,
                                      const char *password,
                                      gboolean may_ask,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (transfer full) (nullable). Errors: %PH_SMTP_ERROR_AUTH_NEEDED when no password is known, %PH_SMTP_ERROR_INVALID_ARGUMENT
 * when the account has no server */
PhSmtpClient *ph_outbox_line_get_client_finish (PhOutboxLine *self, GAsyncResult *result, GError **error);
/* The next message gets a new session: this one's password or settings were wrong. */
void ph_outbox_line_drop (PhOutboxLine *self);

G_END_DECLS
