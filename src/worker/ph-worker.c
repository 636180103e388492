/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread with a queue of GTasks. The thread owns a reference to the queue, not to the worker, so that a worker can
 * be dropped on any thread while tasks are still running. */
#include "config.h"

#include "ph-worker.h"

#include <sched.h>

typedef struct
{
  GTask *task; /* (owned) (nullable): NULL ends the thread */
  GTaskThreadFunc func;
} PhWorkerJob;

struct _PhWorker
{
  GObject parent_instance;

  char *name; /* (owned) */
  gboolean is_background;
  GMutex mutex;
  GAsyncQueue *jobs; /* (owned) */
  GThread *thread; /* (owned) (nullable) (mutex mutex) */
  gboolean is_closed; /* (mutex mutex) */
};

G_DEFINE_FINAL_TYPE (PhWorker, ph_worker, G_TYPE_OBJECT)

static void
ph_worker_job_free (PhWorkerJob *job)
{
  g_clear_object (&job->task);
  g_free (job);
}

static void
ph_worker_push (PhWorker *self, GTask *task, GTaskThreadFunc func)
{
  PhWorkerJob *job = g_new0 (PhWorkerJob, 1);

  job->task = task != NULL ? g_object_ref (task) : NULL;
  job->func = func;
  g_async_queue_push (self->jobs, job);
}

static gpointer
ph_worker_thread (gpointer data)
{
  g_autoptr (GAsyncQueue) jobs = data;

  while (TRUE)
    {
      PhWorkerJob *job = g_async_queue_pop (jobs);
      gboolean is_last = job->task == NULL;

      if (!is_last && !g_task_return_error_if_cancelled (job->task))
        job->func (job->task,
                   g_task_get_source_object (job->task),
                   g_task_get_task_data (job->task),
                   g_task_get_cancellable (job->task));
      ph_worker_job_free (job);
      if (is_last)
        return NULL;
    }
}

static gpointer
ph_worker_background_thread (gpointer data)
{
  const struct sched_param priority = { 0 };

  /* Of this thread alone, see sched_setscheduler(2); where it is not allowed, the thread is like any other. */
  sched_setscheduler (0, SCHED_IDLE, &priority);
  return ph_worker_thread (data);
}

/* Returns the thread, if there was one, after telling it to end behind the last task. */
static GThread *
ph_worker_close (PhWorker *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  if (self->thread != NULL && !self->is_closed)
    ph_worker_push (self, NULL, NULL);
  self->is_closed = TRUE;
  return g_steal_pointer (&self->thread);
}

static void
ph_worker_dispose (GObject *object)
{
  PhWorker *self = PH_WORKER (object);
  GThread *thread = ph_worker_close (self);

  g_clear_pointer (&thread, g_thread_unref);

  G_OBJECT_CLASS (ph_worker_parent_class)->dispose (object);
}

static void
ph_worker_finalize (GObject *object)
{
  PhWorker *self = PH_WORKER (object);

  g_clear_pointer (&self->jobs, g_async_queue_unref);
  g_clear_pointer (&self->name, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (ph_worker_parent_class)->finalize (object);
}

static void
ph_worker_class_init (PhWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ph_worker_dispose;
  object_class->finalize = ph_worker_finalize;
}

static void
ph_worker_init (PhWorker *self)
{
  g_mutex_init (&self->mutex);
  self->jobs = g_async_queue_new_full ((GDestroyNotify) ph_worker_job_free);
}

PhWorker *
ph_worker_new (const char *name)
{
  PhWorker *self = g_object_new (PH_TYPE_WORKER, NULL);

  self->name = g_strdup (name);
  return self;
}

PhWorker *
ph_worker_new_background (const char *name)
{
  PhWorker *self = ph_worker_new (name);

  self->is_background = TRUE;
  return self;
}

void
ph_worker_queue (PhWorker *self, GTask *task, GTaskThreadFunc func)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (PH_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->is_closed)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The worker was shut down");
      return;
    }
  if (self->thread == NULL)
    self->thread = g_thread_new (self->name,
                                 self->is_background ? ph_worker_background_thread : ph_worker_thread,
                                 g_async_queue_ref (self->jobs));
  ph_worker_push (self, task, func);
}

void
ph_worker_shutdown (PhWorker *self)
{
  GThread *thread = NULL;

  g_return_if_fail (PH_IS_WORKER (self));

  thread = ph_worker_close (self);
  g_clear_pointer (&thread, g_thread_join);
}
