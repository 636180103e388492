/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is what was meant: two independent readers, GMime and Python's email package, read the same fields
 * and octets back, whatever the fields held, and no field more. */
#include "ph-message.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "ph-attachment-error.h"
#include "ph-mail-gmime.h"
#include "ph-test-folder.h"

#define RLO "\342\200\256"
#define FIELDS "Date From Subject To Message-Id MIME-Version Content-Type"
#define MEBIBYTE (1024 * 1024)
#define LONG "A line that is longer than what a mail's line should be "

static PhMessage *
new_message (const char *name, const char *subject, const char *text)
{
  g_autoptr (PhMessage) message = ph_message_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailbox) from = ph_mailbox_new (name, "ann@example.org", &error);
  g_autoptr (PhMailbox) to = ph_mailbox_new (NULL, "bob@example.org", NULL);
  g_autoptr (PhMailbox) bcc = ph_mailbox_new ("Secret", "eve@example.org", NULL);

  g_assert_no_error (error);
  ph_message_set_from (message, from);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_TO, to);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_BCC, bcc);
  ph_message_set_subject (message, subject);
  ph_message_set_text (message, text);
  return g_steal_pointer (&message);
}

static char *
write_to_string (PhMessage *message, gsize *length)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  ph_message_write (message, NULL, output, NULL, &error);
  g_assert_no_error (error);
  if (length != NULL)
    *length = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output));
  g_assert_true (g_output_stream_write (output, "", 1, NULL, NULL) == 1);
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
}

typedef struct
{
  GFile *folder;
  GPtrArray *arguments; /* of char *: Python's, with the files that wait to be read */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->arguments = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (f->arguments, g_strdup ("python3"));
  g_ptr_array_add (f->arguments, g_strdup ("-I"));
  g_ptr_array_add (f->arguments, g_test_build_filename (G_TEST_DIST, "mail", "read-message.py", NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->arguments);
  ph_test_folder_free (f->folder);
}

static void
queue_for_python (Fixture *f, PhMessage *message)
{
  gsize length = 0;
  g_autofree char *raw = write_to_string (message, &length);
  g_autofree char *name = g_strdup_printf ("%u.eml", f->arguments->len);
  char *path = ph_test_folder_path (f->folder, name);

  g_assert_true (g_file_set_contents (path, raw, (gssize) length, NULL));
  g_ptr_array_add (f->arguments, path);
}

/* Returns: (transfer full): the values at *@position, which is moved behind them */
static char **
take_values (const char **position)
{
  guint n_values = (guint) g_ascii_strtoull (*position, NULL, 10);
  char **values = g_new0 (char *, n_values + 1);

  *position += strlen (*position) + 1;
  for (guint i = 0; i < n_values; i++)
    {
      values[i] = g_strdup (*position);
      *position += strlen (*position) + 1;
    }
  return values;
}

/* Python's opinion: the values that read-message.py prints, for each message that was queued. One process reads all of
 * them, as it takes longer to start than to read. */
static GPtrArray *
read_with_python (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) python = NULL;
  g_autoptr (GBytes) output = NULL;
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *position = NULL;
  const char *end = NULL;

  g_ptr_array_add (f->arguments, NULL);
  python = g_subprocess_newv ((const char *const *) f->arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (python, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (python));
  position = g_bytes_get_data (output, NULL);
  end = position + g_bytes_get_size (output);
  while (position < end)
    g_ptr_array_add (messages, take_values (&position));
  return messages;
}

/* GMime's opinion, of the message as it is parsed again. */
static GMimeMessage *
read_with_gmime (PhMessage *message)
{
  gsize length = 0;
  g_autofree char *raw = write_to_string (message, &length);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (raw, length);
  g_autoptr (GMimeParser) parser = NULL;

  ph_mail_gmime_init ();
  parser = g_mime_parser_new_with_stream (stream);
  return g_mime_parser_construct_message (parser, NULL);
}

typedef struct
{
  const char *name;
  const char *subject;
  const char *attachment_name;
  /* What arrives, where it is not the same. */
  const char *arriving_subject;
  const char *arriving_attachment_name;
} Header;

static const Header headers[] = {
  { "Ann Tester", "Hello", "report.pdf" },
  { "Tester, Ann", "a  b   c", "two  words.txt" },
  { "Ann \"A\" T\\", "\"quoted\" \\ (text)", "say \"hi\"; x=y.txt" },
  { "Jürgen Groß", "Grüße aus Köln", "Rechnung für März.pdf" },
  { "王小明", "会议纪要：第三季度", "会议纪要.docx" },
  { "חנה ישראלי", "שלום עולם", "חשבונית מס.pdf" },
  { "🙂 Ann", "🙂🙃", "🙂.png" },
  { "=?UTF-8?Q?Bcc?= Ann", "=?UTF-8?Q?=0D=0ABcc:_eve@example.org?=", "=?UTF-8?Q?x?=.txt", NULL, "=_UTF-8?Q?x?=.txt" },
  { "Jürgen=20fromHamburgAltona", "Grüße =20", "ü=20.txt" },
  { "ann@example.org", "Bcc: eve@example.org", "Bcc: eve@example.org" },
  { "Ann <eve@example.org>", "x", "x" },
  { "Ann",
    "Hello\r\nBcc: eve@example.org\r\n\r\nbody",
    "a\r\nBcc: eve@example.org",
    "Hello  Bcc: eve@example.org    body",
    "a__Bcc: eve@example.org" },
  { "Ann", "one\ntwo\rthree\tfour\vfive", "a\nb\rc\td", "one two three four five", "a_b_c_d" },
  { "Ann", "cod" RLO "gpj.exe\302\205\342\200\250x", "cod" RLO "gpj.exe", "cod gpj.exe  x", "cod_gpj.exe" },
  { "Ann", "not \377 UTF-8", "not \377 UTF-8", "not \357\277\275 UTF-8", "not \357\277\275 UTF-8" },
  { "Ann", "  spaces around  ", "  x  ", "spaces around", "x" },
  { "Ann", "?= =?", "%0d%0aBcc:", NULL, NULL },
  { "A name as long as one line, not longer",
    "A long subject that goes on and on, without an end that anybody could see, over many lines of the header, and on",
    "A long name that goes on and on, without an end that anybody could see, over many lines of the header.txt" },
};

static const char *
or_else (const char *changed, const char *otherwise)
{
  return changed != NULL ? changed : otherwise;
}

static PhMessage *
new_message_for_row (const Header *row)
{
  g_autoptr (PhMessage) message = new_message (row->name, row->subject, "text\n");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello\n", 6);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes (row->attachment_name, "image/png", bytes);

  ph_message_add_attachment (message, attachment);
  return g_steal_pointer (&message);
}

static void
test_header_as_python_reads_it (Fixture *f, gconstpointer data)
{
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "hello\n", 6);
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (PhMessage) message = new_message_for_row (&headers[i]);

      queue_for_python (f, message);
    }
  read = read_with_python (f);
  g_assert_cmpuint (read->len, ==, G_N_ELEMENTS (headers));
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const Header *row = &headers[i];
      char **values = read->pdata[i];

      g_assert_cmpuint (g_strv_length (values), ==, 9);
      g_assert_cmpstr (values[0], ==, FIELDS);
      g_assert_cmpstr (values[1], ==, or_else (row->arriving_subject, row->subject));
      g_assert_cmpstr (values[2], ==, row->name);
      g_assert_cmpstr (values[3], ==, "ann@example.org");
      g_assert_cmpstr (values[4], ==, "bob@example.org");
      g_assert_cmpstr (values[5], ==, "text\r\n");
      g_assert_cmpstr (values[6], ==, or_else (row->arriving_attachment_name, row->attachment_name));
      g_assert_cmpstr (values[7], ==, "image/png");
      g_assert_cmpstr (values[8], ==, checksum);
    }
}

static void
test_header_as_gmime_reads_it (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const Header *row = &headers[i];
      g_autoptr (PhMessage) message = new_message_for_row (row);
      g_autoptr (GMimeMessage) mime = read_with_gmime (message);
      GMimeMultipart *multipart = GMIME_MULTIPART (g_mime_message_get_mime_part (mime));
      GMimePart *attachment = GMIME_PART (g_mime_multipart_get_part (multipart, 1));
      InternetAddress *from = internet_address_list_get_address (g_mime_message_get_from (mime), 0);

      /* The six without Content-Type, which GMime counts with the body. */
      g_assert_cmpint (g_mime_header_list_get_count (g_mime_object_get_header_list (GMIME_OBJECT (mime))), ==, 6);
      g_assert_cmpint (g_mime_multipart_get_count (multipart), ==, 2);
      g_assert_cmpstr (g_mime_message_get_subject (mime), ==, or_else (row->arriving_subject, row->subject));
      g_assert_cmpstr (internet_address_get_name (from), ==, row->name);
      g_assert_cmpstr (g_mime_part_get_filename (attachment),
                       ==,
                       or_else (row->arriving_attachment_name, row->attachment_name));
    }
}

/* Words that no line can hold, and names that must be folded, come together again as they were. (Python 3.11 puts a
 * space between two encoded words of a name, against RFC 2047 section 6.2, so only GMime is asked about names.) */
static void
test_folded (Fixture *f, gconstpointer data)
{
  g_autofree char *word = g_strnfill (5000, 'x');
  g_autofree char *lookalike = g_strconcat ("=?", word, NULL);
  const char *folded[] = {
    word,
    lookalike,
    "A long name that goes on and on, without an end that anybody could see, over many lines of the header, and on",
    "Jürgen Großmüller von der Königlich-Bayerischen Übersetzungsgesellschaft Nürnberg-Fürth (\"Jürgen\"), Völklingen",
  };
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (folded); i++)
    {
      g_autoptr (PhMessage) message = new_message (folded[i], folded[i], "");
      g_autoptr (GMimeMessage) mime = read_with_gmime (message);
      InternetAddress *from = internet_address_list_get_address (g_mime_message_get_from (mime), 0);

      queue_for_python (f, message);
      g_assert_cmpstr (g_mime_message_get_subject (mime), ==, folded[i]);
      g_assert_cmpstr (internet_address_get_name (from), ==, folded[i]);
    }
  read = read_with_python (f);
  g_assert_cmpuint (read->len, ==, G_N_ELEMENTS (folded));
  for (guint i = 0; i < G_N_ELEMENTS (folded); i++)
    g_assert_cmpstr (((char **) read->pdata[i])[1], ==, folded[i]);
}

#define LINE_OF_65 "12345678901234567890123456789012345678901234567890123456789012345"
#define LINE_OF_70 LINE_OF_65 "67890"

/* What Python reads as the text: CRLF line ends, with one at the end. */
static const char *texts[][2] = {
  { "", "" },
  { "hello", "hello\r\n" },
  { "hello\n", "hello\r\n" },
  { "one\ntwo\r\nthree\n\n", "one\r\ntwo\r\nthree\r\n\r\n" },
  { ".\n..\n.dot\n\n.\n", ".\r\n..\r\n.dot\r\n\r\n.\r\n" },
  { "From me\n\nFrom you\n>From them\n", "From me\r\n\r\nFrom you\r\n>From them\r\n" },
  { "With the best of Grüße\nF", "With the best of Grüße\r\nF\r\n" },
  { "With the best of Grüße\nFr\n", "With the best of Grüße\r\nFr\r\n" },
  { "From Ann\nFro\n", "From Ann\r\nFro\r\n" },
  { "From Ann\nFrom", "From Ann\r\nFrom\r\n" },
  { "Ü From From\nFrom " LINE_OF_70 "\nFrom From " LINE_OF_65 "\n",
    "Ü From From\r\nFrom " LINE_OF_70 "\r\nFrom From " LINE_OF_65 "\r\n" },
  { "lone\rCR\r", "lone\r\nCR\r\n" },
  { "\r\r\n\r", "\r\n\r\n\r\n" },
  { "Greetings from Jürgen, in a line that is ASCII but for a letter.\n",
    "Greetings from Jürgen, in a line that is ASCII but for a letter.\r\n" },
  { "会议纪要\n第三季度\n", "会议纪要\r\n第三季度\r\n" },
  { "\r会议纪要\r\n第三季度\n", "\r\n会议纪要\r\n第三季度\r\n" },
  { "= =3D =\n", "= =3D =\r\n" },
  { "trailing \t \n-- \n", "trailing \t \r\n-- \r\n" },
  { "--=-boundary--\n", "--=-boundary--\r\n" },
  { "a\001b\033[31mc\177d\fe\n", "a\001b\033[31mc\177d\fe\r\n" },
  { "bad \377\n", "bad \357\277\275\r\n" },
  { "\302\205\342\200\250\342\200\256x\n", "\302\205\342\200\250\342\200\256x\r\n" },
  { LONG LONG "x\n> " LONG LONG "x\n\n> > " LONG LONG "x\n From\nFrom " LONG LONG "x\n-- \nAnn\n",
    LONG LONG "x\r\n> " LONG LONG "x\r\n\r\n> > " LONG LONG "x\r\n From\r\nFrom " LONG LONG "x\r\n-- \r\nAnn\r\n" },
};

static void
test_text (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", texts[i][0]);

      queue_for_python (f, message);
    }
  read = read_with_python (f);
  g_assert_cmpuint (read->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpstr (((char **) read->pdata[i])[5], ==, texts[i][1]);
}

/* Lines far over what SMTP carries, in each encoding. */
static void
test_long_lines (Fixture *f, gconstpointer data)
{
  g_autofree char *ascii = g_strnfill (100000, 'x');
  g_autofree char *mixed = g_strconcat (ascii, "ü", NULL);
  g_autofree char *limit = g_strnfill (998, 'x');
  g_autoptr (GString) chinese = g_string_new (NULL);
  const char *lines[] = { ascii, mixed, limit, NULL };
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append (chinese, "会");
  lines[3] = chinese->str;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", lines[i]);

      queue_for_python (f, message);
    }
  read = read_with_python (f);
  g_assert_cmpuint (read->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *expected = g_strconcat (lines[i], "\r\n", NULL);

      g_assert_cmpstr (((char **) read->pdata[i])[5], ==, expected);
    }
}

static void
test_encodings (void)
{
  const char *encodings[][2] = {
    { "plain ASCII\n", "Content-Transfer-Encoding: 7bit" },
    { "From here\n", "Content-Transfer-Encoding: quoted-printable" },
    { "ein Wort mit Umlaut: Grüße\n", "Content-Transfer-Encoding: quoted-printable" },
    { "会议纪要\n", "Content-Transfer-Encoding: base64" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", encodings[i][0]);
      g_autofree char *raw = write_to_string (message, NULL);

      g_assert_nonnull (strstr (raw, "Content-Type: text/plain; charset=utf-8\r\n"));
      g_assert_nonnull (strstr (raw, encodings[i][1]));
    }
}

/* Neither does a line grow beyond RFC 2045 section 6.7, nor does one stand there that servers change. */
static void
test_from_lines (void)
{
  g_autoptr (PhMessage) message
      = new_message ("Ann", "x", "Ü\nFrom " LINE_OF_70 "\nFrom From " LINE_OF_65 "\nFrom Ann\n");
  g_autofree char *raw = write_to_string (message, NULL);
  g_auto (GStrv) lines = g_strsplit (strstr (raw, "\r\n\r\n"), "\r\n", -1);

  g_assert_nonnull (strstr (raw, "\r\n=46rom Ann\r\n"));
  for (char **line = lines; *line != NULL; line++)
    {
      g_assert_false (g_str_has_prefix (*line, "From "));
      g_assert_cmpuint (strlen (*line), <=, 76);
    }
}

/* Lines are no longer than RFC 5322 section 2.1.1 wants, and a text that needs no breaks says nothing of them. */
static void
test_flowed (void)
{
  const char *kinds[][2] = {
    { "short\n", "Content-Type: text/plain; charset=utf-8\r\n" },
    { LONG LONG "From here",
      "Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n" },
    { "会议纪要第三季度报告会议纪要第三季度报告会议纪要第三季度报告会议纪要第三季度报告",
      "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", kinds[i][0]);
      g_autofree char *raw = write_to_string (message, NULL);
      g_auto (GStrv) lines = g_strsplit (raw, "\r\n", -1);

      g_assert_nonnull (strstr (raw, kinds[i][1]));
      for (guint n = 0; lines[n] != NULL; n++)
        g_assert_cmpuint (strlen (lines[n]), <=, 78);
    }
}

/* Also what has parts, and although the text holds what would end them. */
static void
test_same_octets (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello\n", 6);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("x", "image/png", bytes);
  g_autoptr (GMimeMessage) mime = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *body = NULL;
  g_autofree char *again = NULL;

  ph_message_add_attachment (message, attachment);
  raw = write_to_string (message, NULL);
  again = write_to_string (message, NULL);
  body = g_strdup (strstr (raw, "\r\nTo: "));
  g_assert_cmpstr (strstr (again, "\r\nTo: "), ==, body);
  ph_message_set_text (message, raw);
  mime = read_with_gmime (message);
  g_assert_cmpint (g_mime_multipart_get_count (GMIME_MULTIPART (g_mime_message_get_mime_part (mime))), ==, 2);
}

static void
test_no_bcc (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autofree char *raw = write_to_string (message, NULL);
  g_autofree char *lower = NULL;

  g_assert_null (strstr (raw, "eve@"));
  g_assert_null (strstr (raw, "Secret"));
  ph_message_clear_recipients (message, PH_MESSAGE_FIELD_TO);
  g_free (raw);
  raw = write_to_string (message, NULL);
  lower = g_ascii_strdown (raw, -1);
  g_assert_null (strstr (lower, "\nbcc:"));
  g_assert_null (strstr (raw, "eve@"));
  g_assert_nonnull (strstr (raw, "\r\nTo: undisclosed-recipients: ;\r\n"));
}

/* None of them has room for a host, a person's login or a program: what could be such a name is in any text by chance. */
static void
assert_no_other_fields (const char *raw)
{
  const char *const known[] = {
    "From", "To", "Cc", "Subject", "Date", "Message-Id", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    NULL
  };
  const char *end = strstr (raw, "\r\n\r\n");
  g_autofree char *head = g_strndup (raw, (gsize) (end - raw));
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != ' ' && lines[i][0] != '\t')
      {
        g_autofree char *name = g_strndup (lines[i], strcspn (lines[i], ":"));

        g_assert_true (g_strv_contains (known, name));
      }
}

/* Nothing in a message tells which machine or program wrote it. */
static void
test_message_id_and_privacy (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (PhMessage) copy = NULL;
  g_autoptr (PhMessage) other = new_message ("Ann", "x", "y");
  g_autofree char *raw = write_to_string (message, NULL);
  g_autofree char *again = NULL;
  const char *id = ph_message_get_message_id (message);
  g_autofree char *field = g_strdup_printf ("\r\nMessage-Id: %s\r\n", id);

  copy = ph_message_copy (message);
  again = write_to_string (copy, NULL);
  g_assert_true (g_str_has_prefix (id, "<"));
  g_assert_true (g_str_has_suffix (id, "@example.org>"));
  g_assert_nonnull (strstr (raw, field));
  g_assert_nonnull (strstr (again, field));
  g_assert_cmpstr (ph_message_get_message_id (other), !=, id);
  assert_no_other_fields (raw);
  g_assert_null (strcasestr (raw, "posthaste"));
  g_assert_null (strcasestr (raw, "gmime"));
}

static void
test_date (void)
{
  const char *zones[][2] = {
    { "-03:30", "\r\nDate: Thu, 05 Mar 2026 07:08:09 -0330\r\n" },
    { "+05:45", "\r\nDate: Thu, 05 Mar 2026 07:08:09 +0545\r\n" },
    { "Z", "\r\nDate: Thu, 05 Mar 2026 07:08:09 +0000\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
      g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i][0]);
      g_autoptr (GDateTime) date = g_date_time_new (zone, 2026, 3, 5, 7, 8, 9);
      g_autofree char *raw = NULL;

      g_assert_true (g_output_stream_write_all (output, "\r\n", 2, NULL, NULL, NULL));
      g_assert_true (ph_message_write (message, date, output, NULL, NULL));
      g_assert_true (g_output_stream_write (output, "", 1, NULL, NULL) == 1);
      g_assert_true (g_output_stream_close (output, NULL, NULL));
      raw = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
      g_assert_nonnull (strstr (raw, zones[i][1]));
    }
}

static void
test_date_is_local (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autofree char *raw = NULL;

  g_setenv ("TZ", "+05:45", TRUE);
  raw = write_to_string (message, NULL);
  g_unsetenv ("TZ");
  g_assert_nonnull (strstr (raw, " +0545\r\n"));
}

/* A setter can be given what its getter gave. */
static void
test_set_what_was_got (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "subject", "text");

  ph_message_set_in_reply_to (message, "<a@example.org>");
  ph_message_set_subject (message, ph_message_get_subject (message));
  ph_message_set_text (message, ph_message_get_text (message));
  ph_message_set_in_reply_to (message, ph_message_get_in_reply_to (message));
  g_assert_cmpstr (ph_message_get_subject (message), ==, "subject");
  g_assert_cmpstr (ph_message_get_text (message), ==, "text");
  g_assert_cmpstr (ph_message_get_in_reply_to (message), ==, "<a@example.org>");
}

static void
test_settings (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (PhMailbox) reply_to = ph_mailbox_parse ("Jürgen <j@exämple.org>", NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *year = g_date_time_format (now, " %Y ");
  g_autofree char *raw = NULL;
  const char *date = NULL;

  ph_message_set_reply_to (message, reply_to);
  ph_message_set_importance (message, PH_MESSAGE_IMPORTANCE_HIGH);
  ph_message_set_options (message,
                          PH_MESSAGE_OPTION_READ_RECEIPT | PH_MESSAGE_OPTION_PRIVATE_ZONE
                              | PH_MESSAGE_OPTION_USER_AGENT);
  raw = write_to_string (message, NULL);
  g_assert_nonnull (strstr (raw, "?= <j@xn--exmple-cua.org>\r\n"));
  g_assert_nonnull (strstr (raw, "\r\nImportance: high\r\nX-Priority: 1\r\n"));
  g_assert_nonnull (strstr (raw, "\r\nDisposition-Notification-To: <ann@example.org>\r\n"));
  g_assert_nonnull (strstr (raw, "\r\nUser-Agent: Posthaste\r\n"));
  date = strstr (raw, "Date: ");
  g_assert_true (g_str_has_prefix (strchr (date, '\r') - strlen (" -0000"), " -0000\r\n"));
  g_assert_nonnull (g_strstr_len (date, strchr (date, '\r') - date, year));
}

/* The same moment, wherever it was written. */
static void
test_private_zone (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 ("2026-01-01T00:30:00+05:45", NULL);
  g_autofree char *raw = NULL;

  ph_message_set_options (message, PH_MESSAGE_OPTION_PRIVATE_ZONE);
  g_assert_true (ph_message_write (message, date, output, NULL, NULL));
  g_assert_true (g_output_stream_write (output, "", 1, NULL, NULL) == 1);
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  raw = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
  g_assert_true (g_str_has_prefix (raw, "Date: Wed, 31 Dec 2025 18:45:00 -0000\r\n"));
}

static void
test_in_reply_to (void)
{
  g_autofree char *long_id = g_strnfill (2000, 'x');
  const char *ids[][2] = {
    { "<a@example.org>", "<a@example.org>" },
    { "a@example.org", "<a@example.org>" },
    { "<no-at-sign>", "<no-at-sign>" },
    { "<a@[example.org>", "<a@[example.org>" },
    { "<a(b)@example.org>", "<a(b)@example.org>" },
    { "<a@example.org> <b@example.org>", NULL },
    { "<a@example.org>\r\nBcc: eve@example.org", NULL },
    { "<a\r\nBcc:eve@example.org>", NULL },
    { "<>", NULL },
    { "", NULL },
    { "<ä@example.org>", NULL },
    { long_id, NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
      g_autofree char *raw = NULL;
      g_autofree char *fields = g_strdup_printf ("\r\nIn-Reply-To: %s\r\nReferences: %s\r\n", ids[i][1], ids[i][1]);

      ph_message_set_in_reply_to (message, ids[i][0]);
      g_assert_cmpstr (ph_message_get_in_reply_to (message), ==, ids[i][1]);
      raw = write_to_string (message, NULL);
      g_assert_cmpint (strstr (raw, fields) != NULL, ==, ids[i][1] != NULL);
    }
}

/* The domain in A-labels, which every server takes, as long as the local part lets it. */
static void
test_international_addresses (void)
{
  const char *addresses[][2] = {
    { "ann@exämple.org", "<ann@xn--exmple-cua.org>\r\n" },
    { "\"a@b\"@exämple.org", "<\"a@b\"@xn--exmple-cua.org>\r\n" },
    { "ann@[192.0.2.1]", "<ann@[192.0.2.1]>\r\n" },
    { "ann@xn--a.org", "<ann@xn--a.org>\r\n" },
    { "ann@faß.de", "<ann@xn--fa-hia.de>\r\n" },
    { "jürgen@faß.de", "<jürgen@faß.de>\r\n" },
    { "jürgen@example.org", "<jürgen@example.org>\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
      g_autoptr (PhMailbox) from = ph_mailbox_new ("Ann", addresses[i][0], NULL);
      g_autofree char *raw = NULL;
      g_autofree char *field = g_strconcat ("\r\nFrom: Ann ", addresses[i][1], NULL);

      ph_message_set_from (message, from);
      raw = write_to_string (message, NULL);
      g_assert_nonnull (strstr (raw, field));
    }
}

static void
test_envelope_recipients (void)
{
  g_autoptr (PhMessage) message = ph_message_new ();
  const struct
  {
    PhMessageField field;
    const char *address;
  } recipients[] = {
    { PH_MESSAGE_FIELD_BCC, "bcc@example.org" },   { PH_MESSAGE_FIELD_TO, "to@example.org" },
    { PH_MESSAGE_FIELD_CC, "to@EXAMPLE.org" },     { PH_MESSAGE_FIELD_CC, "cc@exämple.org" },
    { PH_MESSAGE_FIELD_TO, "jürgen@exämple.org" },
  };
  g_auto (GStrv) addresses = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (recipients); i++)
    {
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new (NULL, recipients[i].address, NULL);

      ph_message_add_recipient (message, recipients[i].field, mailbox);
    }
  addresses = ph_message_dup_envelope_recipients (message);
  joined = g_strjoinv (" ", addresses);
  g_assert_cmpstr (joined, ==, "to@example.org jürgen@exämple.org cc@xn--exmple-cua.org bcc@example.org");
}

/* What is no mailbox yet keeps its place between the others and is in no header. */
static void
test_unfinished_recipients (void)
{
  const char *const typed[] = { "bob", "Ann <ann@example.org>", "a@b@c", "<", "eve@example.org", "x y z", NULL };
  g_autoptr (PhMessage) message = ph_message_new ();
  g_autoptr (PhMessage) copy = NULL;
  g_auto (GStrv) kept = NULL;
  g_auto (GStrv) addresses = NULL;
  g_autofree char *raw = NULL;

  for (guint i = 0; typed[i] != NULL; i++)
    ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, typed[i]);
  ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, " \r\n ");
  g_assert_true (ph_message_has_unfinished_recipients (message));
  copy = ph_message_copy (message);
  kept = ph_message_dup_recipient_texts (copy, PH_MESSAGE_FIELD_TO);
  g_assert_cmpstrv (kept, typed);
  addresses = ph_message_dup_envelope_recipients (copy);
  g_assert_cmpuint (g_strv_length (addresses), ==, 2);
  raw = write_to_string (copy, NULL);
  g_assert_nonnull (strstr (raw, "\r\nTo: Ann <ann@example.org>, eve@example.org\r\n"));
  ph_message_clear_recipients (copy, PH_MESSAGE_FIELD_TO);
  g_assert_false (ph_message_has_unfinished_recipients (copy));
}

static void
test_unfinished_recipient_is_harmless (void)
{
  const char *texts_and_kept[][2] = {
    { "bob\r\nBcc: eve@example.org", "bob  Bcc: eve@example.org" },
    { "a\377b", "a\357\277\275b" },
    { "cod" RLO "gpj", "cod gpj" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts_and_kept); i++)
    {
      g_autoptr (PhMessage) message = ph_message_new ();
      g_auto (GStrv) kept = NULL;

      ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_CC, texts_and_kept[i][0]);
      kept = ph_message_dup_recipient_texts (message, PH_MESSAGE_FIELD_CC);
      g_assert_cmpuint (g_strv_length (kept), ==, 1);
      g_assert_cmpstr (kept[0], ==, texts_and_kept[i][1]);
    }
}

/* Thousands of recipients make a long header, and still no long line. */
static void
test_many_recipients (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (GMimeMessage) mime = NULL;

  for (guint i = 1; i < 5000; i++)
    {
      g_autofree char *address = g_strdup_printf ("somebody%u@example.org", i);
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new ("Some Body", address, NULL);

      ph_message_add_recipient (message, PH_MESSAGE_FIELD_TO, mailbox);
    }
  mime = read_with_gmime (message);
  g_assert_cmpint (internet_address_list_length (g_mime_message_get_to (mime)), ==, 5000);
}

static GFile *
make_file (Fixture *f, const char *name, goffset size)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);
  g_autofree char *content = NULL;

  if (size > MEBIBYTE)
    {
      g_assert_true (g_file_set_contents (path, "sparse", 6, NULL));
      g_assert_cmpint (truncate (path, size), ==, 0);
      return g_file_new_for_path (path);
    }
  content = g_malloc ((gsize) size + 1);
  for (goffset i = 0; i < size; i++)
    content[i] = (char) (i * 7 + i / 256);
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  return g_file_new_for_path (path);
}

/* Octets of every kind and length around the line length of base64 arrive the same. */
static void
test_attachments (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *name;
    goffset size;
    const char *content_type;
  } files[] = {
    { "empty", 0, NULL },           { "1", 1, NULL },
    { "56.bin", 56, NULL },         { "57.bin", 57, NULL },
    { "58.bin", 58, NULL },         { "short of a block", 57 * 2048 - 1, NULL },
    { "a block", 57 * 2048, NULL }, { "more than a block", 57 * 2048 + 1, NULL },
    { "x", 300000, NULL },          { "mail.bin", 100, "application/octet-stream" },
  };
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (GPtrArray) read = NULL;
  char **values = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GFile) file = make_file (f, files[i].name, files[i].size);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);

      ph_message_add_attachment (message, attachment);
    }
  queue_for_python (f, message);
  read = read_with_python (f);
  values = read->pdata[0];
  g_assert_cmpuint (g_strv_length (values), ==, 6 + 3 * G_N_ELEMENTS (files));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GFile) file = make_file (f, files[i].name, files[i].size);
      gsize length = 0;
      g_autofree char *content = ph_test_folder_read (file, &length);
      g_autofree char *checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);

      g_assert_cmpstr (values[6 + 3 * i], ==, files[i].name);
      if (files[i].content_type != NULL)
        g_assert_cmpstr (values[7 + 3 * i], ==, files[i].content_type);
      g_assert_cmpstr (values[8 + 3 * i], ==, checksum);
    }
}

/* A file that is not what it was when it was attached stops the message, by name. */
static void
test_changed_attachment (Fixture *f, gconstpointer data)
{
  const goffset sizes[] = { 0, 99, 101, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GFile) file = make_file (f, "report.bin", 100);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);
      g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
      g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
      g_autoptr (GError) error = NULL;

      ph_message_add_attachment (message, attachment);
      if (sizes[i] < 0)
        g_assert_true (g_file_delete (file, NULL, NULL));
      else
        g_assert_cmpint (truncate (g_file_peek_path (file), sizes[i]), ==, 0);
      g_assert_false (ph_message_write (message, NULL, output, NULL, &error));
      g_assert_error (error, PH_ATTACHMENT_ERROR, (sizes[i] < 0 ? G_IO_ERROR_NOT_FOUND : G_IO_ERROR_WRONG_ETAG));
      g_assert_cmpstr (ph_attachment_error_get_name (error), ==, "report.bin");
      g_assert_true (g_str_has_prefix (error->message, "report.bin: "));
    }
}

static void
test_cancelled (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (ph_message_write (message, NULL, output, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The disk is full: the stream's own error comes back. */
static void
test_output_fails (void)
{
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (GFile) full = g_file_new_for_path ("/dev/full");
  g_autoptr (GFileIOStream) stream = g_file_open_readwrite (full, NULL, NULL);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (stream));
  g_autoptr (GError) error = NULL;

  g_assert_false (ph_message_write (message, NULL, output, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

/* A counter to write into: what comes is only counted. */
#define TEST_TYPE_COUNTER (test_counter_get_type ())
G_DECLARE_FINAL_TYPE (TestCounter, test_counter, TEST, COUNTER, GOutputStream)

struct _TestCounter
{
  GOutputStream parent_instance;

  guint64 n_octets;
};

G_DEFINE_FINAL_TYPE (TestCounter, test_counter, G_TYPE_OUTPUT_STREAM)

static gssize
test_counter_write (GOutputStream *stream, const void *data, gsize size, GCancellable *cancellable, GError **error)
{
  TEST_COUNTER (stream)->n_octets += size;
  return (gssize) size;
}

static void
test_counter_class_init (TestCounterClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = test_counter_write;
}

static void
test_counter_init (TestCounter *self)
{
}

/* Returns: the most memory that this process ever had, in KiB */
static guint64
read_peak_memory (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

/* A sanitizer keeps what is freed, so there memory says nothing. */
static gboolean
is_memory_measurable (void)
{
#if defined(__SANITIZE_ADDRESS__)
  return FALSE;
#elif defined(__has_feature)
  return !__has_feature (address_sanitizer);
#else
  return TRUE;
#endif
}

static void
test_constant_memory (Fixture *f, gconstpointer data)
{
  const goffset size = 200 * (goffset) MEBIBYTE;
  g_autoptr (GFile) file = make_file (f, "large.bin", size);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);
  g_autoptr (PhMessage) message = new_message ("Ann", "x", "y");
  g_autoptr (TestCounter) counter = g_object_new (TEST_TYPE_COUNTER, NULL);
  g_autoptr (GError) error = NULL;
  guint64 before = 0;

  g_assert_cmpuint (ph_attachment_get_size (attachment), ==, (guint64) size);
  ph_message_add_attachment (message, attachment);
  before = read_peak_memory ();
  ph_message_write (message, NULL, G_OUTPUT_STREAM (counter), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counter->n_octets, >, (guint64) size / 3 * 4);
  g_assert_cmpuint (counter->n_octets, <, (guint64) size / 3 * 4 / 76 * 78 + MEBIBYTE);
  g_test_message ("peak memory grew by %" G_GUINT64_FORMAT " KiB", read_peak_memory () - before);
  if (is_memory_measurable ())
    g_assert_cmpuint (read_peak_memory () - before, <, 8 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/message/header-as-python-reads-it", Fixture, NULL, set_up, test_header_as_python_reads_it, tear_down);
  g_test_add_func ("/message/header-as-gmime-reads-it", test_header_as_gmime_reads_it);
  g_test_add ("/message/folded", Fixture, NULL, set_up, test_folded, tear_down);
  g_test_add ("/message/text", Fixture, NULL, set_up, test_text, tear_down);
  g_test_add ("/message/long-lines", Fixture, NULL, set_up, test_long_lines, tear_down);
  g_test_add_func ("/message/encodings", test_encodings);
  g_test_add_func ("/message/from-lines", test_from_lines);
  g_test_add_func ("/message/flowed", test_flowed);
  g_test_add_func ("/message/same-octets", test_same_octets);
  g_test_add_func ("/message/no-bcc", test_no_bcc);
  g_test_add_func ("/message/message-id-and-privacy", test_message_id_and_privacy);
  g_test_add_func ("/message/date", test_date);
  g_test_add_func ("/message/date-is-local", test_date_is_local);
  g_test_add_func ("/message/set-what-was-got", test_set_what_was_got);
  g_test_add_func ("/message/settings", test_settings);
  g_test_add_func ("/message/private-zone", test_private_zone);
  g_test_add_func ("/message/in-reply-to", test_in_reply_to);
  g_test_add_func ("/message/international-addresses", test_international_addresses);
  g_test_add_func ("/message/envelope-recipients", test_envelope_recipients);
  g_test_add_func ("/message/unfinished-recipients", test_unfinished_recipients);
  g_test_add_func ("/message/unfinished-recipient-is-harmless", test_unfinished_recipient_is_harmless);
  g_test_add ("/message/many-recipients", Fixture, NULL, set_up, test_many_recipients, tear_down);
  g_test_add ("/message/attachments", Fixture, NULL, set_up, test_attachments, tear_down);
  g_test_add ("/message/changed-attachment", Fixture, NULL, set_up, test_changed_attachment, tear_down);
  g_test_add_func ("/message/cancelled", test_cancelled);
  g_test_add_func ("/message/output-fails", test_output_fails);
  g_test_add ("/message/constant-memory", Fixture, NULL, set_up, test_constant_memory, tear_down);

  return g_test_run ();
}
