/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords in the Secret Service, one an account; where that cannot be had, in memory for this run. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhSecretsKept:
 * @PH_SECRETS_KEPT_KEYRING: in the Secret Service
 * @PH_SECRETS_KEPT_RUN: the service is locked, missing or refused; the secret is forgotten when the program ends
 */
typedef enum
{
  PH_SECRETS_KEPT_KEYRING,
  PH_SECRETS_KEPT_RUN,
} PhSecretsKept;

#define PH_TYPE_SECRETS (ph_secrets_get_type ())
/* Main thread only; the keyring is asked without blocking. */
G_DECLARE_FINAL_TYPE (PhSecrets, ph_secrets, PH, SECRETS, GObject)

PhSecrets *ph_secrets_new (void);

/**
 * ph_secrets_lookup_async:
 * @may_ask: whether a locked keyring may ask to be unlocked: its window takes the keyboard, so only where something
 *   was asked for that needs the secret now
 */
void ph_secrets_lookup_async (PhSecrets *self,
                              const char *account_id,
                              gboolean may_ask,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/**
 * ph_secrets_lookup_finish:
 * @keyring_problem: (out) (optional) (nullable) (transfer full): why the keyring could not be asked, in technical
 *   English, also when the answer came from memory
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with ph_secrets_free(); %NULL without @error when none
 *   is known (ask the person), %NULL with @error only when cancelled
 */
char *ph_secrets_lookup_finish (PhSecrets *self, GAsyncResult *result, char **keyring_problem, GError **error);

/* Whether the last look-up found what it looked for, but locked, and nobody unlocked it. */
gboolean ph_secrets_get_is_locked (PhSecrets *self);

/**
 * ph_secrets_store_async:
 * @label: what the keyring's own program shows, "Posthaste: ann@example.org"
 *
 * Always succeeds unless cancelled: @kept says where the secret is now.
 */
void ph_secrets_store_async (PhSecrets *self,
                             const char *account_id,
                             const char *label,
                             const char *secret,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean ph_secrets_store_finish (PhSecrets *self, GAsyncResult *result, PhSecretsKept *kept, GError **error);

/* Forgets it in memory and in the keyring. */
void ph_secrets_clear_async (PhSecrets *self,
                             const char *account_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean ph_secrets_clear_finish (PhSecrets *self, GAsyncResult *result, GError **error);

/* Wipes before it frees; NULL is fine. */
void ph_secrets_free (char *secret);

G_END_DECLS
