/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many octets a text that is still being written will be on the wire, about: counted as it changes, so that a long one
 * need not be read again with every key. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of UTF-8 with LF line ends. Zeros are an empty text's. */
typedef struct
{
  guint64 n_octets;
  guint64 n_high; /* octets over 127 */
  guint64 n_equals; /* "=", which quoted-printable quotes too */
  guint64 n_lines; /* line ends */
} PhMailWeight;

/* @text came into the text, or went out of it: any part of it, @length octets. Any thread. */
void ph_mail_weight_add (PhMailWeight *weight, const char *text, gsize length);
void ph_mail_weight_subtract (PhMailWeight *weight, const char *text, gsize length);

/**
 * ph_mail_weight_estimate:
 *
 * Returns: the octets of a text/plain part's content as ph_message_write() writes it, with CRLF line ends, what breaks long
 *   lines (RFC 3676) and the transfer encoding (RFC 2045); within a tenth for 1,000 octets and more
 */
guint64 ph_mail_weight_estimate (const PhMailWeight *weight);

/* Whether a text of @n_octets, @n_high of them over 127, goes out in base64. Quoted-printable triples what it quotes and
 * base64 adds a third to everything: above one octet in six base64 is the shorter one, and nobody could read the other
 * anyway. */
gboolean ph_mail_weight_is_base64 (guint64 n_high, guint64 n_octets);

G_END_DECLS
