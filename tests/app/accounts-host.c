/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens one window of the accounts by itself, for the rig: accounts-host add | edit PORT | preferences. "edit" has an
 * account at 127.0.0.1:PORT, without encryption and with the saved password "secret"; "preferences" has two accounts
 * and the practice account. What is saved or removed is printed. */
#include "config.h"

#include <adwaita.h>
#include <locale.h>
#include <stdlib.h>

#include "ph-account-assistant.h"
#include "ph-preferences.h"

typedef struct
{
  char **arguments; /* (unowned) */
  PhAccounts *accounts; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  PhOutboxDisk *disk; /* (owned) */
  GtkApplication *application; /* (unowned) */
} Host;

static PhAccount *
add_account (Host *host, const char *name, const char *address, guint port)
{
  g_autoptr (PhAccount) account = ph_account_new ();

  ph_account_set_name (account, name);
  ph_account_set_address (account, address);
  ph_account_set_host (account, "127.0.0.1");
  ph_account_set_port (account, port);
  ph_account_set_security (account, PH_SMTP_SECURITY_NONE);
  ph_accounts_add (host->accounts, account);
  return account;
}

/* One line an identity, with the line ends of its signature as "/". */
static void
print_identities (PhAccount *account)
{
  GListModel *identities = ph_account_get_identities (account);

  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PhIdentity) identity = g_list_model_get_item (identities, i);
      g_autofree char *signature = g_strdelimit (g_strdup (ph_identity_get_signature (identity)), "\n", '/');

      g_print ("identity %s|%s|%s\n", ph_identity_get_label (identity), ph_identity_get_reply_to (identity), signature);
    }
}

static void
saved_cb (PhAccountAssistant *assistant, PhAccount *account)
{
  /* First, since who reads "saved" looks for them. */
  print_identities (account);
  g_print ("saved %s|%s|%s|%u|%d|%s|%s\n",
           ph_account_get_name (account),
           ph_account_get_address (account),
           ph_account_get_host (account),
           ph_account_get_port (account),
           (int) ph_account_get_security (account),
           ph_account_get_sign_in_name (account),
           ph_account_get_trusted_fingerprint (account));
}

static void
removed_cb (PhAccountAssistant *assistant, PhAccount *account)
{
  g_print ("removed %s\n", ph_account_get_address (account));
}

static void
show (Host *host, GtkWindow *window)
{
  gtk_window_set_application (window, host->application);
  gtk_window_present (window);
}

static void
show_assistant (Host *host, PhAccount *account)
{
  PhAccountAssistant *assistant = ph_account_assistant_new (NULL, host->accounts, host->secrets, account);

  g_signal_connect (assistant, "saved", G_CALLBACK (saved_cb), NULL);
  g_signal_connect (assistant, "removed", G_CALLBACK (removed_cb), NULL);
  show (host, GTK_WINDOW (assistant));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Host *host = data;

  ph_secrets_store_finish (host->secrets, result, NULL, NULL);
  show_assistant (host, ph_accounts_get_default (host->accounts));
  g_application_release (G_APPLICATION (host->application));
}

static void
edit (Host *host)
{
  PhAccount *account
      = add_account (host, "Ann Tester", "ann@example.org", (guint) strtoul (host->arguments[2], NULL, 10));

  g_application_hold (G_APPLICATION (host->application));
  ph_secrets_store_async (host->secrets, ph_account_get_id (account), "test", "secret", NULL, stored_cb, host);
}

static void
activate_cb (GtkApplication *application, Host *host)
{
  host->application = application;
  if (g_str_equal (host->arguments[1], "edit"))
    edit (host);
  else if (g_str_equal (host->arguments[1], "add"))
    show_assistant (host, NULL);
  else
    {
      add_account (host, "Ann Tester", "ann@example.org", 465);
      add_account (host, "Bob Smith", "bob@example.net", 587);
      ph_accounts_enable_practice (host->accounts);
      show (host, GTK_WINDOW (ph_preferences_new (NULL, host->accounts, host->secrets, host->disk)));
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application
      = adw_application_new (PH_APPLICATION_ID ".AccountsHost", G_APPLICATION_NON_UNIQUE);
  Host host = { .arguments = argv };
  g_autoptr (GFile) folder = g_file_new_build_filename (g_get_user_data_dir (), "posthaste", NULL);
  int status = 0;

  setlocale (LC_ALL, "");
  g_object_set (application, "resource-base-path", "/io/github/posthaste/Posthaste", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &host);
  host.accounts = ph_accounts_new ();
  host.secrets = ph_secrets_new ();
  host.disk = ph_outbox_disk_new (folder);
  status = g_application_run (G_APPLICATION (application), 1, argv);
  g_clear_object (&host.accounts);
  g_clear_object (&host.secrets);
  g_clear_object (&host.disk);
  return status;
}
