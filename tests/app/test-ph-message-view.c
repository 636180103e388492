/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message window fits the smallest screen, and can be closed at any moment of its loading. */
#include "ph-message-view.h"

#include "ph-test-folder.h"

#define MESSAGE "From: ann@example.org\r\nSubject: hello\r\n\r\ntext\r\n"

typedef struct
{
  GFile *folder;
  GFile *file;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  f->folder = ph_test_folder_new ();
  path = ph_test_folder_path (f->folder, "message.eml");
  f->file = g_file_new_for_path (path);
  g_assert_true (g_file_set_contents (path, MESSAGE, -1, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->file);
  ph_test_folder_free (f->folder);
}

static void
wait_gone (gpointer *window)
{
  while (*window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_title (GtkWindow *window, const char *title)
{
  while (g_strcmp0 (gtk_window_get_title (window), title) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_minimum (Fixture *f, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (ph_message_view_new (NULL, f->file));
  int minimum = 0;

  wait_title (window, "hello");
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  wait_gone ((gpointer *) &window);
}

static void
test_close_while_loading (Fixture *f, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (ph_message_view_new (NULL, f->file));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_present (window);
  gtk_window_destroy (window);
  wait_gone ((gpointer *) &window);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/message-view/minimum", test_minimum);
  ADD ("/message-view/close-while-loading", test_close_while_loading);
  return g_test_run ();
}
