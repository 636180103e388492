/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries a message into the fields and out of them. */
#include "config.h"

#include "ph-composer-private.h"

char *
ph_composer_dup_text (PhComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

void
ph_composer_insert_snippet (PhComposer *self, const char *text)
{
  g_autoptr (GListModel) people = ph_recipients_list_mailboxes (self->to);
  g_autoptr (PhMailbox) first = g_list_model_get_item (people, 0);

  ph_editor_insert_snippet (self->editor, text, first != NULL ? ph_mailbox_get_name (first) : NULL);
}

void
ph_composer_choose_snippet (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  gtk_widget_activate_action (GTK_WIDGET (self->editor), "editor.snippets", NULL);
}

/* Also those that are no address yet. */
static void
load_recipients (PhRecipients *recipients, PhMessage *message, PhMessageField field)
{
  g_auto (GStrv) texts = ph_message_dup_recipient_texts (message, field);

  ph_recipients_clear (recipients);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (texts[i], NULL);

      if (mailbox != NULL)
        ph_recipients_add_mailbox (recipients, mailbox);
      else
        ph_recipients_add_text (recipients, texts[i]);
    }
}

void
ph_composer_load (PhComposer *self, PhMessage *message, const char *const *invalid)
{
  GtkTextBuffer *buffer = NULL;
  GtkTextIter start;
  g_autofree char *text = NULL;

  g_return_if_fail (PH_IS_COMPOSER (self));
  g_return_if_fail (PH_IS_MESSAGE (message));

  self->is_loading = TRUE;
  self->told = 0;
  self->is_reminder_dismissed = FALSE;
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    load_recipients (self->recipients[field], message, field);
  for (; invalid != NULL && *invalid != NULL; invalid++)
    ph_recipients_add_text (self->to, *invalid);
  ph_composer_update_copy_rows (self);
  if (ph_message_get_from (message) != NULL)
    ph_composer_select_from (self, ph_message_get_from (message));

  ph_composer_load_options (self, message);
  gtk_editable_set_text (GTK_EDITABLE (self->subject), ph_message_get_subject (message));
  buffer = gtk_text_view_get_buffer (self->text);
  text = ph_composer_dup_signed (self, message);
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  ph_editor_note_loaded (self->editor);
  g_set_object (&self->message, message);
  self->options = ph_message_get_options (message);
  g_object_notify (G_OBJECT (self), "format");
  ph_composer_update_format (self);
  ph_composer_load_protection (self);

  ph_attachments_clear (self->attachments);
  ph_composer_forget_left_out (self);
  ph_composer_forget_removed (self);
  ph_attachments_insert_list (self->attachments, ph_message_get_attachments (message));
  self->is_loading = FALSE;
}

static void
ph_composer_store_recipients (PhComposer *self, guint field)
{
  g_auto (GStrv) texts = ph_recipients_dup_texts (self->recipients[field]);

  ph_message_clear_recipients (self->message, field);
  for (guint i = 0; texts[i] != NULL; i++)
    ph_message_add_recipient_text (self->message, field, texts[i]);
}

static void
ph_composer_store_attachments (PhComposer *self)
{
  GListModel *files = ph_attachments_get_model (self->attachments);

  while (g_list_model_get_n_items (ph_message_get_attachments (self->message)) > 0)
    ph_message_remove_attachment (self->message, 0);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (files, i);

      ph_message_add_attachment (self->message, attachment);
    }
}

PhMessage *
ph_composer_dup_message (PhComposer *self)
{
  g_autoptr (PhMailbox) from = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);

  from = ph_composer_dup_from (self);
  ph_message_set_from (self->message, from);
  ph_message_set_options (self->message, self->options);
  ph_composer_store_options (self);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_composer_store_recipients (self, field);
  text = ph_composer_dup_text (self);
  ph_message_set_subject (self->message, ph_composer_get_subject (self));
  ph_message_set_text (self->message, text);
  ph_composer_store_attachments (self);
  return ph_message_copy (self->message);
}

void
ph_composer_clear (PhComposer *self)
{
  g_autoptr (PhMessage) nothing = ph_message_new ();

  g_return_if_fail (PH_IS_COMPOSER (self));

  gtk_toggle_button_set_active (self->cc_toggle, FALSE);
  gtk_toggle_button_set_active (self->bcc_toggle, FALSE);
  ph_composer_load (self, nothing, NULL);
}

gboolean
ph_composer_has_attachments (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);
  return g_list_model_get_n_items (ph_attachments_get_model (self->attachments)) > 0;
}

gboolean
ph_composer_has_recipient (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      g_autoptr (GListModel) mailboxes = ph_recipients_list_mailboxes (self->recipients[field]);

      if (g_list_model_get_n_items (mailboxes) > 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
ph_composer_is_untouched (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    if (!ph_recipients_is_empty (self->recipients[field]))
      return FALSE;
  return *ph_composer_get_subject (self) == '\0' && !ph_composer_has_text (self) && !ph_composer_has_options (self)
         && !ph_composer_has_attachments (self);
}

gboolean
ph_composer_is_attaching (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);
  return !ph_attachments_is_settled (self->attachments);
}
