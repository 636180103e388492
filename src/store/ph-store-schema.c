/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of states, fates and holders are those of ph-store-message.h; times are microseconds since the epoch. */
#include "config.h"

#include "ph-store-schema.h"

#include "ph-store-statement.h"

/* `box` is the PhStoreBox that shows the message, 3: none. `due` is the person's wish; `ready` says from when on it can go:
 * what the server holds back goes to it at once, unless that failed and has to wait.
 * A message's rows go with it (the search's by a trigger, as virtual tables have no foreign keys). */
static const char version_1[]
    = "CREATE TABLE message ("
      "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
      "  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),"
      "  is_removed INTEGER NOT NULL DEFAULT 0,"
      "  owner INTEGER NOT NULL DEFAULT 0,"
      "  file TEXT NOT NULL UNIQUE,"
      "  size INTEGER NOT NULL,"
      "  created INTEGER NOT NULL,"
      "  changed INTEGER NOT NULL,"
      "  n_retries INTEGER NOT NULL DEFAULT 0,"
      "  first_attempt INTEGER NOT NULL DEFAULT 0,"
      "  problem TEXT,"
      "  account TEXT NOT NULL,"
      "  sender TEXT NOT NULL,"
      "  message_id TEXT NOT NULL,"
      "  subject TEXT NOT NULL,"
      "  has_attachments INTEGER NOT NULL,"
      "  due INTEGER NOT NULL,"
      "  holder INTEGER NOT NULL,"
      "  retry_at INTEGER NOT NULL DEFAULT 0,"
      "  ready INTEGER AS (CASE holder WHEN 2 THEN retry_at ELSE due END),"
      "  box INTEGER AS (CASE WHEN is_removed THEN 3 WHEN state = 0 THEN 0 WHEN state = 4 THEN 2 ELSE 1 END)"
      ");"
      "CREATE INDEX message_by_change ON message (box, changed, id);"
      "CREATE INDEX message_by_id ON message (box, id);"
      "CREATE INDEX message_ready ON message (ready, id) WHERE state = 1 AND is_removed = 0;"
      "CREATE INDEX message_owned ON message (owner) WHERE owner <> 0;"
      "CREATE INDEX message_removed ON message (id) WHERE is_removed = 1;"

      "CREATE TABLE recipient ("
      "  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
      "  address TEXT NOT NULL,"
      "  position INTEGER NOT NULL,"
      "  field INTEGER NOT NULL,"
      "  name TEXT NOT NULL,"
      "  fate INTEGER NOT NULL CHECK (fate BETWEEN 0 AND 4),"
      "  reply_code INTEGER NOT NULL DEFAULT 0,"
      "  enhanced_status TEXT,"
      "  words TEXT,"
      "  PRIMARY KEY (message, address, position)"
      ") WITHOUT ROWID;"

      "CREATE TABLE attempt ("
      "  id INTEGER PRIMARY KEY,"
      "  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
      "  started INTEGER NOT NULL,"
      "  ended INTEGER NOT NULL,"
      "  state INTEGER NOT NULL,"
      "  stage INTEGER NOT NULL,"
      "  error TEXT,"
      "  error_code INTEGER NOT NULL,"
      "  reply_code INTEGER NOT NULL,"
      "  enhanced_status TEXT,"
      "  words TEXT,"
      "  queue_id TEXT,"
      "  host TEXT NOT NULL,"
      "  port INTEGER NOT NULL,"
      "  tls TEXT,"
      "  timings TEXT,"
      "  transcript TEXT"
      ");"
      "CREATE INDEX attempt_of_message ON attempt (message);"

      "CREATE VIRTUAL TABLE search USING fts5 (subject, people, text, tokenize = 'unicode61 remove_diacritics 2');"
      "CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN"
      "  DELETE FROM search WHERE rowid = old.id;"
      "END;"

      /* Counting 100,000 rows would take longer than drawing a list of them. */
      "CREATE TABLE tally (box INTEGER PRIMARY KEY, n INTEGER NOT NULL);"
      "INSERT INTO tally VALUES (0, 0), (1, 0), (2, 0), (3, 0);"
      "CREATE TRIGGER message_counted AFTER INSERT ON message BEGIN"
      "  UPDATE tally SET n = n + 1 WHERE box = new.box;"
      "END;"
      "CREATE TRIGGER message_uncounted AFTER DELETE ON message BEGIN"
      "  UPDATE tally SET n = n - 1 WHERE box = old.box;"
      "END;"
      "CREATE TRIGGER message_moved AFTER UPDATE OF state, is_removed ON message WHEN new.box <> old.box BEGIN"
      "  UPDATE tally SET n = n - 1 WHERE box = old.box;"
      "  UPDATE tally SET n = n + 1 WHERE box = new.box;"
      "END;"

      /* Files that no message needs any more: a name stays until its file is gone for good. */
      "CREATE TABLE leftover (file TEXT PRIMARY KEY) WITHOUT ROWID;"

      /* See ph_store_database_commit(). */
      "CREATE TABLE voided (n INTEGER NOT NULL);"
      "INSERT INTO voided VALUES (0);";

/* What was put in once is not put in again, whatever became of the message: it may be gone long since. */
static const char version_2[] = "CREATE TABLE once (key TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;";

/* Those who were sent something, once for each address. Who is forgotten is kept until it cannot be taken back any more.
 * Triggers count, so that no way for a message to become sent (4) goes past them; of its recipients, those who got it (2). */
static const char version_3[]
    = "CREATE TABLE person ("
      "  id INTEGER PRIMARY KEY,"
      "  key TEXT NOT NULL UNIQUE,"
      "  address TEXT NOT NULL,"
      "  name TEXT NOT NULL,"
      "  n INTEGER NOT NULL,"
      "  last INTEGER NOT NULL,"
      "  is_forgotten INTEGER NOT NULL DEFAULT 0"
      ");"
      "CREATE INDEX person_forgotten ON person (id) WHERE is_forgotten = 1;"
      "CREATE VIRTUAL TABLE person_search USING fts5"
      "  (name, address, content = 'person', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');"
      "CREATE TRIGGER person_added AFTER INSERT ON person BEGIN"
      "  INSERT INTO person_search (rowid, name, address) VALUES (new.id, new.name, new.address);"
      "END;"
      "CREATE TRIGGER person_gone AFTER DELETE ON person BEGIN"
      "  INSERT INTO person_search (person_search, rowid, name, address)"
      "    VALUES ('delete', old.id, old.name, old.address);"
      "END;"
      "CREATE TRIGGER person_renamed AFTER UPDATE OF name, address ON person"
      "  WHEN new.name <> old.name OR new.address <> old.address BEGIN"
      "  INSERT INTO person_search (person_search, rowid, name, address)"
      "    VALUES ('delete', old.id, old.name, old.address);"
      "  INSERT INTO person_search (rowid, name, address) VALUES (new.id, new.name, new.address);"
      "END;"
      "INSERT INTO person (key, address, name, n, last)"
      "  SELECT lower (address), address, name, count (*), max (changed)"
      "  FROM message JOIN recipient ON message = id WHERE state = 4 AND fate = 2 GROUP BY lower (address);"

      "CREATE TABLE memory (is_on INTEGER NOT NULL);"
      "INSERT INTO memory VALUES (1);"
      "CREATE TRIGGER message_sent AFTER UPDATE OF state ON message"
      "  WHEN new.state = 4 AND old.state <> 4 AND (SELECT is_on FROM memory) BEGIN"
      "  INSERT INTO person (key, address, name, n, last)"
      "    SELECT lower (address), address, name, 1, new.changed FROM recipient WHERE message = new.id AND fate = 2"
      "    ON CONFLICT (key) DO UPDATE SET"
      "      address = excluded.address,"
      "      name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,"
      "      n = CASE WHEN is_forgotten THEN 1 ELSE n + 1 END,"
      "      last = excluded.last,"
      "      is_forgotten = 0;"
      "END;";

/* Which reports on delivery are asked for, as bits of ph_store_message_get_notify(). */
static const char version_4[] = "ALTER TABLE message ADD COLUMN notify INTEGER NOT NULL DEFAULT 0;";

const char *const ph_store_schema_steps[] = { version_1, version_2, version_3, version_4 };
const int ph_store_schema_version = G_N_ELEMENTS (ph_store_schema_steps);

static gboolean
read_version (PhStoreDatabase *database, gint64 *version, GError **error)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (database, "PRAGMA user_version");

  return ph_store_statement_read_int (statement, 0, version, error);
}

static gboolean
take_step (PhStoreDatabase *database, const char *sql, int version, GError **error)
{
  g_autofree char *number = g_strdup_printf ("PRAGMA user_version = %d", version);

  if (!ph_store_database_begin (database, PH_STORE_ACCESS_WRITE, error))
    return FALSE;
  if (ph_store_database_execute (database, sql, error) && ph_store_database_execute (database, number, error))
    return ph_store_database_commit (database, NULL, error);
  ph_store_database_roll_back (database);
  return FALSE;
}

gboolean
ph_store_schema_migrate (PhStoreDatabase *database, const char *const *steps, int version, GError **error)
{
  gint64 old = 0;

  if (!read_version (database, &old, error))
    return FALSE;
  for (int from = (int) old; from < version; from++)
    if (!take_step (database, steps[from], from + 1, error))
      {
        g_prefix_error (error, "version %d: ", from + 1);
        return FALSE;
      }
  return TRUE;
}
