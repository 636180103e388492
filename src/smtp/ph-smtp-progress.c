/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages are queued, as each counts; octets are only the newest value, which waits for its turn but never for another one:
 * the next may not come before a slow network has taken what is on its way. */
#include "config.h"

#include "ph-smtp-progress.h"

#define INTERVAL_MS (1000 / 20)

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

  PhSmtpStage stage; /* the newest; the session's thread only */

  GMutex mutex;
  GArray *reports; /* (owned) (element-type PhSmtpProgressReport) (mutex mutex): not delivered yet */
  GSource *source; /* (owned) (nullable) (mutex mutex): delivers them */
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
  g_clear_pointer (&self->source, g_source_unref); /* when the context went first */
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
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < reports->len; i++)
    {
      const PhSmtpProgressReport *report = &g_array_index (reports, PhSmtpProgressReport, i);

      self->func (report->stage, report->done, report->total, self->user_data);
    }
  return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void
ph_smtp_progress_deliver_later (PhSmtpProgress *self)
{
  self->source = g_timeout_source_new (INTERVAL_MS);
  g_atomic_ref_count_inc (&self->ref_count);
  g_source_set_callback (self->source, deliver_cb, self, (GDestroyNotify) ph_smtp_progress_unref);
  g_source_attach (self->source, self->context);
}

void
ph_smtp_progress_report (PhSmtpStage stage, guint64 done, guint64 total, gpointer progress)
{
  PhSmtpProgress *self = progress;
  const PhSmtpProgressReport report = { stage, done, total };
  gboolean is_new_stage = stage != self->stage;

  self->stage = stage;
  g_mutex_lock (&self->mutex);
  if (!is_new_stage && self->reports->len > 0)
    g_array_index (self->reports, PhSmtpProgressReport, self->reports->len - 1) = report;
  else
    g_array_append_val (self->reports, report);
  if (self->source == NULL)
    ph_smtp_progress_deliver_later (self);
  if (is_new_stage)
    g_source_set_ready_time (self->source, 0);
  g_mutex_unlock (&self->mutex);
}

void
ph_smtp_progress_finish (PhSmtpProgress *self)
{
  g_return_if_fail (self != NULL);
  g_mutex_lock (&self->mutex);
  if (self->source != NULL)
    g_source_set_ready_time (self->source, 0);
  g_mutex_unlock (&self->mutex);
}
