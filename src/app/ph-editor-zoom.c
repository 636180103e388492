/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The size of the text, in per cent of what the desktop says. It is remembered, and the same in all windows. */
#include "config.h"

#include "ph-editor-private.h"

#define USUAL_PERCENT 100

static const guint steps[] = { 50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300 };

static void
ph_editor_update_zoom (PhEditor *self)
{
  g_autofree char *css
      = g_strdup_printf ("textview { font-size: %u%%; }", g_settings_get_uint (self->settings, "zoom"));

  gtk_css_provider_load_from_data (self->zoom_style, css, -1);
}

/* The next step that is larger (@direction 1) or smaller (-1). */
static guint
find_step (guint percent, int direction)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      guint step = direction > 0 ? steps[i] : steps[G_N_ELEMENTS (steps) - 1 - i];

      if (direction > 0 ? step > percent : step < percent)
        return step;
    }
  return percent;
}

static void
ph_editor_zoom (PhEditor *self, int direction)
{
  guint percent = g_settings_get_uint (self->settings, "zoom");

  g_settings_set_uint (self->settings, "zoom", find_step (percent, direction));
}

static void
zoom_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_editor_zoom (PH_EDITOR (widget), 1);
}

static void
zoom_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_editor_zoom (PH_EDITOR (widget), -1);
}

static void
zoom_usual_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_settings_set_uint (PH_EDITOR (widget)->settings, "zoom", USUAL_PERCENT);
}

/* A touchpad tells of parts of a step. */
gboolean
ph_editor_zoom_by_scroll (PhEditor *self, double dx, double dy, GtkEventController *controller)
{
  if ((gtk_event_controller_get_current_event_state (controller) & GDK_CONTROL_MASK) == 0)
    return FALSE;
  self->scrolled += dy;
  if (ABS (self->scrolled) >= 1)
    {
      ph_editor_zoom (self, self->scrolled < 0 ? 1 : -1);
      self->scrolled = 0;
    }
  return TRUE;
}

void
ph_editor_class_add_zoom (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "editor.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "editor.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "editor.zoom-usual", NULL, zoom_usual_cb);
}

void
ph_editor_init_zoom (PhEditor *self)
{
  self->zoom_style = gtk_css_provider_new ();
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self->view)),
                                  GTK_STYLE_PROVIDER (self->zoom_style),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (self->settings,
                           "changed::zoom",
                           G_CALLBACK (ph_editor_update_zoom),
                           self,
                           G_CONNECT_SWAPPED);
  ph_editor_update_zoom (self);
}
