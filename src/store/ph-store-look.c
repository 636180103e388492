/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at what is there: every function sees one moment, and none takes longer than drawing what it returns, whatever the
 * number of messages. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-row.h"
#include "ph-store-statement.h"

PhStoreMessage *
ph_store_get (PhStore *self, gint64 id, GError **error)
{
  PhStoreMessage *message = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return NULL;
  message = ph_store_row_read (self, id, error);
  ph_store_end (self, message != NULL, NULL, NULL);
  return message;
}

/* ---- boxes --------------------------------------------------------------------------------------------------- */

static gboolean
is_blank (const char *query)
{
  g_autofree char *match = query != NULL ? ph_store_hits_dup_match (query, PH_STORE_BEGINNINGS_LAST) : NULL;

  return match == NULL || *match == '\0';
}

/* The inner SELECT is answered by an index alone, so that what comes before the page costs next to nothing. */
#define PAGE(order)                                                                                                    \
  "SELECT " PH_STORE_ROW_COLUMNS " FROM message WHERE id IN"                                                           \
  " (SELECT id FROM message WHERE box = :box ORDER BY " order " LIMIT :limit OFFSET :offset) ORDER BY " order

static GPtrArray *
list_all (PhStore *self, PhStoreBox box, guint offset, guint limit, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                box == PH_STORE_BOX_OUTBOX ? PAGE ("id") : PAGE ("changed DESC, id DESC"));

  ph_store_statement_set_int (statement, ":box", box);
  ph_store_statement_set_int (statement, ":limit", limit);
  ph_store_statement_set_int (statement, ":offset", offset);
  return ph_store_row_read_all (self, statement, error);
}

static gboolean
find_hits (PhStore *self, PhStoreBox box, const char *query, GError **error)
{
  if (self->hits != NULL && ph_store_hits_answer (self->hits, self->database, box, query))
    return TRUE;
  g_clear_pointer (&self->hits, ph_store_hits_free);
  self->hits = ph_store_hits_new (self->database, box, query, error);
  return self->hits != NULL;
}

static GPtrArray *
list_hits (PhStore *self, PhStoreBox box, const char *query, guint offset, guint limit, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  if (!find_hits (self, box, query, error))
    return NULL;
  for (guint i = 0; i < limit && offset < ph_store_hits_get_n (self->hits) - i; i++)
    {
      PhStoreMessage *message = ph_store_row_read (self, ph_store_hits_get_id (self->hits, offset + i), error);

      if (message == NULL)
        return NULL;
      g_ptr_array_add (messages, message);
    }
  return g_steal_pointer (&messages);
}

GPtrArray *
ph_store_list (PhStore *self, PhStoreBox box, const char *query, guint offset, guint limit, GError **error)
{
  GPtrArray *messages = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return NULL;
  if (is_blank (query))
    messages = list_all (self, box, offset, limit, error);
  else
    messages = list_hits (self, box, query, offset, limit, error);
  ph_store_end (self, messages != NULL, NULL, NULL);
  return messages;
}

static int
count_all (PhStore *self, PhStoreBox box, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "SELECT n FROM tally WHERE box = :box");
  gint64 n = 0;

  ph_store_statement_set_int (statement, ":box", box);
  return ph_store_statement_read_int (statement, 0, &n, error) ? (int) n : -1;
}

int
ph_store_count (PhStore *self, PhStoreBox box, const char *query, GError **error)
{
  int n = -1;

  g_return_val_if_fail (PH_IS_STORE (self), -1);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return -1;
  if (is_blank (query))
    n = count_all (self, box, error);
  else if (find_hits (self, box, query, error))
    n = (int) ph_store_hits_get_n (self->hits);
  ph_store_end (self, n != -1, NULL, NULL);
  return n;
}

int
ph_store_count_troubled (PhStore *self, GError **error)
{
  g_autoptr (PhStoreStatement) statement = NULL;
  gint64 n = -1;

  g_return_val_if_fail (PH_IS_STORE (self), -1);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return -1;
  statement = ph_store_statement_new (self->database, "SELECT COUNT(*) FROM message WHERE box = 1 AND state IN (5, 6)");
  if (!ph_store_statement_read_int (statement, 0, &n, error))
    n = -1;
  g_clear_pointer (&statement, ph_store_statement_free);
  ph_store_end (self, n != -1, NULL, NULL);
  return (int) n;
}

/* ---- due ----------------------------------------------------------------------------------------------------- */

GPtrArray *
ph_store_list_due (PhStore *self, gint64 now, GError **error)
{
  g_autoptr (PhStoreStatement) statement = NULL;
  GPtrArray *messages = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return NULL;
  statement = ph_store_statement_new (self->database,
                                      "SELECT " PH_STORE_ROW_COLUMNS " FROM message"
                                      " WHERE state = 1 AND is_removed = 0 AND ready <= :now ORDER BY id");
  ph_store_statement_set_int (statement, ":now", now);
  messages = ph_store_row_read_all (self, statement, error);
  g_clear_pointer (&statement, ph_store_statement_free);
  ph_store_end (self, messages != NULL, NULL, NULL);
  return messages;
}

static gint64
find_next_due (PhStore *self, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                "SELECT ready FROM message WHERE state = 1 AND is_removed = 0 ORDER BY ready LIMIT 1");
  gint64 due = 0;

  if (!ph_store_statement_read_int (statement, 0, &due, error))
    return -1;
  if (due > 0)
    return due;
  /* Of 0 is one that goes at once, or none. */
  ph_store_statement_reset (statement);
  return ph_store_statement_next (statement, NULL) ? 1 : 0;
}

gint64
ph_store_get_next_due (PhStore *self, GError **error)
{
  gint64 due = -1;

  g_return_val_if_fail (PH_IS_STORE (self), -1);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return -1;
  due = find_next_due (self, error);
  ph_store_end (self, due != -1, NULL, NULL);
  return due;
}

/* ---- attempts ------------------------------------------------------------------------------------------------ */

static char *
dup_column (PhStoreStatement *statement, int column)
{
  return g_strdup (ph_store_statement_get_text (statement, column));
}

static PhStoreAttempt *
read_attempt (PhStoreStatement *statement)
{
  PhStoreAttempt *attempt = g_new0 (PhStoreAttempt, 1);
  int column = 0;

  attempt->id = ph_store_statement_get_int (statement, column++);
  attempt->started = ph_store_statement_get_int (statement, column++);
  attempt->ended = ph_store_statement_get_int (statement, column++);
  attempt->state = (guint) ph_store_statement_get_int (statement, column++);
  attempt->stage = (guint) ph_store_statement_get_int (statement, column++);
  attempt->error = dup_column (statement, column++);
  attempt->error_code = (int) ph_store_statement_get_int (statement, column++);
  attempt->reply_code = (int) ph_store_statement_get_int (statement, column++);
  attempt->enhanced_status = dup_column (statement, column++);
  attempt->words = dup_column (statement, column++);
  attempt->queue_id = dup_column (statement, column++);
  attempt->host = dup_column (statement, column++);
  attempt->port = (guint) ph_store_statement_get_int (statement, column++);
  attempt->tls = dup_column (statement, column++);
  attempt->timings = dup_column (statement, column++);
  attempt->transcript = dup_column (statement, column++);
  return attempt;
}

static GPtrArray *
list_attempts (PhStore *self, gint64 id, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      self->database,
      "SELECT id, started, ended, state, stage, error, error_code, reply_code, enhanced_status, words, queue_id, host,"
      "  port, tls, timings, transcript FROM attempt WHERE message = :id ORDER BY id");
  g_autoptr (GPtrArray) attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_attempt_free);
  g_autoptr (GError) failure = NULL;

  ph_store_statement_set_int (statement, ":id", id);
  while (ph_store_statement_next (statement, &failure))
    g_ptr_array_add (attempts, read_attempt (statement));
  if (failure == NULL)
    return g_steal_pointer (&attempts);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
ph_store_list_attempts (PhStore *self, gint64 id, GError **error)
{
  GPtrArray *attempts = NULL;

  g_return_val_if_fail (PH_IS_STORE (self), NULL);

  if (!ph_store_begin (self, PH_STORE_ACCESS_READ, error))
    return NULL;
  attempts = list_attempts (self, id, error);
  ph_store_end (self, attempts != NULL, NULL, NULL);
  return attempts;
}
