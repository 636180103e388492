/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What AdwBanner will be for newer desktops, with a text, several buttons that wrap, and a field. */
#include "config.h"

#include "ph-banner.h"

#include "ph-wrap-layout.h"

struct _PhBanner
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkBox *frame;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *text;
  GtkBox *buttons;

  GtkWidget *first; /* (unowned) (nullable): the field or button that gets the keyboard */
  char *password_action; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhBanner, ph_banner, GTK_TYPE_WIDGET)

static const struct
{
  const char *css_class;
  const char *icon_name;
} kinds[] = {
  [PH_BANNER_INFO] = { "info", "dialog-information-symbolic" },
  [PH_BANNER_WARNING] = { "warning", "dialog-warning-symbolic" },
  [PH_BANNER_ERROR] = { "error", "dialog-error-symbolic" },
};

static void
ph_banner_add (PhBanner *self, GtkWidget *child)
{
  gtk_box_append (self->buttons, child);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), TRUE);
  if (self->first == NULL)
    self->first = child;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->text, NULL, -1);
}

static void
submit_password_cb (GtkEditable *field, gpointer data)
{
  PhBanner *self = PH_BANNER (data);

  gtk_widget_activate_action (GTK_WIDGET (self), self->password_action, "s", gtk_editable_get_text (field));
}

static void
ph_banner_dispose (GObject *object)
{
  PhBanner *self = PH_BANNER (object);

  g_clear_pointer (&self->password_action, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_BANNER);

  G_OBJECT_CLASS (ph_banner_parent_class)->dispose (object);
}

static void
ph_banner_class_init (PhBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_banner_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, PhBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, PhBanner, frame);
  gtk_widget_class_bind_template_child (widget_class, PhBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, PhBanner, title);
  gtk_widget_class_bind_template_child (widget_class, PhBanner, text);
  gtk_widget_class_bind_template_child (widget_class, PhBanner, buttons);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "banner");
}

static void
ph_banner_init (PhBanner *self)
{
  g_type_ensure (PH_TYPE_WRAP_LAYOUT);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_banner_new (void)
{
  return g_object_new (PH_TYPE_BANNER, NULL);
}

static void
ph_banner_clear (PhBanner *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, child);
  self->first = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), FALSE);
}

void
ph_banner_present (PhBanner *self, PhBannerKind kind, const char *title, const char *text)
{
  g_return_if_fail (PH_IS_BANNER (self));

  ph_banner_clear (self);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->frame), kinds[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self->frame), kinds[kind].css_class);
  gtk_image_set_from_icon_name (self->icon, kinds[kind].icon_name);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), *text != '\0');
}

void
ph_banner_add_button (PhBanner *self, const char *label, const char *action)
{
  GtkWidget *button = NULL;

  g_return_if_fail (PH_IS_BANNER (self));

  button = gtk_button_new_with_label (label);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  ph_banner_add (self, button);
}

static void
button_clicked_cb (GtkButton *button, gpointer field)
{
  g_signal_emit_by_name (field, "activate");
}

void
ph_banner_add_password (PhBanner *self, const char *label, const char *action)
{
  GtkWidget *field = NULL;
  GtkWidget *button = NULL;

  g_return_if_fail (PH_IS_BANNER (self));

  g_free (self->password_action);
  self->password_action = g_strdup (action);
  field = gtk_password_entry_new ();
  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (field), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set (field, "placeholder-text", label, NULL);
  g_signal_connect (field, "activate", G_CALLBACK (submit_password_cb), self);
  ph_banner_add (self, field);
  button = gtk_button_new_with_label (label);
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_clicked_cb), field, 0);
  ph_banner_add (self, button);
}

void
ph_banner_reveal (PhBanner *self, gboolean take_focus)
{
  g_return_if_fail (PH_IS_BANNER (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  if (take_focus && self->first != NULL)
    gtk_widget_grab_focus (self->first);
}

void
ph_banner_dismiss (PhBanner *self)
{
  g_return_if_fail (PH_IS_BANNER (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  /* A closed revealer stays in the accessible tree; what is not visible does not. */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

gboolean
ph_banner_is_revealed (PhBanner *self)
{
  g_return_val_if_fail (PH_IS_BANNER (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self)) && gtk_revealer_get_reveal_child (self->revealer);
}
