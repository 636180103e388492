/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands an attachment of a received message to the program that the desktop has for its kind. */
#pragma once

#include <gtk/gtk.h>

#include "ph-mail-reader.h"

G_BEGIN_DECLS

/**
 * ph_open_part_async:
 * @index: the attachment
 * @window: the program is started in its name
 *
 * Writes the attachment into a new private folder under the temporary folder, from where the system clears it away,
 * as the other program may go on reading it for as long as it likes. The file cannot be executed.
 */
void ph_open_part_async (PhMailReader *reader,
                         guint index,
                         GtkWindow *window,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean ph_open_part_finish (GAsyncResult *result, GError **error);

G_END_DECLS
