/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card shows; the strip holds. Thumbnails are decoded off the main thread and never for files that are no pictures. */
#include "config.h"

#include "ph-attachment-card.h"

#include <glib/gi18n.h>

#define THUMBNAIL_SIZE 40
/* A picture larger than this is shown as an icon: decoding it would cost more than it tells. */
#define MAX_THUMBNAIL_OCTETS (32 * 1024 * 1024)

struct _PhAttachmentCard
{
  GtkWidget parent_instance;

  GtkBox *box;
  GtkImage *picture;
  GtkLabel *name;
  GtkLabel *size;
  GtkButton *remove;

  PhAttachment *attachment; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean is_editable;
};

G_DEFINE_FINAL_TYPE (PhAttachmentCard, ph_attachment_card, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_REMOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
remove_clicked_cb (PhAttachmentCard *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
ph_attachment_card_open (PhAttachmentCard *self)
{
  GFile *file = ph_attachment_get_file (self->attachment);
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;

  if (uri != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (data);

  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && (modifiers & GDK_CONTROL_MASK) == 0)
    {
      ph_attachment_card_open (self);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Delete && self->is_editable)
    {
      remove_clicked_cb (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (data);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    ph_attachment_card_open (self);
}

static void
thumbnail_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream_finish (result, NULL);
  g_autoptr (GdkTexture) texture = NULL;

  /* A picture that cannot be decoded keeps its icon; without one the card is gone already. */
  if (pixbuf == NULL)
    return;
  texture = gdk_texture_new_for_pixbuf (pixbuf);
  gtk_image_set_from_paintable (PH_ATTACHMENT_CARD (data)->picture, GDK_PAINTABLE (texture));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    return;
  gdk_pixbuf_new_from_stream_at_scale_async (G_INPUT_STREAM (stream),
                                             THUMBNAIL_SIZE,
                                             THUMBNAIL_SIZE,
                                             TRUE,
                                             PH_ATTACHMENT_CARD (data)->cancellable,
                                             thumbnail_cb,
                                             data);
}

/* Of one style: a coloured icon among symbolic ones looks like a mistake. */
static GIcon *
new_type_icon (const char *content_type)
{
  g_autoptr (GIcon) found = g_content_type_get_symbolic_icon (content_type);
  const char *const *names = g_themed_icon_get_names (G_THEMED_ICON (found));
  GIcon *icon = g_themed_icon_new ("text-x-generic-symbolic");

  for (guint i = g_strv_length ((char **) names); i > 0; i--)
    if (g_str_has_suffix (names[i - 1], "-symbolic"))
      g_themed_icon_prepend_name (G_THEMED_ICON (icon), names[i - 1]);
  return icon;
}

static void
ph_attachment_card_load_picture (PhAttachmentCard *self)
{
  const char *type = ph_attachment_get_content_type (self->attachment);
  g_autofree char *content_type = g_content_type_from_mime_type (type);
  g_autoptr (GIcon) icon = new_type_icon (content_type != NULL ? content_type : type);
  GFile *file = ph_attachment_get_file (self->attachment);

  gtk_image_set_from_gicon (self->picture, icon);
  if (file != NULL && g_str_has_prefix (type, "image/")
      && ph_attachment_get_size (self->attachment) <= MAX_THUMBNAIL_OCTETS)
    g_file_read_async (file, G_PRIORITY_LOW, self->cancellable, opened_cb, self);
}

static void
ph_attachment_card_dispose (GObject *object)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_ATTACHMENT_CARD);

  G_OBJECT_CLASS (ph_attachment_card_parent_class)->dispose (object);
}

static void
ph_attachment_card_finalize (GObject *object)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (object);

  g_clear_object (&self->attachment);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ph_attachment_card_parent_class)->finalize (object);
}

static void
ph_attachment_card_class_init (PhAttachmentCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_attachment_card_dispose;
  object_class->finalize = ph_attachment_card_finalize;

  signals[SIGNAL_REMOVE]
      = g_signal_new ("remove", PH_TYPE_ATTACHMENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-attachment-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, box);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, picture);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, name);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, size);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, remove);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "attachment");
}

static void
ph_attachment_card_init (PhAttachmentCard *self)
{
  self->is_editable = TRUE;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_attachment_card_new (PhAttachment *attachment)
{
  PhAttachmentCard *self = g_object_new (PH_TYPE_ATTACHMENT_CARD, NULL);
  g_autofree char *size = g_format_size (ph_attachment_get_size (attachment));
  g_autofree char *label = NULL;
  g_autofree char *remove = NULL;

  self->attachment = g_object_ref (attachment);
  gtk_label_set_text (self->name, ph_attachment_get_name (attachment));
  gtk_label_set_text (self->size, size);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), ph_attachment_get_name (attachment));
  /* Translators: a file's name and its size */
  label = g_strdup_printf (_ ("%s, %s"), ph_attachment_get_name (attachment), size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  remove = g_strdup_printf (_ ("Remove %s"), ph_attachment_get_name (attachment));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), remove);
  ph_attachment_card_load_picture (self);
  return GTK_WIDGET (self);
}

PhAttachment *
ph_attachment_card_get_attachment (PhAttachmentCard *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT_CARD (self), NULL);
  return self->attachment;
}

void
ph_attachment_card_set_editable (PhAttachmentCard *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_ATTACHMENT_CARD (self));

  self->is_editable = is_editable;
  gtk_widget_set_visible (GTK_WIDGET (self->remove), is_editable);
}
