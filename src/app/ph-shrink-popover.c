/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes are made while it is open: what is shown is what would be sent, and not a guess. */
#include "config.h"

#include "ph-shrink-popover.h"

#include "ph-send-check.h"

#include <glib/gi18n.h>

struct _PhShrinkPopover
{
  GtkPopover parent_instance;

  GtkWidget *busy;
  GtkWidget *choices;
  GtkButton *small;
  GtkButton *medium;
  GtkButton *large;
  GtkLabel *caption;

  PhWorker *worker; /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): while sizes are made */
  GPtrArray *shrinkings; /* (owned) (nullable) (element-type PhShrinking) */
  guint64 size;
};

G_DEFINE_FINAL_TYPE (PhShrinkPopover, ph_shrink_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_choice (PhShrink shrink, const char *size)
{
  switch (shrink)
    {
    case PH_SHRINK_SMALL:
      /* Translators: pictures of that many pixels; %s is the size that the message has then */
      return g_strdup_printf (_ ("Small, 640 pixels: %s"), size);
    case PH_SHRINK_MEDIUM:
      /* Translators: as above */
      return g_strdup_printf (_ ("Medium, 1280 pixels: %s"), size);
    case PH_SHRINK_LARGE:
      /* Translators: as above */
      return g_strdup_printf (_ ("Large, 2048 pixels: %s"), size);
    case PH_N_SHRINKS:
    default:
      g_return_val_if_reached (NULL);
    }
}

static GtkButton *
ph_shrink_popover_get_button (PhShrinkPopover *self, PhShrink shrink)
{
  return shrink == PH_SHRINK_SMALL ? self->small : shrink == PH_SHRINK_MEDIUM ? self->medium : self->large;
}

static void
ph_shrink_popover_show_choices (PhShrinkPopover *self)
{
  for (guint i = 0; i < PH_N_SHRINKS; i++)
    {
      guint64 saved = ph_picture_shrink_count_saved (self->shrinkings, i);
      /* On the wire it is more by what base64 adds. */
      guint64 less = MIN (self->size, ph_send_check_estimate_size (0, saved));
      g_autofree char *size = g_format_size (self->size - less);
      g_autofree char *label = dup_choice (i, size);

      gtk_button_set_label (ph_shrink_popover_get_button (self, i), label);
      gtk_widget_set_sensitive (GTK_WIDGET (ph_shrink_popover_get_button (self, i)), saved > 0);
    }
  gtk_label_set_text (self->caption, _ ("Shrunk images say nothing about place, time and camera any more."));
  gtk_widget_set_visible (self->busy, FALSE);
  gtk_widget_set_visible (self->choices, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), TRUE);
  gtk_widget_child_focus (self->choices, GTK_DIR_TAB_FORWARD);
}

static void
shrunk_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) shrinkings = ph_picture_shrink_finish (result, &error);
  PhShrinkPopover *self = data;

  /* Whoever has given it up may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (shrinkings != NULL)
    {
      self->shrinkings = g_steal_pointer (&shrinkings);
      ph_shrink_popover_show_choices (self);
      return;
    }
  gtk_label_set_text (self->caption, error->message);
  gtk_widget_set_visible (self->busy, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), TRUE);
}

static void
chosen_cb (GtkButton *button, PhShrinkPopover *self)
{
  g_autoptr (GPtrArray) shrinkings = g_ptr_array_ref (self->shrinkings);
  PhShrink shrink = button == self->small    ? PH_SHRINK_SMALL
                    : button == self->medium ? PH_SHRINK_MEDIUM
                                             : PH_SHRINK_LARGE;

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, shrinkings, shrink);
}

static void
ph_shrink_popover_reset (PhShrinkPopover *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->shrinkings, g_ptr_array_unref);
}

static void
ph_shrink_popover_closed (GtkPopover *popover)
{
  ph_shrink_popover_reset (PH_SHRINK_POPOVER (popover));
}

static void
ph_shrink_popover_dispose (GObject *object)
{
  PhShrinkPopover *self = PH_SHRINK_POPOVER (object);

  ph_shrink_popover_reset (self);
  g_clear_object (&self->worker);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_SHRINK_POPOVER);

  G_OBJECT_CLASS (ph_shrink_popover_parent_class)->dispose (object);
}

static void
ph_shrink_popover_class_init (PhShrinkPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_shrink_popover_dispose;
  GTK_POPOVER_CLASS (klass)->closed = ph_shrink_popover_closed;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         PH_TYPE_SHRINK_POPOVER,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         2,
                                         G_TYPE_PTR_ARRAY,
                                         G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-shrink-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PhShrinkPopover, busy);
  gtk_widget_class_bind_template_child (widget_class, PhShrinkPopover, choices);
  gtk_widget_class_bind_template_child (widget_class, PhShrinkPopover, small);
  gtk_widget_class_bind_template_child (widget_class, PhShrinkPopover, medium);
  gtk_widget_class_bind_template_child (widget_class, PhShrinkPopover, large);
  gtk_widget_class_bind_template_child (widget_class, PhShrinkPopover, caption);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
ph_shrink_popover_init (PhShrinkPopover *self)
{
  self->worker = ph_worker_new ("shrinking");
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ph_shrink_popover_begin (PhShrinkPopover *self, GListModel *attachments, guint64 size)
{
  g_return_if_fail (PH_IS_SHRINK_POPOVER (self));

  ph_shrink_popover_reset (self);
  self->size = size;
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->busy, TRUE);
  gtk_widget_set_visible (self->choices, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), FALSE);
  ph_picture_shrink_async (attachments, self->worker, self->cancellable, shrunk_cb, self);
}
