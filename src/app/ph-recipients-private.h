/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a field of recipients share. */
#pragma once

#include "ph-recipient-chip.h"
#include "ph-recipients.h"

G_BEGIN_DECLS

struct _PhRecipients
{
  GtkWidget parent_instance;

  GtkEntry *entry;
  GtkButton *more;
  GtkDropTarget *drop;

  GPtrArray *chips; /* (owned) (element-type PhRecipientChip): in order; their parent is this widget */
  GPtrArray *peers; /* (owned) (element-type unowned PhRecipients) */
  char *label; /* (owned) (nullable) */
  gboolean is_editable;
  gboolean is_expanded;
  gboolean is_splitting; /* the entry's text is being taken */
};

PhRecipientChip *ph_recipients_get_chip (PhRecipients *self, guint index);
void ph_recipients_remove_chip (PhRecipients *self, PhRecipientChip *chip);
/* Turns @chip back into text, unless the field is not editable. */
void ph_recipients_edit_chip (PhRecipients *self, PhRecipientChip *chip);
/* An expanded field is one that somebody writes in: it shows all of its chips, and room for more. */
void ph_recipients_set_expanded (PhRecipients *self, gboolean is_expanded);

/* ph-recipients-drop.c */
/* Binds what the template calls when something is dropped. */
void ph_recipients_class_add_drop (GtkWidgetClass *widget_class);
/* Once the template is there. */
void ph_recipients_init_drop (PhRecipients *self);

/* ph-recipients-entry.c */
/* Binds what the template calls when the entry changes. */
void ph_recipients_class_add_entry (GtkWidgetClass *widget_class);
/* Once the template is there. */
void ph_recipients_init_entry (PhRecipients *self);

/* ph-recipients-keys.c */
/* Binds what the template calls for keys and focus. */
void ph_recipients_class_add_keys (GtkWidgetClass *widget_class);

G_END_DECLS
