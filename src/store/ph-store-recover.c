/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs that are gone left on its way. Where the server cannot have it, it goes back to the queue; where nobody knows,
 * a person is asked. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-statement.h"

/* (transfer full) (nullable) (element-type gint64) */
static GArray *
read_owners (PhStore *self, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "SELECT DISTINCT owner FROM message WHERE owner <> 0");
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;

  while (ph_store_statement_next (statement, &failure))
    {
      gint64 owner = ph_store_statement_get_int (statement, 0);

      g_array_append_val (owners, owner);
    }
  if (failure == NULL)
    return g_steal_pointer (&owners);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* (out) @n_changed: rows, added to what it is */
static gboolean
run (PhStore *self, const char *sql, gint64 owner, guint *n_changed, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (self->database, sql);

  ph_store_statement_set_int (statement, ":owner", owner);
  if (!ph_store_statement_run (statement, error))
    return FALSE;
  if (n_changed != NULL)
    *n_changed += (guint) ph_store_sqlite.changes (ph_store_database_get_handle (self->database));
  return TRUE;
}

/* The fates first, as the states follow from them. Who is pending beside one in doubt waits with it: the person decides. */
static gboolean
recover_owner (PhStore *self, gint64 owner, guint *n_queued, guint *n_unknown, GError **error)
{
  return run (self,
              "UPDATE recipient SET fate = 4 WHERE fate = 1 AND message IN"
              "  (SELECT id FROM message WHERE owner = :owner AND owner <> 0 AND state = 3)",
              owner,
              NULL,
              error)
         && run (self,
                 "UPDATE message SET state = 6, owner = 0 WHERE owner = :owner AND owner <> 0 AND state = 3 AND EXISTS"
                 "  (SELECT * FROM recipient WHERE message = message.id AND fate = 4)",
                 owner,
                 n_unknown,
                 error)
         && run (self,
                 "UPDATE message SET state = 1, owner = 0 WHERE owner = :owner AND owner <> 0 AND (state = 2 OR EXISTS"
                 "  (SELECT * FROM recipient WHERE message = message.id AND fate = 0))",
                 owner,
                 n_queued,
                 error)
         && run (self,
                 "UPDATE message SET owner = 0, state = CASE WHEN EXISTS"
                 "  (SELECT * FROM recipient WHERE message = message.id AND fate = 2) THEN 4 ELSE 5 END"
                 " WHERE owner = :owner AND owner <> 0",
                 owner,
                 NULL,
                 error);
}

static gboolean
recover (PhStore *self, guint *n_queued, guint *n_unknown, GError **error)
{
  g_autoptr (GArray) owners = read_owners (self, error);

  for (guint i = 0; owners != NULL && i < owners->len; i++)
    {
      gint64 owner = g_array_index (owners, gint64, i);
      gboolean is_alive = FALSE;

      if (!ph_store_owner_find (self->owner, owner, &is_alive, error))
        return FALSE;
      if (!is_alive && !recover_owner (self, owner, n_queued, n_unknown, error))
        return FALSE;
    }
  return owners != NULL;
}

gboolean
ph_store_recover (PhStore *self, guint *n_queued, guint *n_unknown, GError **error)
{
  guint to_queue = 0;
  guint to_unknown = 0;

  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  if (!ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
      || !ph_store_end (self, recover (self, &to_queue, &to_unknown, error), NULL, error))
    return FALSE;
  if (n_queued != NULL)
    *n_queued = to_queue;
  if (n_unknown != NULL)
    *n_unknown = to_unknown;
  return TRUE;
}
