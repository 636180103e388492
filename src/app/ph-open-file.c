/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-open-file.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (ph - open - file - error - quark, ph_open_file_error)

void
ph_open_file_async (GFile *file,
                    GtkWidget *widget,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autofree char *uri = NULL;
  g_autoptr (GdkAppLaunchContext) context = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  uri = g_file_get_uri (file);
  context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), cancellable, callback, user_data);
}

gboolean
ph_open_file_finish (GAsyncResult *result, GError **error)
{
  return g_app_info_launch_default_for_uri_finish (result, error);
}

char *
ph_open_file_dup_problem (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return g_strdup (_ ("Not opened: no program for this kind of file"));
  /* Translators: %s is the reason, such as "Permission denied". */
  return g_strdup_printf (_ ("Not opened: %s"), error->message);
}
