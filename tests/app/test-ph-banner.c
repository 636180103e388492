/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: a banner says its words as they are, offers what it was given and nothing older, and takes the keyboard if told. */
#include "ph-banner.h"

#include "ph-test-widgets.h"

#include <adwaita.h>

typedef struct
{
  GtkWidget *window;
  GtkWidget *other; /* another place for the keyboard */
  PhBanner *banner;
  GString *called; /* what the actions were called with */
} Fixture;

static void
act_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  Fixture *f = data;

  g_string_append_printf (f->called,
                          "%s(%s)",
                          g_action_get_name (G_ACTION (action)),
                          g_variant_get_string (target, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const GActionEntry entries[] = {
    { .name = "retry", .activate = act_cb, .parameter_type = "s" },
    { .name = "sign-in", .activate = act_cb, .parameter_type = "s" },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  f->called = g_string_new (NULL);
  f->window = gtk_window_new ();
  f->other = gtk_entry_new ();
  f->banner = PH_BANNER (ph_banner_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->banner));
  gtk_box_append (GTK_BOX (box), f->other);
  gtk_window_set_child (GTK_WINDOW (f->window), box);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), f);
  gtk_widget_insert_action_group (f->window, "test", G_ACTION_GROUP (group));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  PH_TEST_WAIT (f->window == NULL);
  g_string_free (f->called, TRUE);
}

static void
show (Fixture *f)
{
  gtk_window_present (GTK_WINDOW (f->window));
  PH_TEST_WAIT (gtk_window_is_active (GTK_WINDOW (f->window)));
  gtk_widget_grab_focus (f->other);
}

static GtkWidget *
find (Fixture *f, GType type, guint index)
{
  return ph_test_find (GTK_WIDGET (f->banner), type, index);
}

static GtkWidget *
get_focus (Fixture *f)
{
  return gtk_window_get_focus (GTK_WINDOW (f->window));
}

static void
test_words (Fixture *f, gconstpointer data)
{
  static const char *const words[][2] = {
    { "Not sent", "The server refused it." },
    { "<b>5 & 6", "</span> %s _x &amp;" },
    { "\001\033[31m", "one\r\ntwo\ttabs" },
    { "Not sent", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      GtkLabel *title = NULL;
      GtkLabel *text = NULL;

      ph_banner_present (f->banner, PH_BANNER_ERROR, words[i][0], words[i][1]);
      title = GTK_LABEL (find (f, GTK_TYPE_LABEL, 0));
      text = GTK_LABEL (find (f, GTK_TYPE_LABEL, 1));
      g_assert_cmpstr (pango_layout_get_text (gtk_label_get_layout (title)), ==, words[i][0]);
      g_assert_cmpstr (pango_layout_get_text (gtk_label_get_layout (text)), ==, words[i][1]);
      g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (text)), ==, *words[i][1] != '\0');
    }
}

/* Words of any length leave room for the smallest screen. */
static void
test_minimum (Fixture *f, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (2000, 'W');
  int minimum = 0;

  ph_banner_present (f->banner, PH_BANNER_WARNING, longest, longest);
  ph_banner_add_button (f->banner, "Try Again", "test.retry::a");
  ph_banner_add_button (f->banner, "Something Else That Takes Longer", "test.retry::b");
  ph_banner_add_button (f->banner, "Show Conversation", "test.retry::c");
  ph_banner_reveal (f->banner, FALSE);
  gtk_widget_measure (GTK_WIDGET (f->banner), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static void
test_kinds (Fixture *f, gconstpointer data)
{
  static const char *const classes[] = { "info", "warning", "error" };

  for (int kind = PH_BANNER_INFO; kind <= PH_BANNER_ERROR; kind++)
    {
      GtkWidget *frame = NULL;

      ph_banner_present (f->banner, kind, "Title", "Text");
      frame = gtk_revealer_get_child (GTK_REVEALER (find (f, GTK_TYPE_REVEALER, 0)));
      for (int i = PH_BANNER_INFO; i <= PH_BANNER_ERROR; i++)
        g_assert_cmpint (gtk_widget_has_css_class (frame, classes[i]), ==, i == kind);
    }
}

static void
test_reveal (Fixture *f, gconstpointer data)
{
  g_assert_false (ph_banner_is_revealed (f->banner));
  ph_banner_present (f->banner, PH_BANNER_INFO, "Title", "");
  g_assert_false (ph_banner_is_revealed (f->banner));
  ph_banner_reveal (f->banner, FALSE);
  g_assert_true (ph_banner_is_revealed (f->banner));
  ph_banner_dismiss (f->banner);
  g_assert_false (ph_banner_is_revealed (f->banner));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->banner)));
}

static void
test_buttons (Fixture *f, gconstpointer data)
{
  ph_banner_present (f->banner, PH_BANNER_ERROR, "Title", "Text");
  ph_banner_add_button (f->banner, "One", "test.retry::1");
  ph_banner_add_button (f->banner, "Two", "test.retry::2");
  ph_banner_reveal (f->banner, FALSE);
  show (f);
  g_signal_emit_by_name (find (f, GTK_TYPE_BUTTON, 1), "clicked");
  g_signal_emit_by_name (find (f, GTK_TYPE_BUTTON, 0), "clicked");
  g_assert_cmpstr (f->called->str, ==, "retry(2)retry(1)");

  ph_banner_present (f->banner, PH_BANNER_ERROR, "Title", "Text");
  g_assert_null (find (f, GTK_TYPE_BUTTON, 0));
  ph_banner_add_button (f->banner, "Three", "test.none::3");
  g_assert_false (gtk_widget_get_sensitive (find (f, GTK_TYPE_BUTTON, 0)));
}

static void
test_password (Fixture *f, gconstpointer data)
{
  GtkWidget *field = NULL;

  ph_banner_present (f->banner, PH_BANNER_ERROR, "Title", "Text");
  ph_banner_add_password (f->banner, "Sign In", "test.retry");
  ph_banner_present (f->banner, PH_BANNER_ERROR, "Title", "Text");
  g_assert_null (find (f, GTK_TYPE_PASSWORD_ENTRY, 0));
  ph_banner_add_password (f->banner, "Sign In", "test.sign-in");
  ph_banner_reveal (f->banner, TRUE);
  show (f);
  field = find (f, GTK_TYPE_PASSWORD_ENTRY, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (field), "pä ss'\"::word");
  g_signal_emit_by_name (field, "activate");
  gtk_editable_set_text (GTK_EDITABLE (field), "");
  g_signal_emit_by_name (gtk_widget_get_next_sibling (field), "clicked");
  g_assert_cmpstr (f->called->str, ==, "sign-in(pä ss'\"::word)sign-in()");
}

/* The keyboard goes to the first thing offered, and stays where it is unless the banner is told to take it. */
static void
test_focus (Fixture *f, gconstpointer data)
{
  GtkWidget *before = NULL;

  show (f);
  before = get_focus (f);
  ph_banner_present (f->banner, PH_BANNER_ERROR, "Title", "Text");
  ph_banner_reveal (f->banner, TRUE);
  g_assert_true (get_focus (f) == before);
  ph_banner_add_button (f->banner, "One", "test.retry::1");
  ph_banner_add_button (f->banner, "Two", "test.retry::2");
  ph_banner_reveal (f->banner, FALSE);
  g_assert_true (get_focus (f) == before);
  ph_banner_reveal (f->banner, TRUE);
  g_assert_true (get_focus (f) == find (f, GTK_TYPE_BUTTON, 0));
  ph_banner_present (f->banner, PH_BANNER_ERROR, "Title", "Text");
  ph_banner_add_password (f->banner, "Sign In", "test.sign-in");
  ph_banner_reveal (f->banner, TRUE);
  g_assert_true (gtk_widget_is_ancestor (get_focus (f), find (f, GTK_TYPE_PASSWORD_ENTRY, 0)));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/banner/words", test_words);
  ADD ("/banner/minimum", test_minimum);
  ADD ("/banner/kinds", test_kinds);
  ADD ("/banner/reveal", test_reveal);
  ADD ("/banner/buttons", test_buttons);
  ADD ("/banner/password", test_password);
  ADD ("/banner/focus", test_focus);
  return g_test_run ();
}
