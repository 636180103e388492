/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a file's new name, beside what it is the name of. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_RENAME_POPOVER (ph_rename_popover_get_type ())
/* Signal `renamed (const char *name)`: another name was given, which is not empty; it closes then. */
G_DECLARE_FINAL_TYPE (PhRenamePopover, ph_rename_popover, PH, RENAME_POPOVER, GtkPopover)

GtkWidget *ph_rename_popover_new (void);
/* Opens it with @name, of which all but the suffix is selected. */
void ph_rename_popover_ask (PhRenamePopover *self, const char *name);

G_END_DECLS
