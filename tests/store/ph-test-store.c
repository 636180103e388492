/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ph-test-store.h"

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
