/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row is recycled by its list: only rows on the screen have their messages read. */
#include "config.h"

#include "ph-arrived-row.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"
#include "ph-recipient-line.h"
#include "ph-short-time.h"

struct _PhArrivedRow
{
  GtkBox parent_instance;

  GtkLabel *subject_label;
  GtkLabel *recipients_label;
  GtkLabel *time_label;
  GtkImage *attachment_image;

  PhMaildirItem *item; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the summary that is being read */
};

G_DEFINE_FINAL_TYPE (PhArrivedRow, ph_arrived_row, GTK_TYPE_BOX)

static void
ph_arrived_row_show_subject (PhArrivedRow *self, const PhMailSummary *summary)
{
  g_autofree char *subject = ph_foreign_text_make_harmless (summary != NULL ? summary->subject : "");

  if (summary == NULL)
    gtk_label_set_label (self->subject_label, "…");
  else
    gtk_label_set_label (self->subject_label, *subject != '\0' ? subject : _ ("No subject"));
  if (summary == NULL || *subject == '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->subject_label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->subject_label), "dim-label");
}

static void
ph_arrived_row_show_recipients (PhArrivedRow *self, const PhMailSummary *summary)
{
  static const char *const nobody[] = { NULL };
  guint n_named = summary != NULL ? g_strv_length (summary->recipients) : 0;
  g_autofree char *line = ph_recipient_line_new (summary != NULL ? (const char *const *) summary->recipients : nobody,
                                                 summary != NULL && summary->n_recipients > n_named,
                                                 gtk_widget_get_direction (GTK_WIDGET (self)));

  if (summary != NULL && *line == '\0')
    gtk_label_set_label (self->recipients_label, _ ("No visible recipients"));
  else
    gtk_label_set_label (self->recipients_label, line);
}

static void
ph_arrived_row_show_time (PhArrivedRow *self)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_utc (ph_maildir_item_get_time (self->item) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *text = ph_short_time_format (then, now);

  gtk_label_set_label (self->time_label, text);
}

static void
ph_arrived_row_update_name (PhArrivedRow *self, gboolean has_attachments)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;
  const char *subject = gtk_label_get_label (self->subject_label);
  const char *recipients = gtk_label_get_label (self->recipients_label);
  const char *time = gtk_label_get_label (self->time_label);

  if (list_item == NULL)
    return;
  if (has_attachments)
    /* Translators: what a screen reader says for a message: subject, recipients, time. */
    name = g_strdup_printf (_ ("%1$s, to %2$s, %3$s, has attachments"), subject, recipients, time);
  else
    /* Translators: what a screen reader says for a message: subject, recipients, time. */
    name = g_strdup_printf (_ ("%1$s, to %2$s, %3$s"), subject, recipients, time);
  /* GtkListItem has no accessible label of its own before GTK 4.12. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
ph_arrived_row_update (PhArrivedRow *self)
{
  const PhMailSummary *summary = ph_maildir_item_get_summary (self->item);
  gboolean has_attachments = summary != NULL && summary->has_attachments;

  ph_arrived_row_show_subject (self, summary);
  ph_arrived_row_show_recipients (self, summary);
  ph_arrived_row_show_time (self);
  gtk_widget_set_visible (GTK_WIDGET (self->attachment_image), has_attachments);
  ph_arrived_row_update_name (self, has_attachments);
}

static void
ph_arrived_row_drop_item (PhArrivedRow *self)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ph_arrived_row_dispose (GObject *object)
{
  PhArrivedRow *self = PH_ARRIVED_ROW (object);

  ph_arrived_row_drop_item (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_ARRIVED_ROW);

  G_OBJECT_CLASS (ph_arrived_row_parent_class)->dispose (object);
}

static void
ph_arrived_row_class_init (PhArrivedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_arrived_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-arrived-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhArrivedRow, subject_label);
  gtk_widget_class_bind_template_child (widget_class, PhArrivedRow, recipients_label);
  gtk_widget_class_bind_template_child (widget_class, PhArrivedRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, PhArrivedRow, attachment_image);
}

static void
ph_arrived_row_init (PhArrivedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_arrived_row_new (void)
{
  return g_object_new (PH_TYPE_ARRIVED_ROW, NULL);
}

void
ph_arrived_row_set_item (PhArrivedRow *self, PhMaildirModel *model, PhMaildirItem *item)
{
  g_return_if_fail (PH_IS_ARRIVED_ROW (self));
  g_return_if_fail (PH_IS_MAILDIR_MODEL (model));
  g_return_if_fail (item == NULL || PH_IS_MAILDIR_ITEM (item));

  ph_arrived_row_drop_item (self);
  if (item == NULL)
    return;
  self->item = g_object_ref (item);
  g_signal_connect_swapped (item, "notify::summary", G_CALLBACK (ph_arrived_row_update), self);
  self->cancellable = ph_maildir_model_load_summary (model, item);
  ph_arrived_row_update (self);
}
