/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A raw message on standard input: no Bcc field survives, reading what was kept again changes nothing, and the sizes of
 * the blocks, of which the first octet is one, make no difference. */
#include "ph-mail-header.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GBytes *
read_header (const guint8 *data, gsize size, gsize block_size, char ***recipients)
{
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GBufferedInputStream) input
      = G_BUFFERED_INPUT_STREAM (g_buffered_input_stream_new_sized (memory, block_size));
  g_autofree char *sender = NULL;

  return ph_mail_header_read (input, recipients, &sender, NULL, NULL);
}

/* Looks for a Bcc field in another way than the reader does: any line end, any case, spaces before the colon. */
static void
check_no_bcc (GBytes *header)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (header, &length);
  g_autofree char *text = g_strndup (data, length);
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_autofree char *lower = g_ascii_strdown (*line, -1);
      gsize name_length = g_str_has_prefix (lower, "bcc") ? 3 : g_str_has_prefix (lower, "resent-bcc") ? 10 : 0;

      g_assert (name_length == 0 || lower[name_length + strspn (lower + name_length, " \t")] != ':');
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (GStrv) recipients = NULL;
  g_autoptr (GBytes) header = NULL;
  g_autoptr (GBytes) in_blocks = NULL;
  g_autoptr (GBytes) again = NULL;

  if (size < 1)
    return 0;
  in_blocks = read_header (data + 1, size - 1, MAX (data[0], 1), NULL);
  header = read_header (data + 1, size - 1, 4096, NULL);
  g_assert ((header == NULL) == (in_blocks == NULL));
  if (header == NULL)
    return 0;
  g_assert (g_bytes_equal (header, in_blocks));
  check_no_bcc (header);
  again = read_header (g_bytes_get_data (header, NULL), g_bytes_get_size (header), 4096, &recipients);
  g_assert (again == NULL || g_bytes_equal (again, header));
  return 0;
}
