/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-store-sqlite.h"

#include <gmodule.h>

#define FUNCTION(name)                                                                                                 \
  {                                                                                                                    \
    "sqlite3_" #name, (gpointer *) &ph_store_sqlite.name                                                               \
  }

PhStoreSqlite ph_store_sqlite;

static const struct
{
  const char *name;
  gpointer *address;
} functions[] = {
  FUNCTION (bind_int64),
  FUNCTION (bind_parameter_index),
  FUNCTION (bind_text),
  FUNCTION (busy_timeout),
  FUNCTION (changes),
  FUNCTION (close),
  FUNCTION (column_int64),
  FUNCTION (column_text),
  FUNCTION (db_config),
  FUNCTION (errmsg),
  FUNCTION (exec),
  FUNCTION (extended_errcode),
  FUNCTION (finalize),
  FUNCTION (get_autocommit),
  FUNCTION (last_insert_rowid),
  FUNCTION (open_v2),
  FUNCTION (prepare_v2),
  FUNCTION (reset),
  FUNCTION (step),
  FUNCTION (system_errno),
  FUNCTION (total_changes64),
};

static gboolean
find_functions (void)
{
  GModule *module = g_module_open (PH_SQLITE_SONAME, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  if (module == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (!g_module_symbol (module, functions[i].name, functions[i].address))
      return FALSE;
  g_module_make_resident (module);
  return TRUE;
}

gboolean
ph_store_sqlite_load (GError **error)
{
  static gsize state;

  if (g_once_init_enter (&state))
    g_once_init_leave (&state, find_functions () ? 1 : 2);
  if (state == 1)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, PH_SQLITE_SONAME " cannot be loaded");
  return FALSE;
}
