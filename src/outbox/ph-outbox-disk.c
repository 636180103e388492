/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store is opened where it is used, so that a slow disk does not hold up the first window. */
#include "config.h"

#include "ph-outbox-disk.h"

#include "ph-worker.h"

#define PAUSE_MS 200

struct _PhOutboxDisk
{
  GObject parent_instance;

  GFile *folder; /* (owned) */
  PhWorker *worker; /* (owned) */
  PhStore *store; /* (owned) (nullable): the worker's thread only */
  guint pause_source;
  gboolean is_changed; /* during the pause */
};

G_DEFINE_FINAL_TYPE (PhOutboxDisk, ph_outbox_disk, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  PhOutboxDiskFunc func;
  gpointer data; /* (owned) */
  GDestroyNotify data_free; /* (nullable) */
} PhOutboxJob;

static void
ph_outbox_job_free (PhOutboxJob *job)
{
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_free (job);
}

/* ---- on the disk's thread ------------------------------------------------------------------------------------------ */

static void changed_cb (PhOutboxDisk *self);

static gboolean
pause_over_cb (gpointer data)
{
  PhOutboxDisk *self = data;

  self->pause_source = 0;
  if (self->is_changed)
    changed_cb (self);
  return G_SOURCE_REMOVE;
}

/* The first change is told at once, what follows only now and then: whoever listens reads lists again. */
static void
changed_cb (PhOutboxDisk *self)
{
  self->is_changed = self->pause_source != 0;
  if (self->is_changed)
    return;
  self->pause_source = g_timeout_add (PAUSE_MS, pause_over_cb, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What was removed with its Undo over, and what programs that are gone left behind, is put in order once. */
static gboolean
ph_outbox_disk_open (PhOutboxDisk *self, GError **error)
{
  g_autoptr (PhStore) store = NULL;

  if (self->store != NULL)
    return TRUE;
  store = ph_store_open (self->folder, error);
  if (store == NULL || !ph_store_recover (store, NULL, NULL, error))
    return FALSE;
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->store = g_steal_pointer (&store);
  return TRUE;
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhOutboxDisk *self = source;
  PhOutboxJob *job = data;
  g_autoptr (GError) error = NULL;

  if (ph_outbox_disk_open (self, &error) && job->func (self->store, job->data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* ---- object -------------------------------------------------------------------------------------------------------- */

static void
ph_outbox_disk_finalize (GObject *object)
{
  PhOutboxDisk *self = PH_OUTBOX_DISK (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_object (&self->worker);
  g_clear_object (&self->store);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (ph_outbox_disk_parent_class)->finalize (object);
}

static void
ph_outbox_disk_class_init (PhOutboxDiskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_outbox_disk_finalize;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_OUTBOX_DISK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_outbox_disk_init (PhOutboxDisk *self)
{
  self->worker = ph_worker_new ("disk");
}

PhOutboxDisk *
ph_outbox_disk_new (GFile *folder)
{
  PhOutboxDisk *self = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = g_object_new (PH_TYPE_OUTBOX_DISK, NULL);
  self->folder = g_object_ref (folder);
  return self;
}

void
ph_outbox_disk_run_async (PhOutboxDisk *self,
                          PhOutboxDiskFunc func,
                          gpointer data,
                          GDestroyNotify data_free,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PhOutboxJob *job = NULL;

  g_return_if_fail (PH_IS_OUTBOX_DISK (self));
  g_return_if_fail (func != NULL);

  job = g_new0 (PhOutboxJob, 1);
  job->func = func;
  job->data = data;
  job->data_free = data_free;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_outbox_disk_run_async);
  /* What is durable is told to be, however late somebody changed his mind. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) ph_outbox_job_free);
  ph_worker_queue (self->worker, task, run_thread);
}

gboolean
ph_outbox_disk_run_finish (PhOutboxDisk *self, GAsyncResult *result, gpointer *data, GError **error)
{
  PhOutboxJob *job = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, ph_outbox_disk_run_async), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (data != NULL)
    *data = job->data;
  return g_task_propagate_boolean (G_TASK (result), error);
}

GFile *
ph_outbox_disk_get_folder (PhOutboxDisk *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX_DISK (self), NULL);
  return self->folder;
}

void
ph_outbox_disk_finish (PhOutboxDisk *self)
{
  g_return_if_fail (PH_IS_OUTBOX_DISK (self));

  ph_worker_shutdown (self->worker);
}
