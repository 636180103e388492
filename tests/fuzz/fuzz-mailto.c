/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link from anywhere: whatever comes of it is clean text, and can be written as a message. */
#include "ph-mailto.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_writes (PhMessage *message)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (PhMailbox) from = ph_mailbox_new (NULL, "ann@example.org", NULL);
  g_autoptr (GError) error = NULL;

  ph_message_set_from (message, from);
  ph_message_write (message, NULL, output, NULL, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *rest = g_strndup ((const char *) data, size);
  g_autofree char *uri = g_strconcat ("mailto:", rest, NULL);
  g_auto (GStrv) invalid = NULL;
  g_auto (GStrv) attach = NULL;
  g_autoptr (PhMessage) message = ph_mailto_parse (uri, &invalid, &attach, NULL);

  g_assert (message != NULL);
  g_assert (g_utf8_validate (ph_message_get_subject (message), -1, NULL));
  g_assert (g_utf8_validate (ph_message_get_text (message), -1, NULL));
  for (char **text = invalid; text != NULL && *text != NULL; text++)
    g_assert (g_utf8_validate (*text, -1, NULL));
  check_writes (message);
  return 0;
}
