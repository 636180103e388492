/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ph-test-store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static const char *const everybody[] = { "ada@example.org", "bob@example.org", "carol@example.org", NULL };
static const char *const nobody[] = { NULL };

void
ph_test_store_set_up (PhTestStore *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->store = ph_test_store_open (f);
}

void
ph_test_store_tear_down (PhTestStore *f, gconstpointer data)
{
  g_clear_object (&f->store);
  ph_test_folder_free (f->folder);
}

PhStore *
ph_test_store_open (PhTestStore *f)
{
  g_autoptr (GError) error = NULL;
  PhStore *store = ph_store_open (f->folder, &error);

  g_assert_no_error (error);
  return store;
}

void
ph_test_store_reopen (PhTestStore *f)
{
  g_assert_finalize_object (g_steal_pointer (&f->store));
  f->store = ph_test_store_open (f);
}

gboolean
ph_test_store_write (GOutputStream *output, gpointer text, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (output, text, strlen (text), NULL, cancellable, error);
}

PhStoreMessage *
ph_test_store_new_message (PhStoreState state, const char *subject)
{
  PhStoreMessage *message = ph_store_message_new (state);

  ph_store_message_set_subject (message, subject);
  ph_store_message_set_sender (message, "me@example.org");
  for (guint i = 0; everybody[i] != NULL; i++)
    ph_store_message_add_recipient (message, ph_store_recipient_new (i, i == 0 ? "Ada" : "", everybody[i]));
  return message;
}

gint64
ph_test_store_add (PhStore *store, PhStoreState state, const char *subject)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (state, subject);
  g_autoptr (PhStoreMessage) stored
      = ph_store_add (store, message, ph_test_store_write, (char *) subject, NULL, &error);

  g_assert_no_error (error);
  return ph_store_message_get_id (stored);
}

static void
begin_commit (PhStore *store, gint64 id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_begin_commit (store, id, everybody, nobody, &error));
  g_assert_no_error (error);
}

gint64
ph_test_store_add_in (PhStore *store, PhStoreState state, const char *subject)
{
  gboolean is_draft = state == PH_STORE_STATE_DRAFT;
  gint64 id = ph_test_store_add (store, is_draft ? PH_STORE_STATE_DRAFT : PH_STORE_STATE_QUEUED, subject);

  if (is_draft || state == PH_STORE_STATE_QUEUED)
    return id;
  g_assert_true (ph_store_claim (store, id, NULL));
  if (state == PH_STORE_STATE_SENDING)
    return id;
  begin_commit (store, id);
  if (state != PH_STORE_STATE_COMMITTING)
    ph_test_store_settle (store, id, state);
  return id;
}

PhStoreState
ph_test_store_get_state (PhStore *store, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_store_get (store, id, &error);

  g_assert_no_error (error);
  return ph_store_message_get_state (message);
}

PhStoreFate
ph_test_store_get_fate (PhStore *store, gint64 id, const char *address)
{
  g_autoptr (PhStoreMessage) message = ph_store_get (store, id, NULL);
  GPtrArray *recipients = ph_store_message_get_recipients (message);

  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (g_str_equal (recipient->address, address))
        return recipient->fate;
    }
  g_assert_not_reached ();
}

void
ph_test_store_settle (PhStore *store, gint64 id, PhStoreState state)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_settle (store, id, state, 0, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
}

guint
ph_test_store_count_files (PhTestStore *f)
{
  return ph_test_folder_count (f->folder, "messages");
}

char *
ph_test_store_dup_list (PhStore *store, PhStoreBox box, const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = ph_store_list (store, box, query, 0, 100, &error);
  GString *ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (ids,
                            i == 0 ? "%" G_GINT64_FORMAT : " %" G_GINT64_FORMAT,
                            ph_store_message_get_id (g_ptr_array_index (messages, i)));
  g_assert_cmpint (ph_store_count (store, box, query, &error), ==, (int) messages->len);
  g_assert_no_error (error);
  return g_string_free (ids, FALSE);
}

/* ---- snapshot ------------------------------------------------------------------------------------------------ */

/* No test here has more messages. */
#define MAX_ID 12

/* Ids of the messages in all lists, each once. (transfer full) */
static char *
dup_lists (PhStore *store)
{
  g_autofree char *drafts = ph_test_store_dup_list (store, PH_STORE_BOX_DRAFTS, NULL);
  g_autofree char *outbox = ph_test_store_dup_list (store, PH_STORE_BOX_OUTBOX, NULL);
  g_autofree char *sent = ph_test_store_dup_list (store, PH_STORE_BOX_SENT, NULL);

  return g_strdup_printf ("drafts %s, outbox %s, sent %s\n", drafts, outbox, sent);
}

static void
describe_attempts (GString *snapshot, PhStore *store, gint64 id)
{
  g_autoptr (GPtrArray) attempts = ph_store_list_attempts (store, id, NULL);

  for (guint i = 0; i < attempts->len; i++)
    g_string_append_printf (snapshot, " attempt %s", ((PhStoreAttempt *) g_ptr_array_index (attempts, i))->words);
}

static void
describe (GString *snapshot, PhStore *store, PhStoreMessage *message)
{
  GPtrArray *recipients = ph_store_message_get_recipients (message);
  g_autofree char *octets = NULL;

  if (!g_file_load_contents (ph_store_message_get_file (message), NULL, &octets, NULL, NULL, NULL))
    octets = g_strdup ("NO FILE");
  g_string_append_printf (snapshot,
                          "%" G_GINT64_FORMAT ": state %d, retries %u, due %" G_GINT64_FORMAT
                          ", \"%s\" is \"%s\", fates",
                          ph_store_message_get_id (message),
                          (int) ph_store_message_get_state (message),
                          ph_store_message_get_n_retries (message),
                          ph_store_message_get_due (message),
                          ph_store_message_get_subject (message),
                          octets);
  for (guint i = 0; i < recipients->len; i++)
    g_string_append_printf (snapshot, " %d", (int) ((PhStoreRecipient *) g_ptr_array_index (recipients, i))->fate);
  describe_attempts (snapshot, store, ph_store_message_get_id (message));
  g_string_append_c (snapshot, '\n');
}

char *
ph_test_store_dup_snapshot (PhStore *store)
{
  GString *snapshot = g_string_new (NULL);
  g_autofree char *lists = dup_lists (store);

  g_string_append (snapshot, lists);
  for (gint64 id = 1; id <= MAX_ID; id++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PhStoreMessage) message = ph_store_get (store, id, &error);

      if (message != NULL)
        describe (snapshot, store, message);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    }
  return g_string_free (snapshot, FALSE);
}

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) folder = g_dir_open (from, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *octets = NULL;
      gsize length = 0;

      if (g_file_get_contents (source, &octets, &length, NULL))
        g_assert_true (
            g_file_set_contents_full (target, octets, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

void
ph_test_store_copy_files (GFile *from, GFile *to)
{
  g_autofree char *messages = ph_test_folder_path (from, "messages");
  g_autofree char *to_messages = ph_test_folder_path (to, "messages");

  copy_folder (g_file_peek_path (from), g_file_peek_path (to));
  if (!g_file_test (messages, G_FILE_TEST_IS_DIR))
    return;
  g_assert_cmpint (g_mkdir (to_messages, 0700), ==, 0);
  copy_folder (messages, to_messages);
}

void
ph_test_store_run_sql (GFile *folder, const char *sql)
{
  g_autofree char *path = ph_test_folder_path (folder, "posthaste.db");
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}
