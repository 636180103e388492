/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands straight sessions to a worker and brings progress and results back to the caller's main context. */
#include "config.h"

#include "ph-smtp-client.h"

#include "ph-smtp-progress.h"
#include "ph-worker.h"

struct _PhSmtpClient
{
  GObject parent_instance;

  PhSmtpServer *server; /* (owned) */
  PhSmtpCredentials *credentials; /* (owned) (nullable) */
  PhWorker *worker; /* (owned) */
  GMutex mutex;
  guint64 size_limit; /* (mutex mutex) */
};

G_DEFINE_FINAL_TYPE (PhSmtpClient, ph_smtp_client, G_TYPE_OBJECT)

typedef struct
{
  char *sender; /* (owned) (nullable): for verifying */
  PhSmtpEnvelope *envelope; /* (owned) (nullable): for sending */
  GInputStream *message; /* (owned) (nullable) */
  gint64 size;
  PhSmtpSendFlags flags;
  PhSmtpTranscript *transcript; /* (owned) (nullable) */
  PhSmtpProgress *progress; /* (owned) (nullable) */
} PhSmtpJob;

static void
ph_smtp_job_free (PhSmtpJob *job)
{
  g_free (job->sender);
  g_clear_object (&job->envelope);
  g_clear_object (&job->message);
  g_clear_object (&job->transcript);
  g_clear_pointer (&job->progress, ph_smtp_progress_unref);
  g_free (job);
}

static void
ph_smtp_client_finalize (GObject *object)
{
  PhSmtpClient *self = PH_SMTP_CLIENT (object);

  g_clear_object (&self->worker);
  g_clear_pointer (&self->server, ph_smtp_server_free);
  g_clear_pointer (&self->credentials, ph_smtp_credentials_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (ph_smtp_client_parent_class)->finalize (object);
}

static void
ph_smtp_client_class_init (PhSmtpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_smtp_client_finalize;
}

static void
ph_smtp_client_init (PhSmtpClient *self)
{
  g_mutex_init (&self->mutex);
  self->worker = ph_worker_new ("smtp");
}

PhSmtpClient *
ph_smtp_client_new (const PhSmtpServer *server, const PhSmtpCredentials *credentials)
{
  PhSmtpClient *self = NULL;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (PH_TYPE_SMTP_CLIENT, NULL);
  self->server = ph_smtp_server_copy (server);
  self->credentials = credentials != NULL ? ph_smtp_credentials_copy (credentials) : NULL;
  return self;
}

/* On the worker's thread. */
static gboolean
ph_smtp_client_open (PhSmtpClient *self, PhSmtpSession *session, GCancellable *cancellable, GError **error)
{
  if (!ph_smtp_session_open (session, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  self->size_limit = ph_smtp_capabilities_get_size_limit (ph_smtp_session_get_capabilities (session));
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
ph_smtp_job_use (PhSmtpJob *job, PhSmtpSession *session, GCancellable *cancellable, GError **error)
{
  if (job->envelope != NULL)
    return ph_smtp_transaction_run (session, job->envelope, job->message, job->size, job->flags, cancellable, error);
  return job->sender == NULL || ph_smtp_session_try_sender (session, job->sender, cancellable, error);
}

static void
ph_smtp_client_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhSmtpClient *self = source;
  PhSmtpJob *job = data;
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (self->server, self->credentials, job->transcript);
  g_autoptr (GError) error = NULL;

  if (job->progress != NULL)
    ph_smtp_session_set_progress (session, ph_smtp_progress_report, job->progress);
  if (ph_smtp_client_open (self, session, cancellable, &error))
    ph_smtp_job_use (job, session, cancellable, &error);

  /* What was said is sure before the good-bye is, and nobody's data is held for that. */
  ph_smtp_session_set_progress (session, NULL, NULL);
  if (job->progress != NULL)
    ph_smtp_progress_finish (job->progress);
  g_clear_pointer (&job->progress, ph_smtp_progress_unref);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
}

/* Takes @job over. The caller's decision to cancel before the commit is the session's to look at, so that a message that
 * was taken is never reported as cancelled. */
static void
ph_smtp_client_queue (PhSmtpClient *self,
                      PhSmtpJob *job,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data,
                      gpointer source_tag)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) ph_smtp_job_free);
  ph_worker_queue (self->worker, task, ph_smtp_client_run);
}

void
ph_smtp_client_send_async (PhSmtpClient *self,
                           PhSmtpEnvelope *envelope,
                           GInputStream *message,
                           gint64 size,
                           PhSmtpSendFlags flags,
                           PhSmtpTranscript *transcript,
                           PhSmtpProgressFunc progress,
                           gpointer progress_data,
                           GDestroyNotify progress_destroy,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  PhSmtpJob *job = NULL;

  g_return_if_fail (PH_IS_SMTP_CLIENT (self));
  g_return_if_fail (PH_IS_SMTP_ENVELOPE (envelope));
  g_return_if_fail (G_IS_INPUT_STREAM (message));

  job = g_new0 (PhSmtpJob, 1);
  job->envelope = g_object_ref (envelope);
  job->message = g_object_ref (message);
  job->size = size;
  job->flags = flags;
  g_set_object (&job->transcript, transcript);
  job->progress = progress != NULL ? ph_smtp_progress_new (progress, progress_data, progress_destroy) : NULL;
  ph_smtp_client_queue (self, job, cancellable, callback, user_data, ph_smtp_client_send_async);
}

gboolean
ph_smtp_client_send_finish (PhSmtpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_smtp_client_send_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ph_smtp_client_verify_async (PhSmtpClient *self,
                             const char *sender,
                             PhSmtpTranscript *transcript,
                             PhSmtpProgressFunc progress,
                             gpointer progress_data,
                             GDestroyNotify progress_destroy,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  PhSmtpJob *job = NULL;

  g_return_if_fail (PH_IS_SMTP_CLIENT (self));

  job = g_new0 (PhSmtpJob, 1);
  job->sender = g_strdup (sender);
  g_set_object (&job->transcript, transcript);
  job->progress = progress != NULL ? ph_smtp_progress_new (progress, progress_data, progress_destroy) : NULL;
  ph_smtp_client_queue (self, job, cancellable, callback, user_data, ph_smtp_client_verify_async);
}

gboolean
ph_smtp_client_verify_finish (PhSmtpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_smtp_client_verify_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint64
ph_smtp_client_get_size_limit (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (PH_IS_SMTP_CLIENT (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->size_limit;
}
