/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only part of the command that uses a session. */
#include "config.h"

#include "ph-send-connection.h"

#include "ph-send-memory.h"
#include "ph-send-progress.h"
#include "ph-smtp-pipeline.h"
#include "ph-smtp-transaction.h"

#include <stdio.h>
#include <unistd.h>

/* What is shown is shorter, so that this covers it. */
#define PROGRESS_WIDTH 40

/* Seconds. Nobody waits for what is learnt, but for the end of the program. */
#define LEARN_LIMIT 2
/* Between two tries with one server: a greeting with a time in it is another one each time. */
#define LEARN_PAUSE (24 * 60 * 60)

struct _PhSendConnection
{
  PhSmtpSession *session; /* (owned) */
  char *memory_path; /* (owned) (type filename) */
  PhSendMemory memory; /* of earlier runs */
  gboolean shows_progress;
  PhSendProgress progress; /* of the message that is on its way */
  PhSendTimings timings;
  gboolean is_fresh; /* no message has used the session yet */
  PhSendTimings opening; /* of such a session */
  guint number;

  PhSmtpPipeline *pipeline; /* (owned) (nullable): of this connection */
  PhSendConnectionFunc done; /* (nullable) */
  gpointer done_data; /* (unowned) */
};

/* A message that was queued. */
typedef struct
{
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSendTimings timings;
  gpointer data; /* (unowned) */
} PhSendQueued;

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

static gint64
get_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

PhSendConnection *
ph_send_connection_new (const PhSendTarget *target, const PhSendOptions *options, PhSmtpTranscript *transcript)
{
  PhSendConnection *self = g_new0 (PhSendConnection, 1);

  self->session = ph_smtp_session_new (target->server, target->credentials, transcript);
  self->memory_path = ph_send_memory_dup_path (target->server);
  ph_send_memory_read (self->memory_path, get_seconds (), &self->memory);
  ph_smtp_session_recall_chunks (self->session, self->memory.fingerprint, self->memory.manner);
  self->shows_progress = !options->is_quiet && isatty (STDERR_FILENO);
  return self;
}

void
ph_send_connection_free (PhSendConnection *self)
{
  g_clear_pointer (&self->pipeline, ph_smtp_pipeline_free);
  ph_smtp_session_free (self->session);
  g_free (self->memory_path);
  g_free (self);
}

static gboolean
is_ready (PhSendConnection *self)
{
  return ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_READY;
}

static gboolean
open_session (PhSendConnection *self, GError **error)
{
  self->number++;
  return ph_smtp_session_open (self->session, NULL, error);
}

/* ---- what earlier runs have learnt --------------------------------------------------------------------------- */

static gboolean
goes_by_memory (PhSendConnection *self)
{
  return g_strcmp0 (ph_smtp_session_get_fingerprint (self->session), self->memory.fingerprint) == 0;
}

/* Whatever it was that went wrong: who has changed his manner would be met in the same way again. */
static void
forget_what_misled (PhSendConnection *self)
{
  if (self->memory.manner != PH_SMTP_CHUNKS_SWALLOWED || !goes_by_memory (self)
      || ph_smtp_session_get_state (self->session) != PH_SMTP_SESSION_CLOSED)
    return;
  ph_send_memory_forget (self->memory_path);
  self->memory = (PhSendMemory){ 0 };
  ph_smtp_session_recall_chunks (self->session, NULL, PH_SMTP_CHUNKS_NOT_KNOWN);
}

static gboolean
keep_memory (PhSendConnection *self, const char *fingerprint, PhSmtpChunkManner manner)
{
  self->memory = (PhSendMemory){ .manner = manner, .learnt_at = get_seconds () };
  g_strlcpy (self->memory.fingerprint, fingerprint, sizeof self->memory.fingerprint);
  return ph_send_memory_write (self->memory_path, &self->memory);
}

/* That nothing is known is written down first, so that a server that never answers is not asked each time. */
static void
ask_server (PhSendConnection *self)
{
  if (self->memory.learnt_at != 0 && get_seconds () - self->memory.learnt_at < LEARN_PAUSE)
    return;
  if (keep_memory (self, "", PH_SMTP_CHUNKS_NOT_KNOWN))
    ph_smtp_session_learn_chunks (self->session, LEARN_LIMIT, NULL, NULL);
}

void
ph_send_connection_learn (PhSendConnection *self)
{
  if (is_ready (self) && ph_smtp_session_get_fingerprint (self->session) != NULL
      && ph_smtp_session_get_chunk_manner (self->session) == PH_SMTP_CHUNKS_NOT_KNOWN)
    ask_server (self);
}

/* What this connection has shown, if it is news */
static void
keep_what_was_learnt (PhSendConnection *self)
{
  PhSmtpChunkManner manner = ph_smtp_session_get_chunk_manner (self->session);

  if (manner != PH_SMTP_CHUNKS_NOT_KNOWN && !goes_by_memory (self))
    keep_memory (self, ph_smtp_session_get_fingerprint (self->session), manner);
}

void
ph_send_connection_quit (PhSendConnection *self)
{
  if (!is_ready (self))
    return;
  keep_what_was_learnt (self);
  ph_smtp_session_quit (self->session);
}

/* ---- one message --------------------------------------------------------------------------------------------- */

static gboolean
send_ready (PhSendConnection *self, PhSendSource *source, GError **error)
{
  gboolean is_sent;

  if (ph_smtp_session_swallows_chunks (self->session))
    ph_send_source_gather (source, PH_SMTP_PIPELINE_MAX_EXTENT);
  is_sent = ph_smtp_transaction_run (self->session,
                                     source->envelope,
                                     source->message,
                                     source->size,
                                     PH_SMTP_SEND_TO_ACCEPTED,
                                     NULL,
                                     error);
  forget_what_misled (self);
  return is_sent;
}

static gboolean
attempt (PhSendConnection *self, PhSendSource *source, GError **error)
{
  return (is_ready (self) || open_session (self, error)) && send_ready (self, source, error);
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

static void
set_result (PhSendConnection *self, PhSmtpEnvelope *envelope, const PhSendTimings *timings, PhSendResult *result)
{
  result->envelope = envelope;
  result->timings = *timings;
  result->tls_version = ph_smtp_session_get_tls_version (self->session);
  result->tls_cipher = ph_smtp_session_get_tls_cipher (self->session);
}

/* The first message of a session has waited for it. */
static PhSendTimings
take_opening (PhSendConnection *self)
{
  PhSendTimings opening = self->opening;

  self->opening = (PhSendTimings){ 0 };
  self->is_fresh = FALSE;
  return opening;
}

gboolean
ph_send_connection_send (PhSendConnection *self, PhSendSource *source, PhSendResult *result, GError **error)
{
  gboolean is_used = is_ready (self) && !self->is_fresh;
  g_autoptr (GError) local_error = NULL;
  gboolean is_sent;

  self->timings = take_opening (self);
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

  set_result (self, source->envelope, &self->timings, result);
  if (!is_sent)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return is_sent;
}

/* ---- many at once -------------------------------------------------------------------------------------------- */

void
ph_send_connection_set_done (PhSendConnection *self, PhSendConnectionFunc func, gpointer user_data)
{
  self->done = func;
  self->done_data = user_data;
}

static void
done_cb (gpointer message_data, const GError *error, gpointer user_data)
{
  PhSendConnection *self = user_data;
  PhSendQueued *queued = message_data;
  PhSendResult result = { .error = error };

  ph_send_timings_enter (&queued->timings, PH_SMTP_STAGE_DONE, g_get_monotonic_time ());
  set_result (self, queued->envelope, &queued->timings, &result);
  forget_what_misled (self);
  self->done (queued->data, &result, error != NULL && is_stale (self, error), self->done_data);
  g_object_unref (queued->envelope);
  g_free (queued);
}

/* Opens a session before there is a message in it, so that none has to go alone in front of the others. */
static gboolean
open_early (PhSendConnection *self, GError **error)
{
  gboolean is_open;

  if (ph_smtp_session_get_state (self->session) != PH_SMTP_SESSION_CLOSED)
    return TRUE;
  g_clear_pointer (&self->pipeline, ph_smtp_pipeline_free);
  self->timings = (PhSendTimings){ 0 };
  ph_smtp_session_set_progress (self->session, progress_cb, self);
  is_open = open_session (self, error);
  ph_smtp_session_set_progress (self->session, NULL, NULL);
  ph_send_timings_enter (&self->timings, PH_SMTP_STAGE_NONE, g_get_monotonic_time ());
  self->opening = self->timings;
  self->is_fresh = is_open;
  return is_open;
}

/* What fails here is met again, and told, by the message that is then sent alone. */
static gboolean
make_pipeline (PhSendConnection *self)
{
  if (self->pipeline == NULL && is_ready (self) && ph_smtp_session_learn_chunks (self->session, 0, NULL, NULL))
    self->pipeline = ph_smtp_pipeline_new (self->session, done_cb, self);
  return self->pipeline != NULL;
}

gboolean
ph_send_connection_queue (PhSendConnection *self, PhSendSource *source, gpointer data)
{
  g_autoptr (GError) error = NULL;
  PhSendQueued *queued = NULL;
  gboolean is_open = open_early (self, &error);

  if (is_open && (!make_pipeline (self) || !ph_smtp_pipeline_takes (self->session, source->envelope, source->extent)))
    return FALSE;
  queued = g_new0 (PhSendQueued, 1);
  queued->envelope = g_object_ref (source->envelope);
  queued->timings = take_opening (self);
  queued->data = data;
  ph_send_timings_enter (&queued->timings, PH_SMTP_STAGE_ENVELOPE, g_get_monotonic_time ());
  if (is_open)
    ph_smtp_pipeline_send (self->pipeline, source->envelope, source->message, queued);
  else
    done_cb (queued, error, self);
  return TRUE;
}

void
ph_send_connection_settle (PhSendConnection *self)
{
  if (self->pipeline != NULL)
    ph_smtp_pipeline_settle (self->pipeline);
}

guint
ph_send_connection_get_number (PhSendConnection *self)
{
  return self->number;
}
