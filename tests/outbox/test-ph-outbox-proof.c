/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proof says all that is known of a message's way, in a file that opens as a mail, and has the message octet for octet. */
#include "ph-mail-reader.h"
#include "ph-outbox-proof.h"
#include "ph-test-store.h"

#include <string.h>

#define NOON G_GINT64_CONSTANT (1795953600000000)

/* What would not live through a transport: a bare line end, octets that are no text, a line of a thousand. */
static const char octets[] = "Subject: caf\xe9\r\n\r\nbare\nend \r\n.\r\n\xff\r\n";

static PhStoreMessage *
add_message (PhTestStore *f)
{
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_QUEUED, "Contract");
  g_autoptr (GError) error = NULL;
  PhStoreMessage *stored = NULL;

  ph_store_message_set_message_id (message, "<one@example.org>");
  stored = ph_store_add (f->store, message, ph_test_store_write, (char *) octets, NULL, &error);
  g_assert_no_error (error);
  return stored;
}

static PhStoreAttempt *
new_attempt (PhStoreState state)
{
  PhStoreAttempt *attempt = ph_store_attempt_new ();

  attempt->started = NOON;
  attempt->ended = NOON + G_USEC_PER_SEC;
  attempt->state = state;
  g_free (attempt->host);
  attempt->host = g_strdup ("smtp.example.org");
  attempt->port = 587;
  attempt->timings = g_strdup ("connect=12345 tls=3000 nonsense");
  attempt->transcript = g_strdup ("12:00:00.000 → MAIL FROM:<me@example.org>\n12:00:00.001 ← 250 ok\n");
  return attempt;
}

static PhStoreAttempt *
new_good_attempt (void)
{
  PhStoreAttempt *attempt = new_attempt (PH_STORE_STATE_SENT);

  attempt->reply_code = 250;
  attempt->enhanced_status = g_strdup ("2.0.0");
  attempt->words = g_strdup ("Ok: queued as\n4bX9");
  attempt->queue_id = g_strdup ("4bX9");
  attempt->tls = g_strdup ("TLS 1.3, TLS_AES_256_GCM_SHA384");
  return attempt;
}

static void
refuse_bob (PhStoreMessage *message)
{
  PhStoreRecipient *bob = g_ptr_array_index (ph_store_message_get_recipients (message), 1);

  bob->fate = PH_STORE_FATE_REFUSED;
  bob->reply_code = 550;
  bob->enhanced_status = g_strdup ("5.1.1");
  bob->words = g_strdup ("User unknown");
}

static GFile *
write_proof (PhTestStore *f, PhStoreMessage *message, GPtrArray *attempts)
{
  GFile *file = g_file_get_child (f->folder, "proof.eml");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) output = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ph_outbox_proof_write (message, attempts, NOON, G_OUTPUT_STREAM (output), NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (output), NULL, NULL));
  return file;
}

static void
assert_lines (const char *text, const char *const *lines)
{
  g_autofree char *padded = g_strconcat ("\n", text, "\n", NULL);

  for (; *lines != NULL; lines++)
    {
      g_autofree char *line = g_strconcat ("\n", *lines, "\n", NULL);

      if (strstr (padded, line) == NULL)
        g_error ("no line “%s” in:%s", *lines, padded);
    }
}

static void
test_report (PhTestStore *f, gconstpointer data)
{
  static const char *const lines[] = {
    "Message-ID: <one@example.org>",
    "Subject: Contract",
    "Sender: me@example.org",
    "Outcome: taken by the server",
    "To ada@example.org: not taken yet",
    "Cc bob@example.org: refused",
    "  Reply: 550 5.1.1 User unknown",
    "Bcc carol@example.org: not taken yet",
    "ATTEMPT 1 OF 2",
    "Encryption: none",
    "Outcome: not taken yet, to be tried again",
    "ATTEMPT 2 OF 2",
    "Server: smtp.example.org, port 587",
    "Encryption: TLS 1.3, TLS_AES_256_GCM_SHA384",
    "Final reply: 250 2.0.0 Ok: queued as 4bX9",
    "Queue id: 4bX9",
    "Timings: connect 12.3 ms, tls 3.0 ms",
    "12:00:00.000 → MAIL FROM:<me@example.org>",
    NULL,
  };
  g_autoptr (PhStoreMessage) message = add_message (f);
  g_autoptr (GPtrArray) attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_attempt_free);
  g_autoptr (GFile) file = NULL;
  g_autoptr (PhMailReader) reader = NULL;
  g_autofree char *checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (gconstpointer) octets, strlen (octets));
  g_autofree char *sum_line = g_strconcat ("SHA-256: ", checksum, NULL);
  const char *const sums[] = { sum_line, NULL };

  refuse_bob (message);
  g_ptr_array_add (attempts, new_attempt (PH_STORE_STATE_QUEUED));
  g_ptr_array_add (attempts, new_good_attempt ());
  file = write_proof (f, message, attempts);
  reader = ph_mail_reader_load_sync (file, NULL, NULL);
  g_assert_cmpstr (ph_mail_reader_get_subject (reader), ==, "Proof of posting: Contract");
  assert_lines (ph_mail_reader_get_text (reader), lines);
  assert_lines (ph_mail_reader_get_text (reader), sums);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (ph_mail_reader_save_part_finish (PH_MAIL_READER (source), result, NULL));
  *(gboolean *) data = TRUE;
}

static void
test_octets (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStoreMessage) message = add_message (f);
  g_autoptr (GPtrArray) attempts = g_ptr_array_new ();
  g_autoptr (GFile) file = write_proof (f, message, attempts);
  g_autoptr (PhMailReader) reader = ph_mail_reader_load_sync (file, NULL, NULL);
  g_autoptr (GFile) target = g_file_get_child (f->folder, "out.eml");
  g_autofree char *saved = NULL;
  gsize length = 0;
  gboolean is_saved = FALSE;

  g_assert_cmpuint (ph_mail_reader_get_n_parts (reader), ==, 1);
  g_assert_cmpstr (ph_mail_reader_get_part_name (reader, 0), ==, "message.eml");
  ph_mail_reader_save_part_async (reader, 0, target, NULL, saved_cb, &is_saved);
  while (!is_saved)
    g_main_context_iteration (NULL, TRUE);
  saved = ph_test_folder_read (target, &length);
  g_assert_cmpmem (saved, length, octets, strlen (octets));
}

/* What is not there is not proven. */
static void
test_no_file (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStoreMessage) message = add_message (f);
  g_autoptr (GPtrArray) attempts = g_ptr_array_new ();
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_delete (ph_store_message_get_file (message), NULL, NULL));
  g_assert_false (ph_outbox_proof_write (message, attempts, NOON, output, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output)), ==, 0);
}

#define ADD(path, func) g_test_add (path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/outbox-proof/report", test_report);
  ADD ("/outbox-proof/octets", test_octets);
  ADD ("/outbox-proof/no-file", test_no_file);
  return g_test_run ();
}
