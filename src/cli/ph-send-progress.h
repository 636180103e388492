/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to show how much of a message is sent, and how. Pure: it has no clock and prints nothing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A message that is sent sooner needs no progress. */
#define PH_SEND_PROGRESS_AFTER_US (2 * (gint64) G_USEC_PER_SEC)
#define PH_SEND_PROGRESS_EVERY_US ((gint64) G_USEC_PER_SEC / 4)

/**
 * PhSendProgress:
 * @started_at: when the command began, in microseconds of any clock that only goes forward
 * @shown_at: when something was last shown; 0 while nothing was
 */
typedef struct
{
  gint64 started_at;
  gint64 shown_at;
} PhSendProgress;

/**
 * ph_send_progress_update:
 * @done: octets sent
 * @total: octets in all, or 0 when that is not known
 *
 * Returns: (transfer full) (nullable): a short translated text to show now, or %NULL
 */
char *ph_send_progress_update (PhSendProgress *self, gint64 now, guint64 done, guint64 total);

G_END_DECLS
