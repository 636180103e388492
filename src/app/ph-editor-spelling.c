/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks misspelt words, and offers what may have been meant in the text's menu. */
#include "config.h"

#include "ph-editor-private.h"

#include "ph-text-words.h"

#include <glib/gi18n.h>

#define MAX_SUGGESTIONS 5

/* ---- marks ------------------------------------------------------------------------------------------------------ */

/* Nobody is told of a word before it is written. */
static gboolean
ph_editor_is_writing (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextIter cursor;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor, gtk_text_buffer_get_insert (self->buffer));
  return gtk_widget_has_focus (GTK_WIDGET (self->view)) && gtk_text_iter_compare (start, &cursor) < 0
         && gtk_text_iter_compare (&cursor, end) <= 0;
}

static void
ph_editor_check_word (PhEditor *self, const GtkTextIter *piece, const PhTextWord *word)
{
  GtkTextIter start = *piece;
  GtkTextIter end = *piece;
  PhSpellCheckVerdict verdict = ph_spell_check_look_up (self->spelling, word->text);

  if (verdict == PH_SPELL_CHECK_RIGHT)
    return;
  gtk_text_iter_forward_chars (&start, (int) word->start);
  gtk_text_iter_forward_chars (&end, (int) word->end);
  if (verdict == PH_SPELL_CHECK_UNKNOWN)
    ph_editor_note_unanswered (self, &start, &end);
  else if (ph_editor_is_writing (self, &start, &end))
    {
      gtk_text_buffer_move_mark (self->buffer, self->written_word, &start);
      self->is_writing = TRUE;
    }
  else
    gtk_text_buffer_apply_tag (self->buffer, self->misspelt, &start, &end);
}

void
ph_editor_check_spelling (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) words = NULL;

  ph_editor_set_tag (self, self->misspelt, start, end, FALSE);
  if (!ph_spell_check_is_wanted (self->spelling))
    return;
  text = gtk_text_iter_get_slice (start, end);
  words = ph_text_words_find (text);
  for (guint i = 0; i < words->len; i++)
    ph_editor_check_word (self, start, &g_array_index (words, PhTextWord, i));
}

/* The cursor has left a word that was being written. */
static void
cursor_moved_cb (PhEditor *self)
{
  GtkTextIter start;

  if (!self->is_writing)
    return;
  self->is_writing = FALSE;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &start, self->written_word);
  ph_editor_review (self, &start, &start);
}

static void
ph_editor_review_all (PhEditor *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  ph_editor_review (self, &start, &end);
}

/* ---- the menu --------------------------------------------------------------------------------------------------- */

/* The misspelt word at @at, if there is one. */
static gboolean
ph_editor_find_misspelt (PhEditor *self, const GtkTextIter *at, GtkTextIter *start, GtkTextIter *end)
{
  *start = *at;
  *end = *at;
  if (!gtk_text_iter_has_tag (at, self->misspelt) && !gtk_text_iter_ends_tag (at, self->misspelt))
    return FALSE;
  if (!gtk_text_iter_starts_tag (start, self->misspelt))
    gtk_text_iter_backward_to_tag_toggle (start, self->misspelt);
  if (!gtk_text_iter_ends_tag (end, self->misspelt))
    gtk_text_iter_forward_to_tag_toggle (end, self->misspelt);
  return TRUE;
}

/* (transfer full): what the menu is about */
static char *
ph_editor_dup_target (PhEditor *self, GtkTextIter *start, GtkTextIter *end)
{
  gtk_text_buffer_get_iter_at_mark (self->buffer, start, self->target_start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, end, self->target_end);
  return gtk_text_iter_get_slice (start, end);
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GMenu) menu = data;
  /* Given up when another menu was opened meanwhile. */
  g_auto (GStrv) words = ph_spell_check_suggest_finish (PH_SPELL_CHECK (source), result, NULL);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (words[i], NULL);

      g_menu_item_set_action_and_target (item, "editor.correct", "s", words[i]);
      g_menu_append_item (menu, item);
    }
  if (words != NULL && *words == NULL)
    g_menu_append (menu, _ ("No Suggestions"), "editor.no-suggestions");
}

static void
ph_editor_add_suggestions (PhEditor *self, const char *word)
{
  g_autoptr (GMenu) suggestions = g_menu_new ();
  g_autoptr (GMenu) steps = g_menu_new ();

  g_menu_append (steps, _ ("_Add to Dictionary"), "editor.add-word");
  g_menu_append (steps, _ ("_Ignore"), "editor.ignore-word");
  g_menu_append_section (self->spelling_menu, NULL, G_MENU_MODEL (suggestions));
  g_menu_append_section (self->spelling_menu, NULL, G_MENU_MODEL (steps));
  ph_spell_check_suggest_async (self->spelling,
                                word,
                                MAX_SUGGESTIONS,
                                self->suggesting,
                                suggested_cb,
                                g_object_ref (suggestions));
}

static void
language_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  ph_spell_check_set_language (PH_EDITOR (data)->spelling,
                               g_action_get_name (G_ACTION (action)),
                               g_variant_get_boolean (state));
}

static void
ph_editor_update_languages (PhEditor *self)
{
  const char *const *languages = ph_spell_check_list_languages (self->spelling);

  g_menu_remove_all (self->languages_menu);
  for (; *languages != NULL; languages++)
    {
      g_autoptr (GSimpleAction) action = NULL;
      /* As BCP 47 has it; and an underscore would be taken for a mnemonic. */
      g_autofree char *label = g_strdelimit (g_strdup (*languages), "_", '-');
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
      g_autofree char *name = g_strconcat ("language.", *languages, NULL);
      gboolean is_chosen = ph_spell_check_has_language (self->spelling, *languages);

      action = g_simple_action_new_stateful (*languages, NULL, g_variant_new_boolean (is_chosen));
      g_signal_connect_object (action, "change-state", G_CALLBACK (language_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->languages), G_ACTION (action));
      g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_ACTION, "s", name);
      g_menu_append_item (self->languages_menu, item);
    }
}

static void
ph_editor_fill_menu (PhEditor *self, const GtkTextIter *at)
{
  GtkTextIter start;
  GtkTextIter end;

  g_cancellable_cancel (self->suggesting);
  g_object_unref (self->suggesting);
  self->suggesting = g_cancellable_new ();
  g_menu_remove_all (self->spelling_menu);
  if (!ph_spell_check_is_wanted (self->spelling))
    return;
  if (ph_editor_find_misspelt (self, at, &start, &end) && gtk_text_view_get_editable (self->view))
    {
      g_autofree char *word = gtk_text_iter_get_slice (&start, &end);

      gtk_text_buffer_move_mark (self->buffer, self->target_start, &start);
      gtk_text_buffer_move_mark (self->buffer, self->target_end, &end);
      ph_editor_add_suggestions (self, word);
    }
  ph_editor_update_languages (self);
  if (g_menu_model_get_n_items (G_MENU_MODEL (self->languages_menu)) > 0)
    g_menu_append_submenu (self->spelling_menu, _ ("Spelling _Languages"), G_MENU_MODEL (self->languages_menu));
}

void
ph_editor_menu_clicked_cb (PhEditor *self, int n_pressed, double x, double y)
{
  GtkTextIter at;
  int buffer_x = 0;
  int buffer_y = 0;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x, &buffer_y);
  gtk_text_view_get_iter_at_location (self->view, &at, buffer_x, buffer_y);
  ph_editor_fill_menu (self, &at);
}

gboolean
ph_editor_menu_key_cb (PhEditor *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkTextIter at;

  if (key != GDK_KEY_Menu && key != GDK_KEY_F10)
    return GDK_EVENT_PROPAGATE;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &at, gtk_text_buffer_get_insert (self->buffer));
  ph_editor_fill_menu (self, &at);
  return GDK_EVENT_PROPAGATE;
}

static void
correct_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhEditor *self = PH_EDITOR (widget);
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *word = ph_editor_dup_target (self, &start, &end);

  if (*word == '\0' || !gtk_text_view_get_editable (self->view))
    return;
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, g_variant_get_string (parameter, NULL), -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

static void
add_word_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *word = ph_editor_dup_target (PH_EDITOR (widget), &start, &end);

  if (*word != '\0')
    ph_spell_check_add (PH_EDITOR (widget)->spelling, word);
}

static void
ignore_word_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *word = ph_editor_dup_target (PH_EDITOR (widget), &start, &end);

  if (*word != '\0')
    ph_spell_check_ignore (PH_EDITOR (widget)->spelling, word);
}

static void
no_suggestions_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_assert_not_reached ();
}

void
ph_editor_class_add_spelling (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "editor.correct", "s", correct_cb);
  gtk_widget_class_install_action (widget_class, "editor.add-word", NULL, add_word_cb);
  gtk_widget_class_install_action (widget_class, "editor.ignore-word", NULL, ignore_word_cb);
  gtk_widget_class_install_action (widget_class, "editor.no-suggestions", NULL, no_suggestions_cb);
}

static GtkTextMark *
new_mark (PhEditor *self, gboolean has_left_gravity)
{
  GtkTextIter start;

  gtk_text_buffer_get_start_iter (self->buffer, &start);
  return gtk_text_buffer_create_mark (self->buffer, NULL, &start, has_left_gravity);
}

void
ph_editor_init_spelling (PhEditor *self)
{
  self->spelling = ph_spell_check_dup_default ();
  self->suggesting = g_cancellable_new ();
  self->languages_menu = g_menu_new ();
  self->languages = g_simple_action_group_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "language", G_ACTION_GROUP (self->languages));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.no-suggestions", FALSE);
  self->misspelt = gtk_text_buffer_create_tag (self->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  self->written_word = new_mark (self, TRUE);
  self->target_start = new_mark (self, TRUE);
  self->target_end = new_mark (self, FALSE);
  g_signal_connect_object (self->buffer,
                           "notify::cursor-position",
                           G_CALLBACK (cursor_moved_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spelling,
                           "answered",
                           G_CALLBACK (ph_editor_review_unanswered),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spelling, "changed", G_CALLBACK (ph_editor_review_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spelling,
                           "languages-changed",
                           G_CALLBACK (ph_editor_update_languages),
                           self,
                           G_CONNECT_SWAPPED);
}
