/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What any program on this machine can say to the practice server. The first octet chooses the parser, and for DATA
 * the size of the blocks, which must not change what is decoded. */
#include "ph-practice-command.h"
#include "ph-practice-data.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GString *
decode (const char *octets, gsize length, gsize block_size, PhPracticeData *state)
{
  GString *message = g_string_new (NULL);
  gsize taken = 0;

  while (taken < length && state->state != PH_PRACTICE_DATA_END)
    {
      gsize n = MIN (block_size, length - taken);
      g_autofree char *block = g_memdup2 (octets + taken, n);
      gsize n_decoded = 0;

      taken += ph_practice_data_decode (state, block, n, &n_decoded);
      g_assert (n_decoded <= n);
      g_string_append_len (message, block, (gssize) n_decoded);
    }
  return message;
}

static void
fuzz_data (const char *octets, gsize length, gsize block_size)
{
  PhPracticeData in_blocks = { 0 };
  PhPracticeData at_once = { 0 };
  GString *message = decode (octets, length, block_size, &in_blocks);
  GString *expected = decode (octets, length, length, &at_once);

  g_assert (g_string_equal (message, expected));
  g_assert (memcmp (&in_blocks, &at_once, sizeof at_once) == 0);
  g_string_free (message, TRUE);
  g_string_free (expected, TRUE);
}

static void
fuzz_command (const char *line, gsize length)
{
  g_auto (PhPracticeCommand) command = { 0 };

  if (ph_practice_command_parse (&command, line, length) != NULL)
    {
      g_assert (command.argument == NULL);
      return;
    }
  /* What is written into the trace fields cannot begin a line of its own. */
  g_assert (command.argument == NULL || strpbrk (command.argument, "\r\n") == NULL);
  g_assert (command.argument == NULL || g_utf8_validate (command.argument, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *octets = (const char *) data + 1;

  if (size < 1)
    return 0;
  if (data[0] == 0)
    fuzz_command (octets, size - 1);
  else
    fuzz_data (octets, size - 1, data[0]);
  return 0;
}
