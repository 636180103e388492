/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets up translations and runs the application; everything else is in the library, where tests reach it. */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "ph-application.h"

static void
bind_translations (void)
{
  /* A program that runs from the build tree has its catalogues there. */
  const char *build_tree = g_getenv ("POSTHASTE_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, build_tree != NULL ? build_tree : PH_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (PhApplication) application = NULL;

  bind_translations ();
  application = ph_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
