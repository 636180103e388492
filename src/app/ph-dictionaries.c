/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-dictionaries.h"

#include <gio/gio.h>
#include <string.h>

#ifdef HAVE_ENCHANT

#include <enchant.h>

#include "ph-smtp-library.h"

/* The typographic apostrophe. */
#define APOSTROPHE "\342\200\231"

typedef struct
{
  __typeof__ (&enchant_broker_init) broker_init;
  __typeof__ (&enchant_broker_free) broker_free;
  __typeof__ (&enchant_broker_request_dict) broker_request_dict;
  __typeof__ (&enchant_broker_free_dict) broker_free_dict;
  __typeof__ (&enchant_broker_list_dicts) broker_list_dicts;
  __typeof__ (&enchant_dict_check) dict_check;
  __typeof__ (&enchant_dict_suggest) dict_suggest;
  __typeof__ (&enchant_dict_free_string_list) dict_free_string_list;
  __typeof__ (&enchant_dict_add) dict_add;
} Enchant;

#define FUNCTION(name)                                                                                                 \
  {                                                                                                                    \
    "enchant_" #name, G_STRUCT_OFFSET (Enchant, name)                                                                  \
  }

static const PhSmtpLibraryFunction functions[] = {
  FUNCTION (broker_init),      FUNCTION (broker_free),           FUNCTION (broker_request_dict),
  FUNCTION (broker_free_dict), FUNCTION (broker_list_dicts),     FUNCTION (dict_check),
  FUNCTION (dict_suggest),     FUNCTION (dict_free_string_list), FUNCTION (dict_add),
};

struct _PhDictionaries
{
  Enchant enchant;
  EnchantBroker *broker; /* (owned) */
  GPtrArray *chosen; /* (owned) (element-type EnchantDict) */
};

gboolean
ph_dictionaries_are_supported (void)
{
  return TRUE;
}

PhDictionaries *
ph_dictionaries_new (GError **error)
{
  g_autofree PhDictionaries *self = g_new0 (PhDictionaries, 1);

  if (!ph_smtp_library_load (PH_ENCHANT_SONAME, functions, G_N_ELEMENTS (functions), &self->enchant, error))
    return NULL;
  self->broker = self->enchant.broker_init ();
  self->chosen = g_ptr_array_new ();
  return g_steal_pointer (&self);
}

static void
ph_dictionaries_let_go (PhDictionaries *self)
{
  for (guint i = 0; i < self->chosen->len; i++)
    self->enchant.broker_free_dict (self->broker, self->chosen->pdata[i]);
  g_ptr_array_set_size (self->chosen, 0);
}

void
ph_dictionaries_free (PhDictionaries *self)
{
  ph_dictionaries_let_go (self);
  g_ptr_array_unref (self->chosen);
  self->enchant.broker_free (self->broker);
  g_free (self);
}

static void
add_language_cb (const char *tag, const char *name, const char *description, const char *file, void *data)
{
  GPtrArray *languages = data;

  if (!g_ptr_array_find_with_equal_func (languages, tag, g_str_equal, NULL))
    g_ptr_array_add (languages, g_strdup (tag));
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
ph_dictionaries_list (PhDictionaries *self)
{
  GPtrArray *languages = g_ptr_array_new ();

  self->enchant.broker_list_dicts (self->broker, add_language_cb, languages);
  g_ptr_array_sort (languages, compare_cb);
  g_ptr_array_add (languages, NULL);
  return (char **) g_ptr_array_free (languages, FALSE);
}

void
ph_dictionaries_choose (PhDictionaries *self, const char *const *languages)
{
  ph_dictionaries_let_go (self);
  for (; *languages != NULL; languages++)
    {
      EnchantDict *dictionary = self->enchant.broker_request_dict (self->broker, *languages);

      if (dictionary != NULL)
        g_ptr_array_add (self->chosen, dictionary);
    }
}

static gboolean
is_known (PhDictionaries *self, const char *word)
{
  for (guint i = 0; i < self->chosen->len; i++)
    if (self->enchant.dict_check (self->chosen->pdata[i], word, (gssize) strlen (word)) == 0)
      return TRUE;
  return self->chosen->len == 0;
}

gboolean
ph_dictionaries_check (PhDictionaries *self, const char *word)
{
  g_autoptr (GString) plain = NULL;

  if (is_known (self, word))
    return TRUE;
  if (strstr (word, APOSTROPHE) == NULL)
    return FALSE;
  plain = g_string_new (word);
  g_string_replace (plain, APOSTROPHE, "'", 0);
  return is_known (self, plain->str);
}

/* (transfer full): in this program's memory, and only what is text */
static GPtrArray *
suggest_by (PhDictionaries *self, EnchantDict *dictionary, const char *word)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  gsize n_words = 0;
  char **suggested = self->enchant.dict_suggest (dictionary, word, (gssize) strlen (word), &n_words);

  for (gsize i = 0; i < n_words; i++)
    if (g_utf8_validate (suggested[i], -1, NULL))
      g_ptr_array_add (words, g_strdup (suggested[i]));
  if (suggested != NULL)
    self->enchant.dict_free_string_list (dictionary, suggested);
  return words;
}

/* The best of each language comes before the second best of any. */
char **
ph_dictionaries_suggest (PhDictionaries *self, const char *word, guint max)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->chosen->len; i++)
    g_ptr_array_add (lists, suggest_by (self, self->chosen->pdata[i], word));
  for (guint rank = 0; rank < max; rank++)
    for (guint i = 0; i < lists->len; i++)
      {
        GPtrArray *list = lists->pdata[i];

        if (rank < list->len && g_hash_table_size (seen) < max && g_hash_table_add (seen, list->pdata[rank]))
          g_strv_builder_add (chosen, list->pdata[rank]);
      }
  return g_strv_builder_end (chosen);
}

/* To one: a word is right when one of them knows it. */
void
ph_dictionaries_add (PhDictionaries *self, const char *word)
{
  if (self->chosen->len > 0)
    self->enchant.dict_add (self->chosen->pdata[0], word, (gssize) strlen (word));
}

#else

gboolean
ph_dictionaries_are_supported (void)
{
  return FALSE;
}

PhDictionaries *
ph_dictionaries_new (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "built without enchant");
  return NULL;
}

void
ph_dictionaries_free (PhDictionaries *self)
{
  g_assert_not_reached ();
}

char **
ph_dictionaries_list (PhDictionaries *self)
{
  g_assert_not_reached ();
}

void
ph_dictionaries_choose (PhDictionaries *self, const char *const *languages)
{
  g_assert_not_reached ();
}

gboolean
ph_dictionaries_check (PhDictionaries *self, const char *word)
{
  g_assert_not_reached ();
}

char **
ph_dictionaries_suggest (PhDictionaries *self, const char *word, guint max)
{
  g_assert_not_reached ();
}

void
ph_dictionaries_add (PhDictionaries *self, const char *word)
{
  g_assert_not_reached ();
}

#endif
