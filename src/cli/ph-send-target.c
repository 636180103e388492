/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns --server or an account into what the engine wants. Secrets are wiped as soon as the engine has its copy. */
#include "config.h"

#include "ph-send-target.h"

#include "ph-accounts.h"
#include "ph-secrets.h"
#include "ph-send-report.h"
#include "ph-smtp-purpose.h"
#include "ph-smtp-sasl.h"

#include <glib/gi18n.h>
#include <string.h>

/* Text that is wiped when it goes out of scope. */
typedef char Secret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Secret, ph_secrets_free)

static gboolean
set_error (GError **error, PhSendExit exit, const char *sentence, const char *detail)
{
  g_set_error (error, PH_SEND_ERROR, exit, "%s: %s", sentence, detail);
  return FALSE;
}

static void
drop_final_newline (char *text, gsize length)
{
  if (length > 0 && text[length - 1] == '\n')
    text[--length] = '\0';
  if (length > 0 && text[length - 1] == '\r')
    text[--length] = '\0';
}

static char *
read_password_file (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (Secret) secret = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &secret, &length, &local_error))
    {
      set_error (error, PH_SEND_EXIT_NO_INPUT, _ ("The password file cannot be read"), local_error->message);
      return NULL;
    }
  if (!g_utf8_validate (secret, (gssize) length, NULL))
    {
      set_error (error, PH_SEND_EXIT_CONFIGURATION, _ ("The password is not text in UTF-8"), path);
      return NULL;
    }
  drop_final_newline (secret, length);
  if (*secret == '\0')
    {
      set_error (error, PH_SEND_EXIT_CONFIGURATION, _ ("The password file is empty"), path);
      return NULL;
    }
  return g_steal_pointer (&secret);
}

/* GIO reads the file twice itself, and takes one without certificates. */
static gboolean
check_ca_file (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &local_error))
    return set_error (error, PH_SEND_EXIT_NO_INPUT, _ ("The file of --ca-file cannot be read"), local_error->message);
  return g_strstr_len (text, (gssize) length, "CERTIFICATE-----") != NULL
         || set_error (error, PH_SEND_EXIT_CONFIGURATION, _ ("The file of --ca-file has no certificates in it"), path);
}

static gboolean
use_ca_file (PhSmtpServer *server, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  if (!check_ca_file (path, error))
    return FALSE;
  ph_smtp_purpose_prepare ();
  database = g_tls_file_database_new (absolute, &local_error);
  if (database == NULL)
    return set_error (error,
                      PH_SEND_EXIT_CONFIGURATION,
                      _ ("The file of --ca-file is of no use"),
                      local_error->message);
  ph_smtp_server_set_tls_database (server, database);
  return TRUE;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static char *
look_up_secret (PhAccount *account, GError **error)
{
  g_autoptr (PhSecrets) secrets = ph_secrets_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (Secret) secret = NULL;

  ph_secrets_lookup_async (secrets, ph_account_get_id (account), TRUE, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  secret = ph_secrets_lookup_finish (secrets, result, &problem, error);
  if (secret == NULL && (error == NULL || *error == NULL))
    set_error (error,
               PH_SEND_EXIT_NO_PERMISSION,
               _ ("The keyring has no password for this account, and --password-file names none"),
               problem != NULL ? problem : ph_account_get_label (account));
  return g_steal_pointer (&secret);
}

/* GSettings aborts the program when a schema is missing, and this one may be run from anywhere. */
gboolean
ph_send_target_has_accounts (GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, PH_APPLICATION_ID, TRUE);
  return schema != NULL
         || set_error (error,
                       PH_SEND_EXIT_CONFIGURATION,
                       _ ("Accounts are not set up here; use --server"),
                       PH_APPLICATION_ID);
}

/* (transfer none) (nullable) */
static PhAccount *
choose_account (PhAccounts *accounts, const PhSendOptions *options)
{
  PhAccount *account = NULL;

  if (options->account != NULL)
    return ph_accounts_find_by_name (accounts, options->account);
  if (options->from != NULL)
    account = ph_accounts_find_by_address (accounts, ph_mailbox_get_address (options->from));
  return account != NULL ? account : ph_accounts_get_default (accounts);
}

PhAccount *
ph_send_target_find_account (const PhSendOptions *options, GError **error)
{
  g_autoptr (PhAccounts) accounts = NULL;
  PhAccount *account = NULL;

  if (!ph_send_target_has_accounts (error))
    return NULL;
  accounts = ph_accounts_new ();
  account = choose_account (accounts, options);
  if (account != NULL)
    return g_object_ref (account);
  if (options->account != NULL)
    set_error (error, PH_SEND_EXIT_CONFIGURATION, _ ("There is no such account"), options->account);
  else
    g_set_error_literal (error,
                         PH_SEND_ERROR,
                         PH_SEND_EXIT_CONFIGURATION,
                         _ ("There is no account yet: add one in Posthaste, or use --server"));
  return NULL;
}

PhMailbox *
ph_send_target_new_from (PhAccount *account, const PhSendOptions *options, GError **error)
{
  PhIdentity *identity = options->account != NULL ? ph_account_find_identity (account, options->account) : NULL;
  PhMailbox *from = NULL;

  if (identity == NULL)
    identity = ph_account_get_first_identity (account);
  from = ph_mailbox_new (ph_identity_get_name (identity), ph_identity_get_address (identity), NULL);
  if (from == NULL)
    set_error (error, PH_SEND_EXIT_CONFIGURATION, _ ("This account has no address"), ph_account_get_label (account));
  return from;
}

static gboolean
use_account (PhSendTarget *self, const PhSendOptions *options, PhAccount *account, GError **error)
{
  self->server = ph_account_dup_server (account);
  if (self->server == NULL)
    return set_error (error,
                      PH_SEND_EXIT_CONFIGURATION,
                      _ ("This account has no server"),
                      ph_account_get_label (account));
  self->from = ph_send_target_new_from (account, options, error);
  return self->from != NULL;
}

static gboolean
use_credentials (PhSendTarget *self, const PhSendOptions *options, PhAccount *account, GError **error)
{
  const char *user = account != NULL ? ph_account_get_sign_in_name (account) : options->user;
  g_autoptr (Secret) secret = NULL;

  if (options->password_file == NULL && !ph_smtp_sasl_needs_secret (options->mechanism))
    {
      self->credentials = ph_smtp_credentials_new (user != NULL ? user : "", "", options->mechanism);
      return TRUE;
    }
  if (options->password_file == NULL && (account == NULL || !ph_account_needs_password (account)))
    return options->mechanism == NULL
           || set_error (error, PH_SEND_EXIT_CONFIGURATION, _ ("There is no sign-in for --auth"), options->mechanism);
  if (ph_smtp_server_get_security (self->server) == PH_SMTP_SECURITY_NONE && !ph_smtp_server_is_loopback (self->server))
    return set_error (error,
                      PH_SEND_EXIT_CONFIGURATION,
                      _ ("A password is never sent without encryption over a network"),
                      ph_smtp_server_get_host (self->server));
  secret = options->password_file != NULL ? read_password_file (options->password_file, error)
                                          : look_up_secret (account, error);
  if (secret == NULL)
    return FALSE;
  self->credentials = ph_smtp_credentials_new (user, secret, options->mechanism);
  return TRUE;
}

/* Without one in the environment the resolver is not even loaded: that takes longer than a small message does. */
static PhSmtpProxy
choose_proxy (void)
{
  static const char *const names[]
      = { "all_proxy", "ALL_PROXY", "socks_proxy", "SOCKS_PROXY", "https_proxy", "HTTPS_PROXY", "http_proxy" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_getenv (names[i]) != NULL && *g_getenv (names[i]) != '\0')
      return PH_SMTP_PROXY_SYSTEM;
  return PH_SMTP_PROXY_NONE;
}

PhSendTarget *
ph_send_target_new (const PhSendOptions *options, GError **error)
{
  g_autoptr (PhSendTarget) self = g_new0 (PhSendTarget, 1);
  g_autoptr (PhAccount) account = NULL;

  if (options->server != NULL)
    self->server = ph_smtp_server_copy (options->server);
  else
    {
      account = ph_send_target_find_account (options, error);
      if (account == NULL || !use_account (self, options, account, error))
        return NULL;
    }
  ph_smtp_server_set_proxy (self->server, choose_proxy ());
  if (options->timeout != 0)
    ph_smtp_server_set_timeout (self->server, options->timeout);
  if (options->ca_file != NULL && !use_ca_file (self->server, options->ca_file, error))
    return NULL;
  if (!use_credentials (self, options, account, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ph_send_target_free (PhSendTarget *self)
{
  g_clear_pointer (&self->server, ph_smtp_server_free);
  g_clear_pointer (&self->credentials, ph_smtp_credentials_free);
  g_clear_object (&self->from);
  g_free (self);
}
