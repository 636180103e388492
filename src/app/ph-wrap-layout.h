/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layout that puts children beside each other and goes on in a new row where the width ends. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_WRAP_LAYOUT (ph_wrap_layout_get_type ())
/* Property `spacing` (int, pixels): between children and between rows. A child that expands horizontally gets what is
 * left of its row; one that wants no width needs no spacing and begins no row. Rows follow the text direction. */
G_DECLARE_FINAL_TYPE (PhWrapLayout, ph_wrap_layout, PH, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ph_wrap_layout_new (void);

G_END_DECLS
