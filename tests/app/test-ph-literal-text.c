/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wherever text comes in, no hyphen is put into it. */
#include "ph-literal-text.h"

#include <string.h>

static gboolean
is_literal (const GtkTextIter *iter)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      gboolean is_set = FALSE;
      gboolean has_hyphens = TRUE;

      g_object_get (l->data, "insert-hyphens-set", &is_set, "insert-hyphens", &has_hyphens, NULL);
      if (is_set && !has_hyphens)
        return TRUE;
    }
  return FALSE;
}

static void
check_all (GtkTextBuffer *buffer, int n_characters)
{
  GtkTextIter iter;

  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, n_characters);
  gtk_text_buffer_get_start_iter (buffer, &iter);
  for (; !gtk_text_iter_is_end (&iter); gtk_text_iter_forward_char (&iter))
    g_assert_true (is_literal (&iter));
}

static void
test_all_of_it (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  GtkTextIter iter;

  ph_literal_text_keep (buffer);
  gtk_text_buffer_set_text (buffer, "Grüße,\n会议", -1);
  check_all (buffer, 9);
  gtk_text_buffer_get_start_iter (buffer, &iter);
  gtk_text_buffer_insert (buffer, &iter, "ü not this", strlen ("ü"));
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, 5);
  gtk_text_buffer_insert (buffer, &iter, "\n👩", -1);
  gtk_text_buffer_get_end_iter (buffer, &iter);
  gtk_text_buffer_insert (buffer, &iter, "x", -1);
  check_all (buffer, 13);
  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_buffer_insert_at_cursor (buffer, "again", -1);
  check_all (buffer, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/literal-text/all-of-it", test_all_of_it);
  return g_test_run ();
}
