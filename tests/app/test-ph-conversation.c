/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation window fits the smallest screen, explains only what it is told, and goes away when it is closed. */
#include "ph-conversation.h"

static void
test_minimum (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  PhConversation *window = ph_conversation_new (NULL, transcript);
  int minimum = 0;

  ph_smtp_transcript_note (transcript, "a line that is a good deal longer than the smallest screen is wide");
  ph_conversation_set_explanation (window,
                                   "A title that is as long as titles are",
                                   "And a text that goes on for longer");
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_wrap_lines (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  PhConversation *window = ph_conversation_new (NULL, transcript);
  gboolean wraps = FALSE;

  g_object_get (window, "wraps-lines", &wraps, NULL);
  g_assert_true (wraps);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "conversation.wrap-lines", NULL));
  g_object_get (window, "wraps-lines", &wraps, NULL);
  g_assert_false (wraps);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A line that comes after the window was closed finds nobody. */
static void
test_close (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  PhConversation *window = ph_conversation_new (NULL, transcript);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_present (GTK_WINDOW (window));
  ph_smtp_transcript_note (transcript, "connected");
  gtk_window_destroy (GTK_WINDOW (window));
  ph_smtp_transcript_note (transcript, "late");
  while (window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/conversation/minimum", test_minimum);
  g_test_add_func ("/conversation/wrap-lines", test_wrap_lines);
  g_test_add_func ("/conversation/close", test_close);
  return g_test_run ();
}
