/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the steps is the promise: the message is durable before a session is asked for, "may have been taken" is
 * durable before the octets leave that let the server take it, and the end is durable before it is told. */
#include "config.h"

#include "ph-delivery.h"

#include "ph-outbox-draft.h"
#include "ph-outbox-enums.h"
#include "ph-outbox-form.h"
#include "ph-outbox-policy.h"
#include "ph-outbox-record.h"

#define MAX_HOLD_MS 30000

struct _PhDelivery
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  PhAccount *account; /* (owned) */
  PhMessage *message; /* (owned) (nullable): a copy */
  gint64 draft;
  PhSmtpEnvelope *previous; /* (owned) (nullable) */
  GStrv only; /* (owned) (nullable) */
  gint64 due;
  PhStoreHolder holder;
  gboolean is_attended;

  PhStoreMessage *stored; /* (owned) (nullable): the row as it was when the attempt began */
  PhStore *store; /* (owned) (nullable): for the session's thread, from then on */
  GInputStream *octets; /* (owned) (nullable): until it is sent */
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSmtpTranscript *transcript; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GCancellable *release; /* (owned): ends the hold */
  guint hold_ms;
  guint hold_source;

  PhSmtpClient *client; /* (owned) (nullable): from `ready` to the end */
  guint64 size_limit;
  PhDeliveryState state;
  PhSmtpStage stage;
  GString *timings; /* (owned) */
  gint64 stage_since_us;
  gint64 started; /* microseconds since the epoch */
  guint64 octets_done;
  guint64 octets_total;
  GError *error; /* (owned) (nullable) */
};

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

static void
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

static void
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

static void
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

static void
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

static void
ph_delivery_end_hold (PhDelivery *self)
{
  if (self->hold_source == 0)
    return;
  g_clear_handle_id (&self->hold_source, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_HELD]);
}

/* The last thing that happens to a delivery. */
static void
ph_delivery_finish (PhDelivery *self, PhDeliveryState state)
{
  ph_delivery_end_hold (self);
  self->size_limit = ph_delivery_get_size_limit (self);
  g_clear_object (&self->client);
  g_clear_object (&self->octets);
  ph_delivery_set_state (self, state);
  g_object_unref (self);
}

/* ---- the end --------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 id;
  PhOutboxVerdict verdict;
  gboolean is_retry;
  GPtrArray *fates; /* (owned) */
  PhStoreAttempt *attempt; /* (owned) */
} PhDeliveryEnd;

static void
ph_delivery_end_free (PhDeliveryEnd *end)
{
  g_ptr_array_unref (end->fates);
  ph_store_attempt_free (end->attempt);
  g_free (end);
}

static PhDeliveryState
get_delivery_state (PhStoreState state)
{
  switch (state)
    {
    case PH_STORE_STATE_SENT:
      return PH_DELIVERY_SENT;
    case PH_STORE_STATE_QUEUED:
      return PH_DELIVERY_WAITING;
    case PH_STORE_STATE_DRAFT:
      return PH_DELIVERY_CANCELLED;
    case PH_STORE_STATE_UNKNOWN:
      return PH_DELIVERY_UNKNOWN;
    case PH_STORE_STATE_FAILED:
    case PH_STORE_STATE_SENDING:
    case PH_STORE_STATE_COMMITTING:
    default:
      return PH_DELIVERY_FAILED;
    }
}

/* Where the end cannot be written down, the state stands that was: what may have been taken is unknown after a restart, and
 * never sent again by itself. The person is told what really happened. */
static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhDelivery *self = data;
  gpointer end_data = NULL;
  g_autoptr (GError) error = NULL;
  const PhDeliveryEnd *end = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &end_data, &error))
    g_warning ("cannot write down what became of a message: %s", error->message);
  end = end_data;
  self->due = end->verdict.due;
  ph_delivery_finish (self, get_delivery_state (end->verdict.state));
}

static gboolean
settle (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const PhDeliveryEnd *end = data;

  return ph_store_settle (store,
                          end->id,
                          end->verdict.state,
                          end->verdict.due,
                          end->is_retry,
                          end->fates,
                          end->attempt,
                          error);
}

static PhStoreAttempt *
ph_delivery_new_attempt (PhDelivery *self, PhStoreState state)
{
  PhStoreAttempt *attempt = ph_store_attempt_new ();

  ph_outbox_record_fill_attempt (attempt, self->envelope, self->error);
  attempt->started = self->started;
  attempt->ended = g_get_real_time ();
  attempt->state = state;
  g_free (attempt->host);
  attempt->host = g_strdup (ph_account_get_host (self->account));
  attempt->port = ph_account_get_port (self->account);
  attempt->tls = self->client != NULL ? ph_smtp_client_dup_tls (self->client) : NULL;
  attempt->timings = g_strdup (self->timings->str);
  attempt->transcript = ph_smtp_transcript_to_text (self->transcript);
  return attempt;
}

/* Takes @error over. */
static void
ph_delivery_settle (PhDelivery *self, GError *error)
{
  gboolean is_unknown = g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
  PhDeliveryEnd *end = g_new0 (PhDeliveryEnd, 1);
  PhOutboxCase it = { .error = error, .is_attended = self->is_attended, .now = g_get_real_time () };

  self->error = error;
  ph_delivery_time_stage (self);
  it.n_retries = ph_store_message_get_n_retries (self->stored);
  it.first_attempt = ph_store_message_get_first_attempt (self->stored);
  end->id = ph_delivery_get_id (self);
  end->fates = ph_outbox_record_new_fates (self->envelope, is_unknown);
  it.n_pending = ph_outbox_record_count_pending (end->fates);
  end->verdict = ph_outbox_judge (&it);
  end->is_retry = end->verdict.state == PH_STORE_STATE_QUEUED;
  end->attempt = ph_delivery_new_attempt (self, end->verdict.state);
  ph_outbox_disk_run_async (self->disk, settle, end, (GDestroyNotify) ph_delivery_end_free, NULL, settled_cb, self);
}

/* ---- the way to the server -------------------------------------------------------------------------------------- */

static void
add_address (GPtrArray *addresses, PhSmtpEnvelope *envelope, guint index)
{
  g_ptr_array_add (addresses, (gpointer) ph_smtp_envelope_get_recipient (envelope, index));
}

/* On the session's thread. */
static gboolean
commit_cb (PhSmtpEnvelope *envelope, gpointer data, GError **error)
{
  PhDelivery *self = data;
  g_autoptr (GPtrArray) committing = g_ptr_array_new ();
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();

  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (ph_smtp_envelope_is_sent (envelope, i))
      add_address (sent, envelope, i);
    else if (ph_smtp_envelope_get_outcome (envelope, i) == PH_SMTP_OUTCOME_ACCEPTED)
      add_address (committing, envelope, i);
  g_ptr_array_add (committing, NULL);
  g_ptr_array_add (sent, NULL);
  return ph_store_begin_commit (self->store,
                                ph_store_message_get_id (self->stored),
                                (const char *const *) committing->pdata,
                                (const char *const *) sent->pdata,
                                error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhDelivery *self = data;
  GError *error = NULL;

  ph_smtp_client_send_finish (PH_SMTP_CLIENT (source), result, &error);
  ph_delivery_settle (self, error);
}

static void
progress_cb (PhSmtpStage stage, guint64 done, guint64 total, gpointer data)
{
  PhDelivery *self = data;

  if (state_is_finished (self->state))
    return;
  if (stage == PH_SMTP_STAGE_BODY)
    ph_delivery_set_octets (self, done, total);
  ph_delivery_set_stage (self, stage);
}

/* ---- the way into the store -------------------------------------------------------------------------------------- */

typedef struct
{
  PhMessage *message; /* (owned) (nullable): a copy */
  gint64 draft;
  PhStoreMessage *record; /* (owned): in, and as it is stored: out */
  gboolean is_claimed; /* whether it is to be sent now */
  PhStore *store; /* (owned) (nullable): out */
  GInputStream *octets; /* (owned) (nullable): out */
} PhDeliveryWriting;

static void
ph_delivery_writing_free (PhDeliveryWriting *writing)
{
  g_clear_object (&writing->message);
  g_clear_object (&writing->record);
  g_clear_object (&writing->store);
  g_clear_object (&writing->octets);
  g_free (writing);
}

/* What stands in the outbox is taken out of it first: nobody sends the old text while the new one is written. */
static gboolean
store_message (PhStore *store, PhDeliveryWriting *writing, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhStoreMessage) stored
      = ph_outbox_draft_store (store, writing->record, writing->message, writing->draft, cancellable, error);

  if (stored == NULL)
    return FALSE;
  g_set_object (&writing->record, stored);
  return TRUE;
}

/* What is claimed already is nobody else's, whatever fails behind it. */
static gboolean
claim_message (PhStore *store, PhDeliveryWriting *writing, GError **error)
{
  g_autoptr (PhStoreMessage) claimed = NULL;

  if (!ph_store_claim (store, ph_store_message_get_id (writing->record), error))
    return FALSE;
  claimed = ph_store_get (store, ph_store_message_get_id (writing->record), error);
  if (claimed == NULL)
    return FALSE;
  g_set_object (&writing->record, claimed);
  return TRUE;
}

static gboolean
write_and_claim (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhDeliveryWriting *writing = data;

  if (writing->message != NULL && !store_message (store, writing, cancellable, error))
    return FALSE;
  if (!writing->is_claimed)
    return TRUE;
  if (!claim_message (store, writing, error))
    return FALSE;
  writing->store = g_object_ref (store);
  /* A file that cannot be read fails the attempt, and not the claim. */
  writing->octets = G_INPUT_STREAM (g_file_read (ph_store_message_get_file (writing->record), NULL, NULL));
  return TRUE;
}

/* Stopped in time, or a message of the outbox that another program was quicker with. */
static gboolean
is_left_alone (PhDelivery *self)
{
  return g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || (self->message == NULL
             && (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_BUSY)
                 || g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhDelivery *self = data;
  gpointer writing_data = NULL;
  PhDeliveryWriting *writing = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &writing_data, &self->error))
    {
      ph_delivery_finish (self, is_left_alone (self) ? PH_DELIVERY_CANCELLED : PH_DELIVERY_FAILED);
      return;
    }
  writing = writing_data;
  g_set_object (&self->stored, writing->record);
  if (!writing->is_claimed)
    {
      ph_delivery_finish (self, PH_DELIVERY_WAITING);
      return;
    }
  self->store = g_object_ref (writing->store);
  self->octets = g_steal_pointer (&writing->octets);
  g_object_unref (self->envelope);
  self->envelope = ph_outbox_record_new_envelope (self->stored);
  /* What was in the store before may be octets as somebody wrote them. */
  ph_smtp_envelope_set_form_func (self->envelope, self->message != NULL ? ph_outbox_form_composed : ph_outbox_form);
  ph_delivery_set_octets (self, 0, ph_store_message_get_size (self->stored));
  ph_delivery_set_state (self, PH_DELIVERY_SENDING);
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static gboolean
hold_cb (gpointer data)
{
  ph_delivery_release (data);
  return G_SOURCE_REMOVE;
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
  g_clear_object (&self->client);
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
}

void
ph_delivery_set_is_attended (PhDelivery *self, gboolean is_attended)
{
  g_return_if_fail (PH_IS_DELIVERY (self));

  self->is_attended = is_attended;
}

/* A record for the disk's thread alone. */
static PhDeliveryWriting *
ph_delivery_new_writing (PhDelivery *self)
{
  PhDeliveryWriting *writing = g_new0 (PhDeliveryWriting, 1);

  writing->record = g_object_ref (self->stored);
  writing->is_claimed = self->due == 0;
  if (self->message == NULL)
    return writing;
  writing->message = ph_message_copy (self->message);
  writing->draft = self->draft;
  if (self->previous != NULL)
    ph_outbox_record_continue (self->stored, self->previous, (const char *const *) self->only);
  ph_store_message_set_due (self->stored, self->due);
  ph_store_message_set_holder (self->stored, self->holder);
  return writing;
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
  if (self->hold_ms > 0 && self->due == 0)
    {
      self->hold_source = g_timeout_add (self->hold_ms, hold_cb, self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_HELD]);
    }
  else
    g_cancellable_cancel (self->release);
  ph_outbox_disk_run_async (self->disk,
                            write_and_claim,
                            ph_delivery_new_writing (self),
                            (GDestroyNotify) ph_delivery_writing_free,
                            self->cancellable,
                            written_cb,
                            self);
}

void
ph_delivery_send (PhDelivery *self, PhSmtpClient *client)
{
  const PhSmtpGate gate = { self->release, commit_cb, self };

  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_SENDING && self->client == NULL);
  g_return_if_fail (PH_IS_SMTP_CLIENT (client));

  self->client = g_object_ref (client);
  if (self->octets == NULL)
    {
      ph_delivery_fail (
          self,
          ph_smtp_error_new (PH_SMTP_ERROR_SOURCE, PH_SMTP_STAGE_NONE, "the stored message cannot be read"));
      return;
    }
  /* Everybody that is left has it from an earlier attempt. */
  if (ph_smtp_envelope_get_n_recipients (self->envelope) == 0)
    {
      ph_delivery_settle (self, NULL);
      return;
    }
  ph_smtp_client_send_async (client,
                             self->envelope,
                             self->octets,
                             (gint64) ph_store_message_get_size (self->stored),
                             self->is_attended ? PH_SMTP_SEND_DEFAULT : PH_SMTP_SEND_TO_ACCEPTED,
                             &gate,
                             self->transcript,
                             progress_cb,
                             g_object_ref (self),
                             g_object_unref,
                             self->cancellable,
                             sent_cb,
                             self);
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

guint64
ph_delivery_get_size_limit (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->client != NULL ? ph_smtp_client_get_size_limit (self->client) : self->size_limit;
}
