/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is pasted into a recipient field: every piece is refused with a reason or can be written and read again. */
#include "ph-mailbox.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_reads_back (PhMailbox *mailbox)
{
  g_autofree char *text = ph_mailbox_to_string (mailbox);
  g_autofree char *envelope = ph_mailbox_dup_envelope_address (mailbox);
  g_auto (GStrv) pieces = ph_mailbox_split_list (text);
  g_autoptr (PhMailbox) again = ph_mailbox_parse (text, NULL);
  g_autoptr (PhMailbox) on_wire = ph_mailbox_new (NULL, envelope, NULL);

  g_assert (g_strv_length (pieces) == 1);
  g_assert (again != NULL);
  g_assert (g_strcmp0 (ph_mailbox_get_name (again), ph_mailbox_get_name (mailbox)) == 0);
  g_assert (strcmp (ph_mailbox_get_address (again), ph_mailbox_get_address (mailbox)) == 0);
  g_assert (strpbrk (envelope, "\r\n") == NULL);
  g_assert (ph_mailbox_same_address (mailbox, on_wire));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) pieces = ph_mailbox_split_list (text);

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (*piece, &error);

      g_assert ((mailbox == NULL) == (error != NULL));
      if (mailbox != NULL)
        check_reads_back (mailbox);
    }
  return 0;
}
