/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a message is known by then, so it does not change when nobody can be told. */
#include "config.h"

#include "ph-send-print.h"

#include "ph-smtp-text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* In characters. Longer than any sentence, but an argument or a server's words in it may have any length. */
#define MAX_LINE_LENGTH 1000

void
ph_send_print_say (const char *line)
{
  g_autofree char *harmless = ph_smtp_text_make_harmless (line, strlen (line));
  gboolean is_whole = g_utf8_strlen (harmless, -1) <= MAX_LINE_LENGTH;
  g_autofree char *shown = is_whole ? NULL : g_utf8_substring (harmless, 0, MAX_LINE_LENGTH);

  fprintf (stderr, is_whole ? "posthaste-send: %s\n" : "posthaste-send: %s…\n", is_whole ? harmless : shown);
}

/* (nullable): which of several messages it is. A file's name may have line ends in it, and two lines would be two results. */
static char *
dup_name (const PhSendResult *result)
{
  if (result->id != 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, result->id);
  return result->file != NULL ? ph_smtp_text_make_harmless (result->file, strlen (result->file)) : NULL;
}

static void
say_of (const char *name, const char *line)
{
  g_autofree char *whole = name != NULL ? g_strdup_printf ("%s: %s", name, line) : NULL;

  ph_send_print_say (whole != NULL ? whole : line);
}

/* Takes @lines over. */
static void
say_all_of (const char *name, char **lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    say_of (name, lines[i]);
  g_strfreev (lines);
}

/* Of refused recipients each one is named, in place of a line that sums them up. */
static void
say_problems (const PhSendResult *result, const char *name)
{
  g_autofree char *line = NULL;

  if (result->envelope != NULL)
    say_all_of (name, ph_send_report_dup_refused (result->envelope));
  if (result->error == NULL || g_error_matches (result->error, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED))
    return;
  line = ph_send_report_dup_line (result->error);
  say_of (name, line);
  /* Before somebody sends it to them again. */
  if (result->envelope != NULL)
    say_all_of (name, ph_send_report_dup_sent (result->envelope));
}

static void
print_line (const char *line)
{
  if (puts (line) == EOF || fflush (stdout) == EOF)
    ph_send_print_say (g_strerror (errno));
}

PhSendExit
ph_send_print_result (const PhSendOptions *options, const PhSendResult *result)
{
  PhSendExit exit = ph_send_result_get_exit (result);
  g_autofree char *name = dup_name (result);
  g_autofree char *line = NULL;

  if (!options->is_quiet)
    say_problems (result, name);
  if (options->prints_json)
    line = ph_send_result_to_json (result);
  else if (name != NULL && !result->is_queued)
    line = g_strdup_printf ("%d %s", (int) exit, name);
  if (line != NULL)
    print_line (line);
  return exit;
}
