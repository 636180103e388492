/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets from a server: a reply or an error, words that are harmless, capabilities that are whole. */
#include "ph-smtp-capabilities.h"
#include "ph-smtp-mask.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_words (const PhSmtpReply *reply)
{
  g_autofree char *words = ph_smtp_reply_dup_words (reply);
  g_autoptr (PhSmtpMask) mask = ph_smtp_mask_new ();
  g_autofree char *masked = NULL;

  g_assert (g_utf8_validate (words, -1, NULL));
  for (const char *p = words; *p != '\0'; p++)
    g_assert (!g_ascii_iscntrl (*p));
  ph_smtp_mask_add (mask, "secret");
  masked = ph_smtp_mask_apply (mask, words);
  g_assert (strcasestr (masked, "secret") == NULL);
}

static void
check_capabilities (const PhSmtpReply *reply)
{
  g_autoptr (PhSmtpCapabilities) capabilities = ph_smtp_capabilities_new (reply);
  const char *const *mechanisms = ph_smtp_capabilities_get_mechanisms (capabilities);

  for (; *mechanisms != NULL; mechanisms++)
    g_assert (**mechanisms != '\0');
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PhSmtpReply) reply = ph_smtp_reply_new ();
  const char *line = (const char *) data;
  const char *end = line + size;

  while (line < end && !ph_smtp_reply_is_complete (reply))
    {
      const char *lf = memchr (line, '\n', (gsize) (end - line));
      gsize length = (gsize) ((lf != NULL ? lf : end) - line);
      g_autoptr (GError) error = NULL;

      if (!ph_smtp_reply_add_line (reply, line, length, PH_SMTP_STAGE_CONNECT, &error))
        {
          g_assert (error != NULL && error->domain == PH_SMTP_ERROR);
          return 0;
        }
      line += length + 1;
    }
  if (!ph_smtp_reply_is_complete (reply))
    return 0;
  check_words (reply);
  check_capabilities (reply);
  return 0;
}
