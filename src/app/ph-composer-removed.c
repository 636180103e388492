/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that the person took off one by one, and the way back for all of them. */
#include "config.h"

#include "ph-composer-private.h"

typedef struct
{
  PhAttachment *attachment; /* (owned) */
  guint position; /* among those that were there then */
} PhRemoved;

static void
ph_removed_clear (PhRemoved *removed)
{
  g_clear_object (&removed->attachment);
}

guint
ph_composer_note_removed (PhComposer *self, PhAttachment *attachment, guint position)
{
  PhRemoved removed = { g_object_ref (attachment), position };

  if (self->removed == NULL)
    {
      self->removed = g_array_new (FALSE, FALSE, sizeof (PhRemoved));
      g_array_set_clear_func (self->removed, (GDestroyNotify) ph_removed_clear);
    }
  g_array_append_val (self->removed, removed);
  return self->removed->len;
}

/* Backwards, so that each finds those around it that it was taken from. */
void
ph_composer_undo_remove (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint i = self->removed != NULL ? self->removed->len : 0; i > 0; i--)
    {
      const PhRemoved *removed = &g_array_index (self->removed, PhRemoved, i - 1);

      ph_attachments_insert (self->attachments, removed->position, removed->attachment);
    }
  ph_composer_forget_removed (self);
}

void
ph_composer_forget_removed (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  g_clear_pointer (&self->removed, g_array_unref);
}
