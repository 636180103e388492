/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailto: links (RFC 6068). Foreign bytes: a link can prefill fields and do nothing else. */
#pragma once

#include "ph-message.h"

G_BEGIN_DECLS

/* Recipients beyond these are ignored, valid or not: a person could not look over them. */
#define PH_MAILTO_MAX_RECIPIENTS 1000

/**
 * ph_mailto_parse:
 * @uri: a mailto: URI of any length and content; at most 1 MiB of it is read
 * @invalid: (out) (transfer full) (nullable): recipients that are not mailboxes, as written but for control
 *   characters, to show as such
 * @attach: (out) (transfer full) (nullable): what `attach` and `attachment` asked for; never opened here
 *
 * Honours to, cc, bcc, subject, body and in-reply-to; every other header is ignored (RFC 6068 section 4 and 7).
 *
 * Returns: (transfer full) (nullable): a message, or %NULL with %G_IO_ERROR_INVALID_ARGUMENT when it is no mailto: URI
 */
PhMessage *ph_mailto_parse (const char *uri, char ***invalid, char ***attach, GError **error);

G_END_DECLS
