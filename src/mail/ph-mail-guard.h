/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last look at a message's header before it leaves: whatever the fields held, and whatever GMime made of them,
 * a Bcc field, a foreign field and a stray line end do not get out. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ph_mail_guard_check:
 * @header: a whole header, CRLF line ends, without the empty line
 * @length: octets
 *
 * Passes only the fields that Posthaste writes, each at most once, in lines of at most 998 octets (RFC 5322 2.1.1),
 * with no CR, LF or NUL but in the line ends. Text that is not ASCII must be valid UTF-8 (RFC 6532).
 *
 * Returns: whether it may go out; %FALSE with %G_IO_ERROR_INVALID_DATA
 */
gboolean ph_mail_guard_check (const char *header, gsize length, GError **error);

G_END_DECLS
