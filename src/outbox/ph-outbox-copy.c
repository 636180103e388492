/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same octets in another row, so that what was sent stays as it is. */
#include "config.h"

#include "ph-outbox-copy.h"

#include "ph-mail-reader.h"

static gboolean
copy_file (GOutputStream *output, gpointer file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);

  return input != NULL
         && g_output_stream_splice (output,
                                    G_INPUT_STREAM (input),
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                    cancellable,
                                    error)
                >= 0;
}

/* The words that the search finds it by are not in a row. */
static void
copy_text (PhStoreMessage *copy, GFile *file)
{
  g_autoptr (PhMailReader) reader = ph_mail_reader_load_sync (file, NULL, NULL);

  if (reader != NULL)
    ph_store_message_set_text (copy, ph_mail_reader_get_text (reader));
}

static PhStoreMessage *
new_copy (PhStoreMessage *message, PhStoreState state, PhOutboxCopyFlags flags)
{
  PhStoreMessage *copy = ph_store_message_new (state);
  GPtrArray *recipients = ph_store_message_get_recipients (message);

  ph_store_message_set_account (copy, ph_store_message_get_account (message));
  ph_store_message_set_sender (copy, ph_store_message_get_sender (message));
  ph_store_message_set_message_id (copy, ph_store_message_get_message_id (message));
  ph_store_message_set_subject (copy, ph_store_message_get_subject (message));
  ph_store_message_set_has_attachments (copy, ph_store_message_get_has_attachments (message));
  ph_store_message_set_notify (copy, ph_store_message_get_notify (message));
  copy_text (copy, ph_store_message_get_file (message));
  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if ((flags & PH_OUTBOX_COPY_FOR_REFUSED) == 0 || recipient->fate == PH_STORE_FATE_REFUSED)
        ph_store_message_add_recipient (copy,
                                        ph_store_recipient_new (recipient->field, recipient->name, recipient->address));
    }
  return copy;
}

PhStoreMessage *
ph_outbox_copy (PhStore *store,
                PhStoreMessage *message,
                PhStoreState state,
                PhOutboxCopyFlags flags,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (PhStoreMessage) copy = new_copy (message, state, flags);

  if (ph_store_message_get_recipients (copy)->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "nobody was refused");
      return NULL;
    }
  return ph_store_add (store, copy, copy_file, ph_store_message_get_file (message), cancellable, error);
}
