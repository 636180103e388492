/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each row's message is put into the outbox once, whatever stopped an earlier run, and whichever draft it is begun anew from. */
#include "ph-message-load.h"
#include "ph-outbox-merge.h"
#include "ph-test-store.h"

#include <signal.h>
#include <sys/resource.h>

#define N_ROWS 200

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  PhMailMerge *merge;
  PhOutboxMerge *self;
  GCancellable *cancellable;
  GError *error;
  gboolean is_done;
  guint n_turns;
} Fixture;

static PhMailMerge *
new_merge (PhMessage *message, guint n_rows)
{
  g_autoptr (GString) text = g_string_new ("name,email\n");
  g_autoptr (PhMailTable) table = NULL;
  g_autoptr (GError) error = NULL;
  PhMailMerge *merge = NULL;

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, "N%u,n%u@example.net\n", i, i);
  table = ph_mail_table_parse (text->str, text->len, NULL);
  merge = ph_mail_merge_new (message, table, NULL, &error);
  g_assert_no_error (error);
  return merge;
}

static void
begin_anew (Fixture *f)
{
  g_clear_object (&f->self);
  g_clear_object (&f->cancellable);
  f->cancellable = g_cancellable_new ();
  f->self = ph_outbox_merge_new (f->disk, f->merge, "a1");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = ph_message_new ();

  ph_message_set_text (message, "Dear {{name}}");
  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->merge = new_merge (message, N_ROWS);
  begin_anew (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ph_outbox_disk_finish (f->disk);
  g_clear_object (&f->self);
  g_clear_object (&f->cancellable);
  g_clear_object (&f->merge);
  g_clear_object (&f->disk);
  g_clear_error (&f->error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&f->folder, ph_test_folder_free);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  f->is_done = TRUE;
  g_clear_error (&f->error);
  g_assert_cmpint (ph_outbox_merge_run_finish (PH_OUTBOX_MERGE (source), result, &f->error), ==, f->error == NULL);
}

static void
run (Fixture *f, PhOutboxMergeRun run)
{
  f->is_done = FALSE;
  ph_outbox_merge_run_async (f->self, run, f->cancellable, run_cb, f);
  while (!f->is_done)
    g_main_context_iteration (NULL, TRUE);
}

/* As another program sees it: nobody is there twice. */
static guint
count_stored (Fixture *f)
{
  g_autoptr (PhStore) store = ph_store_open (f->folder, NULL);
  g_autoptr (GPtrArray) due = ph_store_list_due (store, G_MAXINT64, NULL);
  g_autoptr (GHashTable) addresses = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < due->len; i++)
    {
      GPtrArray *recipients = ph_store_message_get_recipients (g_ptr_array_index (due, i));

      g_assert_cmpuint (recipients->len, ==, 1);
      g_hash_table_add (addresses, ((PhStoreRecipient *) g_ptr_array_index (recipients, 0))->address);
    }
  g_assert_cmpuint (g_hash_table_size (addresses), ==, due->len);
  return due->len;
}

static void
test_each_once (Fixture *f, gconstpointer data)
{
  run (f, PH_OUTBOX_MERGE_RUN_LOOK);
  g_assert_no_error (f->error);
  g_assert_cmpuint (ph_outbox_merge_get_n_done (f->self), ==, 0);
  run (f, PH_OUTBOX_MERGE_RUN_ADD);
  g_assert_no_error (f->error);
  g_assert_cmpuint (ph_outbox_merge_get_n_done (f->self), ==, N_ROWS);
  run (f, PH_OUTBOX_MERGE_RUN_ADD);
  g_assert_no_error (f->error);
  g_assert_cmpuint (count_stored (f), ==, N_ROWS);
}

static void
stop_cb (Fixture *f)
{
  f->n_turns++;
  g_cancellable_cancel (f->cancellable);
}

/* However quick the disk is, no turn gets through all of them. */
static void
make_rows_slow (Fixture *f)
{
  run (f, PH_OUTBOX_MERGE_RUN_LOOK); /* so that there is a database */
  ph_test_store_run_sql (f->folder,
                         "CREATE TRIGGER slow BEFORE INSERT ON message BEGIN SELECT ("
                         " WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                         " SELECT count (*) FROM n); END");
}

/* Between two rows, and others get their turn at the disk before the end. */
static void
test_stopped_and_begun_anew (Fixture *f, gconstpointer data)
{
  guint n_done = 0;

  make_rows_slow (f);
  g_signal_connect_swapped (f->self, "progress", G_CALLBACK (stop_cb), f);
  run (f, PH_OUTBOX_MERGE_RUN_ADD);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  n_done = ph_outbox_merge_get_n_done (f->self);
  g_assert_cmpuint (n_done, >, 0);
  g_assert_cmpuint (n_done, <, N_ROWS);
  g_assert_cmpuint (count_stored (f), ==, n_done);
  ph_test_store_run_sql (f->folder, "DROP TRIGGER slow");

  begin_anew (f);
  run (f, PH_OUTBOX_MERGE_RUN_LOOK);
  g_assert_cmpuint (ph_outbox_merge_get_n_done (f->self), ==, n_done);
  g_assert_true (ph_outbox_merge_is_done (f->self, n_done - 1));
  g_assert_false (ph_outbox_merge_is_done (f->self, n_done));
  run (f, PH_OUTBOX_MERGE_RUN_ADD);
  g_assert_no_error (f->error);
  g_assert_cmpuint (count_stored (f), ==, N_ROWS);
}

/* As full as a disk can be: no file grows. */
static void
set_disk_is_full (gboolean is_full)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = is_full ? 0 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  run (f, PH_OUTBOX_MERGE_RUN_LOOK);
  set_disk_is_full (TRUE);
  run (f, PH_OUTBOX_MERGE_RUN_ADD);
  set_disk_is_full (FALSE);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (ph_outbox_merge_get_n_done (f->self), ==, 0);
  run (f, PH_OUTBOX_MERGE_RUN_ADD);
  g_assert_no_error (f->error);
  g_assert_cmpuint (count_stored (f), ==, N_ROWS);
}

/* ---- a draft -------------------------------------------------------------------------------------------------------- */

static char *
dup_key (PhMessage *message)
{
  g_autoptr (PhMailMerge) merge = new_merge (message, 1);

  return ph_mail_merge_dup_key (merge, 0, "");
}

/* (transfer full): written as a draft and opened again */
static PhMessage *
close_and_open (PhMessage *message)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp (NULL, &stream, NULL);
  g_autoptr (GFile) folder = ph_test_folder_new ();
  g_autoptr (GError) error = NULL;
  PhMessage *loaded = NULL;

  ph_message_write (message, NULL, g_io_stream_get_output_stream (G_IO_STREAM (stream)), NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
  loaded = ph_message_load (file, folder, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (file, NULL, NULL);
  ph_test_folder_free (g_steal_pointer (&folder));
  return loaded;
}

/* After a crash the draft is what is left: its rows must be known again, or everybody gets it twice. */
static void
test_draft_is_the_same_merge (void)
{
  static const char *const texts[] = {
    "",     "\n",   "\n\n",    "x",        "x\n",           "x\n\n",           "x\n\n\n",
    "x ",   "x \n", " x\n \n", "-- \nAnn", "From x\n.\n..", "José {{name}}\n", "a\r\nb\r\n",
    "a\rb", "\r\n", "x\t\n",   "=20\n",
  };
  static const char *const subjects[] = { "", "For {{name}}", " x ", "José  {{name}} ", "a\nb", "=?utf-8?q?x?=" };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\n", 2);

  for (guint i = 0; i < G_N_ELEMENTS (texts) * G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr (PhMessage) message = ph_message_new ();
      g_autoptr (PhMailbox) from = ph_mailbox_new ("Añn, T", "ann@example.org", NULL);
      g_autoptr (PhMailbox) copy = ph_mailbox_new ("\"Q\" (x)", "q@example.org", NULL);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("ä b.txt", "text/plain", bytes);
      g_autoptr (PhMessage) loaded = NULL;
      g_autofree char *key = NULL;
      g_autofree char *loaded_key = NULL;

      ph_message_set_from (message, from);
      ph_message_add_recipient (message, PH_MESSAGE_FIELD_CC, copy);
      ph_message_set_text (message, texts[i % G_N_ELEMENTS (texts)]);
      ph_message_set_subject (message, subjects[i / G_N_ELEMENTS (texts)]);
      ph_message_add_attachment (message, attachment);
      loaded = close_and_open (message);
      key = dup_key (message);
      loaded_key = dup_key (loaded);
      g_test_message ("“%s” “%s”", texts[i % G_N_ELEMENTS (texts)], subjects[i / G_N_ELEMENTS (texts)]);
      g_assert_cmpstr (key, ==, loaded_key);
    }
}

#define ADD(path, func) g_test_add ("/outbox-merge/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  ADD ("each-once", test_each_once);
  ADD ("stopped-and-begun-anew", test_stopped_and_begun_anew);
  ADD ("full-disk", test_full_disk);
  g_test_add_func ("/outbox-merge/draft-is-the-same-merge", test_draft_is_the_same_merge);
  return g_test_run ();
}
