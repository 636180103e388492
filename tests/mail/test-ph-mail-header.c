/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that streams through names its recipients and loses its Bcc, and not an octet else. */
#include "ph-mail-header.h"

#include <string.h>

typedef struct
{
  const char *message;
  const char *header; /* what is kept; NULL for the whole message up to the body */
  const char *recipients; /* joined with a space */
  const char *sender;
} Row;

#define ALICE "From: alice@example.org\n"

static const Row rows[] = {
  { ALICE "To: bob@example.org\n\n", NULL, "bob@example.org", "alice@example.org" },
  { "From: a@example.org\r\nTo: b@example.org\r\n\r\n", NULL, "b@example.org", "a@example.org" },
  { "From: a@example.org\rTo: b@example.org\r\r",
    "From: a@example.org\r\nTo: b@example.org\r\n\r\n",
    "b@example.org",
    "a@example.org" },
  { "From: a@example.org\nTo: b@example.org\r\nSubject: x\r\n\n", NULL, "b@example.org", "a@example.org" },
  { ALICE "To: bob@example.org\nCc: carol@example.org\nBcc: dave@example.org\n\n",
    ALICE "To: bob@example.org\nCc: carol@example.org\n\n",
    "bob@example.org carol@example.org dave@example.org",
    "alice@example.org" },
  { "bcc: a@example.org\nBCC : b@example.org\nBcc:\n c@example.org,\n\td@example.org\nSubject: x\n\n",
    "Subject: x\n\n",
    "a@example.org b@example.org c@example.org d@example.org",
    NULL },
  /* A lone CR would become a line end on the wire, and the rest of the line a field. */
  { "Subject: x\rBcc: eve@example.org\nTo: bob@example.org\n\n",
    "Subject: x\r\nTo: bob@example.org\n\n",
    "bob@example.org eve@example.org",
    NULL },
  /* With the field gone, the CR before it and the LF after it would be one line end, and the header had none. */
  { "Subject: x\rBcc: eve@example.org\n\nbody", "Subject: x\r\n\n", "eve@example.org", NULL },
  { "Subject: x\r\rBcc: in the body\n", "Subject: x\r\n\r\n", "", NULL },
  { "Subject: x\r\r\nBcc: in the body\n", "Subject: x\r\n\r\n", "", NULL },
  { "From ann Thu Mar  5 07:08:09 2026\nTo: bob@example.org\n\n", "To: bob@example.org\n\n", "bob@example.org", NULL },
  { "From : ann@example.org\n\n", NULL, "", "ann@example.org" },
  { "To: \"Tester, Ann\" <ann@example.org>,\n  Bob (two, of them) <bob@example.org>\n\n",
    NULL,
    "ann@example.org bob@example.org",
    NULL },
  { "To: friends: a@example.org, b@example.org;, c@EXAMPLE.org\nCc: c@example.org\nTo: d@exämple.org\n\n",
    NULL,
    "a@example.org b@example.org c@example.org d@xn--exmple-cua.org",
    NULL },
  { "To: undisclosed-recipients:;\n\n", NULL, "", NULL },
  { "To: J\374rgen <j@example.org>, =?utf-8?q?a=0Ab?= <k@example.org>\n\n", NULL, "j@example.org k@example.org", NULL },
  { "From: a@example.org, b@example.org\nTo: c@example.org\n\n", NULL, "c@example.org", NULL },
  { "From: a@example.org, b@example.org\nSender: S <s@example.org>\n\n", NULL, "", "s@example.org" },
  { "From: nobody\n\n", NULL, "", NULL },
  { "X-To: a@example.org\nTo-Do: b@example.org\nReply-To: c@example.org\n\n", NULL, "", NULL },
  { "\n", NULL, "", NULL },
  { "\r\nTo: body@example.org\r\n", "\r\n", "", NULL },
  { "", "\r\n", "", NULL },
  { "To: bob@example.org", "To: bob@example.org\r\n\r\n", "bob@example.org", NULL },
  { "To: bob@example.org\n", "To: bob@example.org\n\r\n", "bob@example.org", NULL },
  { "To: bob@example.org\nBcc: eve@example.org", "To: bob@example.org\n\r\n", "bob@example.org eve@example.org", NULL },
  { "Bcc: eve@example.org", "\r\n", "eve@example.org", NULL },
  /* Resent: only the newest block counts, and each Bcc goes. */
  { "Resent-From: r@example.org\nResent-To: new@example.org\nResent-Bcc: hidden@example.org\n" ALICE
    "To: bob@example.org\nBcc: eve@example.org\n\n",
    "Resent-From: r@example.org\nResent-To: new@example.org\n" ALICE "To: bob@example.org\n\n",
    "new@example.org hidden@example.org",
    "r@example.org" },
  { "Resent-From: new@example.org\nResent-To: a@example.org\nResent-From: old@example.org\nResent-To: b@example.org\n"
    "Resent-Cc: c@example.org\nTo: d@example.org\n\n",
    NULL,
    "a@example.org",
    "new@example.org" },
  { "Resent-From: r@example.org\n" ALICE "To: bob@example.org\n\n", NULL, "bob@example.org", "alice@example.org" },
};

/* The stream reads @block_size octets at a time, so that every end can fall between two blocks. */
static GBufferedInputStream *
open_stream (const char *message, gsize length, gsize block_size)
{
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_data (message, (gssize) length, NULL);

  return G_BUFFERED_INPUT_STREAM (g_buffered_input_stream_new_sized (memory, block_size));
}

static void
test_rows (void)
{
  const gsize block_sizes[] = { 1, 2, 3, 7, 4096 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint b = 0; b < G_N_ELEMENTS (block_sizes); b++)
      {
        g_autoptr (GBufferedInputStream) stream
            = open_stream (rows[i].message, strlen (rows[i].message), block_sizes[b]);
        g_auto (GStrv) recipients = NULL;
        g_autofree char *sender = NULL;
        g_autofree char *joined = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) header = ph_mail_header_read (stream, &recipients, &sender, NULL, &error);
        const char *expected = rows[i].header != NULL ? rows[i].header : rows[i].message;

        g_test_message ("row %u, blocks of %" G_GSIZE_FORMAT, i, block_sizes[b]);
        g_assert_no_error (error);
        joined = g_strjoinv (" ", recipients);
        g_assert_cmpmem (g_bytes_get_data (header, NULL), g_bytes_get_size (header), expected, strlen (expected));
        g_assert_cmpstr (joined, ==, rows[i].recipients);
        g_assert_cmpstr (sender, ==, rows[i].sender);
      }
}

/* The body is still in the stream, from its first octet. */
static void
test_body_is_left (void)
{
  const char *messages[] = { "To: a@b.org\n\nbody", "To: a@b.org\r\n\r\nbody", "To: a@b.org\r\rbody", "\nbody" };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    for (gsize block_size = 1; block_size < 32; block_size++)
      {
        g_autoptr (GBufferedInputStream) stream = open_stream (messages[i], strlen (messages[i]), block_size);
        g_autoptr (GBytes) header = ph_mail_header_read (stream, NULL, NULL, NULL, NULL);
        char body[8] = { 0 };

        g_assert_nonnull (header);
        g_assert_true (g_input_stream_read_all (G_INPUT_STREAM (stream), body, sizeof body - 1, NULL, NULL, NULL));
        g_assert_cmpstr (body, ==, "body");
      }
}

static void
assert_refused (const char *message, gsize length, gboolean are_recipients_wanted)
{
  g_autoptr (GBufferedInputStream) stream = open_stream (message, length, 4096);
  g_auto (GStrv) recipients = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_mail_header_read (stream, are_recipients_wanted ? &recipients : NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (recipients);
}

static void
test_refused (void)
{
  const char *messages[] = {
    "Hello, how are you?\n\n",
    " folded: before a field\n\n",
    ": no name\n\n",
    "To: bob@example.org\nno field\n\n",
    "To: bob@example.org\nFrom ann Thu Mar  5 07:08:09 2026\n\n",
    "Two words: x\n\n",
    "T\303\266: x\n\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    assert_refused (messages[i], strlen (messages[i]), FALSE);
  assert_refused ("To: a\0b@example.org\n\n", 21, FALSE);
  assert_refused ("\0", 1, FALSE);
}

/* Mail to nobody in particular is worse than none; who names the recipients himself is not held up by a wrong one. */
static void
test_wrong_recipient (void)
{
  const char *message = "To: bob@example.org, root\n\n";
  g_autoptr (GBufferedInputStream) stream = open_stream (message, strlen (message), 4096);
  g_autoptr (GBytes) header = ph_mail_header_read (stream, NULL, NULL, NULL, NULL);

  g_assert_nonnull (header);
  assert_refused (message, strlen (message), TRUE);
}

static void
test_length (void)
{
  g_autoptr (GString) message = g_string_new ("Subject: ");
  g_autoptr (GBufferedInputStream) stream = NULL;
  g_autoptr (GBytes) header = NULL;

  while (message->len < PH_MAIL_HEADER_MAX - 3)
    g_string_append_c (message, 'x');
  g_string_append (message, "\n\n");
  stream = open_stream (message->str, message->len, 4096);
  header = ph_mail_header_read (stream, NULL, NULL, NULL, NULL);
  g_assert_nonnull (header);
  g_string_insert (message, 9, "xx");
  assert_refused (message->str, message->len, FALSE);
}

static void
test_cancelled (void)
{
  g_autoptr (GBufferedInputStream) stream = open_stream (ALICE "\n", strlen (ALICE) + 1, 4096);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ph_mail_header_read (stream, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_message_id (void)
{
  static const struct
  {
    const char *header;
    const char *message_id;
  } cases[] = {
    { "Message-ID: <a@b>\r\n\r\n", "<a@b>" },
    { "Subject: x\nMESSAGE-Id :\r\n\t<a@b> (a comment)\r\n", "<a@b>" },
    { "Message-ID: <first@b>\nMessage-ID: <second@b>\n", "<first@b>" },
    { "X-Message-ID: <a@b>\r\n", NULL },
    { "Message-ID: a@b\r\n", NULL },
    { "Message-ID: <>\r\n", NULL },
    { "Message-ID: <a b>\r\n", NULL },
    { "Message-ID: <a\xff@b>\r\n", NULL },
    { "Message-ID: <a\r\n b>\r\n", NULL },
    { "Message-ID:\r\nX: <a@b>\r\n", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message_id = ph_mail_header_dup_message_id (cases[i].header);

      g_assert_cmpstr (message_id, ==, cases[i].message_id);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-header/rows", test_rows);
  g_test_add_func ("/mail-header/body-is-left", test_body_is_left);
  g_test_add_func ("/mail-header/refused", test_refused);
  g_test_add_func ("/mail-header/wrong-recipient", test_wrong_recipient);
  g_test_add_func ("/mail-header/length", test_length);
  g_test_add_func ("/mail-header/cancelled", test_cancelled);
  g_test_add_func ("/mail-header/message-id", test_message_id);

  return g_test_run ();
}
