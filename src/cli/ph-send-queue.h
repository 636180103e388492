/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message for the outbox: durable when this is done, and sent by the window or by --flush. */
#pragma once

#include "ph-send-options.h"
#include "ph-send-report.h"

G_BEGIN_DECLS

/**
 * ph_send_queue_run:
 * @standard_input: a raw message, or the text of a composed one
 *
 * Blocks on disk. A raw message is never in memory as a whole. What no server could be given is refused now.
 *
 * Returns: the exit status; the result is printed
 */
PhSendExit ph_send_queue_run (const PhSendOptions *options, GInputStream *standard_input);

/* (transfer full): where the store is that the window has too */
GFile *ph_send_queue_new_folder (void);

G_END_DECLS
