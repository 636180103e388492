/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends what the options say, and reports it. */
#pragma once

#include "ph-send-options.h"
#include "ph-send-report.h"

G_BEGIN_DECLS

/**
 * ph_send_run:
 * @options: with an action that sends
 *
 * Blocks until each message is taken or it is clear that it is not. Main thread only.
 */
PhSendExit ph_send_run (const PhSendOptions *options);

G_END_DECLS
