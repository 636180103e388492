/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A delivery and what is around it: the password before, the application's life during it. It knows no window. */
#include "config.h"

#include "ph-sending.h"

struct _PhSending
{
  GObject parent_instance;

  PhDelivery *delivery; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  char *password; /* (owned) (nullable), wiped */
  GCancellable *cancellable; /* (owned): of the look-up */
  GError *error; /* (owned) (nullable): of this, before there was a delivery under way */
  gboolean is_finished;
  gint64 started_us;
};

G_DEFINE_FINAL_TYPE (PhSending, ph_sending, G_TYPE_OBJECT)

enum
{
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The last thing that happens: gives back what ph_sending_start() took. */
static void
ph_sending_finish (PhSending *self)
{
  guint64 limit = ph_delivery_get_size_limit (self->delivery);

  if (limit != 0)
    ph_account_set_size_limit (ph_sending_get_account (self), limit);
  self->is_finished = TRUE;
  g_clear_pointer (&self->password, ph_secrets_free);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  g_application_release (g_application_get_default ());
  g_object_unref (self);
}

static void
delivery_finished_cb (PhSending *self)
{
  if (ph_delivery_get_is_finished (self->delivery) && !self->is_finished)
    ph_sending_finish (self);
}

static void
ph_sending_deliver (PhSending *self)
{
  g_signal_connect_object (self->delivery,
                           "notify::is-finished",
                           G_CALLBACK (delivery_finished_cb),
                           self,
                           G_CONNECT_SWAPPED);
  ph_delivery_start (self->delivery, self->password);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhSending) self = PH_SENDING (data);

  self->password = ph_secrets_lookup_finish (self->secrets, result, NULL, &self->error);
  if (self->error == NULL && self->password == NULL)
    self->error = ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NEEDED, PH_SMTP_STAGE_NONE, "no password is known");
  if (self->error == NULL)
    ph_sending_deliver (self);
  else
    ph_sending_finish (self);
}

static void
ph_sending_finalize (GObject *object)
{
  PhSending *self = PH_SENDING (object);

  g_clear_object (&self->delivery);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->password, ph_secrets_free);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ph_sending_parent_class)->finalize (object);
}

static void
ph_sending_class_init (PhSendingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_sending_finalize;

  signals[SIGNAL_FINISHED]
      = g_signal_new ("finished", PH_TYPE_SENDING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_sending_init (PhSending *self)
{
  self->cancellable = g_cancellable_new ();
}

PhSending *
ph_sending_new (PhMessage *message,
                PhAccount *account,
                PhStoreFiles *store,
                PhSecrets *secrets,
                const char *const *recipients,
                const char *password)
{
  PhSending *self = g_object_new (PH_TYPE_SENDING, NULL);

  self->delivery = ph_delivery_new (message, account, store);
  if (recipients != NULL)
    ph_delivery_set_recipients (self->delivery, recipients);
  self->secrets = g_object_ref (secrets);
  self->password = g_strdup (password);
  return self;
}

void
ph_sending_start (PhSending *self)
{
  PhAccount *account = NULL;

  g_return_if_fail (PH_IS_SENDING (self));

  account = ph_sending_get_account (self);
  self->started_us = g_get_monotonic_time ();
  g_object_ref (self);
  g_application_hold (g_application_get_default ());
  if (self->password != NULL || !ph_account_needs_password (account))
    ph_sending_deliver (self);
  else
    ph_secrets_lookup_async (self->secrets,
                             ph_account_get_id (account),
                             self->cancellable,
                             looked_up_cb,
                             g_object_ref (self));
}

void
ph_sending_cancel (PhSending *self)
{
  g_return_if_fail (PH_IS_SENDING (self));

  g_cancellable_cancel (self->cancellable);
  ph_delivery_cancel (self->delivery);
}

PhDelivery *
ph_sending_get_delivery (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), NULL);
  return self->delivery;
}

PhMessage *
ph_sending_get_message (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), NULL);
  return ph_delivery_get_message (self->delivery);
}

PhAccount *
ph_sending_get_account (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), NULL);
  return ph_delivery_get_account (self->delivery);
}

PhDeliveryState
ph_sending_get_state (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), PH_DELIVERY_FAILED);

  if (self->error == NULL)
    return ph_delivery_get_state (self->delivery);
  return g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? PH_DELIVERY_CANCELLED : PH_DELIVERY_FAILED;
}

const GError *
ph_sending_get_error (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), NULL);
  return self->error != NULL ? self->error : ph_delivery_get_error (self->delivery);
}

void
ph_sending_get_error_context (PhSending *self, PhErrorContext *context)
{
  PhAccount *account = NULL;

  g_return_if_fail (PH_IS_SENDING (self));

  account = ph_sending_get_account (self);
  *context = (PhErrorContext){
    .host = ph_account_get_host (account),
    .port = ph_account_get_port (account),
    .user = ph_account_needs_password (account) ? ph_account_get_sign_in_name (account) : NULL,
    .envelope = ph_delivery_get_envelope (self->delivery),
    .size = ph_delivery_get_octets_total (self->delivery),
    .size_limit = ph_delivery_get_size_limit (self->delivery),
  };
}

PhErrorText *
ph_sending_new_error_text (PhSending *self)
{
  const GError *error = NULL;
  PhErrorContext context;

  g_return_val_if_fail (PH_IS_SENDING (self), NULL);

  error = ph_sending_get_error (self);
  if (error == NULL)
    return NULL;
  ph_sending_get_error_context (self, &context);
  return ph_error_text_new (error, &context);
}

char **
ph_sending_dup_accepted (PhSending *self)
{
  PhSmtpEnvelope *envelope = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (PH_IS_SENDING (self), NULL);

  envelope = ph_delivery_get_envelope (self->delivery);
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (ph_smtp_envelope_get_outcome (envelope, i) != PH_SMTP_OUTCOME_REFUSED
        && !ph_smtp_envelope_is_sent (envelope, i))
      g_strv_builder_add (builder, ph_smtp_envelope_get_recipient (envelope, i));
  return g_strv_builder_end (builder);
}

char **
ph_sending_dup_rest (PhSending *self, PhMessage *message)
{
  PhSmtpEnvelope *envelope = NULL;
  g_autoptr (GHashTable) have_it = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (PH_IS_SENDING (self), NULL);

  envelope = ph_delivery_get_envelope (self->delivery);
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (ph_smtp_envelope_is_sent (envelope, i))
      g_hash_table_add (have_it, (char *) ph_smtp_envelope_get_recipient (envelope, i));
  if (g_hash_table_size (have_it) == 0
      || !g_str_equal (ph_message_get_message_id (message), ph_message_get_message_id (ph_sending_get_message (self))))
    return NULL;
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      GListModel *mailboxes = ph_message_get_recipients (message, field);

      for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
        {
          g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);

          if (!g_hash_table_contains (have_it, ph_mailbox_get_address (mailbox)))
            g_strv_builder_add (builder, ph_mailbox_get_address (mailbox));
        }
    }
  return g_strv_builder_end (builder);
}

guint
ph_sending_get_seconds (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), 0);
  return (guint) ((g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC);
}
