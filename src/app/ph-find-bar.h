/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds words in a text view, and marks them. A long text is looked through in steps. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_FIND_BAR (ph_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (PhFindBar, ph_find_bar, PH, FIND_BAR, GtkWidget)

/* @view: outlives the bar. To be called once, before the rest. */
void ph_find_bar_set_view (PhFindBar *self, GtkTextView *view);
/* Shows it, with what is selected in one line to look for, and with the keyboard; unless the text is out of sight. */
void ph_find_bar_open (PhFindBar *self);
/* The match stays selected, and the keyboard goes to the text. Returns: whether it was open */
gboolean ph_find_bar_close (PhFindBar *self);
/* The next or previous match behind what is selected, and round the text's end; opens the bar when there is nothing to find. */
void ph_find_bar_next (PhFindBar *self);
void ph_find_bar_previous (PhFindBar *self);

G_END_DECLS
