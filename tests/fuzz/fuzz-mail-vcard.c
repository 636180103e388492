/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card of any address book: whoever comes out of it is whole, and one line. */
#include "ph-mail-vcard.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *vcard = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) mailboxes = ph_mail_vcard_list_mailboxes (vcard);

  g_assert (mailboxes->len <= PH_MAIL_VCARD_MAX);
  for (guint i = 0; i < mailboxes->len; i++)
    {
      g_autofree char *text = ph_mailbox_to_string (mailboxes->pdata[i]);
      g_autoptr (PhMailbox) again = ph_mailbox_parse (text, NULL);

      g_assert (g_utf8_validate (text, -1, NULL));
      g_assert (strpbrk (text, "\r\n") == NULL);
      g_assert (again != NULL);
    }
  return 0;
}
