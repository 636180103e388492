/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of an attempt, written down before anybody is told. */
#include "config.h"

#include "ph-delivery-private.h"

#include "ph-outbox-copy.h"
#include "ph-outbox-policy.h"
#include "ph-outbox-record.h"

typedef struct
{
  gint64 id;
  PhOutboxVerdict verdict;
  GPtrArray *fates; /* (owned) */
  PhStoreAttempt *attempt; /* (owned) */
  gboolean keeps_refused;
  PhStoreMessage *kept; /* (owned) (nullable): out */
} PhDeliveryEnd;

static void
ph_delivery_end_free (PhDeliveryEnd *end)
{
  g_ptr_array_unref (end->fates);
  ph_store_attempt_free (end->attempt);
  g_clear_object (&end->kept);
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
  g_set_object (&self->kept, end->kept);
  ph_delivery_finish (self, get_delivery_state (end->verdict.state));
}

/* What was sent is told so all the same: who was refused stands there too. */
static void
keep_refused (PhStore *store, PhDeliveryEnd *end)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_store_get (store, end->id, &error);

  if (message != NULL)
    end->kept = ph_outbox_copy (store, message, PH_STORE_STATE_DRAFT, PH_OUTBOX_COPY_FOR_REFUSED, NULL, &error);
  if (end->kept == NULL)
    g_message ("cannot keep a draft for whoever was refused: %s", error->message);
}

static gboolean
settle (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhDeliveryEnd *end = data;

  if (!ph_store_settle (store,
                        end->id,
                        end->verdict.state,
                        end->verdict.due,
                        end->verdict.is_retry,
                        end->fates,
                        end->attempt,
                        error))
    return FALSE;
  if (end->keeps_refused)
    keep_refused (store, end);
  return TRUE;
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

static void
ph_delivery_tell_hold (PhDelivery *self, PhOutboxCase *it)
{
  const PhSmtpWishes *wishes = ph_smtp_envelope_get_wishes (self->envelope);

  if (wishes == NULL || wishes->hold_for == 0)
    return;
  it->held_until = ph_store_message_get_due (self->stored);
  it->can_hold = wishes->hold_for <= ph_delivery_get_hold_limit (self);
}

static void
set_refused (GPtrArray *fates, PhSmtpEnvelope *envelope, PhStoreFate fate)
{
  for (guint i = 0; i < fates->len; i++)
    if (ph_smtp_envelope_get_outcome (envelope, i) == PH_SMTP_OUTCOME_REFUSED)
      ((PhStoreRecipient *) g_ptr_array_index (fates, i))->fate = fate;
}

void
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
  end->keeps_refused = self->keeps_refused && error == NULL;
  /* From here on the draft's matter, also where the server may take them later. */
  if (end->keeps_refused)
    set_refused (end->fates, self->envelope, PH_STORE_FATE_REFUSED);
  it.n_pending = ph_outbox_record_count_pending (end->fates);
  ph_delivery_tell_hold (self, &it);
  end->verdict = ph_outbox_judge (&it);
  /* What was undone is as if nobody had been asked. */
  if (end->verdict.state == PH_STORE_STATE_DRAFT)
    set_refused (end->fates, self->envelope, PH_STORE_FATE_PENDING);
  end->attempt = ph_delivery_new_attempt (self, end->verdict.state);
  ph_outbox_disk_run_async (self->disk, settle, end, (GDestroyNotify) ph_delivery_end_free, NULL, settled_cb, self);
}
