/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table as spreadsheets write it (CSV, RFC 4180): a row of column names, then rows. Foreign bytes; immutable. */
#pragma once

#include "ph-mail-table-error.h"

G_BEGIN_DECLS

/* Octets, rows, and columns as spreadsheets have at most; with these, a table takes at most six times as much memory as its
 * file. */
#define PH_MAIL_TABLE_MAX_SIZE (32 * 1024 * 1024)
#define PH_MAIL_TABLE_MAX_ROWS 1000000
#define PH_MAIL_TABLE_MAX_COLUMNS 16384

typedef struct _PhMailTable PhMailTable;

/**
 * ph_mail_table_parse:
 * @text: UTF-8, with or without a byte order mark; any line ends
 * @length: octets
 *
 * Fields are separated by what separates most of the column names: comma, semicolon or tab. One in double quotes may hold
 * these, line ends, and a double quote as two. Lines without anything are no rows. A row may have fewer fields than there are
 * columns, the others are empty then; not more.
 *
 * Returns: (transfer full) (nullable): %NULL with a #PhMailTableError, which knows the row as a spreadsheet counts: the column
 *   names are row 1
 */
PhMailTable *ph_mail_table_parse (const char *text, gsize length, GError **error);
/* The same of a file, of which no more is read than a table may have. Blocks, on a pipe too. Errors: also #GIOErrorEnum */
PhMailTable *ph_mail_table_read (GFile *file, GCancellable *cancellable, GError **error);
PhMailTable *ph_mail_table_ref (PhMailTable *self);
void ph_mail_table_unref (PhMailTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMailTable, ph_mail_table_unref)

guint ph_mail_table_get_n_columns (PhMailTable *self);
const char *ph_mail_table_get_column (PhMailTable *self, guint column); /* without space around it */
/* By its name, whatever the case; -1 when there is none. */
int ph_mail_table_find_column (PhMailTable *self, const char *name);

guint ph_mail_table_get_n_rows (PhMailTable *self);
guint ph_mail_table_get_number (PhMailTable *self, guint row); /* in the spreadsheet */
const char *ph_mail_table_get_cell (PhMailTable *self, guint row, guint column); /* as it is */

G_END_DECLS
