/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of a Maildir as a list model of PhMaildirItem, newest first. It follows the folder. Main thread only. */
#pragma once

#include "ph-maildir-item.h"

G_BEGIN_DECLS

#define PH_TYPE_MAILDIR_MODEL (ph_maildir_model_get_type ())
/* Signal `listed (const GError *error)`: the folder was read, or could not be; the first time and after each change. */
G_DECLARE_FINAL_TYPE (PhMaildirModel, ph_maildir_model, PH, MAILDIR_MODEL, GObject)

/**
 * ph_maildir_model_new:
 * @maildir: made with its folders if it is not there, so that there is something to follow
 *
 * Lists names and times on another thread, starting now; messages are opened only for their summary.
 */
PhMaildirModel *ph_maildir_model_new (GFile *maildir);
GFile *ph_maildir_model_get_maildir (PhMaildirModel *self);

/**
 * ph_maildir_model_load_summary:
 *
 * Reads the summary of @item on the model's own thread and sets it. A message that cannot be read gets none.
 *
 * Returns: (transfer full) (nullable): cancel it when the summary is not needed any more; %NULL when it is there
 */
GCancellable *ph_maildir_model_load_summary (PhMaildirModel *self, PhMaildirItem *item);

G_END_DECLS
