/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read again whenever the store says that something changed: what is on the screen decides nothing. */
#include "config.h"

#include "ph-stored.h"

struct _PhStored
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  PhStoreMessage *message; /* (owned) */
  GPtrArray *attempts; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhStored, ph_stored, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  gint64 id;
  PhStoreMessage *message; /* (owned) (nullable) */
  GPtrArray *attempts; /* (owned) (nullable) */
} PhStoredReading;

static void
reading_free (PhStoredReading *reading)
{
  g_clear_object (&reading->message);
  g_clear_pointer (&reading->attempts, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_stored (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhStoredReading *reading = data;

  reading->message = ph_store_get (store, reading->id, error);
  reading->attempts = reading->message != NULL ? ph_store_list_attempts (store, reading->id, error) : NULL;
  return reading->attempts != NULL;
}

static gboolean
is_news (PhStored *self, const PhStoredReading *reading)
{
  return self->attempts == NULL || self->attempts->len != reading->attempts->len
         || ph_store_message_get_changed (self->message) != ph_store_message_get_changed (reading->message)
         || ph_store_message_get_state (self->message) != ph_store_message_get_state (reading->message);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhStored) self = data;
  gpointer reading_data = NULL;
  PhStoredReading *reading = NULL;

  /* What cannot be read any more is shown as it was. */
  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &reading_data, NULL))
    return;
  reading = reading_data;
  if (!is_news (self, reading))
    return;
  g_set_object (&self->message, reading->message);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  self->attempts = g_steal_pointer (&reading->attempts);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ph_stored_read (PhStored *self)
{
  PhStoredReading *reading = g_new0 (PhStoredReading, 1);

  reading->id = ph_store_message_get_id (self->message);
  ph_outbox_disk_run_async (self->disk,
                            read_stored,
                            reading,
                            (GDestroyNotify) reading_free,
                            NULL,
                            read_cb,
                            g_object_ref (self));
}

static void
ph_stored_finalize (GObject *object)
{
  PhStored *self = PH_STORED (object);

  g_clear_object (&self->disk);
  g_clear_object (&self->message);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_stored_parent_class)->finalize (object);
}

static void
ph_stored_class_init (PhStoredClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_stored_finalize;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_STORED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_stored_init (PhStored *self)
{
}

PhStored *
ph_stored_new (PhOutboxDisk *disk, PhStoreMessage *message)
{
  PhStored *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), NULL);

  self = g_object_new (PH_TYPE_STORED, NULL);
  self->disk = g_object_ref (disk);
  self->message = g_object_ref (message);
  g_signal_connect_object (disk, "changed", G_CALLBACK (ph_stored_read), self, G_CONNECT_SWAPPED);
  ph_stored_read (self);
  return self;
}

PhStoreMessage *
ph_stored_get_message (PhStored *self)
{
  g_return_val_if_fail (PH_IS_STORED (self), NULL);
  return self->message;
}

GPtrArray *
ph_stored_get_attempts (PhStored *self)
{
  g_return_val_if_fail (PH_IS_STORED (self), NULL);
  return self->attempts;
}

const PhStoreAttempt *
ph_stored_get_newest_attempt (PhStored *self)
{
  g_return_val_if_fail (PH_IS_STORED (self), NULL);

  if (self->attempts == NULL || self->attempts->len == 0)
    return NULL;
  return g_ptr_array_index (self->attempts, self->attempts->len - 1);
}

const PhStoreAttempt *
ph_stored_find_attempt (PhStored *self, gint64 id)
{
  g_return_val_if_fail (PH_IS_STORED (self), NULL);

  for (guint i = 0; self->attempts != NULL && i < self->attempts->len; i++)
    if (((const PhStoreAttempt *) g_ptr_array_index (self->attempts, i))->id == id)
      return g_ptr_array_index (self->attempts, i);
  return NULL;
}

PhErrorText *
ph_stored_describe_attempt (const PhStoreAttempt *attempt)
{
  PhErrorContext context = { .host = attempt->host, .port = attempt->port };
  g_autoptr (GError) error = NULL;

  if (attempt->error == NULL)
    return NULL;
  if (attempt->error_code < 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, attempt->error);
  else if (attempt->reply_code != 0)
    error = ph_smtp_error_new_for_reply ((PhSmtpError) attempt->error_code,
                                         (PhSmtpStage) attempt->stage,
                                         attempt->reply_code,
                                         attempt->enhanced_status,
                                         attempt->words != NULL ? attempt->words : "",
                                         "it");
  else
    error = ph_smtp_error_new ((PhSmtpError) attempt->error_code, (PhSmtpStage) attempt->stage, "%s", attempt->error);
  return ph_error_text_new (error, &context);
}
