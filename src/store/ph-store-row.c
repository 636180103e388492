/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of columns and fields is known here and nowhere else. */
#include "config.h"

#include "ph-store-row.h"

#include "ph-store-message-private.h"

/* ---- writing ------------------------------------------------------------------------------------------------- */

static void
set_fields (PhStoreStatement *statement, PhStoreMessage *message, GFile *file, guint64 size)
{
  g_autofree char *name = g_file_get_basename (file);

  ph_store_statement_set_int (statement, ":state", message->state);
  ph_store_statement_set_text (statement, ":file", name);
  ph_store_statement_set_int (statement, ":size", (gint64) size);
  ph_store_statement_set_int (statement, ":now", g_get_real_time ());
  ph_store_statement_set_text (statement, ":account", message->account);
  ph_store_statement_set_text (statement, ":sender", message->sender);
  ph_store_statement_set_text (statement, ":message_id", message->message_id);
  ph_store_statement_set_text (statement, ":subject", message->subject);
  ph_store_statement_set_int (statement, ":has_attachments", message->has_attachments != FALSE);
  ph_store_statement_set_int (statement, ":due", message->due);
  ph_store_statement_set_int (statement, ":holder", message->holder);
  ph_store_statement_set_int (statement, ":notify", message->notify);
}

static void
set_recipient (PhStoreStatement *statement, const PhStoreRecipient *recipient)
{
  ph_store_statement_set_int (statement, ":field", recipient->field);
  ph_store_statement_set_text (statement, ":name", recipient->name);
  ph_store_statement_set_text (statement, ":address", recipient->address);
  ph_store_statement_set_int (statement, ":fate", recipient->fate);
  ph_store_statement_set_int (statement, ":reply_code", recipient->reply_code);
  ph_store_statement_set_text (statement, ":enhanced_status", recipient->enhanced_status);
  ph_store_statement_set_text (statement, ":words", recipient->words);
}

static gboolean
insert_recipients (PhStore *store, gint64 id, GPtrArray *recipients, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      store->database,
      "INSERT INTO recipient (message, position, field, name, address, fate, reply_code, enhanced_status, words)"
      " VALUES (:id, :position, :field, :name, :address, :fate, :reply_code, :enhanced_status, :words)");

  ph_store_statement_set_int (statement, ":id", id);
  for (guint i = 0; i < recipients->len; i++)
    {
      ph_store_statement_set_int (statement, ":position", i);
      set_recipient (statement, g_ptr_array_index (recipients, i));
      if (!ph_store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_people (PhStoreMessage *message)
{
  GString *people = g_string_new (message->sender);

  for (guint i = 0; i < message->recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (message->recipients, i);

      g_string_append_printf (people, "\n%s %s", recipient->name, recipient->address);
    }
  return g_string_free (people, FALSE);
}

static gboolean
insert_search (PhStore *store, gint64 id, PhStoreMessage *message, GError **error)
{
  g_autofree char *people = dup_people (message);
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      store->database,
      "INSERT INTO search (rowid, subject, people, text) VALUES (:id, :subject, :people, :text)");

  ph_store_statement_set_int (statement, ":id", id);
  ph_store_statement_set_text (statement, ":subject", message->subject);
  ph_store_statement_set_text (statement, ":people", people);
  ph_store_statement_set_text (statement, ":text", message->text);
  return ph_store_statement_run (statement, error);
}

static gboolean
delete_for (PhStore *store, gint64 id, const char *sql, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (store->database, sql);

  ph_store_statement_set_int (statement, ":id", id);
  return ph_store_statement_run (statement, error);
}

gboolean
ph_store_row_insert (PhStore *store, PhStoreMessage *message, GFile *file, guint64 size, gint64 *id, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      store->database,
      "INSERT INTO message (state, file, size, created, changed, account, sender, message_id, subject,"
      "  has_attachments, due, holder, notify)"
      " VALUES (:state, :file, :size, :now, :now, :account, :sender, :message_id, :subject,"
      "  :has_attachments, :due, :holder, :notify)");

  set_fields (statement, message, file, size);
  if (!ph_store_statement_run (statement, error))
    return FALSE;
  *id = ph_store_sqlite.last_insert_rowid (ph_store_database_get_handle (store->database));
  return insert_recipients (store, *id, message->recipients, error) && insert_search (store, *id, message, error);
}

gboolean
ph_store_row_update (PhStore *store, gint64 id, PhStoreMessage *message, GFile *file, guint64 size, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      store->database,
      "UPDATE message SET state = :state, file = :file, size = :size, changed = :now, account = :account,"
      "  sender = :sender, message_id = :message_id, subject = :subject, has_attachments = :has_attachments,"
      "  due = :due, holder = :holder, notify = :notify, retry_at = 0, n_retries = 0, first_attempt = 0"
      " WHERE id = :id");

  ph_store_statement_set_int (statement, ":id", id);
  set_fields (statement, message, file, size);
  return ph_store_statement_run (statement, error)
         && delete_for (store, id, "DELETE FROM recipient WHERE message = :id", error)
         && delete_for (store, id, "DELETE FROM search WHERE rowid = :id", error)
         && insert_recipients (store, id, message->recipients, error) && insert_search (store, id, message, error);
}

gboolean
ph_store_row_insert_attempt (PhStore *store, gint64 id, const PhStoreAttempt *attempt, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (
      store->database,
      "INSERT INTO attempt (message, started, ended, state, stage, error, error_code, reply_code, enhanced_status,"
      "  words, queue_id, host, port, tls, timings, transcript)"
      " VALUES (:id, :started, :ended, :state, :stage, :error, :error_code, :reply_code, :enhanced_status,"
      "  :words, :queue_id, :host, :port, :tls, :timings, :transcript)");

  ph_store_statement_set_int (statement, ":id", id);
  ph_store_statement_set_int (statement, ":started", attempt->started);
  ph_store_statement_set_int (statement, ":ended", attempt->ended);
  ph_store_statement_set_int (statement, ":state", attempt->state);
  ph_store_statement_set_int (statement, ":stage", attempt->stage);
  ph_store_statement_set_text (statement, ":error", attempt->error);
  ph_store_statement_set_int (statement, ":error_code", attempt->error_code);
  ph_store_statement_set_int (statement, ":reply_code", attempt->reply_code);
  ph_store_statement_set_text (statement, ":enhanced_status", attempt->enhanced_status);
  ph_store_statement_set_text (statement, ":words", attempt->words);
  ph_store_statement_set_text (statement, ":queue_id", attempt->queue_id);
  ph_store_statement_set_text (statement, ":host", attempt->host != NULL ? attempt->host : "");
  ph_store_statement_set_int (statement, ":port", attempt->port);
  ph_store_statement_set_text (statement, ":tls", attempt->tls);
  ph_store_statement_set_text (statement, ":timings", attempt->timings);
  ph_store_statement_set_text (statement, ":transcript", attempt->transcript);
  return ph_store_statement_run (statement, error);
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

static void
read_text (PhStoreStatement *statement, int column, char **field)
{
  g_free (*field);
  *field = g_strdup (ph_store_statement_get_text (statement, column));
}

static PhStoreMessage *
read_fields (PhStore *store, PhStoreStatement *statement)
{
  PhStoreMessage *message = g_object_new (PH_TYPE_STORE_MESSAGE, NULL);
  int column = 0;

  message->id = ph_store_statement_get_int (statement, column++);
  message->state = (PhStoreState) ph_store_statement_get_int (statement, column++);
  message->file = ph_store_get_child (store, ph_store_statement_get_text (statement, column++));
  message->size = (guint64) ph_store_statement_get_int (statement, column++);
  message->created = ph_store_statement_get_int (statement, column++);
  message->changed = ph_store_statement_get_int (statement, column++);
  message->n_retries = (guint) ph_store_statement_get_int (statement, column++);
  message->first_attempt = ph_store_statement_get_int (statement, column++);
  read_text (statement, column++, &message->problem);
  read_text (statement, column++, &message->account);
  read_text (statement, column++, &message->sender);
  read_text (statement, column++, &message->message_id);
  read_text (statement, column++, &message->subject);
  message->has_attachments = ph_store_statement_get_int (statement, column++) != 0;
  message->due = ph_store_statement_get_int (statement, column++);
  message->holder = (PhStoreHolder) ph_store_statement_get_int (statement, column++);
  message->retry_at = ph_store_statement_get_int (statement, column++);
  message->notify = (guint) ph_store_statement_get_int (statement, column++);
  return message;
}

static PhStoreRecipient *
read_recipient (PhStoreStatement *statement)
{
  PhStoreRecipient *recipient = ph_store_recipient_new ((guint) ph_store_statement_get_int (statement, 0),
                                                        ph_store_statement_get_text (statement, 1),
                                                        ph_store_statement_get_text (statement, 2));

  recipient->fate = (PhStoreFate) ph_store_statement_get_int (statement, 3);
  recipient->reply_code = (int) ph_store_statement_get_int (statement, 4);
  recipient->enhanced_status = g_strdup (ph_store_statement_get_text (statement, 5));
  recipient->words = g_strdup (ph_store_statement_get_text (statement, 6));
  return recipient;
}

static gboolean
read_recipients (PhStoreStatement *statement, PhStoreMessage *message, GError **error)
{
  g_autoptr (GError) failure = NULL;

  ph_store_statement_set_int (statement, ":id", message->id);
  while (ph_store_statement_next (statement, &failure))
    ph_store_message_add_recipient (message, read_recipient (statement));
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  ph_store_statement_reset (statement);
  return TRUE;
}

static gboolean
read_all_recipients (PhStore *store, GPtrArray *messages, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (store->database,
                                "SELECT field, name, address, fate, reply_code, enhanced_status, words FROM recipient"
                                " WHERE message = :id ORDER BY position");

  for (guint i = 0; i < messages->len; i++)
    if (!read_recipients (statement, g_ptr_array_index (messages, i), error))
      return FALSE;
  return TRUE;
}

GPtrArray *
ph_store_row_read_all (PhStore *store, PhStoreStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) failure = NULL;

  while (ph_store_statement_next (statement, &failure))
    g_ptr_array_add (messages, read_fields (store, statement));
  if (failure == NULL && read_all_recipients (store, messages, &failure))
    return g_steal_pointer (&messages);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

PhStoreMessage *
ph_store_row_read (PhStore *store, gint64 id, GError **error)
{
  g_autoptr (PhStoreStatement) statement
      = ph_store_statement_new (store->database, "SELECT " PH_STORE_ROW_COLUMNS " FROM message WHERE id = :id");
  g_autoptr (GPtrArray) messages = NULL;

  ph_store_statement_set_int (statement, ":id", id);
  messages = ph_store_row_read_all (store, statement, error);
  if (messages == NULL)
    return NULL;
  if (messages->len > 0)
    return g_object_ref (g_ptr_array_index (messages, 0));
  ph_store_set_not_found (id, error);
  return NULL;
}
