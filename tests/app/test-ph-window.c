/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: the window can be made from its template and fits the smallest screen that is promised. */
#include <adwaita.h>

#include "ph-window.h"

static void
test_minimum (void)
{
  PhWindow *window = g_object_new (PH_TYPE_WINDOW, NULL);
  GtkWidget *content = NULL;
  int minimum = 0;

  /* Without the frame, which is the desktop's. */
  content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/window/minimum", test_minimum);
  return g_test_run ();
}
