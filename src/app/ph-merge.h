/* SPDX-License-Identifier: GPL-3.0-or-later */
/* “Send to Each”: what a message to each row of a table will be, and its way into the outbox. */
#pragma once

#include "ph-account.h"
#include "ph-outbox.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define PH_TYPE_MERGE (ph_merge_get_type ())
/* Signal `queued` (guint): so many messages are in the outbox now; the window closes. */
G_DECLARE_FINAL_TYPE (PhMerge, ph_merge, PH, MERGE, AdwWindow)

/**
 * ph_merge_new:
 * @account: whom the messages are from
 * @message: (transfer none): what all have in common; nobody in To
 * @table: a file that nobody has looked at yet
 */
PhMerge *ph_merge_new (GtkWindow *parent, PhOutbox *outbox, PhAccount *account, PhMessage *message, GFile *table);

/* The file chooser for a table, to be shown. (transfer full) */
GtkFileChooserNative *ph_merge_chooser_new (GtkWindow *parent);

G_END_DECLS
