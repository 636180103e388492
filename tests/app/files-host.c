/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program, for the rig: it has something on the clipboard, which can be dragged from its window too.
 * files-host files PATH… | text TEXT | picture | text-and-picture TEXT */
#include <gtk/gtk.h>

static GdkContentProvider *
provide_files (char **paths)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) list = G_VALUE_INIT;

  for (; *paths != NULL; paths++)
    g_ptr_array_add (files, g_file_new_for_path (*paths));
  g_value_init (&list, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&list, gdk_file_list_new_from_array ((GFile **) files->pdata, files->len));
  return gdk_content_provider_new_for_value (&list);
}

static GdkContentProvider *
provide_picture (void)
{
  static const guint8 pixels[] = { 255, 0, 0, 255, 0, 255, 0, 255 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (2, 1, GDK_MEMORY_R8G8B8A8, bytes, sizeof pixels);

  return gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
}

static GdkContentProvider *
provide_both (const char *text)
{
  GdkContentProvider *both[] = { gdk_content_provider_new_typed (G_TYPE_STRING, text), provide_picture () };

  return gdk_content_provider_new_union (both, G_N_ELEMENTS (both));
}

static GdkContentProvider *
provide (char **arguments)
{
  if (g_str_equal (arguments[0], "files"))
    return provide_files (arguments + 1);
  if (g_str_equal (arguments[0], "text"))
    return gdk_content_provider_new_typed (G_TYPE_STRING, arguments[1]);
  if (g_str_equal (arguments[0], "text-and-picture"))
    return provide_both (arguments[1]);
  return provide_picture ();
}

static void
activate_cb (GtkApplication *application, char **arguments)
{
  g_autoptr (GdkContentProvider) content = provide (arguments);
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *label = gtk_label_new ("Drag me");
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_content (source, content);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 100);
  gtk_window_present (GTK_WINDOW (window));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (window), content);
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  g_return_val_if_fail (argc > 1, 2);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), argv + 1);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
