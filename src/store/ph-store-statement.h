/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One prepared SQL statement with its values. What goes wrong on the way (preparing, binding) is kept and told by the run,
 * so that the steps need no checks of their own. */
#pragma once

#include "ph-store-database.h"

G_BEGIN_DECLS

typedef struct _PhStoreStatement PhStoreStatement;

/* (transfer full) */
PhStoreStatement *ph_store_statement_new (PhStoreDatabase *database, const char *sql);
void ph_store_statement_free (PhStoreStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStoreStatement, ph_store_statement_free)

/* @name: with its colon */
void ph_store_statement_set_int (PhStoreStatement *self, const char *name, gint64 value);
/* @value: (nullable): %NULL is NULL */
void ph_store_statement_set_text (PhStoreStatement *self, const char *name, const char *value);

/* Runs it to its end; it can be given new values and run again. */
gboolean ph_store_statement_run (PhStoreStatement *self, GError **error);
/* To the next row: %FALSE at the end, and with @error set when that came too early. */
gboolean ph_store_statement_next (PhStoreStatement *self, GError **error);
gint64 ph_store_statement_get_int (PhStoreStatement *self, int column);
/* After the last row, for other values. */
void ph_store_statement_reset (PhStoreStatement *self);
/* (nullable): valid until the next step */
const char *ph_store_statement_get_text (PhStoreStatement *self, int column);

/* For a statement with one number as its result: that of the first row, @fallback when there is none. */
gboolean ph_store_statement_read_int (PhStoreStatement *self, gint64 fallback, gint64 *value, GError **error);

G_END_DECLS
