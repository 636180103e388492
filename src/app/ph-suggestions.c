/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-suggestions.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"
#include "ph-mailbox.h"

#define MAX_CHARS 36

struct _PhSuggestions
{
  GtkPopover parent_instance;

  GtkListBox *list;

  GListModel *people; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhSuggestions, ph_suggestions, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
new_line (const char *text)
{
  g_autofree char *isolated = ph_foreign_text_isolate (text);
  GtkWidget *label = gtk_label_new (isolated);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  return label;
}

static GtkWidget *
new_row_cb (gpointer item, gpointer data)
{
  const char *name = ph_mailbox_get_name (item);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *address = new_line (ph_mailbox_get_address (item));
  g_autofree char *label = ph_mailbox_to_string (item);

  if (name != NULL)
    {
      gtk_box_append (GTK_BOX (lines), new_line (name));
      gtk_widget_add_css_class (address, "dim-label");
      gtk_widget_add_css_class (address, "caption");
    }
  gtk_box_append (GTK_BOX (lines), address);
  gtk_widget_set_margin_start (lines, 6);
  gtk_widget_set_margin_end (lines, 6);
  gtk_widget_set_margin_top (lines, 3);
  gtk_widget_set_margin_bottom (lines, 3);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), lines);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

static void
row_activated_cb (PhSuggestions *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, (guint) gtk_list_box_row_get_index (row));
}

static void
ph_suggestions_dispose (GObject *object)
{
  PhSuggestions *self = PH_SUGGESTIONS (object);

  g_clear_object (&self->people);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_SUGGESTIONS);

  G_OBJECT_CLASS (ph_suggestions_parent_class)->dispose (object);
}

static void
ph_suggestions_class_init (PhSuggestionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_suggestions_dispose;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated",
                                            PH_TYPE_SUGGESTIONS,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-suggestions.ui");
  gtk_widget_class_bind_template_child (widget_class, PhSuggestions, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ph_suggestions_init (PhSuggestions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ph_suggestions_set_people (PhSuggestions *self, GListModel *people)
{
  g_return_if_fail (PH_IS_SUGGESTIONS (self));
  g_return_if_fail (G_IS_LIST_MODEL (people));

  g_set_object (&self->people, people);
  gtk_list_box_bind_model (self->list, people, new_row_cb, NULL, NULL);
}

int
ph_suggestions_get_chosen (PhSuggestions *self)
{
  GtkListBoxRow *row = NULL;

  g_return_val_if_fail (PH_IS_SUGGESTIONS (self), -1);

  row = gtk_list_box_get_selected_row (self->list);
  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

void
ph_suggestions_move_choice (PhSuggestions *self, int by)
{
  int n_places = 0;
  int place = 0;

  g_return_if_fail (PH_IS_SUGGESTIONS (self));

  n_places = (int) g_list_model_get_n_items (self->people) + 1;
  place = (ph_suggestions_get_chosen (self) + 1 + by + n_places) % n_places;
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, place - 1));
}

char *
ph_suggestions_dup_description (PhSuggestions *self)
{
  g_autoptr (PhMailbox) mailbox = NULL;
  g_autofree char *label = NULL;
  guint n_people = 0;
  int chosen = 0;

  g_return_val_if_fail (PH_IS_SUGGESTIONS (self), NULL);

  n_people = g_list_model_get_n_items (self->people);
  chosen = ph_suggestions_get_chosen (self);
  if (chosen < 0)
    /* Translators: for a screen reader, while a recipient is typed; %u counts the people that it may become */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u suggestion", "%u suggestions", n_people), n_people);
  mailbox = g_list_model_get_item (self->people, (guint) chosen);
  label = ph_mailbox_to_string (mailbox);
  /* Translators: an address, the position in the list and its length */
  return g_strdup_printf (_ ("%s, %u of %u"), label, (guint) chosen + 1, n_people);
}
