/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what arrived fits the smallest screen, and can be closed while it is being listed. */
#include "ph-arrived.h"

#include "ph-test-folder.h"

/* Also for the last of the folders that the thread makes, so that none comes while they are taken away. */
static void
wait_gone (gpointer *window, GFile *folder)
{
  g_autofree char *last = ph_test_folder_path (folder, "cur");

  while (*window != NULL)
    g_main_context_iteration (NULL, TRUE);
  while (!g_file_test (last, G_FILE_TEST_IS_DIR))
    g_thread_yield ();
}

static void
test_minimum (void)
{
  GFile *folder = ph_test_folder_new ();
  GtkWindow *window = GTK_WINDOW (ph_arrived_new (NULL, folder));
  int minimum = 0;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  wait_gone ((gpointer *) &window, folder);
  ph_test_folder_free (folder);
}

static void
test_close_while_listing (void)
{
  GFile *folder = ph_test_folder_new ();
  GtkWindow *window = GTK_WINDOW (ph_arrived_new (NULL, folder));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_present (window);
  gtk_window_destroy (window);
  wait_gone ((gpointer *) &window, folder);
  ph_test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/arrived/minimum", test_minimum);
  g_test_add_func ("/arrived/close-while-listing", test_close_while_listing);
  return g_test_run ();
}
