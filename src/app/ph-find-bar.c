/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changes restarts it: the old marks go, the text is looked through, and the matches are marked, a few milliseconds at a
 * time. A match is gone to as soon as it is known. */
#include "config.h"

#include "ph-find-bar.h"

#include "ph-text-search.h"

#include <glib/gi18n.h>

/* Leaves room in a frame of 60 Hz for what is drawn. */
#define STEP_US 5000
#define STEP_CHARS 1000
#define CLEARED_CHARS 20000

static const GdkRGBA match_colour = { 0.96F, 0.76F, 0.07F, 0.4F };

struct _PhFindBar
{
  GtkWidget parent_instance;

  GtkWidget *content; /* only so that the template takes it down again */
  GtkEditable *entry;
  GtkLabel *count;
  GtkWidget *previous;
  GtkWidget *next;

  GtkTextView *view; /* (unowned) (nullable) */
  GtkTextBuffer *buffer; /* (unowned): of @view */
  GtkTextTag *tag; /* (unowned): the buffer's table has it */
  PhTextSearch *search; /* (owned) (nullable): while it runs */
  GArray *matches; /* (owned) (element-type PhTextMatch) */
  guint source;
  guint cleared; /* up to here no old mark is left, in characters */
  gboolean is_complete; /* @matches are all of the text as it is */
  int wanted; /* 1: the next match is to be gone to, -1: the previous one, 0: where one is */
  int origin; /* from where */
};

G_DEFINE_FINAL_TYPE (PhFindBar, ph_find_bar, GTK_TYPE_WIDGET)

static PhTextMatch *
get_match (PhFindBar *self, guint index)
{
  return &g_array_index (self->matches, PhTextMatch, index);
}

/* How many matches begin before @offset. */
static guint
count_before (PhFindBar *self, guint offset)
{
  guint low = 0;
  guint high = self->matches->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_match (self, middle)->start < offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
get_selection (PhFindBar *self, guint *start, guint *end)
{
  GtkTextIter from;
  GtkTextIter to;

  gtk_text_buffer_get_selection_bounds (self->buffer, &from, &to);
  *start = (guint) gtk_text_iter_get_offset (&from);
  *end = (guint) gtk_text_iter_get_offset (&to);
}

/* ---- what is shown ---------------------------------------------------------------------------------------------- */

static char *
ph_find_bar_dup_count (PhFindBar *self)
{
  guint n_matches = self->matches->len;
  guint start = 0;
  guint end = 0;
  guint index = 0;

  if (!self->is_complete)
    return g_strdup ("");
  if (n_matches == 0)
    return g_strdup (_ ("Not found"));
  get_selection (self, &start, &end);
  index = count_before (self, start);
  if (index < n_matches && get_match (self, index)->start == start && get_match (self, index)->end == end)
    /* Translators: which of the places where a word was found is selected, and how many there are: “3 of 12” */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u", "%u of %u", n_matches), index + 1, n_matches);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u match", "%u matches", n_matches), n_matches);
}

static void
ph_find_bar_update (PhFindBar *self)
{
  g_autofree char *count = ph_find_bar_dup_count (self);
  gboolean is_missing = self->is_complete && self->matches->len == 0;

  gtk_label_set_text (self->count, count);
  gtk_widget_set_sensitive (self->previous, self->matches->len > 0);
  gtk_widget_set_sensitive (self->next, self->matches->len > 0);
  if (is_missing)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
ph_find_bar_select (PhFindBar *self, guint index)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) get_match (self, index)->start);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, (int) get_match (self, index)->end);
  gtk_text_buffer_select_range (self->buffer, &end, &start);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (self->buffer), 0.1, FALSE, 0, 0);
}

/* Goes where it was asked to, once it is known that no other match is nearer. */
static void
ph_find_bar_settle (PhFindBar *self)
{
  guint n_matches = self->matches->len;
  guint index = self->origin >= 0 ? count_before (self, (guint) self->origin) : 0;

  if (self->origin < 0 || n_matches == 0)
    return;
  if (self->wanted < 0 && !self->is_complete)
    return;
  if (self->wanted < 0)
    index = index > 0 ? index - 1 : n_matches - 1;
  else if (index == n_matches && !self->is_complete)
    return;
  self->origin = -1;
  ph_find_bar_select (self, index % n_matches);
}

/* ---- the steps -------------------------------------------------------------------------------------------------- */

static void
ph_find_bar_clear (PhFindBar *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) self->cleared);
  self->cleared += CLEARED_CHARS;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end, (int) self->cleared);
  gtk_text_buffer_remove_tag (self->buffer, self->tag, &start, &end);
}

static void
ph_find_bar_mark (PhFindBar *self, guint from)
{
  GtkTextIter start;
  GtkTextIter end;

  for (guint i = from; i < self->matches->len; i++)
    {
      gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) get_match (self, i)->start);
      gtk_text_buffer_get_iter_at_offset (self->buffer, &end, (int) get_match (self, i)->end);
      gtk_text_buffer_apply_tag (self->buffer, self->tag, &start, &end);
    }
}

static void
ph_find_bar_look (PhFindBar *self)
{
  guint n_known = self->matches->len;

  if (!ph_text_search_step (self->search, STEP_CHARS, self->matches))
    {
      g_clear_pointer (&self->search, ph_text_search_free);
      self->is_complete = TRUE;
    }
  ph_find_bar_mark (self, n_known);
}

static void
ph_find_bar_begin (PhFindBar *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  self->search = ph_text_search_new (gtk_text_buffer_get_slice (self->buffer, &start, &end, TRUE),
                                     gtk_editable_get_text (self->entry));
}

/* Whether there is more to do. */
static gboolean
ph_find_bar_step (PhFindBar *self)
{
  if (self->cleared < (guint) gtk_text_buffer_get_char_count (self->buffer))
    {
      ph_find_bar_clear (self);
      return TRUE;
    }
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || *gtk_editable_get_text (self->entry) == '\0')
    return FALSE;
  if (self->search == NULL)
    ph_find_bar_begin (self);
  else
    ph_find_bar_look (self);
  return !self->is_complete;
}

static gboolean
step_cb (gpointer data)
{
  PhFindBar *self = data;
  gint64 end = g_get_monotonic_time () + STEP_US;
  gboolean has_more = TRUE;

  while (has_more && g_get_monotonic_time () < end)
    has_more = ph_find_bar_step (self);
  ph_find_bar_settle (self);
  if (has_more)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  ph_find_bar_update (self);
  return G_SOURCE_REMOVE;
}

static void
ph_find_bar_restart (PhFindBar *self)
{
  g_clear_pointer (&self->search, ph_text_search_free);
  g_array_set_size (self->matches, 0);
  self->is_complete = FALSE;
  self->cleared = 0;
  ph_find_bar_update (self);
  if (self->source == 0)
    self->source = g_idle_add (step_cb, self);
}

static void
ph_find_bar_go (PhFindBar *self, int direction)
{
  guint start = 0;
  guint end = 0;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || *gtk_editable_get_text (self->entry) == '\0')
    {
      ph_find_bar_open (self);
      return;
    }
  get_selection (self, &start, &end);
  self->wanted = direction;
  self->origin = (int) (direction > 0 ? end : start);
  ph_find_bar_settle (self);
}

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
close_cb (PhFindBar *self)
{
  ph_find_bar_close (self);
}

static void
search_changed_cb (PhFindBar *self)
{
  guint start = 0;
  guint end = 0;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  get_selection (self, &start, &end);
  self->wanted = 0;
  self->origin = (int) start;
  ph_find_bar_restart (self);
}

static void
text_changed_cb (PhFindBar *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  self->origin = -1;
  ph_find_bar_restart (self);
}

static void
cursor_moved_cb (PhFindBar *self)
{
  if (self->is_complete && gtk_widget_get_visible (GTK_WIDGET (self)))
    ph_find_bar_update (self);
}

static void
ph_find_bar_dispose (GObject *object)
{
  PhFindBar *self = PH_FIND_BAR (object);

  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_FIND_BAR);

  G_OBJECT_CLASS (ph_find_bar_parent_class)->dispose (object);
}

static void
ph_find_bar_finalize (GObject *object)
{
  PhFindBar *self = PH_FIND_BAR (object);

  g_clear_pointer (&self->search, ph_text_search_free);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (ph_find_bar_parent_class)->finalize (object);
}

static void
ph_find_bar_class_init (PhFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_find_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = ph_find_bar_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PhFindBar, content);
  gtk_widget_class_bind_template_child (widget_class, PhFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, PhFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, PhFindBar, previous);
  gtk_widget_class_bind_template_child (widget_class, PhFindBar, next);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_find_bar_next);
  gtk_widget_class_bind_template_callback (widget_class, ph_find_bar_previous);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_SHIFT_MASK, "editor.find-previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_SHIFT_MASK, "editor.find-previous", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_find_bar_init (PhFindBar *self)
{
  self->matches = g_array_new (FALSE, FALSE, sizeof (PhTextMatch));
  self->origin = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ph_find_bar_set_view (PhFindBar *self, GtkTextView *view)
{
  g_return_if_fail (PH_IS_FIND_BAR (self));
  g_return_if_fail (GTK_IS_TEXT_VIEW (view));

  self->view = view;
  self->buffer = gtk_text_view_get_buffer (view);
  self->tag = gtk_text_buffer_create_tag (self->buffer, "match", "background-rgba", &match_colour, NULL);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer,
                           "notify::cursor-position",
                           G_CALLBACK (cursor_moved_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

void
ph_find_bar_open (PhFindBar *self)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_if_fail (PH_IS_FIND_BAR (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end)
      && gtk_text_iter_get_line (&start) == gtk_text_iter_get_line (&end))
    {
      g_autofree char *selected = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);

      gtk_editable_set_text (self->entry, selected);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
  search_changed_cb (self);
}

gboolean
ph_find_bar_close (PhFindBar *self)
{
  g_return_val_if_fail (PH_IS_FIND_BAR (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->origin = -1;
  ph_find_bar_restart (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return TRUE;
}

void
ph_find_bar_next (PhFindBar *self)
{
  g_return_if_fail (PH_IS_FIND_BAR (self));
  ph_find_bar_go (self, 1);
}

void
ph_find_bar_previous (PhFindBar *self)
{
  g_return_if_fail (PH_IS_FIND_BAR (self));
  ph_find_bar_go (self, -1);
}
