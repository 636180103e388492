/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line that says that attached photos tell where they were taken, and the way to make them silent. */
#pragma once

#include "ph-attachments.h"

G_BEGIN_DECLS

#define PH_TYPE_PHOTO_HINT (ph_photo_hint_get_type ())
/* Shown while there is such a photo. Signal `cleaned (uint n)`: so many say nothing of place and author now, which can be
 * undone. A photo that cannot be made silent is a problem of the strip's, with %PH_PHOTO_HINT_ERROR. */
G_DECLARE_FINAL_TYPE (PhPhotoHint, ph_photo_hint, PH, PHOTO_HINT, GtkWidget)

#define PH_PHOTO_HINT_ERROR (ph_photo_hint_error_quark ())
GQuark ph_photo_hint_error_quark (void);

/* Whose photos it is about; once. @strip lives as long as this. */
void ph_photo_hint_set_attachments (PhPhotoHint *self, PhAttachments *strip);
void ph_photo_hint_clean (PhPhotoHint *self, PhAttachment *attachment);
/* Puts the last ones back. */
void ph_photo_hint_undo (PhPhotoHint *self);

G_END_DECLS
