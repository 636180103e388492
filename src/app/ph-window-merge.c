/* SPDX-License-Identifier: GPL-3.0-or-later */
/* “Send to Each”: the composer's message to each row of a table. The message stays in the composer, and a draft. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-merge.h"
#include "ph-merge-text.h"
#include "ph-toast.h"

#include <glib/gi18n.h>

static void
queued_cb (PhWindow *self, guint n_messages)
{
  g_autofree char *title = ph_merge_text_dup_queued (n_messages);
  AdwToast *toast = ph_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Open"));
  adw_toast_set_action_name (toast, "app.messages");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
table_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  PhWindow *self = PH_WINDOW (data);
  PhAccount *account = ph_composer_get_account (self->composer);
  g_autoptr (GFile) table = NULL;
  g_autoptr (PhMessage) message = NULL;
  PhMerge *merge = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    table = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_object_unref (dialog);
  if (table == NULL || account == NULL)
    return;
  message = ph_composer_dup_message (self->composer);
  merge
      = ph_merge_new (GTK_WINDOW (self), ph_application_get_outbox (ph_window_get_app (self)), account, message, table);
  g_signal_connect_object (merge, "queued", G_CALLBACK (queued_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (merge));
}

/* It is a draft before anything of it is queued: whatever happens, the same message is there to go on with. */
void
ph_window_send_to_each (PhWindow *self)
{
  GtkFileChooserNative *chooser = NULL;

  if (!ph_window_check (self, PH_SEND_TARGET_EACH))
    return;
  ph_window_save_draft (self);
  chooser = ph_merge_chooser_new (GTK_WINDOW (self));
  g_signal_connect_object (chooser, "response", G_CALLBACK (table_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
