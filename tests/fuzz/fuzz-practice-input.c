/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client says, cut into lines: however it arrives, the lines are the same, and none is longer than allowed. The first
 * octet is how much arrives at a time. */
#include "ph-practice-input.h"

#include <string.h>

#define MAX_LINE ((gsize) 64)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Each line, or a "!" for one that was too long. */
static GString *
read_lines (const char *octets, gsize length, gsize block_size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr (PhPracticeInput) input = ph_practice_input_new (stream, MAX_LINE);
  GString *lines = g_string_new (NULL);
  gsize n_given = 0;

  while (TRUE)
    {
      const char *line = NULL;
      gboolean is_too_long = FALSE;
      gsize line_length = ph_practice_input_take_line (input, &line, &is_too_long);
      gsize n = MIN (block_size, length - n_given);

      if (line_length > 0)
        {
          g_assert (is_too_long || line_length <= MAX_LINE);
          g_assert (is_too_long || memchr (line, '\n', line_length) == line + line_length - 1);
          g_string_append_len (lines, is_too_long ? "!" : line, is_too_long ? 1 : (gssize) line_length);
          continue;
        }
      if (n == 0)
        return lines;
      g_memory_input_stream_add_data (G_MEMORY_INPUT_STREAM (stream), octets + n_given, (gssize) n, NULL);
      n_given += n;
      g_assert (ph_practice_input_fill (input, NULL, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GString *at_once = NULL;
  GString *in_blocks = NULL;

  if (size < 1)
    return 0;
  at_once = read_lines ((const char *) data + 1, size - 1, size);
  in_blocks = read_lines ((const char *) data + 1, size - 1, MAX (data[0], 1));
  g_assert (g_string_equal (at_once, in_blocks));
  g_string_free (at_once, TRUE);
  g_string_free (in_blocks, TRUE);
  return 0;
}
