/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkScrolledWindow never trades height for width, so here its content is asked instead of it. */
#include "config.h"

#include "ph-scroll-layout.h"

/* One row can always be seen. */
#define MIN_HEIGHT 68

struct _PhScrollLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (PhScrollLayout, ph_scroll_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ph_scroll_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ph_scroll_layout_measure (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  GtkWidget *scrolled = gtk_widget_get_first_child (widget);
  GtkWidget *content = NULL;

  /* A widget that was not measured must not be given a place. */
  gtk_widget_measure (scrolled, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  content = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled));
  gtk_widget_measure (content, orientation, for_size, NULL, natural, NULL, NULL);
  *natural = MIN (*natural, PH_SCROLL_LAYOUT_MAX_HEIGHT);
  *minimum = MAX (*minimum, MIN (*natural, MIN_HEIGHT));
  *natural = MAX (*natural, *minimum);
}

static void
ph_scroll_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static void
ph_scroll_layout_class_init (PhScrollLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = ph_scroll_layout_get_request_mode;
  layout_class->measure = ph_scroll_layout_measure;
  layout_class->allocate = ph_scroll_layout_allocate;
}

static void
ph_scroll_layout_init (PhScrollLayout *self)
{
}
