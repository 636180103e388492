/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with the message that is selected. None of it asks first: what is deleted can be had back. */
#include "config.h"

#include "ph-messages-private.h"

#include "ph-message-export.h"
#include "ph-outbox-step.h"
#include "ph-store-state-text.h"
#include "ph-stored-view.h"
#include "ph-toast.h"

#include <glib/gi18n.h>

#define UNDO_SECONDS 10

static PhStoreMessage *
get_selected (PhMessages *self)
{
  return ph_message_list_get_selected (ph_messages_get_list (self));
}

/* ---- steps in the store ------------------------------------------------------------------------------------------------ */

typedef struct
{
  PhMessages *self; /* (owned) */
  gint64 id;
  PhOutboxStep step;
} PhMessagesStep;

/* Longer than other toasts: it has to be read and reached. Ctrl+Z undoes without it. */
static void
ph_messages_tell_deleted (PhMessages *self, gint64 id)
{
  AdwToast *toast = ph_toast_new (_ ("Message deleted"));

  self->deleted = id;
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "messages.undo-delete");
  adw_toast_set_action_target (toast, "x", id);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
ph_messages_tell_failed (PhMessages *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      ph_messages_toast (self, _ ("The message is being sent"));
      return;
    }
  /* Translators: %s is the reason, such as "No space left on device". */
  text = g_strdup_printf (_ ("Not changed: %s"), error->message);
  ph_messages_toast (self, text);
}

static void
step_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree PhMessagesStep *it = data;
  g_autoptr (PhMessages) self = it->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_outbox_step_finish (PH_OUTBOX_DISK (source), result, &error);

  if (it->step == PH_OUTBOX_STEP_SEND && message != NULL)
    ph_outbox_look (self->outbox, FALSE);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (message == NULL)
    ph_messages_tell_failed (self, error);
  else if (it->step == PH_OUTBOX_STEP_REMOVE)
    ph_messages_tell_deleted (self, it->id);
  else if (it->step == PH_OUTBOX_STEP_RESTORE)
    ph_message_list_select_message (ph_messages_get_list (self), it->id);
}

static void
ph_messages_take_step (PhMessages *self, gint64 id, PhOutboxStep step)
{
  PhMessagesStep *it = g_new0 (PhMessagesStep, 1);

  it->self = g_object_ref (self);
  it->id = id;
  it->step = step;
  ph_outbox_step_async (ph_outbox_get_disk (self->outbox), id, step, step_cb, it);
}

static void
delete_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);
  PhStoreMessage *message = get_selected (self);

  if (message != NULL)
    ph_messages_take_step (self, ph_store_message_get_id (message), PH_OUTBOX_STEP_REMOVE);
}

static void
undo_delete_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_messages_take_step (PH_MESSAGES (widget), g_variant_get_int64 (parameter), PH_OUTBOX_STEP_RESTORE);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);

  if (self->deleted != 0)
    ph_messages_take_step (self, self->deleted, PH_OUTBOX_STEP_RESTORE);
  self->deleted = 0;
}

static void
send_now_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);
  PhStoreMessage *message = get_selected (self);

  if (message != NULL)
    ph_messages_take_step (self, ph_store_message_get_id (message), PH_OUTBOX_STEP_SEND);
}

/* ---- opening --------------------------------------------------------------------------------------------------------- */

static void
show_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);
  PhStoreMessage *message = get_selected (self);

  if (message != NULL)
    ph_stored_view_present (ph_messages_get_app (self), GTK_WINDOW (self), message);
}

/* What somebody has got is no text to go on with. */
static gboolean
is_editable (PhStoreMessage *message)
{
  switch (ph_store_message_get_state (message))
    {
    case PH_STORE_STATE_DRAFT:
      return TRUE;
    case PH_STORE_STATE_QUEUED:
    case PH_STORE_STATE_FAILED:
      return ph_store_state_text_count_fate (message, PH_STORE_FATE_SENT) == 0
             && ph_store_state_text_count_fate (message, PH_STORE_FATE_UNKNOWN) == 0;
    case PH_STORE_STATE_SENDING:
    case PH_STORE_STATE_COMMITTING:
    case PH_STORE_STATE_SENT:
    case PH_STORE_STATE_UNKNOWN:
    default:
      return FALSE;
    }
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);
  PhStoreMessage *message = get_selected (self);

  if (message != NULL && is_editable (message))
    ph_application_open_stored (ph_messages_get_app (self), message);
  else if (message != NULL)
    ph_stored_view_present (ph_messages_get_app (self), GTK_WINDOW (self), message);
}

static void
report_unopened (PhMessages *self, const GError *error)
{
  g_autofree char *text = NULL;

  /* Translators: %s is the reason, such as "Permission denied". */
  text = g_strdup_printf (_ ("Not opened: %s"), error->message);
  ph_messages_toast (self, text);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMessages) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    report_unopened (self, error);
}

static void
ph_messages_launch (PhMessages *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GdkAppLaunchContext) context
      = gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  g_app_info_launch_default_for_uri_async (uri,
                                           G_APP_LAUNCH_CONTEXT (context),
                                           self->cancellable,
                                           launched_cb,
                                           g_object_ref (self));
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMessages) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = ph_message_export_finish (result, &error);

  if (file == NULL)
    report_unopened (self, error);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    ph_messages_launch (self, file);
}

static void
open_elsewhere_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);
  PhStoreMessage *message = get_selected (self);

  if (message != NULL)
    ph_message_export_async (message, self->cancellable, exported_cb, g_object_ref (self));
}

static void
open_folder_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);

  ph_messages_launch (self, ph_outbox_disk_get_folder (ph_outbox_get_disk (self->outbox)));
}

/* ---- the window ------------------------------------------------------------------------------------------------------- */

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* Nothing else is there to be stopped or closed. */
static void
escape_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessages *self = PH_MESSAGES (widget);

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  ph_message_list_focus (ph_messages_get_list (self));
}

static void
show_menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (PH_MESSAGES (widget)->menu_button);
}

void
ph_messages_update_actions (PhMessages *self)
{
  PhMessageList *list = ph_messages_get_list (self);
  PhStoreMessage *message = list != NULL ? ph_message_list_get_selected (list) : NULL;
  PhStoreState state = message != NULL ? ph_store_message_get_state (message) : PH_STORE_STATE_DRAFT;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "messages.open", message != NULL);
  gtk_widget_action_set_enabled (widget, "messages.delete", message != NULL);
  gtk_widget_action_set_enabled (widget, "messages.open-elsewhere", message != NULL);
  gtk_widget_action_set_enabled (widget,
                                 "messages.show",
                                 message != NULL && is_editable (message) && state != PH_STORE_STATE_DRAFT);
  gtk_widget_action_set_enabled (widget,
                                 "messages.send-now",
                                 state == PH_STORE_STATE_QUEUED || state == PH_STORE_STATE_FAILED);
}

void
ph_messages_class_add_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "messages.open", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "messages.show", NULL, show_cb);
  gtk_widget_class_install_action (widget_class, "messages.send-now", NULL, send_now_cb);
  gtk_widget_class_install_action (widget_class, "messages.delete", NULL, delete_cb);
  gtk_widget_class_install_action (widget_class, "messages.undo-delete", "x", undo_delete_cb);
  gtk_widget_class_install_action (widget_class, "messages.undo", NULL, undo_cb);
  gtk_widget_class_install_action (widget_class, "messages.open-elsewhere", NULL, open_elsewhere_cb);
  gtk_widget_class_install_action (widget_class, "messages.open-folder", NULL, open_folder_cb);
  gtk_widget_class_install_action (widget_class, "messages.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.escape", NULL, escape_cb);
  gtk_widget_class_install_action (widget_class, "win.show-menu", NULL, show_menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "messages.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "messages.search", NULL);
}
