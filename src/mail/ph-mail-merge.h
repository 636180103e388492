/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message to each row of a table. Pure, but for attachments that are read when a message is written. */
#pragma once

#include "ph-mail-table.h"
#include "ph-message.h"

G_BEGIN_DECLS

#define PH_TYPE_MAIL_MERGE (ph_mail_merge_get_type ())
/* Does not change. Any thread, several at a time. */
G_DECLARE_FINAL_TYPE (PhMailMerge, ph_mail_merge, PH, MAIL_MERGE, GObject)

/**
 * ph_mail_merge_new:
 * @message: (transfer none): what all have in common; its subject and text may have gaps (ph_mail_template_fill())
 * @table: (transfer none)
 * @column: (nullable): where the addresses are; %NULL: in `email`, `e-mail` or `address`
 *
 * Every row is tried: when this succeeds, each of them makes a message.
 *
 * Returns: (transfer full) (nullable): %NULL with a #PhMailTableError
 */
PhMailMerge *ph_mail_merge_new (PhMessage *message, PhMailTable *table, const char *column, GError **error);

/* What is wrong is told no oftener than that. */
#define PH_MAIL_MERGE_MAX_PROBLEMS 100

/**
 * ph_mail_merge_new_for_usable:
 * @problems: (element-type GError): gets the #PhMailTableError of each row that is left out, the first
 *   %PH_MAIL_MERGE_MAX_PROBLEMS of them; when it fails for the letter's gaps, of each gap that no row can fill
 *
 * The same with the rows that make a message, which may be none. Takes its time for a large table.
 *
 * Returns: (transfer full) (nullable): also %NULL with %G_IO_ERROR_CANCELLED
 */
PhMailMerge *ph_mail_merge_new_for_usable (PhMessage *message,
                                           PhMailTable *table,
                                           const char *column,
                                           GPtrArray *problems,
                                           GCancellable *cancellable,
                                           GError **error);
/* Of the table, by its index: where it has the addresses, or -1. @name: (nullable): as for ph_mail_merge_new() */
int ph_mail_merge_find_column (PhMailTable *table, const char *name);

guint ph_mail_merge_get_n_messages (PhMailMerge *self);
/* How many rows make none. */
guint ph_mail_merge_get_n_left_out (PhMailMerge *self);
/* How many gaps subject and text have: with none all get the same. */
guint ph_mail_merge_get_n_gaps (PhMailMerge *self);
/* (transfer full): with a Message-ID of its own */
PhMessage *ph_mail_merge_new_message (PhMailMerge *self, guint position);
/* The row as a spreadsheet counts. */
guint ph_mail_merge_get_number (PhMailMerge *self, guint position);

/**
 * ph_mail_merge_dup_key:
 * @name: what else tells this merge from others
 *
 * Returns: (transfer full): a text that is the same for the same row of the same merge, wherever in the table the row stands
 *   and whatever stands in the others; the second of two rows that are alike has another one. Of an attachment its name and size
 *   count. A message that was written and loaded again has the same
 */
char *ph_mail_merge_dup_key (PhMailMerge *self, guint position, const char *name);

G_END_DECLS
