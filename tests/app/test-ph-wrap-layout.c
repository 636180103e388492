/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: children stand in rows that end where the width does, and what was measured is what is needed. */
#include "ph-wrap-layout.h"

#include "ph-recipient-chip.h"
#include "ph-recipients.h"
#include "ph-test-widgets.h"

#include <adwaita.h>

typedef struct
{
  GtkWidget *box;
  GtkLayoutManager *layout; /* (unowned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  f->layout = ph_wrap_layout_new ();
  gtk_widget_set_layout_manager (f->box, f->layout);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->box);
}

static GtkWidget *
add_child (Fixture *f, int width, int height)
{
  GtkWidget *child = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (child), width);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (child), height);
  gtk_box_append (GTK_BOX (f->box), child);
  return child;
}

static void
assert_place (Fixture *f, GtkWidget *child, int x, int y, int width, int height)
{
  graphene_rect_t place = ph_test_bounds (child, f->box);

  g_assert_cmpfloat (place.origin.x, ==, x);
  g_assert_cmpfloat (place.origin.y, ==, y);
  g_assert_cmpfloat (place.size.width, ==, width);
  g_assert_cmpfloat (place.size.height, ==, height);
}

/* A row is as high as the highest of its children, and the last pixel of the width still counts. */
static void
test_rows (Fixture *f, gconstpointer data)
{
  GtkWidget *a = add_child (f, 40, 10);
  GtkWidget *b = add_child (f, 54, 20);
  GtkWidget *c = add_child (f, 30, 15);

  g_assert_cmpint (ph_test_lay_out (f->box, 136), ==, 20);
  assert_place (f, c, 106, 0, 30, 20);
  g_assert_cmpint (ph_test_lay_out (f->box, 135), ==, 20 + 6 + 15);
  assert_place (f, c, 0, 26, 30, 15);
  g_assert_cmpint (ph_test_lay_out (f->box, 100), ==, 20 + 6 + 15);
  assert_place (f, a, 0, 0, 40, 20);
  assert_place (f, b, 46, 0, 54, 20);
  g_assert_cmpint (ph_test_lay_out (f->box, 99), ==, 10 + 6 + 20);
  assert_place (f, b, 0, 16, 54, 20);
}

/* As wide as all in one row by choice, as the widest child at the least. */
static void
test_width (Fixture *f, gconstpointer data)
{
  int minimum = 0;
  int natural = 0;

  gtk_widget_measure (f->box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);
  g_assert_cmpint (natural, ==, 0);
  add_child (f, 40, 10);
  add_child (f, 54, 10);
  gtk_widget_set_visible (add_child (f, 500, 500), FALSE);
  gtk_widget_measure (f->box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 54);
  g_assert_cmpint (natural, ==, 40 + 6 + 54);
  g_assert_cmpint (ph_test_lay_out (f->box, natural), ==, 10);
  g_assert_cmpint (gtk_widget_get_request_mode (f->box), ==, GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH);
}

static void
test_spacing (Fixture *f, gconstpointer data)
{
  GtkWidget *b = NULL;
  int n_notified = 0;
  int spacing = 0;

  g_signal_connect_swapped (f->layout, "notify::spacing", G_CALLBACK (g_atomic_int_inc), &n_notified);
  add_child (f, 40, 10);
  b = add_child (f, 40, 10);
  g_object_set (f->layout, "spacing", 20, NULL);
  g_object_set (f->layout, "spacing", 20, NULL);
  g_object_get (f->layout, "spacing", &spacing, NULL);
  g_assert_cmpint (spacing, ==, 20);
  g_assert_cmpint (n_notified, ==, 1);
  ph_test_lay_out (f->box, 100);
  assert_place (f, b, 60, 0, 40, 10);
  g_assert_cmpint (ph_test_lay_out (f->box, 99), ==, 10 + 20 + 10);
}

static void
test_expand (Fixture *f, gconstpointer data)
{
  GtkWidget *a = add_child (f, 40, 10);
  GtkWidget *b = add_child (f, 40, 10);
  GtkWidget *c = add_child (f, 40, 10);

  gtk_widget_set_hexpand (a, TRUE);
  gtk_widget_set_hexpand (c, TRUE);
  ph_test_lay_out (f->box, 200);
  assert_place (f, a, 0, 0, 40, 10);
  assert_place (f, c, 92, 0, 108, 10);
  ph_test_lay_out (f->box, 120);
  assert_place (f, a, 0, 0, 74, 10);
  assert_place (f, b, 80, 0, 40, 10);
  assert_place (f, c, 0, 16, 120, 10);
}

static void
test_right_to_left (Fixture *f, gconstpointer data)
{
  GtkWidget *a = add_child (f, 40, 10);
  GtkWidget *b = add_child (f, 50, 10);
  GtkWidget *c = add_child (f, 30, 10);

  gtk_widget_set_direction (f->box, GTK_TEXT_DIR_RTL);
  gtk_widget_set_hexpand (c, TRUE);
  ph_test_lay_out (f->box, 100);
  assert_place (f, a, 60, 0, 40, 10);
  assert_place (f, b, 4, 0, 50, 10);
  assert_place (f, c, 0, 16, 100, 10);
}

/* What wants more than the width gets the width, and no more. */
static void
test_too_wide (Fixture *f, gconstpointer data)
{
  GtkWidget *label = gtk_label_new ("A name that is a good deal longer than the row in which it has to stand");
  GtkWidget *next = NULL;
  int height = 0;

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (f->box), label);
  next = add_child (f, 40, 10);
  height = ph_test_lay_out (f->box, 100);
  g_assert_cmpfloat (ph_test_bounds (label, f->box).size.width, ==, 100);
  assert_place (f, next, 0, height - 10, 40, 10);
}

/* What wants no width stands at the end of a row, with a spacing or without one, and never begins one. */
static void
test_no_width (Fixture *f, gconstpointer data)
{
  GtkWidget *a = add_child (f, 40, 10);
  GtkWidget *b = add_child (f, 0, 10);
  int natural = 0;

  gtk_widget_set_hexpand (b, TRUE);
  gtk_widget_measure (f->box, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 40);
  g_assert_cmpint (ph_test_lay_out (f->box, 40), ==, 10);
  assert_place (f, a, 0, 0, 40, 10);
  assert_place (f, b, 40, 0, 0, 10);
  g_assert_cmpint (ph_test_lay_out (f->box, 100), ==, 10);
  assert_place (f, b, 40, 0, 60, 10);
  gtk_widget_unparent (a);
  g_assert_cmpint (ph_test_lay_out (f->box, 40), ==, 10);
  assert_place (f, b, 0, 0, 40, 10);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/posthaste/Posthaste/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
set_text_scale (double factor)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (factor * 96 * 1024), NULL);
}

/* At no width and text size does a field in which nobody writes end with an empty line. */
static void
test_no_empty_line (void)
{
  static const double scales[] = { 1.0, 1.5, 2.0 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      GtkWidget *field = NULL;
      int minimum = 0;

      set_text_scale (scales[i]);
      field = g_object_ref_sink (g_object_new (PH_TYPE_RECIPIENTS, NULL));
      ph_recipients_add_text (PH_RECIPIENTS (field), "bob@example.net, Dora <dora@example.net>, eve@mail.example.org");
      gtk_widget_measure (field, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      for (int width = MAX (minimum, 200); width <= 800; width++)
        {
          graphene_rect_t last;
          graphene_rect_t entry;

          ph_test_lay_out (field, width);
          last = ph_test_bounds (ph_test_find (field, PH_TYPE_RECIPIENT_CHIP, 2), field);
          entry = ph_test_bounds (ph_test_find (field, GTK_TYPE_ENTRY, 0), field);
          g_test_message ("%d pixels at %.1f", width, scales[i]);
          g_assert_cmpfloat (entry.origin.y, <, last.origin.y + last.size.height);
          g_assert_cmpfloat (entry.origin.x + entry.size.width, <=, width);
        }
      g_object_unref (field);
    }
  set_text_scale (1.0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  load_style ();
  ADD ("/wrap-layout/rows", test_rows);
  ADD ("/wrap-layout/width", test_width);
  ADD ("/wrap-layout/spacing", test_spacing);
  ADD ("/wrap-layout/expand", test_expand);
  ADD ("/wrap-layout/right-to-left", test_right_to_left);
  ADD ("/wrap-layout/too-wide", test_too_wide);
  ADD ("/wrap-layout/no-width", test_no_width);
  g_test_add_func ("/wrap-layout/no-empty-line", test_no_empty_line);
  return g_test_run ();
}
