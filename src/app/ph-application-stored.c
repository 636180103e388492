/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a stored message back into a composer. What waits in the outbox is taken out first, so that nobody sends the old text
 * while the new one is written. */
#include "config.h"

#include "ph-application-private.h"

#include "ph-message-load.h"
#include "ph-messages.h"
#include "ph-outbox-step.h"

#include <glib/gi18n.h>

typedef struct
{
  PhStoreMessage *stored; /* (owned) */
  PhMessageLoadFlags flags;
} PhLoading;

static void
loading_free (PhLoading *loading)
{
  g_object_unref (loading->stored);
  g_free (loading);
}

static void
tell_unopened (PhApplication *self, const GError *error)
{
  g_autofree char *text = NULL;

  /* Translators: %s is the reason, such as "Permission denied". */
  text = g_strdup_printf (_ ("Not opened: %s"), error->message);
  ph_messages_tell (self, text);
}

/* ---- loading ----------------------------------------------------------------------------------------------------------- */

/* The row knows Bcc too, who is no address yet, and which reports are wanted. */
static void
take_envelope (PhMessage *message, PhStoreMessage *stored)
{
  GPtrArray *recipients = ph_store_message_get_recipients (stored);

  if ((ph_store_message_get_notify (stored) & PH_SMTP_NOTIFY_SUCCESS) != 0)
    ph_message_set_options (message, ph_message_get_options (message) | PH_MESSAGE_OPTION_DELIVERY_RECEIPT);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_message_clear_recipients (message, field);
  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);
      const char *name = *recipient->name != '\0' ? recipient->name : NULL;
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new (name, recipient->address, NULL);

      if (mailbox != NULL)
        ph_message_add_recipient (message, recipient->field, mailbox);
      else
        ph_message_add_recipient_text (message, recipient->field, recipient->address);
    }
}

/* Attachments stay in a private folder under the temporary one, from where the system clears them away. */
static void
load_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const PhLoading *loading = task_data;
  GError *error = NULL;
  g_autofree char *path = g_dir_make_tmp ("posthaste-XXXXXX", &error);
  g_autoptr (GFile) folder = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (PhMessage) message = NULL;

  if (folder != NULL)
    message = ph_message_load (ph_store_message_get_file (loading->stored),
                               folder,
                               loading->flags,
                               NULL,
                               cancellable,
                               &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_envelope (message, loading->stored);
  g_task_return_pointer (task, g_steal_pointer (&message), g_object_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhApplication *self = PH_APPLICATION (source);
  const PhLoading *loading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMessage) message = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean is_same = (loading->flags & PH_MESSAGE_LOAD_KEEP_ID) != 0;
  PhAccount *account = NULL;
  PhWindow *window = NULL;

  g_application_release (G_APPLICATION (self));
  if (message == NULL)
    {
      tell_unopened (self, error);
      return;
    }
  account = ph_accounts_find (ph_application_get_accounts (self), ph_store_message_get_account (loading->stored));
  window = ph_application_new_window (self);
  ph_window_compose_stored (window, message, account, is_same ? ph_store_message_get_id (loading->stored) : 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
ph_application_load (PhApplication *self, PhStoreMessage *stored, PhMessageLoadFlags flags)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, loaded_cb, NULL);
  PhLoading *loading = g_new0 (PhLoading, 1);

  loading->stored = g_object_ref (stored);
  loading->flags = flags;
  g_application_hold (G_APPLICATION (self));
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

/* ---- taking out --------------------------------------------------------------------------------------------------------- */

static void
taken_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) stored = ph_outbox_step_finish (PH_OUTBOX_DISK (source), result, &error);

  g_application_release (G_APPLICATION (self));
  if (stored != NULL)
    ph_application_load (self, stored, PH_MESSAGE_LOAD_KEEP_ID);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    ph_messages_tell (self, _ ("The message is being sent"));
  else
    tell_unopened (self, error);
}

void
ph_application_open_stored (PhApplication *self, PhStoreMessage *message)
{
  PhWindow *window = NULL;

  g_return_if_fail (PH_IS_APPLICATION (self));
  g_return_if_fail (PH_IS_STORE_MESSAGE (message));

  window = ph_window_find_for_stored (GTK_APPLICATION (self), ph_store_message_get_id (message));
  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
  g_application_hold (G_APPLICATION (self));
  ph_outbox_step_async (ph_outbox_get_disk (ph_application_get_outbox (self)),
                        ph_store_message_get_id (message),
                        PH_OUTBOX_STEP_TAKE_OUT,
                        taken_out_cb,
                        g_object_ref (self));
}

void
ph_application_compose_from (PhApplication *self, PhStoreMessage *message)
{
  g_return_if_fail (PH_IS_APPLICATION (self));
  g_return_if_fail (PH_IS_STORE_MESSAGE (message));

  ph_application_load (self, message, PH_MESSAGE_LOAD_AS_NEW);
}
