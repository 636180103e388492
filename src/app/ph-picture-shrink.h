/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attached pictures with fewer pixels: made in three sizes at once, so that it is known what each would save. */
#pragma once

#include "ph-picture.h"

G_BEGIN_DECLS

typedef enum
{
  PH_SHRINK_SMALL, /* 640 pixels at most each way */
  PH_SHRINK_MEDIUM, /* 1280 */
  PH_SHRINK_LARGE, /* 2048 */
  PH_N_SHRINKS,
} PhShrink;

/* Whether @attachment may have smaller forms: a still picture of dots. */
gboolean ph_picture_can_shrink (PhAttachment *attachment);

/* One picture and what it would be. */
typedef struct
{
  PhAttachment *whole; /* (owned) */
  PhAttachment *shrunk[PH_N_SHRINKS]; /* (owned) (nullable): NULL where little would be saved */
} PhShrinking;

/**
 * ph_picture_shrink_async:
 * @attachments: (element-type PhAttachment): what is no picture is left out
 *
 * Makes all forms on @worker, as JPEG, or as PNG where something shines through. They are upright, have no data about
 * place, time or camera, and are in a new private folder under the temporary one, from where the system clears them away. A
 * picture that cannot be read has no other forms.
 */
void ph_picture_shrink_async (GListModel *attachments,
                              PhWorker *worker,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full) (nullable) (element-type PhShrinking): one for each picture */
GPtrArray *ph_picture_shrink_finish (GAsyncResult *result, GError **error);

/* How many octets are saved with @shrink. */
guint64 ph_picture_shrink_count_saved (GPtrArray *shrinkings, PhShrink shrink);

G_END_DECLS
