/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is dropped on a field of recipients: a chip of another field, which moves here, or any program's text. */
#include "config.h"

#include "ph-recipients-private.h"

/* It goes first, as nobody is in two fields. */
static gboolean
ph_recipients_take_chip (PhRecipients *self, PhRecipientChip *chip)
{
  GtkWidget *from = gtk_widget_get_parent (GTK_WIDGET (chip));

  if (from == NULL || from == GTK_WIDGET (self) || !PH_RECIPIENTS (from)->is_editable)
    return FALSE;
  ph_recipients_remove_chip (PH_RECIPIENTS (from), chip);
  ph_recipients_add_text (self, ph_recipient_chip_get_text (chip));
  gtk_widget_grab_focus (GTK_WIDGET (ph_recipients_get_chip (self, self->chips->len - 1)));
  return TRUE;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);

  if (!self->is_editable)
    return FALSE;
  if (G_VALUE_HOLDS (value, PH_TYPE_RECIPIENT_CHIP))
    return ph_recipients_take_chip (self, g_value_get_object (value));
  ph_recipients_take_list (self, g_value_get_string (value));
  return TRUE;
}

void
ph_recipients_class_add_drop (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
}

void
ph_recipients_init_drop (PhRecipients *self)
{
  GType types[] = { PH_TYPE_RECIPIENT_CHIP, G_TYPE_STRING };

  gtk_drop_target_set_gtypes (self->drop, types, G_N_ELEMENTS (types));
}
