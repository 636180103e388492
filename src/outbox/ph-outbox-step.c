/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message is read where it is changed, so that what a list showed a while ago decides nothing. */
#include "config.h"

#include "ph-outbox-step.h"

#include "ph-outbox-copy.h"

typedef struct
{
  gint64 id;
  PhOutboxStep step;
  PhStoreMessage *message; /* (owned) (nullable): out */
} PhOutboxStepJob;

static void
job_free (PhOutboxStepJob *job)
{
  g_clear_object (&job->message);
  g_free (job);
}

static gboolean
settle (PhStore *store, gint64 id, PhStoreState state, GPtrArray *recipients, GError **error)
{
  return ph_store_settle (store, id, state, 0, FALSE, recipients, NULL, error);
}

/* ---- once more ------------------------------------------------------------------------------------------------------ */

static gboolean
send_once_more (PhStore *store,
                PhOutboxStepJob *job,
                PhStoreMessage *message,
                GCancellable *cancellable,
                GError **error)
{
  PhOutboxCopyFlags flags
      = job->step == PH_OUTBOX_STEP_SEND_TO_REFUSED ? PH_OUTBOX_COPY_FOR_REFUSED : PH_OUTBOX_COPY_FOR_ALL;

  job->message = ph_outbox_copy (store, message, PH_STORE_STATE_QUEUED, flags, cancellable, error);
  return job->message != NULL;
}

/* ---- again ---------------------------------------------------------------------------------------------------------- */

/* (transfer full) (element-type PhStoreRecipient): whoever was refused is asked again */
static GPtrArray *
forget_refusals (PhStoreMessage *message)
{
  GPtrArray *recipients = ph_store_message_get_recipients (message);
  GPtrArray *news = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);

  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (recipient->fate == PH_STORE_FATE_REFUSED)
        g_ptr_array_add (news, ph_store_recipient_new (recipient->field, recipient->name, recipient->address));
    }
  return news;
}

static gboolean
send_again (PhStore *store, PhOutboxStepJob *job, PhStoreMessage *message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) news = NULL;

  switch (ph_store_message_get_state (message))
    {
    case PH_STORE_STATE_SENT:
      return send_once_more (store, job, message, cancellable, error);
    case PH_STORE_STATE_FAILED:
      news = forget_refusals (message);
      return settle (store, job->id, PH_STORE_STATE_QUEUED, news, error);
    case PH_STORE_STATE_QUEUED:
      /* Its time is a draft's to have. */
      return settle (store, job->id, PH_STORE_STATE_DRAFT, NULL, error)
             && settle (store, job->id, PH_STORE_STATE_QUEUED, NULL, error);
    case PH_STORE_STATE_UNKNOWN:
    case PH_STORE_STATE_DRAFT:
    case PH_STORE_STATE_SENDING:
    case PH_STORE_STATE_COMMITTING:
    default:
      return settle (store, job->id, PH_STORE_STATE_QUEUED, NULL, error);
    }
}

static gboolean
take_step (PhStore *store, PhOutboxStepJob *job, PhStoreMessage *message, GCancellable *cancellable, GError **error)
{
  switch (job->step)
    {
    case PH_OUTBOX_STEP_TAKE_OUT:
      return ph_store_message_get_state (message) == PH_STORE_STATE_DRAFT
             || settle (store, job->id, PH_STORE_STATE_DRAFT, NULL, error);
    case PH_OUTBOX_STEP_SEND:
    case PH_OUTBOX_STEP_SEND_TO_REFUSED:
      return send_again (store, job, message, cancellable, error);
    case PH_OUTBOX_STEP_MARK_AS_SENT:
      return settle (store, job->id, PH_STORE_STATE_SENT, NULL, error);
    case PH_OUTBOX_STEP_REMOVE:
      return ph_store_remove (store, job->id, error);
    case PH_OUTBOX_STEP_RESTORE:
      return ph_store_restore (store, job->id, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
run (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhOutboxStepJob *job = data;
  g_autoptr (PhStoreMessage) message = ph_store_get (store, job->id, error);

  if (message == NULL || !take_step (store, job, message, cancellable, error))
    return FALSE;
  if (job->message == NULL)
    job->message = ph_store_get (store, job->id, error);
  return job->message != NULL;
}

void
ph_outbox_step_async (PhOutboxDisk *disk,
                      gint64 id,
                      PhOutboxStep step,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  PhOutboxStepJob *job = NULL;

  g_return_if_fail (PH_IS_OUTBOX_DISK (disk));

  job = g_new0 (PhOutboxStepJob, 1);
  job->id = id;
  job->step = step;
  ph_outbox_disk_run_async (disk, run, job, (GDestroyNotify) job_free, NULL, callback, user_data);
}

PhStoreMessage *
ph_outbox_step_finish (PhOutboxDisk *disk, GAsyncResult *result, GError **error)
{
  gpointer job = NULL;

  if (!ph_outbox_disk_run_finish (disk, result, &job, error))
    return NULL;
  return g_object_ref (((PhOutboxStepJob *) job)->message);
}
