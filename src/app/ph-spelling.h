/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether words are spelt right, in the languages that were chosen. The dictionaries are read and asked on a thread of their own, and
 * what they said is remembered. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PH_SPELLING_UNKNOWN, /* not yet */
  PH_SPELLING_RIGHT,
  PH_SPELLING_WRONG,
} PhSpellingVerdict;

#define PH_TYPE_SPELLING (ph_spelling_get_type ())
/**
 * PhSpelling:
 *
 * Signal `answered ()`: words are known now that were not.
 * Signal `changed ()`: what was right may be wrong now, or the other way round.
 * Signal `languages-changed ()`: there are other languages, or others are chosen.
 */
G_DECLARE_FINAL_TYPE (PhSpelling, ph_spelling, PH, SPELLING, GObject)

/* (transfer full): the one of the program, which reads no dictionary before it is asked for a word or for the languages */
PhSpelling *ph_spelling_dup_default (void);

/* Whether spelling is checked at all. Where there is no dictionary every word is right. */
gboolean ph_spelling_is_wanted (PhSpelling *self);
/* At once, from memory; a word that is not known is asked about, and “answered” follows. */
PhSpellingVerdict ph_spelling_look_up (PhSpelling *self, const char *word);

/* (transfer full): what may have been meant, best first, @max at most; empty when nothing comes to mind */
void ph_spelling_suggest_async (PhSpelling *self,
                                const char *word,
                                guint max,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
char **ph_spelling_suggest_finish (PhSpelling *self, GAsyncResult *result, GError **error);

/* @word is right from now on, for good. */
void ph_spelling_add (PhSpelling *self, const char *word);
/* @word is right until the program ends. */
void ph_spelling_ignore (PhSpelling *self, const char *word);

/* (transfer none): what there are dictionaries of; empty until they were looked for, which this begins */
const char *const *ph_spelling_list_languages (PhSpelling *self);
gboolean ph_spelling_has_language (PhSpelling *self, const char *language);
/* Remembered; the last one cannot be taken out. */
void ph_spelling_set_language (PhSpelling *self, const char *language, gboolean is_wanted);

/**
 * ph_spelling_choose_languages:
 * @wanted: what g_get_language_names() says, best first
 * @available: what there are dictionaries of
 *
 * Returns: (transfer full): one dictionary for each language that is wanted and there, in the order of @wanted
 */
char **ph_spelling_choose_languages (const char *const *wanted, const char *const *available);

G_END_DECLS
