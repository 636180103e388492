/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message on its way: who has it, how far it is, what became of it. Every function is one durable step. */
#include "config.h"

#include "ph-store.h"

#include "ph-store-private.h"
#include "ph-store-row.h"
#include "ph-store-statement.h"

static gboolean
is_under_way (PhStoreState state)
{
  return state == PH_STORE_STATE_SENDING || state == PH_STORE_STATE_COMMITTING;
}

/* (transfer full) (nullable): that of a message which can be claimed or settled: nobody else has it, it is not removed */
static PhStoreStanding *
read_own_standing (PhStore *self, gint64 id, GError **error)
{
  g_autoptr (PhStoreStanding) standing = ph_store_standing_read (self, id, error);

  if (standing == NULL)
    return NULL;
  if (standing->is_removed)
    ph_store_set_not_found (id, error);
  else if (is_under_way (standing->state) && standing->owner != ph_store_owner_get_token (self->owner))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "another program has message %" G_GINT64_FORMAT, id);
  else
    return g_steal_pointer (&standing);
  return NULL;
}

static gboolean
set_wrong_state (gint64 id, PhStoreState from, PhStoreState to, GError **error)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_BUSY,
               "message %" G_GINT64_FORMAT " cannot go from state %u to %u",
               id,
               (guint) from,
               (guint) to);
  return FALSE;
}

/* ---- claim and commit ---------------------------------------------------------------------------------------- */

static gboolean
take (PhStore *self, gint64 id, PhStoreState state, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                "UPDATE message SET state = :state, owner = :owner, changed = :now WHERE id = :id");

  ph_store_statement_set_int (statement, ":state", state);
  ph_store_statement_set_int (statement, ":owner", ph_store_owner_get_token (self->owner));
  ph_store_statement_set_int (statement, ":now", g_get_real_time ());
  ph_store_statement_set_int (statement, ":id", id);
  return ph_store_statement_run (statement, error);
}

static gboolean
claim (PhStore *self, gint64 id, GError **error)
{
  g_autoptr (PhStoreStanding) standing = read_own_standing (self, id, error);

  if (standing == NULL)
    return FALSE;
  if (standing->state != PH_STORE_STATE_QUEUED)
    return set_wrong_state (id, standing->state, PH_STORE_STATE_SENDING, error);
  return take (self, id, PH_STORE_STATE_SENDING, error);
}

gboolean
ph_store_claim (PhStore *self, gint64 id, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, claim (self, id, error), NULL, error);
}

/* Runs a change of one recipient; an address that it does not fit is an error, as a fate that is not kept is one lost. */
static gboolean
change_recipient (PhStore *self, PhStoreStatement *statement, const char *address, GError **error)
{
  ph_store_statement_set_text (statement, ":address", address);
  if (!ph_store_statement_run (statement, error))
    return FALSE;
  if (ph_store_sqlite.changes (ph_store_database_get_handle (self->database)) > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s is no recipient that waits for it", address);
  return FALSE;
}

static gboolean
change_recipients (PhStore *self, const char *sql, gint64 id, const char *const *addresses, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (self->database, sql);

  ph_store_statement_set_int (statement, ":id", id);
  for (; addresses != NULL && *addresses != NULL; addresses++)
    if (!change_recipient (self, statement, *addresses, error))
      return FALSE;
  return TRUE;
}

static gboolean
begin_commit (PhStore *self, gint64 id, const char *const *committing, const char *const *sent, GError **error)
{
  g_autoptr (PhStoreStanding) standing = read_own_standing (self, id, error);

  if (standing == NULL)
    return FALSE;
  if (!is_under_way (standing->state))
    return set_wrong_state (id, standing->state, PH_STORE_STATE_COMMITTING, error);
  return change_recipients (self,
                            "UPDATE recipient SET fate = 2 WHERE message = :id AND address = :address",
                            id,
                            sent,
                            error)
         && change_recipients (
             self,
             "UPDATE recipient SET fate = 1 WHERE message = :id AND address = :address AND fate IN (0, 1)",
             id,
             committing,
             error)
         && take (self, id, PH_STORE_STATE_COMMITTING, error);
}

gboolean
ph_store_begin_commit (PhStore *self, gint64 id, const char *const *committing, const char *const *sent, GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, begin_commit (self, id, committing, sent, error), NULL, error);
}

/* ---- settle -------------------------------------------------------------------------------------------------- */

static gboolean
keep_news (PhStore *self, gint64 id, GPtrArray *recipients, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      self->database,
      /* Who has it has it, whatever comes later. */
      "UPDATE recipient SET fate = CASE fate WHEN 2 THEN 2 ELSE :fate END, reply_code = :reply_code,"
      "  enhanced_status = :enhanced_status, words = :words"
      " WHERE message = :id AND address = :address");

  ph_store_statement_set_int (statement, ":id", id);
  for (guint i = 0; recipients != NULL && i < recipients->len; i++)
    {
      const PhStoreRecipient *news = g_ptr_array_index (recipients, i);

      ph_store_statement_set_int (statement, ":fate", news->fate);
      ph_store_statement_set_int (statement, ":reply_code", news->reply_code);
      ph_store_statement_set_text (statement, ":enhanced_status", news->enhanced_status);
      ph_store_statement_set_text (statement, ":words", news->words);
      if (!change_recipient (self, statement, news->address, error))
        return FALSE;
    }
  return TRUE;
}

/* What the new state says of those in doubt of whom there was no news: nobody stays committing. */
static gboolean
resolve_doubts (PhStore *self, gint64 id, PhStoreState state, GError **error)
{
  static const PhStoreFate fates[PH_STORE_N_STATES] = {
    [PH_STORE_STATE_DRAFT] = PH_STORE_FATE_PENDING,   [PH_STORE_STATE_QUEUED] = PH_STORE_FATE_PENDING,
    [PH_STORE_STATE_SENT] = PH_STORE_FATE_SENT,       [PH_STORE_STATE_FAILED] = PH_STORE_FATE_REFUSED,
    [PH_STORE_STATE_UNKNOWN] = PH_STORE_FATE_UNKNOWN,
  };
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database,
                                "UPDATE recipient SET fate = :fate WHERE message = :id AND fate = :doubtful");

  ph_store_statement_set_int (statement, ":id", id);
  ph_store_statement_set_int (statement, ":fate", fates[state]);
  ph_store_statement_set_int (statement, ":doubtful", PH_STORE_FATE_COMMITTING);
  return ph_store_statement_run (statement, error);
}

/* Send Again, Mark as Sent: a person's word also ends the doubts of earlier turns. */
static gboolean
resolve_unknown (PhStore *self, gint64 id, PhStoreState state, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (self->database, "UPDATE recipient SET fate = :fate WHERE message = :id AND fate = 4");

  ph_store_statement_set_int (statement, ":id", id);
  ph_store_statement_set_int (statement,
                              ":fate",
                              state == PH_STORE_STATE_SENT ? PH_STORE_FATE_SENT : PH_STORE_FATE_PENDING);
  return ph_store_statement_run (statement, error);
}

static void
plan_next_attempt (PhStoreStanding *standing, gint64 due, gboolean is_retry)
{
  if (!is_under_way (standing->state))
    {
      standing->due = due;
      standing->retry_at = 0;
      standing->n_retries = 0;
      standing->first_attempt = 0;
      return;
    }
  /* The server still has to be told until when it shall hold the message. */
  if (standing->holder == PH_STORE_HOLDER_SERVER)
    standing->retry_at = due;
  else
    standing->due = due;
  standing->n_retries += is_retry ? 1 : 0;
}

static void
note_attempt (PhStoreStanding *standing, const PhStoreAttempt *attempt, gboolean is_retry)
{
  if (is_retry && standing->first_attempt == 0)
    standing->first_attempt = attempt->started;
  g_free (standing->problem);
  standing->problem = g_strdup (attempt->words != NULL ? attempt->words : attempt->error);
}

static gboolean
write_standing (PhStore *self, gint64 id, const PhStoreStanding *standing, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      self->database,
      "UPDATE message SET state = :state, owner = 0, changed = :now, due = :due, retry_at = :retry_at,"
      "  n_retries = :n_retries, first_attempt = :first_attempt, problem = :problem"
      " WHERE id = :id");

  ph_store_statement_set_int (statement, ":id", id);
  ph_store_statement_set_int (statement, ":state", standing->state);
  ph_store_statement_set_int (statement, ":now", g_get_real_time ());
  ph_store_statement_set_int (statement, ":due", standing->due);
  ph_store_statement_set_int (statement, ":retry_at", standing->retry_at);
  ph_store_statement_set_int (statement, ":n_retries", standing->n_retries);
  ph_store_statement_set_int (statement, ":first_attempt", standing->first_attempt);
  ph_store_statement_set_text (statement, ":problem", standing->problem);
  return ph_store_statement_run (statement, error);
}

/* The checks of ph_store_settle() and what it does to the recipients. (transfer full) (nullable): before the change */
static PhStoreStanding *
settle_recipients (PhStore *self, gint64 id, PhStoreState state, GPtrArray *recipients, GError **error)
{
  g_autoptr (PhStoreStanding) standing = read_own_standing (self, id, error);

  if (standing == NULL)
    return NULL;
  if (!ph_store_state_can_become (standing->state, state))
    {
      set_wrong_state (id, standing->state, state, error);
      return NULL;
    }
  if (!keep_news (self, id, recipients, error) || !resolve_doubts (self, id, state, error))
    return NULL;
  if (standing->state == PH_STORE_STATE_UNKNOWN && !resolve_unknown (self, id, state, error))
    return NULL;
  return g_steal_pointer (&standing);
}

static gboolean
settle (PhStore *self,
        gint64 id,
        PhStoreState state,
        gint64 due,
        gboolean is_retry,
        GPtrArray *recipients,
        PhStoreAttempt *attempt,
        GError **error)
{
  g_autoptr (PhStoreStanding) standing = settle_recipients (self, id, state, recipients, error);

  if (standing == NULL)
    return FALSE;
  if (state == PH_STORE_STATE_QUEUED)
    plan_next_attempt (standing, due, is_retry);
  if (attempt != NULL)
    note_attempt (standing, attempt, is_retry);
  standing->state = state;
  return write_standing (self, id, standing, error)
         && (attempt == NULL || ph_store_row_insert_attempt (self, id, attempt, error));
}

gboolean
ph_store_settle (PhStore *self,
                 gint64 id,
                 PhStoreState state,
                 gint64 due,
                 gboolean is_retry,
                 GPtrArray *recipients,
                 PhStoreAttempt *attempt,
                 GError **error)
{
  g_return_val_if_fail (PH_IS_STORE (self), FALSE);
  g_return_val_if_fail ((guint) state < PH_STORE_N_STATES && !is_under_way (state), FALSE);

  return ph_store_begin (self, PH_STORE_ACCESS_WRITE, error)
         && ph_store_end (self, settle (self, id, state, due, is_retry, recipients, attempt, error), NULL, error);
}
