/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run, in this order: everything that can be wrong on this side, then the connection, then the report. */
#include "config.h"

#include "ph-send-run.h"

#include "ph-send-progress.h"
#include "ph-send-result.h"
#include "ph-send-source.h"
#include "ph-send-target.h"
#include "ph-smtp-transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is shown is shorter, so that this covers it. */
#define PROGRESS_WIDTH 40

/* What is looked at while a message is on its way. */
typedef struct
{
  PhSendProgress progress;
  gboolean shows_progress;
  PhSendTimings timings;
} Watch;

static void
progress_cb (PhSmtpStage stage, guint64 done, guint64 total, gpointer user_data)
{
  Watch *watch = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  ph_send_timings_enter (&watch->timings, stage, now);
  if (stage == PH_SMTP_STAGE_BODY && watch->shows_progress)
    text = ph_send_progress_update (&watch->progress, now, done, total);
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

/* Made before anything is sent, so that a folder that does not exist is told in time. */
static GOutputStream *
open_trace (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd != -1)
    return g_unix_output_stream_new (fd, TRUE);
  g_set_error (error, PH_SEND_ERROR, PH_SEND_EXIT_LOCAL_IO, _ ("%s cannot be written: %s"), path, g_strerror (errno));
  return NULL;
}

/* What became of the message is known by now, so a failure here is told and does not change it. */
static void
write_conversation (GOutputStream *trace, const PhSendOptions *options, PhSmtpTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ph_smtp_transcript_to_text (transcript);

  if (options->is_verbose)
    fputs (text, stderr);
  if (trace == NULL)
    return;
  if (!g_output_stream_write_all (trace, text, strlen (text), NULL, NULL, &error)
      || !g_output_stream_close (trace, NULL, &error))
    ph_send_say (error->message);
}

static gboolean
transmit (PhSmtpSession *session,
          PhSendSource *source,
          const PhSendOptions *options,
          PhSendTimings *timings,
          GError **error)
{
  Watch watch = { .progress = { g_get_monotonic_time (), 0 } };
  gboolean is_sent;

  watch.shows_progress = !options->is_quiet && isatty (STDERR_FILENO);
  ph_smtp_session_set_progress (session, progress_cb, &watch);
  is_sent = ph_smtp_session_open (session, NULL, error)
            && ph_smtp_transaction_run (session,
                                        source->envelope,
                                        source->message,
                                        source->size,
                                        PH_SMTP_SEND_TO_ACCEPTED,
                                        NULL,
                                        error);
  ph_smtp_session_set_progress (session, NULL, NULL);
  clear_progress (&watch.progress);
  ph_send_timings_enter (&watch.timings, PH_SMTP_STAGE_DONE, g_get_monotonic_time ());
  *timings = watch.timings;
  return is_sent;
}

static void
say_error (const GError *error)
{
  g_autofree char *line = ph_send_report_dup_line (error);

  ph_send_say (line);
}

static void
say_refused (PhSmtpEnvelope *envelope)
{
  g_auto (GStrv) lines = ph_send_report_dup_refused (envelope);

  for (guint i = 0; lines[i] != NULL; i++)
    ph_send_say (lines[i]);
}

/* What became of the message does not change when nobody can be told. */
static void
print_json (const PhSendResult *result)
{
  g_autofree char *json = ph_send_result_to_json (result);

  if (puts (json) == EOF || fflush (stdout) == EOF)
    ph_send_say (g_strerror (errno));
}

/* Of refused recipients each one is named, in place of a line that sums them up. */
static PhSendExit
report (const PhSendOptions *options, const PhSendResult *result)
{
  gboolean is_summed_up = g_error_matches (result->error, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED);

  if (!options->is_quiet && result->envelope != NULL)
    say_refused (result->envelope);
  if (!options->is_quiet && result->error != NULL && !is_summed_up)
    say_error (result->error);
  if (options->prints_json)
    print_json (result);
  return ph_send_result_get_exit (result);
}

static PhSendExit
fail (const PhSendOptions *options, const GError *error)
{
  const PhSendResult result = { .error = error };

  return report (options, &result);
}

void
ph_send_say (const char *line)
{
  fprintf (stderr, "posthaste-send: %s\n", line);
}

PhSendExit
ph_send_run (const PhSendOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSendTarget) target = ph_send_target_new (options, &error);
  g_autoptr (PhSendSource) source = NULL;
  g_autoptr (GOutputStream) trace = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  PhSendResult result = { 0 };

  if (target != NULL)
    source = ph_send_source_new (options, target->from, standard_input, &error);
  if (source != NULL && options->trace_file != NULL)
    trace = open_trace (options->trace_file, &error);
  if (target == NULL || source == NULL || error != NULL)
    return fail (options, error);

  session = ph_smtp_session_new (target->server, target->credentials, transcript);
  result.envelope = source->envelope;
  transmit (session, source, options, &result.timings, &error);
  if (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY)
    ph_smtp_session_quit (session);
  write_conversation (trace, options, transcript);
  result.error = error;
  result.tls_version = ph_smtp_session_get_tls_version (session);
  result.tls_cipher = ph_smtp_session_get_tls_cipher (session);
  return report (options, &result);
}
