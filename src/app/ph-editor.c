/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the text view together with what helps to write in it, each in a file of its own. */
#include "config.h"

#include "ph-editor-private.h"

#include "ph-literal-text.h"
#include "ph-main-loop-probe.h"

G_DEFINE_FINAL_TYPE (PhEditor, ph_editor, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_PASTE,
  SIGNAL_SNIPPET,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
changed_cb (PhEditor *self)
{
  /* For a test; it ends when what is open is closed. */
  if (g_getenv ("POSTHASTE_PROBE_WRITING") != NULL)
    ph_main_loop_probe_begin ("writing");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
paste_clipboard_cb (GtkTextView *view, PhEditor *self)
{
  gboolean is_taken = FALSE;

  if (gtk_text_view_get_editable (view))
    g_signal_emit (self, signals[SIGNAL_PASTE], 0, gtk_widget_get_clipboard (GTK_WIDGET (view)), &is_taken);
  if (is_taken)
    g_signal_stop_emission_by_name (view, "paste-clipboard");
}

static void
find_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_find_bar_open (PH_EDITOR (widget)->find_bar);
}

static void
find_next_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_find_bar_next (PH_EDITOR (widget)->find_bar);
}

static void
find_previous_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_find_bar_previous (PH_EDITOR (widget)->find_bar);
}

static gboolean
ph_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PH_EDITOR (widget)->view));
}

static void
ph_editor_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ph_editor_parent_class)->css_changed (widget, change);

  ph_editor_update_colours (PH_EDITOR (widget));
}

static void
ph_editor_dispose (GObject *object)
{
  PhEditor *self = PH_EDITOR (object);

  g_clear_handle_id (&self->review_source, g_source_remove);
  g_cancellable_cancel (self->suggesting);
  g_clear_object (&self->suggesting);
  g_clear_object (&self->languages_menu);
  g_clear_object (&self->languages);
  g_clear_object (&self->spelling);
  g_clear_object (&self->zoom_style);
  g_clear_pointer (&self->forms, g_hash_table_unref);
  if (self->snippets != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->snippets));
  self->snippets = NULL;
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_EDITOR);

  G_OBJECT_CLASS (ph_editor_parent_class)->dispose (object);
}

static void
ph_editor_class_init (PhEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_editor_dispose;
  widget_class->grab_focus = ph_editor_grab_focus;
  widget_class->css_changed = ph_editor_css_changed;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PASTE] = g_signal_new ("paste",
                                        PH_TYPE_EDITOR,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        g_signal_accumulator_true_handled,
                                        NULL,
                                        NULL,
                                        G_TYPE_BOOLEAN,
                                        1,
                                        GDK_TYPE_CLIPBOARD);

  signals[SIGNAL_SNIPPET]
      = g_signal_new ("snippet", PH_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PhEditor, content);
  gtk_widget_class_bind_template_child (widget_class, PhEditor, find_bar);
  gtk_widget_class_bind_template_child (widget_class, PhEditor, view);
  gtk_widget_class_bind_template_child (widget_class, PhEditor, spelling_menu);
  gtk_widget_class_bind_template_child (widget_class, PhEditor, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_clipboard_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_editor_zoom_by_scroll);
  gtk_widget_class_bind_template_callback (widget_class, ph_editor_menu_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_editor_menu_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_editor_tab_key_cb);
  gtk_widget_class_install_action (widget_class, "editor.find", NULL, find_cb);
  gtk_widget_class_install_action (widget_class, "editor.find-next", NULL, find_next_cb);
  gtk_widget_class_install_action (widget_class, "editor.find-previous", NULL, find_previous_cb);
  ph_editor_class_add_paragraphs (widget_class);
  ph_editor_class_add_snippets (widget_class);
  ph_editor_class_add_spelling (widget_class);
  ph_editor_class_add_zoom (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_editor_init (PhEditor *self)
{
  g_type_ensure (PH_TYPE_FIND_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (PH_APPLICATION_ID);
  ph_find_bar_set_view (self->find_bar, self->view);
  ph_literal_text_keep (self->buffer);
  ph_editor_init_review (self);
  ph_editor_init_snippets (self);
  ph_editor_init_spelling (self);
  ph_editor_init_zoom (self);
}

void
ph_editor_choose_snippet (PhEditor *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_SNIPPET], 0, text);
}

GtkTextView *
ph_editor_get_view (PhEditor *self)
{
  g_return_val_if_fail (PH_IS_EDITOR (self), NULL);
  return self->view;
}

gboolean
ph_editor_escape (PhEditor *self)
{
  g_return_val_if_fail (PH_IS_EDITOR (self), FALSE);

  ph_main_loop_probe_end ("writing");
  if (self->snippets == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->snippets)))
    return ph_find_bar_close (self->find_bar);
  gtk_popover_popdown (GTK_POPOVER (self->snippets));
  return TRUE;
}
