/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether words are spelt right, in the languages that were chosen. The dictionaries are read and asked on a thread of their own, and
 * what they said is remembered. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PH_SPELL_CHECK_UNKNOWN, /* not yet */
  PH_SPELL_CHECK_RIGHT,
  PH_SPELL_CHECK_WRONG,
} PhSpellCheckVerdict;

#define PH_TYPE_SPELL_CHECK (ph_spell_check_get_type ())
/**
 * PhSpellCheck:
 *
 * Signal `answered ()`: words are known now that were not.
 * Signal `changed ()`: what was right may be wrong now, or the other way round.
 * Signal `languages-changed ()`: there are other languages, or others are chosen.
 */
G_DECLARE_FINAL_TYPE (PhSpellCheck, ph_spell_check, PH, SPELL_CHECK, GObject)

/* (transfer full): the one of the program, which reads no dictionary before it is asked for a word or for the languages */
PhSpellCheck *ph_spell_check_dup_default (void);

/* Waits for the dictionaries' thread to end: what they load must not be at work any more when the program's libraries are unloaded.
 * For the end of the program, as no word is answered after it. */
void ph_spell_check_stop (void);

/* Whether spelling is checked at all. Where there is no dictionary every word is right. */
gboolean ph_spell_check_is_wanted (PhSpellCheck *self);
/* At once, from memory; a word that is not known is asked about, and “answered” follows. */
PhSpellCheckVerdict ph_spell_check_look_up (PhSpellCheck *self, const char *word);

/* (transfer full): what may have been meant, best first, @max at most; empty when nothing comes to mind */
void ph_spell_check_suggest_async (PhSpellCheck *self,
                                   const char *word,
                                   guint max,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
char **ph_spell_check_suggest_finish (PhSpellCheck *self, GAsyncResult *result, GError **error);

/* @word is right from now on, for good. */
void ph_spell_check_add (PhSpellCheck *self, const char *word);
/* @word is right until the program ends. */
void ph_spell_check_ignore (PhSpellCheck *self, const char *word);

/* (transfer none): what there are dictionaries of; empty until they were looked for, which this begins */
const char *const *ph_spell_check_list_languages (PhSpellCheck *self);
gboolean ph_spell_check_has_language (PhSpellCheck *self, const char *language);
/* Remembered; the last one cannot be taken out. */
void ph_spell_check_set_language (PhSpellCheck *self, const char *language, gboolean is_wanted);

/**
 * ph_spell_check_choose_languages:
 * @wanted: what g_get_language_names() says, best first
 * @available: what there are dictionaries of
 *
 * Returns: (transfer full): one dictionary for each language that is wanted and there, in the order of @wanted
 */
char **ph_spell_check_choose_languages (const char *const *wanted, const char *const *available);

G_END_DECLS
