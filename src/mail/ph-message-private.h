/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this folder alone knows of a message: that GMime puts it together, to be written as often as it is needed, always the
 * same octets; and that its id can be one that it had before. */
#pragma once

#include "ph-message.h"

G_BEGIN_DECLS

/* @message_id: (nullable): what is no message id is the same as %NULL: a new one is made when it is needed */
void ph_message_set_message_id (PhMessage *self, const char *message_id);

typedef struct _PhMessageMime PhMessageMime;

/* @date: (nullable): as of ph_message_write(); the message's fields are copied, its attachments are read when written */
PhMessageMime *ph_message_mime_new (PhMessage *message, GDateTime *date, GCancellable *cancellable);
void ph_message_mime_free (PhMessageMime *self);

gboolean ph_message_mime_write (PhMessageMime *self, GOutputStream *output, GCancellable *cancellable, GError **error);
/* How many octets that will be; -1 when an attachment is not there any more, or has another size. */
goffset ph_message_mime_measure (PhMessageMime *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMessageMime, ph_message_mime_free)

G_END_DECLS
