/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft holds what was written, finished or not, and each save takes the place of the one before. */
#include "ph-outbox-draft.h"
#include "ph-test-folder.h"

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  PhMessage *message;
  gint64 id;
  GError *error;
  gboolean is_done;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->message = ph_message_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ph_outbox_disk_finish (f->disk);
  g_clear_object (&f->disk);
  g_clear_object (&f->message);
  g_clear_error (&f->error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&f->folder, ph_test_folder_free);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  f->id = ph_outbox_draft_save_finish (PH_OUTBOX_DISK (source), result, &f->error);
  f->is_done = TRUE;
}

static void
save (Fixture *f, gint64 id)
{
  f->is_done = FALSE;
  ph_outbox_draft_save_async (f->disk, f->message, "a1", id, saved_cb, f);
  while (!f->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static PhStore *
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  PhStore *store = ph_store_open (f->folder, &error);

  g_assert_no_error (error);
  return store;
}

static void
test_save (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;
  GPtrArray *recipients = NULL;
  gint64 first = 0;

  ph_message_set_subject (f->message, "First");
  ph_message_add_recipient_text (f->message, PH_MESSAGE_FIELD_TO, "Bob <bob@example.org>");
  ph_message_add_recipient_text (f->message, PH_MESSAGE_FIELD_BCC, "carol@");
  save (f, 0);
  g_assert_no_error (f->error);
  first = f->id;
  ph_message_set_subject (f->message, "Second");
  save (f, first);
  g_assert_no_error (f->error);
  g_assert_cmpint (f->id, ==, first);

  store = open_store (f);
  g_assert_cmpint (ph_store_count (store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 1);
  stored = ph_store_get (store, first, NULL);
  g_assert_cmpstr (ph_store_message_get_subject (stored), ==, "Second");
  recipients = ph_store_message_get_recipients (stored);
  g_assert_cmpuint (recipients->len, ==, 2);
  g_assert_cmpstr (((PhStoreRecipient *) g_ptr_array_index (recipients, 0))->name, ==, "Bob");
  g_assert_cmpstr (((PhStoreRecipient *) g_ptr_array_index (recipients, 1))->address, ==, "carol@");
  g_assert_cmpuint (((PhStoreRecipient *) g_ptr_array_index (recipients, 1))->field, ==, PH_MESSAGE_FIELD_BCC);
  g_assert_cmpuint (ph_test_folder_count (f->folder, "messages"), ==, 1);
}

/* What stood in the outbox is nobody's to send any more. */
static void
test_taken_back (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStore) store = NULL;
  g_autoptr (GPtrArray) due = NULL;

  save (f, 0);
  store = open_store (f);
  g_assert_true (ph_store_settle (store, f->id, PH_STORE_STATE_QUEUED, 0, FALSE, NULL, NULL, NULL));
  save (f, f->id);
  g_assert_no_error (f->error);
  due = ph_store_list_due (store, G_MAXINT64, NULL);
  g_assert_cmpuint (due->len, ==, 0);
}

/* Whoever has the message already still has it when more was written. */
static void
test_keeps_who_has_it (Fixture *f, gconstpointer data)
{
  const char *const bob[] = { "bob@example.org", NULL };
  const char *const nobody[] = { NULL };
  g_autoptr (PhStore) store = NULL;
  g_autoptr (PhStoreMessage) stored = NULL;
  GPtrArray *recipients = NULL;

  ph_message_add_recipient_text (f->message, PH_MESSAGE_FIELD_TO, "bob@example.org");
  ph_message_add_recipient_text (f->message, PH_MESSAGE_FIELD_TO, "carol@example.org");
  save (f, 0);
  store = open_store (f);
  g_assert_true (ph_store_settle (store, f->id, PH_STORE_STATE_QUEUED, 0, FALSE, NULL, NULL, NULL));
  g_assert_true (ph_store_claim (store, f->id, NULL));
  g_assert_true (ph_store_begin_commit (store, f->id, bob, nobody, NULL));
  g_assert_true (ph_store_begin_commit (store, f->id, nobody, bob, NULL));
  g_assert_true (ph_store_settle (store, f->id, PH_STORE_STATE_FAILED, 0, FALSE, NULL, NULL, NULL));
  ph_message_set_text (f->message, "More.");
  save (f, f->id);
  g_assert_no_error (f->error);
  stored = ph_store_get (store, f->id, NULL);
  recipients = ph_store_message_get_recipients (stored);
  g_assert_cmpint (((PhStoreRecipient *) g_ptr_array_index (recipients, 0))->fate, ==, PH_STORE_FATE_SENT);
  g_assert_cmpint (((PhStoreRecipient *) g_ptr_array_index (recipients, 1))->fate, ==, PH_STORE_FATE_PENDING);
}

/* What is being sent is not written over. */
static void
test_busy (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStore) store = NULL;
  gint64 id = 0;

  save (f, 0);
  id = f->id;
  store = open_store (f);
  g_assert_true (ph_store_settle (store, id, PH_STORE_STATE_QUEUED, 0, FALSE, NULL, NULL, NULL));
  g_assert_true (ph_store_claim (store, id, NULL));
  save (f, id);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpint (f->id, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/outbox/draft/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/outbox/draft/taken-back", Fixture, NULL, set_up, test_taken_back, tear_down);
  g_test_add ("/outbox/draft/keeps-who-has-it", Fixture, NULL, set_up, test_keeps_who_has_it, tear_down);
  g_test_add ("/outbox/draft/busy", Fixture, NULL, set_up, test_busy, tear_down);
  return g_test_run ();
}
