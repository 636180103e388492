/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is typed is a search and never an error: foreign text reaches FTS5 only inside quotes. */
#include "config.h"

#include "ph-store-hits.h"

#include "ph-store-statement.h"

/* More words only narrow what is found already; the parser of FTS5 need not see a pasted book. */
#define PH_STORE_HITS_MAX_WORDS 32

struct _PhStoreHits
{
  PhStoreBox box;
  char *query; /* (owned) */
  gint64 version; /* of the database, by others' changes */
  gint64 n_changes; /* by our own */
  GArray *ids; /* (owned) (element-type gint64) */
};

/* ---- words --------------------------------------------------------------------------------------------------- */

static const char *
find_word (const char *text)
{
  while (*text != '\0' && (g_unichar_isspace (g_utf8_get_char (text)) || g_unichar_iscntrl (g_utf8_get_char (text))))
    text = g_utf8_next_char (text);
  return text;
}

static const char *
quote_word (GString *match, const char *word)
{
  g_string_append (match, match->len > 0 ? " \"" : "\"");
  for (; *word != '\0' && find_word (word) == word; word = g_utf8_next_char (word))
    {
      if (*word == '"')
        g_string_append_c (match, '"');
      g_string_append_unichar (match, g_utf8_get_char (word));
    }
  g_string_append_c (match, '"');
  return word;
}

char *
ph_store_hits_dup_match (const char *query, PhStoreBeginnings beginnings)
{
  g_autofree char *text = g_utf8_make_valid (query, -1);
  GString *match = g_string_new (NULL);
  const char *rest = find_word (text);

  for (guint i = 0; *rest != '\0' && i < PH_STORE_HITS_MAX_WORDS; i++)
    {
      rest = find_word (quote_word (match, rest));
      if (beginnings == PH_STORE_BEGINNINGS_ALL)
        g_string_append_c (match, '*');
    }
  if (match->len > 0 && beginnings == PH_STORE_BEGINNINGS_LAST)
    g_string_append_c (match, '*');
  return g_string_free (match, FALSE);
}

/* ---- hits ---------------------------------------------------------------------------------------------------- */

static gint64
read_version (PhStoreDatabase *database)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (database, "PRAGMA data_version");
  gint64 version = 0;

  /* Without a number every search is a new one: slower and right. */
  return ph_store_statement_read_int (statement, -1, &version, NULL) ? version : -1;
}

static gint64
count_changes (PhStoreDatabase *database)
{
  return ph_store_sqlite.total_changes64 (ph_store_database_get_handle (database));
}

/* CROSS keeps the order of the two: else SQLite would go through the list's index and search once for each message. */
static gboolean
find (PhStoreHits *self, PhStoreDatabase *database, GError **error)
{
  g_autofree char *match = ph_store_hits_dup_match (self->query, PH_STORE_BEGINNINGS_LAST);
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      database,
      self->box == PH_STORE_BOX_OUTBOX ? "SELECT id FROM search CROSS JOIN message ON id = search.rowid"
                                         " WHERE search MATCH :match AND box = :box ORDER BY id"
                                       : "SELECT id FROM search CROSS JOIN message ON id = search.rowid"
                                         " WHERE search MATCH :match AND box = :box ORDER BY changed DESC, id DESC");
  g_autoptr (GError) failure = NULL;

  ph_store_statement_set_text (statement, ":match", match);
  ph_store_statement_set_int (statement, ":box", self->box);
  while (*match != '\0' && ph_store_statement_next (statement, &failure))
    {
      gint64 id = ph_store_statement_get_int (statement, 0);

      g_array_append_val (self->ids, id);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

PhStoreHits *
ph_store_hits_new (PhStoreDatabase *database, PhStoreBox box, const char *query, GError **error)
{
  g_autoptr (PhStoreHits) self = g_new0 (PhStoreHits, 1);

  self->box = box;
  self->query = g_strdup (query);
  self->version = read_version (database);
  self->n_changes = count_changes (database);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return find (self, database, error) ? g_steal_pointer (&self) : NULL;
}

void
ph_store_hits_free (PhStoreHits *self)
{
  g_free (self->query);
  g_array_unref (self->ids);
  g_free (self);
}

gboolean
ph_store_hits_answer (PhStoreHits *self, PhStoreDatabase *database, PhStoreBox box, const char *query)
{
  return self->box == box && g_str_equal (self->query, query) && self->n_changes == count_changes (database)
         && self->version != -1 && self->version == read_version (database);
}

guint
ph_store_hits_get_n (PhStoreHits *self)
{
  return self->ids->len;
}

gint64
ph_store_hits_get_id (PhStoreHits *self, guint position)
{
  return g_array_index (self->ids, gint64, position);
}
