/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of octets is made of: whether it could go over a wire that takes lines, or is base64 without a fault. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* RFC 5322 section 2.1.1, without the line's end */
#define PH_MAIL_OCTETS_MAX_LINE 998

/**
 * PhMailOctets:
 * @n_high: octets over 127
 * @n_nul: NUL octets
 * @longest_line: octets, without line ends; CR, LF and CRLF each end a line
 * @n_bare_cr: CRs without an LF behind them
 * @n_base64: letters of base64, padding included (RFC 2045 section 6.8)
 * @n_padding: of them those that are "="
 * @is_base64: whether there are only whole groups of them, padded at the end alone, and line ends
 */
typedef struct
{
  goffset length;
  goffset n_high;
  goffset n_nul;
  goffset longest_line;
  goffset n_bare_cr;
  goffset n_base64;
  guint n_padding;
  gboolean is_base64;
} PhMailOctets;

/* Reads the octets from @start up to @end of a file; its position stays. @end: -1 for the file's end. Constant memory. */
gboolean ph_mail_octets_scan (PhMailOctets *octets, int fd, goffset start, goffset end, GError **error);
/* The same for octets in memory. */
void ph_mail_octets_count (PhMailOctets *octets, const char *text, gsize length);
/* Whether they are whole lines that end with CRLF, can go as 8-bit text (RFC 6152), and are not changed by servers that keep mail
 * in mbox files: none begins with "From ". */
gboolean ph_mail_octets_are_8bit_text (const char *text, gsize length);
/* pread(), whole unless the file ends. Returns: octets, or -1 with #GIOErrorEnum */
gssize ph_mail_octets_read (int fd, char *buffer, gsize count, goffset position, GError **error);

G_END_DECLS
