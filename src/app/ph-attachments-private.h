/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the strip of attachments share. */
#pragma once

#include "ph-attachments.h"
#include "ph-worker.h"

G_BEGIN_DECLS

struct _PhAttachments
{
  GtkWidget parent_instance;

  GListStore *model; /* (owned) (element-type PhAttachment) */
  GCancellable *cancellable; /* (owned) */
  PhWorker *files; /* (owned): looks at what is to be attached */
  PhWorker *pictures; /* (owned): decodes pictures */
  guint n_cards; /* the first of the model have theirs */
  guint cards_source;
  guint n_coming; /* what a thread or another program is asked for now */
  gboolean is_measured; /* a file came for the probe */
  gboolean is_editable;
};

/* ph-attachments-add.c */
/* What is on its way is not wanted any more. */
void ph_attachments_drop_coming (PhAttachments *self);
/* Each has its card: when that is drawn, the probe ends, if it measures this. */
void ph_attachments_end_measuring (PhAttachments *self);

/* ph-attachments.c */
/* All that was to come is there, or told to be none. */
void ph_attachments_tell_settled (PhAttachments *self);
void ph_attachments_tell_brought (PhAttachments *self, PhAttachment *attachment);

G_END_DECLS
