/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft is a message like any other, but that nobody sends it. */
#include "config.h"

#include "ph-outbox-draft.h"

#include "ph-outbox-record.h"

typedef struct
{
  PhMessage *message; /* (owned) */
  PhStoreMessage *record; /* (owned) */
  gint64 id; /* of what it takes the place of, and of the draft: out */
} PhOutboxDraft;

static void
ph_outbox_draft_free (PhOutboxDraft *draft)
{
  g_object_unref (draft->message);
  g_object_unref (draft->record);
  g_free (draft);
}

static gboolean
write_message (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_message_write (PH_MESSAGE (data), NULL, output, cancellable, error);
}

static gboolean
write_draft (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_message_write_draft (PH_MESSAGE (data), NULL, output, cancellable, error);
}

gboolean
ph_outbox_draft_take_back (PhStore *store, gint64 id, GError **error)
{
  g_autoptr (PhStoreMessage) old = ph_store_get (store, id, error);

  return old != NULL
         && (ph_store_message_get_state (old) == PH_STORE_STATE_DRAFT
             || ph_store_settle (store, id, PH_STORE_STATE_DRAFT, 0, FALSE, NULL, NULL, error));
}

/* Whoever has the message is not forgotten when it is written anew: nobody gets it twice. */
static gboolean
keep_who_has_it (PhStore *store, gint64 id, PhStoreMessage *record, GError **error)
{
  g_autoptr (PhStoreMessage) old = ph_store_get (store, id, error);
  g_autoptr (GHashTable) have_it = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *recipients = NULL;

  if (old == NULL)
    return FALSE;
  recipients = ph_store_message_get_recipients (old);
  for (guint i = 0; i < recipients->len; i++)
    {
      PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (recipient->fate == PH_STORE_FATE_SENT)
        g_hash_table_add (have_it, recipient->address);
    }
  recipients = ph_store_message_get_recipients (record);
  for (guint i = 0; i < recipients->len; i++)
    {
      PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (g_hash_table_contains (have_it, recipient->address))
        recipient->fate = PH_STORE_FATE_SENT;
    }
  return TRUE;
}

PhStoreMessage *
ph_outbox_draft_store (PhStore *store,
                       PhStoreMessage *record,
                       PhMessage *message,
                       gint64 id,
                       GCancellable *cancellable,
                       GError **error)
{
  gboolean is_draft = ph_store_message_get_state (record) == PH_STORE_STATE_DRAFT;
  PhStoreWriteFunc write = is_draft ? write_draft : write_message;

  if (id == 0)
    return ph_store_add (store, record, write, message, cancellable, error);
  return ph_outbox_draft_take_back (store, id, error) && keep_who_has_it (store, id, record, error)
             ? ph_store_replace (store, id, record, write, message, cancellable, error)
             : NULL;
}

static gboolean
save (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhOutboxDraft *draft = data;
  g_autoptr (PhStoreMessage) stored
      = ph_outbox_draft_store (store, draft->record, draft->message, draft->id, cancellable, error);

  if (stored == NULL)
    return FALSE;
  draft->id = ph_store_message_get_id (stored);
  return TRUE;
}

void
ph_outbox_draft_save_async (PhOutboxDisk *disk,
                            PhMessage *message,
                            const char *account_id,
                            gint64 id,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  PhOutboxDraft *draft = g_new0 (PhOutboxDraft, 1);

  draft->message = ph_message_copy (message);
  draft->record = ph_outbox_record_new (message, account_id, PH_STORE_STATE_DRAFT);
  draft->id = id;
  ph_outbox_disk_run_async (disk, save, draft, (GDestroyNotify) ph_outbox_draft_free, NULL, callback, user_data);
}

gint64
ph_outbox_draft_save_finish (PhOutboxDisk *disk, GAsyncResult *result, GError **error)
{
  gpointer draft = NULL;

  return ph_outbox_disk_run_finish (disk, result, &draft, error) ? ((PhOutboxDraft *) draft)->id : 0;
}
