/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client lives as long as what it was made from holds: the account's settings and the password. */
#include "config.h"

#include "ph-outbox-line.h"

struct _PhOutboxLine
{
  GObject parent_instance;

  PhAccount *account; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  PhSmtpClient *client; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhOutboxLine, ph_outbox_line, G_TYPE_OBJECT)

/* What a session is made from. */
static const char *const settings[] = { "host", "port", "security", "user", "auth", "address", "trusted-fingerprint" };

static void
ph_outbox_line_finalize (GObject *object)
{
  PhOutboxLine *self = PH_OUTBOX_LINE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->secrets);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ph_outbox_line_parent_class)->finalize (object);
}

static void
ph_outbox_line_class_init (PhOutboxLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_outbox_line_finalize;
}

static void
ph_outbox_line_init (PhOutboxLine *self)
{
}

PhOutboxLine *
ph_outbox_line_new (PhAccount *account, PhSecrets *secrets)
{
  PhOutboxLine *self = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNT (account), NULL);

  self = g_object_new (PH_TYPE_OUTBOX_LINE, NULL);
  self->account = g_object_ref (account);
  self->secrets = g_object_ref (secrets);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *detail = g_strconcat ("notify::", settings[i], NULL);

      g_signal_connect_object (account, detail, G_CALLBACK (ph_outbox_line_drop), self, G_CONNECT_SWAPPED);
    }
  return self;
}

void
ph_outbox_line_drop (PhOutboxLine *self)
{
  g_return_if_fail (PH_IS_OUTBOX_LINE (self));

  g_clear_object (&self->client);
}

/* @password: (nullable) */
static void
ph_outbox_line_return_client (PhOutboxLine *self, GTask *task, const char *password)
{
  g_autoptr (PhSmtpServer) server = ph_account_dup_server (self->account);
  g_autoptr (PhSmtpCredentials) credentials = NULL;

  if (server == NULL)
    {
      g_task_return_error (
          task,
          ph_smtp_error_new (PH_SMTP_ERROR_INVALID_ARGUMENT, PH_SMTP_STAGE_NONE, "the account has no server"));
      return;
    }
  if (password != NULL)
    credentials = ph_smtp_credentials_new (ph_account_get_sign_in_name (self->account), password, NULL);
  g_clear_object (&self->client);
  self->client = ph_smtp_client_new (server, credentials);
  g_task_return_pointer (task, g_object_ref (self->client), g_object_unref);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PhOutboxLine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *password = ph_secrets_lookup_finish (PH_SECRETS (source), result, NULL, &error);

  if (password != NULL)
    ph_outbox_line_return_client (self, task, password);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task,
                         ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NEEDED, PH_SMTP_STAGE_NONE, "no password is known"));
  ph_secrets_free (password);
}

void
ph_outbox_line_get_client_async (PhOutboxLine *self,
                                 const char *password,
                                 gboolean may_ask,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_OUTBOX_LINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, ph_outbox_line_get_client_async);
  if (self->client != NULL && password == NULL)
    g_task_return_pointer (task, g_object_ref (self->client), g_object_unref);
  else if (password != NULL || !ph_account_needs_password (self->account))
    ph_outbox_line_return_client (self, task, password);
  else
    ph_secrets_lookup_async (self->secrets,
                             ph_account_get_id (self->account),
                             may_ask,
                             NULL,
                             looked_up_cb,
                             g_steal_pointer (&task));
}

PhSmtpClient *
ph_outbox_line_get_client_finish (PhOutboxLine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
