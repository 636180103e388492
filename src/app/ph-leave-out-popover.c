/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is checked goes along; what the message is then is said with each change. */
#include "config.h"

#include "ph-leave-out-popover.h"

#include "ph-foreign-text.h"
#include "ph-send-check.h"

#include <glib/gi18n.h>

#define MAX_CHARS 24

struct _PhLeaveOutPopover
{
  GtkPopover parent_instance;

  GtkBox *files;
  GtkLabel *rest;
  GtkLabel *result;
  GtkWidget *leave_out;

  GPtrArray *attachments; /* (owned) (nullable) (element-type PhAttachment): the largest first */
  GPtrArray *checks; /* (owned) (element-type unowned GtkCheckButton): of each that is offered; checked goes along */
  guint64 size;
  guint64 limit;
};

G_DEFINE_FINAL_TYPE (PhLeaveOutPopover, ph_leave_out_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* (transfer full): the files that are not checked */
static GPtrArray *
ph_leave_out_popover_list_left (PhLeaveOutPopover *self)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->checks->len; i++)
    if (!gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (left, g_object_ref (self->attachments->pdata[i]));
  return left;
}

static void
ph_leave_out_popover_update (PhLeaveOutPopover *self)
{
  g_autoptr (GPtrArray) left = ph_leave_out_popover_list_left (self);
  g_autofree char *size = NULL;
  g_autofree char *limit = g_format_size (self->limit);
  g_autofree char *text = NULL;
  guint64 less = 0;

  for (guint i = 0; i < left->len; i++)
    less += ph_attachment_get_size (left->pdata[i]);
  /* On the wire it is more by what base64 adds. */
  less = MIN (self->size, ph_send_check_estimate_size (0, less));
  size = g_format_size (self->size - less);
  /* Translators: a message's size and the largest that the server takes */
  text = g_strdup_printf (_ ("%s of %s"), size, limit);
  gtk_label_set_text (self->result, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->result), "error");
  if (self->size - less > self->limit)
    gtk_widget_add_css_class (GTK_WIDGET (self->result), "error");
  gtk_widget_set_sensitive (self->leave_out, left->len > 0);
}

static void
ph_leave_out_popover_add (PhLeaveOutPopover *self, PhAttachment *attachment)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *isolated = ph_foreign_text_isolate (ph_attachment_get_name (attachment));
  g_autofree char *size = g_format_size (ph_attachment_get_size (attachment));
  /* Translators: a file's name and its size */
  g_autofree char *label = g_strdup_printf (_ ("%s, %s"), ph_attachment_get_name (attachment), size);
  GtkWidget *name = gtk_label_new (isolated);
  GtkWidget *octets = gtk_label_new (size);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (name), MAX_CHARS);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (octets, "dim-label");
  gtk_widget_add_css_class (octets, "numeric");
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), octets);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (ph_leave_out_popover_update), self);
  gtk_box_append (self->files, check);
  g_ptr_array_add (self->checks, check);
}

static void
chosen_cb (PhLeaveOutPopover *self)
{
  g_autoptr (GPtrArray) left = ph_leave_out_popover_list_left (self);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, left);
}

static void
ph_leave_out_popover_reset (PhLeaveOutPopover *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    gtk_box_remove (self->files, self->checks->pdata[i]);
  g_ptr_array_set_size (self->checks, 0);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
}

static void
ph_leave_out_popover_dispose (GObject *object)
{
  PhLeaveOutPopover *self = PH_LEAVE_OUT_POPOVER (object);

  ph_leave_out_popover_reset (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_LEAVE_OUT_POPOVER);

  G_OBJECT_CLASS (ph_leave_out_popover_parent_class)->dispose (object);
}

static void
ph_leave_out_popover_finalize (GObject *object)
{
  g_clear_pointer (&PH_LEAVE_OUT_POPOVER (object)->checks, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_leave_out_popover_parent_class)->finalize (object);
}

static void
ph_leave_out_popover_class_init (PhLeaveOutPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_leave_out_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = ph_leave_out_popover_finalize;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         PH_TYPE_LEAVE_OUT_POPOVER,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_PTR_ARRAY);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-leave-out-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PhLeaveOutPopover, files);
  gtk_widget_class_bind_template_child (widget_class, PhLeaveOutPopover, rest);
  gtk_widget_class_bind_template_child (widget_class, PhLeaveOutPopover, result);
  gtk_widget_class_bind_template_child (widget_class, PhLeaveOutPopover, leave_out);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
ph_leave_out_popover_init (PhLeaveOutPopover *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  guint64 size_a = ph_attachment_get_size (*(PhAttachment *const *) a);
  guint64 size_b = ph_attachment_get_size (*(PhAttachment *const *) b);

  return (size_a < size_b) - (size_a > size_b);
}

void
ph_leave_out_popover_begin (PhLeaveOutPopover *self, GListModel *attachments, guint64 size, guint64 limit)
{
  guint n = 0;
  guint n_more = 0;

  g_return_if_fail (PH_IS_LEAVE_OUT_POPOVER (self));
  g_return_if_fail (G_IS_LIST_MODEL (attachments));

  ph_leave_out_popover_reset (self);
  self->size = size;
  self->limit = limit;
  self->attachments = g_ptr_array_new_with_free_func (g_object_unref);
  n = g_list_model_get_n_items (attachments);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->attachments, g_list_model_get_item (attachments, i));
  g_ptr_array_sort (self->attachments, compare_sizes);
  for (guint i = 0; i < MIN (n, PH_LEAVE_OUT_MAX_FILES); i++)
    ph_leave_out_popover_add (self, self->attachments->pdata[i]);
  n_more = n - self->checks->len;
  if (n_more > 0)
    {
      /* Translators: stands behind a list of files; %u counts those that are not in it */
      g_autofree char *text = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%u smaller file goes along", "%u smaller files go along", n_more),
          n_more);

      gtk_label_set_text (self->rest, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rest), n_more > 0);
  ph_leave_out_popover_update (self);
  if (self->checks->len > 0)
    gtk_widget_grab_focus (self->checks->pdata[0]);
}
