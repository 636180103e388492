/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a password as the window would: keep-secret ACCOUNT-ID SECRET. It fails where the keyring did not take it.
 * For the Flatpak's test: this runs in the sandbox, and posthaste-send finds there what it kept. */
#include "config.h"

#include "ph-secrets.h"

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

int
main (int argc, char *argv[])
{
  g_autoptr (PhSecrets) secrets = ph_secrets_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PhSecretsKept kept = PH_SECRETS_KEPT_RUN;

  if (argc != 3)
    {
      g_printerr ("usage: keep-secret ACCOUNT-ID SECRET\n");
      return 2;
    }
  ph_secrets_store_async (secrets, argv[1], "Posthaste: test", argv[2], NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!ph_secrets_store_finish (secrets, result, &kept, &error))
    {
      g_printerr ("keep-secret: %s\n", error->message);
      return 1;
    }
  if (kept == PH_SECRETS_KEPT_KEYRING)
    return 0;
  g_printerr ("keep-secret: there is no keyring here\n");
  return 1;
}
