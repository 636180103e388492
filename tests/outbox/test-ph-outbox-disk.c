/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions run in their order on another thread, and whoever listens to changes is told of the last one, not of each. */
#include "ph-outbox-disk.h"
#include "ph-test-folder.h"

#define N_MESSAGES 50

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  GThread *thread;
  guint n_done;
  guint n_told;
  int n_seen; /* messages, when it was looked because of the newest telling */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->thread = g_thread_self ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ph_outbox_disk_finish (f->disk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&f->disk);
  g_clear_pointer (&f->folder, ph_test_folder_free);
}

static gboolean
write_text (GOutputStream *output, gpointer text, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (output, text, strlen (text), NULL, cancellable, error);
}

static gboolean
add (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_DRAFT);
  g_autoptr (PhStoreMessage) stored = ph_store_add (store, message, write_text, (gpointer) "x", cancellable, error);

  g_assert_true (g_thread_self () != ((Fixture *) data)->thread);
  return stored != NULL;
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, &error));
  g_assert_no_error (error);
  f->n_done++;
}

static gboolean
count (PhStore *store, gpointer n, GCancellable *cancellable, GError **error)
{
  *(int *) n = ph_store_count (store, PH_STORE_BOX_DRAFTS, NULL, error);
  return *(int *) n >= 0;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;
  gpointer n = NULL;

  g_assert_true (ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &n, NULL));
  f->n_seen = *(int *) n;
}

static void
changed_cb (PhOutboxDisk *disk, gpointer data)
{
  Fixture *f = data;

  f->n_told++;
  ph_outbox_disk_run_async (disk, count, g_new0 (int, 1), g_free, NULL, counted_cb, f);
}

static void
test_told (Fixture *f, gconstpointer data)
{
  g_signal_connect (f->disk, "changed", G_CALLBACK (changed_cb), f);
  for (guint i = 0; i < N_MESSAGES; i++)
    ph_outbox_disk_run_async (f->disk, add, f, NULL, NULL, added_cb, f);
  while (f->n_seen < N_MESSAGES)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->n_done, ==, N_MESSAGES);
  g_assert_cmpuint (f->n_told, <, N_MESSAGES);
}

static gboolean
fail (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return FALSE;
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GError) error = NULL;

  g_assert_false (ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  f->n_done++;
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  ph_outbox_disk_run_async (f->disk, fail, NULL, NULL, NULL, failed_cb, f);
  while (f->n_done == 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/outbox/disk/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/outbox/disk/failure", Fixture, NULL, set_up, test_failure, tear_down);
  return g_test_run ();
}
