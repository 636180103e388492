/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a photo says besides what it shows: where it was taken, and by whom. */
#pragma once

#include "ph-attachment.h"
#include "ph-worker.h"

G_BEGIN_DECLS

/* Whether @attachment may say such things, and can be made not to; nothing does where gexiv2 was left out of the build. */
gboolean ph_photo_data_is_known (PhAttachment *attachment);

/**
 * ph_photo_data_look_async:
 * @attachment: one that ph_photo_data_is_known()
 *
 * Looks on @worker whether it says where it was taken. What cannot be read says nothing.
 */
void ph_photo_data_look_async (PhAttachment *attachment,
                               PhWorker *worker,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ph_photo_data_look_finish (GAsyncResult *result, GError **error);

/**
 * ph_photo_data_clean_async:
 * @attachment: one that ph_photo_data_is_known()
 *
 * Makes a copy on @worker, in a new private folder under the temporary one, that has the same picture and says nothing of place
 * and author: no position, no XMP, no IPTC, no maker's notes, no names and serial numbers in Exif. It is read again before it
 * counts. The original is not touched.
 *
 * Errors: #GIOErrorEnum, and what gexiv2 says of a picture that it cannot read or write.
 */
void ph_photo_data_clean_async (PhAttachment *attachment,
                                PhWorker *worker,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (nullable) */
PhAttachment *ph_photo_data_clean_finish (GAsyncResult *result, GError **error);

G_END_DECLS
