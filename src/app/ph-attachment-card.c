/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card shows; the strip holds. What it rarely needs, its menu and the place for a new name, it gets when it is asked for:
 * there may be hundreds of cards. */
#include "config.h"

#include "ph-attachment-card.h"

#include "ph-foreign-text.h"
#include "ph-open-file.h"
#include "ph-photo-data.h"
#include "ph-picture.h"
#include "ph-rename-popover.h"

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
  GMenuModel *menu_model;
  GtkWidget *menu; /* (nullable) */
  GtkWidget *rename; /* (nullable) */

  PhAttachment *attachment; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean is_editable;
  gboolean is_shown; /* in the text */
};

G_DEFINE_FINAL_TYPE (PhAttachmentCard, ph_attachment_card, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_REMOVE,
  SIGNAL_RENAME,
  SIGNAL_MOVE,
  SIGNAL_SHOW,
  SIGNAL_MENU,
  SIGNAL_CLEAN,
  SIGNAL_PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

enum
{
  PROP_0,
  PROP_SHOWN,
};

static void
remove_clicked_cb (PhAttachmentCard *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

/* ---- opening it ------------------------------------------------------------------------------------------------- */

static void
ph_attachment_card_report_unopened (PhAttachmentCard *self, const GError *error)
{
  g_autofree char *words = ph_open_file_dup_problem (error);
  g_autoptr (GError) problem = g_error_new_literal (PH_OPEN_FILE_ERROR, 0, words);

  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, problem);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachmentCard) self = PH_ATTACHMENT_CARD (data);
  g_autoptr (GError) error = NULL;

  if (!ph_open_file_finish (result, &error))
    ph_attachment_card_report_unopened (self, error);
}

static void
ph_attachment_card_open_file (PhAttachmentCard *self, GFile *file)
{
  ph_open_file_async (file, GTK_WIDGET (self), NULL, opened_cb, g_object_ref (self));
}

/* What is no file yet becomes one in a private folder, from where the system clears it away. */
static GFile *
write_out (PhAttachment *attachment, const char *fallback, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("posthaste-XXXXXX", error);
  g_autofree char *name = ph_foreign_text_make_file_name (ph_attachment_get_name (attachment), fallback);
  g_autoptr (GFile) file = folder != NULL ? g_file_new_build_filename (folder, name, NULL) : NULL;
  g_autoptr (GInputStream) octets = file != NULL ? ph_attachment_open (attachment, cancellable, error) : NULL;
  g_autoptr (GFileOutputStream) stream = NULL;

  if (octets != NULL)
    stream = g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, error);
  if (stream == NULL
      || g_output_stream_splice (G_OUTPUT_STREAM (stream),
                                 octets,
                                 G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                 cancellable,
                                 error)
             < 0)
    return NULL;
  return g_steal_pointer (&file);
}

static void
write_out_thread (GTask *task, gpointer source, gpointer fallback, GCancellable *cancellable)
{
  GError *error = NULL;
  GFile *file = write_out (source, fallback, cancellable, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
written_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachmentCard) self = PH_ATTACHMENT_CARD (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_task_propagate_pointer (G_TASK (result), &error);

  if (file != NULL)
    ph_attachment_card_open_file (self, file);
  else
    ph_attachment_card_report_unopened (self, error);
}

static void
ph_attachment_card_open (PhAttachmentCard *self)
{
  GFile *file = ph_attachment_get_file (self->attachment);
  g_autoptr (GTask) task = NULL;

  if (file != NULL)
    {
      ph_attachment_card_open_file (self, file);
      return;
    }
  task = g_task_new (self->attachment, NULL, written_out_cb, g_object_ref (self));
  /* Translators: the name of a file that came without one. */
  g_task_set_task_data (task, g_strdup (_ ("Attachment")), g_free);
  g_task_run_in_thread (task, write_out_thread);
}

/* ---- what can be done to it ------------------------------------------------------------------------------------- */

static void
renamed_cb (PhAttachmentCard *self, const char *name)
{
  g_signal_emit (self, signals[SIGNAL_RENAME], 0, name);
}

static void
ph_attachment_card_ask_name (PhAttachmentCard *self)
{
  if (self->rename == NULL)
    {
      self->rename = ph_rename_popover_new ();
      gtk_widget_set_parent (self->rename, GTK_WIDGET (self));
      g_signal_connect_swapped (self->rename, "renamed", G_CALLBACK (renamed_cb), self);
    }
  ph_rename_popover_ask (PH_RENAME_POPOVER (self->rename), ph_attachment_get_name (self->attachment));
}

static void
ph_attachment_card_show_menu (PhAttachmentCard *self)
{
  g_signal_emit (self, signals[SIGNAL_MENU], 0);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->menu_model);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
open_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_attachment_card_open (PH_ATTACHMENT_CARD (widget));
}

static void
rename_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_attachment_card_ask_name (PH_ATTACHMENT_CARD (widget));
}

static void
move_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MOVE], 0, g_variant_get_int32 (parameter));
}

static void
clean_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CLEAN], 0);
}

static void
remove_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  remove_clicked_cb (PH_ATTACHMENT_CARD (widget));
}

/* (nullable): the action of a key */
static const char *
find_action (guint key, GdkModifierType modifiers, int *target)
{
  gboolean is_alt = (modifiers & GDK_ALT_MASK) != 0;

  if ((modifiers & GDK_CONTROL_MASK) != 0)
    return NULL;
  if (is_alt && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    {
      *target = key == GDK_KEY_Up ? -1 : 1;
      return "attachment.move";
    }
  if (is_alt)
    return NULL;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    return "attachment.open";
  if (key == GDK_KEY_F2)
    return "attachment.rename";
  return key == GDK_KEY_Delete ? "attachment.remove" : NULL;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (data);
  int target = 0;
  const char *action = find_action (key, modifiers, &target);

  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && (modifiers & GDK_SHIFT_MASK) != 0))
    {
      ph_attachment_card_show_menu (self);
      return GDK_EVENT_STOP;
    }
  if (action == NULL || (!self->is_editable && !g_str_equal (action, "attachment.open")))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (GTK_WIDGET (self), action, target != 0 ? "i" : NULL, target);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (data);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY)
    ph_attachment_card_show_menu (self);
  else if (n_press == 2)
    ph_attachment_card_open (self);
}

/* ---- dragging --------------------------------------------------------------------------------------------------- */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer data)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (data);

  return self->is_editable ? gdk_content_provider_new_typed (PH_TYPE_ATTACHMENT, self->attachment) : NULL;
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer data)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (data));

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

/* ---- words for a pointer ------------------------------------------------------------------------------------------ */

static char *
dup_remove_words (PhAttachment *attachment)
{
  return g_strdup_printf (_ ("Remove %s"), ph_attachment_get_name (attachment));
}

/* Made when they are asked for: GTK asks X where the pointer is for each tooltip that is set, and there may be hundreds. */
static gboolean
tooltip_cb (PhAttachmentCard *self, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, ph_attachment_get_name (self->attachment));
  return TRUE;
}

static gboolean
remove_tooltip_cb (PhAttachmentCard *self, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  g_autofree char *words = dup_remove_words (self->attachment);

  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

/* ---- picture ---------------------------------------------------------------------------------------------------- */

static void
thumbnail_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = ph_picture_load_finish (result, NULL);
  g_autoptr (GdkTexture) texture = NULL;

  /* A picture that cannot be decoded keeps its icon; without one the card is gone already. */
  if (pixbuf == NULL)
    return;
  texture = gdk_texture_new_for_pixbuf (pixbuf);
  gtk_image_set_from_paintable (PH_ATTACHMENT_CARD (data)->picture, GDK_PAINTABLE (texture));
  gtk_image_set_pixel_size (PH_ATTACHMENT_CARD (data)->picture, THUMBNAIL_SIZE);
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
ph_attachment_card_load_picture (PhAttachmentCard *self, PhWorker *worker)
{
  const char *type = ph_attachment_get_content_type (self->attachment);
  g_autofree char *content_type = g_content_type_from_mime_type (type);
  g_autoptr (GIcon) icon = new_type_icon (content_type != NULL ? content_type : type);

  gtk_image_set_from_gicon (self->picture, icon);
  if (ph_picture_is_known (type) && ph_attachment_get_size (self->attachment) <= MAX_THUMBNAIL_OCTETS)
    ph_picture_load_async (self->attachment,
                           THUMBNAIL_SIZE * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                           worker,
                           self->cancellable,
                           thumbnail_cb,
                           self);
}

static void
ph_attachment_card_dispose (GObject *object)
{
  PhAttachmentCard *self = PH_ATTACHMENT_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->rename, gtk_widget_unparent);
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
ph_attachment_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHOWN)
    g_value_set_boolean (value, PH_ATTACHMENT_CARD (object)->is_shown);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Only asked for: whoever has the text says what became of it. */
static void
ph_attachment_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHOWN)
    g_signal_emit (object, signals[SIGNAL_SHOW], 0, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_attachment_card_class_init (PhAttachmentCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_attachment_card_dispose;
  object_class->finalize = ph_attachment_card_finalize;
  object_class->get_property = ph_attachment_card_get_property;
  object_class->set_property = ph_attachment_card_set_property;

  g_object_class_install_property (
      object_class,
      PROP_SHOWN,
      g_param_spec_boolean ("shown",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  signals[SIGNAL_REMOVE]
      = g_signal_new ("remove", PH_TYPE_ATTACHMENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RENAME] = g_signal_new ("rename",
                                         PH_TYPE_ATTACHMENT_CARD,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);
  signals[SIGNAL_MOVE] = g_signal_new ("move",
                                       PH_TYPE_ATTACHMENT_CARD,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_INT);
  signals[SIGNAL_CLEAN]
      = g_signal_new ("clean", PH_TYPE_ATTACHMENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_PROBLEM] = g_signal_new ("problem",
                                          PH_TYPE_ATTACHMENT_CARD,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_ERROR);
  signals[SIGNAL_SHOW] = g_signal_new ("show-in-text",
                                       PH_TYPE_ATTACHMENT_CARD,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_BOOLEAN);
  signals[SIGNAL_MENU]
      = g_signal_new ("menu", PH_TYPE_ATTACHMENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_property_action (widget_class, "attachment.shown", "shown");
  gtk_widget_class_install_action (widget_class, "attachment.open", NULL, open_action_cb);
  gtk_widget_class_install_action (widget_class, "attachment.rename", NULL, rename_action_cb);
  gtk_widget_class_install_action (widget_class, "attachment.move", "i", move_action_cb);
  gtk_widget_class_install_action (widget_class, "attachment.clean", NULL, clean_action_cb);
  gtk_widget_class_install_action (widget_class, "attachment.remove", NULL, remove_action_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-attachment-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, box);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, picture);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, name);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, size);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, remove);
  gtk_widget_class_bind_template_child (widget_class, PhAttachmentCard, menu_model);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
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
ph_attachment_card_new (PhAttachment *attachment, PhWorker *worker)
{
  PhAttachmentCard *self = g_object_new (PH_TYPE_ATTACHMENT_CARD, NULL);
  g_autofree char *size = g_format_size (ph_attachment_get_size (attachment));
  g_autofree char *label = NULL;
  g_autofree char *remove = dup_remove_words (attachment);

  self->attachment = g_object_ref (attachment);
  gtk_label_set_text (self->name, ph_attachment_get_name (attachment));
  gtk_label_set_text (self->size, size);
  /* Translators: a file's name and its size */
  label = g_strdup_printf (_ ("%s, %s"), ph_attachment_get_name (attachment), size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  ph_attachment_card_load_picture (self, worker);
  return GTK_WIDGET (self);
}

PhAttachment *
ph_attachment_card_get_attachment (PhAttachmentCard *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT_CARD (self), NULL);
  return self->attachment;
}

void
ph_attachment_card_set_shown (PhAttachmentCard *self, gboolean can_show, gboolean is_shown)
{
  g_return_if_fail (PH_IS_ATTACHMENT_CARD (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachment.shown", can_show);
  if (self->is_shown == is_shown)
    return;
  self->is_shown = is_shown;
  g_object_notify (G_OBJECT (self), "shown");
}

void
ph_attachment_card_set_editable (PhAttachmentCard *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_ATTACHMENT_CARD (self));

  self->is_editable = is_editable;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachment.rename", is_editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachment.move", is_editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "attachment.clean",
                                 is_editable && ph_photo_data_is_known (self->attachment));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachment.remove", is_editable);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), is_editable);
}
