/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of recipients: chips, and an entry behind them that turns what is typed or pasted into more. */
#pragma once

#include <gtk/gtk.h>

#include "ph-mailbox.h"
#include "ph-people.h"

G_BEGIN_DECLS

#define PH_TYPE_RECIPIENTS (ph_recipients_get_type ())
/* Property `label` (string): the field's accessible name. Signal `changed`: a chip came or went, or text was typed. */
G_DECLARE_FINAL_TYPE (PhRecipients, ph_recipients, PH, RECIPIENTS, GtkWidget)

/* Whoever is in one of two peers is not taken by the other. Both ways; peers live as long as their window. */
void ph_recipients_add_peer (PhRecipients *self, PhRecipients *peer);

/* Whom to offer while somebody types; once. Each field has its own. */
void ph_recipients_set_people (PhRecipients *self, PhPeople *people);

/* Splits @text into chips, valid or not. Without focus: nothing is announced. */
void ph_recipients_add_text (PhRecipients *self, const char *text);
void ph_recipients_add_mailbox (PhRecipients *self, PhMailbox *mailbox);
/* What is still typed becomes chips too. */
void ph_recipients_commit (PhRecipients *self);
void ph_recipients_clear (PhRecipients *self);

guint ph_recipients_get_n_chips (PhRecipients *self);
/* Nothing at all is in it, neither chip nor text. */
gboolean ph_recipients_is_empty (PhRecipients *self);
/* (transfer full): the valid ones, in order */
GListModel *ph_recipients_list_mailboxes (PhRecipients *self);
/* (transfer full): everything in it, in order, also what is none and what is still being typed; %NULL-terminated */
char **ph_recipients_dup_texts (PhRecipients *self);
/* (transfer full) (nullable) */
char *ph_recipients_dup_first_invalid (PhRecipients *self);
void ph_recipients_focus_first_invalid (PhRecipients *self);
/* The keyboard is where the next recipient is typed. */
gboolean ph_recipients_is_writing (PhRecipients *self);

/* Marks the chip with this address, as the envelope has it, as refused by the server. Returns whether there is one. */
gboolean ph_recipients_mark_refused (PhRecipients *self, const char *address, const char *words);
void ph_recipients_clear_refused (PhRecipients *self);
/* Opens the first refused chip for editing. Returns whether there is one. */
gboolean ph_recipients_edit_refused (PhRecipients *self);

void ph_recipients_set_editable (PhRecipients *self, gboolean is_editable);

G_END_DECLS
