/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-gexiv2.h"

#include "ph-smtp-library.h"

#define FUNCTION(name)                                                                                                 \
  {                                                                                                                    \
    "gexiv2_" #name, G_STRUCT_OFFSET (PhGexiv2, name)                                                                  \
  }

static const PhSmtpLibraryFunction functions[] = {
  FUNCTION (initialize),
  FUNCTION (log_set_level),
  FUNCTION (metadata_new),
  FUNCTION (metadata_open_path),
  FUNCTION (metadata_open_buf),
  FUNCTION (metadata_save_file),
  FUNCTION (metadata_get_exif_tags),
  FUNCTION (metadata_get_xmp_tags),
  FUNCTION (metadata_get_iptc_tags),
  FUNCTION (metadata_try_clear_tag),
  FUNCTION (metadata_try_set_tag_string),
  FUNCTION (metadata_clear_xmp),
  FUNCTION (metadata_clear_iptc),
  FUNCTION (metadata_clear_comment),
};

const PhGexiv2 *
ph_gexiv2_get (GError **error)
{
  static PhGexiv2 table;
  static GError *problem;
  static gsize is_tried;

  if (g_once_init_enter (&is_tried))
    {
      if (ph_smtp_library_load (PH_GEXIV2_SONAME, functions, G_N_ELEMENTS (functions), &table, &problem))
        {
          /* What it has to say of a broken picture is nobody's business. */
          table.log_set_level (GEXIV2_LOG_LEVEL_MUTE);
          table.initialize ();
        }
      g_once_init_leave (&is_tried, 1);
    }
  if (problem == NULL)
    return &table;
  g_propagate_error (error, g_error_copy (problem));
  return NULL;
}
