/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a table, or a letter for it, cannot be used: told so that a person can go to the row and mend it. The message of such an
 * error is short technical English. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhMailTableError:
 * @PH_MAIL_TABLE_ERROR_NOT_TEXT: not in UTF-8
 * @PH_MAIL_TABLE_ERROR_TOO_LARGE: more octets, rows or columns than are read
 * @PH_MAIL_TABLE_ERROR_NO_NAMES: nothing is in it
 * @PH_MAIL_TABLE_ERROR_SAME_NAMES: two columns have the name that is the detail
 * @PH_MAIL_TABLE_ERROR_QUOTES: a quote is not closed, or stands where none may
 * @PH_MAIL_TABLE_ERROR_TOO_MANY_FIELDS: more than there are columns
 * @PH_MAIL_TABLE_ERROR_NO_ROWS: behind the column names
 * @PH_MAIL_TABLE_ERROR_NO_ADDRESSES: no column has the name that is the detail, or where there is none the usual one
 * @PH_MAIL_TABLE_ERROR_NO_COLUMN: a gap has the name that is the detail, and no column has
 * @PH_MAIL_TABLE_ERROR_OPEN_GAP: the letter from a gap on that does not end
 * @PH_MAIL_TABLE_ERROR_EMPTY_CELL: the row has nothing for a gap, whose column is the detail
 * @PH_MAIL_TABLE_ERROR_NO_ADDRESS: the row has nothing where the address should be
 * @PH_MAIL_TABLE_ERROR_BAD_ADDRESS: what is there instead is the detail
 */
typedef enum
{
  PH_MAIL_TABLE_ERROR_NOT_TEXT,
  PH_MAIL_TABLE_ERROR_TOO_LARGE,
  PH_MAIL_TABLE_ERROR_NO_NAMES,
  PH_MAIL_TABLE_ERROR_SAME_NAMES,
  PH_MAIL_TABLE_ERROR_QUOTES,
  PH_MAIL_TABLE_ERROR_TOO_MANY_FIELDS,
  PH_MAIL_TABLE_ERROR_NO_ROWS,
  PH_MAIL_TABLE_ERROR_NO_ADDRESSES,
  PH_MAIL_TABLE_ERROR_NO_COLUMN,
  PH_MAIL_TABLE_ERROR_OPEN_GAP,
  PH_MAIL_TABLE_ERROR_EMPTY_CELL,
  PH_MAIL_TABLE_ERROR_NO_ADDRESS,
  PH_MAIL_TABLE_ERROR_BAD_ADDRESS,
} PhMailTableError;

#define PH_MAIL_TABLE_ERROR (ph_mail_table_error_quark ())
GQuark ph_mail_table_error_quark (void);

/* @row: as a spreadsheet counts, 0 for none: its number begins the message; @detail: (nullable). Returns: (transfer full) */
GError *ph_mail_table_error_new (PhMailTableError code, guint row, const char *detail, const char *message);

/* Of any error: 0 and "" where it has none. */
guint ph_mail_table_error_get_row (const GError *error);
const char *ph_mail_table_error_get_detail (const GError *error);

G_END_DECLS
