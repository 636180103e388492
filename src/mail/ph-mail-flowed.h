/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text whose long lines are broken so that the reader's program can join them again: format=flowed (RFC 3676). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ph_mail_flowed_dup_broken:
 * @text: UTF-8 with LF line ends
 * @has_deleted_spaces: (out): whether the space before each break is not of the text (DelSp=yes): a line of Chinese or Japanese
 *   was broken where there was none
 *
 * A line breaks behind a space or between two ideographs, kana or emoji, never inside a grapheme, so that with its quote marks
 * it has at most 76 columns, and a space that stuffs it or is deleted besides: 78. What cannot be broken, as an address, stays
 * as long as it is. Time in proportion to @text.
 *
 * Returns: (transfer full) (nullable): what ph_mail_flowed_dup_joined() makes @text of, to the octet; %NULL when @text is
 *   to go out as it is: no line of it is too long; or a line ends in a space, which would be taken for a break
 */
char *ph_mail_flowed_dup_broken (const char *text, gboolean *has_deleted_spaces);

/**
 * ph_mail_flowed_dup_joined:
 * @text: any text, LF line ends
 * @has_deleted_spaces: what the part's parameter DelSp says (RFC 3676 section 4.6)
 *
 * Lines are joined that are broken softly and quoted as deeply as each other; the quote marks stay as they are.
 *
 * Returns: (transfer full): at most as long as @text
 */
char *ph_mail_flowed_dup_joined (const char *text, gboolean has_deleted_spaces);

G_END_DECLS
