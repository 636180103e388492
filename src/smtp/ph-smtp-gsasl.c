/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alone in its file, so that a test can put a library of its own in its place. */
#include "config.h"

#include "ph-smtp-gsasl.h"

#include "ph-smtp-library.h"

#define FUNCTION(name)                                                                                                 \
  {                                                                                                                    \
    "gsasl_" #name, G_STRUCT_OFFSET (PhSmtpGsasl, name)                                                                \
  }

static const PhSmtpLibraryFunction functions[] = {
  FUNCTION (init),   FUNCTION (done),   FUNCTION (client_start), FUNCTION (property_set),
  FUNCTION (step64), FUNCTION (finish), FUNCTION (free),         FUNCTION (strerror),
};

const PhSmtpGsasl *
ph_smtp_gsasl_get (GError **error)
{
  static PhSmtpGsasl table;
  static GError *problem;
  static gsize is_tried;

  if (g_once_init_enter (&is_tried))
    {
      ph_smtp_library_load (PH_GSASL_SONAME, functions, G_N_ELEMENTS (functions), &table, &problem);
      g_once_init_leave (&is_tried, 1);
    }
  if (problem == NULL)
    return &table;
  g_propagate_error (error, g_error_copy (problem));
  return NULL;
}
