/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A write-ahead log with a full sync at each commit: what was committed survives a power cut, and readers wait for nobody. */
#include "config.h"

#include "ph-store-database.h"

#include "ph-store-files.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A transaction takes some syncs; on a slow, busy disk each can take a second. */
#define PH_STORE_DATABASE_PATIENCE_MS 15000

struct _PhStoreDatabase
{
  sqlite3 *handle; /* (owned) (nullable) */
};

/* ---- errors -------------------------------------------------------------------------------------------------- */

static GIOErrorEnum
get_code (int result, int system_error)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return G_IO_ERROR_NO_SPACE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return G_IO_ERROR_INVALID_DATA;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return G_IO_ERROR_TIMED_OUT;
    case SQLITE_READONLY:
      return G_IO_ERROR_READ_ONLY;
    case SQLITE_PERM:
      return G_IO_ERROR_PERMISSION_DENIED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      /* ENOENT: its last try was to open what it could not make; NOT_FOUND would speak of a message. */
      if (system_error != 0 && system_error != ENOENT)
        return (GIOErrorEnum) g_io_error_from_errno (system_error);
      return G_IO_ERROR_FAILED;
    default:
      return G_IO_ERROR_FAILED;
    }
}

gboolean
ph_store_database_set_error (PhStoreDatabase *self, const char *what, GError **error)
{
  /* What SQLite keeps is not told for a commit, or is that of an earlier error. */
  int system_error = errno != 0 ? errno : ph_store_sqlite.system_errno (self->handle);
  int result = ph_store_sqlite.extended_errcode (self->handle);
  GIOErrorEnum code = get_code (result, system_error);

  g_set_error (error,
               G_IO_ERROR,
               (int) code,
               "%s: %s (SQLite %d)",
               what,
               ph_store_sqlite.errmsg (self->handle),
               result);
  return FALSE;
}

gboolean
ph_store_database_execute (PhStoreDatabase *self, const char *sql, GError **error)
{
  errno = 0;
  if (ph_store_sqlite.exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  return ph_store_database_set_error (self, "cannot change the database", error);
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

/* SQLite would make it readable for everybody, and its name would not be synced. */
static gboolean
make_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int failure = errno;

  if (fd != -1)
    {
      close (fd);
      return ph_store_files_sync_folder (folder, error);
    }
  if (failure == EEXIST)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failure), "cannot make %s: %s", path, g_strerror (failure));
  return FALSE;
}

/* (transfer full) (nullable): the first column of the first row */
static char *
read_word (PhStoreDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  char *word = NULL;

  errno = 0;
  if (ph_store_sqlite.prepare_v2 (self->handle, sql, -1, &statement, NULL) == SQLITE_OK
      && ph_store_sqlite.step (statement) == SQLITE_ROW)
    word = g_strdup ((const char *) ph_store_sqlite.column_text (statement, 0));
  else
    ph_store_database_set_error (self, "cannot read the database", error);
  ph_store_sqlite.finalize (statement);
  return word;
}

static gboolean
check_version (PhStoreDatabase *self, int newest_version, GError **error)
{
  g_autofree char *version = read_word (self, "PRAGMA user_version", error);

  if (version == NULL)
    return FALSE;
  if (g_ascii_strtoll (version, NULL, 10) <= newest_version)
    return TRUE;
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_NOT_SUPPORTED,
               "the database is of version %s, this program knows %d",
               version,
               newest_version);
  return FALSE;
}

static gboolean
check_pages (PhStoreDatabase *self, GError **error)
{
  g_autofree char *verdict = read_word (self, "PRAGMA quick_check(1)", error);

  if (verdict == NULL)
    return FALSE;
  if (g_str_equal (verdict, "ok"))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the database is damaged: %s", verdict);
  return FALSE;
}

static gboolean
use_log (PhStoreDatabase *self, GError **error)
{
  g_autofree char *mode = read_word (self, "PRAGMA journal_mode = WAL", error);

  if (mode == NULL)
    return FALSE;
  if (g_str_equal (mode, "wal"))
    return ph_store_database_execute (self, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "the disk lets the database keep no log");
  return FALSE;
}

/* Until all is well, closing must not move the log into the database either. */
static gboolean
keep_untouched (PhStoreDatabase *self, gboolean is_untouched)
{
  return ph_store_sqlite.db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_untouched, NULL) == SQLITE_OK;
}

static gboolean
open_and_check (PhStoreDatabase *self, const char *path, int newest_version, gboolean is_checked, GError **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

  errno = 0;
  if (ph_store_sqlite.open_v2 (path, &self->handle, flags, NULL) != SQLITE_OK || !keep_untouched (self, TRUE))
    return ph_store_database_set_error (self, "cannot open the database", error);
  ph_store_sqlite.busy_timeout (self->handle, PH_STORE_DATABASE_PATIENCE_MS);
  if (!check_version (self, newest_version, error) || (is_checked && !check_pages (self, error)))
    return FALSE;
  if (!use_log (self, error))
    return FALSE;
  keep_untouched (self, FALSE);
  return TRUE;
}

PhStoreDatabase *
ph_store_database_open (const char *path, int newest_version, gboolean is_checked, GError **error)
{
  g_autoptr (PhStoreDatabase) self = NULL;

  if (!ph_store_sqlite_load (error) || !make_file (path, error))
    return NULL;
  self = g_new0 (PhStoreDatabase, 1);
  if (!open_and_check (self, path, newest_version, is_checked, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
ph_store_database_close (PhStoreDatabase *self)
{
  int result = ph_store_sqlite.close (self->handle);

  /* BUSY: a statement was not freed. */
  g_assert (result == SQLITE_OK);
  g_free (self);
}

sqlite3 *
ph_store_database_get_handle (PhStoreDatabase *self)
{
  return self->handle;
}

/* ---- transactions -------------------------------------------------------------------------------------------- */

gboolean
ph_store_database_begin (PhStoreDatabase *self, PhStoreAccess access, GError **error)
{
  return ph_store_database_execute (self, access == PH_STORE_ACCESS_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

void
ph_store_database_roll_back (PhStoreDatabase *self)
{
  /* Some errors end the transaction by themselves. */
  if (!ph_store_sqlite.get_autocommit (self->handle))
    ph_store_sqlite.exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* The next commit goes to the same place of the log. */
static gboolean
write_over (PhStoreDatabase *self)
{
  if (ph_store_sqlite.exec (self->handle, "BEGIN IMMEDIATE; UPDATE voided SET n = n + 1; COMMIT", NULL, NULL, NULL)
      == SQLITE_OK)
    return TRUE;
  ph_store_database_roll_back (self);
  return FALSE;
}

gboolean
ph_store_database_commit (PhStoreDatabase *self, gboolean *may_return, GError **error)
{
  gboolean is_over = FALSE;

  if (ph_store_database_execute (self, "COMMIT", error))
    return TRUE;
  ph_store_database_roll_back (self);
  is_over = write_over (self);
  if (may_return != NULL)
    *may_return = !is_over;
  return FALSE;
}
