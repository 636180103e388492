/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring first, this run's memory where the keyring cannot be had. What is in memory was put there because the
 * keyring refused it, so it is newer than anything the keyring holds and is looked at first. */
#include "config.h"

#include "ph-secrets.h"

#include "ph-libsecret.h"

#include <string.h>

#define ACCOUNT_ATTRIBUTE "account"

struct _PhSecrets
{
  GObject parent_instance;

  GHashTable *of_this_run; /* (owned) (element-type utf8 PhRunSecret) */
  gboolean is_locked; /* what the last look-up found */
};

/* A secret that the keyring did not take, and why. */
typedef struct
{
  char *secret; /* (owned), wiped */
  char *problem; /* (owned) */
} PhRunSecret;

/* The task data of each call, the parts that it needs. */
typedef struct
{
  const PhLibsecret *library; /* (unowned) */
  char *account_id; /* (owned) */
  char *secret; /* (owned) (nullable), wiped */
  char *problem; /* (owned) (nullable): why the keyring was of no use */
} PhSecretsCall;

G_DEFINE_FINAL_TYPE (PhSecrets, ph_secrets, G_TYPE_OBJECT)

static const SecretSchema *
ph_secrets_get_schema (void)
{
  static const SecretSchema schema = {
    .name = PH_APPLICATION_ID,
    .flags = SECRET_SCHEMA_NONE,
    .attributes = { { ACCOUNT_ATTRIBUTE, SECRET_SCHEMA_ATTRIBUTE_STRING } },
  };

  return &schema;
}

static void
ph_run_secret_free (PhRunSecret *self)
{
  ph_secrets_free (self->secret);
  g_free (self->problem);
  g_free (self);
}

static void
ph_secrets_call_free (PhSecretsCall *self)
{
  g_free (self->account_id);
  ph_secrets_free (self->secret);
  g_free (self->problem);
  g_free (self);
}

static GTask *
ph_secrets_new_task (PhSecrets *self,
                     const char *account_id,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  PhSecretsCall *call = g_new0 (PhSecretsCall, 1);

  call->account_id = g_strdup (account_id);
  g_task_set_task_data (task, call, (GDestroyNotify) ph_secrets_call_free);
  return task;
}

static gboolean
ph_secrets_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
ph_secrets_keep_for_this_run (PhSecrets *self, PhSecretsCall *call, const char *problem)
{
  PhRunSecret *kept = g_new0 (PhRunSecret, 1);

  kept->secret = g_steal_pointer (&call->secret);
  kept->problem = g_strdup (problem);
  g_hash_table_replace (self->of_this_run, g_strdup (call->account_id), kept);
}

/* Ends a look-up that found nothing; the person has to be asked, which is no error. */
static void
ph_secrets_return_nothing (GTask *task, const char *problem)
{
  PhSecretsCall *call = g_task_get_task_data (task);

  call->problem = g_strdup (problem);
  g_task_return_pointer (task, NULL, NULL);
}

static void
ph_secrets_retrieve_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  const PhLibsecret *library = ((PhSecretsCall *) g_task_get_task_data (task))->library;
  SecretValue *value = library->retrievable_retrieve_secret_finish ((SecretRetrievable *) source, result, &error);
  const char *text = value != NULL ? library->value_get_text (value) : NULL;

  if (text != NULL)
    g_task_return_pointer (task, g_strdup (text), (GDestroyNotify) ph_secrets_free);
  else if (ph_secrets_is_cancelled (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    ph_secrets_return_nothing (task, error != NULL ? error->message : "The keyring holds no text for this account");
  if (value != NULL)
    library->value_unref (value);
}

/* Nobody was asked to unlock it, or whoever was asked declined. */
static gboolean
ph_secrets_is_item_locked (const PhLibsecret *library, gpointer item)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (item, library->item_get_type ()) && library->item_get_locked (item);
}

static void
ph_secrets_search_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  PhSecrets *self = g_task_get_source_object (task);
  const PhLibsecret *library = ((PhSecretsCall *) g_task_get_task_data (task))->library;
  g_autolist (GObject) items = library->password_search_finish (result, &error);

  self->is_locked = items != NULL && ph_secrets_is_item_locked (library, items->data);
  if (ph_secrets_is_cancelled (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (items == NULL || self->is_locked)
    ph_secrets_return_nothing (task, error != NULL ? error->message : items != NULL ? "The keyring is locked" : NULL);
  else
    library->retrievable_retrieve_secret (items->data,
                                          g_task_get_cancellable (task),
                                          ph_secrets_retrieve_cb,
                                          g_object_ref (task));
}

/* Ends a call that the keyring did not take. */
static void
ph_secrets_return_kept_for_this_run (GTask *task, const char *problem)
{
  ph_secrets_keep_for_this_run (g_task_get_source_object (task), g_task_get_task_data (task), problem);
  g_task_return_int (task, PH_SECRETS_KEPT_RUN);
}

static void
ph_secrets_store_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  PhSecrets *self = g_task_get_source_object (task);
  PhSecretsCall *call = g_task_get_task_data (task);

  if (call->library->password_store_finish (result, &error))
    {
      g_hash_table_remove (self->of_this_run, call->account_id);
      g_task_return_int (task, PH_SECRETS_KEPT_KEYRING);
    }
  else if (ph_secrets_is_cancelled (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    ph_secrets_return_kept_for_this_run (task, error != NULL ? error->message : "The keyring took no password");
}

static void
ph_secrets_clear_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  ((PhSecretsCall *) g_task_get_task_data (task))->library->password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
ph_secrets_finalize (GObject *object)
{
  PhSecrets *self = PH_SECRETS (object);

  g_clear_pointer (&self->of_this_run, g_hash_table_unref);

  G_OBJECT_CLASS (ph_secrets_parent_class)->finalize (object);
}

static void
ph_secrets_class_init (PhSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_secrets_finalize;
}

static void
ph_secrets_init (PhSecrets *self)
{
  self->of_this_run = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ph_run_secret_free);
}

PhSecrets *
ph_secrets_new (void)
{
  return g_object_new (PH_TYPE_SECRETS, NULL);
}

void
ph_secrets_lookup_async (PhSecrets *self,
                         const char *account_id,
                         gboolean may_ask,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  PhSecretsCall *call = NULL;
  const PhRunSecret *kept = NULL;

  g_return_if_fail (PH_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);

  task = ph_secrets_new_task (self, account_id, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_secrets_lookup_async);
  self->is_locked = FALSE;
  call = g_task_get_task_data (task);
  kept = g_hash_table_lookup (self->of_this_run, account_id);
  if (kept != NULL)
    {
      call->problem = g_strdup (kept->problem);
      g_task_return_pointer (task, g_strdup (kept->secret), (GDestroyNotify) ph_secrets_free);
      return;
    }
  call->library = ph_libsecret_get (&error);
  if (call->library == NULL)
    {
      ph_secrets_return_nothing (task, error->message);
      return;
    }
  call->library->password_search (ph_secrets_get_schema (),
                                  may_ask ? SECRET_SEARCH_UNLOCK : SECRET_SEARCH_NONE,
                                  cancellable,
                                  ph_secrets_search_cb,
                                  g_object_ref (task),
                                  ACCOUNT_ATTRIBUTE,
                                  account_id,
                                  NULL);
}

char *
ph_secrets_lookup_finish (PhSecrets *self, GAsyncResult *result, char **keyring_problem, GError **error)
{
  PhSecretsCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_secrets_lookup_async), NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (keyring_problem != NULL)
    *keyring_problem = g_strdup (call->problem);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
ph_secrets_get_is_locked (PhSecrets *self)
{
  g_return_val_if_fail (PH_IS_SECRETS (self), FALSE);
  return self->is_locked;
}

void
ph_secrets_store_async (PhSecrets *self,
                        const char *account_id,
                        const char *label,
                        const char *secret,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  PhSecretsCall *call = NULL;

  g_return_if_fail (PH_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);
  g_return_if_fail (label != NULL);
  g_return_if_fail (secret != NULL);

  task = ph_secrets_new_task (self, account_id, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_secrets_store_async);
  call = g_task_get_task_data (task);
  call->secret = g_strdup (secret);
  call->library = ph_libsecret_get (&error);
  if (call->library == NULL)
    {
      ph_secrets_return_kept_for_this_run (task, error->message);
      return;
    }
  call->library->password_store (ph_secrets_get_schema (),
                                 SECRET_COLLECTION_DEFAULT,
                                 label,
                                 secret,
                                 cancellable,
                                 ph_secrets_store_cb,
                                 g_object_ref (task),
                                 ACCOUNT_ATTRIBUTE,
                                 account_id,
                                 NULL);
}

gboolean
ph_secrets_store_finish (PhSecrets *self, GAsyncResult *result, PhSecretsKept *kept, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gssize value = 0;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_secrets_store_async), FALSE);

  value = g_task_propagate_int (G_TASK (result), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (kept != NULL)
    *kept = (PhSecretsKept) value;
  return TRUE;
}

void
ph_secrets_clear_async (PhSecrets *self,
                        const char *account_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  PhSecretsCall *call = NULL;

  g_return_if_fail (PH_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);

  task = ph_secrets_new_task (self, account_id, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_secrets_clear_async);
  g_hash_table_remove (self->of_this_run, account_id);
  call = g_task_get_task_data (task);
  call->library = ph_libsecret_get (&error);
  if (call->library == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  call->library->password_clear (ph_secrets_get_schema (),
                                 cancellable,
                                 ph_secrets_clear_cb,
                                 g_object_ref (task),
                                 ACCOUNT_ATTRIBUTE,
                                 account_id,
                                 NULL);
}

gboolean
ph_secrets_clear_finish (PhSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_secrets_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ph_secrets_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
