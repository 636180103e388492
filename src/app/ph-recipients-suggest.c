/* SPDX-License-Identifier: GPL-3.0-or-later */
/* While somebody types a recipient, those who may be meant are offered. The keyboard stays in the entry, and nothing is taken
 * but what was chosen. */
#include "config.h"

#include "ph-recipients-private.h"

static gboolean
ph_recipients_may_suggest (PhRecipients *self)
{
  return self->is_editable && !self->is_composing && ph_recipients_is_writing (self);
}

static void
ph_recipients_describe (PhRecipients *self)
{
  g_autofree char *description = ph_suggestions_dup_description (self->suggestions);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
ph_recipients_close (PhRecipients *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->suggestions));
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
ph_recipients_point (PhRecipients *self)
{
  graphene_rect_t bounds;
  GdkRectangle place = { 0, 0, 0, 0 };

  if (gtk_widget_compute_bounds (GTK_WIDGET (self->entry), GTK_WIDGET (self), &bounds))
    place = (GdkRectangle){ (int) bounds.origin.x,
                            (int) bounds.origin.y,
                            (int) bounds.size.width,
                            (int) bounds.size.height };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->suggestions), &place);
}

/* What is open finds its new size in the next frame. It is not to point again: that would change the size at once, and GDK for
 * X11 takes a size that comes back before a frame for one that never changed, so that the last row is cut off. */
static void
ph_recipients_open (PhRecipients *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->suggestions)))
    {
      ph_recipients_point (self);
      gtk_popover_popup (GTK_POPOVER (self->suggestions));
    }
  ph_recipients_describe (self);
}

static void
found_cb (PhRecipients *self)
{
  if (g_list_model_get_n_items (ph_people_get_found (self->people)) > 0 && ph_recipients_may_suggest (self))
    ph_recipients_open (self);
  else
    ph_recipients_close (self);
}

static void
ph_recipients_choose (PhRecipients *self, guint position)
{
  g_autoptr (PhMailbox) mailbox = g_list_model_get_item (ph_people_get_found (self->people), position);

  self->is_splitting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->is_splitting = FALSE;
  ph_recipients_suggest (self);
  ph_recipients_add_mailbox (self, mailbox);
}

static void
suggestion_activated_cb (PhRecipients *self, guint position)
{
  ph_recipients_choose (self, position);
}

static void
entry_left_cb (PhRecipients *self)
{
  ph_recipients_suggest (self);
}

/* What an input method is still making of keys is no text yet, and its keys are its own. */
static void
preedit_changed_cb (PhRecipients *self, const char *preedit)
{
  self->is_composing = *preedit != '\0';
  ph_recipients_suggest (self);
}

static gboolean
ph_recipients_move_choice (PhRecipients *self, int by)
{
  ph_suggestions_move_choice (self->suggestions, by);
  ph_recipients_describe (self);
  return GDK_EVENT_STOP;
}

static gboolean
ph_recipients_handle_choice_key (PhRecipients *self, guint chosen, guint key, GdkModifierType modifiers)
{
  switch (key)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      ph_recipients_choose (self, chosen);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
      ph_recipients_choose (self, chosen);
      return GDK_EVENT_PROPAGATE;
    case GDK_KEY_Delete:
      if ((modifiers & GDK_SHIFT_MASK) == 0)
        return GDK_EVENT_PROPAGATE;
      ph_people_forget (self->people, chosen);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

gboolean
ph_recipients_handle_suggestion_key (PhRecipients *self, guint key, GdkModifierType modifiers)
{
  int chosen = ph_suggestions_get_chosen (self->suggestions);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->suggestions)) || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return ph_recipients_move_choice (self, 1);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return ph_recipients_move_choice (self, -1);
    case GDK_KEY_Escape:
      ph_people_search (self->people, "");
      return GDK_EVENT_STOP;
    default:
      return chosen >= 0 && ph_recipients_handle_choice_key (self, (guint) chosen, key, modifiers);
    }
}

void
ph_recipients_suggest (PhRecipients *self)
{
  if (self->people != NULL)
    ph_people_search (self->people,
                      ph_recipients_may_suggest (self) ? gtk_editable_get_text (GTK_EDITABLE (self->entry)) : "");
}

void
ph_recipients_class_add_suggest (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, suggestion_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_left_cb);
}

void
ph_recipients_init_suggest (PhRecipients *self)
{
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)),
                           "preedit-changed",
                           G_CALLBACK (preedit_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

void
ph_recipients_set_people (PhRecipients *self, PhPeople *people)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self) && self->people == NULL);
  g_return_if_fail (PH_IS_PEOPLE (people));

  self->people = g_object_ref (people);
  ph_suggestions_set_people (self->suggestions, ph_people_get_found (people));
  g_signal_connect_object (ph_people_get_found (people),
                           "items-changed",
                           G_CALLBACK (found_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
