/* SPDX-License-Identifier: GPL-3.0-or-later */
/* posthaste-send: the command line. What it does is in ph-send-run. */
#include "config.h"

#include "ph-send-print.h"
#include "ph-send-run.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhSendOptions) options = NULL;

  /* Nothing here sorts or writes dates and money as people do, and each category is a file or two to read. */
  setlocale (LC_CTYPE, "");
  setlocale (LC_MESSAGES, "");
  setlocale (LC_NUMERIC, "");
  bindtextdomain (GETTEXT_PACKAGE, PH_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  options = ph_send_options_parse ((const char *const *) argv, &error);
  if (options == NULL)
    {
      g_autofree char *line = ph_send_report_dup_line (error);

      ph_send_print_say (line);
      return ph_send_report_get_exit (error);
    }
  if (options->action == PH_SEND_ACTION_HELP)
    fputs (options->help, stdout);
  else if (options->action == PH_SEND_ACTION_VERSION)
    printf ("posthaste-send %s\n", PH_VERSION);
  else
    return ph_send_run (options);
  return PH_SEND_EXIT_OK;
}
