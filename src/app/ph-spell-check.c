/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-spell-check.h"

#include <string.h>

#include "ph-dictionaries.h"
#include "ph-worker.h"

/* More words than anybody knows: then it begins anew. */
#define MAX_REMEMBERED 100000

/* What the worker's thread has. It outlives PhSpellCheck when that goes while a word is asked for. */
typedef struct
{
  PhDictionaries *dictionaries; /* (owned) (nullable): not loaded, or not there */
  gboolean is_tried;
} PhSpellCheckShelf;

struct _PhSpellCheck
{
  GObject parent_instance;

  GSettings *settings; /* (owned) */
  PhWorker *worker; /* (owned) */
  PhSpellCheckShelf *shelf; /* (owned): the worker's alone */
  GHashTable *verdicts; /* (owned): words to PhSpellCheckVerdict; unknown ones were asked for */
  GHashTable *ignored; /* (owned): of words */
  GPtrArray *questions; /* (owned) (element-type utf8): to be asked next */
  guint ask_source;
  guint generation; /* an answer to an older one is not believed any more */
  char **available; /* (owned) */
  char **chosen; /* (owned) */
  gboolean is_loading;
};

G_DEFINE_FINAL_TYPE (PhSpellCheck, ph_spell_check, G_TYPE_OBJECT)

enum
{
  SIGNAL_ANSWERED,
  SIGNAL_CHANGED,
  SIGNAL_LANGUAGES_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];
static PhSpellCheck *shared; /* (owned) (nullable): until ph_spell_check_stop() */

/* ---- on the worker's thread ------------------------------------------------------------------------------------- */

static void
ph_spell_check_shelf_free (PhSpellCheckShelf *self)
{
  g_clear_pointer (&self->dictionaries, ph_dictionaries_free);
  g_free (self);
}

/* A question to the dictionaries. */
typedef struct
{
  PhSpellCheckShelf *shelf; /* (unowned): it goes on the same thread, behind all questions */
  GStrv words; /* (owned) */
  guint max;
  guint generation;
  GArray *verdicts; /* (owned) (nullable): the answer, one for each word */
} PhQuestion;

static void
ph_question_free (PhQuestion *self)
{
  g_strfreev (self->words);
  g_clear_pointer (&self->verdicts, g_array_unref);
  g_free (self);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhSpellCheckShelf *shelf = ((PhQuestion *) data)->shelf;

  /* Without it there are no languages, which says all that there is to say. */
  if (!shelf->is_tried)
    shelf->dictionaries = ph_dictionaries_new (NULL);
  shelf->is_tried = TRUE;
  g_task_return_pointer (task,
                         shelf->dictionaries != NULL ? ph_dictionaries_list (shelf->dictionaries) : g_new0 (char *, 1),
                         (GDestroyNotify) g_strfreev);
}

static void
choose_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhQuestion *question = data;

  if (question->shelf->dictionaries != NULL)
    ph_dictionaries_choose (question->shelf->dictionaries, (const char *const *) question->words);
  g_task_return_boolean (task, TRUE);
}

static void
check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhQuestion *question = data;
  PhDictionaries *dictionaries = question->shelf->dictionaries;

  question->verdicts = g_array_new (FALSE, FALSE, sizeof (PhSpellCheckVerdict));
  for (gsize i = 0; question->words[i] != NULL; i++)
    {
      gboolean is_right = dictionaries == NULL || ph_dictionaries_check (dictionaries, question->words[i]);
      PhSpellCheckVerdict verdict = is_right ? PH_SPELL_CHECK_RIGHT : PH_SPELL_CHECK_WRONG;

      g_array_append_val (question->verdicts, verdict);
    }
  g_task_return_boolean (task, TRUE);
}

static void
suggest_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhQuestion *question = data;
  PhDictionaries *dictionaries = question->shelf->dictionaries;
  char **words = dictionaries != NULL ? ph_dictionaries_suggest (dictionaries, question->words[0], question->max)
                                      : g_new0 (char *, 1);

  g_task_return_pointer (task, words, (GDestroyNotify) g_strfreev);
}

static void
add_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhQuestion *question = data;

  if (question->shelf->dictionaries != NULL)
    ph_dictionaries_add (question->shelf->dictionaries, question->words[0]);
  g_task_return_boolean (task, TRUE);
}

static void
put_away_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ph_spell_check_shelf_free (((PhQuestion *) data)->shelf);
  g_task_return_boolean (task, TRUE);
}

/* Takes @words over. */
static void
ph_spell_check_queue (PhSpellCheck *self, GTask *task, GTaskThreadFunc func, GStrv words, guint max)
{
  PhQuestion *question = g_new0 (PhQuestion, 1);

  question->shelf = self->shelf;
  question->words = words;
  question->max = max;
  question->generation = self->generation;
  g_task_set_task_data (task, question, (GDestroyNotify) ph_question_free);
  ph_worker_queue (self->worker, task, func);
  g_object_unref (task);
}

static GStrv
new_words (const char *word)
{
  const char *words[] = { word, NULL };

  return g_strdupv ((char **) words);
}

/* ---- languages -------------------------------------------------------------------------------------------------- */

static gboolean
has_language (const char *const *languages, const char *language)
{
  return g_strv_contains (languages, language);
}

/* (transfer none) (nullable): the dictionary of a language that is named without its country */
static const char *
find_country (const char *const *available, const char *language)
{
  g_autofree char *prefix = g_strconcat (language, "_", NULL);
  g_autofree char *upper = g_ascii_strup (language, -1);
  g_autofree char *usual = g_strconcat (prefix, upper, NULL);

  if (has_language (available, usual))
    return g_intern_string (usual);
  for (; *available != NULL; available++)
    if (g_str_has_prefix (*available, prefix))
      return *available;
  return NULL;
}

char **
ph_spell_check_choose_languages (const char *const *wanted, const char *const *available)
{
  g_autoptr (GHashTable) covered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();

  for (; *wanted != NULL; wanted++)
    {
      gsize length = strcspn (*wanted, "_.@");
      g_autofree char *language = g_strndup (*wanted, length);
      const char *found = has_language (available, *wanted) ? *wanted : NULL;

      if (found == NULL && (*wanted)[length] == '\0')
        found = find_country (available, language);
      if (found != NULL && g_hash_table_add (covered, g_steal_pointer (&language)))
        g_strv_builder_add (chosen, found);
    }
  return g_strv_builder_end (chosen);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_signal_emit (source, signals[SIGNAL_CHANGED], 0);
}

/* All that was said was said of other languages. */
static void
ph_spell_check_forget (PhSpellCheck *self)
{
  self->generation++;
  g_hash_table_remove_all (self->verdicts);
  g_ptr_array_set_size (self->questions, 0);
}

static void
ph_spell_check_choose (PhSpellCheck *self)
{
  g_auto (GStrv) wanted = g_settings_get_strv (self->settings, "spelling-languages");

  g_strfreev (self->chosen);
  if (*wanted != NULL)
    self->chosen = g_steal_pointer (&wanted);
  else
    self->chosen = ph_spell_check_choose_languages (g_get_language_names (), (const char *const *) self->available);
  ph_spell_check_forget (self);
  ph_spell_check_queue (self, g_task_new (self, NULL, chosen_cb, NULL), choose_thread, g_strdupv (self->chosen), 0);
  g_signal_emit (self, signals[SIGNAL_LANGUAGES_CHANGED], 0);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhSpellCheck *self = PH_SPELL_CHECK (source);

  g_strfreev (self->available);
  self->available = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->available == NULL)
    self->available = g_new0 (char *, 1);
  ph_spell_check_choose (self);
}

static void
ph_spell_check_load (PhSpellCheck *self)
{
  if (self->is_loading)
    return;
  self->is_loading = TRUE;
  ph_spell_check_queue (self, g_task_new (self, NULL, listed_cb, NULL), list_thread, NULL, 0);
}

static void
languages_set_cb (PhSpellCheck *self)
{
  if (self->chosen != NULL)
    ph_spell_check_choose (self);
}

static void
wanted_cb (PhSpellCheck *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhSpellCheck *self = PH_SPELL_CHECK (source);
  PhQuestion *question = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || question->generation != self->generation)
    return;
  if (g_hash_table_size (self->verdicts) > MAX_REMEMBERED)
    g_hash_table_remove_all (self->verdicts);
  for (guint i = 0; i < question->verdicts->len; i++)
    g_hash_table_insert (self->verdicts,
                         g_strdup (question->words[i]),
                         GINT_TO_POINTER (g_array_index (question->verdicts, PhSpellCheckVerdict, i)));
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0);
}

static gboolean
ask_cb (gpointer data)
{
  PhSpellCheck *self = data;
  g_autoptr (GPtrArray) words = g_steal_pointer (&self->questions);

  self->ask_source = 0;
  self->questions = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_free_func (words, NULL);
  g_ptr_array_add (words, NULL);
  ph_spell_check_queue (self,
                        g_task_new (self, NULL, checked_cb, NULL),
                        check_thread,
                        (GStrv) g_ptr_array_free (g_steal_pointer (&words), FALSE),
                        0);
  return G_SOURCE_REMOVE;
}

gboolean
ph_spell_check_is_wanted (PhSpellCheck *self)
{
  g_return_val_if_fail (PH_IS_SPELL_CHECK (self), FALSE);
  return g_settings_get_boolean (self->settings, "check-spelling");
}

PhSpellCheckVerdict
ph_spell_check_look_up (PhSpellCheck *self, const char *word)
{
  gpointer verdict = NULL;

  g_return_val_if_fail (PH_IS_SPELL_CHECK (self), PH_SPELL_CHECK_UNKNOWN);

  if (g_hash_table_contains (self->ignored, word))
    return PH_SPELL_CHECK_RIGHT;
  if (g_hash_table_lookup_extended (self->verdicts, word, NULL, &verdict))
    return GPOINTER_TO_INT (verdict);
  ph_spell_check_load (self);
  g_hash_table_insert (self->verdicts, g_strdup (word), GINT_TO_POINTER (PH_SPELL_CHECK_UNKNOWN));
  g_ptr_array_add (self->questions, g_strdup (word));
  /* Behind those who look words up, so that many go at once. */
  if (self->ask_source == 0)
    self->ask_source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE + 10, ask_cb, self, NULL);
  return PH_SPELL_CHECK_UNKNOWN;
}

void
ph_spell_check_suggest_async (PhSpellCheck *self,
                              const char *word,
                              guint max,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_return_if_fail (PH_IS_SPELL_CHECK (self));
  ph_spell_check_queue (self, g_task_new (self, cancellable, callback, data), suggest_thread, new_words (word), max);
}

char **
ph_spell_check_suggest_finish (PhSpellCheck *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ph_spell_check_add (PhSpellCheck *self, const char *word)
{
  g_return_if_fail (PH_IS_SPELL_CHECK (self));
  ph_spell_check_queue (self, g_task_new (self, NULL, NULL, NULL), add_thread, new_words (word), 0);
  ph_spell_check_ignore (self, word);
}

void
ph_spell_check_ignore (PhSpellCheck *self, const char *word)
{
  g_return_if_fail (PH_IS_SPELL_CHECK (self));
  g_hash_table_add (self->ignored, g_strdup (word));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *const *
ph_spell_check_list_languages (PhSpellCheck *self)
{
  g_return_val_if_fail (PH_IS_SPELL_CHECK (self), NULL);
  ph_spell_check_load (self);
  return (const char *const *) self->available;
}

gboolean
ph_spell_check_has_language (PhSpellCheck *self, const char *language)
{
  g_return_val_if_fail (PH_IS_SPELL_CHECK (self), FALSE);
  return self->chosen != NULL && has_language ((const char *const *) self->chosen, language);
}

void
ph_spell_check_set_language (PhSpellCheck *self, const char *language, gboolean is_wanted)
{
  g_autoptr (GStrvBuilder) languages = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;

  g_return_if_fail (PH_IS_SPELL_CHECK (self));

  for (gsize i = 0; self->chosen != NULL && self->chosen[i] != NULL; i++)
    if (!g_str_equal (self->chosen[i], language))
      g_strv_builder_add (languages, self->chosen[i]);
  if (is_wanted)
    g_strv_builder_add (languages, language);
  chosen = g_strv_builder_end (languages);
  if (*chosen != NULL)
    g_settings_set_strv (self->settings, "spelling-languages", (const char *const *) chosen);
}

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
ph_spell_check_finalize (GObject *object)
{
  PhSpellCheck *self = PH_SPELL_CHECK (object);

  g_clear_handle_id (&self->ask_source, g_source_remove);
  g_object_unref (self->worker);
  g_object_unref (self->settings);
  g_hash_table_unref (self->verdicts);
  g_hash_table_unref (self->ignored);
  g_ptr_array_unref (self->questions);
  g_strfreev (self->available);
  g_strfreev (self->chosen);

  G_OBJECT_CLASS (ph_spell_check_parent_class)->finalize (object);
}

static void
ph_spell_check_class_init (PhSpellCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_spell_check_finalize;

  signals[SIGNAL_ANSWERED]
      = g_signal_new ("answered", PH_TYPE_SPELL_CHECK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_SPELL_CHECK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LANGUAGES_CHANGED]
      = g_signal_new ("languages-changed", PH_TYPE_SPELL_CHECK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_spell_check_init (PhSpellCheck *self)
{
  self->settings = g_settings_new (PH_APPLICATION_ID);
  self->worker = ph_worker_new ("spelling");
  self->shelf = g_new0 (PhSpellCheckShelf, 1);
  self->verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ignored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->questions = g_ptr_array_new_with_free_func (g_free);
  self->available = g_new0 (char *, 1);
  g_signal_connect_object (self->settings,
                           "changed::spelling-languages",
                           G_CALLBACK (languages_set_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::check-spelling", G_CALLBACK (wanted_cb), self, G_CONNECT_SWAPPED);
}

PhSpellCheck *
ph_spell_check_dup_default (void)
{
  if (shared == NULL)
    shared = g_object_new (PH_TYPE_SPELL_CHECK, NULL);
  return g_object_ref (shared);
}

void
ph_spell_check_stop (void)
{
  if (shared == NULL)
    return;
  ph_spell_check_queue (shared, g_task_new (NULL, NULL, NULL, NULL), put_away_thread, NULL, 0);
  ph_worker_shutdown (shared->worker);
  g_clear_object (&shared);
}
