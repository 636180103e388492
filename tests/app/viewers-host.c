/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens one of the viewing windows by itself, for the rig: viewers-host conversation|message|arrived|about.
 * "conversation" follows the lines that it reads from a file that the test appends to. */
#include "config.h"

#include <adwaita.h>

#include "ph-about.h"
#include "ph-arrived.h"
#include "ph-conversation.h"
#include "ph-message-view.h"

typedef struct
{
  const char *view;
  GFile *file; /* (nullable) */
  PhSmtpTranscript *transcript; /* (owned) */
  GFileMonitor *monitor; /* (owned) (nullable) */
  guint n_lines;
} Host;

/* "> text" is ours, "< text" the server's, "! title|text" marks the failure and explains it, all else is a note. */
static void
take_line (Host *host, PhConversation *conversation, const char *line)
{
  g_auto (GStrv) words = NULL;

  if (g_str_has_prefix (line, "> "))
    ph_smtp_transcript_add (host->transcript, PH_SMTP_DIRECTION_SENT, line + 2);
  else if (g_str_has_prefix (line, "< "))
    ph_smtp_transcript_add (host->transcript, PH_SMTP_DIRECTION_RECEIVED, line + 2);
  else if (g_str_has_prefix (line, "! "))
    {
      words = g_strsplit (line + 2, "|", 2);
      ph_smtp_transcript_mark_failure (host->transcript);
      ph_conversation_set_explanation (conversation, words[0], words[1]);
    }
  else
    ph_smtp_transcript_add (host->transcript, PH_SMTP_DIRECTION_NOTE, line);
}

static void
follow_cb (PhConversation *conversation)
{
  Host *host = g_object_get_data (G_OBJECT (conversation), "host");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_load_contents (host->file, NULL, &text, NULL, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  /* What stands behind the last line end is not a line yet. */
  for (; lines[host->n_lines] != NULL && lines[host->n_lines + 1] != NULL; host->n_lines++)
    take_line (host, conversation, lines[host->n_lines]);
}

static GtkWindow *
open_conversation (Host *host)
{
  PhConversation *conversation = NULL;

  host->transcript = ph_smtp_transcript_new ();
  conversation = ph_conversation_new (NULL, host->transcript);
  g_object_set_data (G_OBJECT (conversation), "host", host);
  host->monitor = g_file_monitor_file (host->file, G_FILE_MONITOR_NONE, NULL, NULL);
  g_signal_connect_object (host->monitor, "changed", G_CALLBACK (follow_cb), conversation, G_CONNECT_SWAPPED);
  follow_cb (conversation);
  return GTK_WINDOW (conversation);
}

static GtkWindow *
open_about (void)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (g_application_get_default ()));

  gtk_window_present (GTK_WINDOW (window));
  ph_about_show (GTK_WINDOW (window));
  return NULL;
}

static GtkWindow *
open_view (Host *host)
{
  if (g_str_equal (host->view, "conversation"))
    return open_conversation (host);
  if (g_str_equal (host->view, "message"))
    return GTK_WINDOW (ph_message_view_new (NULL, host->file));
  if (g_str_equal (host->view, "arrived"))
    return GTK_WINDOW (ph_arrived_new (NULL, host->file));
  return open_about ();
}

static void
activate_cb (GtkApplication *application, Host *host)
{
  GtkWindow *window = open_view (host);

  if (window == NULL)
    return;
  gtk_window_set_application (window, application);
  gtk_window_present (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new (PH_APPLICATION_ID ".Viewers", G_APPLICATION_NON_UNIQUE);
  Host host = { .view = argc > 1 ? argv[1] : "" };
  int status = 0;

  if (argc > 2)
    host.file = g_file_new_for_path (argv[2]);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &host);
  status = g_application_run (G_APPLICATION (application), 1, argv);
  g_clear_object (&host.monitor);
  g_clear_object (&host.transcript);
  g_clear_object (&host.file);
  return status;
}
