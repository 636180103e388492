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
 * Signal `paste (GdkClipboard *clipboard)`: before text is pasted; returns whether what is there was taken as something else.
 */
G_DECLARE_FINAL_TYPE (PhEditor, ph_editor, PH, EDITOR, GtkWidget)

/* (transfer none): where the text is written */
GtkTextView *ph_editor_get_view (PhEditor *self);

/* Closes what is open in it. Returns: whether something was */
gboolean ph_editor_escape (PhEditor *self);

G_END_DECLS
