/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one attempt and who is told of it; its steps are in ph-delivery-write, -session and -settle. */
#include "config.h"

#include "ph-delivery-private.h"

#include "ph-outbox-enums.h"
#include "ph-outbox-record.h"

#define MAX_HOLD_MS 30000

G_DEFINE_FINAL_TYPE (PhDelivery, ph_delivery, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_STAGE,
  PROP_OCTETS_DONE,
  PROP_OCTETS_TOTAL,
  PROP_CAN_CANCEL,
  PROP_IS_FINISHED,
  PROP_IS_HELD,
  PROP_CHOICE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_READY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- state --------------------------------------------------------------------------------------------------- */

static gboolean
state_can_cancel (PhDeliveryState state)
{
  return state == PH_DELIVERY_QUEUED || state == PH_DELIVERY_WRITING || state == PH_DELIVERY_SENDING;
}

static gboolean
state_is_finished (PhDeliveryState state)
{
  return state >= PH_DELIVERY_SENT;
}

void
ph_delivery_set_state (PhDelivery *self, PhDeliveryState state)
{
  PhDeliveryState before = self->state;

  if (before == state)
    return;
  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (state_can_cancel (before) != state_can_cancel (state))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_CANCEL]);
  if (state_is_finished (before) != state_is_finished (state))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FINISHED]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
ph_delivery_time_stage (PhDelivery *self)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GEnumClass) stages = g_type_class_ref (PH_TYPE_SMTP_STAGE);

  if (self->stage != PH_SMTP_STAGE_NONE && self->stage != PH_SMTP_STAGE_DONE)
    g_string_append_printf (self->timings,
                            "%s%s=%" G_GINT64_FORMAT,
                            self->timings->len > 0 ? " " : "",
                            g_enum_get_value (stages, (int) self->stage)->value_nick,
                            now - self->stage_since_us);
  self->stage_since_us = now;
}

void
ph_delivery_set_stage (PhDelivery *self, PhSmtpStage stage)
{
  if (self->stage == stage)
    return;
  ph_delivery_time_stage (self);
  self->stage = stage;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
  if (stage == PH_SMTP_STAGE_COMMIT)
    ph_delivery_set_state (self, PH_DELIVERY_COMMITTING);
}

void
ph_delivery_set_octets (PhDelivery *self, guint64 done, guint64 total)
{
  if (self->octets_total != total)
    {
      self->octets_total = total;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OCTETS_TOTAL]);
    }
  if (self->octets_done != done)
    {
      self->octets_done = done;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OCTETS_DONE]);
    }
}

/* @choice: (nullable) (transfer full) */
static void
ph_delivery_set_choice (PhDelivery *self, PhSmtpEnvelope *choice)
{
  if (self->choice == NULL && choice == NULL)
    return;
  g_clear_object (&self->choice);
  self->choice = choice;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOICE]);
}

static void
ph_delivery_end_hold (PhDelivery *self)
{
  if (self->hold_source == 0)
    return;
  g_clear_handle_id (&self->hold_source, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_HELD]);
}

void
ph_delivery_finish (PhDelivery *self, PhDeliveryState state)
{
  ph_delivery_end_hold (self);
  ph_delivery_set_choice (self, NULL);
  self->size_limit = ph_delivery_get_size_limit (self);
  self->hold_limit = ph_delivery_get_hold_limit (self);
  self->tls = self->client != NULL ? ph_smtp_client_dup_tls (self->client) : NULL;
  self->lacks_smtputf8 = ph_delivery_get_lacks_smtputf8 (self);
  self->lacks_dsn = ph_delivery_get_lacks_dsn (self);
  g_clear_object (&self->client);
  g_clear_object (&self->octets);
  ph_delivery_set_state (self, state);
  g_object_unref (self);
}

static gboolean
hold_cb (gpointer data)
{
  ph_delivery_release (data);
  return G_SOURCE_REMOVE;
}

/* A choice takes more time than the countdown had, but no more than any hold may have. */
static void
ph_delivery_extend_hold (PhDelivery *self)
{
  gint64 held_ms = (g_get_monotonic_time () - self->held_since_us) / 1000;

  g_source_remove (self->hold_source);
  self->hold_source = g_timeout_add ((guint) CLAMP (MAX_HOLD_MS - held_ms, 0, MAX_HOLD_MS), hold_cb, self);
}

/* Who was quicker than the question has answered it. */
void
ph_delivery_ask (PhDelivery *self, PhSmtpEnvelope *choice)
{
  if (self->state != PH_DELIVERY_SENDING || self->hold_source == 0 || g_cancellable_is_cancelled (self->go_on)
      || g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (choice);
      return;
    }
  ph_delivery_extend_hold (self);
  ph_delivery_set_choice (self, choice);
}

/* ---- object -------------------------------------------------------------------------------------------------- */

static void
ph_delivery_finalize (GObject *object)
{
  PhDelivery *self = PH_DELIVERY (object);

  g_clear_handle_id (&self->hold_source, g_source_remove);
  g_clear_object (&self->disk);
  g_clear_object (&self->account);
  g_clear_object (&self->message);
  g_clear_object (&self->previous);
  g_clear_pointer (&self->only, g_strfreev);
  g_clear_object (&self->stored);
  g_clear_object (&self->store);
  g_clear_object (&self->octets);
  g_clear_object (&self->envelope);
  g_clear_object (&self->transcript);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->release);
  g_clear_object (&self->go_on);
  g_clear_object (&self->choice);
  g_clear_object (&self->kept);
  g_clear_object (&self->client);
  g_free (self->tls);
  g_string_free (self->timings, TRUE);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ph_delivery_parent_class)->finalize (object);
}

static void
ph_delivery_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PhDelivery *self = PH_DELIVERY (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_STAGE:
      g_value_set_enum (value, (int) self->stage);
      break;
    case PROP_OCTETS_DONE:
      g_value_set_uint64 (value, self->octets_done);
      break;
    case PROP_OCTETS_TOTAL:
      g_value_set_uint64 (value, self->octets_total);
      break;
    case PROP_CAN_CANCEL:
      g_value_set_boolean (value, ph_delivery_get_can_cancel (self));
      break;
    case PROP_IS_FINISHED:
      g_value_set_boolean (value, ph_delivery_get_is_finished (self));
      break;
    case PROP_IS_HELD:
      g_value_set_boolean (value, ph_delivery_get_is_held (self));
      break;
    case PROP_CHOICE:
      g_value_set_object (value, self->choice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_delivery_class_init (PhDeliveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = ph_delivery_finalize;
  object_class->get_property = ph_delivery_get_property;

  properties[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, PH_TYPE_DELIVERY_STATE, (int) PH_DELIVERY_QUEUED, flags);
  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PH_TYPE_SMTP_STAGE, (int) PH_SMTP_STAGE_NONE, flags);
  properties[PROP_OCTETS_DONE] = g_param_spec_uint64 ("octets-done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_OCTETS_TOTAL] = g_param_spec_uint64 ("octets-total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CAN_CANCEL] = g_param_spec_boolean ("can-cancel", NULL, NULL, TRUE, flags);
  properties[PROP_IS_FINISHED] = g_param_spec_boolean ("is-finished", NULL, NULL, FALSE, flags);
  properties[PROP_IS_HELD] = g_param_spec_boolean ("is-held", NULL, NULL, FALSE, flags);
  properties[PROP_CHOICE] = g_param_spec_object ("choice", NULL, NULL, PH_TYPE_SMTP_ENVELOPE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_READY]
      = g_signal_new ("ready", PH_TYPE_DELIVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_delivery_init (PhDelivery *self)
{
  self->transcript = ph_smtp_transcript_new ();
  self->cancellable = g_cancellable_new ();
  self->release = g_cancellable_new ();
  self->go_on = g_cancellable_new ();
  self->timings = g_string_new (NULL);
}

static PhDelivery *
ph_delivery_new_for (PhOutboxDisk *disk, PhAccount *account)
{
  PhDelivery *self = g_object_new (PH_TYPE_DELIVERY, NULL);

  self->disk = g_object_ref (disk);
  self->account = g_object_ref (account);
  return self;
}

PhDelivery *
ph_delivery_new (PhOutboxDisk *disk, PhAccount *account, PhMessage *message, gint64 draft)
{
  PhDelivery *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);

  self = ph_delivery_new_for (disk, account);
  self->message = ph_message_copy (message);
  self->draft = draft;
  self->stored = ph_outbox_record_new (self->message, ph_account_get_id (account), PH_STORE_STATE_QUEUED);
  self->envelope = ph_outbox_record_new_envelope (self->stored);
  return self;
}

PhDelivery *
ph_delivery_new_stored (PhOutboxDisk *disk, PhAccount *account, PhStoreMessage *stored)
{
  PhDelivery *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (stored), NULL);

  self = ph_delivery_new_for (disk, account);
  self->stored = g_object_ref (stored);
  self->envelope = ph_outbox_record_new_envelope (stored);
  return self;
}

void
ph_delivery_set_previous (PhDelivery *self, PhSmtpEnvelope *envelope, const char *const *recipients)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED && self->message != NULL);

  g_set_object (&self->previous, envelope);
  g_strfreev (self->only);
  self->only = g_strdupv ((char **) recipients);
}

void
ph_delivery_set_hold (PhDelivery *self, guint milliseconds)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED);

  self->hold_ms = MIN (milliseconds, MAX_HOLD_MS);
}

void
ph_delivery_set_due (PhDelivery *self, gint64 due, PhStoreHolder holder)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED && self->message != NULL);

  self->due = due;
  self->holder = holder;
  self->waits = holder != PH_STORE_HOLDER_SERVER;
}

void
ph_delivery_set_waits (PhDelivery *self)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED && self->message != NULL);

  self->waits = TRUE;
}

void
ph_delivery_set_is_attended (PhDelivery *self, gboolean is_attended)
{
  g_return_if_fail (PH_IS_DELIVERY (self));

  self->is_attended = is_attended;
  if (is_attended || self->state == PH_DELIVERY_QUEUED)
    return;
  /* What nobody can be asked any more has the answer that nobody is asked for. */
  g_cancellable_cancel (self->go_on);
  ph_delivery_set_choice (self, NULL);
}

void
ph_delivery_start (PhDelivery *self)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED);

  g_object_ref (self);
  self->started = g_get_real_time ();
  self->stage_since_us = g_get_monotonic_time ();
  ph_delivery_set_state (self, PH_DELIVERY_WRITING);
  if (self->hold_ms > 0 && !self->waits)
    {
      self->held_since_us = g_get_monotonic_time ();
      self->hold_source = g_timeout_add (self->hold_ms, hold_cb, self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_HELD]);
    }
  else
    g_cancellable_cancel (self->release);
  ph_delivery_write (self);
}

void
ph_delivery_send (PhDelivery *self, PhSmtpClient *client)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_SENDING && self->client == NULL);
  g_return_if_fail (PH_IS_SMTP_CLIENT (client));

  self->client = g_object_ref (client);
  ph_delivery_run_session (self);
}

void
ph_delivery_fail (PhDelivery *self, GError *error)
{
  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_SENDING);

  ph_delivery_settle (self, error);
}

void
ph_delivery_release (PhDelivery *self)
{
  g_return_if_fail (PH_IS_DELIVERY (self));

  ph_delivery_end_hold (self);
  g_cancellable_cancel (self->release);
  ph_delivery_set_choice (self, NULL);
}

void
ph_delivery_go_on (PhDelivery *self)
{
  g_return_if_fail (PH_IS_DELIVERY (self));

  if (self->choice == NULL)
    return;
  self->keeps_refused = TRUE;
  g_cancellable_cancel (self->go_on);
  ph_delivery_release (self);
}

void
ph_delivery_cancel (PhDelivery *self)
{
  g_return_if_fail (PH_IS_DELIVERY (self));

  if (state_can_cancel (self->state))
    g_cancellable_cancel (self->cancellable);
}

PhDeliveryState
ph_delivery_get_state (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), PH_DELIVERY_QUEUED);
  return self->state;
}

PhSmtpStage
ph_delivery_get_stage (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), PH_SMTP_STAGE_NONE);
  return self->stage;
}

guint64
ph_delivery_get_octets_done (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->octets_done;
}

guint64
ph_delivery_get_octets_total (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->octets_total;
}

gboolean
ph_delivery_get_can_cancel (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), FALSE);
  return state_can_cancel (self->state);
}

gboolean
ph_delivery_get_is_finished (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), FALSE);
  return state_is_finished (self->state);
}

gboolean
ph_delivery_get_is_held (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), FALSE);
  return self->hold_source != 0;
}

PhSmtpEnvelope *
ph_delivery_get_choice (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->choice;
}

PhStoreMessage *
ph_delivery_get_kept (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->kept;
}

gboolean
ph_delivery_get_is_attended (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), FALSE);
  return self->is_attended;
}

const GError *
ph_delivery_get_error (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->error;
}

PhMessage *
ph_delivery_get_message (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->message;
}

PhStoreMessage *
ph_delivery_get_stored (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->stored;
}

PhAccount *
ph_delivery_get_account (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->account;
}

PhSmtpEnvelope *
ph_delivery_get_envelope (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->envelope;
}

PhSmtpTranscript *
ph_delivery_get_transcript (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->transcript;
}

gint64
ph_delivery_get_id (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return ph_store_message_get_id (self->stored);
}

GFile *
ph_delivery_get_file (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return ph_store_message_get_file (self->stored);
}

gint64
ph_delivery_get_due (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->due;
}

const char *
ph_delivery_get_tls (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->tls;
}

guint
ph_delivery_get_hold_limit (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->client != NULL ? ph_smtp_client_get_hold_limit (self->client) : self->hold_limit;
}

gboolean
ph_delivery_get_lacks_smtputf8 (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), FALSE);
  return self->client != NULL ? ph_smtp_client_get_lacks_smtputf8 (self->client) : self->lacks_smtputf8;
}

gboolean
ph_delivery_get_lacks_dsn (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), FALSE);
  return self->client != NULL ? ph_smtp_client_get_lacks_dsn (self->client) : self->lacks_dsn;
}

guint64
ph_delivery_get_size_limit (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->client != NULL ? ph_smtp_client_get_size_limit (self->client) : self->size_limit;
}
