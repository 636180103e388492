/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed and encrypted mail as OpenPGP/MIME (RFC 3156), by GMime, which has GnuPG do it. All blocks, for as long as a person takes to
 * type a passphrase, on the disk otherwise; memory does not grow with what is signed or encrypted. Errors: those of
 * ph-mail-protection-error, and #GIOErrorEnum */
#pragma once

#include "ph-mail-gmime.h"
#include "ph-mail-keys.h"
#include "ph-message.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the key that From signs with; its owner can read what is sent, too */
PhMailKey *ph_mail_protect_find_own_key (PhMessage *message, GError **error);

/**
 * ph_mail_protect_sign:
 * @body: (transfer none): a stream with the whole part, of 7 bits, with CRLF line ends
 *
 * Returns: (transfer full) (nullable): a multipart/signed, without a boundary
 */
GMimeMultipart *ph_mail_protect_sign (GMimeStream *body, const PhMailKey *key, GError **error);

/**
 * ph_mail_protect_encrypt:
 * @key: (nullable): signs it inside; it is encrypted to @own in any case
 *
 * To everybody in To, Cc and Bcc. Where somebody is in Bcc, it does not say whose keys can open it: that would tell who is there
 * (RFC 4880 section 5.1). How many keys there are can still be counted. Nothing is encrypted unless everybody has a key.
 *
 * Returns: (transfer full) (nullable): a multipart/encrypted, without a boundary
 */
GMimeMultipart *ph_mail_protect_encrypt (GMimeStream *body,
                                         PhMessage *message,
                                         const PhMailKey *own,
                                         gboolean is_signed,
                                         GError **error);

/* Whether @object is one that ph_mail_protect_decrypt() can open, if there is the key. */
gboolean ph_mail_protect_is_encrypted (GMimeObject *object);
/* (transfer full) (nullable): the part that is in it, from its first octet. @is_signed: (out): inside, by whomever */
GMimeStream *ph_mail_protect_decrypt (GMimeObject *object, gboolean *is_signed, GError **error);

G_END_DECLS
