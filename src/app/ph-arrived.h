/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window “What Arrived”: the messages that the practice account delivered, and the way to read them. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PH_TYPE_ARRIVED (ph_arrived_get_type ())
/* Action: arrived.open-folder. */
G_DECLARE_FINAL_TYPE (PhArrived, ph_arrived, PH, ARRIVED, AdwWindow)

/**
 * ph_arrived_new:
 * @parent: (nullable): the window it belongs to, and closes with
 * @maildir: the practice server's folder; it need not be there yet
 *
 * Returns: (transfer none): a window that is not presented yet; GTK owns it
 */
PhArrived *ph_arrived_new (GtkWindow *parent, GFile *maildir);

G_END_DECLS
