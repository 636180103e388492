/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's side of one sending: start it, follow it, and show how it ended. */
#include "config.h"

#include "ph-window-private.h"

#include <glib/gi18n.h>

/* How long the page that says "sent" stays when nobody touches it. */
#define CLOSE_SECONDS 3

/* ---- sent ------------------------------------------------------------------------------------------------------- */

static char *
describe_recipients (PhMessage *message)
{
  guint n_all = 0;
  g_autoptr (PhMailbox) first = NULL;

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      GListModel *mailboxes = ph_message_get_recipients (message, field);

      n_all += g_list_model_get_n_items (mailboxes);
      if (first == NULL)
        first = g_list_model_get_item (mailboxes, 0);
    }
  if (first == NULL)
    return g_strdup ("");
  if (n_all == 1)
    /* Translators: %s is a person's name or address */
    return g_strdup_printf (_ ("To %s"), ph_mailbox_get_label (first));
  /* Translators: a person's name or address, and how many more there are */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "To %s and %u other", "To %s and %u others", n_all - 1),
                          ph_mailbox_get_label (first),
                          n_all - 1);
}

static guint
close_seconds (void)
{
  const char *wanted = g_getenv ("POSTHASTE_CLOSE_SECONDS");
  guint64 seconds = CLOSE_SECONDS;

  if (wanted != NULL)
    g_ascii_string_to_unsigned (wanted, 10, 0, 3600, &seconds, NULL);
  return (guint) seconds;
}

static gboolean
close_cb (gpointer data)
{
  PhWindow *self = data;

  self->close_source = 0;
  if (gtk_window_is_active (GTK_WINDOW (self)))
    gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

void
ph_window_stop_closing (PhWindow *self)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
}

void
ph_window_show_sent (PhWindow *self)
{
  g_autofree char *text = describe_recipients (ph_sending_get_message (self->sending));
  gboolean is_practice = ph_account_get_is_practice (ph_sending_get_account (self->sending));
  gboolean is_sure = ph_sending_get_state (self->sending) == PH_DELIVERY_SENT;

  adw_status_page_set_title (self->sent_page, is_sure ? _ ("Message Sent") : _ ("Kept as Sent"));
  adw_status_page_set_description (self->sent_page, text);
  gtk_widget_set_visible (self->sent_show_button, !is_practice);
  gtk_widget_set_visible (self->sent_folder_button, is_practice);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->sent_page));
  ph_composer_clear (self->composer);
  ph_window_update (self);
  gtk_widget_grab_focus (self->sent_new_button);
  if (g_settings_get_boolean (ph_application_get_settings (ph_window_get_app (self)), "close-window-after-sending"))
    self->close_source = g_timeout_add_seconds (close_seconds (), close_cb, self);
}

/* ---- not sent --------------------------------------------------------------------------------------------------- */

static const char *
action_name (PhErrorAction action)
{
  switch (action)
    {
    case PH_ERROR_ACTION_ENTER_PASSWORD:
      return "win.send-with-password";
    case PH_ERROR_ACTION_EDIT_ACCOUNT:
      return "win.edit-account";
    case PH_ERROR_ACTION_EDIT_RECIPIENT:
      return "win.edit-recipient";
    case PH_ERROR_ACTION_SEND_TO_OTHERS:
      return "win.send-to-others";
    case PH_ERROR_ACTION_REMOVE_ATTACHMENTS:
      return "win.remove-attachments";
    case PH_ERROR_ACTION_SHOW_CERTIFICATE:
      return "win.show-certificate";
    case PH_ERROR_ACTION_RETRY:
    case PH_ERROR_ACTION_SEND_AGAIN:
      return "win.send";
    case PH_ERROR_ACTION_KEEP_AS_SENT:
      return "win.keep-as-sent";
    case PH_ERROR_ACTION_SHOW_CONVERSATION:
      return "win.show-conversation";
    case PH_ERROR_ACTION_NONE:
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
ph_window_show_error (PhWindow *self)
{
  g_autoptr (PhErrorText) text = ph_sending_new_error_text (self->sending);
  PhErrorContext context;

  ph_sending_get_error_context (self->sending, &context);
  ph_banner_present (self->banner, PH_BANNER_ERROR, text->title, text->text);
  for (gsize i = 0; text->actions[i] != PH_ERROR_ACTION_NONE; i++)
    {
      g_autofree char *label = ph_error_action_dup_label (text->actions[i], &context);

      if (text->actions[i] == PH_ERROR_ACTION_ENTER_PASSWORD)
        ph_banner_add_password (self->banner, label, action_name (text->actions[i]));
      else
        ph_banner_add_button (self->banner, label, action_name (text->actions[i]));
    }
  ph_composer_mark_refused (self->composer, ph_delivery_get_envelope (ph_sending_get_delivery (self->sending)));
  ph_banner_reveal (self->banner, TRUE);
}

/* ---- the way there ---------------------------------------------------------------------------------------------- */

static void
finished_cb (PhWindow *self, PhSending *sending)
{
  if (self->sending != sending)
    return;
  ph_progress_strip_set_delivery (self->strip, NULL);
  ph_window_update (self);

  switch (ph_sending_get_state (sending))
    {
    case PH_DELIVERY_SENT:
      ph_window_show_sent (self);
      break;
    case PH_DELIVERY_CANCELLED:
      ph_window_toast (self, _ ("Sending cancelled. Nothing was delivered."));
      ph_composer_focus (self->composer);
      break;
    case PH_DELIVERY_FAILED:
    case PH_DELIVERY_UNKNOWN:
    case PH_DELIVERY_QUEUED:
    case PH_DELIVERY_WRITING:
    case PH_DELIVERY_SENDING:
    case PH_DELIVERY_COMMITTING:
    default:
      ph_window_show_error (self);
      break;
    }
}

static void
can_cancel_cb (PhWindow *self)
{
  ph_window_update (self);
}

static void
ph_window_follow (PhWindow *self, PhSending *sending)
{
  PhDelivery *delivery = ph_sending_get_delivery (sending);

  g_set_object (&self->sending, sending);
  g_signal_connect_object (sending, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delivery, "notify::can-cancel", G_CALLBACK (can_cancel_cb), self, G_CONNECT_SWAPPED);
}

static void
ph_window_fail_practice (PhWindow *self, const char *why)
{
  ph_banner_present (self->banner, PH_BANNER_ERROR, _ ("The practice server could not be started"), why);
  ph_banner_add_button (self->banner, _ ("Retry"), "win.send");
  ph_banner_reveal (self->banner, TRUE);
}

/* What a server has said is not asked for again with every octet of the message. */
static gboolean
ph_window_check_size (PhWindow *self)
{
  g_autofree char *problem = ph_composer_dup_size_problem (self->composer);

  if (problem == NULL)
    return TRUE;
  ph_banner_present (self->banner, PH_BANNER_ERROR, _ ("The message is too large"), problem);
  if (ph_composer_has_attachments (self->composer))
    ph_banner_add_button (self->banner, _ ("Remove Attachments"), "win.remove-attachments");
  ph_banner_reveal (self->banner, TRUE);
  return FALSE;
}

void
ph_window_send (PhWindow *self, const char *const *recipients, const char *password)
{
  PhApplication *app = ph_window_get_app (self);
  PhAccount *account = ph_composer_get_account (self->composer);
  g_autoptr (PhMessage) message = NULL;
  g_autoptr (PhSending) sending = NULL;
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;

  if (ph_window_is_sending (self) || !ph_composer_check (self->composer) || !ph_window_check_size (self))
    return;
  if (account == NULL)
    {
      ph_banner_dismiss (self->banner);
      ph_banner_reveal (self->notice, TRUE);
      return;
    }
  if (!ph_application_prepare_account (app, account, &error))
    {
      ph_window_fail_practice (self, error->message);
      return;
    }
  ph_banner_dismiss (self->banner);
  ph_composer_mark_refused (self->composer, NULL);
  message = ph_composer_dup_message (self->composer);
  /* Who has it already does not get it twice. */
  if (recipients == NULL && self->sending != NULL)
    rest = ph_sending_dup_rest (self->sending, message);
  sending = ph_sending_new (message,
                            account,
                            ph_application_get_store (app),
                            ph_application_get_secrets (app),
                            rest != NULL ? (const char *const *) rest : recipients,
                            password);
  ph_window_follow (self, sending);
  ph_application_follow (app, sending);
  ph_sending_start (sending);
  ph_progress_strip_set_delivery (self->strip, ph_sending_get_delivery (sending));
  ph_window_update (self);
}

void
ph_window_show_failure (PhWindow *self, PhSending *sending)
{
  g_return_if_fail (PH_IS_WINDOW (self));
  g_return_if_fail (PH_IS_SENDING (sending));

  self->is_shown_by_choice = TRUE;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
  ph_composer_select_account (self->composer, ph_sending_get_account (sending));
  ph_composer_load (self->composer, ph_sending_get_message (sending), NULL);
  g_set_object (&self->sending, sending);
  ph_window_update (self);
  ph_window_show_error (self);
}
