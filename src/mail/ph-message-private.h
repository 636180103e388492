/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message put together by GMime, to be written as often as it is needed: always the same octets. */
#pragma once

#include "ph-message.h"

G_BEGIN_DECLS

typedef struct _PhMessageMime PhMessageMime;

/* @date: (nullable): as of ph_message_write(); the message's fields are copied, its attachments are read when written */
PhMessageMime *ph_message_mime_new (PhMessage *message, GDateTime *date, GCancellable *cancellable);
void ph_message_mime_free (PhMessageMime *self);

gboolean ph_message_mime_write (PhMessageMime *self, GOutputStream *output, GCancellable *cancellable, GError **error);
/* How many octets that will be; -1 when an attachment is not there any more, or has another size. */
goffset ph_message_mime_measure (PhMessageMime *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMessageMime, ph_message_mime_free)

G_END_DECLS
