/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of people below an entry. It never has the keyboard: whoever shows it moves the choice. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_SUGGESTIONS (ph_suggestions_get_type ())
/* Signal `activated (guint position)`: one was clicked. */
G_DECLARE_FINAL_TYPE (PhSuggestions, ph_suggestions, PH, SUGGESTIONS, GtkPopover)

/* @people: (element-type PhMailbox) */
void ph_suggestions_set_people (PhSuggestions *self, GListModel *people);
/* Returns: its position; -1: none */
int ph_suggestions_get_chosen (PhSuggestions *self);
/* The next or the one before, in a ring that goes through no choice. */
void ph_suggestions_move_choice (PhSuggestions *self, int by);
/* (transfer full): for a screen reader: who is chosen, or else how many there are */
char *ph_suggestions_dup_description (PhSuggestions *self);

G_END_DECLS
