/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoded words (RFC 2047), ours and those in foreign headers, as GMime decodes them, but for one thing: GMime takes neighbours in B
 * for one, and drops what is behind the padding of the first. */
#pragma once

#include "ph-mail-gmime.h"

G_BEGIN_DECLS

/* (transfer full): an unfolded, unstructured value, "Subject", decoded; whether it is clean is for the caller to see to */
char *ph_mail_words_decode_text (const char *value);
/* (transfer full): the Subject of @message, decoded; "" when there is none */
char *ph_mail_words_dup_subject (GMimeMessage *message);
/* As ph_mail_words_decode_text() for a phrase: the name before an address. */
char *ph_mail_words_decode_phrase (const char *phrase);
/* @raw: (nullable): a field's value as it is in the file. Returns: (transfer full): in one line (RFC 5322 section 2.2.3),
 * without space around it */
char *ph_mail_words_unfold (const char *raw);

/**
 * ph_mail_words_encode:
 * @text: UTF-8
 * @separator: white space, which means nothing between two words: " ", or a fold
 *
 * Returns: (transfer full): words of at most 75 octets that cut no character (RFC 2047 section 2)
 */
char *ph_mail_words_encode (const char *text, const char *separator);

G_END_DECLS
