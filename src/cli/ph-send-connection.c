/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only part of the command that uses a session. */
#include "config.h"

#include "ph-send-connection.h"

#include "ph-send-progress.h"
#include "ph-smtp-transaction.h"

#include <stdio.h>
#include <unistd.h>

/* What is shown is shorter, so that this covers it. */
#define PROGRESS_WIDTH 40

struct _PhSendConnection
{
  PhSmtpSession *session; /* (owned) */
  gboolean shows_progress;
  PhSendProgress progress; /* of the message that is on its way */
  PhSendTimings timings;
};

static void
progress_cb (PhSmtpStage stage, guint64 done, guint64 total, gpointer user_data)
{
  PhSendConnection *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  ph_send_timings_enter (&self->timings, stage, now);
  if (stage == PH_SMTP_STAGE_BODY && self->shows_progress)
    text = ph_send_progress_update (&self->progress, now, done, total);
  if (text != NULL)
    fprintf (stderr, "\r%-*s", PROGRESS_WIDTH, text);
}

/* Takes the progress off its line again. */
static void
clear_progress (const PhSendProgress *progress)
{
  if (progress->shown_at != 0)
    fprintf (stderr, "\r%*s\r", PROGRESS_WIDTH, "");
}

PhSendConnection *
ph_send_connection_new (const PhSendTarget *target, const PhSendOptions *options, PhSmtpTranscript *transcript)
{
  PhSendConnection *self = g_new0 (PhSendConnection, 1);

  self->session = ph_smtp_session_new (target->server, target->credentials, transcript);
  self->shows_progress = !options->is_quiet && isatty (STDERR_FILENO);
  return self;
}

void
ph_send_connection_free (PhSendConnection *self)
{
  ph_smtp_session_free (self->session);
  g_free (self);
}

static gboolean
is_ready (PhSendConnection *self)
{
  return ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_READY;
}

static gboolean
attempt (PhSendConnection *self, PhSendSource *source, GError **error)
{
  return (is_ready (self) || ph_smtp_session_open (self->session, NULL, error))
         && ph_smtp_transaction_run (self->session,
                                     source->envelope,
                                     source->message,
                                     source->size,
                                     PH_SMTP_SEND_TO_ACCEPTED,
                                     NULL,
                                     error);
}

/* A server ends a session after some messages or some time; not an octet of the next message has left then. */
static gboolean
is_stale (PhSendConnection *self, const GError *error)
{
  return ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_CLOSED
         && ph_smtp_error_get_stage (error) == PH_SMTP_STAGE_ENVELOPE
         && (g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CONNECTION_LOST)
             || g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_SERVICE_UNAVAILABLE));
}

void
ph_send_connection_quit (PhSendConnection *self)
{
  if (is_ready (self))
    ph_smtp_session_quit (self->session);
}

gboolean
ph_send_connection_send (PhSendConnection *self, PhSendSource *source, PhSendResult *result, GError **error)
{
  gboolean is_used = is_ready (self);
  g_autoptr (GError) local_error = NULL;
  gboolean is_sent;

  self->timings = (PhSendTimings){ 0 };
  self->progress = (PhSendProgress){ .started_at = g_get_monotonic_time () };
  ph_smtp_session_set_progress (self->session, progress_cb, self);
  is_sent = attempt (self, source, &local_error);
  if (!is_sent && is_used && is_stale (self, local_error))
    {
      g_clear_error (&local_error);
      is_sent = attempt (self, source, &local_error);
    }
  ph_smtp_session_set_progress (self->session, NULL, NULL);
  clear_progress (&self->progress);
  ph_send_timings_enter (&self->timings, PH_SMTP_STAGE_DONE, g_get_monotonic_time ());

  result->envelope = source->envelope;
  result->timings = self->timings;
  result->tls_version = ph_smtp_session_get_tls_version (self->session);
  result->tls_cipher = ph_smtp_session_get_tls_cipher (self->session);
  if (!is_sent)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return is_sent;
}
