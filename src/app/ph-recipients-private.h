/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a field of recipients share. */
#pragma once

#include "ph-people.h"
#include "ph-recipient-chip.h"
#include "ph-recipients.h"
#include "ph-suggestions.h"

G_BEGIN_DECLS

struct _PhRecipients
{
  GtkWidget parent_instance;

  GtkEntry *entry;
  GtkButton *more;
  GtkDropTarget *drop;
  PhSuggestions *suggestions;

  GPtrArray *chips; /* (owned) (element-type PhRecipientChip): in order; their parent is this widget */
  GPtrArray *peers; /* (owned) (element-type unowned PhRecipients) */
  PhPeople *people; /* (owned) (nullable) */
  char *label; /* (owned) (nullable) */
  gboolean is_editable;
  gboolean is_expanded;
  gboolean is_splitting; /* the entry's text is being taken */
  gboolean is_composing; /* an input method has text that is not in the entry yet */
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

/* ph-recipients-suggest.c */
/* Binds what the template calls for suggestions. */
void ph_recipients_class_add_suggest (GtkWidgetClass *widget_class);
/* Once the template is there. */
void ph_recipients_init_suggest (PhRecipients *self);
/* Looks for those who may be meant by what is in the entry now, and shows them when they are found. */
void ph_recipients_suggest (PhRecipients *self);
/* A key in the entry. Returns whether it was for the suggestions. */
gboolean ph_recipients_handle_suggestion_key (PhRecipients *self, guint key, GdkModifierType modifiers);

G_END_DECLS
