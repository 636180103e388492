/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A word is right when one of the languages knows it, and the languages are those of the desktop that there are. The dictionaries are
 * real ones: English and German. */
#include "config.h"

#include "ph-dictionaries.h"
#include "ph-spell-check.h"

static void
test_languages (void)
{
  static const char *const available[] = { "de_AT", "de_DE", "en_AU", "en_US", "eo", NULL };
  static const struct
  {
    const char *wanted;
    const char *chosen;
  } cases[] = {
    { "", "" },
    { "C", "" },
    { "en_US.UTF-8 en_US en C", "en_US" },
    { "de_AT.UTF-8 de_AT de.UTF-8 de C", "de_AT" },
    { "de en C", "de_DE en_AU" },
    { "eo fr C", "eo" },
    { "en_GB en C", "en_AU" },
    { "de_DE de en_US en C", "de_DE en_US" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) wanted = g_strsplit (cases[i].wanted, " ", -1);
      g_auto (GStrv) chosen = ph_spell_check_choose_languages ((const char *const *) wanted, available);
      g_autofree char *text = g_strjoinv (" ", chosen);

      g_assert_cmpstr (text, ==, cases[i].chosen);
    }
}

static PhSpellCheckVerdict
ask (PhSpellCheck *spelling, const char *word)
{
  /* An answer may come to what was asked before the languages were known. */
  while (ph_spell_check_look_up (spelling, word) == PH_SPELL_CHECK_UNKNOWN)
    g_main_context_iteration (NULL, TRUE);
  return ph_spell_check_look_up (spelling, word);
}

static void
choose (const char *const *languages)
{
  g_autoptr (GSettings) settings = g_settings_new (PH_APPLICATION_ID);

  g_settings_set_strv (settings, "spelling-languages", languages);
}

static gboolean
has_dictionaries (void)
{
  PhDictionaries *dictionaries = ph_dictionaries_new (NULL);
  g_auto (GStrv) languages = NULL;

  if (dictionaries == NULL)
    return FALSE;
  languages = ph_dictionaries_list (dictionaries);
  ph_dictionaries_free (dictionaries);
  return g_strv_contains ((const char *const *) languages, "en_US")
         && g_strv_contains ((const char *const *) languages, "de_DE");
}

static void
count_cb (guint *n_times)
{
  (*n_times)++;
}

/* However soon the program ends behind a question. */
static void
test_stop (void)
{
  PhSpellCheck *spelling = ph_spell_check_dup_default ();
  guint n_changes = 0;

  g_signal_connect_swapped (spelling, "languages-changed", G_CALLBACK (count_cb), &n_changes);
  ph_spell_check_list_languages (spelling);
  ph_spell_check_stop ();
  ph_spell_check_stop ();
  /* The thread has ended, so that its answer is here. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpint (ph_spell_check_look_up (spelling, "house"), ==, PH_SPELL_CHECK_UNKNOWN);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (ph_spell_check_look_up (spelling, "house"), ==, PH_SPELL_CHECK_UNKNOWN);
  g_assert_finalize_object (spelling);
}

static void
test_words (void)
{
  g_autoptr (PhSpellCheck) spelling = ph_spell_check_dup_default ();
  g_autoptr (PhSpellCheck) same = ph_spell_check_dup_default ();

  g_assert_true (spelling == same);
  choose ((const char *const[]){ "en_US", NULL });
  if (!has_dictionaries ())
    {
      g_test_skip ("no enchant or no dictionaries: build-aux/install-packages test");
      return;
    }
  g_assert_cmpint (ask (spelling, "house"), ==, PH_SPELL_CHECK_RIGHT);
  g_assert_cmpint (ask (spelling, "hoose"), ==, PH_SPELL_CHECK_WRONG);
  g_assert_cmpint (ask (spelling, "don't"), ==, PH_SPELL_CHECK_RIGHT);
  g_assert_cmpint (ask (spelling, "don\342\200\231t"), ==, PH_SPELL_CHECK_RIGHT);
  g_assert_cmpint (ask (spelling, "Stra\303\237e"), ==, PH_SPELL_CHECK_WRONG);
  ph_spell_check_set_language (spelling, "de_DE", TRUE);
  g_assert_true (ph_spell_check_has_language (spelling, "de_DE"));
  g_assert_cmpint (ask (spelling, "Stra\303\237e"), ==, PH_SPELL_CHECK_RIGHT);
  g_assert_cmpint (ask (spelling, "house"), ==, PH_SPELL_CHECK_RIGHT);
  g_assert_cmpint (ask (spelling, "hoose"), ==, PH_SPELL_CHECK_WRONG);
  ph_spell_check_ignore (spelling, "hoose");
  g_assert_cmpint (ask (spelling, "hoose"), ==, PH_SPELL_CHECK_RIGHT);
  ph_spell_check_set_language (spelling, "en_US", FALSE);
  ph_spell_check_set_language (spelling, "de_DE", FALSE);
  g_assert_true (ph_spell_check_has_language (spelling, "de_DE"));
  g_assert_cmpint (ask (spelling, "house"), ==, PH_SPELL_CHECK_WRONG);
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char ***) data = ph_spell_check_suggest_finish (PH_SPELL_CHECK (source), result, NULL);
}

static void
test_suggestions (void)
{
  g_autoptr (PhSpellCheck) spelling = ph_spell_check_dup_default ();
  g_auto (GStrv) words = NULL;

  choose ((const char *const[]){ "en_US", "de_DE", NULL });
  if (!has_dictionaries ())
    {
      g_test_skip ("no enchant or no dictionaries: build-aux/install-packages test");
      return;
    }
  ph_spell_check_suggest_async (spelling, "helllo", 3, NULL, suggested_cb, &words);
  while (words == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_strv_contains ((const char *const *) words, "hello"));
  g_assert_cmpuint (g_strv_length (words), <=, 3);
}

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spell-check/languages", test_languages);
  g_test_add_func ("/spell-check/stop", test_stop);
  g_test_add_func ("/spell-check/words", test_words);
  g_test_add_func ("/spell-check/suggestions", test_suggestions);
  status = g_test_run ();
  ph_spell_check_stop ();
  return status;
}
