/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that is written while it is read: nothing of it is kept, on disk or in memory. */
#pragma once

#include "ph-message.h"

G_BEGIN_DECLS

/**
 * ph_message_open:
 * @self: must not change while the stream lives
 * @date: (nullable): as of ph_message_write()
 * @size: (out): octets of the message, known before any of it is made
 *
 * The stream gives what ph_message_write() writes. Another thread writes it, a pipe's length ahead of who reads. It can be
 * read again from the start, and nowhere else: it is seekable to 0. What cannot be written ends it with an error, never
 * with an end that could be taken for the message's.
 *
 * Every attachment is looked at before this returns: it can be read, and has the size that it says. Blocks on disk.
 *
 * Returns: (transfer full) (nullable)
 *
 * Errors: #GIOErrorEnum, of an attachment #PhAttachmentError
 */
GInputStream *ph_message_open (PhMessage *self, GDateTime *date, goffset *size, GError **error);

/**
 * ph_message_stream_set_is_8bit:
 * @stream: of ph_message_open()
 * @is_8bit: whether whoever gets it takes 8-bit text (RFC 6152); at first that is not said
 * @size: (out): octets of the message now
 *
 * With it the message's text is not encoded where that is sound and makes the message smaller; an attached file stays in base64.
 * The stream begins at its start again.
 *
 * Errors: as of ph_message_open()
 */
gboolean ph_message_stream_set_is_8bit (GInputStream *stream, gboolean is_8bit, goffset *size, GError **error);

G_END_DECLS
