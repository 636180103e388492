/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came is there whole, what was replaced is new or old but never between, what went can come back until it is purged. */
#include "ph-test-store.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static gboolean
write_and_fail (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (ph_test_store_write (output, (char *) "half", cancellable, error));
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "photo.jpg: gone");
  return FALSE;
}

static void
assert_file (PhStore *store, gint64 id, const char *expected)
{
  g_autoptr (PhStoreMessage) message = ph_store_get (store, id, NULL);
  g_autofree char *octets = ph_test_folder_read (ph_store_message_get_file (message), NULL);

  g_assert_cmpstr (octets, ==, expected);
}

static void
assert_list (PhStore *store, PhStoreBox box, const char *expected)
{
  g_autofree char *ids = ph_test_store_dup_list (store, box, NULL);

  g_assert_cmpstr (ids, ==, expected);
}

/* ---- add ----------------------------------------------------------------------------------------------------- */

static void
assert_recipient (PhStoreMessage *message, guint position, guint field, const char *name, const char *address)
{
  const PhStoreRecipient *recipient = g_ptr_array_index (ph_store_message_get_recipients (message), position);

  g_assert_cmpuint (recipient->field, ==, field);
  g_assert_cmpstr (recipient->name, ==, name);
  g_assert_cmpstr (recipient->address, ==, address);
  g_assert_cmpint (recipient->fate, ==, PH_STORE_FATE_PENDING);
  g_assert_null (recipient->words);
}

static void
assert_is_lunch (PhStoreMessage *message)
{
  g_assert_cmpint (ph_store_message_get_id (message), ==, 1);
  g_assert_cmpint (ph_store_message_get_state (message), ==, PH_STORE_STATE_QUEUED);
  g_assert_cmpuint (ph_store_message_get_size (message), ==, 15);
  g_assert_cmpstr (ph_store_message_get_account (message), ==, "work");
  g_assert_cmpstr (ph_store_message_get_sender (message), ==, "me@example.org");
  g_assert_cmpstr (ph_store_message_get_message_id (message), ==, "<1@example.org>");
  g_assert_cmpstr (ph_store_message_get_subject (message), ==, "Lunch");
  g_assert_true (ph_store_message_get_has_attachments (message));
  g_assert_cmpint (ph_store_message_get_due (message), ==, 77);
  g_assert_cmpint (ph_store_message_get_holder (message), ==, PH_STORE_HOLDER_HERE);
  g_assert_cmpuint (ph_store_message_get_recipients (message)->len, ==, 3);
  assert_recipient (message, 0, 0, "Ada", "ada@example.org");
  assert_recipient (message, 2, 2, "", "carol@example.org");
}

/* Every field comes back, also from the disk. */
static void
test_add (PhTestStore *f, gconstpointer data)
{
  gint64 before = g_get_real_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "Lunch");
  g_autoptr (PhStoreMessage) stored = NULL;
  g_autoptr (PhStoreMessage) read = NULL;

  ph_store_message_set_account (message, "work");
  ph_store_message_set_message_id (message, "<1@example.org>");
  ph_store_message_set_has_attachments (message, TRUE);
  ph_store_message_set_due (message, 77);
  ph_store_message_set_holder (message, PH_STORE_HOLDER_HERE);
  stored = ph_store_add (f->store, message, ph_test_store_write, (char *) "Subject: Lunch\n", NULL, &error);
  g_assert_no_error (error);
  assert_is_lunch (stored);
  g_assert_cmpint (ph_store_message_get_created (stored), >=, before);
  g_assert_cmpint (ph_store_message_get_changed (stored), ==, ph_store_message_get_created (stored));

  ph_test_store_reopen (f);
  read = ph_store_get (f->store, 1, &error);
  g_assert_no_error (error);
  assert_is_lunch (read);
  assert_file (f->store, 1, "Subject: Lunch\n");
}

static void
test_failed_write_leaves_nothing (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "x");

  g_assert_null (ph_store_add (f->store, message, write_and_fail, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 0);
  assert_list (f->store, PH_STORE_BOX_DRAFTS, "");
}

static void
test_cancelled_leaves_nothing (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "x");

  g_cancellable_cancel (cancellable);
  g_assert_null (ph_store_add (f->store, message, ph_test_store_write, (char *) "x", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 0);
}

static void
assert_mode (PhTestStore *f, const char *name, mode_t expected)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, expected);
}

static void
test_private_whatever_the_umask (PhTestStore *f, gconstpointer data)
{
  mode_t before = umask (0);
  g_autoptr (GFile) deep = g_file_get_child (f->folder, "deep");
  g_autoptr (PhStore) store = ph_store_open (deep, NULL);

  g_assert_nonnull (store);
  ph_test_store_add (store, PH_STORE_STATE_DRAFT, "x");
  umask (before);
  assert_mode (f, "deep", 0700);
  assert_mode (f, "deep/messages", 0700);
  assert_mode (f, "deep/posthaste.db", 0600);
  assert_mode (f, "deep/posthaste.db-wal", 0600);
  assert_mode (f, "deep/posthaste.db-shm", 0600);
  assert_mode (f, "deep/posthaste.lock", 0600);
}

static gpointer
add_many (gpointer store)
{
  for (guint i = 0; i < 10; i++)
    ph_test_store_add (store, PH_STORE_STATE_QUEUED, "x");
  return NULL;
}

/* Threads share the object, and a second one works beside it: none of them is told that the database is locked. */
static void
test_threads (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = ph_test_store_open (f);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("add", add_many, i % 2 == 0 ? f->store : other);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_OUTBOX, NULL, NULL), ==, 40);
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 40);
}

/* ---- replace ------------------------------------------------------------------------------------------------- */

static void
test_replace (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "old");
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_QUEUED);
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_store_message_set_subject (message, "new");
  ph_store_message_add_recipient (message, ph_store_recipient_new (0, "", "dora@example.org"));
  stored = ph_store_replace (f->store, id, message, ph_test_store_write, (char *) "newer", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ph_store_message_get_id (stored), ==, id);
  g_assert_cmpint (ph_store_message_get_state (stored), ==, PH_STORE_STATE_QUEUED);
  g_assert_cmpstr (ph_store_message_get_subject (stored), ==, "new");
  g_assert_cmpuint (ph_store_message_get_recipients (stored)->len, ==, 1);
  g_assert_cmpuint (ph_store_message_get_size (stored), ==, 5);
  assert_file (f->store, id, "newer");
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 1);
}

static void
test_failed_replace_keeps_the_old (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "old");
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");

  g_assert_null (ph_store_replace (f->store, id, message, write_and_fail, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_file (f->store, id, "old");
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 1);
}

/* In every state but one the message is not for replacing, and stays as it is. */
static void
test_replace_only_drafts (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");

  for (guint state = PH_STORE_STATE_QUEUED; state < PH_STORE_N_STATES; state++)
    {
      g_autoptr (GError) error = NULL;
      gint64 id = ph_test_store_add_in (f->store, (PhStoreState) state, "old");

      g_assert_null (ph_store_replace (f->store, id, message, ph_test_store_write, (char *) "new", NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, state);
      assert_file (f->store, id, "old");
    }
}

static void
test_replace_what_is_gone (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");
  gint64 removed = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "old");

  g_assert_null (ph_store_replace (f->store, 99, message, ph_test_store_write, (char *) "new", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (ph_store_remove (f->store, removed, NULL));
  g_assert_null (ph_store_replace (f->store, removed, message, ph_test_store_write, (char *) "new", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 1);
}

/* ---- remove, restore, purge ---------------------------------------------------------------------------------- */

static void
test_remove_and_restore (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");

  g_assert_true (ph_store_remove (f->store, id, &error));
  g_assert_no_error (error);
  assert_list (f->store, PH_STORE_BOX_DRAFTS, "");
  g_assert_true (ph_store_restore (f->store, id, &error));
  g_assert_no_error (error);
  assert_list (f->store, PH_STORE_BOX_DRAFTS, "1");
  assert_file (f->store, id, "x");
}

/* Only while a session has it can a message not be removed. */
static void
test_remove_in_every_state (PhTestStore *f, gconstpointer data)
{
  for (guint state = 0; state < PH_STORE_N_STATES; state++)
    {
      gboolean is_busy = state == PH_STORE_STATE_SENDING || state == PH_STORE_STATE_COMMITTING;
      g_autoptr (GError) error = NULL;
      gint64 id = ph_test_store_add_in (f->store, (PhStoreState) state, "x");

      g_assert_cmpint (ph_store_remove (f->store, id, &error), ==, !is_busy);
      if (is_busy)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      else
        g_assert_no_error (error);
    }
}

/* Nothing happens to what was removed: it is not sent, nor settled. */
static void
test_removed_is_left_alone (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_QUEUED, "x");
  g_autoptr (GPtrArray) due = NULL;

  g_assert_true (ph_store_remove (f->store, id, NULL));
  g_assert_false (ph_store_claim (f->store, id, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ph_store_settle (f->store, id, PH_STORE_STATE_DRAFT, 0, FALSE, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  due = ph_store_list_due (f->store, G_MAXINT64, NULL);
  g_assert_cmpuint (due->len, ==, 0);
  g_assert_cmpint (ph_store_get_next_due (f->store, NULL), ==, 0);
}

static void
test_purge (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 kept = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "kept");
  gint64 removed = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "removed");
  gint64 restored = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "restored");

  g_assert_true (ph_store_remove (f->store, removed, NULL));
  g_assert_true (ph_store_remove (f->store, restored, NULL));
  g_assert_true (ph_store_restore (f->store, restored, NULL));
  g_assert_true (ph_store_purge (f->store, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 2);
  assert_file (f->store, kept, "kept");
  assert_file (f->store, restored, "restored");
  g_assert_false (ph_store_restore (f->store, removed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* A file that could not go stays on the list of those that have to: the next purge takes it. */
static void
test_purge_again_after_failure (PhTestStore *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");
  g_autoptr (PhStoreMessage) message = ph_store_get (f->store, id, NULL);
  const char *path = g_file_peek_path (ph_store_message_get_file (message));

  /* A folder in its place cannot be unlinked, whoever asks. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_true (ph_store_remove (f->store, id, NULL));
  g_assert_false (ph_store_purge (f->store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  ph_test_store_reopen (f);
  g_assert_true (ph_store_purge (f->store, NULL));
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 0);
}

/* An id once given is never given again, or an undo would bring back another message. */
static void
test_ids_only_grow (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "x");

  g_assert_true (ph_store_remove (f->store, id, NULL));
  g_assert_true (ph_store_purge (f->store, NULL));
  ph_test_store_reopen (f);
  g_assert_cmpint (ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "y"), >, id);
}

/* ---- once ------------------------------------------------------------------------------------------------------ */

static gint64
add_once (PhStore *store, const char *key, GError **error)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "Lunch");
  g_autoptr (PhStoreMessage) stored
      = ph_store_add_once (store, message, key, ph_test_store_write, (char *) "Lunch", NULL, error);

  return stored != NULL ? ph_store_message_get_id (stored) : 0;
}

static void
assert_was_added (PhStore *store, const char *key, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  gboolean was_added = !expected;

  g_assert_true (ph_store_was_added (store, key, &was_added, &error));
  g_assert_no_error (error);
  g_assert_cmpint (was_added, ==, expected);
}

static void
test_once (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = ph_test_store_open (f);
  g_autoptr (GError) error = NULL;
  gint64 id = add_once (f->store, "a", &error);

  g_assert_no_error (error);
  assert_was_added (other, "a", TRUE);
  assert_was_added (other, "b", FALSE);
  g_assert_cmpint (add_once (other, "b", &error), >, id);
  g_assert_no_error (error);
  g_assert_cmpint (add_once (other, "a", &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 2);

  /* What was sent and thrown away was sent all the same. */
  g_assert_true (ph_store_remove (f->store, id, NULL) && ph_store_purge (f->store, NULL));
  g_clear_object (&other);
  ph_test_store_reopen (f);
  g_assert_cmpint (add_once (f->store, "a", &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

/* The other program adds it while this one writes the file. */
static gboolean
write_beside (GOutputStream *output, gpointer other, GCancellable *cancellable, GError **error)
{
  g_assert_cmpint (add_once (other, "a", NULL), !=, 0);
  return ph_test_store_write (output, (char *) "Lunch", cancellable, error);
}

static void
test_once_of_two (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = ph_test_store_open (f);
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "Lunch");
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_store_add_once (f->store, message, "a", write_beside, other, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_list (f->store, PH_STORE_BOX_OUTBOX, "1");
  g_assert_cmpuint (ph_test_store_count_files (f), ==, 1);
}

/* Half of it is not it. */
static void
test_failed_is_not_once (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "Lunch");
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_store_add_once (f->store, message, "a", write_and_fail, NULL, NULL, NULL));
  g_assert_cmpint (add_once (f->store, "a", &error), ==, 1);
  g_assert_no_error (error);
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/keep/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", test_add);
  ADD ("failed-write-leaves-nothing", test_failed_write_leaves_nothing);
  ADD ("cancelled-leaves-nothing", test_cancelled_leaves_nothing);
  ADD ("private-whatever-the-umask", test_private_whatever_the_umask);
  ADD ("threads", test_threads);
  ADD ("replace", test_replace);
  ADD ("failed-replace-keeps-the-old", test_failed_replace_keeps_the_old);
  ADD ("replace-only-drafts", test_replace_only_drafts);
  ADD ("replace-what-is-gone", test_replace_what_is_gone);
  ADD ("remove-and-restore", test_remove_and_restore);
  ADD ("remove-in-every-state", test_remove_in_every_state);
  ADD ("removed-is-left-alone", test_removed_is_left_alone);
  ADD ("purge", test_purge);
  ADD ("purge-again-after-failure", test_purge_again_after_failure);
  ADD ("ids-only-grow", test_ids_only_grow);
  ADD ("once", test_once);
  ADD ("once-of-two", test_once_of_two);
  ADD ("failed-is-not-once", test_failed_is_not_once);
  return g_test_run ();
}
