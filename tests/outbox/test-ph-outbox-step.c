/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's decision does what it says to each state, and what was sent is never made another message. */
#include "ph-outbox-step.h"
#include "ph-test-store.h"

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* (transfer full) (nullable) */
static PhStoreMessage *
take (PhTestStore *f, gint64 id, PhOutboxStep step, GError **error)
{
  g_autoptr (PhOutboxDisk) disk = ph_outbox_disk_new (f->folder);
  g_autoptr (GAsyncResult) result = NULL;
  PhStoreMessage *message = NULL;

  ph_outbox_step_async (disk, id, step, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  message = ph_outbox_step_finish (disk, result, error);
  ph_outbox_disk_finish (disk);
  return message;
}

static void
test_states (PhTestStore *f, gconstpointer data)
{
  /* Which state each step leads to; -1: it is refused, and nothing changes. SENT gets another message, see below. */
  static const int ends[][PH_STORE_N_STATES] = {
    /* DRAFT, QUEUED, SENDING, COMMITTING, SENT, FAILED, UNKNOWN */
    [PH_OUTBOX_STEP_TAKE_OUT] = { 0, 0, -1, -1, -1, 0, 0 },
    [PH_OUTBOX_STEP_SEND] = { 1, 1, -1, -1, 1, 1, 1 },
    [PH_OUTBOX_STEP_MARK_AS_SENT] = { -1, -1, -1, -1, -1, -1, 4 },
    [PH_OUTBOX_STEP_REMOVE] = { 0, 1, -1, -1, 4, 5, 6 },
  };

  for (guint step = 0; step < G_N_ELEMENTS (ends); step++)
    for (PhStoreState state = PH_STORE_STATE_DRAFT; state < PH_STORE_N_STATES; state++)
      {
        gint64 id = ph_test_store_add_in (f->store, state, "Subject: a\r\n\r\nb\r\n");
        g_autoptr (GError) error = NULL;
        g_autoptr (PhStoreMessage) message = NULL;

        if (step == PH_OUTBOX_STEP_SEND_TO_REFUSED)
          continue;
        message = take (f, id, step, &error);
        g_test_message ("step %u in state %d", step, (int) state);
        if (ends[step][state] == -1)
          {
            g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
            g_assert_cmpint (ph_test_store_get_state (f->store, id), ==, state);
          }
        else
          {
            g_assert_no_error (error);
            g_assert_cmpint (ph_store_message_get_state (message), ==, ends[step][state]);
          }
      }
}

static void
refuse (PhTestStore *f, gint64 id, PhStoreState state, const char *address)
{
  g_autoptr (GPtrArray) news = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);
  PhStoreRecipient *recipient = ph_store_recipient_new (1, "", address);
  g_autoptr (GError) error = NULL;

  recipient->fate = PH_STORE_FATE_REFUSED;
  recipient->reply_code = 550;
  g_ptr_array_add (news, recipient);
  ph_store_settle (f->store, id, state, 0, FALSE, news, NULL, &error);
  g_assert_no_error (error);
}

/* Those who were refused in a message that others have get it, with the same octets, as a message of their own. */
static void
test_refused_ones (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_COMMITTING, "Subject: a\r\n\r\nwords\r\n");
  g_autoptr (PhStoreMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *octets = NULL;
  g_autofree char *found = NULL;
  g_autofree char *expected = NULL;
  const PhStoreRecipient *bob = NULL;

  refuse (f, id, PH_STORE_STATE_SENT, "bob@example.org");
  message = take (f, id, PH_OUTBOX_STEP_SEND_TO_REFUSED, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ph_store_message_get_id (message), !=, id);
  g_assert_cmpint (ph_store_message_get_state (message), ==, PH_STORE_STATE_QUEUED);
  g_assert_cmpuint (ph_store_message_get_recipients (message)->len, ==, 1);
  bob = g_ptr_array_index (ph_store_message_get_recipients (message), 0);
  g_assert_cmpstr (bob->address, ==, "bob@example.org");
  g_assert_cmpuint (bob->field, ==, 1);
  g_assert_cmpint (bob->fate, ==, PH_STORE_FATE_PENDING);
  octets = ph_test_folder_read (ph_store_message_get_file (message), NULL);
  g_assert_cmpstr (octets, ==, "Subject: a\r\n\r\nwords\r\n");
  /* It is found by its words, as the first one is. */
  found = ph_test_store_dup_list (f->store, PH_STORE_BOX_OUTBOX, "words");
  expected = g_strdup_printf ("%" G_GINT64_FORMAT, ph_store_message_get_id (message));
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpint (ph_test_store_get_fate (f->store, id, "bob@example.org"), ==, PH_STORE_FATE_REFUSED);
}

static void
test_nobody_refused (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_SENT, "a");
  g_autoptr (GError) error = NULL;

  g_assert_null (take (f, id, PH_OUTBOX_STEP_SEND_TO_REFUSED, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* Of a message that failed whoever was refused is asked again, or there would be nobody to send it to. */
static void
test_failed (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_SENDING, "a");
  g_autoptr (PhStoreMessage) message = NULL;

  refuse (f, id, PH_STORE_STATE_FAILED, "bob@example.org");
  message = take (f, id, PH_OUTBOX_STEP_SEND, NULL);
  g_assert_cmpint (ph_store_message_get_id (message), ==, id);
  g_assert_cmpint (ph_test_store_get_fate (f->store, id, "bob@example.org"), ==, PH_STORE_FATE_PENDING);
}

static void
test_remove_and_restore (PhTestStore *f, gconstpointer data)
{
  gint64 id = ph_test_store_add_in (f->store, PH_STORE_STATE_DRAFT, "a");
  g_autoptr (PhStoreMessage) removed G_GNUC_UNUSED = take (f, id, PH_OUTBOX_STEP_REMOVE, NULL);
  g_autoptr (PhStoreMessage) restored = NULL;

  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 0);
  restored = take (f, id, PH_OUTBOX_STEP_RESTORE, NULL);
  g_assert_nonnull (restored);
  g_assert_cmpint (ph_store_count (f->store, PH_STORE_BOX_DRAFTS, NULL, NULL), ==, 1);
}

#define ADD(path, func) g_test_add (path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/outbox-step/states", test_states);
  ADD ("/outbox-step/refused-ones", test_refused_ones);
  ADD ("/outbox-step/nobody-refused", test_nobody_refused);
  ADD ("/outbox-step/failed", test_failed);
  ADD ("/outbox-step/remove-and-restore", test_remove_and_restore);
  return g_test_run ();
}
