/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for an attachment. The name is a stranger's: no markup, and its direction stays inside of it. */
#include "config.h"

#include "ph-message-part-row.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"

struct _PhMessagePartRow
{
  AdwActionRow parent_instance;

  GtkButton *open_button;
  GtkButton *save_button;
  GtkImage *icon;
};

G_DEFINE_FINAL_TYPE (PhMessagePartRow, ph_message_part_row, ADW_TYPE_ACTION_ROW)

/* The theme's own fallback ends in coloured icons, which say no more than this one. */
static GIcon *
dup_symbolic_icon (GtkWidget *widget, const char *mime_type)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autofree char *content_type = g_content_type_from_mime_type (mime_type);
  g_autoptr (GIcon) icon = content_type != NULL ? g_content_type_get_symbolic_icon (content_type) : NULL;
  const char *const *names = G_IS_THEMED_ICON (icon) ? g_themed_icon_get_names (G_THEMED_ICON (icon)) : NULL;

  for (; names != NULL && *names != NULL; names++)
    if (g_str_has_suffix (*names, "-symbolic") && gtk_icon_theme_has_icon (theme, *names))
      return g_themed_icon_new (*names);
  return g_themed_icon_new ("text-x-generic-symbolic");
}

static void
ph_message_part_row_class_init (PhMessagePartRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-message-part-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessagePartRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PhMessagePartRow, open_button);
  gtk_widget_class_bind_template_child (widget_class, PhMessagePartRow, save_button);
}

static void
ph_message_part_row_init (PhMessagePartRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @name: (transfer full): the row has put its own title before the name of the button that it activates */
static void
set_accessible_name (GtkButton *button, char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (name);
}

GtkWidget *
ph_message_part_row_new (PhMailReader *reader, guint index)
{
  PhMessagePartRow *self = g_object_new (PH_TYPE_MESSAGE_PART_ROW, NULL);
  const char *foreign_name = ph_mail_reader_get_part_name (reader, index);
  g_autofree char *title = ph_foreign_text_make_harmless (foreign_name);
  g_autofree char *name = ph_foreign_text_isolate (foreign_name);
  g_autofree char *size = g_format_size (ph_mail_reader_get_part_size (reader, index));
  g_autoptr (GIcon) icon = dup_symbolic_icon (GTK_WIDGET (self), ph_mail_reader_get_part_content_type (reader, index));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), size);
  gtk_image_set_from_gicon (self->icon, icon);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open_button), "u", index);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->save_button), "u", index);
  /* Translators: %s is the name of an attachment. */
  set_accessible_name (self->open_button, g_strdup_printf (_ ("Open %s"), name));
  /* Translators: %s is the name of an attachment. */
  set_accessible_name (self->save_button, g_strdup_printf (_ ("Save %s…"), name));
  return GTK_WIDGET (self);
}
