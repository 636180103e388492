/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message to read: its text, what became of it, and what can be done with it. */
#pragma once

#include "ph-application.h"

G_BEGIN_DECLS

/**
 * ph_stored_view_present:
 * @parent: (nullable): the window it belongs to, and closes with
 *
 * One that shows the same message comes to the front. A message that waits for a person is shown with what became of it first.
 */
void ph_stored_view_present (PhApplication *application, GtkWindow *parent, PhStoreMessage *message);

G_END_DECLS
