/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a vCard is about: foreign text, of which only names and addresses are taken. */
#pragma once

#include "ph-mailbox.h"

G_BEGIN_DECLS

/* Addresses of one card; what comes behind them is left out. */
#define PH_MAIL_VCARD_MAX 16

/**
 * ph_mail_vcard_list_mailboxes:
 * @vcard: UTF-8, one card as of RFC 6350 or RFC 2426; anything else finds nobody
 *
 * One mailbox for each EMAIL that is an address, in their order, with the name of FN; control characters in that become
 * spaces. Any thread.
 *
 * Returns: (transfer full) (element-type PhMailbox): at most %PH_MAIL_VCARD_MAX
 */
GPtrArray *ph_mail_vcard_list_mailboxes (const char *vcard);

G_END_DECLS
