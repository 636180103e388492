/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A module that is opened and kept. */
#include "config.h"

#include "ph-smtp-library.h"

#include <gmodule.h>

gboolean
ph_smtp_library_load (const char *soname,
                      const PhSmtpLibraryFunction *functions,
                      gsize n_functions,
                      gpointer table,
                      GError **error)
{
  GModule *module = NULL;
  gboolean is_whole = TRUE;

  g_return_val_if_fail (soname != NULL && functions != NULL && table != NULL, FALSE);

  module = g_module_open (soname, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  is_whole = module != NULL;
  for (gsize i = 0; i < n_functions && is_whole; i++)
    is_whole = g_module_symbol (module, functions[i].name, G_STRUCT_MEMBER_P (table, functions[i].offset));
  if (!is_whole)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s cannot be used: %s", soname, g_module_error ());
  return is_whole;
}
