/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-snippets-page.h"

#include <glib/gi18n.h>

#include "ph-snippet-row.h"
#include "ph-toast.h"

/* Twice as long as other toasts stay: what it brings back took some typing. */
#define UNDO_SECONDS 10

struct _PhSnippetsPage
{
  AdwPreferencesPage parent_instance;

  AdwPreferencesGroup *group;

  GSettings *settings; /* (owned) */
  GPtrArray *rows; /* (owned) (element-type PhSnippetRow): unowned, the group has them */
};

G_DEFINE_FINAL_TYPE (PhSnippetsPage, ph_snippets_page, ADW_TYPE_PREFERENCES_PAGE)

static void
ph_snippets_page_save (PhSnippetsPage *self)
{
  g_autoptr (GPtrArray) snippets = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_snippet_free);

  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (snippets, ph_snippet_row_dup_snippet (self->rows->pdata[i]));
  ph_snippets_save (self->settings, snippets);
}

static void ph_snippets_page_show (PhSnippetsPage *self);

/* All snippets as they were, while the toast lives. */
static void
undo_cb (AdwToast *toast, PhSnippetsPage *self)
{
  g_settings_set_value (self->settings, "snippets", g_object_get_data (G_OBJECT (toast), "snippets"));
  ph_snippets_page_show (self);
}

static void
removed_cb (PhSnippetsPage *self, PhSnippetRow *row)
{
  AdwToast *toast = ph_toast_new (_ ("Snippet removed"));
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast),
                          "snippets",
                          g_settings_get_value (self->settings, "snippets"),
                          (GDestroyNotify) g_variant_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, 0);
  g_ptr_array_remove (self->rows, row);
  adw_preferences_group_remove (self->group, GTK_WIDGET (row));
  ph_snippets_page_save (self);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), toast);
}

static PhSnippetRow *
ph_snippets_page_append (PhSnippetsPage *self, const PhSnippet *snippet)
{
  PhSnippetRow *row = ph_snippet_row_new (snippet);

  g_signal_connect_object (row, "changed", G_CALLBACK (ph_snippets_page_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
  return row;
}

static void
ph_snippets_page_show (PhSnippetsPage *self)
{
  g_autoptr (GPtrArray) snippets = ph_snippets_load (self->settings);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < snippets->len; i++)
    ph_snippets_page_append (self, snippets->pdata[i]);
}

static void
add_cb (PhSnippetsPage *self)
{
  PhSnippet *snippet = ph_snippet_new (_ ("New Snippet"), "");

  ph_snippet_row_edit (ph_snippets_page_append (self, snippet));
  ph_snippet_free (snippet);
  ph_snippets_page_save (self);
}

static void
ph_snippets_page_dispose (GObject *object)
{
  PhSnippetsPage *self = PH_SNIPPETS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_SNIPPETS_PAGE);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_snippets_page_parent_class)->dispose (object);
}

static void
ph_snippets_page_class_init (PhSnippetsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_snippets_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-snippets-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PhSnippetsPage, group);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
ph_snippets_page_init (PhSnippetsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (PH_APPLICATION_ID);
  self->rows = g_ptr_array_new ();
  ph_snippets_page_show (self);
}
