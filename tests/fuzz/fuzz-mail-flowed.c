/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever was typed comes back after its lines were broken; and any text can be joined, which makes it no longer. */
#include "ph-mail-flowed.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  gboolean has_deleted_spaces = FALSE;
  g_autofree char *broken = ph_mail_flowed_dup_broken (text, &has_deleted_spaces);
  g_autofree char *back = broken != NULL ? ph_mail_flowed_dup_joined (broken, has_deleted_spaces) : NULL;

  g_assert (back == NULL || strcmp (back, text) == 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *joined = ph_mail_flowed_dup_joined (text, i == 1);

      g_assert (g_utf8_validate (joined, -1, NULL));
      g_assert (strlen (joined) <= strlen (text));
    }
  return 0;
}
