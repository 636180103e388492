/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages are queued, as each counts; octets are only the newest value. */
#include "config.h"

#include "ph-smtp-progress.h"

#define INTERVAL_US (G_USEC_PER_SEC / 20)

typedef struct
{
  PhSmtpStage stage;
  guint64 done;
  guint64 total;
} PhSmtpProgressReport;

struct _PhSmtpProgress
{
  gatomicrefcount ref_count;
  PhSmtpProgressFunc func;
  gpointer user_data;
  GDestroyNotify destroy; /* (nullable) */
  GMainContext *context; /* (owned) */

  /* The session's thread only. */
  PhSmtpProgressReport newest;
  gboolean is_held_back;
  gint64 last_us;

  GMutex mutex;
  GArray *reports; /* (owned) (element-type PhSmtpProgressReport) (mutex mutex) */
};

PhSmtpProgress *
ph_smtp_progress_new (PhSmtpProgressFunc func, gpointer user_data, GDestroyNotify destroy)
{
  PhSmtpProgress *self = g_new0 (PhSmtpProgress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  self->context = g_main_context_ref_thread_default ();
  self->reports = g_array_new (FALSE, FALSE, sizeof (PhSmtpProgressReport));
  g_mutex_init (&self->mutex);
  return self;
}

static gboolean
free_cb (gpointer data)
{
  PhSmtpProgress *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_array_unref (self->reports);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_free (self);
  return G_SOURCE_REMOVE;
}

void
ph_smtp_progress_unref (PhSmtpProgress *self)
{
  g_return_if_fail (self != NULL);
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_main_context_invoke (self->context, free_cb, self);
}

static gboolean
deliver_cb (gpointer data)
{
  PhSmtpProgress *self = data;
  g_autoptr (GArray) reports = NULL;

  g_mutex_lock (&self->mutex);
  reports = g_steal_pointer (&self->reports);
  self->reports = g_array_new (FALSE, FALSE, sizeof (PhSmtpProgressReport));
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < reports->len; i++)
    {
      const PhSmtpProgressReport *report = &g_array_index (reports, PhSmtpProgressReport, i);

      self->func (report->stage, report->done, report->total, self->user_data);
    }
  return G_SOURCE_REMOVE;
}

static void
ph_smtp_progress_push (PhSmtpProgress *self)
{
  g_autoptr (GSource) source = NULL;

  self->is_held_back = FALSE;
  self->last_us = g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  g_array_append_val (self->reports, self->newest);
  g_mutex_unlock (&self->mutex);

  g_atomic_ref_count_inc (&self->ref_count);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, self, (GDestroyNotify) ph_smtp_progress_unref);
  g_source_attach (source, self->context);
}

void
ph_smtp_progress_report (PhSmtpStage stage, guint64 done, guint64 total, gpointer progress)
{
  PhSmtpProgress *self = progress;
  gboolean is_new_stage = stage != self->newest.stage;

  if (is_new_stage && self->is_held_back)
    ph_smtp_progress_push (self);
  self->newest = (PhSmtpProgressReport){ stage, done, total };
  self->is_held_back = TRUE;
  if (is_new_stage || g_get_monotonic_time () - self->last_us >= INTERVAL_US)
    ph_smtp_progress_push (self);
}

void
ph_smtp_progress_finish (PhSmtpProgress *self)
{
  g_return_if_fail (self != NULL);
  if (self->is_held_back)
    ph_smtp_progress_push (self);
}
