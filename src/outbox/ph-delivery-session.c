/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attempt's way through the engine: what the session reports, and what it has to pass. */
#include "config.h"

#include "ph-delivery-private.h"

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

typedef struct
{
  PhDelivery *delivery; /* (owned) */
  PhSmtpEnvelope *choice; /* (owned) (nullable) */
} PhDeliveryQuestion;

static void
question_free (gpointer data)
{
  PhDeliveryQuestion *question = data;

  g_object_unref (question->delivery);
  g_clear_object (&question->choice);
  g_free (question);
}

static gboolean
ask_cb (gpointer data)
{
  PhDeliveryQuestion *question = data;

  ph_delivery_ask (question->delivery, g_steal_pointer (&question->choice));
  return G_SOURCE_REMOVE;
}

/* On the session's thread, which waits for the answer. */
static void
choice_cb (PhSmtpEnvelope *envelope, gpointer data)
{
  PhDeliveryQuestion *question = g_new0 (PhDeliveryQuestion, 1);

  question->delivery = g_object_ref (data);
  question->choice = ph_smtp_envelope_copy_outcomes (envelope);
  g_idle_add_full (G_PRIORITY_DEFAULT, ask_cb, question, question_free);
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

  if (ph_delivery_get_is_finished (self))
    return;
  if (stage == PH_SMTP_STAGE_BODY)
    ph_delivery_set_octets (self, done, total);
  ph_delivery_set_stage (self, stage);
}

void
ph_delivery_run_session (PhDelivery *self)
{
  const PhSmtpGate gate = { self->release, commit_cb, self, choice_cb, self->go_on };

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
  ph_smtp_client_send_async (self->client,
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
