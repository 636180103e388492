/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a message could not be signed, encrypted or decrypted: told so that a person can do something about it. The message of such
 * an error is short technical English. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhMailProtectionError: the detail is the address that it is about, "" where there is none
 * @PH_MAIL_PROTECTION_ERROR_NO_GNUPG: it is not there, or GMime cannot use it
 * @PH_MAIL_PROTECTION_ERROR_NO_KEY: of a recipient
 * @PH_MAIL_PROTECTION_ERROR_KEY_EXPIRED: all keys of a recipient
 * @PH_MAIL_PROTECTION_ERROR_KEY_REVOKED: the same
 * @PH_MAIL_PROTECTION_ERROR_KEY_UNUSABLE: disabled, distrusted, or not for encryption
 * @PH_MAIL_PROTECTION_ERROR_NO_SECRET_KEY: that can be used, of the author
 * @PH_MAIL_PROTECTION_ERROR_CANCELLED: no passphrase was given
 * @PH_MAIL_PROTECTION_ERROR_FAILED: GnuPG says no more than the message does
 */
typedef enum
{
  PH_MAIL_PROTECTION_ERROR_NO_GNUPG,
  PH_MAIL_PROTECTION_ERROR_NO_KEY,
  PH_MAIL_PROTECTION_ERROR_KEY_EXPIRED,
  PH_MAIL_PROTECTION_ERROR_KEY_REVOKED,
  PH_MAIL_PROTECTION_ERROR_KEY_UNUSABLE,
  PH_MAIL_PROTECTION_ERROR_NO_SECRET_KEY,
  PH_MAIL_PROTECTION_ERROR_CANCELLED,
  PH_MAIL_PROTECTION_ERROR_FAILED,
} PhMailProtectionError;

#define PH_MAIL_PROTECTION_ERROR (ph_mail_protection_error_quark ())
GQuark ph_mail_protection_error_quark (void);

/* @address: (nullable). Returns: (transfer full) */
GError *ph_mail_protection_error_new (PhMailProtectionError code, const char *address, const char *message);
/* Of any error: "" where it has none. */
const char *ph_mail_protection_error_get_address (const GError *error);

G_END_DECLS
