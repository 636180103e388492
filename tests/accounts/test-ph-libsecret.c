/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where libsecret is not installed a password lasts for this run, and it is said why; nothing else goes wrong. */
#include "ph-libsecret.h"
#include "ph-secrets.h"

/* In place of the real one. */
const PhLibsecret *
ph_libsecret_get (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no library");
  return NULL;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
assert_lookup (PhSecrets *secrets, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;
  char *secret = NULL;

  ph_secrets_lookup_async (secrets, "ann", TRUE, NULL, finished_cb, &result);
  secret = ph_secrets_lookup_finish (secrets, wait_for (&result), &problem, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  g_assert_cmpstr (problem, ==, "no library");
  ph_secrets_free (secret);
}

static void
test_missing (void)
{
  g_autoptr (PhSecrets) secrets = ph_secrets_new ();
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) cleared = NULL;
  g_autoptr (GError) error = NULL;
  PhSecretsKept kept = PH_SECRETS_KEPT_KEYRING;

  assert_lookup (secrets, NULL);
  ph_secrets_store_async (secrets, "ann", "Ann", "pw", NULL, finished_cb, &stored);
  g_assert_true (ph_secrets_store_finish (secrets, wait_for (&stored), &kept, &error));
  g_assert_no_error (error);
  g_assert_cmpint (kept, ==, PH_SECRETS_KEPT_RUN);
  assert_lookup (secrets, "pw");
  ph_secrets_clear_async (secrets, "ann", NULL, finished_cb, &cleared);
  g_assert_false (ph_secrets_clear_finish (secrets, wait_for (&cleared), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_lookup (secrets, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/libsecret/missing", test_missing);
  return g_test_run ();
}
