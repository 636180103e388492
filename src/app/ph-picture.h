/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures out of files that nobody vouches for, decoded within bounds and never on the main thread. */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "ph-attachment.h"
#include "ph-worker.h"

G_BEGIN_DECLS

/* Whether @content_type is one that is decoded here: common ones of dots, none that is a program or draws. */
gboolean ph_picture_is_known (const char *content_type);

/**
 * ph_picture_load:
 * @stream: the picture's octets
 * @content_type: one that ph_picture_is_known(); what is not of this type is not decoded
 * @max_side: pixels; a larger picture comes so small that neither side is longer
 *
 * Blocks. The picture stands upright, whatever way the camera was held.
 *
 * Returns: (transfer full) (nullable): %NULL with a #GIOErrorEnum or a #GdkPixbufError, also for one of too many octets or
 *   pixels to be decoded
 */
GdkPixbuf *ph_picture_load (GInputStream *stream,
                            const char *content_type,
                            int max_side,
                            GCancellable *cancellable,
                            GError **error);

/* The same for @attachment, on @worker. */
void ph_picture_load_async (PhAttachment *attachment,
                            int max_side,
                            PhWorker *worker,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GdkPixbuf *ph_picture_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
