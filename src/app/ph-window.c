/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the pages together and shows the one that fits. Sending is in ph-window-send.c, actions in ph-window-actions.c. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-error-text.h"
#include "ph-open-file.h"
#include "ph-photo-hint.h"
#include "ph-toast.h"

#include <glib/gi18n.h>

/* Below this many pixels, title and name give way to what is needed. */
#define NARROW_WIDTH 500

G_DEFINE_FINAL_TYPE (PhWindow, ph_window, ADW_TYPE_APPLICATION_WINDOW)

PhApplication *
ph_window_get_app (PhWindow *self)
{
  return PH_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

void
ph_window_toast (PhWindow *self, const char *text)
{
  AdwToast *toast = ph_toast_new (text);

  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- which page ------------------------------------------------------------------------------------------------- */

static gboolean
ph_window_has_account (PhWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ph_application_get_accounts (ph_window_get_app (self)))) > 0;
}

static void
ph_window_show_notice (PhWindow *self)
{
  PhAccount *account = ph_composer_get_account (self->composer);
  gboolean is_welcome = gtk_stack_get_visible_child (self->stack) == self->welcome_page;

  if (!is_welcome && account != NULL && ph_account_get_is_practice (account))
    {
      ph_banner_present (self->notice, PH_BANNER_INFO, _ ("Practice account: nothing leaves this computer."), "");
      ph_banner_add_button (self->notice, _ ("Add E-Mail Account"), "app.add-account");
      ph_banner_add_button (self->notice, _ ("What Arrived"), "win.what-arrived");
      ph_banner_reveal (self->notice, FALSE);
    }
  else if (!is_welcome && account == NULL)
    {
      ph_banner_present (self->notice, PH_BANNER_INFO, _ ("Add an account to send this message."), "");
      ph_banner_add_button (self->notice, _ ("Add E-Mail Account"), "app.add-account");
      ph_banner_add_button (self->notice, _ ("Try Without an Account"), "win.try-practice");
      ph_banner_reveal (self->notice, FALSE);
    }
  else
    ph_banner_dismiss (self->notice);
}

static void
ph_window_update_title (PhWindow *self)
{
  gboolean is_editor = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->composer);
  g_autofree char *title = NULL;

  g_object_get (self->composer, "title", &title, NULL);
  adw_window_title_set_title (self->title, is_editor ? title : "");
  if (!is_editor)
    adw_window_title_set_subtitle (self->title, ""); /* of a draft that was saved */
  gtk_window_set_title (GTK_WINDOW (self), is_editor ? title : _ ("Posthaste"));
}

/* Whether the account's server said that it holds messages back. */
static gboolean
ph_window_can_hold (PhWindow *self)
{
  PhAccount *account = ph_composer_get_account (self->composer);

  return account != NULL && ph_account_get_hold_limit (account) > 0;
}

void
ph_window_update (PhWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  gboolean is_editor = FALSE;
  gboolean is_sending = ph_window_is_sending (self);
  gboolean is_idle = !is_sending && !ph_window_is_waiting (self);

  if (!ph_window_has_account (self) && !self->is_shown_by_choice)
    gtk_stack_set_visible_child (self->stack, self->welcome_page);
  else if (page == self->welcome_page)
    {
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
      ph_composer_focus (self->composer);
    }
  page = gtk_stack_get_visible_child (self->stack);
  is_editor = page == GTK_WIDGET (self->composer);

  /* Hidden pages stay in the accessible tree unless they are invisible. */
  gtk_widget_set_visible (self->attach_button, is_editor && is_idle);
  gtk_widget_set_visible (self->send_button, is_editor && is_idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send", is_editor && (is_idle || ph_window_is_held (self)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send-later", is_editor && is_idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "win.send-later-at-server",
                                 is_editor && is_idle && ph_window_can_hold (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send-to-each", is_editor && is_idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "win.undo-send",
                                 ph_window_is_held (self) || self->send_when_attached);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send-now", ph_window_is_waiting (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.take-back", ph_window_is_waiting (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.attach", is_editor && is_idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.insert-snippet", is_editor && is_idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-cc", is_editor);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-bcc", is_editor);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-conversation", self->sending != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "win.cancel-send",
                                 is_sending && ph_delivery_get_can_cancel (ph_sending_get_delivery (self->sending)));
  ph_composer_set_editable (self->composer, is_idle);
  ph_window_show_notice (self);
  ph_window_update_title (self);
}

static void
accounts_changed_cb (PhWindow *self)
{
  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (ph_window_has_account (self) && self->is_shown_by_choice)
    self->is_shown_by_choice = FALSE;
  ph_window_update (self);
}

static void
default_changed_cb (PhWindow *self)
{
  PhAccount *account = ph_accounts_get_default (ph_application_get_accounts (ph_window_get_app (self)));

  if (account != NULL && !ph_window_is_sending (self))
    ph_composer_select_account (self->composer, account);
  ph_window_update (self);
}

/* Whoever presses a key is still here. */
static gboolean
key_pressed_cb (PhWindow *self)
{
  ph_window_stop_closing (self);
  return GDK_EVENT_PROPAGATE;
}

static void
account_changed_cb (PhWindow *self)
{
  if (ph_window_get_app (self) != NULL)
    ph_window_show_notice (self);
}

static AdwToast *
ph_window_offer_undo (PhWindow *self, const char *title, const char *action)
{
  AdwToast *toast = ph_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, action);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return toast;
}

/* Another one may have taken its place. */
static void
removed_toast_dismissed_cb (PhWindow *self, AdwToast *toast)
{
  if (self->removed_toast != toast)
    return;
  self->removed_toast = NULL;
  if (self->composer != NULL)
    ph_composer_forget_removed (self->composer);
}

static void
attachment_removed_cb (PhWindow *self, guint n)
{
  AdwToast *before = g_steal_pointer (&self->removed_toast);
  g_autofree char *title = NULL;

  if (n > 1)
    /* Translators: %u counts files that were taken off the message one by one, two at least */
    title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u attachment removed", "%u attachments removed", n), n);
  if (before != NULL)
    adw_toast_dismiss (before);
  self->removed_toast
      = ph_window_offer_undo (self, title != NULL ? title : _ ("Attachment removed"), "win.undo-remove-attachment");
  g_signal_connect_object (self->removed_toast,
                           "dismissed",
                           G_CALLBACK (removed_toast_dismissed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
shrunk_cb (PhWindow *self)
{
  ph_window_offer_undo (self, _ ("Images made smaller"), "win.undo-shrink");
}

static void
cleaned_cb (PhWindow *self)
{
  ph_window_offer_undo (self, _ ("Location and author removed"), "win.undo-clean");
}

static void
left_out_cb (PhWindow *self, guint n)
{
  /* Translators: %u counts files that a message is sent without */
  g_autofree char *title
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file left out", "%u files left out", n), n);

  ph_window_offer_undo (self, title, "win.undo-leave-out");
}

static void
attachment_problem_cb (PhWindow *self, const char *name, GError *error)
{
  g_autofree char *title = NULL;

  if (error->domain == PH_OPEN_FILE_ERROR)
    {
      ph_window_toast (self, error->message);
      return;
    }
  ph_window_stop_waiting_for_files (self);
  ph_window_come_back (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    /* Translators: %s is a folder's name */
    title = g_strdup_printf (_ ("%s is a folder. Only files can be attached."), name);
  else if (error->domain == PH_PHOTO_HINT_ERROR)
    /* Translators: %s is a photo's file name */
    title = g_strdup_printf (_ ("The location in %s could not be removed."), name);
  else if (error->domain == G_IO_ERROR)
    title = ph_error_text_dup_file_problem (name, error->code);
  if (title == NULL)
    title = g_strdup_printf (_ ("%s could not be read: %s."), name, error->message);
  ph_banner_present (self->banner, PH_BANNER_WARNING, title, "");
  ph_banner_add_button (self->banner, _ ("Close"), "win.dismiss-banner");
  ph_banner_reveal (self->banner, FALSE);
}

/* GTK tells of a pointer at rest too, when what lies below it changes. */
static void
pointer_moved_cb (GtkEventControllerMotion *controller, double x, double y, PhWindow *self)
{
  if (x != self->pointer_x || y != self->pointer_y)
    ph_window_stop_closing (self);
  self->pointer_x = x;
  self->pointer_y = y;
}

/* ---- width --------------------------------------------------------------------------------------------------- */

/* Not while sizes are being given out: then nothing may ask for another. */
static gboolean
adapt_cb (gpointer data)
{
  PhWindow *self = data;

  self->adapt_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->title), !self->is_narrow);
  g_object_set (self->composer, "narrow", self->is_narrow, NULL);
  return G_SOURCE_REMOVE;
}

static void
ph_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PhWindow *self = PH_WINDOW (widget);

  GTK_WIDGET_CLASS (ph_window_parent_class)->size_allocate (widget, width, height, baseline);

  if (self->is_narrow == (width < NARROW_WIDTH))
    return;
  self->is_narrow = width < NARROW_WIDTH;
  if (self->adapt_source == 0)
    self->adapt_source = g_idle_add (adapt_cb, self);
}

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
ph_window_save_size (PhWindow *self)
{
  GSettings *settings = ph_application_get_settings (ph_window_get_app (self));
  int width = 0;
  int height = 0;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

/* Never asks: what is being sent goes on in the application, and what is written is a draft, for which the window may have
 * to stay for a moment. */
static gboolean
ph_window_close_request (GtkWindow *window)
{
  ph_window_save_size (PH_WINDOW (window));
  return ph_window_stay_for_draft (PH_WINDOW (window))
         || GTK_WINDOW_CLASS (ph_window_parent_class)->close_request (window);
}

static void
ph_window_set_up (PhWindow *self)
{
  PhApplication *app = ph_window_get_app (self);
  PhAccounts *accounts = ph_application_get_accounts (app);
  GSettings *settings = ph_application_get_settings (app);

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  ph_composer_set_accounts (self->composer, accounts);
  ph_composer_set_settings (self->composer, settings);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "message", ph_composer_get_options (self->composer));
  g_settings_bind (settings, "remind-attachments", self->composer, "reminds", G_SETTINGS_BIND_GET);
  ph_composer_set_disk (self->composer, ph_outbox_get_disk (ph_application_get_outbox (app)));
  g_signal_connect_object (accounts,
                           "items-changed",
                           G_CALLBACK (accounts_changed_cb),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (accounts,
                           "notify::default-account",
                           G_CALLBACK (default_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  ph_window_follow_outbox (self);
  ph_window_update (self);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (gtk_stack_get_visible_child (self->stack) == self->welcome_page)
    gtk_window_set_focus (GTK_WINDOW (self), self->welcome_button);
  else
    ph_composer_focus (self->composer);
}

/* Nobody can take it back any more, and nobody sees how it ends. */
static void
ph_window_leave_sending (PhWindow *self)
{
  PhDelivery *delivery = ph_sending_get_delivery (self->sending);

  g_signal_handlers_disconnect_by_data (delivery, self);
  ph_delivery_set_is_attended (delivery, FALSE);
  if (ph_delivery_get_is_held (delivery))
    ph_delivery_release (delivery);
}

static void
ph_window_dispose (GObject *object)
{
  PhWindow *self = PH_WINDOW (object);

  ph_window_stop_closing (self);
  ph_window_stop_saving (self);
  self->send_when_attached = FALSE;
  g_clear_pointer (&self->order, ph_window_order_free);
  g_clear_object (&self->discarded);
  g_clear_pointer (&self->linked, g_ptr_array_unref);
  g_clear_handle_id (&self->adapt_source, g_source_remove);
  if (self->strip != NULL)
    ph_progress_strip_set_delivery (self->strip, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_WINDOW);
  if (self->sending != NULL)
    ph_window_leave_sending (self);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_object (&self->sending);

  G_OBJECT_CLASS (ph_window_parent_class)->dispose (object);
}

static void
ph_window_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PhWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, title);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, attach_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, send_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, welcome_page);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, welcome_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, composer);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, sent_page);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, sent_new_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, sent_show_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, sent_folder_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, sent_draft_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, waiting_page);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, waiting_send_button);
  gtk_widget_class_bind_template_child (widget_class, PhWindow, strip);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_window_note_change);
  gtk_widget_class_bind_template_callback (widget_class, attachment_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachment_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_window_note_attached);
  gtk_widget_class_bind_template_callback (widget_class, shrunk_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, cleaned_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_window_update_title);
  gtk_widget_class_bind_template_callback (widget_class, ph_window_stop_closing);
  gtk_widget_class_bind_template_callback (widget_class, pointer_moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
ph_window_class_init (PhWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ph_window_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = ph_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = ph_window_close_request;
  ph_window_bind_template (GTK_WIDGET_CLASS (klass));
  ph_window_class_add_actions (GTK_WIDGET_CLASS (klass));
}

static void
ph_window_init (PhWindow *self)
{
  g_type_ensure (PH_TYPE_BANNER);
  g_type_ensure (PH_TYPE_COMPOSER);
  g_type_ensure (PH_TYPE_PROGRESS_STRIP);
  gtk_widget_init_template (GTK_WIDGET (self));
}

PhWindow *
ph_window_new (PhApplication *application)
{
  PhWindow *self = g_object_new (PH_TYPE_WINDOW, "application", application, NULL);

  ph_window_set_up (self);
  return self;
}

gboolean
ph_window_is_sending (PhWindow *self)
{
  PhDeliveryState state = PH_DELIVERY_SENT;

  g_return_val_if_fail (PH_IS_WINDOW (self), FALSE);

  if (self->sending == NULL)
    return FALSE;
  state = ph_sending_get_state (self->sending);
  return state == PH_DELIVERY_QUEUED || state == PH_DELIVERY_WRITING || state == PH_DELIVERY_SENDING
         || state == PH_DELIVERY_COMMITTING;
}

gboolean
ph_window_is_held (PhWindow *self)
{
  g_return_val_if_fail (PH_IS_WINDOW (self), FALSE);
  return self->sending != NULL && ph_delivery_get_is_held (ph_sending_get_delivery (self->sending));
}

gboolean
ph_window_is_waiting (PhWindow *self)
{
  g_return_val_if_fail (PH_IS_WINDOW (self), FALSE);
  return self->sending != NULL && ph_sending_get_state (self->sending) == PH_DELIVERY_WAITING;
}

void
ph_window_account_added (PhWindow *self)
{
  g_return_if_fail (PH_IS_WINDOW (self));

  ph_window_toast (self, _ ("Account added"));
  ph_composer_focus (self->composer);
}

gboolean
ph_window_is_untouched (PhWindow *self)
{
  g_return_val_if_fail (PH_IS_WINDOW (self), FALSE);
  return !self->is_closing && !ph_window_is_sending (self) && !ph_window_is_waiting (self)
         && !ph_banner_is_revealed (self->banner)
         && gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (self->sent_page)
         && ph_composer_is_untouched (self->composer);
}

PhWindow *
ph_window_find_for (GtkApplication *application, PhSending *sending)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (PH_IS_WINDOW (l->data) && PH_WINDOW (l->data)->sending == sending)
      return l->data;
  return NULL;
}
