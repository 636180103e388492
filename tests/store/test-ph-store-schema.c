/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database of any earlier version becomes today's, step by step, and a step that fails leaves the version before it. */
#include "ph-store-schema.h"

#include "ph-store-statement.h"
#include "ph-test-store.h"

typedef struct
{
  GFile *folder; /* (owned) */
  char *path; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->path = ph_test_folder_path (f->folder, "posthaste.db");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->path);
  ph_test_folder_free (f->folder);
}

static PhStoreDatabase *
open_database (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  PhStoreDatabase *database = ph_store_database_open (f->path, 99, FALSE, &error);

  g_assert_no_error (error);
  return database;
}

static gint64
ask (PhStoreDatabase *database, const char *sql)
{
  g_autoptr (PhStoreStatement) statement = ph_store_statement_new (database, sql);
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  g_assert_true (ph_store_statement_read_int (statement, -1, &value, &error));
  g_assert_no_error (error);
  return value;
}

static const char *const steps[] = {
  "CREATE TABLE a (x); INSERT INTO a VALUES (1)",
  "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1",
  "CREATE TABLE b AS SELECT x + y AS z FROM a",
};

static void
test_from_every_version (Fixture *f, gconstpointer data)
{
  for (int from = 0; from <= (int) G_N_ELEMENTS (steps); from++)
    {
      g_autoptr (GError) error = NULL;
      PhStoreDatabase *database = open_database (f);

      g_assert_true (ph_store_schema_migrate (database, steps, from, NULL));
      g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, from);
      ph_store_database_close (database);
      database = open_database (f);
      g_assert_true (ph_store_schema_migrate (database, steps, G_N_ELEMENTS (steps), &error));
      g_assert_no_error (error);
      g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, 3);
      g_assert_cmpint (ask (database, "SELECT z FROM b"), ==, 3);
      ph_store_database_close (database);
      tear_down (f, NULL);
      set_up (f, NULL);
    }
}

static void
test_failed_step (Fixture *f, gconstpointer data)
{
  const char *const broken[] = { steps[0], "ALTER TABLE a ADD COLUMN y; UPDATE nothing SET y = 1" };
  g_autoptr (PhStoreDatabase) database = open_database (f);
  g_autoptr (GError) error = NULL;

  g_assert_false (ph_store_schema_migrate (database, broken, 2, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (database, "SELECT count (*) FROM pragma_table_info ('a')"), ==, 1);
  g_clear_error (&error);
  g_assert_true (ph_store_schema_migrate (database, steps, 3, &error));
  g_assert_no_error (error);
}

static void
test_never_backward (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStoreDatabase) database = open_database (f);

  g_assert_true (ph_store_schema_migrate (database, steps, 3, NULL));
  g_assert_true (ph_store_schema_migrate (database, steps, 1, NULL));
  g_assert_cmpint (ask (database, "PRAGMA user_version"), ==, 3);
}

#define LUNCH                                                                                                            \
  "INSERT INTO message (state, file, size, created, changed, account, sender, message_id, subject, has_attachments,"     \
  "  due, holder) VALUES (1, 'a.eml', 1, 5, 6, 'work', 'me@example.org', '<1@x>', 'Lunch', 0, 0, 0);"                    \
  "INSERT INTO recipient (message, position, field, name, address, fate) VALUES (1, 0, 2, 'Ada', 'ada@example.org', 0);" \
  "INSERT INTO search (rowid, subject, people, text) VALUES (1, 'Lunch', 'Ada', 'bread');"

#define DINNER                                                                                                         \
  "INSERT INTO message (state, file, size, created, changed, account, sender, message_id, subject, has_attachments,"   \
  "  due, holder) VALUES (4, 'b.eml', 1, 7, 8, 'work', 'me@example.org', '<2@x>', 'Dinner', 0, 0, 0),"                 \
  "  (4, 'c.eml', 1, 8, 9, 'work', 'me@example.org', '<3@x>', 'Dinner', 0, 0, 0);"                                     \
  "INSERT INTO recipient (message, position, field, name, address, fate) VALUES"                                       \
  "  (2, 0, 0, 'B', 'bo@example.org', 2), (3, 0, 0, 'Bo', 'Bo@example.org', 2), (3, 1, 0, 'Cy', 'cy@example.org', 3);"

/* Rows as each released version wrote them. A new version gets a new line here, and no line is ever changed. */
static const char *const rows_of_version[] = {
  NULL,
  LUNCH DINNER,
  LUNCH "INSERT INTO once (key, since) VALUES ('a', 5);" DINNER,
  LUNCH DINNER
  "INSERT INTO person (key, address, name, n, last) VALUES ('bo@example.org', 'bo@example.org', 'Bo', 2, 9);",
  LUNCH DINNER
  "UPDATE message SET notify = 14 WHERE id = 2;"
  "INSERT INTO person (key, address, name, n, last) VALUES ('bo@example.org', 'bo@example.org', 'Bo', 2, 9);",
};

static void
make_version (Fixture *f, int version)
{
  g_autoptr (PhStoreDatabase) database = open_database (f);
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_schema_migrate (database, ph_store_schema_steps, version, &error));
  if (rows_of_version[version] != NULL)
    g_assert_true (ph_store_database_execute (database, rows_of_version[version], &error));
  g_assert_no_error (error);
}

static void
assert_lunch_is_there (PhStore *store)
{
  g_autofree char *ids = ph_test_store_dup_list (store, PH_STORE_BOX_OUTBOX, "bread");
  g_autoptr (PhStoreMessage) message = ph_store_get (store, 1, NULL);

  g_assert_cmpstr (ids, ==, "1");
  g_assert_cmpstr (ph_store_message_get_subject (message), ==, "Lunch");
  g_assert_cmpuint (ph_store_message_get_recipients (message)->len, ==, 1);
  g_assert_cmpuint (ph_store_message_get_notify (message), ==, 0);
}

/* What was asked for is asked for still, and in a database from before that nothing. */
static void
assert_dinner_is_reported (PhStore *store, int version)
{
  g_autoptr (PhStoreMessage) message = ph_store_get (store, 2, NULL);

  g_assert_cmpuint (ph_store_message_get_notify (message), ==, version >= 4 ? 14 : 0);
}

/* Who was sent something before anybody was remembered; Ada waits, and Cy was refused. */
static void
assert_bo_is_remembered (PhStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = ph_store_find_people (store, "example", 10, 9, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_cmpstr (((PhStorePerson *) g_ptr_array_index (people, 0))->name, ==, "Bo");
}

/* What is in a database of each released version is there in today's, and today's store works with it. */
static void
test_released_versions (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (G_N_ELEMENTS (rows_of_version), ==, (guint) ph_store_schema_version + 1);
  for (int version = 0; version <= ph_store_schema_version; version++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PhStore) store = NULL;

      make_version (f, version);
      store = ph_store_open (f->folder, &error);
      g_assert_no_error (error);
      if (version > 0)
        {
          assert_lunch_is_there (store);
          assert_bo_is_remembered (store);
          assert_dinner_is_reported (store, version);
        }
      ph_test_store_add_in (store, PH_STORE_STATE_SENT, "x");
      g_clear_object (&store);
      tear_down (f, NULL);
      set_up (f, NULL);
    }
}

#define ADD(path, func) g_test_add ("/store/schema/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("from-every-version", test_from_every_version);
  ADD ("failed-step", test_failed_step);
  ADD ("never-backward", test_never_backward);
  ADD ("released-versions", test_released_versions);
  return g_test_run ();
}
