/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alone in its file, so that a test can put another one in its place. */
#include "config.h"

#include "ph-libsecret.h"

#include "ph-smtp-library.h"

#define FUNCTION(name)                                                                                                 \
  {                                                                                                                    \
    "secret_" #name, G_STRUCT_OFFSET (PhLibsecret, name)                                                               \
  }

static const PhSmtpLibraryFunction functions[] = {
  FUNCTION (password_search),
  FUNCTION (password_search_finish),
  FUNCTION (password_store),
  FUNCTION (password_store_finish),
  FUNCTION (password_clear),
  FUNCTION (password_clear_finish),
  FUNCTION (retrievable_retrieve_secret),
  FUNCTION (retrievable_retrieve_secret_finish),
  FUNCTION (value_get_text),
  FUNCTION (value_unref),
  FUNCTION (item_get_type),
  FUNCTION (item_get_locked),
};

const PhLibsecret *
ph_libsecret_get (GError **error)
{
  static PhLibsecret table;
  static GError *problem;
  static gsize is_tried;

  if (g_once_init_enter (&is_tried))
    {
      ph_smtp_library_load (PH_LIBSECRET_SONAME, functions, G_N_ELEMENTS (functions), &table, &problem);
      g_once_init_leave (&is_tried, 1);
    }
  if (problem == NULL)
    return &table;
  g_propagate_error (error, g_error_copy (problem));
  return NULL;
}
