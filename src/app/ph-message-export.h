/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a stored message under a name that a person knows, for other programs: to open, or to take where it is dropped. */
#pragma once

#include <gtk/gtk.h>

#include "ph-store-message.h"

G_BEGIN_DECLS

/**
 * ph_message_export_async:
 *
 * Copies the message into a new private folder under the temporary folder, from where the system clears it away, as "Subject.eml":
 * so that whatever another program does to it does nothing to ours.
 */
void ph_message_export_async (PhStoreMessage *message,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full) (nullable) */
GFile *ph_message_export_finish (GAsyncResult *result, GError **error);

/* (transfer full): "Subject.eml" */
char *ph_message_export_dup_name (PhStoreMessage *message);

#define PH_TYPE_MESSAGE_CONTENT (ph_message_content_get_type ())
/* What a drag of a message offers: a file, which is made when somebody takes it. */
G_DECLARE_FINAL_TYPE (PhMessageContent, ph_message_content, PH, MESSAGE_CONTENT, GdkContentProvider)

GdkContentProvider *ph_message_content_new (PhStoreMessage *message);

G_END_DECLS
