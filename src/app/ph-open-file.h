/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands a file to the program that the desktop has for its kind. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For who reports that a file was not opened among other problems: its message is ph_open_file_dup_problem()'s. */
#define PH_OPEN_FILE_ERROR (ph_open_file_error_quark ())
GQuark ph_open_file_error_quark (void);

/* @widget: the program is started from it. Main thread. */
void ph_open_file_async (GFile *file,
                         GtkWidget *widget,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* Returns: FALSE and the desktop's error where no program took it */
gboolean ph_open_file_finish (GAsyncResult *result, GError **error);

/* (transfer full): that the file was not opened, as words of a toast; translated. @error: of the desktop */
char *ph_open_file_dup_problem (const GError *error);

G_END_DECLS
