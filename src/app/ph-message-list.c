/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list shows what its model has; what is done with a message is the window's. */
#include "config.h"

#include "ph-message-list.h"

#include <glib/gi18n.h>

#include "ph-message-row.h"

/* A spinner that only flashes is worse than none. */
#define SPINNER_DELAY_MS 300

struct _PhMessageList
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *empty_page;
  GtkWidget *new_button;
  AdwStatusPage *error_page;
  GtkWidget *folder_button;
  GtkListView *list_view;
  GMenuModel *row_menu;

  PhOutbox *outbox; /* (owned) (nullable) */
  PhAccounts *accounts; /* (owned) (nullable) */
  PhStoreListModel *model; /* (owned) (nullable) */
  GtkSingleSelection *selection; /* (owned) (nullable) */
  GtkWidget *popover; /* (owned) (nullable): a child of this widget */
  PhStoreItem *menu_item; /* (owned) (nullable): what the menu was opened on, until what was chosen is done */
  guint menu_idle;
  gint64 to_select; /* a message that is to be there soon, 0: none */
  guint spinner_timeout;
  gboolean is_listed;
};

G_DEFINE_FINAL_TYPE (PhMessageList, ph_message_list, ADW_TYPE_BIN)

enum
{
  SIGNAL_LISTED,
  SIGNAL_SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *icon;
  const char *title;
  const char *text;
  const char *name; /* of the list */
} pages[] = {
  [PH_STORE_BOX_DRAFTS] = { "document-edit-symbolic",
                            N_ ("No Drafts"),
                            N_ ("What you write is kept here until you send it."),
                            N_ ("Drafts") },
  [PH_STORE_BOX_OUTBOX] = { "mail-send-symbolic",
                            N_ ("Nothing Waiting"),
                            N_ ("Messages wait here for a network, a server or their time."),
                            N_ ("Outbox") },
  [PH_STORE_BOX_SENT]
  = { "emblem-ok-symbolic", N_ ("Nothing Sent Yet"), N_ ("What a server has taken is kept here."), N_ ("Sent") },
};

static void
selected_cb (PhMessageList *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

/* ---- pages ---------------------------------------------------------------------------------------------------------- */

static void
ph_message_list_stop_spinner (PhMessageList *self)
{
  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  gtk_spinner_stop (self->spinner);
}

static void
ph_message_list_show_page (PhMessageList *self, const char *name)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, name);
  if (had_focus)
    ph_message_list_focus (self);
}

static void
ph_message_list_show_error (PhMessageList *self, const GError *error)
{
  g_autofree char *markup = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->error_page, markup);
  ph_message_list_show_page (self, "error");
}

static void
ph_message_list_show (PhMessageList *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    ph_message_list_show_page (self, "messages");
  else if (ph_store_list_model_get_query (self->model) != NULL)
    ph_message_list_show_page (self, "nothing-found");
  else
    ph_message_list_show_page (self, "empty");
}

/* A message that is gone by then is not missed. */
static void
ph_message_list_select_wanted (PhMessageList *self)
{
  guint position = self->to_select != 0 ? ph_store_list_model_find (self->model, self->to_select) : G_MAXUINT;

  if (position == G_MAXUINT)
    return;
  self->to_select = 0;
  gtk_single_selection_set_selected (self->selection, position);
  ph_message_list_focus (self);
}

static void
listed_cb (PhStoreListModel *model, const GError *error, PhMessageList *self)
{
  ph_message_list_stop_spinner (self);
  if (error != NULL)
    ph_message_list_show_error (self, error);
  else
    ph_message_list_show (self);
  ph_message_list_select_wanted (self);
  selected_cb (self);
  if (!self->is_listed)
    {
      self->is_listed = TRUE;
      g_signal_emit (self, signals[SIGNAL_LISTED], 0);
    }
}

static gboolean
spinner_timeout_cb (gpointer user_data)
{
  PhMessageList *self = user_data;

  self->spinner_timeout = 0;
  ph_message_list_show_page (self, "loading");
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

/* ---- menu --------------------------------------------------------------------------------------------------------------- */

static gboolean
menu_done_cb (gpointer user_data)
{
  PhMessageList *self = user_data;
  g_autoptr (PhStoreItem) item = g_steal_pointer (&self->menu_item);

  self->menu_idle = 0;
  if (item != NULL)
    ph_message_list_select_message (self, ph_store_item_get_id (item));
  return G_SOURCE_REMOVE;
}

/* The menu closes before it runs what was chosen, and with it GTK 4.8 moves the focus and the selection to another row. */
static void
menu_closed_cb (PhMessageList *self)
{
  if (self->menu_idle == 0)
    self->menu_idle = g_idle_add (menu_done_cb, self);
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static void
ph_message_list_popup_menu (PhMessageList *self, GtkWidget *row, double x, double y)
{
  double own_x = 0;
  double own_y = 0;

  g_clear_handle_id (&self->menu_idle, g_source_remove);
  g_set_object (&self->menu_item, ph_message_row_get_item (PH_MESSAGE_ROW (row)));
  gtk_widget_translate_coordinates (row, GTK_WIDGET (self), x, y, &own_x, &own_y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ (int) own_x, (int) own_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* The menu is for what it was opened on. */
static void
ph_message_list_select (PhMessageList *self, PhMessageRow *row)
{
  PhStoreItem *item = ph_message_row_get_item (row);
  guint position = item != NULL ? ph_store_list_model_find (self->model, ph_store_item_get_id (item)) : G_MAXUINT;

  if (position != G_MAXUINT)
    gtk_single_selection_set_selected (self->selection, position);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, PhMessageList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  ph_message_list_select (self, PH_MESSAGE_ROW (row));
  ph_message_list_popup_menu (self, row, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, PhMessageList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  ph_message_list_select (self, PH_MESSAGE_ROW (row));
  ph_message_list_popup_menu (self, row, x, y);
}

/* (nullable): below @widget, the row of @item */
static GtkWidget *
find_row (GtkWidget *widget, PhStoreItem *item)
{
  GtkWidget *found = NULL;

  if (PH_IS_MESSAGE_ROW (widget))
    return ph_message_row_get_item (PH_MESSAGE_ROW (widget)) == item ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, item);
  return found;
}

static void
show_menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMessageList *self = PH_MESSAGE_LIST (widget);
  PhStoreItem *item = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  GtkWidget *row = item != NULL ? find_row (GTK_WIDGET (self->list_view), item) : NULL;

  if (row != NULL)
    ph_message_list_popup_menu (self, row, gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
}

static void
setup_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhMessageList *self)
{
  GtkWidget *row = ph_message_row_new (self->outbox, self->accounts);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (long_pressed_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (press));
  gtk_list_item_set_child (item, row);
}

static void
bind_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhMessageList *self)
{
  ph_message_row_set_item (PH_MESSAGE_ROW (gtk_list_item_get_child (item)),
                           PH_STORE_ITEM (gtk_list_item_get_item (item)));
}

static void
unbind_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhMessageList *self)
{
  ph_message_row_set_item (PH_MESSAGE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (GtkListView *list_view, guint position, PhMessageList *self)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self), "messages.open", NULL);
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static void
ph_message_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (ph_message_list_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (PH_MESSAGE_LIST (widget)->popover));
}

static void
ph_message_list_dispose (GObject *object)
{
  PhMessageList *self = PH_MESSAGE_LIST (object);

  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  g_clear_handle_id (&self->menu_idle, g_source_remove);
  g_clear_object (&self->menu_item);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->popover != NULL)
    g_signal_handlers_disconnect_by_data (self->popover, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MESSAGE_LIST);
  /* After the rows. */
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->outbox);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (ph_message_list_parent_class)->dispose (object);
}

static void
ph_message_list_class_init (PhMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_message_list_dispose;
  widget_class->size_allocate = ph_message_list_size_allocate;

  signals[SIGNAL_LISTED]
      = g_signal_new ("listed", PH_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTED]
      = g_signal_new ("selected", PH_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "list.menu", NULL, show_menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "list.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "list.menu", NULL);
  /* The last one is what the menu tells. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "messages.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "messages.delete", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-message-list.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, stack);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, spinner);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, empty_page);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, new_button);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, error_page);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, folder_button);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, list_view);
  gtk_widget_class_bind_template_child (widget_class, PhMessageList, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
ph_message_list_init (PhMessageList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->popover = gtk_popover_menu_new_from_model (self->row_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (menu_closed_cb), self);
}

void
ph_message_list_start (PhMessageList *self, PhOutbox *outbox, PhAccounts *accounts, PhStoreBox box)
{
  g_return_if_fail (PH_IS_MESSAGE_LIST (self) && self->model == NULL);
  g_return_if_fail (PH_IS_OUTBOX (outbox));

  self->outbox = g_object_ref (outbox);
  self->accounts = g_object_ref (accounts);
  adw_status_page_set_icon_name (self->empty_page, pages[box].icon);
  adw_status_page_set_title (self->empty_page, _ (pages[box].title));
  adw_status_page_set_description (self->empty_page, _ (pages[box].text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (pages[box].name),
                                  -1);
  self->model = ph_store_list_model_new (ph_outbox_get_disk (outbox), box);
  g_signal_connect_object (self->model, "listed", G_CALLBACK (listed_cb), self, 0);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  self->spinner_timeout = g_timeout_add (SPINNER_DELAY_MS, spinner_timeout_cb, self);
}

void
ph_message_list_set_query (PhMessageList *self, const char *query)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (PH_IS_MESSAGE_LIST (self));

  stripped = g_strstrip (g_strdup (query));
  ph_store_list_model_set_query (self->model, *stripped != '\0' ? stripped : NULL);
}

void
ph_message_list_refresh (PhMessageList *self)
{
  g_return_if_fail (PH_IS_MESSAGE_LIST (self));

  ph_store_list_model_refresh (self->model);
}

PhStoreMessage *
ph_message_list_get_selected (PhMessageList *self)
{
  PhStoreItem *item = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE_LIST (self), NULL);

  if (self->menu_item != NULL)
    item = self->menu_item;
  else if (self->selection != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "messages") == 0)
    item = gtk_single_selection_get_selected_item (self->selection);
  return item != NULL ? ph_store_item_get_message (item) : NULL;
}

PhStoreBox
ph_message_list_get_box (PhMessageList *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE_LIST (self), PH_STORE_BOX_DRAFTS);
  return ph_store_list_model_get_box (self->model);
}

void
ph_message_list_focus (PhMessageList *self)
{
  const char *name = NULL;

  g_return_if_fail (PH_IS_MESSAGE_LIST (self));

  name = gtk_stack_get_visible_child_name (self->stack);
  if (g_strcmp0 (name, "messages") == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
  else if (g_strcmp0 (name, "empty") == 0)
    gtk_widget_grab_focus (self->new_button);
  else if (g_strcmp0 (name, "error") == 0)
    gtk_widget_grab_focus (self->folder_button);
}

void
ph_message_list_select_message (PhMessageList *self, gint64 id)
{
  g_return_if_fail (PH_IS_MESSAGE_LIST (self));

  self->to_select = id;
  ph_message_list_select_wanted (self);
}
