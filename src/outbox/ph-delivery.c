/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message's way from the fields to the server, and what became of it. It decides the state; the engine only tells
 * the stage it is in. */
#include "config.h"

#include "ph-delivery.h"

#include "ph-outbox-enums.h"
#include "ph-outbox-form.h"

struct _PhDelivery
{
  GObject parent_instance;

  PhMessage *message; /* (owned): a copy */
  PhAccount *account; /* (owned) */
  PhSmtpServer *server; /* (owned) (nullable): as the account had it when this was made */
  PhStoreFiles *store; /* (owned) */
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSmtpTranscript *transcript; /* (owned) */
  GCancellable *cancellable; /* (owned) */

  PhSmtpClient *client; /* (owned) (nullable): from the start to the end */
  guint64 size_limit;
  GFile *file; /* (owned) (nullable): the written message */
  PhDeliveryState state;
  PhSmtpStage stage;
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
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* What the store and the engine need, on the thread that writes the message. */
typedef struct
{
  PhMessage *message; /* (owned) */
  PhStoreFiles *store; /* (owned) */
  GFile *file; /* (owned) (nullable): out */
  GInputStream *octets; /* (owned) (nullable): out */
  guint64 size; /* out */
} PhDeliveryWriting;

static void
ph_delivery_writing_free (PhDeliveryWriting *writing)
{
  g_clear_object (&writing->message);
  g_clear_object (&writing->store);
  g_clear_object (&writing->file);
  g_clear_object (&writing->octets);
  g_free (writing);
}

/* ---- state --------------------------------------------------------------------------------------------------- */

static gboolean
state_can_cancel (PhDeliveryState state)
{
  return state == PH_DELIVERY_QUEUED || state == PH_DELIVERY_WRITING || state == PH_DELIVERY_SENDING;
}

static gboolean
state_is_finished (PhDeliveryState state)
{
  return state == PH_DELIVERY_SENT || state == PH_DELIVERY_CANCELLED || state == PH_DELIVERY_FAILED
         || state == PH_DELIVERY_UNKNOWN;
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
ph_delivery_set_stage (PhDelivery *self, PhSmtpStage stage)
{
  if (self->stage == stage)
    return;
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

/* A message that may have left keeps its file for as long as somebody can want to look at it. */
static void
ph_delivery_drop_file (PhDelivery *self)
{
  if (self->file != NULL)
    ph_store_files_remove_later (self->store, self->file);
  g_clear_object (&self->file);
}

/* Takes @error over; the last thing that happens to a delivery. */
static void
ph_delivery_finish (PhDelivery *self, GError *error)
{
  PhDeliveryState state = PH_DELIVERY_FAILED;

  if (error == NULL)
    state = PH_DELIVERY_SENT;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    state = PH_DELIVERY_CANCELLED;
  else if (g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN))
    state = PH_DELIVERY_UNKNOWN;

  self->error = error;
  self->size_limit = ph_delivery_get_size_limit (self);
  g_clear_object (&self->client);
  if (state == PH_DELIVERY_FAILED || state == PH_DELIVERY_CANCELLED)
    ph_delivery_drop_file (self);
  ph_delivery_set_state (self, state);
}

/* ---- steps --------------------------------------------------------------------------------------------------- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhDelivery) self = data;
  GError *error = NULL;

  ph_smtp_client_send_finish (PH_SMTP_CLIENT (source), result, &error);
  ph_delivery_finish (self, error);
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

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhDelivery) self = PH_DELIVERY (g_object_ref (source));
  PhDeliveryWriting *writing = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      ph_delivery_finish (self, error);
      return;
    }
  self->file = g_object_ref (writing->file);
  ph_delivery_set_octets (self, 0, writing->size);
  ph_delivery_set_state (self, PH_DELIVERY_SENDING);
  ph_smtp_client_send_async (self->client,
                             self->envelope,
                             writing->octets,
                             (gint64) writing->size,
                             PH_SMTP_SEND_DEFAULT,
                             NULL,
                             self->transcript,
                             progress_cb,
                             g_object_ref (self),
                             g_object_unref,
                             self->cancellable,
                             sent_cb,
                             g_object_ref (self));
}

static gboolean
write_message (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_message_write (PH_MESSAGE (data), NULL, output, cancellable, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhDeliveryWriting *writing = data;
  g_autoptr (GError) error = NULL;

  writing->file
      = ph_store_files_add (writing->store, write_message, writing->message, &writing->size, cancellable, &error);
  if (writing->file != NULL)
    writing->octets = G_INPUT_STREAM (g_file_read (writing->file, cancellable, &error));
  if (writing->octets == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* ---- object -------------------------------------------------------------------------------------------------- */

static void
ph_delivery_dispose (GObject *object)
{
  PhDelivery *self = PH_DELIVERY (object);

  ph_delivery_drop_file (self);

  G_OBJECT_CLASS (ph_delivery_parent_class)->dispose (object);
}

static void
ph_delivery_finalize (GObject *object)
{
  PhDelivery *self = PH_DELIVERY (object);

  g_clear_object (&self->message);
  g_clear_object (&self->account);
  g_clear_pointer (&self->server, ph_smtp_server_free);
  g_clear_object (&self->store);
  g_clear_object (&self->envelope);
  g_clear_object (&self->transcript);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
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
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_delivery_class_init (PhDeliveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ph_delivery_dispose;
  object_class->finalize = ph_delivery_finalize;
  object_class->get_property = ph_delivery_get_property;

  properties[PROP_STATE]
      = g_param_spec_enum ("state", NULL, NULL, PH_TYPE_DELIVERY_STATE, (int) PH_DELIVERY_QUEUED, flags);
  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PH_TYPE_SMTP_STAGE, (int) PH_SMTP_STAGE_NONE, flags);
  properties[PROP_OCTETS_DONE] = g_param_spec_uint64 ("octets-done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_OCTETS_TOTAL] = g_param_spec_uint64 ("octets-total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CAN_CANCEL] = g_param_spec_boolean ("can-cancel", NULL, NULL, TRUE, flags);
  properties[PROP_IS_FINISHED] = g_param_spec_boolean ("is-finished", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ph_delivery_init (PhDelivery *self)
{
  self->transcript = ph_smtp_transcript_new ();
  self->cancellable = g_cancellable_new ();
}

PhDelivery *
ph_delivery_new (PhMessage *message, PhAccount *account, PhStoreFiles *store)
{
  PhDelivery *self = NULL;
  g_auto (GStrv) recipients = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (PH_IS_STORE_FILES (store), NULL);

  self = g_object_new (PH_TYPE_DELIVERY, NULL);
  self->message = ph_message_copy (message);
  self->account = g_object_ref (account);
  self->server = ph_account_dup_server (account);
  self->store = g_object_ref (store);
  recipients = ph_message_dup_envelope_recipients (message);
  ph_delivery_set_recipients (self, (const char *const *) recipients);
  return self;
}

void
ph_delivery_set_recipients (PhDelivery *self, const char *const *addresses)
{
  PhMailbox *from = NULL;
  g_autofree char *sender = NULL;

  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED);

  from = ph_message_get_from (self->message);
  sender = from != NULL ? ph_mailbox_dup_envelope_address (from) : g_strdup ("");
  g_clear_object (&self->envelope);
  self->envelope = ph_smtp_envelope_new (sender);
  ph_smtp_envelope_set_form_func (self->envelope, ph_outbox_form_composed);
  for (; *addresses != NULL; addresses++)
    ph_smtp_envelope_add_recipient (self->envelope, *addresses);
}

static PhSmtpCredentials *
ph_delivery_new_credentials (PhDelivery *self, const char *password)
{
  if (password == NULL)
    return NULL;
  return ph_smtp_credentials_new (ph_account_get_sign_in_name (self->account), password, NULL);
}

void
ph_delivery_start (PhDelivery *self, const char *password)
{
  g_autoptr (PhSmtpCredentials) credentials = NULL;
  g_autoptr (GTask) task = NULL;
  PhDeliveryWriting *writing = NULL;

  g_return_if_fail (PH_IS_DELIVERY (self));
  g_return_if_fail (self->state == PH_DELIVERY_QUEUED);
  g_return_if_fail (self->server != NULL);
  g_return_if_fail (ph_smtp_envelope_get_n_recipients (self->envelope) > 0);

  credentials = ph_delivery_new_credentials (self, password);
  self->client = ph_smtp_client_new (self->server, credentials);
  ph_delivery_set_state (self, PH_DELIVERY_WRITING);

  writing = g_new0 (PhDeliveryWriting, 1);
  writing->message = ph_message_copy (self->message);
  writing->store = g_object_ref (self->store);
  task = g_task_new (self, self->cancellable, written_cb, NULL);
  g_task_set_source_tag (task, ph_delivery_start);
  g_task_set_task_data (task, writing, (GDestroyNotify) ph_delivery_writing_free);
  g_task_run_in_thread (task, write_thread);
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

GFile *
ph_delivery_get_file (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), NULL);
  return self->file;
}

guint64
ph_delivery_get_size_limit (PhDelivery *self)
{
  g_return_val_if_fail (PH_IS_DELIVERY (self), 0);
  return self->client != NULL ? ph_smtp_client_get_size_limit (self->client) : self->size_limit;
}
