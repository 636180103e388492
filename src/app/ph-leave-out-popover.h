/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files of a message that is too large stay behind: the largest first, and what the message is without them. */
#pragma once

#include <gtk/gtk.h>

#include "ph-attachment.h"

G_BEGIN_DECLS

/* So many are offered; the smaller ones hardly matter for the size. */
#define PH_LEAVE_OUT_MAX_FILES 20

#define PH_TYPE_LEAVE_OUT_POPOVER (ph_leave_out_popover_get_type ())
/* Signal `chosen (GPtrArray *files)`: (element-type PhAttachment): these are to stay behind, at least one; it is closed then. */
G_DECLARE_FINAL_TYPE (PhLeaveOutPopover, ph_leave_out_popover, PH, LEAVE_OUT_POPOVER, GtkPopover)

/* What is attached, and the size of the whole message and the largest that is taken, in octets on the wire. */
void ph_leave_out_popover_begin (PhLeaveOutPopover *self, GListModel *attachments, guint64 size, guint64 limit);

G_END_DECLS
