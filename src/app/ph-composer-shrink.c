/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smaller pictures in the place of large ones, and the large ones back. */
#include "config.h"

#include "ph-composer-private.h"

#include "ph-picture-shrink.h"

gboolean
ph_composer_can_shrink (PhComposer *self)
{
  GListModel *files = NULL;

  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  files = ph_attachments_get_model (self->attachments);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (files, i);

      if (ph_picture_can_shrink (attachment))
        return TRUE;
    }
  return FALSE;
}

void
ph_composer_shrink (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  if (ph_composer_can_shrink (self))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->shrink), TRUE);
      gtk_menu_button_popup (self->shrink);
    }
}

void
ph_composer_begin_shrinking (PhComposer *self)
{
  ph_shrink_popover_begin (self->shrink_popover,
                           ph_attachments_get_model (self->attachments),
                           ph_composer_estimate_size (self));
}

void
ph_composer_take_shrunk (PhComposer *self, GPtrArray *shrinkings, guint shrink)
{
  g_clear_pointer (&self->shrunk, g_ptr_array_unref);
  self->shrunk = g_ptr_array_ref (shrinkings);
  self->shrunk_as = shrink;
  for (guint i = 0; i < shrinkings->len; i++)
    {
      const PhShrinking *shrinking = g_ptr_array_index (shrinkings, i);

      if (shrinking->shrunk[shrink] != NULL)
        ph_attachments_replace (self->attachments, shrinking->whole, shrinking->shrunk[shrink]);
    }
}

void
ph_composer_undo_shrink (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint i = 0; self->shrunk != NULL && i < self->shrunk->len; i++)
    {
      const PhShrinking *shrinking = g_ptr_array_index (self->shrunk, i);

      if (shrinking->shrunk[self->shrunk_as] != NULL)
        ph_attachments_replace (self->attachments, shrinking->shrunk[self->shrunk_as], shrinking->whole);
    }
  g_clear_pointer (&self->shrunk, g_ptr_array_unref);
}
