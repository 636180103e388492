/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose OpenPGP keys there are, as GnuPG says in its form for programs (--with-colons). Nothing is fetched from anywhere, and no
 * passphrase is asked for. All blocks, for some tenths of a second: for other threads than the one of the window. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhMailKeyState: of the best key that has an address
 * @PH_MAIL_KEY_MISSING: there is none
 * @PH_MAIL_KEY_EXPIRED: it was good once
 * @PH_MAIL_KEY_REVOKED: its owner has taken it back, or the address on it
 * @PH_MAIL_KEY_UNUSABLE: it is disabled, or not for this, or its owner was said to be another
 * @PH_MAIL_KEY_UNCONFIRMED: it can be used, and nobody whom its user trusts says that it belongs to the address
 * @PH_MAIL_KEY_GOOD: it can be used
 */
typedef enum
{
  PH_MAIL_KEY_MISSING,
  PH_MAIL_KEY_EXPIRED,
  PH_MAIL_KEY_REVOKED,
  PH_MAIL_KEY_UNUSABLE,
  PH_MAIL_KEY_UNCONFIRMED,
  PH_MAIL_KEY_GOOD,
} PhMailKeyState;

/**
 * PhMailKeyUse:
 * @PH_MAIL_KEY_USE_ENCRYPT: to somebody
 * @PH_MAIL_KEY_USE_SIGN: with a secret key
 */
typedef enum
{
  PH_MAIL_KEY_USE_ENCRYPT,
  PH_MAIL_KEY_USE_SIGN,
} PhMailKeyUse;

typedef struct
{
  char *address; /* (owned) */
  PhMailKeyState state;
  char *fingerprint; /* (owned) (nullable): of the whole key; where it can be used */
} PhMailKey;

void ph_mail_key_free (PhMailKey *self);
gboolean ph_mail_key_can_be_used (const PhMailKey *self);

/**
 * ph_mail_keys_find:
 * @addresses: as of an envelope; case does not matter
 *
 * Returns: (transfer full) (element-type PhMailKey) (nullable): one for each of @addresses, in their order; %NULL with
 *   %PH_MAIL_PROTECTION_ERROR_NO_GNUPG
 */
GPtrArray *ph_mail_keys_find (const char *const *addresses, PhMailKeyUse use, GError **error);
/* Whether this user can have a secret key: looks into GnuPG's folder only, so that a program which few need is not started. */
gboolean ph_mail_keys_are_there (void);

/**
 * ph_mail_keys_dup_autocrypt:
 * @address: on the key @fingerprint
 *
 * Returns: (transfer full) (nullable): the value of an Autocrypt field (Autocrypt Level 1), in lines with LF and a space between
 *   them; %NULL when there is no such key or it is too large for a header
 */
char *ph_mail_keys_dup_autocrypt (const char *address, const char *fingerprint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMailKey, ph_mail_key_free)

G_END_DECLS
