/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Those who were sent something: who comes to mind first, and how they are forgotten. Who they are is counted by the triggers
 * of the schema. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-statement.h"

/* CROSS as in ph-store-hits.c. Somebody who was not written to for a month counts half as much, after two a third. */
#define FIND                                                                                                           \
  "SELECT person.name, person.address FROM person_search CROSS JOIN person ON id = person_search.rowid"                \
  " WHERE person_search MATCH :match AND is_forgotten = 0"                                                             \
  " ORDER BY n / (1 + max (0, :now - last) / 2592e9) DESC, last DESC, id LIMIT :limit"

static GPtrArray *
find_people (PhStore *self, const char *query, gint64 now, guint limit, GError **error)
{
  g_autofree char *match = ph_store_hits_dup_match (query, PH_STORE_BEGINNINGS_ALL);
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (self->database, FIND);
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_person_free);
  g_autoptr (GError) failure = NULL;

  ph_store_statement_set_text (statement, ":match", match);
  ph_store_statement_set_int (statement, ":now", now);
  ph_store_statement_set_int (statement, ":limit", limit);
  while (*match != '\0' && ph_store_statement_next (statement, &failure))
    g_ptr_array_add (
        people,
        ph_store_person_new (ph_store_statement_get_text (statement, 0), ph_store_statement_get_text (statement, 1)));
  if (failure == NULL)
    return g_steal_pointer (&people);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
ph_store_find_people (PhStore *self, const char *query, gint64 now, guint limit, GError **error)
{
  GPtrArray *people = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return NULL;
  people = find_people (self, query, now, limit, error);
  ph_store_end (self, people != NULL, NULL, NULL);
  return people;
}

static gboolean
execute (PhStore *self, const char *sql, GError **error)
{
  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, ph_store_database_execute (self->database, sql, error), NULL, error);
}

gboolean
ph_store_set_remembers (PhStore *self, gboolean remembers, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return execute (self,
                  remembers ? "UPDATE memory SET is_on = 1 WHERE is_on = 0"
                            : "UPDATE memory SET is_on = 0 WHERE is_on = 1",
                  error);
}

static gboolean
forget (PhStore *self, const char *address, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "DELETE FROM person WHERE key = lower (:address)");

  ph_store_statement_set_text (statement, ":address", address);
  return ph_store_statement_run (statement, error);
}

gboolean
ph_store_forget_person (PhStore *self, const char *address, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, forget (self, address, error), NULL, error);
}

gboolean
ph_store_forget_people (PhStore *self, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return execute (self, "UPDATE person SET is_forgotten = 1", error);
}

gboolean
ph_store_recall_people (PhStore *self, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return execute (self, "UPDATE person SET is_forgotten = 0 WHERE is_forgotten = 1", error);
}

gboolean
ph_store_purge_people (PhStore *self, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return execute (self, "DELETE FROM person WHERE is_forgotten = 1", error);
}
