/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the octets of an attachment could not be read when its message was written: which one it was can be told. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhAttachmentError: the codes are those of #GIOErrorEnum; a file that has changed is %G_IO_ERROR_WRONG_ETAG
 *
 * The message begins with the attachment's name, and is short technical English or the system's.
 */
typedef GIOErrorEnum PhAttachmentError;

#define PH_ATTACHMENT_ERROR (ph_attachment_error_quark ())
GQuark ph_attachment_error_quark (void);

/* @why: of G_IO_ERROR. Returns: (transfer full) */
GError *ph_attachment_error_new (const char *name, const GError *why);
/* Of any error: "" where it has none. */
const char *ph_attachment_error_get_name (const GError *error);

G_END_DECLS
