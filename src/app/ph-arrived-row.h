/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message in the list of those that arrived: subject, recipients, time, paper clip. */
#pragma once

#include <gtk/gtk.h>

#include "ph-maildir-model.h"

G_BEGIN_DECLS

#define PH_TYPE_ARRIVED_ROW (ph_arrived_row_get_type ())
G_DECLARE_FINAL_TYPE (PhArrivedRow, ph_arrived_row, PH, ARRIVED_ROW, GtkBox)

GtkWidget *ph_arrived_row_new (void);

/**
 * ph_arrived_row_set_item:
 * @item: (nullable): %NULL when the row is given back to its list
 *
 * Asks @model for the summary if it is not there, and no longer wants it when another item comes. Also names the list
 * item that the row is in, for assistive technology.
 */
void ph_arrived_row_set_item (PhArrivedRow *self, PhMaildirModel *model, PhMaildirItem *item);

G_END_DECLS
