/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved pieces of text, and the placeholders in them that are still to be filled in. What looks like a placeholder and came with no
 * snippet is somebody's text and none of our business. */
#include "config.h"

#include "ph-editor-private.h"

#include "ph-snippet.h"
#include "ph-snippets.h"

#include <string.h>

static const GdkRGBA placeholder_colour = { 0.21F, 0.52F, 0.89F, 0.25F };

/* ---- where they are --------------------------------------------------------------------------------------------- */

/* The next placeholder of a snippet behind @at octets. (transfer full) (nullable) */
static char *
find_form (PhEditor *self, const char *text, gsize *at)
{
  char *form = NULL;

  while ((form = ph_snippet_find (text, at)) != NULL && !g_hash_table_contains (self->forms, form))
    {
      *at += strlen (form);
      g_free (form);
    }
  return form;
}

void
ph_editor_mark_placeholders (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end)
{
  g_autofree char *text = NULL;
  char *form = NULL;
  gsize at = 0;

  if (g_hash_table_size (self->forms) == 0)
    return;
  ph_editor_set_tag (self, self->placeholder, start, end, FALSE);
  text = gtk_text_iter_get_slice (start, end);
  while ((form = find_form (self, text, &at)) != NULL)
    {
      GtkTextIter from = *start;
      GtkTextIter to;

      gtk_text_iter_forward_chars (&from, (int) g_utf8_strlen (text, (gssize) at));
      to = from;
      gtk_text_iter_forward_chars (&to, (int) g_utf8_strlen (form, -1));
      gtk_text_buffer_apply_tag (self->buffer, self->placeholder, &from, &to);
      at += strlen (form);
      g_free (form);
    }
}

/* Selects the next one behind @offset characters, and round the text's end. Returns: whether there is another than the selected */
static gboolean
ph_editor_select_placeholder (PhEditor *self, int offset)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;
  g_autofree char *form = NULL;
  gsize at = 0;
  int found = 0;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_iter_get_slice (&start, &end);
  at = (gsize) (g_utf8_offset_to_pointer (text, offset) - text);
  form = find_form (self, text, &at);
  if (form == NULL)
    {
      at = 0;
      form = find_form (self, text, &at);
    }
  if (form == NULL)
    return FALSE;
  found = (int) g_utf8_strlen (text, (gssize) at);
  gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end);
  if (gtk_text_iter_get_offset (&start) == found && !gtk_text_iter_equal (&start, &end))
    return FALSE;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, found);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, found + (int) g_utf8_strlen (form, -1));
  gtk_text_buffer_select_range (self->buffer, &end, &start);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
  return TRUE;
}

gboolean
ph_editor_tab_key_cb (PhEditor *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkTextIter start;
  GtkTextIter end;

  if (key != GDK_KEY_Tab || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0
      || g_hash_table_size (self->forms) == 0 || !gtk_text_view_get_editable (self->view))
    return GDK_EVENT_PROPAGATE;
  gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end);
  return ph_editor_select_placeholder (self, gtk_text_iter_get_offset (&end)) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
ph_editor_go_to_placeholder (PhEditor *self)
{
  g_return_if_fail (PH_IS_EDITOR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  ph_editor_select_placeholder (self, 0);
}

char **
ph_editor_list_placeholders (PhEditor *self)
{
  g_autofree gpointer *forms = NULL;

  g_return_val_if_fail (PH_IS_EDITOR (self), NULL);

  forms = g_hash_table_get_keys_as_array (self->forms, NULL);
  return g_strdupv ((char **) forms);
}

/* ---- how they come in ------------------------------------------------------------------------------------------- */

static void
ph_editor_know_forms (PhEditor *self, const char *text)
{
  g_auto (GStrv) forms = ph_snippet_list (text);

  for (gsize i = 0; forms[i] != NULL; i++)
    g_hash_table_add (self->forms, g_strdup (forms[i]));
}

/* A draft does not say where its text came from. */
void
ph_editor_note_loaded (PhEditor *self)
{
  g_autoptr (GPtrArray) snippets = NULL;

  g_return_if_fail (PH_IS_EDITOR (self));

  g_hash_table_remove_all (self->forms);
  if (gtk_text_buffer_get_char_count (self->buffer) == 0)
    return;
  snippets = ph_snippets_load (self->settings);
  for (guint i = 0; i < snippets->len; i++)
    ph_editor_know_forms (self, ((PhSnippet *) snippets->pdata[i])->text);
}

void
ph_editor_insert_snippet (PhEditor *self, const char *snippet, const char *name)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%x");
  PhSnippetValues values = { name, date };
  g_autofree char *text = NULL;
  g_auto (GStrv) forms = NULL;
  GtkTextIter at;
  int start = 0;
  int cursor = 0;

  g_return_if_fail (PH_IS_EDITOR (self));

  if (!gtk_text_view_get_editable (self->view))
    return;
  text = ph_snippet_fill (snippet, &values, &cursor);
  /* Of the snippet, not of what was filled in. */
  ph_editor_know_forms (self, snippet);
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &at, gtk_text_buffer_get_insert (self->buffer));
  start = gtk_text_iter_get_offset (&at);
  gtk_text_buffer_insert (self->buffer, &at, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  forms = ph_snippet_list (text);
  if (cursor >= 0)
    {
      gtk_text_buffer_get_iter_at_offset (self->buffer, &at, start + cursor);
      gtk_text_buffer_place_cursor (self->buffer, &at);
    }
  else if (*forms != NULL)
    ph_editor_select_placeholder (self, start);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* ---- the popover ------------------------------------------------------------------------------------------------ */

static void
snippet_chosen_cb (PhEditor *self, const char *text)
{
  ph_editor_choose_snippet (self, text);
}

static void
ph_editor_point_to_cursor (PhEditor *self, GtkPopover *popover)
{
  GtkTextIter at;
  GdkRectangle cursor;
  double x = 0;
  double y = 0;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &at, gtk_text_buffer_get_insert (self->buffer));
  gtk_text_view_get_iter_location (self->view, &at, &cursor);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, cursor.x, cursor.y, &cursor.x, &cursor.y);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), cursor.x, cursor.y, &x, &y);
  cursor.x = (int) x;
  cursor.y = (int) y;
  gtk_popover_set_pointing_to (popover, &cursor);
}

static void
snippets_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhEditor *self = PH_EDITOR (widget);

  if (!gtk_text_view_get_editable (self->view))
    return;
  if (self->snippets == NULL)
    {
      self->snippets = ph_snippet_popover_new (self->settings);
      gtk_widget_set_parent (GTK_WIDGET (self->snippets), widget);
      g_signal_connect_object (self->snippets, "chosen", G_CALLBACK (snippet_chosen_cb), self, G_CONNECT_SWAPPED);
    }
  ph_editor_point_to_cursor (self, GTK_POPOVER (self->snippets));
  ph_snippet_popover_open (self->snippets);
}

void
ph_editor_class_add_snippets (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "editor.snippets", NULL, snippets_cb);
}

void
ph_editor_init_snippets (PhEditor *self)
{
  self->forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->placeholder = gtk_text_buffer_create_tag (self->buffer, NULL, "background-rgba", &placeholder_colour, NULL);
}
