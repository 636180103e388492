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
  char **pieces; /* (owned) (nullable): of a long list that is still being taken */
  guint n_taken; /* of them */
  guint n_named; /* chips that know their position */
  guint step_source;
  gboolean is_editable;
  gboolean is_expanded;
  gboolean is_splitting; /* the entry's text is being taken */
  gboolean is_composing; /* an input method has text that is not in the entry yet */
};

PhRecipientChip *ph_recipients_get_chip (PhRecipients *self, guint index);
/* One chip more, or a flash of the one that is there; ph_recipients_chips_changed() is the caller's. */
void ph_recipients_append (PhRecipients *self, const char *text);
/* Chips came or went. */
void ph_recipients_chips_changed (PhRecipients *self);
/* Shows as many as there is need for. */
void ph_recipients_update_collapse (PhRecipients *self);
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

/* ph-recipients-steps.c */
/* As ph_recipients_add_text(), but a long list becomes chips some at a time, so that the window stays alive meanwhile. */
void ph_recipients_take_list (PhRecipients *self, const char *text);
/* Whatever is asked of the field, a list that is being taken counts whole: the rest is taken at once. */
void ph_recipients_finish_list (PhRecipients *self);
/* The rest of the list is not wanted any more. */
void ph_recipients_drop_list (PhRecipients *self);

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
