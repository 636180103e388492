/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gexiv2, loaded when the first photo is attached: nobody waits for it who sends none. */
#pragma once

#include <gexiv2/gexiv2.h>

G_BEGIN_DECLS

/* What this folder uses of it, by the names without their prefix. */
typedef struct
{
  __typeof__ (&gexiv2_initialize) initialize;
  __typeof__ (&gexiv2_log_set_level) log_set_level;
  __typeof__ (&gexiv2_metadata_new) metadata_new;
  __typeof__ (&gexiv2_metadata_open_path) metadata_open_path;
  __typeof__ (&gexiv2_metadata_open_buf) metadata_open_buf;
  __typeof__ (&gexiv2_metadata_save_file) metadata_save_file;
  __typeof__ (&gexiv2_metadata_get_exif_tags) metadata_get_exif_tags;
  __typeof__ (&gexiv2_metadata_get_xmp_tags) metadata_get_xmp_tags;
  __typeof__ (&gexiv2_metadata_get_iptc_tags) metadata_get_iptc_tags;
  __typeof__ (&gexiv2_metadata_try_clear_tag) metadata_try_clear_tag;
  __typeof__ (&gexiv2_metadata_try_set_tag_string) metadata_try_set_tag_string;
  __typeof__ (&gexiv2_metadata_clear_xmp) metadata_clear_xmp;
  __typeof__ (&gexiv2_metadata_clear_iptc) metadata_clear_iptc;
  __typeof__ (&gexiv2_metadata_clear_comment) metadata_clear_comment;
} PhGexiv2;

/* (transfer none) (nullable): its functions, ready for use on any thread, or %NULL with %G_IO_ERROR_NOT_FOUND when it is not
 * there. Loads it at the first call; any thread. */
const PhGexiv2 *ph_gexiv2_get (GError **error);

G_END_DECLS
