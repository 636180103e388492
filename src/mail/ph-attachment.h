/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that travels with a message. Its octets stay on disk until they are streamed. Immutable. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PH_TYPE_ATTACHMENT (ph_attachment_get_type ())
G_DECLARE_FINAL_TYPE (PhAttachment, ph_attachment, PH, ATTACHMENT, GObject)

/**
 * ph_attachment_new_sync:
 * @file: a regular file that can be read now
 * @keep_in: (nullable): a private folder, made when it is not there, to copy @file into, so that a later change on disk changes
 *   nothing (a reflink where the file system can); the copy has no name there, and is gone with the attachment, or with the program
 *   when that crashes. What is larger than 50 MB or cannot be copied, and all with %NULL, is read from @file itself, and refused
 *   when it is not the same any more: another size, time of its last change, device or inode
 *
 * Blocks: for worker threads and posthaste-send. Errors: #GIOErrorEnum, with a folder as %G_IO_ERROR_IS_DIRECTORY, and
 * %G_IO_ERROR_INVALID_DATA for what calls itself a message (message/rfc822) and is none.
 *
 * Returns: (transfer full): it, with its name, size and content type
 */
PhAttachment *ph_attachment_new_sync (GFile *file, GFile *keep_in, GCancellable *cancellable, GError **error);

/**
 * ph_attachment_new_for_bytes:
 * @name: the file name to show and send, "Pasted image.png"
 * @content_type: a MIME type
 */
PhAttachment *ph_attachment_new_for_bytes (const char *name, const char *content_type, GBytes *bytes);

/**
 * ph_attachment_new_for_file:
 * @file: where the octets are; what it is called does not matter
 * @name: the file name to show and send; any text
 * @content_type: a MIME type; what is none becomes application/octet-stream
 * @size: of @file, in octets
 *
 * For a file that its maker knows all about: it is not looked at.
 */
PhAttachment *ph_attachment_new_for_file (GFile *file, const char *name, const char *content_type, guint64 size);

/* (transfer full): the same octets under another name; @name: any text */
PhAttachment *ph_attachment_copy_as (PhAttachment *self, const char *name);

const char *ph_attachment_get_name (PhAttachment *self); /* UTF-8, no folder, no control character */
const char *ph_attachment_get_content_type (PhAttachment *self); /* a MIME type */
guint64 ph_attachment_get_size (PhAttachment *self); /* octets */
/* Whether it is a picture that every program can show in a text: by its type. */
gboolean ph_attachment_is_picture (PhAttachment *self);
GFile *ph_attachment_get_file (
    PhAttachment *self); /* (nullable): where the octets are, or were when they were attached */
/* (transfer full): from the first octet; %G_IO_ERROR_WRONG_ETAG when the file is another one by now */
GInputStream *ph_attachment_open (PhAttachment *self, GCancellable *cancellable, GError **error);

G_END_DECLS
