/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks over what has changed, a few milliseconds at a time, and gives each line the look of what it is. Each kind of line
 * has a tag of its own, which also tells the next line what it follows. */
#include "config.h"

#include "ph-editor-private.h"

/* Leaves room in a frame of 60 Hz for what is drawn. */
#define STEP_US 4000
/* Of a line of prose that are looked at together. */
#define PIECE_CHARS 1000
/* Of the text's colour: enough to be told apart, and to be read. */
#define DIM_ALPHA 0.7F

static PhTextLineKind
ph_editor_get_kind (PhEditor *self, const GtkTextIter *start)
{
  for (guint kind = PH_TEXT_LINE_PROSE + 1; kind < PH_TEXT_N_LINE_KINDS; kind++)
    if (gtk_text_iter_has_tag (start, self->kinds[kind]))
      return kind;
  return PH_TEXT_LINE_PROSE;
}

/* Each change of a tag has the text drawn anew, so nothing is set that is there already. */
void
ph_editor_set_tag (PhEditor *self, GtkTextTag *tag, const GtkTextIter *start, const GtkTextIter *end, gboolean is_on)
{
  GtkTextIter toggle = *start;
  gboolean is_mixed = gtk_text_iter_forward_to_tag_toggle (&toggle, tag) && gtk_text_iter_compare (&toggle, end) < 0;

  if (!is_mixed && gtk_text_iter_has_tag (start, tag) == is_on)
    return;
  if (is_on)
    gtk_text_buffer_apply_tag (self->buffer, tag, start, end);
  else
    gtk_text_buffer_remove_tag (self->buffer, tag, start, end);
}

/* Returns: whether it is another kind than before, which the next line may depend on. @end: the next line's start */
static gboolean
ph_editor_set_kind (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end, PhTextLineKind kind)
{
  PhTextLineKind old = ph_editor_get_kind (self, start);

  for (guint other = PH_TEXT_LINE_PROSE + 1; other < PH_TEXT_N_LINE_KINDS; other++)
    ph_editor_set_tag (self, self->kinds[other], start, end, other == kind);
  return kind != old;
}

static PhTextLineKind
ph_editor_judge_line (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextIter before = *start;
  GtkTextIter shown = *start;
  PhTextLineKind previous = PH_TEXT_LINE_PROSE;
  g_autofree char *line = NULL;

  if (gtk_text_iter_backward_line (&before))
    previous = ph_editor_get_kind (self, &before);
  /* Its start is enough: a delimiter with the line's end. */
  gtk_text_iter_forward_chars (&shown, 4);
  line = gtk_text_iter_get_slice (start, gtk_text_iter_compare (&shown, end) < 0 ? &shown : end);
  g_strdelimit (line, "\r\n", '\0');
  return ph_text_line_get_kind (line, previous);
}

/* Goes from @start to where a piece of a long line ends: between two words, as a rule. */
static void
go_to_piece_end (GtkTextIter *end, const GtkTextIter *line_end)
{
  gtk_text_iter_forward_chars (end, PIECE_CHARS);
  while (gtk_text_iter_compare (end, line_end) < 0 && !g_unichar_isspace (gtk_text_iter_get_char (end)))
    gtk_text_iter_forward_char (end);
  if (gtk_text_iter_compare (end, line_end) > 0)
    *end = *line_end;
}

/* Returns: whether there is more to look at */
static gboolean
ph_editor_review_piece (PhEditor *self)
{
  GtkTextIter start;
  GtkTextIter end;
  GtkTextIter line_end;
  GtkTextIter last;
  gboolean is_other = FALSE;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &start, self->review_start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &last, self->review_end);
  line_end = start;
  gtk_text_iter_forward_line (&line_end);
  if (gtk_text_iter_starts_line (&start))
    is_other = ph_editor_set_kind (self, &start, &line_end, ph_editor_judge_line (self, &start, &line_end));
  if (is_other && gtk_text_iter_compare (&last, &line_end) < 0)
    {
      last = line_end;
      gtk_text_buffer_move_mark (self->buffer, self->review_end, &last);
    }
  end = start;
  go_to_piece_end (&end, &line_end);
  if (ph_editor_get_kind (self, &start) == PH_TEXT_LINE_PROSE)
    ph_editor_check_spelling (self, &start, &end);
  else
    ph_editor_set_tag (self, self->misspelt, &start, &end, FALSE);
  ph_editor_mark_placeholders (self, &start, &end);
  gtk_text_buffer_move_mark (self->buffer, self->review_start, &end);
  return gtk_text_iter_compare (&end, &last) <= 0 && !gtk_text_iter_is_end (&end);
}

static gboolean
review_cb (gpointer data)
{
  PhEditor *self = data;
  gint64 end = g_get_monotonic_time () + STEP_US;
  gboolean has_more = TRUE;

  while (has_more && g_get_monotonic_time () < end)
    has_more = ph_editor_review_piece (self);
  if (has_more)
    return G_SOURCE_CONTINUE;
  self->review_source = 0;
  return G_SOURCE_REMOVE;
}

/* Moves the marks apart until @start and @end are between them; to them when nothing is between them that counts. */
static void
widen (GtkTextMark *from, GtkTextMark *to, gboolean is_in_use, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextBuffer *buffer = gtk_text_mark_get_buffer (from);
  GtkTextIter old;

  gtk_text_buffer_get_iter_at_mark (buffer, &old, from);
  if (!is_in_use || gtk_text_iter_compare (start, &old) < 0)
    gtk_text_buffer_move_mark (buffer, from, start);
  gtk_text_buffer_get_iter_at_mark (buffer, &old, to);
  if (!is_in_use || gtk_text_iter_compare (end, &old) > 0)
    gtk_text_buffer_move_mark (buffer, to, end);
}

/* What is between two changes is looked at again, too; as a rule that is nothing. */
void
ph_editor_review (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextIter line = *start;

  gtk_text_iter_set_line_offset (&line, 0);
  widen (self->review_start, self->review_end, self->review_source != 0, &line, end);
  if (self->review_source == 0)
    self->review_source = g_idle_add (review_cb, self);
}

void
ph_editor_note_unanswered (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end)
{
  widen (self->unanswered_start, self->unanswered_end, self->is_unanswered, start, end);
  self->is_unanswered = TRUE;
}

void
ph_editor_review_unanswered (PhEditor *self)
{
  GtkTextIter start;
  GtkTextIter end;

  if (!self->is_unanswered)
    return;
  self->is_unanswered = FALSE;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &start, self->unanswered_start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &end, self->unanswered_end);
  ph_editor_review (self, &start, &end);
}

static void
inserted_cb (PhEditor *self, const GtkTextIter *end, const char *text, int length)
{
  GtkTextIter start = *end;

  gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (text, length));
  ph_editor_review (self, &start, end);
}

static void
deleted_cb (PhEditor *self, const GtkTextIter *at)
{
  ph_editor_review (self, at, at);
}

void
ph_editor_update_colours (PhEditor *self)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self->view)), &colour);
  colour.alpha *= DIM_ALPHA;
  /* Styles change with the focus, too, and what has the tags would be laid out anew. */
  if (gdk_rgba_equal (&colour, &self->dim_colour))
    return;
  self->dim_colour = colour;
  g_object_set (self->kinds[PH_TEXT_LINE_QUOTE], "foreground-rgba", &colour, NULL);
  g_object_set (self->kinds[PH_TEXT_LINE_SIGNATURE], "foreground-rgba", &colour, NULL);
}

void
ph_editor_init_review (PhEditor *self)
{
  GtkTextIter start;

  for (guint kind = PH_TEXT_LINE_PROSE + 1; kind < PH_TEXT_N_LINE_KINDS; kind++)
    self->kinds[kind] = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  self->review_start = gtk_text_buffer_create_mark (self->buffer, NULL, &start, TRUE);
  self->review_end = gtk_text_buffer_create_mark (self->buffer, NULL, &start, FALSE);
  self->unanswered_start = gtk_text_buffer_create_mark (self->buffer, NULL, &start, TRUE);
  self->unanswered_end = gtk_text_buffer_create_mark (self->buffer, NULL, &start, FALSE);
  g_signal_connect_object (self->buffer,
                           "insert-text",
                           G_CALLBACK (inserted_cb),
                           self,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer,
                           "delete-range",
                           G_CALLBACK (deleted_cb),
                           self,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}
