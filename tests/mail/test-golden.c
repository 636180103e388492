/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written never changes by chance: each message of golden-cases.h is, octet for octet, its file in tests/data/golden,
 * and comes back from it as it was.
 *
 * build-aux/update-golden has it write them instead: `test-golden --write FOLDER`, where a file NAME.values beside each message
 * says what it is meant to hold: a name and a value at a time, each ended by a NUL. */
#include "golden-cases.h"

#include <string.h>

#include "ph-mail-markdown.h"
#include "ph-message-load.h"
#include "ph-message-private.h"
#include "ph-test-folder.h"

/* ---- making ----------------------------------------------------------------------------------------------------- */

static const char *
or_else (const char *text, const char *otherwise)
{
  return text != NULL ? text : otherwise;
}

static void
add_recipients (PhMessage *message, PhMessageField field, const char *lines)
{
  g_auto (GStrv) texts = g_strsplit (lines, "\n", -1);

  for (guint i = 0; texts[i] != NULL; i++)
    ph_message_add_recipient_text (message, field, texts[i]);
}

/* A file with a type is given as it is; the others are looked at. */
static void
add_file (PhMessage *message, const File *file, GFile *folder)
{
  gsize length = file->length > 0 ? file->length : strlen (file->octets);
  g_autoptr (GBytes) bytes = g_bytes_new_static (file->octets, length);
  g_autofree char *path = ph_test_folder_path (folder, file->name);
  g_autoptr (GFile) on_disk = g_file_new_for_path (path);
  g_autoptr (PhAttachment) attachment = NULL;
  g_autoptr (GError) error = NULL;

  if (file->content_type != NULL)
    attachment = ph_attachment_new_for_bytes (file->name, file->content_type, bytes);
  else if (g_file_set_contents (path, file->octets, (gssize) length, &error))
    attachment = ph_attachment_new_sync (on_disk, NULL, NULL, &error);
  g_assert_no_error (error);
  ph_message_add_attachment (message, attachment);
}

static void
set_text (PhMessage *message, const Case *row)
{
  const char *text = or_else (row->text, "Hello.\n");
  g_autoptr (GString) repeated = g_string_new (text);

  for (guint i = 1; i < row->n_times; i++)
    g_string_append (repeated, text);
  ph_message_set_text (message, repeated->str);
}

static PhMessage *
new_message (const Case *row, GFile *folder)
{
  PhMessage *message = ph_message_new ();
  const char *from_text = or_else (row->from, "Ann <ann@example.org>");
  g_autoptr (PhMailbox) from = *from_text != '\0' ? ph_mailbox_parse (from_text, NULL) : NULL;
  g_autoptr (PhMailbox) reply_to = row->reply_to != NULL ? ph_mailbox_parse (row->reply_to, NULL) : NULL;
  g_autofree char *id = g_strdup_printf ("<%s@example.org>", row->name);

  g_assert_true (from != NULL || *from_text == '\0');
  ph_message_set_from (message, from);
  ph_message_set_message_id (message, id);
  add_recipients (message, PH_MESSAGE_FIELD_TO, or_else (row->to, "bob@example.org"));
  add_recipients (message, PH_MESSAGE_FIELD_CC, or_else (row->cc, ""));
  add_recipients (message, PH_MESSAGE_FIELD_BCC, or_else (row->bcc, ""));
  g_assert_false (ph_message_has_unfinished_recipients (message));
  ph_message_set_subject (message, or_else (row->subject, "Hello"));
  set_text (message, row);
  ph_message_set_in_reply_to (message, row->in_reply_to);
  ph_message_set_reply_to (message, reply_to);
  ph_message_set_importance (message, row->importance);
  ph_message_set_options (message, row->options);
  for (guint i = 0; i < FILES_MAX && row->files[i].name != NULL; i++)
    add_file (message, &row->files[i], folder);
  return message;
}

/* This build cannot make it. */
static gboolean
skip (const Case *row)
{
  return (row->options & PH_MESSAGE_OPTION_MARKDOWN) != 0 && !ph_mail_markdown_is_available ();
}

static GBytes *
write_message (const Case *row, PhMessage *message)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (or_else (row->date, "2026-03-05T07:08:09+01:00"), NULL);
  g_autoptr (GError) error = NULL;

  ph_message_write (message, date, output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

static GBytes *
read_golden (const Case *row)
{
  g_autofree char *file_name = g_strconcat (row->name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "golden", file_name, NULL);
  g_autoptr (GError) error = NULL;
  char *octets = NULL;
  gsize length = 0;

  g_file_get_contents (path, &octets, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (octets, length);
}

static void
assert_same (GBytes *a, GBytes *b)
{
  gsize length_a = 0;
  gsize length_b = 0;
  const char *octets_a = g_bytes_get_data (a, &length_a);
  const char *octets_b = g_bytes_get_data (b, &length_b);

  g_assert_cmpmem (octets_a, length_a, octets_b, length_b);
}

static void
test_octets (gconstpointer data)
{
  const Case *row = data;
  GFile *folder = ph_test_folder_new ();
  g_autoptr (PhMessage) message = new_message (row, folder);
  g_autoptr (GBytes) written = write_message (row, message);
  g_autoptr (GBytes) golden = read_golden (row);

  assert_same (written, golden);
  ph_test_folder_free (folder);
}

/* The same in another message, though its pictures have other ids there. */
static void
assert_same_as_new (GFile *file, GFile *folder, PhMessage *message)
{
  g_autoptr (GError) error = NULL;
  PhMessageLoss losses = PH_MESSAGE_LOSS_NONE;
  g_autoptr (PhMessage) loaded = ph_message_load (file, folder, PH_MESSAGE_LOAD_AS_NEW, &losses, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (losses, ==, PH_MESSAGE_LOSS_NONE);
  g_assert_cmpint (ph_message_get_options (loaded), ==, ph_message_get_options (message));
  g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_attachments (loaded)),
                    ==,
                    g_list_model_get_n_items (ph_message_get_attachments (message)));
}

/* A message that was sent is the same when it is sent again. */
static void
test_loaded (gconstpointer data)
{
  const Case *row = data;
  GFile *folder = ph_test_folder_new ();
  g_autofree char *file_name = g_strconcat (row->name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "golden", file_name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  PhMessageLoss losses = PH_MESSAGE_LOSS_NONE;
  g_autoptr (PhMessage) loaded = ph_message_load (file, folder, PH_MESSAGE_LOAD_KEEP_ID, &losses, NULL, &error);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) golden = read_golden (row);

  g_assert_no_error (error);
  g_assert_cmpint (losses, ==, PH_MESSAGE_LOSS_NONE);
  written = write_message (row, loaded);
  assert_same (written, golden);
  assert_same_as_new (file, folder, loaded);
  ph_test_folder_free (folder);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static void
add_value (GString *values, const char *name, const char *value)
{
  g_string_append_len (values, name, (gssize) strlen (name) + 1);
  g_string_append_len (values, value, (gssize) strlen (value) + 1);
}

static void
add_mailbox (GString *values, const char *name, PhMailbox *mailbox)
{
  g_autofree char *address = ph_mailbox_dup_envelope_address (mailbox);
  g_autofree char *value = g_strdup_printf ("%s\n%s", or_else (ph_mailbox_get_name (mailbox), ""), address);

  add_value (values, name, value);
}

static void
add_mailboxes (GString *values, const char *name, PhMessage *message, PhMessageField field)
{
  GListModel *mailboxes = ph_message_get_recipients (message, field);

  for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);

      add_mailbox (values, name, mailbox);
    }
}

static void
add_attachment (GString *values, PhAttachment *attachment)
{
  g_autoptr (GInputStream) input = ph_attachment_open (attachment, NULL, NULL);
  gsize size = (gsize) ph_attachment_get_size (attachment);
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes (input, size + 1, NULL, NULL);
  g_autofree char *checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), size);
  g_autoptr (GString) lines = g_string_new (text);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, size);
  /* A message that is a part has the line ends of the one that it is in. */
  if (strcmp (ph_attachment_get_content_type (attachment), "message/rfc822") == 0 && g_str_is_ascii (text))
    {
      g_string_replace (lines, "\r\n", "\n", 0);
      g_free (checksum);
      checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines->str, -1);
    }
  add_value (values, "file", ph_attachment_get_name (attachment));
  add_value (values, "type", ph_attachment_get_content_type (attachment));
  add_value (values, "sha256", checksum);
}

static void
write_values (PhMessage *message, const char *path)
{
  g_autoptr (GString) values = g_string_new (NULL);
  GListModel *attachments = ph_message_get_attachments (message);

  add_value (values, "subject", ph_message_get_subject (message));
  add_value (values, "text", ph_message_get_text (message));
  if (ph_message_get_from (message) != NULL)
    add_mailbox (values, "from", ph_message_get_from (message));
  if (ph_message_get_reply_to (message) != NULL)
    add_mailbox (values, "reply-to", ph_message_get_reply_to (message));
  add_mailboxes (values, "to", message, PH_MESSAGE_FIELD_TO);
  add_mailboxes (values, "cc", message, PH_MESSAGE_FIELD_CC);
  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      add_attachment (values, attachment);
    }
  g_assert_true (g_file_set_contents (path, values->str, (gssize) values->len, NULL));
}

static void
write_case (const Case *row, const char *target)
{
  GFile *folder = ph_test_folder_new ();
  g_autoptr (PhMessage) message = new_message (row, folder);
  g_autoptr (GBytes) written = write_message (row, message);
  g_autofree char *path = g_strdup_printf ("%s/%s.eml", target, row->name);
  g_autofree char *values_path = g_strdup_printf ("%s/%s.values", target, row->name);
  gsize length = 0;
  const char *octets = g_bytes_get_data (written, &length);

  g_assert_true (g_file_set_contents (path, octets, (gssize) length, NULL));
  write_values (message, values_path);
  ph_test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *octets = g_strdup_printf ("/golden/octets/%s", cases[i].name);
      g_autofree char *loaded = g_strdup_printf ("/golden/loaded/%s", cases[i].name);

      if (skip (&cases[i]))
        continue;
      if (argc == 3 && strcmp (argv[1], "--write") == 0)
        write_case (&cases[i], argv[2]);
      g_test_add_data_func (octets, &cases[i], test_octets);
      g_test_add_data_func (loaded, &cases[i], test_loaded);
    }
  return argc == 3 ? 0 : g_test_run ();
}
