/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message to each row of a table, into the outbox. */
#pragma once

#include "ph-send-options.h"
#include "ph-send-report.h"

G_BEGIN_DECLS

/**
 * ph_send_merge_run:
 * @standard_input: the text, when the options say so
 *
 * Every row is checked before the first is queued. Each is queued once: when it is run again, behind a kill or a full disk,
 * it goes on with those that are not. Blocks on disk.
 *
 * Returns: the exit status; results are printed, or with a dry run the messages
 */
PhSendExit ph_send_merge_run (const PhSendOptions *options, GInputStream *standard_input);

G_END_DECLS
