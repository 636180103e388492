/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that stay behind, as the message is too large with them, and the way back. */
#include "config.h"

#include "ph-composer-private.h"

static void
unref_if_any (GObject *object)
{
  g_clear_object (&object);
}

gboolean
ph_composer_can_leave_out (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);
  return g_list_model_get_n_items (ph_attachments_get_model (self->attachments)) > 1;
}

/* One way out at a time has room there. */
void
ph_composer_leave_out (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  if (!ph_composer_can_leave_out (self))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->shrink), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->leave_out), TRUE);
  gtk_menu_button_popup (self->leave_out);
}

void
ph_composer_begin_leaving_out (PhComposer *self)
{
  ph_leave_out_popover_begin (self->leave_out_popover,
                              ph_attachments_get_model (self->attachments),
                              ph_composer_estimate_size (self),
                              ph_composer_get_size_limit (self));
}

void
ph_composer_take_out (PhComposer *self, GPtrArray *files)
{
  GListModel *model = ph_attachments_get_model (self->attachments);

  ph_composer_forget_left_out (self);
  self->left_out = g_ptr_array_new_with_free_func ((GDestroyNotify) unref_if_any);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (model, i);
      gboolean is_left_out = g_ptr_array_find (files, attachment, NULL);

      g_ptr_array_add (self->left_out, is_left_out ? g_steal_pointer (&attachment) : NULL);
    }
  for (guint i = 0; i < files->len; i++)
    ph_attachments_remove (self->attachments, files->pdata[i]);
}

void
ph_composer_undo_leave_out (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint i = 0; self->left_out != NULL && i < self->left_out->len; i++)
    if (self->left_out->pdata[i] != NULL)
      ph_attachments_insert (self->attachments, i, self->left_out->pdata[i]);
  ph_composer_forget_left_out (self);
}

void
ph_composer_forget_left_out (PhComposer *self)
{
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
}
