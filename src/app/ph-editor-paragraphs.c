/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole paragraphs: quoting, and the direction of writing. Each is one step for Undo, and what is selected
 * stays so. */
#include "config.h"

#include "ph-editor-private.h"

#include "ph-text-quote.h"

/* Plain text has no other way to say it: left-to-right mark and right-to-left mark, as UTF-8. */
#define LEFT_TO_RIGHT_MARK "\342\200\216"
#define RIGHT_TO_LEFT_MARK "\342\200\217"

/* Changes the line that begins at @start. @data is the caller's. */
typedef void (*PhLineFunc) (GtkTextBuffer *buffer, GtkTextIter *start, gconstpointer data);

/* A line whose start the selection only touches is not in it. */
static void
ph_editor_change_lines (PhEditor *self, PhLineFunc func, gconstpointer data)
{
  GtkTextIter start;
  GtkTextIter end;
  int last = 0;

  if (!gtk_text_view_get_editable (self->view))
    return;
  if (gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end) && gtk_text_iter_starts_line (&end))
    gtk_text_iter_backward_char (&end);
  last = gtk_text_iter_get_line (&end);
  gtk_text_buffer_begin_user_action (self->buffer);
  for (int line = gtk_text_iter_get_line (&start); line <= last; line++)
    {
      GtkTextIter at;

      gtk_text_buffer_get_iter_at_line (self->buffer, &at, line);
      func (self->buffer, &at, data);
    }
  gtk_text_buffer_end_user_action (self->buffer);
}

/* (transfer full): all that quote marks and marks of direction can take */
static char *
dup_line (GtkTextIter *start)
{
  GtkTextIter end = *start;

  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  return gtk_text_iter_get_slice (start, &end);
}

static void
delete_chars (GtkTextBuffer *buffer, GtkTextIter *start, guint n_chars)
{
  GtkTextIter end = *start;

  gtk_text_iter_forward_chars (&end, (int) n_chars);
  gtk_text_buffer_delete (buffer, start, &end);
}

/* ---- quotes ----------------------------------------------------------------------------------------------------- */

static void
quote_line (GtkTextBuffer *buffer, GtkTextIter *start, gconstpointer data)
{
  g_autofree char *line = dup_line (start);

  gtk_text_buffer_insert (buffer, start, ph_text_quote_get_mark (line), -1);
}

static void
unquote_line (GtkTextBuffer *buffer, GtkTextIter *start, gconstpointer data)
{
  g_autofree char *line = dup_line (start);

  delete_chars (buffer, start, ph_text_quote_get_surplus (line));
}

static void
quote_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_editor_change_lines (PH_EDITOR (widget), quote_line, NULL);
}

static void
unquote_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_editor_change_lines (PH_EDITOR (widget), unquote_line, NULL);
}

/* A quotation begins and ends a line. */
static void
ph_editor_insert_quotation (PhEditor *self, const char *text)
{
  g_autofree char *quoted = ph_text_quote_dup_quoted (text);
  GtkTextIter at;

  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &at, gtk_text_buffer_get_insert (self->buffer));
  if (!gtk_text_iter_starts_line (&at))
    gtk_text_buffer_insert (self->buffer, &at, "\n", 1);
  gtk_text_buffer_insert (self->buffer, &at, quoted, -1);
  if (!g_str_has_suffix (quoted, "\n"))
    gtk_text_buffer_insert (self->buffer, &at, "\n", 1);
  gtk_text_buffer_end_user_action (self->buffer);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
}

static void
quotation_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhEditor) self = data;
  /* Where there is no text there is nothing to paste, as with any other key. */
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text != NULL && *text != '\0' && self->view != NULL && gtk_text_view_get_editable (self->view))
    ph_editor_insert_quotation (self, text);
}

static void
paste_quotation_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, quotation_read_cb, g_object_ref (widget));
}

/* ---- direction -------------------------------------------------------------------------------------------------- */

static gboolean
is_direction_mark (gunichar c)
{
  return c == 0x200E || c == 0x200F;
}

/* @data: the mark, "" for the direction that the first letter has */
static void
set_direction (GtkTextBuffer *buffer, GtkTextIter *start, gconstpointer data)
{
  g_autofree char *line = dup_line (start);

  gtk_text_iter_forward_chars (start, (int) ph_text_quote_get_length (line));
  if (is_direction_mark (gtk_text_iter_get_char (start)))
    delete_chars (buffer, start, 1);
  gtk_text_buffer_insert (buffer, start, data, -1);
}

static void
direction_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *direction = g_variant_get_string (parameter, NULL);
  const char *mark = "";

  if (g_str_equal (direction, "ltr"))
    mark = LEFT_TO_RIGHT_MARK;
  else if (g_str_equal (direction, "rtl"))
    mark = RIGHT_TO_LEFT_MARK;
  ph_editor_change_lines (PH_EDITOR (widget), set_direction, mark);
}

void
ph_editor_class_add_paragraphs (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "editor.quote", NULL, quote_cb);
  gtk_widget_class_install_action (widget_class, "editor.unquote", NULL, unquote_cb);
  gtk_widget_class_install_action (widget_class, "editor.paste-quotation", NULL, paste_quotation_cb);
  gtk_widget_class_install_action (widget_class, "editor.direction", "s", direction_cb);
}
