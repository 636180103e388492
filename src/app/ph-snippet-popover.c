/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-snippet-popover.h"

#include "ph-snippets.h"

struct _PhSnippetPopover
{
  GtkPopover parent_instance;

  GtkEditable *entry;
  GtkListBox *list;

  GSettings *settings; /* (owned) */
  GPtrArray *snippets; /* (owned) (nullable) (element-type PhSnippet): in the order of the rows */
};

G_DEFINE_FINAL_TYPE (PhSnippetPopover, ph_snippet_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_wanted_cb (GtkListBoxRow *row, gpointer data)
{
  PhSnippetPopover *self = data;
  PhSnippet *snippet = self->snippets->pdata[gtk_list_box_row_get_index (row)];

  return g_str_match_string (gtk_editable_get_text (self->entry), snippet->name, TRUE);
}

/* (transfer none) (nullable): the first one that is shown, from @row on */
static GtkWidget *
find_shown (GtkWidget *row, gboolean goes_back)
{
  while (row != NULL && !gtk_widget_get_child_visible (row))
    row = goes_back ? gtk_widget_get_prev_sibling (row) : gtk_widget_get_next_sibling (row);
  return row;
}

static void
entry_changed_cb (PhSnippetPopover *self)
{
  GtkWidget *first = NULL;

  gtk_list_box_invalidate_filter (self->list);
  first = find_shown (gtk_widget_get_first_child (GTK_WIDGET (self->list)), FALSE);
  gtk_list_box_select_row (self->list, GTK_IS_LIST_BOX_ROW (first) ? GTK_LIST_BOX_ROW (first) : NULL);
}

static void
row_activated_cb (PhSnippetPopover *self, GtkListBoxRow *row)
{
  PhSnippet *snippet = self->snippets->pdata[gtk_list_box_row_get_index (row)];

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, snippet->text);
}

static void
entry_activated_cb (PhSnippetPopover *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    row_activated_cb (self, row);
}

/* The keyboard stays in the entry. */
static gboolean
key_cb (PhSnippetPopover *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_selected_row (self->list));
  gboolean goes_back = key == GDK_KEY_Up;

  if (key != GDK_KEY_Up && key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  if (row != NULL)
    row = find_shown (goes_back ? gtk_widget_get_prev_sibling (row) : gtk_widget_get_next_sibling (row), goes_back);
  if (GTK_IS_LIST_BOX_ROW (row))
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  return GDK_EVENT_STOP;
}

static void
edit_cb (PhSnippetPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "app.edit-snippets", NULL);
}

static void
ph_snippet_popover_dispose (GObject *object)
{
  PhSnippetPopover *self = PH_SNIPPET_POPOVER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_SNIPPET_POPOVER);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->snippets, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_snippet_popover_parent_class)->dispose (object);
}

static void
ph_snippet_popover_class_init (PhSnippetPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_snippet_popover_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         PH_TYPE_SNIPPET_POPOVER,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-snippet-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PhSnippetPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, PhSnippetPopover, list);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
ph_snippet_popover_init (PhSnippetPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

PhSnippetPopover *
ph_snippet_popover_new (GSettings *settings)
{
  PhSnippetPopover *self = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PH_TYPE_SNIPPET_POPOVER, NULL);
  self->settings = g_object_ref (settings);
  return self;
}

static GtkWidget *
new_row (const char *name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

void
ph_snippet_popover_open (PhSnippetPopover *self)
{
  GtkListBoxRow *row = NULL;

  g_return_if_fail (PH_IS_SNIPPET_POPOVER (self));

  gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_clear_pointer (&self->snippets, g_ptr_array_unref);
  self->snippets = ph_snippets_load (self->settings);
  for (guint i = 0; i < self->snippets->len; i++)
    gtk_list_box_append (self->list, new_row (((PhSnippet *) self->snippets->pdata[i])->name));
  gtk_list_box_set_filter_func (self->list, is_wanted_cb, self, NULL);
  gtk_editable_set_text (self->entry, "");
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  entry_changed_cb (self);
}
