/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A delivery's state is always the truth: not sent, sent, or not known; and what was sent is what was stored. */
#include "ph-delivery.h"
#include "ph-test-folder.h"
#include "ph-test-server.h"

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\nS: 250 SIZE 100000\n"
#define ENVELOPE HELLO "C: MAIL FROM:<ann@example.org> SIZE=*\nS: 250 ok\nC=: RCPT TO:<bob@example.org>\n"
#define BODY ENVELOPE "S: 250 ok\nC: DATA\nS: 354 go\n"

typedef struct
{
  GFile *folder;
  PhStoreFiles *store;
  PhMessage *message;
  PhTestServer *server;
  PhDelivery *delivery;
  GString *states;
} Fixture;

static void
state_cb (PhDelivery *delivery, GParamSpec *pspec, gpointer data)
{
  Fixture *f = data;

  g_string_append_c (f->states, "QWSCDXFU"[ph_delivery_get_state (delivery)]);
}

static void
set_up (Fixture *f, gconstpointer script)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  g_autoptr (PhMailbox) ann = ph_mailbox_new ("Ann", "ann@example.org", NULL);
  g_autoptr (PhMailbox) bob = ph_mailbox_new (NULL, "bob@example.org", NULL);
  g_autoptr (GFile) messages = NULL;

  f->folder = ph_test_folder_new ();
  messages = g_file_get_child (f->folder, "messages");
  f->store = ph_store_files_new (messages);
  f->server = ph_test_server_new (script);
  f->message = ph_message_new ();
  ph_message_set_from (f->message, ann);
  ph_message_add_recipient (f->message, PH_MESSAGE_FIELD_BCC, bob);
  ph_message_set_subject (f->message, "Hello");
  ph_message_set_text (f->message, ".\nA line.\n");
  ph_account_set_host (account, "127.0.0.1");
  ph_account_set_port (account, ph_test_server_get_port (f->server));
  ph_account_set_security (account, PH_SMTP_SECURITY_NONE);
  f->delivery = ph_delivery_new (f->message, account, f->store);
  f->states = g_string_new (NULL);
  g_signal_connect (f->delivery, "notify::state", G_CALLBACK (state_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer script)
{
  g_clear_object (&f->delivery);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ph_store_files_finish (f->store);
  g_clear_object (&f->store);
  g_clear_object (&f->message);
  g_clear_pointer (&f->server, ph_test_server_free);
  g_clear_pointer (&f->folder, ph_test_folder_free);
  g_string_free (f->states, TRUE);
}

static void
deliver (Fixture *f)
{
  ph_delivery_start (f->delivery, NULL);
  while (!ph_delivery_get_is_finished (f->delivery))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_script (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (f->server, &error);
  g_assert_no_error (error);
}

static void
test_sent (Fixture *f, gconstpointer script)
{
  g_autoptr (GBytes) arrived = NULL;
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (GFile) file = NULL;
  PhDelivery *gone = f->delivery;

  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCD");
  g_assert_null (ph_delivery_get_error (f->delivery));
  g_assert_cmpuint (ph_delivery_get_size_limit (f->delivery), ==, 100000);
  assert_script (f);

  file = g_object_ref (ph_delivery_get_file (f->delivery));
  stored = g_file_load_bytes (file, NULL, NULL, NULL);
  arrived = ph_test_server_dup_message (f->server, 0);
  g_assert_true (g_bytes_equal (stored, arrived));
  g_assert_null (g_strstr_len (g_bytes_get_data (arrived, NULL), (gssize) g_bytes_get_size (arrived), "bob@"));

  /* The file goes when nobody can want to look at it any more. */
  g_object_add_weak_pointer (G_OBJECT (f->delivery), (gpointer *) &gone);
  g_clear_object (&f->delivery);
  while (gone != NULL)
    g_main_context_iteration (NULL, TRUE);
  ph_store_files_finish (f->store);
  g_assert_false (g_file_query_exists (file, NULL));
}

static void
test_refused (Fixture *f, gconstpointer script)
{
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSF");
  g_assert_error (ph_delivery_get_error (f->delivery), PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED);
  g_assert_cmpstr (ph_smtp_envelope_get_reply_words (ph_delivery_get_envelope (f->delivery), 0), ==, "no bob");
  g_assert_null (ph_delivery_get_file (f->delivery));
}

static void
test_unknown (Fixture *f, gconstpointer script)
{
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSCU");
  g_assert_error (ph_delivery_get_error (f->delivery), PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN);
  g_assert_false (ph_delivery_get_can_cancel (f->delivery));
}

static void
cancel_cb (PhDelivery *delivery, GParamSpec *pspec, gpointer data)
{
  if (ph_delivery_get_stage (delivery) == PH_SMTP_STAGE_ENVELOPE)
    ph_delivery_cancel (delivery);
}

static void
test_cancelled (Fixture *f, gconstpointer script)
{
  g_signal_connect (f->delivery, "notify::stage", G_CALLBACK (cancel_cb), NULL);
  deliver (f);
  g_assert_cmpstr (f->states->str, ==, "WSX");
  g_assert_null (ph_delivery_get_file (f->delivery));
}

/* An attachment that went away is told by its name, and nobody is connected to. */
static void
test_vanished_attachment (Fixture *f, gconstpointer script)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "b.pdf");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (PhAttachment) attachment = NULL;
  g_autoptr (PhDelivery) delivery = NULL;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);
  ph_message_add_attachment (f->message, attachment);
  g_assert_true (g_file_delete (file, NULL, NULL));
  delivery = ph_delivery_new (f->message, ph_delivery_get_account (f->delivery), f->store);
  g_set_object (&f->delivery, delivery);
  deliver (f);
  g_assert_cmpint (ph_delivery_get_state (f->delivery), ==, PH_DELIVERY_FAILED);
  g_assert_true (g_str_has_prefix (ph_delivery_get_error (f->delivery)->message, "b.pdf"));
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/outbox/delivery/sent", Fixture, BODY "DATA\nS: 250 ok\nC: QUIT\nEOF", set_up, test_sent, tear_down);
  g_test_add ("/outbox/delivery/refused",
              Fixture,
              ENVELOPE "S: 550 5.1.1 no bob\nC: RSET\nS: 250 ok\nC: QUIT\nEOF",
              set_up,
              test_refused,
              tear_down);
  g_test_add ("/outbox/delivery/unknown", Fixture, BODY "DATA\nCLOSE", set_up, test_unknown, tear_down);
  g_test_add ("/outbox/delivery/cancelled", Fixture, ENVELOPE "HOLD: rcpt\nGONE", set_up, test_cancelled, tear_down);
  g_test_add ("/outbox/delivery/vanished-attachment",
              Fixture,
              "S: 220 hi\nGONE",
              set_up,
              test_vanished_attachment,
              tear_down);
  return g_test_run ();
}
