/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That a row is added once is the store's. Here it is gone through in turns: a hundred thousand rows take minutes, and what is
 * being sent meanwhile needs the disk too. */
#include "config.h"

#include "ph-outbox-merge.h"

#include "ph-outbox-record.h"

#define TURN_US ((gint64) 50000)

struct _PhOutboxMerge
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  PhMailMerge *merge; /* (owned) */
  char *account_id; /* (owned) */
  GByteArray *done; /* (owned): for each message whether it is */
  guint n_done;
};

G_DEFINE_FINAL_TYPE (PhOutboxMerge, ph_outbox_merge, G_TYPE_OBJECT)

enum
{
  SIGNAL_PROGRESS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- a row --------------------------------------------------------------------------------------------------------- */

/* Who sends is part of what is sent. */
static char *
dup_key (PhMailMerge *merge, guint position, const char *account_id, const char *name)
{
  g_autofree char *whole = g_strdup_printf ("%s\n%s", account_id, name);

  return ph_mail_merge_dup_key (merge, position, whole);
}

static gboolean
write_message (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_message_write (PH_MESSAGE (data), NULL, output, cancellable, error);
}

PhStoreMessage *
ph_outbox_merge_add_row (PhStore *store,
                         PhMailMerge *merge,
                         guint position,
                         const char *account_id,
                         const char *name,
                         GError **error)
{
  g_autoptr (PhMessage) message = ph_mail_merge_new_message (merge, position);
  g_autoptr (PhStoreMessage) record = ph_outbox_record_new (message, account_id, PH_STORE_STATE_QUEUED);
  g_autofree char *key = dup_key (merge, position, account_id, name);

  return ph_store_add_once (store, record, key, write_message, message, NULL, error);
}

/* ---- a turn, on the disk's thread ------------------------------------------------------------------------------------ */

typedef struct
{
  PhMailMerge *merge; /* (owned) */
  char *account_id; /* (owned) */
  PhOutboxMergeRun run;
  guint first; /* the message that it begins with */
  GByteArray *done; /* (owned): out; for each that it has gone through whether it is done */
} PhOutboxMergeTurn;

static void
turn_free (PhOutboxMergeTurn *turn)
{
  g_object_unref (turn->merge);
  g_free (turn->account_id);
  g_byte_array_unref (turn->done);
  g_free (turn);
}

static gboolean
look_for_row (PhStore *store, PhOutboxMergeTurn *turn, guint position, gboolean *is_done, GError **error)
{
  g_autofree char *key = dup_key (turn->merge, position, turn->account_id, "");

  return ph_store_was_added (store, key, is_done, error);
}

static gboolean
add_row (PhStore *store, PhOutboxMergeTurn *turn, guint position, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PhStoreMessage) stored
      = ph_outbox_merge_add_row (store, turn->merge, position, turn->account_id, "", &local_error);

  if (stored != NULL || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
take_row (PhStore *store, PhOutboxMergeTurn *turn, GError **error)
{
  guint position = turn->first + turn->done->len;
  gboolean is_done = TRUE;
  guint8 octet = 0;

  if (turn->run == PH_OUTBOX_MERGE_RUN_LOOK ? !look_for_row (store, turn, position, &is_done, error)
                                            : !add_row (store, turn, position, error))
    return FALSE;
  octet = is_done ? 1 : 0;
  g_byte_array_append (turn->done, &octet, 1);
  return TRUE;
}

static gboolean
run_turn (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhOutboxMergeTurn *turn = data;
  guint n_left = ph_mail_merge_get_n_messages (turn->merge) - turn->first;
  gint64 end = g_get_monotonic_time () + TURN_US;

  while (turn->done->len < n_left && g_get_monotonic_time () < end)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !take_row (store, turn, error))
      return FALSE;
  return TRUE;
}

/* ---- turns --------------------------------------------------------------------------------------------------------- */

static void
ph_outbox_merge_note (PhOutboxMerge *self, const PhOutboxMergeTurn *turn)
{
  for (guint i = 0; i < turn->done->len; i++)
    if (turn->done->data[i] != 0 && self->done->data[turn->first + i] == 0)
      {
        self->done->data[turn->first + i] = 1;
        self->n_done++;
      }
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0);
}

static void take_turn (GTask *task, PhOutboxMergeRun run, guint first);

static void
turned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PhOutboxMerge *self = g_task_get_source_object (task);
  const PhOutboxMergeTurn *turn = NULL;
  gpointer turn_data = NULL;
  GError *error = NULL;
  gboolean went_well = ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &turn_data, &error);

  turn = turn_data;
  ph_outbox_merge_note (self, turn);
  if (!went_well)
    g_task_return_error (task, error);
  else if (turn->first + turn->done->len < self->done->len)
    take_turn (g_steal_pointer (&task), turn->run, turn->first + turn->done->len);
  else
    g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full) */
static void
take_turn (GTask *task, PhOutboxMergeRun run, guint first)
{
  PhOutboxMerge *self = g_task_get_source_object (task);
  PhOutboxMergeTurn *turn = g_new0 (PhOutboxMergeTurn, 1);

  turn->merge = g_object_ref (self->merge);
  turn->account_id = g_strdup (self->account_id);
  turn->run = run;
  turn->first = first;
  turn->done = g_byte_array_new ();
  ph_outbox_disk_run_async (self->disk,
                            run_turn,
                            turn,
                            (GDestroyNotify) turn_free,
                            g_task_get_cancellable (task),
                            turned_cb,
                            task);
}

/* ---- object -------------------------------------------------------------------------------------------------------- */

static void
ph_outbox_merge_finalize (GObject *object)
{
  PhOutboxMerge *self = PH_OUTBOX_MERGE (object);

  g_clear_object (&self->disk);
  g_clear_object (&self->merge);
  g_free (self->account_id);
  g_byte_array_unref (self->done);

  G_OBJECT_CLASS (ph_outbox_merge_parent_class)->finalize (object);
}

static void
ph_outbox_merge_class_init (PhOutboxMergeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_outbox_merge_finalize;

  signals[SIGNAL_PROGRESS]
      = g_signal_new ("progress", PH_TYPE_OUTBOX_MERGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_outbox_merge_init (PhOutboxMerge *self)
{
  self->done = g_byte_array_new ();
}

PhOutboxMerge *
ph_outbox_merge_new (PhOutboxDisk *disk, PhMailMerge *merge, const char *account_id)
{
  PhOutboxMerge *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);
  g_return_val_if_fail (PH_IS_MAIL_MERGE (merge), NULL);
  g_return_val_if_fail (account_id != NULL, NULL);

  self = g_object_new (PH_TYPE_OUTBOX_MERGE, NULL);
  self->disk = g_object_ref (disk);
  self->merge = g_object_ref (merge);
  self->account_id = g_strdup (account_id);
  g_byte_array_set_size (self->done, ph_mail_merge_get_n_messages (merge));
  for (guint i = 0; i < self->done->len; i++)
    self->done->data[i] = 0;
  return self;
}

void
ph_outbox_merge_run_async (PhOutboxMerge *self,
                           PhOutboxMergeRun run,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (PH_IS_OUTBOX_MERGE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_outbox_merge_run_async);
  g_task_set_check_cancellable (task, FALSE);
  take_turn (task, run, 0);
}

gboolean
ph_outbox_merge_run_finish (PhOutboxMerge *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_outbox_merge_run_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

PhMailMerge *
ph_outbox_merge_get_merge (PhOutboxMerge *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX_MERGE (self), NULL);
  return self->merge;
}

gboolean
ph_outbox_merge_is_done (PhOutboxMerge *self, guint position)
{
  g_return_val_if_fail (PH_IS_OUTBOX_MERGE (self), FALSE);
  return position < self->done->len && self->done->data[position] != 0;
}

guint
ph_outbox_merge_get_n_done (PhOutboxMerge *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX_MERGE (self), 0);
  return self->n_done;
}
