/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One or more identities to send as, and the server that takes their mail. No secret is in it. */
#pragma once

#include "ph-identity.h"
#include "ph-smtp-server.h"

G_BEGIN_DECLS

/**
 * PhAccountAuth:
 * @PH_ACCOUNT_AUTH_AUTOMATIC: with a password, the mechanism that suits best
 * @PH_ACCOUNT_AUTH_PASSWORD: the same, but the password is sent as it is (PLAIN or LOGIN)
 * @PH_ACCOUNT_AUTH_NONE: no sign-in
 */
typedef enum
{
  PH_ACCOUNT_AUTH_AUTOMATIC,
  PH_ACCOUNT_AUTH_PASSWORD,
  PH_ACCOUNT_AUTH_NONE,
} PhAccountAuth;

#define PH_TYPE_ACCOUNT (ph_account_get_type ())
/* Main thread only. Properties, all read-write and notifying on change only, kept in GSettings at once when the
 * account is in a PhAccounts: name, address, reply-to and signature, which are those of the first identity, other-identities,
 * host, port, security, user, auth, trusted-fingerprint, size-limit, hold-limit, lacks-smtputf8, lacks-dsn (strings are never NULL).
 * Read-only: id, is-practice, label. */
G_DECLARE_FINAL_TYPE (PhAccount, ph_account, PH, ACCOUNT, GObject)

/* The id of the practice account; its host and port are set when its server runs. */
#define PH_ACCOUNT_PRACTICE_ID "practice"

/* (transfer full): with a fresh random id, not saved until ph_accounts_add() */
PhAccount *ph_account_new (void);

const char *ph_account_get_id (PhAccount *self);
gboolean ph_account_get_is_practice (PhAccount *self);
const char *ph_account_get_name (PhAccount *self);
void ph_account_set_name (PhAccount *self, const char *name);
const char *ph_account_get_address (PhAccount *self);
void ph_account_set_address (PhAccount *self, const char *address);
/* (transfer none): a GListModel of PhIdentity: the first one, which every account has, and the others */
GListModel *ph_account_get_identities (PhAccount *self);
PhIdentity *ph_account_get_first_identity (PhAccount *self); /* (transfer none) */
/* (transfer none) (nullable): the first with that address, in any case */
PhIdentity *ph_account_find_identity (PhAccount *self, const char *address);
/* To that place among all, at most the last; the first stays the first. */
void ph_account_insert_identity (PhAccount *self, guint position, PhIdentity *identity);
void ph_account_remove_identity (PhAccount *self, guint position); /* not the first */
/* Everything of @from's identities; those that stay the same address stay the same objects. */
void ph_account_copy_identities (PhAccount *self, PhAccount *from);
const char *ph_account_get_host (PhAccount *self);
void ph_account_set_host (PhAccount *self, const char *host);
guint ph_account_get_port (PhAccount *self); /* 0: the usual one of the security */
void ph_account_set_port (PhAccount *self, guint port);
PhSmtpSecurity ph_account_get_security (PhAccount *self);
void ph_account_set_security (PhAccount *self, PhSmtpSecurity security);
const char *ph_account_get_user (PhAccount *self); /* "" means the address */
void ph_account_set_user (PhAccount *self, const char *user);
PhAccountAuth ph_account_get_auth (PhAccount *self);
void ph_account_set_auth (PhAccount *self, PhAccountAuth auth);
const char *ph_account_get_trusted_fingerprint (PhAccount *self);
void ph_account_set_trusted_fingerprint (PhAccount *self, const char *sha256);
guint64 ph_account_get_size_limit (PhAccount *self); /* octets that the host last said it takes; 0 when it never said */
void ph_account_set_size_limit (PhAccount *self, guint64 limit);
/* How long the host last said it holds a message back at most, in seconds; 0 when it does not (RFC 4865) */
guint ph_account_get_hold_limit (PhAccount *self);
void ph_account_set_hold_limit (PhAccount *self, guint seconds);
/* Whether the host last said hello without offering to take addresses that are not ASCII (RFC 6531) */
gboolean ph_account_get_lacks_smtputf8 (PhAccount *self);
void ph_account_set_lacks_smtputf8 (PhAccount *self, gboolean lacks_smtputf8);
/* Whether the host last said hello without offering to report on delivery (RFC 3461) */
gboolean ph_account_get_lacks_dsn (PhAccount *self);
void ph_account_set_lacks_dsn (PhAccount *self, gboolean lacks_dsn);

/* The first identity's */
const char *ph_account_get_label (PhAccount *self);
/* The user to sign in as: the user, or the address when that is empty. */
const char *ph_account_get_sign_in_name (PhAccount *self);
gboolean ph_account_needs_password (PhAccount *self);
/* (transfer full) (nullable): NULL while host is empty */
PhSmtpServer *ph_account_dup_server (PhAccount *self);

G_END_DECLS
