/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers the saved snippets; what is typed narrows them down. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_SNIPPET_POPOVER (ph_snippet_popover_get_type ())
/* Signal `chosen (const char *text)`: a snippet as it is saved; it closes then. */
G_DECLARE_FINAL_TYPE (PhSnippetPopover, ph_snippet_popover, PH, SNIPPET_POPOVER, GtkPopover)

PhSnippetPopover *ph_snippet_popover_new (GSettings *settings);
/* Opens it with the snippets of now. */
void ph_snippet_popover_open (PhSnippetPopover *self);

G_END_DECLS
