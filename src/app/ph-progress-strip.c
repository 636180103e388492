/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a delivery's state. It changes nothing itself: its buttons are the window's actions. */
#include "config.h"

#include "ph-progress-strip.h"

#include "ph-progress-text.h"

#include <glib/gi18n.h>

/* What is done sooner needs no strip. */
#define DELAY_MS 300

struct _PhProgressStrip
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkSpinner *spinner;
  GtkLabel *label;
  GtkProgressBar *bar;
  GtkButton *cancel;

  PhDelivery *delivery; /* (owned) (nullable) */
  GSignalGroup *signals; /* (owned) */
  gint64 last_sign_us; /* when anything last happened */
  guint delay_source;
  guint clock_source;
};

G_DEFINE_FINAL_TYPE (PhProgressStrip, ph_progress_strip, GTK_TYPE_WIDGET)

static void
ph_progress_strip_update (PhProgressStrip *self)
{
  PhSmtpStage stage = ph_delivery_get_stage (self->delivery);
  guint64 done = ph_delivery_get_octets_done (self->delivery);
  guint64 total = ph_delivery_get_octets_total (self->delivery);
  guint silent = (guint) ((g_get_monotonic_time () - self->last_sign_us) / G_USEC_PER_SEC);
  gboolean has_bar = stage == PH_SMTP_STAGE_BODY && total > 0;
  const char *host = ph_account_get_host (ph_delivery_get_account (self->delivery));
  g_autofree char *text = ph_progress_text_new (stage, host, done, total, silent);

  gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), has_bar);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), !has_bar);
  gtk_progress_bar_set_fraction (self->bar, has_bar ? (double) done / (double) total : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->cancel),
      ph_delivery_get_can_cancel (self->delivery) ? NULL : _ ("The server already has the whole message"));
}

static void
ph_progress_strip_hide (PhProgressStrip *self)
{
  g_clear_handle_id (&self->delay_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_spinner_stop (self->spinner);
}

static void
delivery_changed_cb (PhProgressStrip *self)
{
  self->last_sign_us = g_get_monotonic_time ();
  if (ph_delivery_get_is_finished (self->delivery))
    ph_progress_strip_hide (self);
  else
    ph_progress_strip_update (self);
}

static gboolean
delay_cb (gpointer data)
{
  PhProgressStrip *self = data;

  self->delay_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static gboolean
clock_cb (gpointer data)
{
  ph_progress_strip_update (data);
  return G_SOURCE_CONTINUE;
}

static void
ph_progress_strip_dispose (GObject *object)
{
  PhProgressStrip *self = PH_PROGRESS_STRIP (object);

  g_clear_handle_id (&self->delay_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->delivery);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_PROGRESS_STRIP);

  G_OBJECT_CLASS (ph_progress_strip_parent_class)->dispose (object);
}

static void
ph_progress_strip_class_init (PhProgressStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_progress_strip_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-progress-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, PhProgressStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, PhProgressStrip, spinner);
  gtk_widget_class_bind_template_child (widget_class, PhProgressStrip, label);
  gtk_widget_class_bind_template_child (widget_class, PhProgressStrip, bar);
  gtk_widget_class_bind_template_child (widget_class, PhProgressStrip, cancel);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_progress_strip_init (PhProgressStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (PH_TYPE_DELIVERY);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (delivery_changed_cb), self);
}

void
ph_progress_strip_set_delivery (PhProgressStrip *self, PhDelivery *delivery)
{
  g_return_if_fail (PH_IS_PROGRESS_STRIP (self));

  ph_progress_strip_hide (self);
  g_set_object (&self->delivery, delivery);
  g_signal_group_set_target (self->signals, delivery);
  if (delivery == NULL || ph_delivery_get_is_finished (delivery))
    return;
  self->last_sign_us = g_get_monotonic_time ();
  ph_progress_strip_update (self);
  self->delay_source = g_timeout_add (DELAY_MS, delay_cb, self);
  self->clock_source = g_timeout_add_seconds (1, clock_cb, self);
}
