/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK would load gtk/help-overlay.ui with every window that is opened; this loads it when somebody looks. */
#include "config.h"

#include "ph-shortcuts.h"

void
ph_shortcuts_show (GtkApplicationWindow *window)
{
  g_return_if_fail (GTK_IS_APPLICATION_WINDOW (window));

  if (gtk_application_window_get_help_overlay (window) == NULL)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/posthaste/Posthaste/help-overlay.ui");

      gtk_application_window_set_help_overlay (window,
                                               GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
    }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}
