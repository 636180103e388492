/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of widgets share: finding a part of one, pressing its keys, waiting, and a size to lay it out in. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TEST_WAIT(condition)                                                                                        \
  while (!(condition))                                                                                                 \
  g_main_context_iteration (NULL, TRUE)

/* (nullable): the @index-th below @widget that is of @type, in the order of the tree */
static inline GtkWidget *
ph_test_find_nth (GtkWidget *widget, GType type, guint *index)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (g_type_is_a (G_OBJECT_TYPE (child), type) && (*index)-- == 0)
        return child;
      found = ph_test_find_nth (child, type, index);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline GtkWidget *
ph_test_find (GtkWidget *widget, GType type, guint index)
{
  return ph_test_find_nth (widget, type, &index);
}

/* Gives @key to the controllers of @widget itself. Returns whether one of them took it. */
static inline gboolean
ph_test_press (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean is_taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &is_taken);
    }
  return is_taken;
}

/* Lays @widget, which is in no window, out for @width. Returns the height that it asked for. */
static inline int
ph_test_lay_out (GtkWidget *widget, int width)
{
  int height = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_allocate (widget, width, height, -1, NULL);
  return height;
}

/* Where @widget is in @parent, as it was laid out last. */
static inline graphene_rect_t
ph_test_bounds (GtkWidget *widget, GtkWidget *parent)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  g_assert_true (gtk_widget_compute_bounds (widget, parent, &bounds));
  return bounds;
}

G_END_DECLS
