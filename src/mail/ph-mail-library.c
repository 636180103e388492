/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept apart, so that the layers above need not know GMime for it. */
#include "config.h"

#include "ph-mail-library.h"

#include "ph-mail-gmime.h"

char *
ph_mail_library_dup_version (void)
{
  return g_strdup_printf ("GMime %u.%u.%u", gmime_major_version, gmime_minor_version, gmime_micro_version);
}
