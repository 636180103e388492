/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message is read where it is changed, so that what a list showed a while ago decides nothing. */
#include "config.h"

#include "ph-outbox-step.h"

#include "ph-mail-reader.h"

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
copy_file (GOutputStream *output, gpointer file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);

  return input != NULL
         && g_output_stream_splice (output,
                                    G_INPUT_STREAM (input),
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                    cancellable,
                                    error)
                >= 0;
}

/* The words that the search finds it by are not in a row. */
static void
copy_text (PhStoreMessage *copy, GFile *file)
{
  g_autoptr (PhMailReader) reader = ph_mail_reader_load_sync (file, NULL, NULL);

  if (reader != NULL)
    ph_store_message_set_text (copy, ph_mail_reader_get_text (reader));
}

static PhStoreMessage *
new_copy (PhStoreMessage *message, gboolean is_for_refused)
{
  PhStoreMessage *copy = ph_store_message_new (PH_STORE_STATE_QUEUED);
  GPtrArray *recipients = ph_store_message_get_recipients (message);

  ph_store_message_set_account (copy, ph_store_message_get_account (message));
  ph_store_message_set_sender (copy, ph_store_message_get_sender (message));
  ph_store_message_set_message_id (copy, ph_store_message_get_message_id (message));
  ph_store_message_set_subject (copy, ph_store_message_get_subject (message));
  ph_store_message_set_has_attachments (copy, ph_store_message_get_has_attachments (message));
  copy_text (copy, ph_store_message_get_file (message));
  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (!is_for_refused || recipient->fate == PH_STORE_FATE_REFUSED)
        ph_store_message_add_recipient (copy,
                                        ph_store_recipient_new (recipient->field, recipient->name, recipient->address));
    }
  return copy;
}

static gboolean
send_once_more (PhStore *store,
                PhOutboxStepJob *job,
                PhStoreMessage *message,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (PhStoreMessage) copy = new_copy (message, job->step == PH_OUTBOX_STEP_SEND_TO_REFUSED);

  if (ph_store_message_get_recipients (copy)->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "nobody was refused");
      return FALSE;
    }
  job->message = ph_store_add (store, copy, copy_file, ph_store_message_get_file (message), cancellable, error);
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
