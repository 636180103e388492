/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: a file is taken whole or its problem told, and what a person takes off can be put back where it was. */
#include "ph-attachments.h"

#include "ph-attachment-card.h"
#include "ph-test-folder.h"
#include "ph-test-widgets.h"

#include <adwaita.h>
#include <string.h>

typedef struct
{
  GFile *folder;
  GtkWidget *window;
  PhAttachments *strip;
  GListModel *model; /* (unowned) */
  int n_changed;
  GString *removed; /* "position name " of each */
  char *problem; /* (nullable): the name that the last one was told with */
  GError *error; /* (nullable): and why */
} Fixture;

static void
removed_cb (PhAttachments *strip, PhAttachment *attachment, guint position, Fixture *f)
{
  g_string_append_printf (f->removed, "%u %s ", position, ph_attachment_get_name (attachment));
}

static void
problem_cb (PhAttachments *strip, const char *name, GError *error, Fixture *f)
{
  g_free (f->problem);
  g_clear_error (&f->error);
  f->problem = g_strdup (name);
  f->error = g_error_copy (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->removed = g_string_new (NULL);
  f->window = gtk_window_new ();
  f->strip = g_object_new (PH_TYPE_ATTACHMENTS, NULL);
  f->model = ph_attachments_get_model (f->strip);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->strip));
  g_signal_connect_swapped (f->strip, "changed", G_CALLBACK (g_atomic_int_inc), &f->n_changed);
  g_signal_connect (f->strip, "removed", G_CALLBACK (removed_cb), f);
  g_signal_connect (f->strip, "problem", G_CALLBACK (problem_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  PH_TEST_WAIT (f->window == NULL);
  ph_test_folder_free (f->folder);
  g_string_free (f->removed, TRUE);
  g_free (f->problem);
  g_clear_error (&f->error);
}

static GFile *
make_file (Fixture *f, const char *name, const char *contents)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return g_file_new_for_path (path);
}

static void
insert (Fixture *f, guint position, const char *name, gsize size)
{
  g_autofree char *octets = g_strnfill (size, 'a');
  g_autoptr (GBytes) bytes = g_bytes_new (octets, size);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes (name, "text/plain", bytes);

  ph_attachments_insert (f->strip, position, attachment);
}

static GtkWidget *
card_at (Fixture *f, guint index)
{
  return ph_test_find (GTK_WIDGET (f->strip), PH_TYPE_ATTACHMENT_CARD, index);
}

/* The cards and the model say the same, once all cards are made. */
static void
assert_names (Fixture *f, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = g_list_model_get_n_items (f->model);

  PH_TEST_WAIT (n == 0 || card_at (f, n - 1) != NULL);
  for (guint i = 0; i < g_list_model_get_n_items (f->model); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (f->model, i);

      g_assert_true (ph_attachment_card_get_attachment (PH_ATTACHMENT_CARD (card_at (f, i))) == attachment);
      g_string_append_printf (names, "%s ", ph_attachment_get_name (attachment));
    }
  g_assert_null (card_at (f, g_list_model_get_n_items (f->model)));
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_insert (Fixture *f, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->strip)));
  g_assert_cmpuint (ph_attachments_get_size (f->strip), ==, 0);
  insert (f, G_MAXUINT, "b", 10);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->strip)));
  insert (f, 0, "a", 200);
  insert (f, 7, "d", 0);
  insert (f, 2, "c", 3000);
  assert_names (f, "a b c d ");
  g_assert_cmpuint (ph_attachments_get_size (f->strip), ==, 3210);
  g_assert_cmpint (f->n_changed, ==, 4);
  ph_attachments_clear (f->strip);
  assert_names (f, "");
  g_assert_cmpint (f->n_changed, ==, 5);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->strip)));
  g_assert_cmpstr (f->removed->str, ==, "");
}

/* Of many at once the cards follow in steps, and what is done meanwhile happens to the right one. */
static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GListStore) many = g_list_store_new (PH_TYPE_ATTACHMENT);
  g_autoptr (GString) names = g_string_new ("first ");

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u", i);
      g_autoptr (GBytes) bytes = g_bytes_new_static ("a", 1);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes (name, "text/plain", bytes);

      g_list_store_append (many, attachment);
      if (i != 0 && i != 150)
        g_string_append_printf (names, "%s ", name);
    }
  ph_attachments_insert_list (f->strip, G_LIST_MODEL (many));
  g_assert_cmpuint (ph_attachments_get_size (f->strip), ==, 200);
  g_assert_nonnull (card_at (f, 0));
  g_assert_null (card_at (f, 199));
  g_list_store_remove (G_LIST_STORE (f->model), 150);
  g_list_store_remove (G_LIST_STORE (f->model), 0);
  insert (f, 0, "first", 1);
  assert_names (f, names->str);
}

/* Nothing is on its way any more only when all of it is in, and what was taken off meanwhile does not come back. */
static void
test_settled (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = make_file (f, "a", "1");
  g_autoptr (GFile) folder = g_file_get_parent (file);
  int n_settled = 0;

  g_signal_connect_swapped (f->strip, "settled", G_CALLBACK (g_atomic_int_inc), &n_settled);
  g_assert_true (ph_attachments_is_settled (f->strip));
  ph_attachments_add_file (f->strip, file);
  ph_attachments_add_file (f->strip, folder);
  g_assert_false (ph_attachments_is_settled (f->strip));
  PH_TEST_WAIT (n_settled > 0);
  g_assert_true (ph_attachments_is_settled (f->strip));
  assert_names (f, "a ");
  g_assert_nonnull (f->problem);

  ph_attachments_add_file (f->strip, file);
  ph_attachments_clear (f->strip);
  PH_TEST_WAIT (n_settled > 1);
  assert_names (f, "");
  ph_attachments_add_file (f->strip, file);
  PH_TEST_WAIT (n_settled > 2);
  assert_names (f, "a ");
}

static void
test_add_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = make_file (f, "plans.txt", "hello");
  g_autoptr (PhAttachment) attachment = NULL;

  insert (f, 0, "first", 1);
  ph_attachments_add_file (f->strip, file);
  PH_TEST_WAIT (g_list_model_get_n_items (f->model) == 2);
  assert_names (f, "first plans.txt ");
  attachment = g_list_model_get_item (f->model, 1);
  g_assert_true (g_file_equal (ph_attachment_get_file (attachment), file));
  g_assert_cmpuint (ph_attachments_get_size (f->strip), ==, 6);
  g_assert_null (f->problem);
}

/* A file's own name is on its card as one line, and one of any length leaves room for the smallest screen. */
static void
test_names (Fixture *f, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (240, 'W');
  g_autoptr (GFile) odd = make_file (f, "<b>odd\nna\001me", "");
  g_autoptr (GFile) long_file = make_file (f, longest, "");
  int minimum = 0;

  ph_attachments_add_file (f->strip, odd);
  PH_TEST_WAIT (g_list_model_get_n_items (f->model) == 1);
  ph_attachments_add_file (f->strip, long_file);
  PH_TEST_WAIT (g_list_model_get_n_items (f->model) == 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (f->model, i);
      GtkLabel *label = GTK_LABEL (ph_test_find (card_at (f, i), GTK_TYPE_LABEL, 0));
      const char *shown = pango_layout_get_text (gtk_label_get_layout (label));

      g_assert_cmpstr (shown, ==, ph_attachment_get_name (attachment));
      g_assert_null (strpbrk (shown, "\n\001"));
    }
  gtk_widget_measure (GTK_WIDGET (f->strip), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 336);
}

static void
test_problem (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) missing = g_file_get_child (f->folder, "missing.txt");
  g_autofree char *folder_name = g_file_get_basename (f->folder);

  ph_attachments_add_file (f->strip, missing);
  PH_TEST_WAIT (f->problem != NULL);
  g_assert_cmpstr (f->problem, ==, "missing.txt");
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_pointer (&f->problem, g_free);

  ph_attachments_add_file (f->strip, f->folder);
  PH_TEST_WAIT (f->problem != NULL);
  g_assert_cmpstr (f->problem, ==, folder_name);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  assert_names (f, "");
  g_assert_cmpint (f->n_changed, ==, 0);
}

/* A file that is found when the strip is gone is nobody's, and no problem either. */
static void
test_gone_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = make_file (f, "plans.txt", "hello");
  PhAttachments *strip = f->strip;

  ph_attachments_add_file (strip, file);
  g_object_add_weak_pointer (G_OBJECT (strip), (gpointer *) &strip);
  gtk_window_set_child (GTK_WINDOW (f->window), NULL);
  g_assert_nonnull (strip);
  g_object_run_dispose (G_OBJECT (strip));
  PH_TEST_WAIT (strip == NULL);
  g_assert_cmpint (f->n_changed, ==, 0);
  g_assert_null (f->problem);
}

static void
test_take_off (Fixture *f, gconstpointer data)
{
  insert (f, G_MAXUINT, "a", 1);
  insert (f, G_MAXUINT, "b", 1);
  insert (f, G_MAXUINT, "c", 1);
  gtk_window_present (GTK_WINDOW (f->window));
  PH_TEST_WAIT (gtk_window_is_active (GTK_WINDOW (f->window)));
  gtk_widget_grab_focus (card_at (f, 1));
  g_assert_true (ph_test_press (card_at (f, 1), GDK_KEY_Delete, 0));
  assert_names (f, "a c ");
  g_assert_cmpstr (f->removed->str, ==, "1 b ");
  g_assert_true (gtk_widget_has_focus (card_at (f, 1)));
  g_signal_emit_by_name (ph_test_find (card_at (f, 0), GTK_TYPE_BUTTON, 0), "clicked");
  assert_names (f, "c ");
  g_assert_cmpstr (f->removed->str, ==, "1 b 0 a ");
  g_assert_true (gtk_widget_has_focus (card_at (f, 0)));
  g_assert_cmpint (f->n_changed, ==, 5);
}

static void
test_not_editable (Fixture *f, gconstpointer data)
{
  insert (f, G_MAXUINT, "a", 1);
  ph_attachments_set_editable (f->strip, FALSE);
  insert (f, G_MAXUINT, "b", 1);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (gtk_widget_get_visible (ph_test_find (card_at (f, i), GTK_TYPE_BUTTON, 0)));
      g_assert_false (ph_test_press (card_at (f, i), GDK_KEY_Delete, 0));
    }
  assert_names (f, "a b ");
  ph_attachments_set_editable (f->strip, TRUE);
  g_assert_true (ph_test_press (card_at (f, 1), GDK_KEY_Delete, 0));
  assert_names (f, "a ");
}

static void
present (Fixture *f)
{
  gtk_window_present (GTK_WINDOW (f->window));
  PH_TEST_WAIT (gtk_window_is_active (GTK_WINDOW (f->window)));
}

static void
test_move (Fixture *f, gconstpointer data)
{
  insert (f, G_MAXUINT, "a", 1);
  insert (f, G_MAXUINT, "b", 1);
  insert (f, G_MAXUINT, "c", 1);
  present (f);
  gtk_widget_grab_focus (card_at (f, 0));
  g_assert_true (ph_test_press (card_at (f, 0), GDK_KEY_Down, GDK_ALT_MASK));
  assert_names (f, "b a c ");
  g_assert_true (gtk_widget_has_focus (card_at (f, 1)));
  ph_test_press (card_at (f, 1), GDK_KEY_Down, GDK_ALT_MASK);
  ph_test_press (card_at (f, 2), GDK_KEY_Down, GDK_ALT_MASK);
  assert_names (f, "b c a ");
  ph_test_press (card_at (f, 0), GDK_KEY_Up, GDK_ALT_MASK);
  assert_names (f, "b c a ");
  ph_test_press (card_at (f, 2), GDK_KEY_Up, GDK_ALT_MASK);
  assert_names (f, "b a c ");
  g_assert_cmpstr (f->removed->str, ==, "");
}

static void
rename_to (Fixture *f, const char *name)
{
  GtkWidget *popover = NULL;
  GtkWidget *entry = NULL;

  g_assert_true (ph_test_press (card_at (f, 0), GDK_KEY_F2, 0));
  popover = ph_test_find (card_at (f, 0), GTK_TYPE_POPOVER, 0);
  entry = ph_test_find (popover, GTK_TYPE_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
}

/* The octets stay, and so does the place; a name that is none changes nothing. */
static void
test_rename (Fixture *f, gconstpointer data)
{
  g_autoptr (PhAttachment) renamed = NULL;
  int start = 0;
  int end = 0;

  insert (f, G_MAXUINT, "plans.tar.gz", 10);
  insert (f, G_MAXUINT, "b", 1);
  present (f);
  gtk_widget_grab_focus (card_at (f, 0));
  rename_to (f, "  ");
  assert_names (f, "plans.tar.gz b ");
  ph_test_press (card_at (f, 0), GDK_KEY_F2, 0);
  gtk_editable_get_selection_bounds (GTK_EDITABLE (ph_test_find (card_at (f, 0), GTK_TYPE_ENTRY, 0)), &start, &end);
  g_assert_cmpint (start, ==, 0);
  g_assert_cmpint (end, ==, 9);
  rename_to (f, " New/name\n.txt ");
  renamed = g_list_model_get_item (f->model, 0);
  g_assert_cmpstr (ph_attachment_get_content_type (renamed), ==, "text/plain");
  g_assert_cmpuint (ph_attachment_get_size (renamed), ==, 10);
  g_assert_null (strpbrk (ph_attachment_get_name (renamed), "/\n"));
  g_assert_nonnull (strstr (ph_attachment_get_name (renamed), "name"));
  g_assert_cmpstr (f->removed->str, ==, "");
}

static gboolean
has_picture (GtkWidget *card)
{
  return gtk_image_get_storage_type (GTK_IMAGE (ph_test_find (card, GTK_TYPE_IMAGE, 0))) == GTK_IMAGE_PAINTABLE;
}

/* Of what is a picture; whatever only says so keeps its icon. */
static void
test_thumbnails (Fixture *f, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 300, 300);
  g_autofree char *path = ph_test_folder_path (f->folder, "whole.png");
  g_autoptr (GFile) broken = make_file (f, "broken.png", "no picture");
  g_autoptr (GFile) whole = g_file_new_for_path (path);

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  ph_attachments_add_file (f->strip, broken);
  PH_TEST_WAIT (g_list_model_get_n_items (f->model) == 1);
  ph_attachments_add_file (f->strip, whole);
  PH_TEST_WAIT (g_list_model_get_n_items (f->model) == 2);
  PH_TEST_WAIT (has_picture (card_at (f, 1)));
  g_assert_false (has_picture (card_at (f, 0)));
}

/* However they are found, they stand in the order in which they came. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u", i);
      g_autoptr (GFile) file = make_file (f, name, "x");

      g_string_append_printf (expected, "%s ", name);
      ph_attachments_add_file (f->strip, file);
    }
  PH_TEST_WAIT (g_list_model_get_n_items (f->model) == 200);
  assert_names (f, expected->str);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/attachments/insert", test_insert);
  ADD ("/attachments/list", test_list);
  ADD ("/attachments/settled", test_settled);
  ADD ("/attachments/add-file", test_add_file);
  ADD ("/attachments/names", test_names);
  ADD ("/attachments/problem", test_problem);
  ADD ("/attachments/gone-meanwhile", test_gone_meanwhile);
  ADD ("/attachments/take-off", test_take_off);
  ADD ("/attachments/not-editable", test_not_editable);
  ADD ("/attachments/move", test_move);
  ADD ("/attachments/rename", test_rename);
  ADD ("/attachments/thumbnails", test_thumbnails);
  ADD ("/attachments/many", test_many);
  return g_test_run ();
}
