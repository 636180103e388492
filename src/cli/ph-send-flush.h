/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends what is due in the outbox, beside a window or another one of these that may do the same. */
#pragma once

#include "ph-send-options.h"
#include "ph-send-report.h"

G_BEGIN_DECLS

/**
 * ph_send_flush_run:
 * @trace: (nullable): gets every conversation; is not closed
 *
 * Prints each result as soon as it is there. A message that another program sends is not one of them. Iterates the default
 * main context until nothing is due any more.
 *
 * Returns: the status of the first message that was not sent to everybody
 */
PhSendExit ph_send_flush_run (const PhSendOptions *options, GOutputStream *trace);

G_END_DECLS
