/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any words of a server: a queue id is a piece of them, without spaces, and found in little time. */
#include "ph-smtp-receipt.h"
#include "ph-smtp-text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *words = ph_smtp_text_make_harmless ((const char *) data, size);
  g_autofree char *id = ph_smtp_receipt_dup_queue_id (words);

  g_assert (g_utf8_validate (words, -1, NULL) && strpbrk (words, "\r\n\t") == NULL);
  g_assert (id == NULL || (*id != '\0' && strchr (id, ' ') == NULL && strstr (words, id) != NULL));
  return 0;
}
