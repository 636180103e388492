/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard in a field of recipients. Focus lives in the entry; the arrow keys walk out of it onto the chips. */
#include "config.h"

#include "ph-recipients-private.h"

static PhRecipientChip *
ph_recipients_get_focused_chip (PhRecipients *self, guint *index)
{
  for (guint i = 0; i < self->chips->len; i++)
    if (gtk_widget_has_focus (GTK_WIDGET (ph_recipients_get_chip (self, i))))
      {
        *index = i;
        return ph_recipients_get_chip (self, i);
      }
  return NULL;
}

static void
ph_recipients_walk (PhRecipients *self, guint from, gboolean forward)
{
  if (forward && from + 1 >= self->chips->len)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  else if (forward)
    gtk_widget_grab_focus (GTK_WIDGET (ph_recipients_get_chip (self, from + 1)));
  else if (from > 0)
    gtk_widget_grab_focus (GTK_WIDGET (ph_recipients_get_chip (self, from - 1)));
}

static void
ph_recipients_copy (PhRecipients *self, PhRecipientChip *chip)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), ph_recipient_chip_get_text (chip));
}

static gboolean
ph_recipients_handle_chip_control (PhRecipients *self, PhRecipientChip *chip, guint key)
{
  if (key != GDK_KEY_c && key != GDK_KEY_x)
    return GDK_EVENT_PROPAGATE;
  ph_recipients_copy (self, chip);
  if (key == GDK_KEY_x && self->is_editable)
    ph_recipients_remove_chip (self, chip);
  return GDK_EVENT_STOP;
}

static gboolean
ph_recipients_handle_chip_key (PhRecipients *self, PhRecipientChip *chip, guint index, guint key)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      ph_recipients_walk (self, index, (key == GDK_KEY_Right) != is_rtl);
      return GDK_EVENT_STOP;
    case GDK_KEY_BackSpace:
    case GDK_KEY_Delete:
      if (self->is_editable)
        ph_recipients_remove_chip (self, chip);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_F2:
      ph_recipients_edit_chip (self, chip);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
chip_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);
  guint index = 0;
  PhRecipientChip *chip = ph_recipients_get_focused_chip (self, &index);

  if (chip == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((modifiers & GDK_CONTROL_MASK) != 0)
    return ph_recipients_handle_chip_control (self, chip, key);
  return ph_recipients_handle_chip_key (self, chip, index, key);
}

/* From the very start of the entry, Backspace and the arrow lead onto the last chip. */
static gboolean
entry_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean goes_back = key == GDK_KEY_BackSpace || key == (is_rtl ? GDK_KEY_Right : GDK_KEY_Left);

  if (ph_recipients_handle_suggestion_key (self, key, modifiers))
    return GDK_EVENT_STOP;
  if (!goes_back || self->is_composing || self->chips->len == 0
      || (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0
      || gtk_editable_get_position (GTK_EDITABLE (self->entry)) > 0
      || gtk_editable_get_selection_bounds (GTK_EDITABLE (self->entry), NULL, NULL))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (ph_recipients_get_chip (self, self->chips->len - 1)));
  return GDK_EVENT_STOP;
}

static void
focus_changed_cb (GtkEventControllerFocus *controller, GParamSpec *pspec, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);
  gboolean is_inside = gtk_event_controller_focus_contains_focus (controller);

  ph_recipients_set_expanded (self, is_inside);
  if (!is_inside)
    ph_recipients_commit (self);
}

static void
more_clicked_cb (PhRecipients *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* One Tab leaves, from wherever in the field; entering it leads to the entry. */
static gboolean
ph_recipients_focus (GtkWidget *widget, GtkDirectionType direction)
{
  PhRecipients *self = PH_RECIPIENTS (widget);

  if (gtk_widget_get_focus_child (widget) != NULL
      && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
ph_recipients_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PH_RECIPIENTS (widget)->entry));
}

void
ph_recipients_class_add_keys (GtkWidgetClass *widget_class)
{
  widget_class->focus = ph_recipients_focus;
  widget_class->grab_focus = ph_recipients_grab_focus;

  gtk_widget_class_bind_template_callback (widget_class, entry_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, chip_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
}
