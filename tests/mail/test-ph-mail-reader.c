/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file can be looked at: what Posthaste wrote is read as it was meant, and what somebody made to do harm is shown
 * harmless, in bounds, or not at all. */
#include "ph-mail-reader.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ph-message.h"
#include "ph-test-folder.h"

#define HEADER "From: ann@example.org\r\nMIME-Version: 1.0\r\n"
#define MEBIBYTE (1024 * 1024)

typedef struct
{
  GFile *folder;
  GFile *file;
  GFile *target;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->file = g_file_get_child (f->folder, "message.eml");
  f->target = g_file_get_child (f->folder, "saved");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->file);
  g_object_unref (f->target);
  ph_test_folder_free (f->folder);
}

static PhMailReader *
load_octets (Fixture *f, const char *octets, gsize length)
{
  g_autoptr (GError) error = NULL;
  PhMailReader *reader = NULL;

  g_file_set_contents (g_file_peek_path (f->file), octets, (gssize) length, &error);
  g_assert_no_error (error);
  reader = ph_mail_reader_load_sync (f->file, NULL, &error);
  g_assert_no_error (error);
  return reader;
}

static PhMailReader *
load_text (Fixture *f, const char *text)
{
  return load_octets (f, text, strlen (text));
}

typedef struct
{
  gboolean is_done;
  gboolean is_saved;
  PhMailReader *reader;
  GError *error;
} Result;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Result *r = data;

  r->reader = ph_mail_reader_load_finish (result, &r->error);
  r->is_done = TRUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Result *r = data;

  r->is_saved = ph_mail_reader_save_part_finish (PH_MAIL_READER (source), result, &r->error);
  r->is_done = TRUE;
}

static gboolean
save (PhMailReader *reader, guint index, GFile *target, GCancellable *cancellable, GError **error)
{
  Result result = { 0 };

  ph_mail_reader_save_part_async (reader, index, target, cancellable, saved_cb, &result);
  while (!result.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (result.is_saved, ==, result.error == NULL);
  if (result.error != NULL)
    g_propagate_error (error, result.error);
  return result.is_saved;
}

static void
write_message (Fixture *f, PhAttachment *attachment)
{
  g_autoptr (PhMessage) message = ph_message_new ();
  g_autoptr (PhMailbox) from = ph_mailbox_new ("Jürgen Groß", "j@example.org", NULL);
  g_autoptr (PhMailbox) to = ph_mailbox_new ("Tester, Ann", "ann@example.org", NULL);
  g_autoptr (GFileOutputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  ph_message_set_from (message, from);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_TO, to);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_CC, from);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_BCC, from);
  ph_message_set_subject (message, "Grüße 🙂");
  ph_message_set_text (message, "Grüße\n.\nFrom me\n");
  ph_message_add_attachment (message, attachment);
  output = g_file_replace (f->file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  g_assert_no_error (error);
  ph_message_write (message, NULL, G_OUTPUT_STREAM (output), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (output), NULL, &error));
}

/* What was written is what is read, also after the file got another name. */
static void
test_own_message (Fixture *f, gconstpointer data)
{
  const gsize size = 3 * MEBIBYTE + 1;
  g_autofree char *content = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PhAttachment) attachment = NULL;
  g_autofree char *saved = NULL;
  gsize saved_size = 0;
  g_autofree char *other_name = ph_test_folder_path (f->folder, "renamed");
  Result result = { 0 };
  g_autoptr (PhMailReader) reader = NULL;

  for (gsize i = 0; i < size; i++)
    content[i] = (char) (i * 31 + i / 977);
  bytes = g_bytes_new (content, size);
  attachment = ph_attachment_new_for_bytes ("Anhang für Ann.bin", "image/png", bytes);
  write_message (f, attachment);
  ph_mail_reader_load_async (f->file, NULL, loaded_cb, &result);
  while (!result.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (result.error);
  reader = result.reader;

  g_assert_true (ph_mail_reader_get_file (reader) == f->file);
  g_assert_cmpstr (ph_mail_reader_get_subject (reader), ==, "Grüße 🙂");
  g_assert_cmpstr (ph_mail_reader_get_from (reader), ==, "Jürgen Groß <j@example.org>");
  g_assert_cmpstr (ph_mail_reader_get_to (reader), ==, "\"Tester, Ann\" <ann@example.org>");
  g_assert_cmpstr (ph_mail_reader_get_cc (reader), ==, "Jürgen Groß <j@example.org>");
  g_assert_cmpstr (ph_mail_reader_get_text (reader), ==, "Grüße\n.\nFrom me\n");
  g_assert_true (g_str_has_suffix (ph_mail_reader_get_message_id (reader), "@example.org>"));
  g_assert_nonnull (ph_mail_reader_get_date (reader));
  g_assert_cmpuint (ph_mail_reader_get_n_parts (reader), ==, 1);
  g_assert_cmpstr (ph_mail_reader_get_part_name (reader, 0), ==, "Anhang für Ann.bin");
  g_assert_cmpstr (ph_mail_reader_get_part_content_type (reader, 0), ==, "image/png");
  g_assert_cmpuint (ph_mail_reader_get_part_size (reader, 0), ==, size);

  g_assert_cmpint (rename (g_file_peek_path (f->file), other_name), ==, 0);
  g_assert_true (save (reader, 0, f->target, NULL, NULL));
  saved = ph_test_folder_read (f->target, &saved_size);
  g_assert_cmpmem (saved, saved_size, content, size);
}

/* A failure leaves an old file as it was and no new one. */
static void
test_save_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("new", 3);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("x", "image/png", bytes);
  g_autoptr (GFile) nowhere = g_file_resolve_relative_path (f->folder, "no/such/folder");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PhMailReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  write_message (f, attachment);
  reader = ph_mail_reader_load_sync (f->file, NULL, NULL);
  g_assert_false (save (reader, 0, nowhere, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (save (reader, 0, f->target, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_query_exists (f->target, NULL));
  g_assert_true (g_file_set_contents (g_file_peek_path (f->target), "old", 3, NULL));
  g_assert_false (save (reader, 0, f->target, cancellable, &error));
  kept = ph_test_folder_read (f->target, NULL);
  g_assert_cmpstr (kept, ==, "old");
}

typedef struct
{
  const char *content_type; /* and what follows it in the header */
  const char *body;
  const char *text;
} Text;

static const Text texts[] = {
  { "text/plain; charset=utf-8", "Gr\303\274\303\237e\r\n", "Grüße\n" },
  { "text/plain; charset=iso-8859-1", "Gr\374\337e\r\n", "Grüße\n" },
  { "text/plain; charset=KOI8-R", "\362\325\323\323\313\311\312", "Русский" },
  { "text/plain; charset=gb18030", "\273\341\322\351", "会议" },
  { "text/plain", "Gr\303\274\303\237e", "Grüße" },
  { "text/plain", "Gr\374\337e \200", "Grüße €" },
  { "text/plain; charset=us-ascii", "Gr\303\274\303\237e", "Grüße" },
  { "text/plain; charset=no-such-charset", "Gr\303\274\303\237e", "Grüße" },
  { "text/plain; charset=\"\"", "abc", "abc" },
  { "text/plain; charset=utf-8", "bad \377 octet", "bad \357\277\275 octet" },
  { "text/plain\r\nContent-Transfer-Encoding: quoted-printable", "a=3Db=\r\nc=\r", "a=bc" },
  { "text/plain\r\nContent-Transfer-Encoding: base64", "aGVsbG8=", "hello" },
  { "text/plain\r\nContent-Transfer-Encoding: base64", "aGVs*bG8=", "hello" },
  { "text/plain\r\nContent-Transfer-Encoding: nonsense", "as it is", "as it is" },
  { "text/plain", "a\rb\r\nc\ne", "a\nb\nc\ne" },
  { "text/html", "<b>x</b>", "x" },
  { "text/plain\r\nContent-Disposition: attachment", "x", "" },
  { "multipart/alternative; boundary=b",
    "--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>\r\n--b--",
    "plain" },
  { "multipart/mixed; boundary=b", "--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--", "one" },
  { "multipart/mixed; boundary=b", "no boundary at all", "" },
  { "multipart/mixed", "no boundary named", "" },
  { "multipart/mixed; boundary=b", "--b\r\n\r\ncut", "cut" },
  { "nonsense", "x", "" }, /* an attachment */
  { "text/plain; format=flowed", "> one \r\n> two\r\n From\r\n-- \r\nAnn", "> one two\nFrom\n-- \nAnn" },
  { "text/plain; Format=\"Flowed\"; DelSp=Yes", "one \r\ntwo", "onetwo" },
  { "text/plain; format=fixed", "one \r\n two", "one \n two" },
  { "text/plain; delsp=yes", "one \r\n two", "one \n two" },
  { "text/html; format=flowed", "one \r\n&gt;two", "one >two" },
};

static void
test_texts (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *message
          = g_strdup_printf (HEADER "Content-Type: %s\r\n\r\n%s", texts[i].content_type, texts[i].body);
      g_autoptr (PhMailReader) reader = load_text (f, message);

      g_test_message ("text %u", i);
      g_assert_cmpstr (ph_mail_reader_get_text (reader), ==, texts[i].text);
      g_assert_false (ph_mail_reader_is_text_cut (reader));
    }
}

static void
test_text_with_nul (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) reader = load_octets (f, "Content-Type: text/plain\n\na\0b", 29);

  g_assert_cmpstr (ph_mail_reader_get_text (reader), ==, "a\357\277\275b");
}

/* The plain text where there is one; else the words of the HTML, in its charset, and it is said that they are. */
static void
test_html (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) only = load_text (f,
                                             HEADER "Content-Type: text/html; charset=iso-8859-1\r\n"
                                                    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                                    "<style>p {}</style><p>Gr=FC=DFe</p>\r\n<p>Ann</p>");
  g_autoptr (PhMailReader) both = load_text (f,
                                             HEADER "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
                                                    "--b\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n"
                                                    "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b--\r\n");

  g_assert_cmpstr (ph_mail_reader_get_text (only), ==, "Grüße\n\nAnn");
  g_assert_true (ph_mail_reader_is_text_from_html (only));
  g_assert_cmpuint (ph_mail_reader_get_n_parts (only), ==, 0);
  g_assert_cmpstr (ph_mail_reader_get_text (both), ==, "plain");
  g_assert_false (ph_mail_reader_is_text_from_html (both));
}

static void
test_text_cut (Fixture *f, gconstpointer data)
{
  for (gsize length = PH_MAIL_READER_MAX_TEXT - 2; length < PH_MAIL_READER_MAX_TEXT + 3; length++)
    {
      g_autofree char *filler = g_strnfill (length - 2, 'x');
      g_autofree char *message
          = g_strconcat (HEADER "Content-Type: text/plain; charset=utf-8\r\n\r\n", filler, "ü", NULL);
      g_autoptr (PhMailReader) reader = load_text (f, message);
      const char *text = ph_mail_reader_get_text (reader);

      g_assert_cmpint (ph_mail_reader_is_text_cut (reader), ==, length > PH_MAIL_READER_MAX_TEXT);
      g_assert_cmpuint (strlen (text), <=, PH_MAIL_READER_MAX_TEXT);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_null (strstr (text, "\357\277\275"));
    }
}

static void
test_attachments (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) reader
      = load_text (f,
                   HEADER "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                          "--b\r\n\r\ntext\r\n"
                          "--b\r\nContent-Type: text/plain; name=\"../../x.txt\"\r\n\r\n1\r\n"
                          "--b\r\nContent-Disposition: attachment\r\n\r\n22\r\n"
                          "--b\r\nContent-Type: image/png\r\n\r\n333\r\n"
                          "--b\r\nContent-Type: text/html\r\n\r\n<b>\r\n"
                          "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n"
                          "--b\r\nContent-Type: image/gif\r\nContent-Disposition: inline;"
                          " filename*=utf-8''%E2%80%AEgpj.exe\r\n\r\n\r\n"
                          "--b--\r\n");
  const struct
  {
    const char *name;
    const char *content_type;
    const char *content;
  } parts[] = {
    { "x.txt", "text/plain", "1" },       { "attachment", "text/plain", "22" },
    { "attachment", "image/png", "333" }, { "attachment", "message/rfc822", "Subject: y\r\n\r\nz" },
    { "_gpj.exe", "image/gif", "" },
  };

  g_assert_cmpstr (ph_mail_reader_get_text (reader), ==, "text");
  g_assert_cmpuint (ph_mail_reader_get_n_parts (reader), ==, G_N_ELEMENTS (parts));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *content = NULL;

      g_assert_cmpstr (ph_mail_reader_get_part_name (reader, i), ==, parts[i].name);
      g_assert_cmpstr (ph_mail_reader_get_part_content_type (reader, i), ==, parts[i].content_type);
      g_assert_cmpuint (ph_mail_reader_get_part_size (reader, i), ==, strlen (parts[i].content));
      g_assert_true (save (reader, i, f->target, NULL, NULL));
      content = ph_test_folder_read (f->target, NULL);
      g_assert_cmpstr (content, ==, parts[i].content);
    }
}

/* A Maildir has LF line ends; a mail in the mail is saved with CRLF, and its size is said so. */
static void
test_mail_in_mail_with_lf (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) reader = load_text (f, "Content-Type: message/rfc822\n\nSubject: y\nTo: z\n\na\nb\n");
  g_autofree char *content = NULL;

  g_assert_cmpuint (ph_mail_reader_get_n_parts (reader), ==, 1);
  g_assert_true (save (reader, 0, f->target, NULL, NULL));
  content = ph_test_folder_read (f->target, NULL);
  g_assert_cmpstr (content, ==, "Subject: y\r\nTo: z\r\n\r\na\r\nb\r\n");
  g_assert_cmpuint (ph_mail_reader_get_part_size (reader, 0), ==, strlen (content));
}

/* Words in base64 that end in padding are no end of the subject, as GMime has it. */
static void
test_padded_words (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) reader = load_text (f, "Subject: =?utf-8?b?aGVsbG8=?=\r\n =?utf-8?b?IHdvcmxk?=\r\n\r\n");

  g_assert_cmpstr (ph_mail_reader_get_subject (reader), ==, "hello world");
}

/* No line end, control or bidi override reaches a label. */
static void
test_fields_are_harmless (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) reader = load_text (f,
                                               "Subject: =?utf-8?q?a=0D=0Ab=E2=80=AEc?=\r\n folded\r\n"
                                               "From: =?utf-8?q?Ann=0A?= <ann@example.org>, \377 <b@example.org>\r\n"
                                               "To: not an address\r\n"
                                               "Date: nonsense\r\n"
                                               "Message-ID: <a\001b@example.org>\r\n\r\n");
  const char *fields[] = { ph_mail_reader_get_subject (reader),
                           ph_mail_reader_get_from (reader),
                           ph_mail_reader_get_to (reader),
                           ph_mail_reader_get_cc (reader),
                           ph_mail_reader_get_message_id (reader) };

  g_assert_cmpstr (ph_mail_reader_get_subject (reader), ==, "a  b c folded");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_assert_true (g_utf8_validate (fields[i], -1, NULL));
      for (const char *p = fields[i]; *p != '\0'; p = g_utf8_next_char (p))
        g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
    }
}

static void
test_no_message (Fixture *f, gconstpointer data)
{
  const char *files[] = { "", "\n", "no header at all\n", "\177ELF\002\001\001", "From \n", ":\n:\n\n", "\r\r\r", "a" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (PhMailReader) reader = load_text (f, files[i]);
      gboolean is_cut = TRUE;
      g_autofree char *source = ph_mail_reader_dup_source (reader, 100, &is_cut);

      g_assert_cmpstr (ph_mail_reader_get_subject (reader), ==, "");
      g_assert_null (ph_mail_reader_get_date (reader));
      g_assert_cmpstr (source, ==, files[i]);
      g_assert_false (is_cut);
    }
}

static void
test_source (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMailReader) reader = load_octets (f, "A: \377\0b\r\n\r\nbody", 14);
  gboolean is_cut = FALSE;
  g_autofree char *whole = ph_mail_reader_dup_source (reader, 14, &is_cut);
  g_autofree char *cut = NULL;

  g_assert_cmpstr (whole, ==, "A: \357\277\275\357\277\275b\r\n\r\nbody");
  g_assert_false (is_cut);
  cut = ph_mail_reader_dup_source (reader, 13, &is_cut);
  g_assert_true (g_str_has_suffix (cut, "bod"));
  g_assert_true (is_cut);
}

static void
test_no_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) fifo = g_file_get_child (f->folder, "fifo");
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_mail_reader_load_sync (f->file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ph_mail_reader_load_sync (f->folder, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (g_file_peek_path (fifo), 0600), ==, 0);
  g_assert_null (ph_mail_reader_load_sync (fifo, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

/* Thousands of levels, parts, recipients and fields: read within bounds. */
static void
test_hostile_size (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (HEADER);
  g_autoptr (GString) wide = g_string_new (HEADER "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
  g_autoptr (GString) fields = g_string_new ("To: a@example.org");
  g_autoptr (PhMailReader) deep_reader = NULL;
  g_autoptr (PhMailReader) wide_reader = NULL;
  g_autoptr (PhMailReader) fields_reader = NULL;

  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (deep, "Content-Type: multipart/mixed; boundary=b%u\r\n\r\n--b%u\r\n", i, i);
  g_string_append (deep, "\r\ndeep");
  deep_reader = load_text (f, deep->str);
  g_assert_cmpstr (ph_mail_reader_get_text (deep_reader), ==, "");

  for (guint i = 0; i < 2000; i++)
    g_string_append (wide, "--b\r\nContent-Type: image/png\r\n\r\nx\r\n");
  wide_reader = load_text (f, wide->str);
  g_assert_cmpuint (ph_mail_reader_get_n_parts (wide_reader), ==, 1000);

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (fields, ",\r\n b%u@example.org", i);
  g_string_append (fields, "\r\n\r\n");
  fields_reader = load_text (f, fields->str);
  g_assert_cmpuint (strlen (ph_mail_reader_get_to (fields_reader)), <=, 16 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/mail-reader/own-message", Fixture, NULL, set_up, test_own_message, tear_down);
  g_test_add ("/mail-reader/save-fails", Fixture, NULL, set_up, test_save_fails, tear_down);
  g_test_add ("/mail-reader/texts", Fixture, NULL, set_up, test_texts, tear_down);
  g_test_add ("/mail-reader/text-with-nul", Fixture, NULL, set_up, test_text_with_nul, tear_down);
  g_test_add ("/mail-reader/html", Fixture, NULL, set_up, test_html, tear_down);
  g_test_add ("/mail-reader/text-cut", Fixture, NULL, set_up, test_text_cut, tear_down);
  g_test_add ("/mail-reader/attachments", Fixture, NULL, set_up, test_attachments, tear_down);
  g_test_add ("/mail-reader/mail-in-mail-with-lf", Fixture, NULL, set_up, test_mail_in_mail_with_lf, tear_down);
  g_test_add ("/mail-reader/padded-words", Fixture, NULL, set_up, test_padded_words, tear_down);
  g_test_add ("/mail-reader/fields-are-harmless", Fixture, NULL, set_up, test_fields_are_harmless, tear_down);
  g_test_add ("/mail-reader/no-message", Fixture, NULL, set_up, test_no_message, tear_down);
  g_test_add ("/mail-reader/source", Fixture, NULL, set_up, test_source, tear_down);
  g_test_add ("/mail-reader/no-file", Fixture, NULL, set_up, test_no_file, tear_down);
  g_test_add ("/mail-reader/hostile-size", Fixture, NULL, set_up, test_hostile_size, tear_down);

  return g_test_run ();
}
