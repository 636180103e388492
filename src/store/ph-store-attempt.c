/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain record; what its numbers mean is the outbox's affair. */
#include "config.h"

#include "ph-store-attempt.h"

PhStoreAttempt *
ph_store_attempt_new (void)
{
  PhStoreAttempt *attempt = g_new0 (PhStoreAttempt, 1);

  attempt->error_code = -1;
  attempt->host = g_strdup ("");
  return attempt;
}

void
ph_store_attempt_free (PhStoreAttempt *attempt)
{
  g_free (attempt->error);
  g_free (attempt->enhanced_status);
  g_free (attempt->words);
  g_free (attempt->queue_id);
  g_free (attempt->host);
  g_free (attempt->tls);
  g_free (attempt->timings);
  g_free (attempt->transcript);
  g_free (attempt);
}
