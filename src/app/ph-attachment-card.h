/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attached file as a card. */
#pragma once

#include <gtk/gtk.h>

#include "ph-attachment.h"

G_BEGIN_DECLS

#define PH_TYPE_ATTACHMENT_CARD (ph_attachment_card_get_type ())
/* Signal `remove`: the person wants it gone. */
G_DECLARE_FINAL_TYPE (PhAttachmentCard, ph_attachment_card, PH, ATTACHMENT_CARD, GtkWidget)

GtkWidget *ph_attachment_card_new (PhAttachment *attachment);
PhAttachment *ph_attachment_card_get_attachment (PhAttachmentCard *self);
void ph_attachment_card_set_editable (PhAttachmentCard *self, gboolean is_editable);

G_END_DECLS
