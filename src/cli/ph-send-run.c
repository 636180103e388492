/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run, in this order: everything that can be wrong on this side, then the connection, then the report. */
#include "config.h"

#include "ph-send-run.h"

#include "ph-send-batch.h"
#include "ph-send-connection.h"
#include "ph-send-flush.h"
#include "ph-send-merge.h"
#include "ph-send-print.h"
#include "ph-send-queue.h"
#include "ph-smtp-sentence.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* Made before anything is sent, so that a folder that does not exist is told in time. */
static gboolean
open_trace (const char *path, GOutputStream **trace, GError **error)
{
  int fd = -1;

  if (path == NULL)
    return TRUE;
  fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd != -1)
    *trace = g_unix_output_stream_new (fd, TRUE);
  else
    g_set_error (error, PH_SEND_ERROR, PH_SEND_EXIT_LOCAL_IO, _ ("%s cannot be written: %s"), path, g_strerror (errno));
  return fd != -1;
}

/* In sentences, for a person, and in lines, for who knows SMTP. */
static gboolean
write_trace (GOutputStream *trace, PhSmtpTranscript *transcript, const char *lines, GError **error)
{
  g_autofree char *sentences = ph_smtp_sentence_tell (transcript);

  return g_output_stream_printf (trace, NULL, NULL, error, "%s\n%s", sentences, lines)
         && g_output_stream_close (trace, NULL, error);
}

/* What became of the message is known by now, so a failure here is told and does not change it. */
static void
write_conversation (GOutputStream *trace, const PhSendOptions *options, PhSmtpTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  text = ph_smtp_transcript_to_text (transcript);
  if (options->is_verbose)
    fputs (text, stderr);
  if (trace != NULL && !write_trace (trace, transcript, text, &error))
    ph_send_print_say (error->message);
}

static gboolean
is_watched (const PhSendOptions *options)
{
  return options->is_verbose || options->trace_file != NULL;
}

/* To its end: behind it the server is not asked for what only later runs need. */
static void
say_conversation (PhSendConnection *connection,
                  GOutputStream *trace,
                  const PhSendOptions *options,
                  PhSmtpTranscript *transcript)
{
  ph_send_connection_quit (connection);
  write_conversation (trace, options, transcript);
}

static PhSendExit
fail (const PhSendOptions *options, const GError *error)
{
  const PhSendResult result = { .error = error };

  return ph_send_print_result (options, &result);
}

static PhSendExit
run_one (const PhSendOptions *options, const PhSendTarget *target, PhSmtpTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (PhSendSource) source = ph_send_source_new (options, target->from, standard_input, &error);
  g_autoptr (GOutputStream) trace = NULL;
  g_autoptr (PhSendConnection) connection = NULL;
  PhSendResult result = { 0 };
  PhSendExit exit;

  if (source == NULL || !open_trace (options->trace_file, &trace, &error))
    return fail (options, error);
  connection = ph_send_connection_new (target, options, transcript);
  ph_send_connection_send (connection, source, &result, &error);
  if (is_watched (options))
    say_conversation (connection, trace, options, transcript);
  result.error = error;
  exit = ph_send_print_result (options, &result);
  ph_send_connection_learn (connection);
  ph_send_connection_quit (connection);
  return exit;
}

static PhSendExit
run_batch (const PhSendOptions *options, const PhSendTarget *target, PhSmtpTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = ph_send_batch_list (options->batch_folder, &error);
  g_autoptr (GOutputStream) trace = NULL;
  g_autoptr (PhSendConnection) connection = NULL;
  PhSendExit exit;

  if (names == NULL || !open_trace (options->trace_file, &trace, &error))
    return fail (options, error);
  connection = ph_send_connection_new (target, options, transcript);
  exit = ph_send_batch_run (options, target->from, names, connection);
  if (is_watched (options))
    say_conversation (connection, trace, options, transcript);
  ph_send_connection_learn (connection);
  ph_send_connection_quit (connection);
  return exit;
}

static PhSendExit
run_queue (const PhSendOptions *options)
{
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  return options->action == PH_SEND_ACTION_MERGE ? ph_send_merge_run (options, standard_input)
                                                 : ph_send_queue_run (options, standard_input);
}

static PhSendExit
run_flush (const PhSendOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) trace = NULL;
  PhSendExit exit = PH_SEND_EXIT_OK;

  if (!open_trace (options->trace_file, &trace, &error))
    return fail (options, error);
  exit = ph_send_flush_run (options, trace);
  if (trace != NULL && !g_output_stream_close (trace, NULL, &error))
    ph_send_print_say (error->message);
  return exit;
}

static PhSendExit
run_connected (const PhSendOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSendTarget) target = ph_send_target_new (options, &error);

  if (target == NULL)
    return fail (options, error);
  return options->action == PH_SEND_ACTION_BATCH ? run_batch (options, target, transcript)
                                                 : run_one (options, target, transcript);
}

PhSendExit
ph_send_run (const PhSendOptions *options)
{
  if (options->action == PH_SEND_ACTION_FLUSH)
    return run_flush (options);
  if (options->is_queued || options->action == PH_SEND_ACTION_MERGE)
    return run_queue (options);
  return run_connected (options);
}
