/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody to send as: a name, an address, whom to answer, and what stands below a text. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PH_TYPE_IDENTITY (ph_identity_get_type ())
/* Main thread only. Properties, all read-write and notifying on change only (strings, never NULL): name, address, reply-to,
 * signature. Read-only: label. It is kept by the account that it is one of. */
G_DECLARE_FINAL_TYPE (PhIdentity, ph_identity, PH, IDENTITY, GObject)

PhIdentity *ph_identity_new (void);

/* One line each, without control characters and without blanks around it. */
const char *ph_identity_get_name (PhIdentity *self);
void ph_identity_set_name (PhIdentity *self, const char *name);
const char *ph_identity_get_address (PhIdentity *self);
void ph_identity_set_address (PhIdentity *self, const char *address);
/* A mailbox or an address (RFC 5322 section 3.4); "" for none: answers go to the address then. Nobody has judged it. */
const char *ph_identity_get_reply_to (PhIdentity *self);
void ph_identity_set_reply_to (PhIdentity *self, const char *reply_to);
/* Lines of UTF-8, parted by LF, without the delimiter above them and without blanks at the end; "" for none */
const char *ph_identity_get_signature (PhIdentity *self);
void ph_identity_set_signature (PhIdentity *self, const char *signature);

/* `Ann Tester <ann@example.org>`, for lists; notifies with name and address */
const char *ph_identity_get_label (PhIdentity *self);

G_END_DECLS
