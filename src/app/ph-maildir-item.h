/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message of a Maildir, as an item of a list model: where it is, when it came, and, once asked for, its summary. */
#pragma once

#include "ph-mail-summary.h"

G_BEGIN_DECLS

#define PH_TYPE_MAILDIR_ITEM (ph_maildir_item_get_type ())
/* Property `summary` (#PhMailSummary as a pointer): %NULL until it is loaded. Main thread only, once it is in a model. */
G_DECLARE_FINAL_TYPE (PhMaildirItem, ph_maildir_item, PH, MAILDIR_ITEM, GObject)

/* @time_us: microseconds since the epoch */
PhMaildirItem *ph_maildir_item_new (GFile *file, gint64 time_us);

GFile *ph_maildir_item_get_file (PhMaildirItem *self);
/* The message was moved, from new to cur for example. */
void ph_maildir_item_set_file (PhMaildirItem *self, GFile *file);
gint64 ph_maildir_item_get_time (PhMaildirItem *self);
/* The unique part of the file's name: it stays when a mail program moves or flags the message. */
const char *ph_maildir_item_get_name (PhMaildirItem *self);
/* (nullable) */
const PhMailSummary *ph_maildir_item_get_summary (PhMaildirItem *self);
/* @summary: (transfer full) */
void ph_maildir_item_take_summary (PhMaildirItem *self, PhMailSummary *summary);

G_END_DECLS
