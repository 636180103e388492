/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signature below the text. It follows the identity as long as nobody has written in it, and what has one already gets
 * no other. */
#include "config.h"

#include "ph-composer-private.h"

#include <string.h>

/* The usual delimiter, on a line of its own (RFC 3676 section 4.3) */
#define DELIMITER "-- \n"

/* (transfer full): what stands at the end of a text, from the line above the delimiter on; "" without a signature */
static char *
dup_block (PhIdentity *identity)
{
  const char *signature = identity != NULL ? ph_identity_get_signature (identity) : "";

  return *signature != '\0' ? g_strconcat ("\n\n" DELIMITER, signature, NULL) : g_strdup ("");
}

static gboolean
has_delimiter (const char *text)
{
  return g_str_has_prefix (text, DELIMITER) || strstr (text, "\n" DELIMITER) != NULL;
}

/* All of the buffer but its last so many characters. */
static void
get_end (GtkTextBuffer *buffer, glong n_characters, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_end_iter (buffer, end);
  *start = *end;
  gtk_text_iter_backward_chars (start, (int) n_characters);
}

/* One step of Undo; none as long as nobody has written. */
static void
replace_end (PhComposer *self, const char *before, const char *after, gboolean is_untouched)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start;
  GtkTextIter end;

  if (is_untouched)
    gtk_text_buffer_begin_irreversible_action (buffer);
  else
    gtk_text_buffer_begin_user_action (buffer);
  get_end (buffer, g_utf8_strlen (before, -1), &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, after, -1);
  if (!is_untouched)
    {
      gtk_text_buffer_end_user_action (buffer);
      return;
    }
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_buffer_end_irreversible_action (buffer);
}

void
ph_composer_update_signature (PhComposer *self)
{
  g_autofree char *before = g_steal_pointer (&self->signature);
  g_autofree char *text = NULL;
  g_autofree char *rest = NULL;

  self->signature = dup_block (ph_composer_get_identity (self));
  if (before == NULL)
    before = g_strdup ("");
  text = ph_composer_dup_text (self);
  if (g_str_equal (self->signature, before) || !g_str_has_suffix (text, before)
      || (*self->signature != '\0' && g_str_has_suffix (text, self->signature)))
    return;
  rest = g_strndup (text, strlen (text) - strlen (before));
  if (!has_delimiter (rest))
    replace_end (self, before, self->signature, *rest == '\0');
}

char *
ph_composer_dup_signed (PhComposer *self, PhMessage *message)
{
  const char *text = ph_message_get_text (message);

  g_free (self->signature);
  self->signature = dup_block (ph_composer_get_identity (self));
  if (ph_message_get_from (message) != NULL || has_delimiter (text))
    return g_strdup (text);
  return g_strconcat (text, self->signature, NULL);
}

gboolean
ph_composer_has_text (PhComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  int n_characters = gtk_text_buffer_get_char_count (buffer);
  g_autofree char *text = NULL;

  if (n_characters == 0 || self->signature == NULL || g_utf8_strlen (self->signature, -1) != n_characters)
    return n_characters > 0;
  text = ph_composer_dup_text (self);
  return !g_str_equal (text, self->signature);
}
