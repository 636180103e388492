/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row is recycled by its list. What it says of the network is said anew when the network changes. */
#include "config.h"

#include "ph-message-row.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"
#include "ph-message-export.h"
#include "ph-recipient-line.h"
#include "ph-short-time.h"
#include "ph-store-state-text.h"

/* More of them do not fit into a line. */
#define MAX_NAMES 20

struct _PhMessageRow
{
  AdwBin parent_instance;

  GtkLabel *subject_label;
  GtkLabel *recipients_label;
  GtkLabel *time_label;
  GtkImage *attachment_image;
  GtkWidget *state_box;
  GtkImage *state_image;
  GtkLabel *state_label;

  PhOutbox *outbox; /* (owned) */
  PhAccounts *accounts; /* (owned) */
  PhStoreItem *item; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhMessageRow, ph_message_row, ADW_TYPE_BIN)

static void
ph_message_row_show_subject (PhMessageRow *self, PhStoreMessage *message)
{
  g_autofree char *subject
      = ph_foreign_text_make_harmless (message != NULL ? ph_store_message_get_subject (message) : "");

  if (message == NULL)
    gtk_label_set_label (self->subject_label, "…");
  else
    gtk_label_set_label (self->subject_label, *subject != '\0' ? subject : _ ("No subject"));
  if (*subject == '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->subject_label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->subject_label), "dim-label");
}

static void
ph_message_row_show_recipients (PhMessageRow *self, PhStoreMessage *message)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GPtrArray *recipients = message != NULL ? ph_store_message_get_recipients (message) : NULL;
  guint n_recipients = recipients != NULL ? recipients->len : 0;
  g_autofree char *line = NULL;

  for (guint i = 0; i < MIN (n_recipients, MAX_NAMES); i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      g_ptr_array_add (names, *recipient->name != '\0' ? recipient->name : recipient->address);
    }
  g_ptr_array_add (names, NULL);
  line = ph_recipient_line_new ((const char *const *) names->pdata,
                                n_recipients > MAX_NAMES,
                                gtk_widget_get_direction (GTK_WIDGET (self)));
  if (message != NULL && n_recipients == 0)
    gtk_label_set_label (self->recipients_label, _ ("No recipients yet"));
  else
    gtk_label_set_label (self->recipients_label, line);
}

static void
ph_message_row_show_time (PhMessageRow *self, PhStoreMessage *message, GDateTime *now)
{
  g_autoptr (GDateTime) then = NULL;
  g_autofree char *text = NULL;

  if (message != NULL)
    {
      then = g_date_time_new_from_unix_utc (ph_store_message_get_changed (message) / G_USEC_PER_SEC);
      text = ph_short_time_format (then, now);
    }
  gtk_label_set_label (self->time_label, text != NULL ? text : "");
}

static void
ph_message_row_show_state (PhMessageRow *self, PhStoreMessage *message, GDateTime *now)
{
  PhStoreStateContext context = { .now = now, .error_code = ph_store_item_get_error_code (self->item) };
  PhAccount *account = NULL;
  g_autofree char *text = NULL;

  if (message != NULL)
    {
      account = ph_accounts_find (self->accounts, ph_store_message_get_account (message));
      context.has_account = account != NULL;
      context.can_reach = account != NULL && ph_outbox_can_reach (self->outbox, account);
      text = ph_store_state_text_new (message, &context);
      gtk_widget_set_visible (GTK_WIDGET (self->state_image), ph_store_state_text_is_trouble (message));
    }
  gtk_label_set_label (self->state_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->state_box, text != NULL && *text != '\0');
}

static void
ph_message_row_update_name (PhMessageRow *self, gboolean has_attachments)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;
  g_autofree char *full = NULL;
  const char *subject = gtk_label_get_label (self->subject_label);
  const char *recipients = gtk_label_get_label (self->recipients_label);
  const char *time = gtk_label_get_label (self->time_label);
  const char *state = gtk_label_get_label (self->state_label);

  if (list_item == NULL)
    return;
  if (has_attachments)
    /* Translators: what a screen reader says for a message: subject, recipients, time. */
    name = g_strdup_printf (_ ("%1$s, to %2$s, %3$s, has attachments"), subject, recipients, time);
  else
    /* Translators: what a screen reader says for a message: subject, recipients, time. */
    name = g_strdup_printf (_ ("%1$s, to %2$s, %3$s"), subject, recipients, time);
  /* Translators: what a screen reader says for a message, and what became of it. */
  full = *state != '\0' ? g_strdup_printf (_ ("%1$s, %2$s"), name, state) : g_strdup (name);
  /* GtkListItem has no accessible label of its own before GTK 4.12. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, full, -1);
}

static void
ph_message_row_update (PhMessageRow *self)
{
  PhStoreMessage *message = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean has_attachments = FALSE;

  if (self->item == NULL)
    return;
  message = ph_store_item_get_message (self->item);
  has_attachments = message != NULL && ph_store_message_get_has_attachments (message);
  ph_message_row_show_subject (self, message);
  ph_message_row_show_recipients (self, message);
  ph_message_row_show_time (self, message, now);
  ph_message_row_show_state (self, message, now);
  gtk_widget_set_visible (GTK_WIDGET (self->attachment_image), has_attachments);
  ph_message_row_update_name (self, has_attachments);
}

static void
ph_message_row_drop_item (PhMessageRow *self)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, PhMessageRow *self)
{
  PhStoreMessage *message = self->item != NULL ? ph_store_item_get_message (self->item) : NULL;

  return message != NULL ? ph_message_content_new (message) : NULL;
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, PhMessageRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static void
ph_message_row_dispose (GObject *object)
{
  PhMessageRow *self = PH_MESSAGE_ROW (object);

  ph_message_row_drop_item (self);
  g_clear_object (&self->outbox);
  g_clear_object (&self->accounts);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MESSAGE_ROW);

  G_OBJECT_CLASS (ph_message_row_parent_class)->dispose (object);
}

static void
ph_message_row_class_init (PhMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_message_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, subject_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, recipients_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, attachment_image);
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, state_image);
  gtk_widget_class_bind_template_child (widget_class, PhMessageRow, state_label);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
}

static void
ph_message_row_init (PhMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_message_row_new (PhOutbox *outbox, PhAccounts *accounts)
{
  PhMessageRow *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX (outbox), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNTS (accounts), NULL);

  self = g_object_new (PH_TYPE_MESSAGE_ROW, NULL);
  self->outbox = g_object_ref (outbox);
  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (g_network_monitor_get_default (),
                           "network-changed",
                           G_CALLBACK (ph_message_row_update),
                           self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
ph_message_row_set_item (PhMessageRow *self, PhStoreItem *item)
{
  g_return_if_fail (PH_IS_MESSAGE_ROW (self));
  g_return_if_fail (item == NULL || PH_IS_STORE_ITEM (item));

  ph_message_row_drop_item (self);
  if (item == NULL)
    return;
  self->item = g_object_ref (item);
  g_signal_connect_swapped (item, "notify::message", G_CALLBACK (ph_message_row_update), self);
  ph_message_row_update (self);
}

PhStoreItem *
ph_message_row_get_item (PhMessageRow *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE_ROW (self), NULL);
  return self->item;
}
