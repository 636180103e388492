/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one message as the options say, and reports on standard error. */
#pragma once

#include "ph-send-options.h"
#include "ph-send-report.h"

G_BEGIN_DECLS

/* One line on standard error, with the program's name in front. */
void ph_send_say (const char *line);

/**
 * ph_send_run:
 * @options: with an action that sends
 *
 * Blocks until the message is taken or it is clear that it is not. Main thread only.
 */
PhSendExit ph_send_run (const PhSendOptions *options);

G_END_DECLS
