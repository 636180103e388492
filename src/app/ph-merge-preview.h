/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of a merge as they will be sent, one at a time. */
#pragma once

#include "ph-outbox-merge.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_MERGE_PREVIEW (ph_merge_preview_get_type ())
/* Action `preview.go` with an int32: so many messages on, or back. */
G_DECLARE_FINAL_TYPE (PhMergePreview, ph_merge_preview, PH, MERGE_PREVIEW, GtkWidget)

/* @merge: (nullable): with at least one message; %NULL shows nothing */
void ph_merge_preview_set_merge (PhMergePreview *self, PhOutboxMerge *merge);
/* Which of them are in the outbox is news. */
void ph_merge_preview_update (PhMergePreview *self);

G_END_DECLS
