/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What “Send to Each” says: of a table, of a letter for it, and of how far it is. Pure. All strings are (transfer full). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* At most @max characters of UTF-8, and … where there are more: a cell may be as long as its table, and nobody waits for that. */
char *ph_merge_text_dup_begin (const char *text, guint max);

/* Why a table, a letter or a row cannot be used, in a sentence. @error: a #PhMailTableError or a #GIOErrorEnum */
char *ph_merge_text_dup_problem (const GError *error);
/* Why the disk did not take all of them, and what is safe. @n_done: of @n_messages */
char *ph_merge_text_dup_failure (const GError *error, guint n_done, guint n_messages);

char *ph_merge_text_dup_heading (guint n_messages);
/* "" when nobody has it yet */
char *ph_merge_text_dup_standing (guint n_done, guint n_messages);
char *ph_merge_text_dup_left_out (guint n_rows);
/* Of a message, for which the table has no column */
char *ph_merge_text_dup_unfilled (guint n_gaps);
char *ph_merge_text_dup_more (guint n_rows);
/* @names: the table's columns, of which a few are enough */
char *ph_merge_text_dup_columns (const char *const *names);
/* How a message says what differs. @column: one of the table's */
char *ph_merge_text_dup_hint (const char *column);
char *ph_merge_text_dup_send_label (guint n_messages);
char *ph_merge_text_dup_progress (guint n_done, guint n_messages);
char *ph_merge_text_dup_queued (guint n_messages);

G_END_DECLS
