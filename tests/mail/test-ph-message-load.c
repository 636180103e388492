/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was written comes back as it was meant, for any message: written again it is the same octets. What others wrote, also
 * to do harm, comes back whole, or it is said what is missing. */
#include "ph-message-load.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ph-mail-markdown.h"
#include "ph-test-folder.h"

#define HEADER "From: ann@example.org\r\nMIME-Version: 1.0\r\n"
#define MIXED HEADER "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
#define RLO "\342\200\256"
#define MEBIBYTE (1024 * 1024)
#define LONG "A line that is longer than what a mail's line should be "

typedef struct
{
  GFile *folder;
  GFile *file;
  GFile *parts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->file = g_file_get_child (f->folder, "message.eml");
  f->parts = g_file_get_child (f->folder, "parts");
  g_assert_true (g_file_make_directory (f->parts, NULL, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->file);
  g_object_unref (f->parts);
  ph_test_folder_free (f->folder);
}

/* ---- what Posthaste wrote --------------------------------------------------------------------------------------- */

/* The same day each time, so that two messages differ only where they do. */
typedef gboolean (
    *Write) (PhMessage *message, GDateTime *date, GOutputStream *output, GCancellable *cancellable, GError **error);

static GBytes *
write_by (Write write, PhMessage *message)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 3, 5, 7, 8, 9);
  g_autoptr (GError) error = NULL;

  write (message, date, output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

static GBytes *
write_message (PhMessage *message)
{
  return write_by (ph_message_write, message);
}

static void
set_contents (GFile *file, const char *octets, gsize length)
{
  g_autoptr (GError) error = NULL;

  /* Not aside and synced: it is done thousands of times. GLib 2.74 does not empty a file that it writes directly. */
  unlink (g_file_peek_path (file));
  g_file_set_contents_full (g_file_peek_path (file), octets, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static PhMessage *
load_octets (Fixture *f, const char *octets, gsize length, PhMessageLoss losses)
{
  g_autoptr (GError) error = NULL;
  PhMessageLoss found = PH_MESSAGE_LOSS_NONE;
  PhMessage *message = NULL;

  set_contents (f->file, octets, length);
  message = ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_KEEP_ID, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found, ==, losses);
  return message;
}

static PhMessage *
load_bytes (Fixture *f, GBytes *bytes)
{
  gsize length = 0;
  const char *octets = g_bytes_get_data (bytes, &length);

  return load_octets (f, octets, length, PH_MESSAGE_LOSS_NONE);
}

static void
assert_same_mailboxes (PhMessage *a, PhMessage *b, PhMessageField field)
{
  g_auto (GStrv) texts_a = ph_message_dup_recipient_texts (a, field);
  g_auto (GStrv) texts_b = ph_message_dup_recipient_texts (b, field);

  g_assert_cmpstrv (texts_a, texts_b);
}

static GBytes *
read_attachment (PhAttachment *attachment)
{
  g_autoptr (GInputStream) input = ph_attachment_open (attachment, NULL, NULL);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  g_assert_nonnull (input);
  g_output_stream_splice (output, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

static void
assert_same_attachment (PhAttachment *a, PhAttachment *b)
{
  g_autoptr (GBytes) octets_a = read_attachment (a);
  g_autoptr (GBytes) octets_b = read_attachment (b);

  g_assert_cmpstr (ph_attachment_get_name (a), ==, ph_attachment_get_name (b));
  if (!g_str_has_prefix (ph_attachment_get_content_type (b), "application/octet-stream"))
    g_assert_cmpstr (ph_attachment_get_content_type (a), ==, ph_attachment_get_content_type (b));
  g_assert_cmpuint (ph_attachment_get_size (a), ==, ph_attachment_get_size (b));
  g_assert_true (g_bytes_equal (octets_a, octets_b));
}

static void
assert_same_attachments (PhMessage *a, PhMessage *b)
{
  GListModel *files_a = ph_message_get_attachments (a);
  GListModel *files_b = ph_message_get_attachments (b);

  g_assert_cmpuint (g_list_model_get_n_items (files_a), ==, g_list_model_get_n_items (files_b));
  for (guint i = 0; i < g_list_model_get_n_items (files_a); i++)
    {
      g_autoptr (PhAttachment) attachment_a = g_list_model_get_item (files_a, i);
      g_autoptr (PhAttachment) attachment_b = g_list_model_get_item (files_b, i);

      assert_same_attachment (attachment_a, attachment_b);
    }
}

static void
assert_same_mailbox (PhMailbox *a, PhMailbox *b)
{
  g_autofree char *text_a = a != NULL ? ph_mailbox_to_string (a) : NULL;
  g_autofree char *text_b = b != NULL ? ph_mailbox_to_string (b) : NULL;

  g_assert_cmpstr (text_a, ==, text_b);
}

static void
assert_same_settings (PhMessage *a, PhMessage *b)
{
  assert_same_mailbox (ph_message_get_reply_to (a), ph_message_get_reply_to (b));
  g_assert_cmpint (ph_message_get_importance (a), ==, ph_message_get_importance (b));
  g_assert_cmpint (ph_message_get_options (a), ==, ph_message_get_options (b));
}

/* All but the text. */
static void
assert_same_fields (PhMessage *a, PhMessage *b)
{
  g_autofree char *subject = g_strstrip (g_strdup (ph_message_get_subject (a)));

  assert_same_mailbox (ph_message_get_from (a), ph_message_get_from (b));
  assert_same_settings (a, b);
  assert_same_mailboxes (a, b, PH_MESSAGE_FIELD_TO);
  assert_same_mailboxes (a, b, PH_MESSAGE_FIELD_CC);
  g_assert_cmpstr (subject, ==, ph_message_get_subject (b));
  g_assert_cmpstr (ph_message_get_in_reply_to (a), ==, ph_message_get_in_reply_to (b));
  g_assert_cmpstr (ph_message_get_message_id (a), ==, ph_message_get_message_id (b));
  assert_same_attachments (a, b);
}

/* A text's only line end at its very end cannot be told from the one that each message gets. */
static char *
dup_expected (const char *text)
{
  gsize length = strlen (text);

  if (length > 1 && text[length - 1] == '\n' && text[length - 2] != '\n')
    length--;
  return g_strndup (text, length);
}

/* Writes @message, loads it, and writes what was loaded. Returns: (transfer full): what was loaded */
static PhMessage *
check_round_trip (Fixture *f, PhMessage *message)
{
  g_autoptr (GBytes) written = write_message (message);
  g_autoptr (PhMessage) loaded = load_bytes (f, written);
  g_autoptr (GBytes) again = write_message (loaded);
  g_autofree char *expected = dup_expected (ph_message_get_text (message));

  assert_same_fields (message, loaded);
  if (strchr (expected, '\r') == NULL)
    g_assert_cmpstr (ph_message_get_text (loaded), ==, expected);
  g_assert_cmpmem (g_bytes_get_data (again, NULL),
                   g_bytes_get_size (again),
                   g_bytes_get_data (written, NULL),
                   g_bytes_get_size (written));
  return g_steal_pointer (&loaded);
}

static void
attach (PhMessage *message, const char *name, const char *content_type, const char *octets, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (octets, length);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes (name, content_type, bytes);

  ph_message_add_attachment (message, attachment);
}

static PhMessage *
new_message (const char *subject, const char *text)
{
  g_autoptr (PhMessage) message = ph_message_new ();
  g_autoptr (PhMailbox) from = ph_mailbox_new ("Ann", "ann@example.org", NULL);

  ph_message_set_from (message, from);
  ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, "bob@example.org");
  ph_message_set_subject (message, subject);
  ph_message_set_text (message, text);
  return g_steal_pointer (&message);
}

static const char *const texts[] = {
  "",
  "hello",
  "hello\n",
  "hello\n\n\n",
  "\n",
  "\n\n",
  "one\ntwo\n\n\nthree",
  " begins with spaces\n\tand tabs",
  "trailing spaces  \nand tabs\t\t\n-- \nAnn ",
  "> quoted\n>> twice\n>From here\n> \n>",
  "From me\nFrom you\n From them\nfrom nobody",
  ".\n..\n.dot\n.",
  "--\n-- \n--=-boundary--\n--=-",
  "= =3D =\n=20\n=",
  "Subject: this is\n\nno header",
  "begin 644 x\n#86)C\n`\nend\n",
  "🙂🙃 emoji\n👩‍👩‍👧",
  "שלום עולם\nمرحبا",
  "会议纪要\n第三季度\n",
  "Grüße, in a line that is ASCII but for two letters.\n",
  "\302\205\342\200\250\342\200\251" RLO "x\n",
  "\357\273\277byte order mark",
  "a\001b\033[31mc\177d\fe",
  "=?UTF-8?Q?x?=",
  /* Lines that are broken on their way, and such that look as if they had been. */
  LONG LONG "\n" LONG LONG "x\n\n\n> " LONG LONG "x\n>> " LONG LONG "x\n>\n> \n-- \nAnn",
  LONG LONG "x\n" LONG LONG "x\n\n\n> " LONG LONG "x\n>> " LONG LONG "x\n>\n> \n-- \nAnn",
  LONG LONG "x\n From\nFrom\n. " LONG LONG "x\n\n",
  LONG LONG "> x " LONG LONG "From me",
  LONG LONG "ends in a space \nand goes on",
  LONG LONG " \n",
  "会议纪要第三季度报告会议纪要第三季度报告会议纪要第三季度报告会议纪要第三季度报告\n" LONG LONG "x",
  "> 会议纪要第三季度报告会议纪要第三季度报告会议纪要第三季度报告会议纪要第三季度报告",
};

/* With and without an attachment, as the text is then the message or a part of it. */
static void
test_texts (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts) * 2; i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", texts[i / 2]);
      g_autoptr (PhMessage) loaded = NULL;

      if (i % 2 == 1)
        attach (message, "x.png", "image/png", "x", 1);
      loaded = check_round_trip (f, message);
    }
}

/* What the editor could hold of other line ends comes back as the same line ends, however often. */
static void
test_line_ends (Fixture *f, gconstpointer data)
{
  const char *rows[][2] = {
    { "one\r\ntwo\r\n", "one\ntwo" },
    { "one\r\ntwo\r\n\r\n", "one\ntwo\n\n" },
    { "lone\rCR", "lone\nCR" },
    { "lone\rCR\r", "lone\nCR" },
    { "\r", "\n" },
    { "\r\n", "\n" },
    { "\r\r\n\r", "\n\n\n" },
    { "\r\r\n\n", "\n\n\n" },
    { "x\r\r\r\ny", "x\n\n\ny" },
    { "会议\r\n纪要\r第三", "会议\n纪要\n第三" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", rows[i][0]);
      g_autoptr (PhMessage) loaded = check_round_trip (f, message);
      g_autoptr (PhMessage) again = check_round_trip (f, loaded);

      g_assert_cmpstr (ph_message_get_text (loaded), ==, rows[i][1]);
      g_assert_cmpstr (ph_message_get_text (again), ==, rows[i][1]);
    }
}

static void
test_long_lines (Fixture *f, gconstpointer data)
{
  const char *letters[] = { "x", "ü", "会", "🙂", "x ", "=" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      g_autoptr (PhMessage) message = NULL;
      g_autoptr (PhMessage) loaded = NULL;

      while (line->len < 10000)
        g_string_append (line, letters[i]);
      message = new_message (line->str, line->str);
      loaded = check_round_trip (f, message);
    }
}

/* A book is written and loaded while nobody has to wait: hours, if the time grew with the square of the lines. */
static void
test_many_lines (Fixture *f, gconstpointer data)
{
  const char *ends[] = { "x\n", "会\n", "会\r\n", "\r会\n" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (PhMessage) message = NULL;
      g_autoptr (PhMessage) loaded = NULL;

      while (text->len < 2 * MEBIBYTE)
        g_string_append (text, ends[i]);
      message = new_message ("x", text->str);
      loaded = check_round_trip (f, message);
    }
}

static const char *const lines[] = {
  "Hello",
  "a  b   c",
  "\"quoted\" \\ (text)",
  "Tester, Ann; and: others <x@example.org>",
  "Ann \"A\" T\\",
  "Jürgen Groß",
  "王小明",
  "חנה ישראלי",
  "🙂 Ann",
  "=?UTF-8?Q?Bcc?= Ann",
  "?= =?",
  "@",
  "(",
  "\"",
  "%0d%0aBcc:",
  "A name as long as one line, and then a little longer than that",
  "Jürgen Großmüller von der Königlich-Bayerischen Übersetzungsgesellschaft Nürnberg-Fürth (\"Jürgen\"), Völklingen",
  "A long subject that goes on and on, without an end that anybody could see, over many lines of the header, and on",
};

/* As a subject, as a name of either side, and as the name of a file. */
static void
test_lines (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (PhMessage) message = new_message (lines[i], "text");
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new (lines[i], "ann@example.org", NULL);
      g_autoptr (PhMessage) loaded = NULL;

      ph_message_set_from (message, mailbox);
      ph_message_add_recipient (message, PH_MESSAGE_FIELD_TO, mailbox);
      ph_message_add_recipient (message, PH_MESSAGE_FIELD_CC, mailbox);
      ph_message_add_recipient (message, PH_MESSAGE_FIELD_CC, mailbox);
      attach (message, lines[i], "image/png", lines[i], strlen (lines[i]));
      loaded = check_round_trip (f, message);
    }
}

/* The file says the domain as DNS knows it (what the envelope says); everything else of an address stays. */
static void
test_addresses (Fixture *f, gconstpointer data)
{
  const char *rows[][2] = {
    { "\"a b\"@example.org", "\"a b\"@example.org" },       { "\"a@b\"@example.org", "\"a@b\"@example.org" },
    { "\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org" }, { "\",;:<>()\"@example.org", "\",;:<>()\"@example.org" },
    { "o'neil+x=y@example.org", "o'neil+x=y@example.org" }, { "ann@[192.0.2.1]", "ann@[192.0.2.1]" },
    { "ann@[IPv6:2001:db8::1]", "ann@[IPv6:2001:db8::1]" }, { "ann@Example.ORG", "ann@example.org" },
    { "ann@exämple.org", "ann@xn--exmple-cua.org" },        { "jürgen@exämple.org", "jürgen@exämple.org" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", "y");
      g_autoptr (PhMessage) loaded = NULL;
      g_autoptr (PhMessage) again = NULL;
      g_autoptr (GBytes) written = NULL;
      g_auto (GStrv) texts_loaded = NULL;

      ph_message_clear_recipients (message, PH_MESSAGE_FIELD_TO);
      ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, rows[i][0]);
      g_assert_false (ph_message_has_unfinished_recipients (message));
      written = write_message (message);
      loaded = load_bytes (f, written);
      texts_loaded = ph_message_dup_recipient_texts (loaded, PH_MESSAGE_FIELD_TO);
      g_assert_cmpuint (g_strv_length (texts_loaded), ==, 1);
      g_assert_cmpstr (texts_loaded[0], ==, rows[i][1]);
      again = check_round_trip (f, loaded);
    }
}

static void
test_many_recipients (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (PhMessage) loaded = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf ("\"Body, Some\" <somebody%u@example.org>", i);

      ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_CC, text);
    }
  loaded = check_round_trip (f, message);
}

/* A draft lacks whatever it lacks. */
static void
test_drafts (Fixture *f, gconstpointer data)
{
  for (guint lacks = 0; lacks < 1 << 5; lacks++)
    {
      g_autoptr (PhMessage) message = new_message ((lacks & 1) != 0 ? "" : "x", (lacks & 2) != 0 ? "" : "y");
      g_autoptr (PhMessage) loaded = NULL;

      if ((lacks & 4) != 0)
        ph_message_set_from (message, NULL);
      if ((lacks & 8) != 0)
        ph_message_clear_recipients (message, PH_MESSAGE_FIELD_TO);
      if ((lacks & 16) != 0)
        ph_message_set_in_reply_to (message, "<a@example.org>");
      loaded = check_round_trip (f, message);
    }
}

/* What somebody typed as the address to answer to is kept as it is, and goes nowhere. */
static void
test_reply_to_text (Fixture *f, gconstpointer data)
{
  static const char *const typed[] = {
    "answers@",      "a@example.org, b@example.org", "Jos\303\251 <",
    "=?utf-8?q?x?=", "x\r\nBcc: eve@example.org",    RLO "a@",
    LONG LONG LONG,
  };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", "y");
      g_autoptr (PhMessage) copy = NULL;
      g_autoptr (PhMessage) loaded = NULL;
      g_autoptr (PhMessage) sent = NULL;
      g_autoptr (GBytes) draft = NULL;
      g_autoptr (GBytes) octets = NULL;

      ph_message_set_reply_to_text (message, typed[i]);
      copy = ph_message_copy (message);
      draft = write_by (ph_message_write_draft, copy);
      loaded = load_bytes (f, draft);
      g_assert_cmpstr (ph_message_get_reply_to_text (loaded), ==, ph_message_get_reply_to_text (message));
      g_assert_true (ph_message_has_draft_field (f->file));
      assert_same_mailboxes (message, loaded, PH_MESSAGE_FIELD_BCC);

      octets = write_message (message);
      sent = load_bytes (f, octets);
      g_assert_null (ph_message_get_reply_to_text (sent));
      g_assert_false (ph_message_has_draft_field (f->file));
    }
}

/* Each with each, also in a copy. */
static void
test_settings (Fixture *f, gconstpointer data)
{
  const guint n_options = PH_MESSAGE_OPTION_USER_AGENT << (ph_mail_markdown_is_available () ? 2 : 1);

  for (guint i = 0; i < n_options * 3 * 2; i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", "y");
      g_autoptr (PhMailbox) reply_to = ph_mailbox_parse ("\"Jürgen, Groß\" <j@xn--exmple-cua.org>", NULL);
      g_autoptr (PhMessage) copy = NULL;
      g_autoptr (PhMessage) loaded = NULL;

      ph_message_set_options (message, (PhMessageOptions) (i % n_options));
      ph_message_set_importance (message, (PhMessageImportance) (i / n_options % 3));
      ph_message_set_reply_to (message, i < n_options * 3 ? NULL : reply_to);
      copy = ph_message_copy (message);
      assert_same_settings (message, copy);
      loaded = check_round_trip (f, message);
    }
}

/* What goes out as HTML too comes back as what was written, with and without a file; another HTML is a loss. */
static void
test_markdown (Fixture *f, gconstpointer data)
{
  if (!ph_mail_markdown_is_available ())
    {
      g_test_skip ("there is no Markdown in this build");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts) * 2; i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", texts[i / 2]);
      g_autoptr (PhMessage) loaded = NULL;
      g_autoptr (GBytes) written = NULL;
      g_autoptr (GString) changed = NULL;
      g_autoptr (PhMessage) without = NULL;

      ph_message_set_options (message, PH_MESSAGE_OPTION_MARKDOWN);
      if (i % 2 == 1)
        attach (message, "x.png", "image/png", "x", 1);
      loaded = check_round_trip (f, message);
      written = write_message (message);
      changed = g_string_new_len (g_bytes_get_data (written, NULL), (gssize) g_bytes_get_size (written));
      if (g_string_replace (changed, "<body>", "<body bgcolor=3Dred>", 0) == 0)
        continue;
      without = load_octets (f, changed->str, changed->len, PH_MESSAGE_LOSS_FORMATTING);
      g_assert_cmpint (ph_message_get_options (without), ==, PH_MESSAGE_OPTION_NONE);
      g_assert_cmpstr (ph_message_get_text (without), ==, ph_message_get_text (loaded));
    }
}

#define KEPT                                                                                                           \
  "Auto-Submitted: auto-generated\r\nList-Unsubscribe: <https://example.org/u?a=1>,\r\n <mailto:u@example.org>\r\n"

/* What stays the same message keeps what it said of itself, in one line; a new one is none of the list. */
static void
test_kept_fields (Fixture *f, gconstpointer data)
{
  const char *octets
      = HEADER KEPT "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nList-Id: <x.example.org>\r\n\r\nx";
  g_autoptr (PhMessage) loaded = load_octets (f, octets, strlen (octets), PH_MESSAGE_LOSS_NONE);
  g_autoptr (PhMessage) new = ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_AS_NEW, NULL, NULL, NULL);
  g_autoptr (PhMessage) copy = ph_message_copy (loaded);
  g_autoptr (PhMessage) again = check_round_trip (f, copy);
  g_autoptr (GBytes) written = write_message (again);
  g_autoptr (GBytes) written_new = write_message (new);
  const char *text = g_bytes_get_data (written, NULL);
  gssize length = (gssize) g_bytes_get_size (written);

  g_assert_nonnull (g_strstr_len (text, length, "\r\nAuto-Submitted: auto-generated\r\n"));
  g_assert_nonnull (
      g_strstr_len (text, length, "\r\nList-Unsubscribe: <https://example.org/u?a=1>, <mailto:u@example.org>\r\n"));
  g_assert_nonnull (g_strstr_len (text, length, "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  g_assert_nonnull (g_strstr_len (text, length, "\r\nList-Id: <x.example.org>\r\n"));
  text = g_bytes_get_data (written_new, NULL);
  length = (gssize) g_bytes_get_size (written_new);
  g_assert_null (g_strstr_len (text, length, "List-"));
  g_assert_null (g_strstr_len (text, length, "Auto-Submitted"));
}

/* A draft's recipients come back as they were typed, from whoever kept the texts: the file has only the mailboxes. */
static void
test_kept_recipients (Fixture *f, gconstpointer data)
{
  const char *const typed[] = { "bob", "Ann <ann@example.org>", "a@b@c", "eve@example.org", "x y z", NULL };
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (PhMessage) loaded = NULL;
  g_autoptr (GBytes) written = NULL;
  g_auto (GStrv) back = NULL;

  ph_message_clear_recipients (message, PH_MESSAGE_FIELD_TO);
  for (guint i = 0; typed[i] != NULL; i++)
    ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, typed[i]);
  written = write_message (message);
  loaded = load_bytes (f, written);
  g_assert_false (ph_message_has_unfinished_recipients (loaded));
  g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_recipients (loaded, PH_MESSAGE_FIELD_TO)), ==, 2);
  ph_message_clear_recipients (loaded, PH_MESSAGE_FIELD_TO);
  for (guint i = 0; typed[i] != NULL; i++)
    ph_message_add_recipient_text (loaded, PH_MESSAGE_FIELD_TO, typed[i]);
  back = ph_message_dup_recipient_texts (loaded, PH_MESSAGE_FIELD_TO);
  g_assert_cmpstrv (back, typed);
}

static void
test_message_id (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (GBytes) written = write_message (message);
  g_autoptr (PhMessage) same = load_bytes (f, written);
  g_autoptr (PhMessage) new = ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_AS_NEW, NULL, NULL, NULL);

  g_assert_cmpstr (ph_message_get_message_id (same), ==, ph_message_get_message_id (message));
  g_assert_cmpstr (ph_message_get_message_id (new), !=, ph_message_get_message_id (message));
  g_assert_true (g_str_has_suffix (ph_message_get_message_id (new), "@example.org>"));
}

/* Every octet and every size around the lines of base64; each in a file that only its owner may read. */
static void
test_attachments (Fixture *f, gconstpointer data)
{
  const char *names[]
      = { "../../etc/passwd", "/etc/passwd", "..", ".",   "",    "a/b\\c", "same.txt", "same.txt",   "x\r\ny",
          RLO "gpj",          ".hidden",     "~",  "-rf", "CON", "a\377b", "%2e%2e",   "nul\001.txt" };
  g_autofree char *octets = g_malloc (MEBIBYTE);
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (PhMessage) loaded = NULL;
  const gsize sizes[] = { 0, 1, 56, 57, 58, 57 * 2048, MEBIBYTE };

  for (gsize i = 0; i < MEBIBYTE; i++)
    octets[i] = (char) (i * 7 + i / 256);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    attach (message, names[i], i % 2 == 0 ? "text/plain" : "text/html", octets, sizes[i % G_N_ELEMENTS (sizes)]);
  attach (message, "mail.eml", "message/rfc822", "Subject: inner\r\n\r\nx\r\n", 21);
  loaded = check_round_trip (f, message);
  g_assert_cmpuint (ph_test_folder_count (f->folder, "parts"), ==, G_N_ELEMENTS (names) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (names) + 1; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (ph_message_get_attachments (loaded), i);
      GFile *file = ph_attachment_get_file (attachment);
      g_autoptr (GFile) parent = g_file_get_parent (file);
      struct stat info;

      g_assert_true (g_file_equal (parent, f->parts));
      g_assert_cmpint (stat (g_file_peek_path (file), &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
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

/* As it was, with its signature; one that cannot stand there unencoded is a file. */
static void
test_messages (Fixture *f, gconstpointer data)
{
  const char *rows[][2] = {
    { "Subject: inner\r\n\r\nx\r\n", "message/rfc822" },
    { "Subject: inner\r\n\r\nx", "message/rfc822" },
    { "X:y\r\nBcc: eve@example.org\r\n\r\n", "message/rfc822" },
    { "Subject: no body\r\n", "message/rfc822" },
    { "Subject: \r\n folded\r\n   oddly \r\n\r\n\r\n\r\n", "message/rfc822" },
    { "DKIM-Signature: v=1;  b=x\r\nFrom:a@example.org\r\nno field\r\n\r\n.\r\nFrom x\r\n", "message/rfc822" },
    { "Content-Type: multipart/mixed; boundary=b\r\n\r\npreface\r\n--b\r\n\r\nx\r\n--b--\r\nend\r\n",
      "message/rfc822" },
    { "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nnot ended", "message/rfc822" },
    { "Content-Type: message/rfc822\r\n\r\nSubject: in it\r\n\r\nx\r\n", "message/rfc822" },
    { "Subject: Gr\303\274\303\237e\r\n\r\nx\r\n", "application/octet-stream" },
    { "no message", "application/octet-stream" },
    { "", "application/octet-stream" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PhMessage) message = new_message ("x", "y");
      g_autoptr (PhMessage) loaded = NULL;
      g_autoptr (PhAttachment) attachment = NULL;
      g_autoptr (GBytes) octets = NULL;

      attach (message, "mail.eml", "message/rfc822", rows[i][0], strlen (rows[i][0]));
      attach (message, "x", "image/png", "x", 1);
      loaded = check_round_trip (f, message);
      attachment = g_list_model_get_item (ph_message_get_attachments (loaded), 0);
      octets = read_attachment (attachment);
      g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, rows[i][1]);
      g_assert_cmpmem (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), rows[i][0], strlen (rows[i][0]));
    }
}

/* A message can hold its own earlier state, and that one's, of the same id and so with the same boundary. */
static void
test_message_in_itself (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = new_message ("x", "y");

  attach (message, "x", "image/png", "x", 1);
  for (guint i = 1; i < 5; i++)
    {
      g_autoptr (GBytes) written = write_message (message);
      g_autoptr (PhMessage) loaded = NULL;

      attach (message, "mail.eml", "message/rfc822", g_bytes_get_data (written, NULL), g_bytes_get_size (written));
      loaded = check_round_trip (f, message);
      g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_attachments (loaded)), ==, i + 1);
    }
}

static void
test_constant_memory (Fixture *f, gconstpointer data)
{
  const gsize size = 64 * MEBIBYTE;
  g_autoptr (GFile) sparse = g_file_get_child (f->folder, "large.bin");
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (PhAttachment) attachment = NULL;
  g_autoptr (PhMessage) loaded = NULL;
  g_autoptr (PhAttachment) back = NULL;
  g_autoptr (GFileOutputStream) output = g_file_create (f->file, G_FILE_CREATE_NONE, NULL, NULL);
  struct rusage before;
  struct rusage after;

  set_contents (sparse, "sparse", 6);
  g_assert_cmpint (truncate (g_file_peek_path (sparse), (off_t) size), ==, 0);
  attachment = ph_attachment_new_sync (sparse, NULL, NULL, NULL);
  ph_message_add_attachment (message, attachment);
  g_assert_true (ph_message_write (message, NULL, G_OUTPUT_STREAM (output), NULL, NULL));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (output), NULL, NULL));
  getrusage (RUSAGE_SELF, &before);
  loaded = ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, NULL);
  getrusage (RUSAGE_SELF, &after);
  g_assert_nonnull (loaded);
  back = g_list_model_get_item (ph_message_get_attachments (loaded), 0);
  g_assert_cmpuint (ph_attachment_get_size (back), ==, size);
  g_test_message ("peak memory grew by %ld KiB", after.ru_maxrss - before.ru_maxrss);
  if (is_memory_measurable ())
    g_assert_cmpint (after.ru_maxrss - before.ru_maxrss, <, 8 * 1024);
}

/* A text can hold what would end the part that it is in. */
static void
test_boundary_in_text (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (PhMessage) loaded = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autofree char *source = NULL;

  attach (message, "x", "image/png", "x", 1);
  written = write_message (message);
  source = g_strndup (g_bytes_get_data (written, NULL), g_bytes_get_size (written));
  g_strdelimit (source, "\r", ' ');
  ph_message_set_text (message, source);
  loaded = check_round_trip (f, message);
  g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_attachments (loaded)), ==, 1);
}

/* ---- any message at all, from a fixed seed ---------------------------------------------------------------------- */

static const char *const pieces[] = {
  "a",
  "word ",
  " ",
  "  ",
  "\t",
  "\n",
  "\n\n",
  "\r",
  "\r\n",
  ".",
  ",",
  ";",
  ":",
  "<",
  ">",
  "@",
  "\"",
  "\\",
  "(",
  ")",
  "[",
  "=",
  "=?",
  "?=",
  "=20",
  "From ",
  "\nFrom ",
  "> ",
  "-- ",
  "--=-",
  "ü",
  "会",
  "🙂",
  "שלום",
  RLO,
  "\302\240",
  "\001",
  "\377",
  "_",
  "a rather long piece of text that makes lines so long that they must be folded somewhere",
  "aWordWithoutAnySpaceThatIsSoLongThatItCannotBeFoldedAnywhereAndSoMustBeCutOrStandInALineOfItsOwn",
};

static char *
dup_random_text (GRand *random, guint n_max)
{
  GString *text = g_string_new (NULL);
  guint n_pieces = (guint) g_rand_int_range (random, 0, (gint32) n_max + 1);

  for (guint i = 0; i < n_pieces; i++)
    g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static void
add_random_recipient (PhMessage *message, GRand *random)
{
  g_autofree char *name = dup_random_text (random, 6);
  g_autoptr (PhMailbox) mailbox = ph_mailbox_new (name, "bob@example.org", NULL);

  if (mailbox != NULL)
    ph_message_add_recipient (message, g_rand_boolean (random) ? PH_MESSAGE_FIELD_TO : PH_MESSAGE_FIELD_CC, mailbox);
}

static PhMessage *
new_random_message (GRand *random)
{
  g_autofree char *subject = dup_random_text (random, 12);
  g_autofree char *text = dup_random_text (random, 40);
  PhMessage *message = new_message (subject, text);

  while (g_rand_int_range (random, 0, 3) != 0)
    add_random_recipient (message, random);
  while (g_rand_int_range (random, 0, 3) == 0)
    {
      g_autofree char *name = dup_random_text (random, 6);
      g_autofree char *octets = dup_random_text (random, 10);

      attach (message, name, "text/plain", octets, strlen (octets));
    }
  return message;
}

static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (PhMessage) message = new_random_message (random);
      g_autoptr (PhMessage) loaded = check_round_trip (f, message);
      g_autoptr (PhMessage) again = check_round_trip (f, loaded);

      g_assert_cmpstr (ph_message_get_text (loaded), ==, ph_message_get_text (again));
    }
}

/* ---- what others wrote ------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *octets;
  PhMessageLoss losses;
  const char *text;
  const char *attachments; /* names and types, in a line each */
} Foreign;

#define ALTERNATIVE(parts) HEADER "Content-Type: multipart/alternative; boundary=b\r\n\r\n" parts "\r\n--b--\r\n"
#define PLAIN "--b\r\n\r\nplain\r\n"
#define HTML "--b\r\nContent-Type: text/html\r\n\r\n<p>words</p>\r\n"

#define RELATED(disposition)                                                                                              \
  "--b\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:1@x\">" \
  "\r\n--r\r\nContent-Type: image/png\r\nContent-ID: <1@x>\r\nContent-Disposition: " disposition                          \
  "; filename=a.png\r\n\r\nx\r\n--r--\r\n"

static const Foreign foreign[] = {
  { HEADER "\r\nplain\r\n", PH_MESSAGE_LOSS_NONE, "plain", "" },
  { HEADER "Content-Type: text/plain; format=Flowed\r\n\r\n> one \r\n> two\r\n From\r\n-- \r\nAnn\r\n",
    PH_MESSAGE_LOSS_NONE,
    "> one two\nFrom\n-- \nAnn",
    "" },
  { HEADER "\nplain\nwith LF\n", PH_MESSAGE_LOSS_NONE, "plain\nwith LF", "" },
  { HEADER, PH_MESSAGE_LOSS_NONE, "", "" },
  { HEADER "Content-Type: text/html\r\n\r\n<p>one<p>two", PH_MESSAGE_LOSS_FORMATTING, "one\n\ntwo", "" },
  { ALTERNATIVE (PLAIN HTML), PH_MESSAGE_LOSS_FORMATTING, "plain", "" },
  { ALTERNATIVE (HTML PLAIN), PH_MESSAGE_LOSS_FORMATTING, "plain", "" },
  { ALTERNATIVE (HTML), PH_MESSAGE_LOSS_FORMATTING, "words", "" },
  { ALTERNATIVE (PLAIN), PH_MESSAGE_LOSS_NONE, "plain", "" },
  { ALTERNATIVE (PLAIN
                 "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx"),
    PH_MESSAGE_LOSS_NONE,
    "plain",
    "a.pdf application/pdf\n" },
  { ALTERNATIVE (PLAIN RELATED ("inline")), PH_MESSAGE_LOSS_FORMATTING, "plain", "" },
  { ALTERNATIVE (PLAIN RELATED ("attachment")), PH_MESSAGE_LOSS_FORMATTING, "plain", "a.png image/png\n" },
  { ALTERNATIVE ("--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"),
    PH_MESSAGE_LOSS_NONE,
    "",
    "attachment text/calendar\n" },
  { MIXED PLAIN PLAIN HTML "--b--\r\n",
    PH_MESSAGE_LOSS_NONE,
    "plain",
    "attachment text/plain\nattachment text/html\n" },
  { MIXED HTML PLAIN "--b--\r\n", PH_MESSAGE_LOSS_FORMATTING, "words", "attachment text/plain\n" },
  { MIXED "--b\r\nContent-Type: text/plain; name=x.txt\r\n\r\nx\r\n" PLAIN "--b--\r\n",
    PH_MESSAGE_LOSS_NONE,
    "plain",
    "x.txt text/plain\n" },
  { MIXED PLAIN "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n--b--\r\n",
    PH_MESSAGE_LOSS_NONE,
    "plain",
    "attachment message/rfc822\n" },
  { HEADER "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n",
    PH_MESSAGE_LOSS_NONE,
    "",
    "attachment image/png\n" },
  { HEADER "Content-Type: multipart/signed; boundary=b\r\n\r\n" PLAIN
           "--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n",
    PH_MESSAGE_LOSS_SIGNATURE,
    "plain",
    "" },
  { HEADER "Content-Type: text/plain; charset=utf-8\r\n\r\na\377b\r\n",
    PH_MESSAGE_LOSS_CHARACTERS,
    "a\357\277\275b",
    "" },
  { HEADER "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\374\337e\r\n", PH_MESSAGE_LOSS_NONE, "Grüße", "" },
  { HEADER "Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n//5hAA0ACgBiAA==\r\n",
    PH_MESSAGE_LOSS_NONE,
    "a\nb",
    "" },
  { HEADER "Content-Transfer-Encoding: quoted-printable\r\n\r\nsoft=\r\n line=3D\r\n",
    PH_MESSAGE_LOSS_NONE,
    "soft line=",
    "" },
  { HEADER "Sender: eve@example.org\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "Reply-To: eve@example.org\r\n\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
  { HEADER "Reply-To: eve@example.org, bob@example.org\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "Reply-To: nobody\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "Importance: HIGH\r\nX-Priority: 2 (High)\r\n\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
  { HEADER "Importance: normal\r\nX-Priority: 3\r\n\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
  { HEADER "Importance: urgent\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "X-Priority: high\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "Priority: urgent\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "Disposition-Notification-To: Ann <ann@EXAMPLE.org>\r\n\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
  { "Disposition-Notification-To: ann@example.org\r\n" HEADER "\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
  { HEADER "Disposition-Notification-To: eve@example.org\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { "Disposition-Notification-To: ann@example.org\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "User-Agent: Other/1\r\n\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
  { HEADER "List-Id: <a>\r\nList-Id: <b>\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "List-Id: Gr\303\274\303\237e <a>\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { "From: a@example.org, b@example.org\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { "From: nobody\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "In-Reply-To: <a@b> <c@d>\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "In-Reply-To: <a@b>\r\nReferences: <c@d>\r\n <a@b>\r\n\r\nx", PH_MESSAGE_LOSS_FIELDS, "x", "" },
  { HEADER "In-Reply-To: <a@b>\r\nReferences: <a@b>\r\n\r\nx", PH_MESSAGE_LOSS_NONE, "x", "" },
};

static char *
dup_attachment_list (PhMessage *message)
{
  GListModel *attachments = ph_message_get_attachments (message);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      g_string_append_printf (list,
                              "%s %s\n",
                              ph_attachment_get_name (attachment),
                              ph_attachment_get_content_type (attachment));
    }
  return g_string_free (list, FALSE);
}

static void
test_foreign (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      const Foreign *row = &foreign[i];
      g_autoptr (PhMessage) message = NULL;
      g_autofree char *attachments = NULL;

      g_test_message ("row %u", i);
      message = load_octets (f, row->octets, strlen (row->octets), row->losses);
      attachments = dup_attachment_list (message);
      g_assert_cmpstr (ph_message_get_text (message), ==, row->text);
      g_assert_cmpstr (attachments, ==, row->attachments);
    }
}

/* Nobody is left out, and no address is cut to another one. */
static void
test_foreign_recipients (Fixture *f, gconstpointer data)
{
  const char *octets = "To: Team: a@example.org, \"B, B\" <b@example.org>;\r\n"
                       "To: =?utf-8?q?J=C3=BCrgen?=\r\n\t<j@example.org>\r\n"
                       "Cc: a@b@example.org, nobody,, <x\r\n"
                       "Bcc: undisclosed-recipients:;\r\n"
                       "Bcc: c@example.org (Cee)\r\n"
                       "Subject: =?iso-8859-1?q?Gr=FC=DFe?=\r\n and more\r\n\r\n";
  const char *const to[] = { "a@example.org", "\"B, B\" <b@example.org>", "Jürgen <j@example.org>", NULL };
  const char *const cc[] = { "a@b@example.org", "nobody", "<x", NULL };
  const char *const bcc[] = { "Cee <c@example.org>", NULL };
  const char *const *expected[PH_MESSAGE_N_FIELDS] = { to, cc, bcc };
  g_autoptr (PhMessage) message = load_octets (f, octets, strlen (octets), PH_MESSAGE_LOSS_NONE);

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      g_auto (GStrv) found = ph_message_dup_recipient_texts (message, field);

      g_assert_cmpstrv (found, expected[field]);
    }
  g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_recipients (message, PH_MESSAGE_FIELD_CC)), ==, 0);
  g_assert_cmpstr (ph_message_get_subject (message), ==, "Grüße and more");
}

/* An id of any kind stays the same one when it is written again. */
static void
test_foreign_ids (Fixture *f, gconstpointer data)
{
  g_autofree char *long_id = g_strnfill (890, 'x');
  const char *ids[] = { "a@b",         "no-at-sign", "\"a\"@b", "a(b)c@d", "a.@b", "=?utf-8?q?x?=@b",
                        "a@[1.2.3.4]", "@",          "0@[b",    "\"",      "(",    long_id };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *id = g_strdup_printf ("<%s>", ids[i]);
      g_autofree char *octets
          = g_strdup_printf ("Message-ID: %s\r\nIn-Reply-To: %s\r\nReferences: %s\r\nTo: a@b.org\r\n\r\n", id, id, id);
      g_autoptr (PhMessage) message = load_octets (f, octets, strlen (octets), PH_MESSAGE_LOSS_NONE);
      g_autoptr (PhMessage) again = check_round_trip (f, message);

      g_assert_cmpstr (ph_message_get_message_id (again), ==, id);
      g_assert_cmpstr (ph_message_get_in_reply_to (again), ==, id);
    }
}

static void
check_refused (Fixture *f, const char *octets, gsize length, int code)
{
  g_autoptr (GError) error = NULL;

  set_contents (f->file, octets, length);
  g_assert_null (ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_cmpuint (ph_test_folder_count (f->folder, "parts"), ==, 0);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  const struct
  {
    const char *octets;
    int code;
  } rows[] = {
    { "", G_IO_ERROR_INVALID_DATA },
    { "x", G_IO_ERROR_INVALID_DATA },
    { "\r\n\r\nno header\r\n", G_IO_ERROR_INVALID_DATA },
    { MIXED "the boundary never comes\r\n", G_IO_ERROR_INVALID_DATA },
    { HEADER "Content-Type: multipart/encrypted; boundary=b\r\n\r\n" PLAIN "--b--\r\n", G_IO_ERROR_NOT_SUPPORTED },
    { HEADER "Content-Type: application/pkcs7-mime\r\n\r\nx\r\n", G_IO_ERROR_NOT_SUPPORTED },
    { MIXED "--b\r\nContent-Type: multipart/encrypted; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--\r\n",
      G_IO_ERROR_NOT_SUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    check_refused (f, rows[i].octets, strlen (rows[i].octets), rows[i].code);
}

static void
test_too_much (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (HEADER);
  g_autoptr (GString) wide = g_string_new (MIXED);
  g_autoptr (GString) text = g_string_new (HEADER "\r\n");
  g_autofree char *line = g_strnfill (PH_MESSAGE_LOAD_MAX_TEXT, 'x');
  g_autoptr (PhMessage) message = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (deep, "Content-Type: multipart/mixed; boundary=b%u\r\n\r\n--b%u\r\n", i, i);
  for (guint i = 0; i < PH_MESSAGE_LOAD_MAX_PARTS; i++)
    g_string_append (wide, "--b\r\n\r\n");
  g_string_append (text, line);
  check_refused (f, deep->str, deep->len, G_IO_ERROR_MESSAGE_TOO_LARGE);
  check_refused (f, wide->str, wide->len, G_IO_ERROR_MESSAGE_TOO_LARGE);
  message = load_octets (f, text->str, text->len, PH_MESSAGE_LOSS_NONE);
  g_assert_cmpuint (strlen (ph_message_get_text (message)), ==, PH_MESSAGE_LOAD_MAX_TEXT);
  g_string_append_c (text, 'x');
  check_refused (f, text->str, text->len, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_not_readable (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) nowhere = g_file_get_child (f->folder, "nowhere");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const char *octets = MIXED PLAIN PLAIN "--b--\r\n";

  g_assert_null (ph_message_load (nowhere, f->parts, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ph_message_load (f->folder, f->parts, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  set_contents (f->file, octets, strlen (octets));
  g_assert_null (ph_message_load (f->file, nowhere, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_KEEP_ID, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A file that cannot be written takes those before it along. */
static void
test_no_room (Fixture *f, gconstpointer data)
{
  g_autoptr (PhMessage) message = new_message ("x", "y");
  g_autoptr (GBytes) written = NULL;
  g_autofree char *octets = g_strnfill (2000, 'x');
  g_autoptr (GError) error = NULL;
  struct rlimit limit;
  struct rlimit old_limit;

  attach (message, "small", "image/png", octets, 10);
  attach (message, "large", "image/png", octets, 2000);
  written = write_message (message);
  set_contents (f->file, g_bytes_get_data (written, NULL), g_bytes_get_size (written));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old_limit), ==, 0);
  limit = old_limit;
  limit.rlim_cur = 1000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_null (ph_message_load (f->file, f->parts, PH_MESSAGE_LOAD_KEEP_ID, NULL, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old_limit), ==, 0);
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_IO_ERROR);
  g_assert_true (g_str_has_prefix (error->message, "large: "));
  g_assert_cmpuint (ph_test_folder_count (f->folder, "parts"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/message-load/texts", Fixture, NULL, set_up, test_texts, tear_down);
  g_test_add ("/message-load/line-ends", Fixture, NULL, set_up, test_line_ends, tear_down);
  g_test_add ("/message-load/long-lines", Fixture, NULL, set_up, test_long_lines, tear_down);
  g_test_add ("/message-load/many-lines", Fixture, NULL, set_up, test_many_lines, tear_down);
  g_test_add ("/message-load/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/message-load/addresses", Fixture, NULL, set_up, test_addresses, tear_down);
  g_test_add ("/message-load/many-recipients", Fixture, NULL, set_up, test_many_recipients, tear_down);
  g_test_add ("/message-load/drafts", Fixture, NULL, set_up, test_drafts, tear_down);
  g_test_add ("/message-load/reply-to-text", Fixture, NULL, set_up, test_reply_to_text, tear_down);
  g_test_add ("/message-load/settings", Fixture, NULL, set_up, test_settings, tear_down);
  g_test_add ("/message-load/markdown", Fixture, NULL, set_up, test_markdown, tear_down);
  g_test_add ("/message-load/kept-fields", Fixture, NULL, set_up, test_kept_fields, tear_down);
  g_test_add ("/message-load/kept-recipients", Fixture, NULL, set_up, test_kept_recipients, tear_down);
  g_test_add ("/message-load/message-id", Fixture, NULL, set_up, test_message_id, tear_down);
  g_test_add ("/message-load/attachments", Fixture, NULL, set_up, test_attachments, tear_down);
  g_test_add ("/message-load/messages", Fixture, NULL, set_up, test_messages, tear_down);
  g_test_add ("/message-load/message-in-itself", Fixture, NULL, set_up, test_message_in_itself, tear_down);
  g_test_add ("/message-load/constant-memory", Fixture, NULL, set_up, test_constant_memory, tear_down);
  g_test_add ("/message-load/boundary-in-text", Fixture, NULL, set_up, test_boundary_in_text, tear_down);
  g_test_add ("/message-load/random", Fixture, NULL, set_up, test_random, tear_down);
  g_test_add ("/message-load/foreign", Fixture, NULL, set_up, test_foreign, tear_down);
  g_test_add ("/message-load/foreign-recipients", Fixture, NULL, set_up, test_foreign_recipients, tear_down);
  g_test_add ("/message-load/foreign-ids", Fixture, NULL, set_up, test_foreign_ids, tear_down);
  g_test_add ("/message-load/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/message-load/too-much", Fixture, NULL, set_up, test_too_much, tear_down);
  g_test_add ("/message-load/no-room", Fixture, NULL, set_up, test_no_room, tear_down);
  g_test_add ("/message-load/not-readable", Fixture, NULL, set_up, test_not_readable, tear_down);

  return g_test_run ();
}
