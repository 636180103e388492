/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read of a message is what is written of it, of the size that was said before, and a message that breaks off never
 * looks like a whole one. */
#include "ph-message-stream.h"

#include "ph-attachment-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define GROESSE "Gr\xc3\xb6\xc3\x9f\x65"
#define NI_HAO "\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd"

typedef struct
{
  char *folder;
  GFile *file;
} Fixture;

static void
put (Fixture *fixture, gsize length)
{
  g_autofree char *octets = g_strnfill (length, 'x');

  g_assert_true (g_file_replace_contents (fixture->file, octets, length, NULL, FALSE, 0, NULL, NULL, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("ph-message-stream-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "a.bin", NULL);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_file_delete (fixture->file, NULL, NULL);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
}

static PhMessage *
make_message (Fixture *fixture, gsize length)
{
  g_autoptr (PhMailbox) from = ph_mailbox_new (NULL, "ann@example.org", NULL);
  PhMessage *message = ph_message_new ();
  g_autoptr (PhAttachment) attachment = NULL;
  g_autoptr (GError) error = NULL;

  put (fixture, length);
  attachment = ph_attachment_new_sync (fixture->file, NULL, NULL, &error);
  g_assert_no_error (error);
  ph_message_set_from (message, from);
  ph_message_set_subject (message, "Grüße");
  ph_message_set_text (message, "Größe\n.\nFrom here\n");
  ph_message_add_attachment (message, attachment);
  return message;
}

static GBytes *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) == -1)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* The boundary is GMime's, and another one in each message. */
static char *
dup_without_boundary (GBytes *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);
  const char *start = strstr (text, "boundary=\"") + strlen ("boundary=\"");
  g_autofree char *boundary = g_strndup (start, strcspn (start, "\""));
  GString *plain = g_string_new (text);

  g_string_replace (plain, boundary, "-", 0);
  return g_string_free (plain, FALSE);
}

/* Of a length that ends a line, of those around it, of nothing, and of more than a pipe holds. */
static void
test_same (Fixture *fixture, gconstpointer data)
{
  static const gsize lengths[] = { 0, 1, 2, 3, 56, 57, 58, 57 * 2048, 57 * 2048 + 1, 3000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (PhMessage) message = make_message (fixture, lengths[i]);
      g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 11, 1, 12, 0, 0);
      g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
      g_autoptr (GError) error = NULL;
      goffset size = 0;
      g_autoptr (GInputStream) stream = ph_message_open (message, date, &size, &error);
      g_autoptr (GBytes) read = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GBytes) written = NULL;
      g_autofree char *a = NULL;
      g_autofree char *b = NULL;

      g_assert_no_error (error);
      read = read_all (stream, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_bytes_get_size (read), ==, size);
      g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, &error));
      again = read_all (stream, &error);
      g_assert_true (g_bytes_equal (read, again));
      g_assert_true (ph_message_write (message, date, memory, NULL, &error));
      g_output_stream_close (memory, NULL, NULL);
      written = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
      a = dup_without_boundary (read);
      b = dup_without_boundary (written);
      g_assert_cmpstr (a, ==, b);
    }
}

static const char *
assert_text (GInputStream *stream, goffset size, GBytes **octets)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (octets, g_bytes_unref);
  *octets = read_all (stream, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_bytes_get_size (*octets), ==, size);
  return g_bytes_get_data (*octets, NULL);
}

/* There and back, also while it is read, and each time the octets that were said. */
static void
test_8bit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PhMessage) message = make_message (fixture, 3000000);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) again = NULL;
  char octet = 0;
  goffset size = 0;

  ph_message_set_text (message, data);
  stream = ph_message_open (message, NULL, &size, NULL);
  assert_text (stream, size, &encoded);
  g_assert_true (ph_message_stream_set_is_8bit (stream, TRUE, &size, NULL));
  g_assert_cmpint (size, <, g_bytes_get_size (encoded));
  g_assert_nonnull (strstr (assert_text (stream, size, &raw), GROESSE));
  g_assert_true (ph_message_stream_set_is_8bit (stream, TRUE, &size, NULL));
  g_assert_cmpint (g_input_stream_read (stream, &octet, 1, NULL, NULL), ==, 1);
  g_assert_true (ph_message_stream_set_is_8bit (stream, FALSE, &size, NULL));
  assert_text (stream, size, &again);
  g_assert_true (g_bytes_equal (encoded, again));
}

/* What must stay encoded, or would be longer by what is said of it. */
static void
test_stays_7bit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PhMessage) message = make_message (fixture, 3);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  goffset size = 0;

  ph_message_set_text (message, data);
  stream = ph_message_open (message, NULL, &size, NULL);
  assert_text (stream, size, &before);
  g_assert_true (ph_message_stream_set_is_8bit (stream, TRUE, &size, NULL));
  assert_text (stream, size, &after);
  g_assert_true (g_bytes_equal (before, after));
}

/* Before anything is read. */
static void
test_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PhMessage) message = make_message (fixture, 100);
  g_autoptr (GError) error = NULL;
  goffset size = 0;

  put (fixture, 99);
  g_assert_null (ph_message_open (message, NULL, &size, &error));
  g_assert_error (error, PH_ATTACHMENT_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_assert_true (g_str_has_prefix (error->message, "a.bin: "));
  g_clear_error (&error);
  g_assert_true (g_file_delete (fixture->file, NULL, NULL));
  g_assert_null (ph_message_open (message, NULL, &size, &error));
  g_assert_error (error, PH_ATTACHMENT_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* And when it is: then there is an error in the end's place, each time. */
static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  gsize length = GPOINTER_TO_SIZE (data);
  g_autoptr (PhMessage) message = make_message (fixture, 3000000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) read = NULL;
  char octet = 0;
  goffset size = 0;
  g_autoptr (GInputStream) stream = ph_message_open (message, NULL, &size, &error);

  put (fixture, length);
  read = read_all (stream, &error);
  g_assert_null (read);
  g_assert_error (error, PH_ATTACHMENT_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_clear_error (&error);
  g_assert_cmpint (g_input_stream_read (stream, &octet, 1, NULL, &error), ==, -1);
  g_assert_error (error, PH_ATTACHMENT_ERROR, G_IO_ERROR_WRONG_ETAG);
}

/* Who does not read on leaves no thread behind. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PhMessage) message = make_message (fixture, 10000000);
  char octets[10];
  goffset size = 0;
  g_autoptr (GInputStream) stream = ph_message_open (message, NULL, &size, NULL);

  g_assert_cmpint (g_input_stream_read (stream, octets, sizeof octets, NULL, NULL), >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/mail/message-stream/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/mail/message-stream/8bit",
              Fixture,
              GROESSE " und hier steht noch eine von ASCII " GROESSE " und hier steht noch eine von ASCII " GROESSE
                      " \n.\nund noch eine, und hier steht noch eine von ASCII\n" GROESSE "\n",
              set_up,
              test_8bit,
              tear_down);
  g_test_add ("/mail/message-stream/8bit-base64",
              Fixture,
              NI_HAO NI_HAO NI_HAO NI_HAO "\n\n" NI_HAO " " GROESSE "\n",
              set_up,
              test_8bit,
              tear_down);
  g_test_add ("/mail/message-stream/7bit-from",
              Fixture,
              GROESSE " und hier steht noch eine von ASCII " GROESSE
                      "\nFrom here, where there is another one of ASCII\n" GROESSE GROESSE "\n",
              set_up,
              test_stays_7bit,
              tear_down);
  g_test_add ("/mail/message-stream/7bit-little", Fixture, "\xc3\xb6\n", set_up, test_stays_7bit, tear_down);
  g_test_add ("/mail/message-stream/7bit", Fixture, "From here\n", set_up, test_stays_7bit, tear_down);
  g_test_add ("/mail/message-stream/not-there", Fixture, NULL, set_up, test_not_there, tear_down);
  g_test_add ("/mail/message-stream/shorter",
              Fixture,
              GSIZE_TO_POINTER (2000000),
              set_up,
              test_changed_meanwhile,
              tear_down);
  g_test_add ("/mail/message-stream/longer",
              Fixture,
              GSIZE_TO_POINTER (3000001),
              set_up,
              test_changed_meanwhile,
              tear_down);
  g_test_add ("/mail/message-stream/left", Fixture, NULL, set_up, test_left, tear_down);
  return g_test_run ();
}
