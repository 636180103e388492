/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message's file, opened to be read more than once. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ph_mail_file_open:
 *
 * Never waits for the writer of a pipe: what is no regular file of this machine is refused.
 *
 * Returns: a descriptor that the caller closes, or -1 with #GIOErrorEnum
 */
int ph_mail_file_open (GFile *file, GError **error);

G_END_DECLS
