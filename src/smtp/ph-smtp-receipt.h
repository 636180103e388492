/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server says when it takes a message. No standard gives it a form, so this knows those of the common servers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ph_smtp_receipt_dup_queue_id:
 * @words: (nullable): the final reply without code and enhanced status, as ph_smtp_envelope_get_receipt() has it
 *
 * Returns: (transfer full) (nullable): the name by which the server's own log knows the message, if it said one
 */
char *ph_smtp_receipt_dup_queue_id (const char *words);

G_END_DECLS
