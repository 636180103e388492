/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a message: a text view and what helps to write in it. It knows nothing of the message. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_EDITOR (ph_editor_get_type ())
/**
 * PhEditor:
 *
 * Signal `changed ()`: the text is another one.
 * Signal `snippet (const char *text)`: one was chosen; the answer is ph_editor_insert_snippet().
 * Signal `paste (GdkClipboard *clipboard)`: before text is pasted; returns whether what is there was taken as something else.
 */
G_DECLARE_FINAL_TYPE (PhEditor, ph_editor, PH, EDITOR, GtkWidget)

/* (transfer none): where the text is written */
GtkTextView *ph_editor_get_view (PhEditor *self);

/* Closes what is open in it. Returns: whether something was */
gboolean ph_editor_escape (PhEditor *self);

/* Inserts a snippet where the cursor is, filled in. @name: of the first recipient, %NULL where it is not known */
void ph_editor_insert_snippet (PhEditor *self, const char *snippet, const char *name);
/* (transfer full): the placeholders that snippets brought, with their braces; the text need not have them any more */
char **ph_editor_list_placeholders (PhEditor *self);
/* Selects the first one that is still to be filled in. */
void ph_editor_go_to_placeholder (PhEditor *self);
/* Another message is in it, of which nobody knows what came from a snippet: what looks like those of the saved ones did. */
void ph_editor_note_loaded (PhEditor *self);

G_END_DECLS
