/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in a text that is Markdown: it names a file that is attached, and that is all there is to them. */
#include "config.h"

#include "ph-composer-private.h"

#include "ph-mail-markdown.h"

#include <string.h>

static gboolean
ph_composer_can_show (PhComposer *self, PhAttachment *attachment)
{
  return ph_composer_is_markdown (self) && gtk_text_view_get_editable (self->text)
         && ph_attachment_is_picture (attachment);
}

/* ---- in the text ------------------------------------------------------------------------------------------------ */

/* Where the text names the picture next, behind @start: from "![" or, where there is none in the line, from "](". */
static gboolean
find_picture (const char *target, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextIter line;
  GtkTextIter opening;

  if (!gtk_text_iter_forward_search (start, target, GTK_TEXT_SEARCH_TEXT_ONLY, start, end, NULL))
    return FALSE;
  line = *start;
  gtk_text_iter_set_line_offset (&line, 0);
  if (gtk_text_iter_backward_search (start, "![", GTK_TEXT_SEARCH_TEXT_ONLY, &opening, NULL, &line))
    *start = opening;
  return TRUE;
}

static gboolean
ph_composer_shows (PhComposer *self, PhAttachment *attachment)
{
  g_autofree char *target = ph_mail_markdown_dup_picture_target (ph_attachment_get_name (attachment));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (self->text), &start);
  return find_picture (target, &start, &end);
}

static void
ph_composer_insert_picture (PhComposer *self, PhAttachment *attachment)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autofree char *picture = ph_mail_markdown_dup_picture (ph_attachment_get_name (attachment));
  GtkTextIter cursor;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  if (gtk_text_iter_backward_char (&cursor) && !g_unichar_isspace (gtk_text_iter_get_char (&cursor)))
    gtk_text_buffer_insert_at_cursor (buffer, " ", -1);
  gtk_text_buffer_insert_at_cursor (buffer, picture, -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_view_scroll_mark_onscreen (self->text, gtk_text_buffer_get_insert (buffer));
}

/* @other: (nullable): what takes the place of it */
static void
ph_composer_replace_picture (PhComposer *self, PhAttachment *attachment, PhAttachment *other)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autofree char *target = ph_mail_markdown_dup_picture_target (ph_attachment_get_name (attachment));
  g_autofree char *picture = other != NULL ? ph_mail_markdown_dup_picture (ph_attachment_get_name (other)) : NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_start_iter (buffer, &start);
  while (find_picture (target, &start, &end))
    {
      gtk_text_buffer_delete (buffer, &start, &end);
      if (picture != NULL)
        gtk_text_buffer_insert (buffer, &start, picture, -1);
    }
  gtk_text_buffer_end_user_action (buffer);
}

/* ---- among the attachments -------------------------------------------------------------------------------------- */

static gboolean
ph_composer_has_file (PhComposer *self, const char *name)
{
  GListModel *files = ph_attachments_get_model (self->attachments);
  gboolean is_found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (files) && !is_found; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (files, i);

      is_found = g_str_equal (ph_attachment_get_name (attachment), name);
    }
  return is_found;
}

static gboolean
ph_composer_has_another (PhComposer *self, PhAttachment *attachment)
{
  GListModel *files = ph_attachments_get_model (self->attachments);
  guint n_alike = 0;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (PhAttachment) other = g_list_model_get_item (files, i);

      n_alike += g_str_equal (ph_attachment_get_name (other), ph_attachment_get_name (attachment)) ? 1 : 0;
    }
  return n_alike > 1;
}

/* (transfer full): "a 2.png" where there is an "a.png" */
static char *
ph_composer_dup_free_name (PhComposer *self, const char *name)
{
  const char *suffix = strrchr (name, '.');
  int length = suffix != NULL ? (int) (suffix - name) : (int) strlen (name);
  char *free_name = NULL;

  for (guint n = 2; free_name == NULL || ph_composer_has_file (self, free_name); n++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%.*s %u%s", length, name, n, suffix != NULL ? suffix : "");
    }
  return free_name;
}

/* The text says which one by its name, so there is only one of that name. */
static void
ph_composer_show_picture (PhComposer *self, PhAttachment *attachment)
{
  g_autofree char *name = NULL;
  g_autoptr (PhAttachment) renamed = NULL;

  if (!ph_composer_has_another (self, attachment))
    {
      ph_composer_insert_picture (self, attachment);
      return;
    }
  name = ph_composer_dup_free_name (self, ph_attachment_get_name (attachment));
  renamed = ph_attachment_copy_as (attachment, name);
  ph_composer_insert_picture (self, renamed);
  ph_attachments_replace (self->attachments, attachment, renamed);
}

void
ph_composer_take_picture (PhComposer *self, PhAttachment *attachment)
{
  if (ph_composer_can_show (self, attachment))
    ph_composer_show_picture (self, attachment);
}

void
ph_composer_follow_picture (PhComposer *self, PhAttachment *attachment, PhAttachment *other)
{
  if (!self->is_loading && ph_composer_can_show (self, attachment) && ph_composer_shows (self, attachment)
      && !g_str_equal (ph_attachment_get_name (attachment), ph_attachment_get_name (other))
      && !ph_composer_has_file (self, ph_attachment_get_name (attachment)))
    ph_composer_replace_picture (self, attachment, other);
}

void
ph_composer_prepare_card (PhComposer *self, PhAttachmentCard *card)
{
  PhAttachment *attachment = ph_attachment_card_get_attachment (card);

  ph_attachment_card_set_shown (card, ph_composer_can_show (self, attachment), ph_composer_shows (self, attachment));
}

void
ph_composer_set_shown (PhComposer *self, PhAttachment *attachment, gboolean is_shown)
{
  if (!ph_composer_can_show (self, attachment) || ph_composer_shows (self, attachment) == is_shown)
    return;
  if (is_shown)
    ph_composer_show_picture (self, attachment);
  else
    ph_composer_replace_picture (self, attachment, NULL);
}
