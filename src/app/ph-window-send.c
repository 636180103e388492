/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's side of one sending: start it, follow it, and show how it ended. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-mail-protection-error.h"
#include "ph-smtp-credentials.h"
#include "ph-toast.h"

#include <glib/gi18n.h>

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
    /* The password is looked up again, and the keyring asks for its own. */
    case PH_ERROR_ACTION_UNLOCK:
    case PH_ERROR_ACTION_RETRY:
    case PH_ERROR_ACTION_SEND_AGAIN:
      return "win.retry";
    case PH_ERROR_ACTION_RETRY_NOW:
      return "win.send-now";
    case PH_ERROR_ACTION_SAVE_DRAFT:
      return "win.take-back";
    case PH_ERROR_ACTION_KEEP_AS_SENT:
      return "win.keep-as-sent";
    case PH_ERROR_ACTION_SEND_UNENCRYPTED:
      return "win.send-unencrypted";
    case PH_ERROR_ACTION_SEND_UNPROTECTED:
      return "win.send-unprotected";
    case PH_ERROR_ACTION_SHOW_CONVERSATION:
      return "win.show-conversation";
    case PH_ERROR_ACTION_NONE:
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
ph_window_fail_practice (PhWindow *self, const char *why)
{
  ph_banner_present (self->banner, PH_BANNER_ERROR, _ ("The practice server could not be started"), why);
  ph_banner_add_button (self->banner, _ ("Retry"), "win.retry");
  ph_banner_reveal (self->banner, TRUE);
}

void
ph_window_advise (PhWindow *self, const PhErrorText *text, const PhErrorContext *context)
{
  ph_banner_present (self->banner, PH_BANNER_ERROR, text->title, text->text);
  for (gsize i = 0; text->actions[i] != PH_ERROR_ACTION_NONE; i++)
    {
      g_autofree char *label = ph_error_action_dup_label (text->actions[i], context);

      if (text->actions[i] == PH_ERROR_ACTION_ENTER_PASSWORD)
        ph_banner_add_password (self->banner, label, action_name (text->actions[i]));
      else
        ph_banner_add_button (self->banner, label, action_name (text->actions[i]));
    }
  ph_banner_reveal (self->banner, TRUE);
}

/* Before it was stored: what was written stays here, and so it has to be saved. */
static void
ph_window_note_unprotected (PhWindow *self, const PhErrorText *text)
{
  const char *address = ph_mail_protection_error_get_address (ph_sending_get_error (self->sending));

  ph_composer_mark_keyless (self->composer, address, text->title);
  ph_window_note_change (self);
}

static void
ph_window_show_error (PhWindow *self)
{
  g_autoptr (PhErrorText) text = ph_sending_new_error_text (self->sending);
  PhErrorContext context;

  if (g_error_matches (ph_sending_get_error (self->sending), PH_OUTBOX_ERROR, PH_OUTBOX_ERROR_NOT_PREPARED))
    {
      ph_window_fail_practice (self, ph_sending_get_error (self->sending)->message);
      return;
    }
  ph_sending_get_error_context (self->sending, &context);
  ph_composer_mark_refused (self->composer, ph_delivery_get_envelope (ph_sending_get_delivery (self->sending)));
  if (ph_sending_get_error (self->sending)->domain == PH_MAIL_PROTECTION_ERROR)
    ph_window_note_unprotected (self, text);
  ph_window_advise (self, text, &context);
}

/* ---- hold ------------------------------------------------------------------------------------------------------ */

static guint
undo_seconds (PhWindow *self)
{
  const char *wanted = g_getenv ("POSTHASTE_UNDO_SECONDS");
  guint64 seconds = g_settings_get_uint (ph_application_get_settings (ph_window_get_app (self)), "undo-seconds");

  if (wanted != NULL)
    g_ascii_string_to_unsigned (wanted, 10, 0, 30, &seconds, NULL);
  return (guint) seconds;
}

/* (transfer full) (nullable): what is no obstacle, and said all the same */
static char *
dup_remark (PhMessage *message)
{
  PhSendDraft draft = { .subject = ph_message_get_subject (message), .text = ph_message_get_text (message) };
  g_autoptr (GPtrArray) findings = ph_send_check (&draft);
  const PhSendFinding *remark = ph_send_check_get_remark (findings);

  return remark != NULL ? g_strdup (remark->title) : NULL;
}

/* Where there is no time to undo. */
static void
ph_window_say_remark (PhWindow *self, PhMessage *message)
{
  g_autofree char *remark = dup_remark (message);

  if (remark != NULL)
    ph_window_toast (self, remark);
}

static char *
dup_hold_title (PhMessage *message, guint seconds, PhStoreHolder holder)
{
  char *remark = dup_remark (message);

  if (remark != NULL)
    return remark;
  if (holder == PH_STORE_HOLDER_SERVER)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Goes to your server in %u second", "Goes to your server in %u seconds", seconds),
        seconds);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Sending in %u second", "Sending in %u seconds", seconds),
                          seconds);
}

static void
toast_dismissed_cb (PhWindow *self, AdwToast *toast)
{
  if (self->hold_toast == toast)
    self->hold_toast = NULL;
}

static void
ph_window_show_undo (PhWindow *self, const char *title)
{
  self->hold_toast = ph_toast_new (title);
  adw_toast_set_timeout (self->hold_toast, 0);
  adw_toast_set_priority (self->hold_toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (self->hold_toast, _ ("Undo"));
  adw_toast_set_action_name (self->hold_toast, "win.undo-send");
  g_signal_connect_object (self->hold_toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, self->hold_toast);
}

static void
ph_window_show_hold (PhWindow *self, PhMessage *message, guint seconds, PhStoreHolder holder)
{
  g_autofree char *title = dup_hold_title (message, seconds, holder);

  ph_window_show_undo (self, title);
}

void
ph_window_show_waiting_for_files (PhWindow *self)
{
  ph_window_show_undo (self, _ ("Sending once the files are attached"));
}

void
ph_window_hide_hold (PhWindow *self)
{
  if (self->hold_toast != NULL)
    adw_toast_dismiss (self->hold_toast);
}

/* What is not over when the hold is, is shown. */
static void
held_cb (PhWindow *self)
{
  if (ph_window_is_held (self))
    return;
  ph_window_hide_hold (self);
  if (ph_window_is_sending (self))
    ph_progress_strip_set_delivery (self->strip, ph_sending_get_delivery (self->sending));
  ph_window_update (self);
}

/* As long as somebody has to choose, "now" does not say to whom: the banner does, and has the keyboard. */
void
ph_window_release (PhWindow *self)
{
  if (!ph_window_has_choice (self))
    ph_delivery_release (ph_sending_get_delivery (self->sending));
}

void
ph_window_undo_send (PhWindow *self)
{
  if (ph_window_stop_waiting_for_files (self))
    return;
  if (ph_window_is_held (self))
    ph_sending_cancel (self->sending);
}

/* ---- the way there ---------------------------------------------------------------------------------------------- */

void
ph_window_go_on_writing (PhWindow *self)
{
  if (self->focus_before != NULL)
    gtk_widget_grab_focus (self->focus_before);
  else
    ph_composer_focus (self->composer);
}

/* Undone in the hold, everything is as it was; only a recipient that the server has refused stays marked. */
static void
ph_window_show_cancelled (PhWindow *self)
{
  ph_banner_dismiss (self->banner);
  if (!self->was_held)
    ph_window_toast (self, _ ("Sending cancelled. Nothing was delivered."));
  if (self->edits_when_undone)
    ph_composer_edit_refused (self->composer);
  else
    ph_window_go_on_writing (self);
}

static void
finished_cb (PhWindow *self, PhSending *sending)
{
  if (self->sending != sending)
    return;
  ph_progress_strip_set_delivery (self->strip, NULL);
  ph_window_hide_hold (self);
  if (ph_delivery_get_id (ph_sending_get_delivery (sending)) != 0)
    self->stored = ph_delivery_get_id (ph_sending_get_delivery (sending));
  ph_window_update (self);

  switch (ph_sending_get_state (sending))
    {
    case PH_DELIVERY_SENT:
      ph_window_show_sent (self);
      break;
    case PH_DELIVERY_WAITING:
      if (!ph_window_show_waiting (self))
        ph_window_show_error (self);
      break;
    case PH_DELIVERY_CANCELLED:
      ph_window_show_cancelled (self);
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

  ph_delivery_set_is_attended (delivery, TRUE);
  g_set_object (&self->sending, sending);
  g_signal_connect_object (sending, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delivery, "notify::can-cancel", G_CALLBACK (can_cancel_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delivery, "notify::is-held", G_CALLBACK (held_cb), self, G_CONNECT_SWAPPED);
  ph_window_follow_choice (self, delivery);
  ph_application_follow (ph_window_get_app (self), sending);
}

/* The outbox tries again what this window shows as waiting. */
static void
started_cb (PhWindow *self, PhDelivery *delivery)
{
  g_autoptr (PhSending) sending = NULL;

  if (!ph_window_is_waiting (self) || ph_delivery_get_id (delivery) != self->stored)
    return;
  sending = ph_sending_new (ph_application_get_outbox (ph_window_get_app (self)), delivery);
  ph_banner_dismiss (self->banner);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
  ph_window_follow (self, sending);
  ph_sending_follow (sending);
  ph_progress_strip_set_delivery (self->strip, delivery);
  ph_window_update (self);
}

void
ph_window_follow_outbox (PhWindow *self)
{
  g_signal_connect_object (ph_application_get_outbox (ph_window_get_app (self)),
                           "delivery-started",
                           G_CALLBACK (started_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static gboolean
is_same_message (PhSending *sending, PhMessage *message)
{
  PhMessage *before = sending != NULL ? ph_sending_get_message (sending) : NULL;

  return before != NULL && g_str_equal (ph_message_get_message_id (before), ph_message_get_message_id (message));
}

/* @recipients: (nullable) */
static PhSending *
ph_window_new_sending (PhWindow *self, PhMessage *message, const char *const *recipients)
{
  PhOutbox *outbox = ph_application_get_outbox (ph_window_get_app (self));
  g_autoptr (PhDelivery) delivery
      = ph_delivery_new (ph_outbox_get_disk (outbox), ph_composer_get_account (self->composer), message, self->stored);

  if (is_same_message (self->sending, message))
    ph_delivery_set_previous (delivery, ph_delivery_get_envelope (ph_sending_get_delivery (self->sending)), recipients);
  return ph_sending_new (outbox, delivery);
}

static void
ph_window_begin (PhWindow *self)
{
  self->edits_when_undone = FALSE;
  ph_banner_dismiss (self->banner);
  ph_composer_mark_refused (self->composer, NULL);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
  g_set_weak_pointer (&self->focus_before, gtk_window_get_focus (GTK_WINDOW (self)));
}

/* ---- what was ordered ------------------------------------------------------------------------------------------- */

void
ph_window_order_free (PhWindowOrder *order)
{
  g_strfreev (order->recipients);
  ph_smtp_credentials_wipe (order->password);
  g_free (order);
}

static PhWindowOrder *
ph_window_order_new (gboolean is_at_once, gint64 due, PhStoreHolder holder)
{
  PhWindowOrder *order = g_new0 (PhWindowOrder, 1);

  order->is_at_once = is_at_once;
  order->due = due;
  order->holder = holder;
  return order;
}

void
ph_window_carry_out (PhWindow *self, PhWindowOrder *order)
{
  if (order->due != 0)
    ph_window_send_later (self, order->due, order->holder);
  else if (order->is_at_once)
    ph_window_send_at_once (self, (const char *const *) order->recipients, order->password, order->is_forced);
  else
    ph_window_send (self);
}

void
ph_window_send (PhWindow *self)
{
  guint seconds = undo_seconds (self);
  g_autoptr (PhMessage) message = NULL;
  g_autoptr (PhSending) sending = NULL;

  if (ph_window_wait_for_files (self))
    return;
  if (seconds == 0)
    {
      ph_window_send_at_once (self, NULL, NULL, FALSE);
      return;
    }
  if (!ph_window_check (self, PH_SEND_TARGET_RECIPIENTS)
      || ph_window_wait_for_draft (self, ph_window_order_new (FALSE, 0, PH_STORE_HOLDER_NONE)))
    return;
  ph_window_begin (self);
  message = ph_composer_dup_message (self->composer);
  sending = ph_window_new_sending (self, message, NULL);
  ph_delivery_set_hold (ph_sending_get_delivery (sending), seconds * 1000);
  ph_window_follow (self, sending);
  self->was_held = TRUE;
  ph_window_show_hold (self, message, seconds, PH_STORE_HOLDER_NONE);
  ph_sending_start (sending, NULL, FALSE);
  ph_window_update (self);
}

void
ph_window_send_at_once (PhWindow *self, const char *const *recipients, const char *password, gboolean is_forced)
{
  g_autoptr (PhMessage) message = NULL;
  g_autoptr (PhSending) sending = NULL;
  PhWindowOrder *order = NULL;

  if (!ph_window_check (self, PH_SEND_TARGET_RECIPIENTS))
    return;
  order = ph_window_order_new (TRUE, 0, PH_STORE_HOLDER_NONE);
  order->recipients = g_strdupv ((char **) recipients);
  order->password = g_strdup (password);
  order->is_forced = is_forced;
  if (ph_window_wait_for_draft (self, order))
    return;
  ph_window_begin (self);
  message = ph_composer_dup_message (self->composer);
  if (recipients == NULL && password == NULL && !is_forced)
    ph_window_say_remark (self, message);
  sending = ph_window_new_sending (self, message, recipients);
  ph_window_follow (self, sending);
  self->was_held = FALSE;
  ph_sending_start (sending, password, is_forced);
  ph_progress_strip_set_delivery (self->strip, ph_sending_get_delivery (sending));
  ph_window_update (self);
}

/* What the server is to hold goes there now, and cannot be had back: so there is the time to undo. */
void
ph_window_send_later (PhWindow *self, gint64 due, PhStoreHolder holder)
{
  gboolean is_for_server = holder == PH_STORE_HOLDER_SERVER;
  guint seconds = is_for_server ? undo_seconds (self) : 0;
  g_autoptr (PhMessage) message = NULL;
  g_autoptr (PhSending) sending = NULL;

  if (!ph_window_check (self, PH_SEND_TARGET_RECIPIENTS)
      || ph_window_wait_for_draft (self, ph_window_order_new (FALSE, due, holder)))
    return;
  ph_window_begin (self);
  message = ph_composer_dup_message (self->composer);
  sending = ph_window_new_sending (self, message, NULL);
  ph_delivery_set_due (ph_sending_get_delivery (sending), due, holder);
  ph_delivery_set_hold (ph_sending_get_delivery (sending), seconds * 1000);
  ph_window_follow (self, sending);
  self->was_held = seconds > 0;
  if (seconds > 0)
    ph_window_show_hold (self, message, seconds, holder);
  ph_sending_start (sending, NULL, !is_for_server);
  if (is_for_server && seconds == 0)
    ph_progress_strip_set_delivery (self->strip, ph_sending_get_delivery (sending));
  ph_window_update (self);
}

/* ---- out of the outbox ----------------------------------------------------------------------------------------- */

static gboolean
take_back (PhStore *store, gpointer id, GCancellable *cancellable, GError **error)
{
  return ph_store_settle (store, *(const gint64 *) id, PH_STORE_STATE_DRAFT, 0, FALSE, NULL, NULL, error);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhWindow) self = PH_WINDOW (data);
  g_autoptr (GError) error = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, &error))
    {
      ph_window_toast (self, _ ("It is being sent right now"));
      return;
    }
  if (ph_window_get_app (self) == NULL)
    return;
  g_clear_object (&self->sending);
  ph_banner_dismiss (self->banner);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
  ph_window_update (self);
  ph_window_go_on_writing (self);
}

void
ph_window_take_back (PhWindow *self)
{
  PhOutbox *outbox = ph_application_get_outbox (ph_window_get_app (self));

  ph_outbox_disk_run_async (ph_outbox_get_disk (outbox),
                            take_back,
                            g_memdup2 (&self->stored, sizeof self->stored),
                            g_free,
                            NULL,
                            taken_back_cb,
                            g_object_ref (self));
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
  self->stored = ph_delivery_get_id (ph_sending_get_delivery (sending));
  g_set_object (&self->sending, sending);
  ph_window_update (self);
  ph_window_show_error (self);
}
