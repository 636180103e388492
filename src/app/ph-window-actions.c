/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The win. actions: each a few lines, what they do is elsewhere. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-account-assistant.h"
#include "ph-arrived.h"
#include "ph-certificate-dialog.h"
#include "ph-message-view.h"
#include "ph-outbox-step.h"
#include "ph-send-later.h"

#include <glib/gi18n.h>

static void
send_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  if (ph_window_is_held (self))
    ph_window_release (self);
  else
    ph_window_send (self);
}

static void
retry_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_send_at_once (PH_WINDOW (widget), NULL, NULL, FALSE);
}

/* Whoever asks for it now takes no “later” for an answer. */
static void
send_now_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_send_at_once (PH_WINDOW (widget), NULL, NULL, TRUE);
}

static void
ph_window_send_at (PhWindow *self, const char *when, PhStoreHolder holder)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) later = NULL;
  PhSendLater choice = PH_SEND_LATER_HOUR;

  if (!ph_send_later_parse (when, &choice))
    return;
  later = ph_send_later_get_time (choice, now);
  ph_window_send_later (self, g_date_time_to_unix (later) * G_USEC_PER_SEC, holder);
}

static void
send_later_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_send_at (PH_WINDOW (widget), g_variant_get_string (parameter, NULL), PH_STORE_HOLDER_HERE);
}

static void
send_later_at_server_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_send_at (PH_WINDOW (widget), g_variant_get_string (parameter, NULL), PH_STORE_HOLDER_SERVER);
}

static void
send_to_each_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_send_to_each (PH_WINDOW (widget));
}

static void
undo_send_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_undo_send (PH_WINDOW (widget));
}

static void
take_back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_take_back (PH_WINDOW (widget));
}

static void
save_draft_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_window_save_draft (self);
  ph_banner_dismiss (self->banner);
}

static void
discard_draft_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_discard_draft (PH_WINDOW (widget));
}

static void
undo_discard_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_undo_discard (PH_WINDOW (widget));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhWindow) self = PH_WINDOW (data);
  PhSecretsKept kept = PH_SECRETS_KEPT_KEYRING;

  if (ph_secrets_store_finish (PH_SECRETS (source), result, &kept, NULL) && kept == PH_SECRETS_KEPT_RUN)
    ph_window_toast (self, _ ("No keyring: kept until Posthaste quits"));
}

/* A password that was typed is kept first: it may be right, and a wrong one is asked for again. */
static void
send_with_password_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  PhAccount *account = ph_composer_get_account (self->composer);
  const char *password = g_variant_get_string (parameter, NULL);
  g_autofree char *label = NULL;

  if (account == NULL || *password == '\0')
    return;
  /* Translators: shown by the keyring’s own program; %s is an e-mail address */
  label = g_strdup_printf (_ ("Posthaste: %s"), ph_account_get_address (account));
  ph_secrets_store_async (ph_application_get_secrets (ph_window_get_app (self)),
                          ph_account_get_id (account),
                          label,
                          password,
                          NULL,
                          stored_cb,
                          g_object_ref (self));
  ph_window_send_at_once (self, NULL, password, TRUE);
}

static void
send_to_others_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  g_auto (GStrv) accepted = NULL;

  if (ph_window_has_choice (self))
    {
      ph_window_go_on_to_others (self);
      return;
    }
  accepted = ph_sending_dup_accepted (self->sending);
  ph_window_send_at_once (self, (const char *const *) accepted, NULL, TRUE);
}

static void
cancel_send_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  if (self->sending != NULL)
    ph_sending_cancel (self->sending);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) stored = ph_outbox_step_finish (PH_OUTBOX_DISK (source), result, &error);

  if (stored == NULL)
    g_message ("cannot keep a message as sent: %s", error->message);
}

static void
keep_as_sent_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_outbox_step_async (ph_outbox_get_disk (ph_application_get_outbox (ph_window_get_app (self))),
                        self->stored,
                        PH_OUTBOX_STEP_MARK_AS_SENT,
                        marked_cb,
                        NULL);
  ph_banner_dismiss (self->banner);
  ph_window_show_sent (self);
}

static void
edit_recipient_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  if (ph_window_has_choice (self))
    {
      ph_window_undo_to_edit (self);
      return;
    }
  ph_banner_dismiss (self->banner);
  ph_composer_edit_refused (self->composer);
}

static void
remove_attachments_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_remove_attachments (self->composer);
  ph_composer_focus (self->composer);
}

static void
shrink_images_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_shrink (self->composer);
}

static void
undo_shrink_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_undo_shrink (PH_WINDOW (widget)->composer);
}

static void
leave_out_files_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_leave_out (self->composer);
}

static void
undo_leave_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_undo_leave_out (PH_WINDOW (widget)->composer);
}

static void
undo_clean_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_undo_clean (PH_WINDOW (widget)->composer);
}

static void
move_to_bcc_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_move_to_bcc (self->composer);
}

static void
edit_account_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  PhApplication *app = ph_window_get_app (self);
  PhAccountAssistant *assistant = NULL;

  assistant = ph_account_assistant_new (GTK_WINDOW (self),
                                        ph_application_get_accounts (app),
                                        ph_application_get_secrets (app),
                                        ph_composer_get_account (self->composer));
  gtk_window_present (GTK_WINDOW (assistant));
}

/* Trusted from now on is this very certificate, and only for this account. */
static void
trusted_cb (PhCertificateDialog *dialog, const char *response, gpointer data)
{
  PhWindow *self = PH_WINDOW (data);

  ph_account_set_trusted_fingerprint (ph_sending_get_account (self->sending),
                                      ph_certificate_dialog_get_fingerprint (dialog));
  ph_window_send_at_once (self, NULL, NULL, TRUE);
}

static void
show_certificate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  const GError *error = self->sending != NULL ? ph_sending_get_error (self->sending) : NULL;
  g_autoptr (PhErrorText) advice = NULL;
  PhCertificateDialog *dialog = NULL;

  if (ph_smtp_error_get_certificate (error) == NULL)
    return;
  advice = ph_sending_new_error_text (self->sending);
  dialog = ph_certificate_dialog_new (GTK_WINDOW (self),
                                      ph_account_get_host (ph_sending_get_account (self->sending)),
                                      advice->text,
                                      ph_smtp_error_get_certificate (error));
  g_signal_connect_object (dialog, "response::" PH_CERTIFICATE_DIALOG_TRUST, G_CALLBACK (trusted_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_conversation_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  g_autoptr (PhErrorText) text = NULL;
  PhConversation *conversation = NULL;

  if (self->sending == NULL)
    return;
  conversation
      = ph_conversation_new (GTK_WINDOW (self), ph_delivery_get_transcript (ph_sending_get_delivery (self->sending)));
  text = ph_sending_new_error_text (self->sending);
  if (text != NULL)
    ph_conversation_set_explanation (conversation, text->title, text->text);
  gtk_window_present (GTK_WINDOW (conversation));
}

static void
show_message_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  GFile *file = self->sending != NULL ? ph_delivery_get_file (ph_sending_get_delivery (self->sending)) : NULL;

  ph_window_stop_closing (self);
  if (file != NULL)
    gtk_window_present (GTK_WINDOW (ph_message_view_new (GTK_WINDOW (self), file)));
}

static void
open_kept_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  PhStoreMessage *kept = self->sending != NULL ? ph_delivery_get_kept (ph_sending_get_delivery (self->sending)) : NULL;

  if (kept != NULL)
    ph_application_open_stored (ph_window_get_app (self), kept);
}

static void
what_arrived_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  GFile *folder = ph_application_get_practice_folder (ph_window_get_app (self));

  ph_window_stop_closing (self);
  gtk_window_present (GTK_WINDOW (ph_arrived_new (GTK_WINDOW (self), folder)));
}

static void
open_folder_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);
  g_autofree char *uri = g_file_get_uri (ph_application_get_practice_folder (ph_window_get_app (self)));

  ph_window_stop_closing (self);
  g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static void
try_practice_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_application_enable_practice (ph_window_get_app (self));
  ph_window_update (self);
}

static void
compose_again_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_window_stop_closing (self);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
  ph_window_update (self);
  ph_composer_focus (self->composer);
}

static void
files_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  PhWindow *self = PH_WINDOW (data);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          ph_composer_add_file (self->composer, file);
        }
    }
  g_object_unref (dialog);
}

static void
attach_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = NULL;

  chooser = gtk_file_chooser_native_new (_ ("Attach Files"),
                                         GTK_WINDOW (widget),
                                         GTK_FILE_CHOOSER_ACTION_OPEN,
                                         _ ("_Attach"),
                                         _ ("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (files_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
undo_remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_undo_remove (PH_WINDOW (widget)->composer);
}

static void
go_to_placeholder_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_go_to_placeholder (self->composer);
}

static void
show_cc_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_show_cc (PH_WINDOW (widget)->composer);
}

static void
show_bcc_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_show_bcc (PH_WINDOW (widget)->composer);
}

static void
sign_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_toggle_protection (PH_WINDOW (widget)->composer, PH_MESSAGE_OPTION_SIGN);
}

static void
encrypt_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_toggle_protection (PH_WINDOW (widget)->composer, PH_MESSAGE_OPTION_ENCRYPT);
}

/* The only ways to send what was to be protected without that. */
static void
send_unencrypted_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_forgo (PH_WINDOW (widget)->composer, PH_MESSAGE_OPTION_ENCRYPT);
  ph_window_send (PH_WINDOW (widget));
}

static void
send_unprotected_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_forgo (PH_WINDOW (widget)->composer, PH_MESSAGE_OPTIONS_PROTECTED);
  ph_window_send (PH_WINDOW (widget));
}

static void
edit_keyless_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_edit_keyless (self->composer);
}

static void
insert_snippet_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_choose_snippet (PH_WINDOW (widget)->composer);
}

static void
toggle_markdown_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_composer_toggle_markdown (PH_WINDOW (widget)->composer);
}

static void
attach_linked_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_window_attach_linked (PH_WINDOW (widget));
}

static void
dismiss_banner_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  ph_banner_dismiss (self->banner);
  ph_composer_focus (self->composer);
}

/* The nearest thing that can be stopped or closed. */
static void
escape_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhWindow *self = PH_WINDOW (widget);

  if (ph_window_is_held (self) || self->send_when_attached)
    ph_window_undo_send (self);
  else if (ph_window_is_sending (self))
    ph_sending_cancel (self->sending);
  else if (!ph_composer_escape (self->composer) && ph_banner_is_revealed (self->banner))
    dismiss_banner_cb (widget, name, parameter);
}

static void
show_menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (PH_WINDOW (widget)->menu_button);
}

void
ph_window_class_add_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.send", NULL, send_cb);
  gtk_widget_class_install_action (widget_class, "win.save-draft", NULL, save_draft_cb);
  gtk_widget_class_install_action (widget_class, "win.discard-draft", NULL, discard_draft_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-discard", NULL, undo_discard_cb);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_cb);
  gtk_widget_class_install_action (widget_class, "win.send-now", NULL, send_now_cb);
  gtk_widget_class_install_action (widget_class, "win.send-later", "s", send_later_cb);
  gtk_widget_class_install_action (widget_class, "win.send-later-at-server", "s", send_later_at_server_cb);
  gtk_widget_class_install_action (widget_class, "win.send-to-each", NULL, send_to_each_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-send", NULL, undo_send_cb);
  gtk_widget_class_install_action (widget_class, "win.take-back", NULL, take_back_cb);
  gtk_widget_class_install_action (widget_class, "win.send-with-password", "s", send_with_password_cb);
  gtk_widget_class_install_action (widget_class, "win.send-to-others", NULL, send_to_others_cb);
  gtk_widget_class_install_action (widget_class, "win.cancel-send", NULL, cancel_send_cb);
  gtk_widget_class_install_action (widget_class, "win.keep-as-sent", NULL, keep_as_sent_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-recipient", NULL, edit_recipient_cb);
  gtk_widget_class_install_action (widget_class, "win.shrink-images", NULL, shrink_images_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-shrink", NULL, undo_shrink_cb);
  gtk_widget_class_install_action (widget_class, "win.leave-out-files", NULL, leave_out_files_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-leave-out", NULL, undo_leave_out_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-clean", NULL, undo_clean_cb);
  gtk_widget_class_install_action (widget_class, "win.move-to-bcc", NULL, move_to_bcc_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-account", NULL, edit_account_cb);
  gtk_widget_class_install_action (widget_class, "win.remove-attachments", NULL, remove_attachments_cb);
  gtk_widget_class_install_action (widget_class, "win.undo-remove-attachment", NULL, undo_remove_cb);
  gtk_widget_class_install_action (widget_class, "win.show-certificate", NULL, show_certificate_cb);
  gtk_widget_class_install_action (widget_class, "win.show-conversation", NULL, show_conversation_cb);
  gtk_widget_class_install_action (widget_class, "win.show-message", NULL, show_message_cb);
  gtk_widget_class_install_action (widget_class, "win.open-kept", NULL, open_kept_cb);
  gtk_widget_class_install_action (widget_class, "win.what-arrived", NULL, what_arrived_cb);
  gtk_widget_class_install_action (widget_class, "win.open-practice-folder", NULL, open_folder_cb);
  gtk_widget_class_install_action (widget_class, "win.try-practice", NULL, try_practice_cb);
  gtk_widget_class_install_action (widget_class, "win.compose-again", NULL, compose_again_cb);
  gtk_widget_class_install_action (widget_class, "win.attach", NULL, attach_cb);
  gtk_widget_class_install_action (widget_class, "win.go-to-placeholder", NULL, go_to_placeholder_cb);
  gtk_widget_class_install_action (widget_class, "win.show-cc", NULL, show_cc_cb);
  gtk_widget_class_install_action (widget_class, "win.show-bcc", NULL, show_bcc_cb);
  gtk_widget_class_install_action (widget_class, "win.sign", NULL, sign_cb);
  gtk_widget_class_install_action (widget_class, "win.encrypt", NULL, encrypt_cb);
  gtk_widget_class_install_action (widget_class, "win.send-unencrypted", NULL, send_unencrypted_cb);
  gtk_widget_class_install_action (widget_class, "win.send-unprotected", NULL, send_unprotected_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-keyless", NULL, edit_keyless_cb);
  gtk_widget_class_install_action (widget_class, "win.insert-snippet", NULL, insert_snippet_cb);
  gtk_widget_class_install_action (widget_class, "win.toggle-markdown", NULL, toggle_markdown_cb);
  gtk_widget_class_install_action (widget_class, "win.attach-linked", NULL, attach_linked_cb);
  gtk_widget_class_install_action (widget_class, "win.dismiss-banner", NULL, dismiss_banner_cb);
  gtk_widget_class_install_action (widget_class, "win.escape", NULL, escape_cb);
  gtk_widget_class_install_action (widget_class, "win.show-menu", NULL, show_menu_cb);
}
