/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What earlier runs have learnt of a server: a small file each in the user's cache, posthaste/servers/HOST:PORT:SECURITY.
 *
 * There is nothing secret in it, and nobody's address. It is a hint that may be lost or thrown away at any time: a file that
 * is not as it should be is passed over, one that cannot be written is not written, and nobody is told. */
#pragma once

#include "ph-smtp-session.h"

G_BEGIN_DECLS

/**
 * PhSendMemory:
 * @fingerprint: ph_smtp_session_get_fingerprint() of the connection that was asked, "" when it gave no answer
 * @manner: what that showed
 * @learnt_at: seconds since the epoch
 */
typedef struct
{
  char fingerprint[65];
  PhSmtpChunkManner manner;
  gint64 learnt_at;
} PhSendMemory;

/* (transfer full) (type filename): where it is kept for this server */
char *ph_send_memory_dup_path (const PhSmtpServer *server);
/* @now: seconds since the epoch. FALSE, and nothing is known, also for what is older than 30 days or of the future. */
gboolean ph_send_memory_read (const char *path, gint64 now, PhSendMemory *memory);
/* FALSE when it cannot be kept. */
gboolean ph_send_memory_write (const char *path, const PhSendMemory *memory);
void ph_send_memory_forget (const char *path);

G_END_DECLS
