/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers attached pictures with fewer pixels, and says how large the message would be then. */
#pragma once

#include <gtk/gtk.h>

#include "ph-picture-shrink.h"

G_BEGIN_DECLS

#define PH_TYPE_SHRINK_POPOVER (ph_shrink_popover_get_type ())
/* Signal `chosen (GPtrArray *shrinkings, PhShrink shrink)`: one of the sizes; it closes then. */
G_DECLARE_FINAL_TYPE (PhShrinkPopover, ph_shrink_popover, PH, SHRINK_POPOVER, GtkPopover)

/* Begins to try the sizes, and gives that up when it closes. @size: octets of the whole message now */
void ph_shrink_popover_begin (PhShrinkPopover *self, GListModel *attachments, guint64 size);

G_END_DECLS
