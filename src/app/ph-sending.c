/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A delivery and what is around it: the application's life during it, and its errors as advice. It knows no window. */
#include "config.h"

#include "ph-sending.h"

#include "ph-short-time.h"

struct _PhSending
{
  GObject parent_instance;

  PhOutbox *outbox; /* (owned) */
  PhDelivery *delivery; /* (owned) */
  gint64 started_us;
  char *next_try; /* (owned) (nullable): when it waits in the outbox */
};

G_DEFINE_FINAL_TYPE (PhSending, ph_sending, G_TYPE_OBJECT)

enum
{
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_time (gint64 us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return ph_short_time_format (then, now);
}

/* The last thing that happens: gives back what ph_sending_start() took. */
static void
finished_cb (PhSending *self)
{
  if (!ph_delivery_get_is_finished (self->delivery))
    return;
  if (ph_sending_get_state (self) == PH_DELIVERY_WAITING)
    self->next_try = dup_time (ph_delivery_get_due (self->delivery));
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  g_application_release (g_application_get_default ());
  g_object_unref (self);
}

static void
ph_sending_finalize (GObject *object)
{
  PhSending *self = PH_SENDING (object);

  g_clear_object (&self->outbox);
  g_clear_object (&self->delivery);
  g_free (self->next_try);

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
}

PhSending *
ph_sending_new (PhOutbox *outbox, PhDelivery *delivery)
{
  PhSending *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX (outbox), NULL);
  g_return_val_if_fail (PH_IS_DELIVERY (delivery), NULL);

  self = g_object_new (PH_TYPE_SENDING, NULL);
  self->outbox = g_object_ref (outbox);
  self->delivery = g_object_ref (delivery);
  return self;
}

void
ph_sending_follow (PhSending *self)
{
  g_return_if_fail (PH_IS_SENDING (self));

  self->started_us = g_get_monotonic_time ();
  g_object_ref (self);
  g_application_hold (g_application_get_default ());
  /* Behind whoever shows the delivery, so that all of it is on the screen when this tells that it is over. */
  g_signal_connect_object (self->delivery,
                           "notify::is-finished",
                           G_CALLBACK (finished_cb),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
ph_sending_start (PhSending *self, const char *password, gboolean is_forced)
{
  g_return_if_fail (PH_IS_SENDING (self));

  ph_sending_follow (self);
  ph_outbox_send (self->outbox, self->delivery, password, is_forced);
}

void
ph_sending_cancel (PhSending *self)
{
  g_return_if_fail (PH_IS_SENDING (self));

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

  return ph_delivery_get_state (self->delivery);
}

const GError *
ph_sending_get_error (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), NULL);
  return ph_delivery_get_error (self->delivery);
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
    .is_keyring_locked = ph_outbox_get_is_keyring_locked (self->outbox),
    .trusts_another = *ph_account_get_trusted_fingerprint (account) != '\0',
    .next_try = self->next_try,
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

PhErrorText *
ph_sending_new_refusal_text (PhSending *self, PhSmtpEnvelope *envelope, PhErrorContext *context)
{
  g_autoptr (GError) error = NULL;
  PhErrorContext own;

  g_return_val_if_fail (PH_IS_SENDING (self), NULL);
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (envelope), NULL);

  error = ph_smtp_error_new (PH_SMTP_ERROR_RECIPIENTS_REFUSED, PH_SMTP_STAGE_ENVELOPE, "not all were accepted");
  ph_sending_get_error_context (self, &own);
  own.envelope = envelope;
  if (context != NULL)
    *context = own;
  return ph_error_text_new (error, &own);
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

guint
ph_sending_get_seconds (PhSending *self)
{
  g_return_val_if_fail (PH_IS_SENDING (self), 0);
  return (guint) ((g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC);
}
