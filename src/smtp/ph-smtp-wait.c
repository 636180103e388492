/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deadline and the caller's cancellable folded into one cancellable, and a main context of the session's own to wait
 * in. It knows nothing of SMTP. */
#include "config.h"

#include "ph-smtp-wait.h"

static gboolean
deadline_cb (gpointer data)
{
  PhSmtpWait *self = data;

  self->has_timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* On whichever thread cancels. The wait is still there: its end disconnects, and that waits for this. */
static void
outer_cancelled_cb (GCancellable *outer, gpointer data)
{
  PhSmtpWait *self = data;

  g_cancellable_cancel (self->cancellable);
  g_main_context_wakeup (self->context);
}

void
ph_smtp_wait_begin (PhSmtpWait *self, GMainContext *context, guint seconds, GCancellable *cancellable)
{
  *self = (PhSmtpWait){ .context = context, .outer = cancellable, .cancellable = g_cancellable_new () };
  g_main_context_push_thread_default (context);
  self->deadline = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, context);
  if (cancellable != NULL)
    self->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb), self, NULL);
}

void
ph_smtp_wait_end (PhSmtpWait *self)
{
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_handler);
  g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->result);
  g_main_context_pop_thread_default (self->context);
}

void
ph_smtp_wait_result_cb (GObject *source, GAsyncResult *result, gpointer wait)
{
  PhSmtpWait *self = wait;

  g_set_object (&self->result, result);
}

GAsyncResult *
ph_smtp_wait_for_result (PhSmtpWait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return self->result;
}

static gboolean
stream_ready_cb (GObject *stream, gpointer data)
{
  PhSmtpWait *self = data;

  self->is_ready = TRUE;
  return G_SOURCE_REMOVE;
}

/* Takes the source over. */
static void
ph_smtp_wait_attach (PhSmtpWait *self, GSource *source)
{
  g_source_set_callback (source, G_SOURCE_FUNC (stream_ready_cb), self, NULL);
  g_source_attach (source, self->context);
}

static void
drop_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* Takes both over. @other: (nullable). They are made without the cancellable, as GLib's source for one leaks when another
 * thread cancels at the wrong moment; the context is woken up instead. */
static gboolean
ph_smtp_wait_for_sources (PhSmtpWait *self, GSource *source, GSource *other, GError **error)
{
  self->is_ready = FALSE;
  ph_smtp_wait_attach (self, source);
  if (other != NULL)
    ph_smtp_wait_attach (self, other);
  while (!self->is_ready && !g_cancellable_is_cancelled (self->cancellable))
    g_main_context_iteration (self->context, TRUE);
  drop_source (source);
  g_clear_pointer (&other, drop_source);

  if (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return TRUE;
  ph_smtp_wait_correct_error (self, error);
  return FALSE;
}

gboolean
ph_smtp_wait_for_input (PhSmtpWait *self, GPollableInputStream *stream, GError **error)
{
  return ph_smtp_wait_for_sources (self, g_pollable_input_stream_create_source (stream, NULL), NULL, error);
}

gboolean
ph_smtp_wait_for_either (PhSmtpWait *self, GPollableInputStream *input, GPollableOutputStream *output, GError **error)
{
  return ph_smtp_wait_for_sources (self,
                                   g_pollable_input_stream_create_source (input, NULL),
                                   g_pollable_output_stream_create_source (output, NULL),
                                   error);
}

void
ph_smtp_wait_correct_error (PhSmtpWait *self, GError **error)
{
  if (!self->has_timed_out || error == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_error (error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer in time");
}
