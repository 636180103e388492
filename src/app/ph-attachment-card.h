/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attached file as a card, with what can be done to it: by keys, in its menu, and by dragging it. */
#pragma once

#include <gtk/gtk.h>

#include "ph-attachment.h"
#include "ph-worker.h"

G_BEGIN_DECLS

#define PH_TYPE_ATTACHMENT_CARD (ph_attachment_card_get_type ())
/* Only asks. Signals:
 * `remove`: the person wants it gone;
 * `rename (const char *name)`: wants it to have this name;
 * `move (int by)`: wants it so many places further back;
 * `clean`: wants it to say nothing of place and author, if it is a photo;
 * `show-in-text (gboolean)`: wants it in the text, or no more;
 * `menu`: its menu is about to be shown. Property: `shown` (boolean): whether it is in the text, as far as was said. */
G_DECLARE_FINAL_TYPE (PhAttachmentCard, ph_attachment_card, PH, ATTACHMENT_CARD, GtkWidget)

/* @worker: decodes its picture */
GtkWidget *ph_attachment_card_new (PhAttachment *attachment, PhWorker *worker);
PhAttachment *ph_attachment_card_get_attachment (PhAttachmentCard *self);
/* @can_show: whether the text can show it at all */
void ph_attachment_card_set_shown (PhAttachmentCard *self, gboolean can_show, gboolean is_shown);
void ph_attachment_card_set_editable (PhAttachmentCard *self, gboolean is_editable);

G_END_DECLS
