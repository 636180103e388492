/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list line is told from the header alone, whatever the header is like. */
#include "ph-mail-summary.h"

#include "ph-test-folder.h"

#include <string.h>

typedef struct
{
  const char *message;
  const char *subject;
  const char *recipients;
  guint n_recipients;
  gboolean has_attachments;
} Case;

static const Case cases[] = {
  { "", "", "", 0, FALSE },
  { "\r\n", "", "", 0, FALSE },
  { "Subject: hi\r\nTo: Bob <bob@example.net>\r\n\r\nSubject: body", "hi", "Bob", 1, FALSE },
  { "Subject: hi\nTo: bob@example.net\n\nbody", "hi", "bob@example.net", 1, FALSE },
  { "Subject: hi\nTo: bob@example.net", "hi", "bob@example.net", 1, FALSE },
  { "To: a@b.c, \"D, E\" <d@e.f>\nCc: Gus <g@h.i>\nBcc: no@body\n\n", "", "a@b.c|D, E|Gus", 3, FALSE },
  { "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nTo: =?utf-8?b?15PXoNeU?= <d@e.f>\n\n", "Grüße", "דנה", 1, FALSE },
  { "Subject: =?utf-8?b?aGVsbG8=?=\n =?utf-8?b?IHdvcmxk?=\n\n", "hello world", "", 0, FALSE },
  { "Subject: a\n b\n\n", "a b", "", 0, FALSE },
  { "Content-Type: multipart/mixed; boundary=x\n\n", "", "", 0, TRUE },
  { "Content-Type: multipart/alternative; boundary=x\n\n", "", "", 0, FALSE },
  { "Content-Type: text/html\n\n", "", "", 0, FALSE },
  { "Content-Type: application/pdf\n\n", "", "", 0, TRUE },
  { "no header at all\n\nbody", "", "", 0, FALSE },
};

static void
assert_summary (const PhMailSummary *summary, const Case *expected)
{
  g_autofree char *recipients = g_strjoinv ("|", summary->recipients);

  g_assert_cmpstr (summary->subject, ==, expected->subject);
  g_assert_cmpstr (recipients, ==, expected->recipients);
  g_assert_cmpuint (summary->n_recipients, ==, expected->n_recipients);
  g_assert_cmpint (summary->has_attachments, ==, expected->has_attachments);
}

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].message);
      /* A copy with no NUL behind it, so that reading on is noticed. */
      g_autofree char *data = g_memdup2 (cases[i].message, length);
      g_autoptr (PhMailSummary) summary = ph_mail_summary_parse (data, length);

      g_test_message ("case %u", i);
      assert_summary (summary, &cases[i]);
    }
}

static void
test_many_recipients (void)
{
  g_autoptr (GString) text = g_string_new ("To: a0@b.c");
  g_autoptr (PhMailSummary) summary = NULL;

  for (guint i = 1; i < 1000; i++)
    g_string_append_printf (text, ",\n a%u@b.c", i);
  g_string_append (text, "\n\n");
  summary = ph_mail_summary_parse (text->str, text->len);
  g_assert_cmpuint (summary->n_recipients, ==, 1000);
  g_assert_cmpuint (g_strv_length (summary->recipients), ==, PH_MAIL_SUMMARY_MAX_NAMES);
}

static void
test_read (void)
{
  GFile *folder = ph_test_folder_new ();
  g_autofree char *path = ph_test_folder_path (folder, "message");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (PhMailSummary) summary = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_mail_summary_read (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, cases[2].message, -1, NULL));
  summary = ph_mail_summary_read (file, NULL, &error);
  g_assert_no_error (error);
  assert_summary (summary, &cases[2]);
  ph_test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-summary/parse", test_parse);
  g_test_add_func ("/mail-summary/many-recipients", test_many_recipients);
  g_test_add_func ("/mail-summary/read", test_read);
  return g_test_run ();
}
