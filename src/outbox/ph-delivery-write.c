/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs on the disk's thread before there is a session: the message is made durable and claimed. */
#include "config.h"

#include "ph-delivery-private.h"

#include "ph-message-load.h"
#include "ph-outbox-draft.h"
#include "ph-outbox-form.h"
#include "ph-outbox-record.h"

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

/* A draft that somebody has put into the outbox as it is stored is not signed, encrypted or finished yet, although it is to be. */
static gboolean
check_finished (PhStore *store, PhDeliveryWriting *writing, GError **error)
{
  gint64 id = ph_store_message_get_id (writing->record);

  if (writing->message != NULL || !ph_message_has_draft_field (ph_store_message_get_file (writing->record)))
    return TRUE;
  if (ph_store_settle (store, id, PH_STORE_STATE_DRAFT, 0, FALSE, NULL, NULL, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "it is a draft");
  return FALSE;
}

static gboolean
write_and_claim (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhDeliveryWriting *writing = data;

  if (writing->message != NULL && !store_message (store, writing, cancellable, error))
    return FALSE;
  if (!writing->is_claimed)
    return TRUE;
  if (!check_finished (store, writing, error) || !claim_message (store, writing, error))
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

/* What was in the store before may be octets as somebody wrote them. What is all ASCII cannot get shorter, and what is signed or
 * encrypted stays: neither is looked at. */
static PhSmtpFormFunc
get_form_func (PhMessage *message)
{
  if (message == NULL)
    return ph_outbox_form;
  return g_str_is_ascii (ph_message_get_text (message))
                 || (ph_message_get_options (message) & PH_MESSAGE_OPTIONS_PROTECTED) != 0
             ? ph_outbox_form_composed
             : ph_outbox_form_text;
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
  ph_outbox_record_ask_to_hold (self->stored, self->envelope, g_get_real_time ());
  ph_smtp_envelope_set_form_func (self->envelope, get_form_func (self->message));
  ph_delivery_set_octets (self, 0, ph_store_message_get_size (self->stored));
  ph_delivery_set_state (self, PH_DELIVERY_SENDING);
  g_signal_emit_by_name (self, "ready");
}

/* A record for the disk's thread alone. */
static PhDeliveryWriting *
ph_delivery_new_writing (PhDelivery *self)
{
  PhDeliveryWriting *writing = g_new0 (PhDeliveryWriting, 1);

  writing->record = g_object_ref (self->stored);
  writing->is_claimed = !self->waits;
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

static void
ph_delivery_write_now (PhDelivery *self, PhDeliveryWriting *writing)
{
  ph_outbox_disk_run_async (self->disk,
                            write_and_claim,
                            writing,
                            (GDestroyNotify) ph_delivery_writing_free,
                            self->cancellable,
                            written_cb,
                            self);
}

/* ---- signed and encrypted ---------------------------------------------------------------------------------------- */

typedef struct
{
  PhDelivery *delivery; /* (owned) */
  PhDeliveryWriting *writing; /* (owned) */
} PhDeliverySealing;

static void
seal_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ph_message_seal (PH_MESSAGE (source), NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhDeliverySealing *sealing = data;
  g_autoptr (PhDelivery) self = sealing->delivery;

  if (g_task_propagate_boolean (G_TASK (result), &self->error))
    ph_delivery_write_now (self, sealing->writing);
  else
    {
      ph_delivery_writing_free (sealing->writing);
      ph_delivery_finish (self, is_left_alone (self) ? PH_DELIVERY_CANCELLED : PH_DELIVERY_FAILED);
    }
  g_free (sealing);
}

/* On a thread of its own: a passphrase may be asked for, and the disk's thread has more to do than to wait for it. Nobody waits for
 * whoever does not type it once the message is cancelled. */
static void
ph_delivery_seal (PhDelivery *self, PhDeliveryWriting *writing)
{
  g_autoptr (GTask) task = NULL;
  PhDeliverySealing *sealing = g_new0 (PhDeliverySealing, 1);

  sealing->delivery = g_object_ref (self);
  sealing->writing = writing;
  task = g_task_new (writing->message, self->cancellable, sealed_cb, sealing);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, seal_thread);
}

void
ph_delivery_write (PhDelivery *self)
{
  PhDeliveryWriting *writing = ph_delivery_new_writing (self);

  if (writing->message != NULL && (ph_message_get_options (writing->message) & PH_MESSAGE_OPTIONS_PROTECTED) != 0)
    ph_delivery_seal (self, writing);
  else
    ph_delivery_write_now (self, writing);
}
