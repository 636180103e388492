/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite, which is loaded when a database is opened first, and not at the start of every program that could open one. */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Its functions by their names without "sqlite3_". */
typedef struct
{
  __typeof__ (&sqlite3_bind_int64) bind_int64;
  __typeof__ (&sqlite3_bind_parameter_index) bind_parameter_index;
  __typeof__ (&sqlite3_bind_text) bind_text;
  __typeof__ (&sqlite3_busy_timeout) busy_timeout;
  __typeof__ (&sqlite3_changes) changes;
  __typeof__ (&sqlite3_close) close;
  __typeof__ (&sqlite3_column_int64) column_int64;
  __typeof__ (&sqlite3_column_text) column_text;
  __typeof__ (&sqlite3_db_config) db_config;
  __typeof__ (&sqlite3_errmsg) errmsg;
  __typeof__ (&sqlite3_exec) exec;
  __typeof__ (&sqlite3_extended_errcode) extended_errcode;
  __typeof__ (&sqlite3_finalize) finalize;
  __typeof__ (&sqlite3_get_autocommit) get_autocommit;
  __typeof__ (&sqlite3_last_insert_rowid) last_insert_rowid;
  __typeof__ (&sqlite3_open_v2) open_v2;
  __typeof__ (&sqlite3_prepare_v2) prepare_v2;
  __typeof__ (&sqlite3_reset) reset;
  __typeof__ (&sqlite3_step) step;
  __typeof__ (&sqlite3_system_errno) system_errno;
  __typeof__ (&sqlite3_total_changes64) total_changes64;
} PhStoreSqlite;

/* Only behind ph_store_sqlite_load(), which whoever opens a database has called. */
extern PhStoreSqlite ph_store_sqlite;

/**
 * ph_store_sqlite_load:
 *
 * The library stays in memory. Any thread; reads from disk.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND when it, or a function of it, is not there
 */
gboolean ph_store_sqlite_load (GError **error);

G_END_DECLS
