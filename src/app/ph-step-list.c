/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of something that takes a while. Its rows come and go, so it has no template. */
#include "config.h"

#include "ph-step-list.h"

#include <glib/gi18n.h>

#define ROW_SPACING 6

struct _PhStepList
{
  GtkBox parent_instance;

  char *current; /* (owned) (nullable): the text of the step that is under way */
  GtkLabel *mark; /* (unowned) (nullable): the mark of that step, a child's child */
};

G_DEFINE_FINAL_TYPE (PhStepList, ph_step_list, GTK_TYPE_BOX)

/* The mark is a sign for the eye and @meaning for the ear. */
static void
ph_step_list_set_mark (PhStepList *self, const char *sign, const char *meaning, const char *css_class)
{
  gtk_label_set_label (self->mark, sign);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mark), GTK_ACCESSIBLE_PROPERTY_LABEL, meaning, -1);
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->mark), css_class);
}

static void
ph_step_list_finalize (GObject *object)
{
  PhStepList *self = PH_STEP_LIST (object);

  g_clear_pointer (&self->current, g_free);

  G_OBJECT_CLASS (ph_step_list_parent_class)->finalize (object);
}

static void
ph_step_list_class_init (PhStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_step_list_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST);
}

static void
ph_step_list_init (PhStepList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static GtkWidget *
ph_step_list_create_row (PhStepList *self, const char *text)
{
  GtkWidget *row
      = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, "spacing", ROW_SPACING, NULL);
  GtkWidget *mark = gtk_label_new (NULL);
  GtkWidget *label = gtk_label_new (text);

  /* As wide as the widest mark, so that the texts stand in one line. */
  gtk_label_set_width_chars (GTK_LABEL (mark), 2);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), label);
  self->mark = GTK_LABEL (mark);
  return row;
}

void
ph_step_list_begin (PhStepList *self, const char *text)
{
  g_return_if_fail (PH_IS_STEP_LIST (self));
  g_return_if_fail (text != NULL);

  if (g_strcmp0 (self->current, text) == 0)
    return;
  ph_step_list_finish (self, TRUE);
  self->current = g_strdup (text);
  gtk_box_append (GTK_BOX (self), ph_step_list_create_row (self, text));
  ph_step_list_set_mark (self, "…", _ ("In progress"), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
ph_step_list_finish (PhStepList *self, gboolean succeeded)
{
  g_return_if_fail (PH_IS_STEP_LIST (self));

  if (self->current == NULL)
    return;
  if (succeeded)
    ph_step_list_set_mark (self, "✓", _ ("Done"), "success");
  else
    ph_step_list_set_mark (self, "✗", _ ("Failed"), "error");
  g_clear_pointer (&self->current, g_free);
}

void
ph_step_list_clear (PhStepList *self)
{
  GtkWidget *row = NULL;

  g_return_if_fail (PH_IS_STEP_LIST (self));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), row);
  g_clear_pointer (&self->current, g_free);
  self->mark = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
