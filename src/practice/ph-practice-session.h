/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One client's connection, from the greeting to its end (RFC 5321). It blocks: for a thread of its own. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Called on the session's thread once a message is durable, before the client is told. */
typedef void (*PhPracticeDeliveredFunc) (GFile *message, gpointer user_data);

/**
 * PhPracticeSettings:
 * @maildir: where messages go
 * @size_max: octets of the largest message, as SIZE announces it (RFC 1870)
 * @slow_ms: milliseconds that a recipient whose name starts with "slow" is waited with
 */
typedef struct
{
  GFile *maildir;
  guint64 size_max;
  guint slow_ms;
  PhPracticeDeliveredFunc delivered;
  gpointer delivered_data;
} PhPracticeSettings;

/**
 * ph_practice_session_run:
 * @stream: an open connection; its read timeout, if it has one, ends an idle session with 421
 * @cancellable: ends the session at once; a message under way leaves nothing
 *
 * A recipient acts a failure out when its address starts, in letters of any case, with "refused": 550; "slow": accepted,
 * but late; or "offline": the connection ends without a word. Any other recipient is accepted.
 *
 * Returns when the client has said QUIT, or is gone, or was cut off. @stream is closed then.
 */
void ph_practice_session_run (GIOStream *stream, const PhPracticeSettings *settings, GCancellable *cancellable);

G_END_DECLS
