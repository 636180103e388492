/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that posthaste-send says while it runs: results on standard output, everything else on standard error. */
#pragma once

#include "ph-send-options.h"
#include "ph-send-result.h"

G_BEGIN_DECLS

/* One line on standard error, with the program's name in front. */
void ph_send_print_say (const char *line);
/* Says what went wrong, prints the result if one is asked for, and returns the status that it means. */
PhSendExit ph_send_print_result (const PhSendOptions *options, const PhSendResult *result);

G_END_DECLS
