/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a scrolled window, the only child, the height that its content needs at its width, up to a limit. By itself it
 * asks for what the content would need in one row. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Three rows of files, and a bit of the next one, so that it can be seen that there are more. */
#define PH_SCROLL_LAYOUT_MAX_HEIGHT 200

#define PH_TYPE_SCROLL_LAYOUT (ph_scroll_layout_get_type ())
G_DECLARE_FINAL_TYPE (PhScrollLayout, ph_scroll_layout, PH, SCROLL_LAYOUT, GtkLayoutManager)

G_END_DECLS
