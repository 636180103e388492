/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list over a Maildir. It is there before the folder is listed, and stays quick with ten thousand messages, because
 * only names are listed and only rows on the screen are read. */
#include "config.h"

#include "ph-arrived.h"

#include <glib/gi18n.h>

#include "ph-arrived-row.h"
#include "ph-maildir-model.h"
#include "ph-message-view.h"
#include "ph-toast.h"

/* A spinner that only flashes is worse than none. */
#define SPINNER_DELAY_MS 300

struct _PhArrived
{
  AdwWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *error_page;
  GtkListView *list_view;

  PhMaildirModel *model; /* (owned) */
  GCancellable *cancellable; /* (owned): what is under way ends with the window */
  guint spinner_timeout;
};

G_DEFINE_FINAL_TYPE (PhArrived, ph_arrived, ADW_TYPE_WINDOW)

static void
open_folder_finish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhArrived) self = PH_ARRIVED (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || g_cancellable_is_cancelled (self->cancellable))
    return;
  /* Translators: %s is the reason, such as "Permission denied". */
  text = g_strdup_printf (_ ("Folder not opened: %s"), error->message);
  adw_toast_overlay_add_toast (self->toast_overlay, ph_toast_new (text));
}

static void
open_folder_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PhArrived *self = PH_ARRIVED (widget);
  g_autofree char *uri = g_file_get_uri (ph_maildir_model_get_maildir (self->model));
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));

  g_app_info_launch_default_for_uri_async (uri,
                                           G_APP_LAUNCH_CONTEXT (context),
                                           self->cancellable,
                                           open_folder_finish_cb,
                                           g_object_ref (self));
}

static void
setup_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhArrived *self)
{
  gtk_list_item_set_child (item, ph_arrived_row_new ());
}

static void
bind_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhArrived *self)
{
  ph_arrived_row_set_item (PH_ARRIVED_ROW (gtk_list_item_get_child (item)),
                           self->model,
                           PH_MAILDIR_ITEM (gtk_list_item_get_item (item)));
}

static void
unbind_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhArrived *self)
{
  ph_arrived_row_set_item (PH_ARRIVED_ROW (gtk_list_item_get_child (item)), self->model, NULL);
}

static void
activate_cb (GtkListView *list_view, guint position, PhArrived *self)
{
  g_autoptr (PhMaildirItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item != NULL)
    gtk_window_present (GTK_WINDOW (ph_message_view_new (GTK_WINDOW (self), ph_maildir_item_get_file (item))));
}

static void
listed_cb (PhMaildirModel *model, const GError *error, PhArrived *self)
{
  g_autofree char *markup = NULL;

  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  gtk_spinner_stop (self->spinner);
  if (error != NULL)
    {
      markup = g_markup_escape_text (error->message, -1);
      adw_status_page_set_description (self->error_page, markup);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  else if (g_list_model_get_n_items (G_LIST_MODEL (model)) == 0)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else
    gtk_stack_set_visible_child_name (self->stack, "messages");
}

static gboolean
spinner_timeout_cb (gpointer user_data)
{
  PhArrived *self = PH_ARRIVED (user_data);

  self->spinner_timeout = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
ph_arrived_set_maildir (PhArrived *self, GFile *maildir)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->model = ph_maildir_model_new (maildir);
  g_signal_connect_object (self->model, "listed", G_CALLBACK (listed_cb), self, 0);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  self->spinner_timeout = g_timeout_add (SPINNER_DELAY_MS, spinner_timeout_cb, self);
}

static void
ph_arrived_dispose (GObject *object)
{
  PhArrived *self = PH_ARRIVED (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_ARRIVED);
  /* After the rows, which give their items back to it. */
  g_clear_object (&self->model);

  G_OBJECT_CLASS (ph_arrived_parent_class)->dispose (object);
}

static void
ph_arrived_finalize (GObject *object)
{
  PhArrived *self = PH_ARRIVED (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ph_arrived_parent_class)->finalize (object);
}

static void
ph_arrived_class_init (PhArrivedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_arrived_dispose;
  object_class->finalize = ph_arrived_finalize;

  gtk_widget_class_install_action (widget_class, "arrived.open-folder", NULL, open_folder_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-arrived.ui");
  gtk_widget_class_bind_template_child (widget_class, PhArrived, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, PhArrived, stack);
  gtk_widget_class_bind_template_child (widget_class, PhArrived, spinner);
  gtk_widget_class_bind_template_child (widget_class, PhArrived, error_page);
  gtk_widget_class_bind_template_child (widget_class, PhArrived, list_view);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
ph_arrived_init (PhArrived *self)
{
  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
}

PhArrived *
ph_arrived_new (GtkWindow *parent, GFile *maildir)
{
  PhArrived *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_FILE (maildir), NULL);

  self = g_object_new (PH_TYPE_ARRIVED, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  ph_arrived_set_maildir (self, maildir);
  return self;
}
