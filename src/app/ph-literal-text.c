/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text view has no switch for it, so that a tag is on all of the text. */
#include "config.h"

#include "ph-literal-text.h"

static void
inserted_cb (GtkTextTag *tag, GtkTextIter *end, const char *text, int length, GtkTextBuffer *buffer)
{
  GtkTextIter start = *end;

  gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (text, length));
  gtk_text_buffer_apply_tag (buffer, tag, &start, end);
}

void
ph_literal_text_keep (GtkTextBuffer *buffer)
{
  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  g_signal_connect_object (buffer,
                           "insert-text",
                           G_CALLBACK (inserted_cb),
                           gtk_text_buffer_create_tag (buffer, NULL, "insert-hyphens", FALSE, NULL),
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}
