/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long list that was pasted or dropped: first its chips are made, then they are told their positions, both in steps that fit
 * between two frames. */
#include "config.h"

#include "ph-main-loop-probe.h"
#include "ph-recipients-private.h"

#define MAX_MADE 4
#define MAX_NAMED 32

/* Returns whether chips are left to be made. */
static gboolean
make_chips (PhRecipients *self)
{
  for (guint i = 0; i < MAX_MADE && self->pieces[self->n_taken] != NULL; i++)
    ph_recipients_append (self, self->pieces[self->n_taken++]);
  ph_recipients_update_collapse (self);
  return self->pieces[self->n_taken] != NULL;
}

/* Returns whether chips are left to be told. */
static gboolean
name_chips (PhRecipients *self)
{
  for (guint i = 0; i < MAX_NAMED && self->n_named < self->chips->len; i++, self->n_named++)
    ph_recipient_chip_set_position (ph_recipients_get_chip (self, self->n_named), self->n_named + 1, self->chips->len);
  return self->n_named < self->chips->len;
}

static gboolean
step_cb (gpointer data)
{
  PhRecipients *self = data;

  if (make_chips (self) || name_chips (self))
    return G_SOURCE_CONTINUE;
  self->step_source = 0;
  ph_recipients_finish_list (self);
  ph_main_loop_probe_end_drawn (GTK_WIDGET (self), "pasting");
  return G_SOURCE_REMOVE;
}

void
ph_recipients_take_list (PhRecipients *self, const char *text)
{
  ph_recipients_finish_list (self);
  self->pieces = ph_mailbox_split_list (text);
  self->n_taken = 0;
  self->n_named = 0;
  if (!make_chips (self))
    ph_recipients_finish_list (self);
  else
    {
      ph_main_loop_probe_begin ("pasting");
      self->step_source = g_idle_add (step_cb, self);
    }
}

void
ph_recipients_finish_list (PhRecipients *self)
{
  if (self->pieces == NULL)
    return;
  while (make_chips (self))
    ;
  ph_recipients_drop_list (self);
  ph_recipients_chips_changed (self);
}

void
ph_recipients_drop_list (PhRecipients *self)
{
  g_clear_handle_id (&self->step_source, g_source_remove);
  g_clear_pointer (&self->pieces, g_strfreev);
}
