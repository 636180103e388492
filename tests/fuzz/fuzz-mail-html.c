/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever calls itself HTML gives text: valid UTF-8, and not much more of it than there was. */
#include "ph-mail-html.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *html = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autofree char *text = ph_mail_html_dup_text (html);

  g_assert (g_utf8_validate (text, -1, NULL));
  g_assert (strlen (text) <= 2 * strlen (html));
  return 0;
}
