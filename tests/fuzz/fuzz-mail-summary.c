/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file in a Maildir gives a summary that a list can show: valid UTF-8, bounded. */
#include "ph-mail-summary.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PhMailSummary) summary = ph_mail_summary_parse ((const char *) data, size);
  guint n_named = g_strv_length (summary->recipients);

  g_assert (g_utf8_validate (summary->subject, -1, NULL));
  g_assert (n_named <= PH_MAIL_SUMMARY_MAX_NAMES && n_named <= summary->n_recipients);
  for (guint i = 0; i < n_named; i++)
    g_assert (g_utf8_validate (summary->recipients[i], -1, NULL));
  return 0;
}
