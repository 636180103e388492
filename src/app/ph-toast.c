/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-toast.h"

/* What a toast is besides its words: margins, padding and the button that closes it. */
#define AROUND 110
#define MIN_WIDTH 150

/* An overlay makes a toast as high as its words are in one line, and a box asks a label how wide it is when it is only so high. So
 * this says from the first that words are no wider than the window has room for, and never how wide they are in one line. */
static int
find_width (GtkWidget *box, GtkWidget *label, int *minimum)
{
  GtkRoot *root = gtk_widget_get_root (box);
  int natural = 0;
  int room = root != NULL ? MAX (gtk_widget_get_width (GTK_WIDGET (root)) - AROUND, MIN_WIDTH) : G_MAXINT;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, minimum, &natural, NULL, NULL);
  return MAX (MIN (natural, room), *minimum);
}

static void
measure_cb (GtkWidget *box,
            GtkOrientation orientation,
            int for_size,
            int *minimum,
            int *natural,
            int *minimum_baseline,
            int *natural_baseline)
{
  GtkWidget *label = gtk_widget_get_first_child (box);
  int width = find_width (box, label, minimum);

  *natural = width;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    gtk_widget_measure (label, orientation, for_size >= 0 ? for_size : width, minimum, natural, NULL, NULL);
}

static void
allocate_cb (GtkWidget *box, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (box), width, height, baseline, NULL);
}

static GtkSizeRequestMode
request_mode_cb (GtkWidget *box)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

AdwToast *
ph_toast_new (const char *title)
{
  AdwToast *toast = adw_toast_new ("");

  ph_toast_set_title (toast, title);
  return toast;
}

void
ph_toast_set_title (AdwToast *toast, const char *title)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (request_mode_cb, measure_cb, allocate_cb));
  gtk_widget_set_hexpand (box, TRUE);
  adw_toast_set_custom_title (toast, box);
}
