/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many messages from a folder, each with a result of its own. */
#pragma once

#include "ph-send-connection.h"

G_BEGIN_DECLS

/**
 * ph_send_batch_list:
 *
 * Returns: (transfer full) (nullable): the names of the messages in @folder in the order of their octets: regular files,
 *   ending in .eml and not hidden; %NULL with %PH_SEND_EXIT_NO_INPUT, also when there are none
 */
GPtrArray *ph_send_batch_list (const char *folder, GError **error);

/**
 * ph_send_batch_run:
 * @names: (element-type filename): of files in the folder that the options name
 *
 * Sends each one and prints its result at once. Where the server cannot be reached any more the rest is not tried, and
 * has the same error.
 *
 * Returns: the status of the first message that was not sent to everybody
 */
PhSendExit ph_send_batch_run (const PhSendOptions *options,
                              PhMailbox *default_from,
                              GPtrArray *names,
                              PhSendConnection *connection);

G_END_DECLS
