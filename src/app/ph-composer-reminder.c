/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line that says that a file may be missing. It follows the text at a little distance, as nobody types that fast. */
#include "config.h"

#include "ph-composer-private.h"

#include "ph-attachment-words.h"

#define DISTANCE_MS 500

/* All that is looked at, and no more: a long text is not copied with every key. */
static char *
ph_composer_dup_start (PhComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, PH_ATTACHMENT_WORDS_MAX_LOOK);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
ph_composer_look (PhComposer *self)
{
  g_autofree char *text = ph_composer_dup_start (self);
  PhSendDraft draft = { .text = text };
  g_autofree char *reminder = NULL;

  g_clear_handle_id (&self->reminder_source, g_source_remove);
  draft.has_files = ph_composer_has_attachments (self);
  draft.reminds = ph_composer_reminds (self);
  reminder = ph_send_check_dup_reminder (&draft);
  if (reminder != NULL)
    gtk_label_set_text (self->reminder_text, reminder);
  gtk_widget_set_visible (self->reminder, reminder != NULL);
}

static gboolean
look_cb (gpointer data)
{
  PhComposer *self = data;

  self->reminder_source = 0;
  ph_composer_look (self);
  return G_SOURCE_REMOVE;
}

gboolean
ph_composer_reminds (PhComposer *self)
{
  return self->wants_reminders && !self->is_reminder_dismissed;
}

void
ph_composer_update_reminder (PhComposer *self)
{
  if (ph_composer_has_attachments (self) || !ph_composer_reminds (self))
    ph_composer_look (self);
  else if (self->reminder_source == 0)
    self->reminder_source = g_timeout_add (DISTANCE_MS, look_cb, self);
}

void
ph_composer_dismiss_reminder (PhComposer *self)
{
  self->is_reminder_dismissed = TRUE;
  ph_composer_look (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

void
ph_composer_focus_reminder (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  ph_composer_look (self);
  gtk_widget_grab_focus (self->reminder_button);
}
