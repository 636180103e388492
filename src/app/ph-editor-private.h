/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the editor's files share. */
#pragma once

#include "ph-editor.h"
#include "ph-find-bar.h"
#include "ph-snippet-popover.h"
#include "ph-spell-check.h"
#include "ph-text-line.h"

G_BEGIN_DECLS

struct _PhEditor
{
  GtkWidget parent_instance;

  GtkWidget *content; /* only so that the template takes it down again */
  PhFindBar *find_bar;
  GtkTextView *view;
  GtkTextBuffer *buffer;

  GSettings *settings; /* (owned) */

  GtkCssProvider *zoom_style; /* (owned) */
  double scrolled; /* parts of a step of zoom */

  GtkTextTag *kinds[PH_TEXT_N_LINE_KINDS]; /* (unowned): of lines; none for prose */
  GdkRGBA dim_colour; /* of quotations and the signature */
  GtkTextMark *review_start; /* (unowned): what has changed and is not looked at yet */
  GtkTextMark *review_end; /* (unowned) */
  guint review_source;

  PhSpellCheck *spelling; /* (owned) */
  GtkTextTag *misspelt; /* (unowned) */
  GtkTextMark *unanswered_start; /* (unowned): words that the dictionaries were asked for */
  GtkTextMark *unanswered_end; /* (unowned) */
  gboolean is_unanswered; /* those marks mean something */
  GtkTextMark *written_word; /* (unowned): the start of a misspelt word that the cursor is in */
  gboolean is_writing; /* that mark means something */
  GMenu *spelling_menu; /* (unowned): the template's */
  GMenu *languages_menu; /* (owned) */
  GSimpleActionGroup *languages; /* (owned): which of them are checked, by their names */
  GCancellable *suggesting; /* (owned): for the menu that is open */
  GtkTextMark *target_start; /* (unowned): the misspelt word that the menu is about */
  GtkTextMark *target_end; /* (unowned) */

  PhSnippetPopover *snippets; /* (unowned) (nullable): a child, once it was asked for */
  GtkTextTag *placeholder; /* (unowned) */
  GHashTable *forms; /* (owned): the placeholders that snippets brought, with their braces */
};

/* ph-editor.c */
/* Asks for what is to be filled in, and has it inserted. */
void ph_editor_choose_snippet (PhEditor *self, const char *text);

/* ph-editor-paragraphs.c */
void ph_editor_class_add_paragraphs (GtkWidgetClass *widget_class);

/* ph-editor-review.c */
void ph_editor_init_review (PhEditor *self);
/* Has the lines from @start to @end looked at. */
void ph_editor_review (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end);
void ph_editor_set_tag (PhEditor *self,
                        GtkTextTag *tag,
                        const GtkTextIter *start,
                        const GtkTextIter *end,
                        gboolean is_on);
void ph_editor_update_colours (PhEditor *self);
/* The dictionaries were asked for words from @start to @end, and those lines are to be looked at again. */
void ph_editor_note_unanswered (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end);
void ph_editor_review_unanswered (PhEditor *self);

/* ph-editor-snippets.c */
void ph_editor_class_add_snippets (GtkWidgetClass *widget_class);
void ph_editor_init_snippets (PhEditor *self);
void ph_editor_mark_placeholders (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end);
/* Tab goes from one placeholder to the next as long as there is another. */
gboolean ph_editor_tab_key_cb (PhEditor *self, guint key, guint code, GdkModifierType modifiers);

/* ph-editor-spelling.c */
void ph_editor_class_add_spelling (GtkWidgetClass *widget_class);
void ph_editor_init_spelling (PhEditor *self);
/* Marks the misspelt words of prose. */
void ph_editor_check_spelling (PhEditor *self, const GtkTextIter *start, const GtkTextIter *end);
/* The text's menu is about to be opened: it gets what belongs to the word. */
void ph_editor_menu_clicked_cb (PhEditor *self, int n_pressed, double x, double y);
gboolean ph_editor_menu_key_cb (PhEditor *self, guint key, guint code, GdkModifierType modifiers);

/* ph-editor-zoom.c */
void ph_editor_class_add_zoom (GtkWidgetClass *widget_class);
void ph_editor_init_zoom (PhEditor *self);
/* Returns: whether it was with Ctrl, and so for the zoom */
gboolean ph_editor_zoom_by_scroll (PhEditor *self, double dx, double dy, GtkEventController *controller);

G_END_DECLS
