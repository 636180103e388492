/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-snippet-row.h"

struct _PhSnippetRow
{
  AdwExpanderRow parent_instance;

  GtkEditable *name_row;
  GtkTextBuffer *buffer;

  gboolean is_loading;
};

G_DEFINE_FINAL_TYPE (PhSnippetRow, ph_snippet_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A name is text, and may hold what looks like markup. */
static void
changed_cb (PhSnippetRow *self)
{
  g_autofree char *title = g_markup_escape_text (gtk_editable_get_text (self->name_row), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  if (!self->is_loading)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_cb (PhSnippetRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

static void
ph_snippet_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_SNIPPET_ROW);

  G_OBJECT_CLASS (ph_snippet_row_parent_class)->dispose (object);
}

static void
ph_snippet_row_class_init (PhSnippetRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_snippet_row_dispose;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_SNIPPET_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVED]
      = g_signal_new ("removed", PH_TYPE_SNIPPET_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-snippet-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhSnippetRow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PhSnippetRow, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ph_snippet_row_init (PhSnippetRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

PhSnippetRow *
ph_snippet_row_new (const PhSnippet *snippet)
{
  PhSnippetRow *self = g_object_new (PH_TYPE_SNIPPET_ROW, NULL);

  self->is_loading = TRUE;
  gtk_editable_set_text (self->name_row, snippet->name);
  gtk_text_buffer_set_text (self->buffer, snippet->text, -1);
  self->is_loading = FALSE;
  return self;
}

PhSnippet *
ph_snippet_row_dup_snippet (PhSnippetRow *self)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PH_IS_SNIPPET_ROW (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  return ph_snippet_new (gtk_editable_get_text (self->name_row), text);
}

void
ph_snippet_row_edit (PhSnippetRow *self)
{
  g_return_if_fail (PH_IS_SNIPPET_ROW (self));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}
