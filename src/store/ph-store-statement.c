/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A statement is prepared each time anew: that takes microseconds, beside a sync that takes milliseconds. */
#include "config.h"

#include "ph-store-statement.h"

#include <errno.h>

struct _PhStoreStatement
{
  PhStoreDatabase *database;
  sqlite3_stmt *handle; /* (owned) (nullable) */
  GError *error; /* (owned) (nullable): the first one */
};

static void
keep_error (PhStoreStatement *self, int result)
{
  if (result != SQLITE_OK && self->error == NULL)
    ph_store_database_set_error (self->database, "cannot ask the database", &self->error);
}

PhStoreStatement *
ph_store_statement_new (PhStoreDatabase *database, const char *sql)
{
  PhStoreStatement *self = g_new0 (PhStoreStatement, 1);

  self->database = database;
  errno = 0;
  keep_error (self, ph_store_sqlite.prepare_v2 (ph_store_database_get_handle (database), sql, -1, &self->handle, NULL));
  return self;
}

void
ph_store_statement_free (PhStoreStatement *self)
{
  /* What it says here the last step said already. */
  ph_store_sqlite.finalize (self->handle);
  g_clear_error (&self->error);
  g_free (self);
}

static int
find_parameter (PhStoreStatement *self, const char *name)
{
  int index = ph_store_sqlite.bind_parameter_index (self->handle, name);

  g_assert (index > 0 || self->error != NULL);
  return index;
}

void
ph_store_statement_set_int (PhStoreStatement *self, const char *name, gint64 value)
{
  int index = find_parameter (self, name);

  if (self->error == NULL)
    keep_error (self, ph_store_sqlite.bind_int64 (self->handle, index, value));
}

void
ph_store_statement_set_text (PhStoreStatement *self, const char *name, const char *value)
{
  int index = find_parameter (self, name);

  if (self->error == NULL)
    keep_error (self, ph_store_sqlite.bind_text (self->handle, index, value, -1, SQLITE_TRANSIENT));
}

gboolean
ph_store_statement_next (PhStoreStatement *self, GError **error)
{
  int result = SQLITE_ERROR;

  if (self->error == NULL)
    {
      errno = 0;
      result = ph_store_sqlite.step (self->handle);
      if (result != SQLITE_ROW && result != SQLITE_DONE)
        keep_error (self, result);
    }
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  return self->error == NULL && result == SQLITE_ROW;
}

gboolean
ph_store_statement_run (PhStoreStatement *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  while (ph_store_statement_next (self, &failure))
    ;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  ph_store_statement_reset (self);
  return TRUE;
}

void
ph_store_statement_reset (PhStoreStatement *self)
{
  ph_store_sqlite.reset (self->handle);
}

gint64
ph_store_statement_get_int (PhStoreStatement *self, int column)
{
  return ph_store_sqlite.column_int64 (self->handle, column);
}

const char *
ph_store_statement_get_text (PhStoreStatement *self, int column)
{
  return (const char *) ph_store_sqlite.column_text (self->handle, column);
}

gboolean
ph_store_statement_read_int (PhStoreStatement *self, gint64 fallback, gint64 *value, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *value = ph_store_statement_next (self, &failure) ? ph_store_statement_get_int (self, 0) : fallback;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
