/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window “Keyboard Shortcuts”. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Made when it is first asked for; @window keeps it, and says which keys its actions have. */
void ph_shortcuts_show (GtkApplicationWindow *window);

G_END_DECLS
