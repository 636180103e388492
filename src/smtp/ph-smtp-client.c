/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands straight sessions to a worker and brings progress and results back to the caller's main context. */
#include "config.h"

#include "ph-smtp-client.h"

#include "ph-smtp-progress.h"
#include "ph-worker.h"

/* Seconds are for the servers: they wait five minutes, address translators often less than two. */
#define IDLE_LIMIT_MS 60000
/* An idle session younger than this is believed to be there without asking, which would cost a round trip. */
#define TRUSTED_US (20 * G_USEC_PER_SEC)
/* Nobody waits for a warm-up, so that a slow server gets less time than in front of somebody who sends. */
#define WARM_LIMIT_MS 30000

struct _PhSmtpClient
{
  GObject parent_instance;

  PhSmtpServer *server; /* (owned) */
  PhSmtpCredentials *credentials; /* (owned) (nullable) */
  PhWorker *worker; /* (owned) */
  GMainContext *context; /* (owned): where the idle time is counted */

  /* The worker's thread only. */
  PhSmtpSession *session; /* (owned) (nullable): ready and idle */
  PhSmtpTranscript *opening; /* (owned) (nullable): how it was made ready, until a message takes it over */
  gboolean is_not_to_be_asked; /* the server hung up when it was asked what it does with a refused chunk */
  gint64 idle_since_us;

  GMutex mutex;
  GSource *idle_source; /* (owned) (nullable) (mutex mutex) */
  guint idle_limit_ms; /* (mutex mutex) */
  GCancellable *warming; /* (owned) (nullable) (mutex mutex): ends the warm-ups that run or are queued */
  guint warm_limit_ms; /* (mutex mutex) */
  guint64 size_limit; /* (mutex mutex) */
  guint hold_limit; /* (mutex mutex) */
  gboolean lacks_smtputf8; /* (mutex mutex) */
  gboolean lacks_dsn; /* (mutex mutex) */
  char *tls; /* (owned) (nullable) (mutex mutex) */
};

G_DEFINE_FINAL_TYPE (PhSmtpClient, ph_smtp_client, G_TYPE_OBJECT)

static void ph_smtp_client_queue_end (PhSmtpClient *self);

typedef struct
{
  char *sender; /* (owned) (nullable): for verifying */
  PhSmtpEnvelope *envelope; /* (owned) (nullable): for sending */
  GInputStream *message; /* (owned) (nullable) */
  gint64 size;
  PhSmtpSendFlags flags;
  PhSmtpGate gate; /* its release and go_on are owned */
  PhSmtpTranscript *transcript; /* (owned) (nullable) */
  PhSmtpProgress *progress; /* (owned) (nullable) */
  gulong cancelled_id; /* while it is queued, 0 else */
} PhSmtpJob;

static void
ph_smtp_job_free (PhSmtpJob *job)
{
  g_free (job->sender);
  g_clear_object (&job->envelope);
  g_clear_object (&job->message);
  g_clear_object (&job->gate.release);
  g_clear_object (&job->gate.go_on);
  g_clear_object (&job->transcript);
  g_clear_pointer (&job->progress, ph_smtp_progress_unref);
  g_free (job);
}

static void
ph_smtp_client_stop_counting (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  if (self->idle_source != NULL)
    g_source_destroy (self->idle_source);
  g_clear_pointer (&self->idle_source, g_source_unref);
}

static void
quit_thread (GTask *task, gpointer source, gpointer session, GCancellable *cancellable)
{
  ph_smtp_session_quit (session);
  g_task_return_boolean (task, TRUE);
}

/* The good-bye is said where it makes nobody wait. */
static void
ph_smtp_client_leave (PhSmtpClient *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->session == NULL)
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, ph_smtp_client_leave);
  g_task_set_task_data (task, g_steal_pointer (&self->session), (GDestroyNotify) ph_smtp_session_free);
  ph_worker_queue (self->worker, task, quit_thread);
}

static void
ph_smtp_client_finalize (GObject *object)
{
  PhSmtpClient *self = PH_SMTP_CLIENT (object);

  ph_smtp_client_leave (self);
  ph_smtp_client_stop_counting (self);
  g_clear_object (&self->worker);
  g_clear_object (&self->opening);
  g_clear_object (&self->warming);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->server, ph_smtp_server_free);
  g_clear_pointer (&self->credentials, ph_smtp_credentials_free);
  g_free (self->tls);
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
  self->context = g_main_context_ref_thread_default ();
  self->idle_limit_ms = IDLE_LIMIT_MS;
  self->warm_limit_ms = WARM_LIMIT_MS;
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

/* ---- on the worker's thread ---------------------------------------------------------------------------------- */

static char *
dup_tls (PhSmtpSession *session)
{
  const char *version = ph_smtp_session_get_tls_version (session);

  return version != NULL ? g_strdup_printf ("TLS %s, %s", version, ph_smtp_session_get_tls_cipher (session)) : NULL;
}

static PhSmtpSession *
ph_smtp_client_open (PhSmtpClient *self, PhSmtpJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpSession) session = ph_smtp_session_new (self->server, self->credentials, job->transcript);

  if (job->progress != NULL)
    ph_smtp_session_set_progress (session, ph_smtp_progress_report, job->progress);
  if (!ph_smtp_session_open (session, cancellable, error))
    return NULL;
  g_mutex_lock (&self->mutex);
  self->size_limit = ph_smtp_capabilities_get_size_limit (ph_smtp_session_get_capabilities (session));
  self->hold_limit = ph_smtp_capabilities_get_hold_seconds (ph_smtp_session_get_capabilities (session));
  self->lacks_smtputf8
      = !ph_smtp_capabilities_has (ph_smtp_session_get_capabilities (session), PH_SMTP_CAPABILITY_SMTPUTF8);
  self->lacks_dsn = !ph_smtp_capabilities_has (ph_smtp_session_get_capabilities (session), PH_SMTP_CAPABILITY_DSN);
  g_free (self->tls);
  self->tls = dup_tls (session);
  g_mutex_unlock (&self->mutex);
  return g_steal_pointer (&session);
}

/* (nullable): the idle session, if it is believed to be alive. The first message that takes it gets the record of how it
 * was made ready. */
static PhSmtpSession *
ph_smtp_client_reuse (PhSmtpClient *self, PhSmtpJob *job, GCancellable *cancellable)
{
  g_autoptr (PhSmtpSession) session = g_steal_pointer (&self->session);
  g_autoptr (PhSmtpTranscript) opening = g_steal_pointer (&self->opening);

  if (session == NULL)
    return NULL;
  if (job->transcript != NULL && opening != NULL)
    ph_smtp_transcript_append (job->transcript, opening);
  else if (job->transcript != NULL)
    ph_smtp_transcript_note (job->transcript, "The connection of an earlier message is used again");
  ph_smtp_session_set_transcript (session, job->transcript);
  if (job->progress != NULL)
    ph_smtp_session_set_progress (session, ph_smtp_progress_report, job->progress);
  if (g_get_monotonic_time () - self->idle_since_us > TRUSTED_US && !ph_smtp_session_check (session, cancellable))
    return NULL;
  return g_steal_pointer (&session);
}

static gboolean
idle_cb (gpointer data)
{
  g_autoptr (PhSmtpClient) self = g_weak_ref_get (data);

  if (self != NULL)
    ph_smtp_client_queue_end (self);
  return G_SOURCE_REMOVE;
}

static GWeakRef *
weak_ref_new (gpointer object)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  return weak;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
ph_smtp_client_start_counting (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  self->idle_source = g_timeout_source_new (self->idle_limit_ms);
  g_source_set_callback (self->idle_source, idle_cb, weak_ref_new (self), weak_ref_free);
  g_source_attach (self->idle_source, self->context);
}

/* Keeps @session, taken over, for the next message. @opening: (nullable) (transfer full) */
static void
ph_smtp_client_keep (PhSmtpClient *self, PhSmtpSession *session, PhSmtpTranscript *opening)
{
  ph_smtp_session_set_progress (session, NULL, NULL);
  ph_smtp_session_set_transcript (session, NULL);
  self->session = session;
  self->opening = opening;
  self->idle_since_us = g_get_monotonic_time ();
  ph_smtp_client_start_counting (self);
}

/* Whether the session was over before it was used: the message has not been touched. A server that has said a word to a
 * recipient was there. */
static gboolean
has_gone_stale (PhSmtpSession *session, PhSmtpEnvelope *envelope, const GError *error)
{
  return ph_smtp_session_get_state (session) == PH_SMTP_SESSION_CLOSED
         && ph_smtp_error_get_stage (error) == PH_SMTP_STAGE_ENVELOPE
         && (error->code == PH_SMTP_ERROR_CONNECTION_LOST || error->code == PH_SMTP_ERROR_SERVICE_UNAVAILABLE)
         && ph_smtp_envelope_count (envelope, PH_SMTP_OUTCOME_PENDING) == ph_smtp_envelope_get_n_recipients (envelope);
}

static gboolean
ph_smtp_job_send (PhSmtpJob *job, PhSmtpSession *session, GCancellable *cancellable, GError **error)
{
  return ph_smtp_transaction_run_gated (session,
                                        job->envelope,
                                        job->message,
                                        job->size,
                                        job->flags,
                                        &job->gate,
                                        cancellable,
                                        error);
}

/* (nullable): the session that it went through */
static PhSmtpSession *
ph_smtp_client_send (PhSmtpClient *self, PhSmtpJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpSession) session = ph_smtp_client_reuse (self, job, cancellable);
  g_autoptr (GError) local_error = NULL;

  if (session != NULL)
    {
      if (ph_smtp_job_send (job, session, cancellable, &local_error))
        return g_steal_pointer (&session);
      if (!has_gone_stale (session, job->envelope, local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return g_steal_pointer (&session);
        }
      if (job->transcript != NULL)
        ph_smtp_transcript_note (job->transcript, "The connection was over; a new one is made");
      g_clear_pointer (&session, ph_smtp_session_free);
    }
  session = ph_smtp_client_open (self, job, cancellable, error);
  if (session != NULL)
    ph_smtp_job_send (job, session, cancellable, error);
  return g_steal_pointer (&session);
}

static PhSmtpSession *
ph_smtp_client_verify (PhSmtpClient *self, PhSmtpJob *job, GCancellable *cancellable, GError **error)
{
  PhSmtpSession *session = ph_smtp_client_open (self, job, cancellable, error);

  if (session != NULL && job->sender != NULL)
    ph_smtp_session_try_sender (session, job->sender, cancellable, error);
  return session;
}

/* What was said is sure before the good-bye is, and nobody's data is held for that. */
static void
ph_smtp_job_finish (PhSmtpJob *job, PhSmtpSession *session)
{
  if (session != NULL)
    ph_smtp_session_set_progress (session, NULL, NULL);
  if (job->progress != NULL)
    ph_smtp_progress_finish (job->progress);
  g_clear_pointer (&job->progress, ph_smtp_progress_unref);
}

static void
ph_smtp_client_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhSmtpClient *self = source;
  PhSmtpJob *job = data;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (GError) error = NULL;

  /* From here on the session looks at it. */
  g_cancellable_disconnect (cancellable, job->cancelled_id);
  ph_smtp_client_stop_counting (self);
  session = job->envelope != NULL ? ph_smtp_client_send (self, job, cancellable, &error)
                                  : ph_smtp_client_verify (self, job, cancellable, &error);
  ph_smtp_job_finish (job, session);
  if (job->envelope != NULL && session != NULL && ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_client_keep (self, g_steal_pointer (&session), NULL);
  else if (self->session != NULL)
    ph_smtp_client_start_counting (self);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  if (session != NULL && ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
}

/* (nullable): @session, taken over, knowing what a message may do in it, or one that does not know in its place */
static PhSmtpSession *
ph_smtp_client_learn (PhSmtpClient *self, PhSmtpSession *session, PhSmtpJob *job, GCancellable *cancellable)
{
  if (session == NULL || self->is_not_to_be_asked || ph_smtp_session_learn_chunks (session, 0, cancellable, NULL))
    return session;
  ph_smtp_session_free (session);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  self->is_not_to_be_asked = TRUE;
  return ph_smtp_client_open (self, job, cancellable, NULL);
}

/* An idle session is asked, so that a stale one is replaced here and not in front of a message. */
static void
ph_smtp_client_run_warm (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhSmtpClient *self = source;
  PhSmtpJob job = { .transcript = ph_smtp_transcript_new () };
  PhSmtpSession *session = NULL;

  ph_smtp_client_stop_counting (self);
  session = g_steal_pointer (&self->session);
  if (session != NULL && !ph_smtp_session_check (session, cancellable))
    g_clear_pointer (&session, ph_smtp_session_free);
  if (session == NULL)
    {
      g_set_object (&self->opening, NULL);
      session = ph_smtp_client_open (self, &job, cancellable, NULL);
      session = ph_smtp_client_learn (self, session, &job, cancellable);
      if (session != NULL)
        self->opening = g_object_ref (job.transcript);
    }
  if (session != NULL)
    ph_smtp_client_keep (self, session, self->opening);
  g_object_unref (job.transcript);
  g_task_return_boolean (task, TRUE);
}

static guint
ph_smtp_client_get_idle_limit (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return self->idle_limit_ms;
}

static void
ph_smtp_client_run_end (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhSmtpClient *self = source;
  gint64 idle_us = g_get_monotonic_time () - self->idle_since_us;

  ph_smtp_client_stop_counting (self);
  if (self->session != NULL && idle_us >= (gint64) ph_smtp_client_get_idle_limit (self) * 1000)
    {
      ph_smtp_session_quit (self->session);
      g_clear_pointer (&self->session, ph_smtp_session_free);
      g_clear_object (&self->opening);
    }
  else if (self->session != NULL)
    ph_smtp_client_start_counting (self);
  g_task_return_boolean (task, TRUE);
}

/* ---- on the caller's ----------------------------------------------------------------------------------------- */

static void
ph_smtp_client_queue_alone (PhSmtpClient *self, GTaskThreadFunc func)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, ph_smtp_client_queue_alone);
  ph_worker_queue (self->worker, task, func);
}

static void
ph_smtp_client_queue_end (PhSmtpClient *self)
{
  ph_smtp_client_queue_alone (self, ph_smtp_client_run_end);
}

/* (transfer full): one for all warm-ups that nobody has ended */
static GCancellable *
ph_smtp_client_ref_warming (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  if (self->warming == NULL || g_cancellable_is_cancelled (self->warming))
    {
      g_clear_object (&self->warming);
      self->warming = g_cancellable_new ();
    }
  return g_object_ref (self->warming);
}

static gboolean
warm_limit_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static GSource *
ph_smtp_client_limit_warming (PhSmtpClient *self, GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  GSource *source = g_timeout_source_new (self->warm_limit_ms);

  g_source_set_callback (source, warm_limit_cb, g_object_ref (cancellable), g_object_unref);
  g_source_attach (source, self->context);
  return source;
}

static void
source_end (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

void
ph_smtp_client_warm (PhSmtpClient *self)
{
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_SMTP_CLIENT (self));

  cancellable = ph_smtp_client_ref_warming (self);
  task = g_task_new (self, cancellable, NULL, NULL);
  g_task_set_source_tag (task, ph_smtp_client_warm);
  g_task_set_task_data (task, ph_smtp_client_limit_warming (self, cancellable), source_end);
  ph_worker_queue (self->worker, task, ph_smtp_client_run_warm);
}

void
ph_smtp_client_set_warm_limit (PhSmtpClient *self, guint milliseconds)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (PH_IS_SMTP_CLIENT (self));

  locker = g_mutex_locker_new (&self->mutex);
  self->warm_limit_ms = milliseconds;
}

void
ph_smtp_client_set_idle_limit (PhSmtpClient *self, guint milliseconds)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (PH_IS_SMTP_CLIENT (self));

  locker = g_mutex_locker_new (&self->mutex);
  self->idle_limit_ms = milliseconds;
}

/* Whoever gives up a message that is still queued does not wait for the warm-up in front of it either. */
static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_autoptr (PhSmtpClient) self = g_weak_ref_get (data);
  g_autoptr (GCancellable) warming = NULL;

  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  warming = g_steal_pointer (&self->warming);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (warming);
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
  if (cancellable != NULL)
    job->cancelled_id
        = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), weak_ref_new (self), weak_ref_free);
  ph_worker_queue (self->worker, task, ph_smtp_client_run);
}

void
ph_smtp_client_send_async (PhSmtpClient *self,
                           PhSmtpEnvelope *envelope,
                           GInputStream *message,
                           gint64 size,
                           PhSmtpSendFlags flags,
                           const PhSmtpGate *gate,
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
  if (gate != NULL)
    job->gate = *gate;
  if (job->gate.release != NULL)
    g_object_ref (job->gate.release);
  if (job->gate.go_on != NULL)
    g_object_ref (job->gate.go_on);
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

guint
ph_smtp_client_get_hold_limit (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (PH_IS_SMTP_CLIENT (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->hold_limit;
}

gboolean
ph_smtp_client_get_lacks_smtputf8 (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (PH_IS_SMTP_CLIENT (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  return self->lacks_smtputf8;
}

gboolean
ph_smtp_client_get_lacks_dsn (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (PH_IS_SMTP_CLIENT (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  return self->lacks_dsn;
}

char *
ph_smtp_client_dup_tls (PhSmtpClient *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (PH_IS_SMTP_CLIENT (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return g_strdup (self->tls);
}
