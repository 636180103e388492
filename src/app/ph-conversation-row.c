/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row is recycled by its list: nothing of a line may stay behind when the next one is set. */
#include "config.h"

#include "ph-conversation-row.h"

/* A line is protocol: it must not turn around because a server said a word in a right-to-left script. */
#define LEFT_TO_RIGHT_MARK "\xe2\x80\x8e"

struct _PhConversationRow
{
  GtkBox parent_instance;

  GtkImage *failure_image;
  GtkLabel *time_label;
  GtkLabel *sign_label;
  GtkLabel *text_label;
};

G_DEFINE_FINAL_TYPE (PhConversationRow, ph_conversation_row, GTK_TYPE_BOX)

enum
{
  PROP_WRAPS = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
ph_conversation_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PhConversationRow *self = PH_CONVERSATION_ROW (object);

  switch (property_id)
    {
    case PROP_WRAPS:
      g_value_set_boolean (value, gtk_label_get_wrap (self->text_label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ph_conversation_row_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  PhConversationRow *self = PH_CONVERSATION_ROW (object);

  switch (property_id)
    {
    case PROP_WRAPS:
      gtk_label_set_wrap (self->text_label, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ph_conversation_row_class_init (PhConversationRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ph_conversation_row_get_property;
  object_class->set_property = ph_conversation_row_set_property;

  properties[PROP_WRAPS]
      = g_param_spec_boolean ("wraps", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-conversation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhConversationRow, failure_image);
  gtk_widget_class_bind_template_child (widget_class, PhConversationRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, PhConversationRow, sign_label);
  gtk_widget_class_bind_template_child (widget_class, PhConversationRow, text_label);
}

static void
ph_conversation_row_init (PhConversationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_direction (child, GTK_TEXT_DIR_LTR);
}

GtkWidget *
ph_conversation_row_new (void)
{
  return g_object_new (PH_TYPE_CONVERSATION_ROW, NULL);
}

static void
ph_conversation_row_set_failed (PhConversationRow *self, gboolean failed)
{
  /* An empty image keeps its width, so that the columns stay in line. */
  gtk_image_set_from_icon_name (self->failure_image, failed ? "dialog-error-symbolic" : NULL);
  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

void
ph_conversation_row_set_line (PhConversationRow *self, PhTranscriptLine *line)
{
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  GtkWidget *item = NULL;

  g_return_if_fail (PH_IS_CONVERSATION_ROW (self));
  g_return_if_fail (PH_IS_TRANSCRIPT_LINE (line));

  time = ph_transcript_line_dup_time (line);
  text = g_strconcat (LEFT_TO_RIGHT_MARK, ph_transcript_line_get_text (line), NULL);
  name = ph_transcript_line_dup_accessible_name (line);
  gtk_label_set_label (self->time_label, time);
  gtk_label_set_label (self->sign_label, ph_transcript_line_get_sign (line));
  gtk_label_set_label (self->text_label, text);
  ph_conversation_row_set_failed (self, ph_transcript_line_is_failure (line));

  /* GtkListItem has no accessible label of its own before GTK 4.12. */
  item = gtk_widget_get_parent (GTK_WIDGET (self));
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
