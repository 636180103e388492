/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is read where it is and stays as it was; anything else is copied only when that is needed. */
#include "ph-outbox-form.h"

#include <string.h>

#include "ph-test-folder.h"

#define CAFE "From: a@x\n\nIt is a caf\xc3\xa9, no more.\n"
#define PLAIN "From: a@x\n\nhello\n"
#define IMAGE "MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nYQpi\n"
#define SIGNED "DKIM-Signature: v=1\n" CAFE
#define BEFORE 7 /* octets */

typedef struct
{
  const char *name;
  const char *message;
  gboolean is_file;
  PhSmtpForm form;
  gboolean is_read_again;
  gboolean is_formed;
  int code; /* a PhSmtpError, or 0 */
} Case;

static const Case cases[] = {
  { "file", PLAIN, TRUE, PH_SMTP_FORM_7BIT, TRUE, FALSE, 0 },
  { "file-8bit", CAFE, TRUE, PH_SMTP_FORM_7BIT, FALSE, TRUE, 0 },
  { "file-8bit-allowed", CAFE, TRUE, PH_SMTP_FORM_8BIT, FALSE, FALSE, 0 },
  { "file-binary", IMAGE, TRUE, PH_SMTP_FORM_BINARY, FALSE, TRUE, 0 },
  { "file-nothing-binary", PLAIN, TRUE, PH_SMTP_FORM_BINARY, FALSE, FALSE, 0 },
  { "file-signed", SIGNED, TRUE, PH_SMTP_FORM_7BIT, FALSE, FALSE, PH_SMTP_ERROR_NEEDS_EXTENSION },
  { "pipe", PLAIN, FALSE, PH_SMTP_FORM_7BIT, FALSE, FALSE, 0 },
  { "pipe-read-again", PLAIN, FALSE, PH_SMTP_FORM_7BIT, TRUE, TRUE, 0 },
  { "pipe-8bit", CAFE, FALSE, PH_SMTP_FORM_7BIT, FALSE, TRUE, 0 },
  { "pipe-binary", IMAGE, FALSE, PH_SMTP_FORM_BINARY, FALSE, FALSE, 0 },
  { "pipe-signed", SIGNED, FALSE, PH_SMTP_FORM_7BIT, FALSE, FALSE, PH_SMTP_ERROR_NEEDS_EXTENSION },
};

/* Begins behind a first line that is not the message's. */
static GInputStream *
open_message (const Case *c, GFile *folder)
{
  g_autofree char *path = ph_test_folder_path (folder, "message");
  g_autofree char *text = g_strconcat ("before\n", c->message, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) input = NULL;
  char before[BEFORE];

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  input = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (input, before, sizeof before, NULL, NULL), ==, sizeof before);
  return c->is_file ? g_steal_pointer (&input) : g_buffered_input_stream_new_sized (input, 1024);
}

static void
assert_reads (GInputStream *stream, const char *text)
{
  char octets[1024] = { 0 };

  g_assert_true (g_input_stream_read_all (stream, octets, sizeof octets - 1, NULL, NULL, NULL));
  g_assert_cmpstr (octets, ==, text);
}

static void
assert_formed (GInputStream *formed, gint64 size)
{
  char octets[1024];
  gsize n_read = 0;

  g_assert_true (G_IS_SEEKABLE (formed) && g_seekable_can_seek (G_SEEKABLE (formed)));
  g_assert_true (g_input_stream_read_all (formed, octets, sizeof octets, &n_read, NULL, NULL));
  g_assert_cmpuint (n_read, >, 0);
  g_assert_true (size == -1 || (gsize) size == n_read);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  GFile *folder = ph_test_folder_new ();
  g_autoptr (GInputStream) message = open_message (c, folder);
  g_autoptr (GInputStream) formed = NULL;
  g_autoptr (GError) error = NULL;
  gint64 size = -1;

  g_assert_cmpint (ph_outbox_form (message, c->form, c->is_read_again, &formed, &size, &error), ==, c->code == 0);
  if (c->code != 0)
    g_assert_error (error, PH_SMTP_ERROR, c->code);
  g_assert_cmpint (formed != NULL, ==, c->is_formed);
  if (formed != NULL)
    assert_formed (formed, size);
  if (c->is_file || (formed == NULL && c->code == 0))
    assert_reads (message, c->message);
  ph_test_folder_free (folder);
}

/* What Posthaste wrote is not looked at for what every server takes. */
static void
test_composed (void)
{
  const Case eight = { .message = CAFE, .is_file = TRUE };
  const Case image = { .message = IMAGE, .is_file = TRUE };
  GFile *folder = ph_test_folder_new ();
  g_autoptr (GInputStream) text = open_message (&eight, folder);
  g_autoptr (GInputStream) binary = open_message (&image, folder);
  g_autoptr (GInputStream) formed = NULL;
  gint64 size = -1;

  g_assert_true (ph_outbox_form_composed (text, PH_SMTP_FORM_7BIT, FALSE, &formed, &size, NULL));
  g_assert_null (formed);
  g_assert_true (ph_outbox_form_composed (binary, PH_SMTP_FORM_BINARY, FALSE, &formed, &size, NULL));
  g_assert_nonnull (formed);
  ph_test_folder_free (folder);
}

#define QUOTED_CAFE                                                                                                    \
  "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"                                                   \
  "Content-Transfer-Encoding: quoted-printable\r\n\r\nIt is a caf=C3=A9.\r\n"
#define RAW_CAFE                                                                                                       \
  "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"                                                   \
  "Content-Transfer-Encoding: 8bit\r\n\r\nIt is a caf\xc3\xa9.\r\n"

static void
assert_form (PhSmtpFormFunc func, GInputStream *message, PhSmtpForm form, const char *expected)
{
  g_autoptr (GInputStream) formed = NULL;
  gint64 size = -1;

  g_assert_true (func (message, form, FALSE, &formed, &size, NULL));
  g_assert_cmpint (formed == NULL, ==, expected == NULL);
  if (expected == NULL)
    return;
  g_assert_cmpint (size, ==, (gint64) strlen (expected));
  assert_reads (formed, expected);
}

/* Text that Posthaste wrote goes as it is where the server takes that; what somebody else wrote is left alone. */
static void
test_text (void)
{
  const Case file = { .message = QUOTED_CAFE, .is_file = TRUE };
  const Case pipe = { .message = QUOTED_CAFE };
  GFile *folder = ph_test_folder_new ();
  g_autoptr (GInputStream) message = open_message (&file, folder);
  g_autoptr (GInputStream) piped = open_message (&pipe, folder);

  assert_form (ph_outbox_form_text, message, PH_SMTP_FORM_7BIT, NULL);
  assert_form (ph_outbox_form_text, message, PH_SMTP_FORM_BINARY, NULL);
  assert_form (ph_outbox_form_text, message, PH_SMTP_FORM_8BIT, RAW_CAFE);
  assert_form (ph_outbox_form_text, piped, PH_SMTP_FORM_8BIT, NULL);
  assert_form (ph_outbox_form_composed, message, PH_SMTP_FORM_8BIT, NULL);
  assert_form (ph_outbox_form, message, PH_SMTP_FORM_8BIT, NULL);
  assert_reads (message, QUOTED_CAFE);
  ph_test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/outbox/form/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/outbox/form/composed", test_composed);
  g_test_add_func ("/outbox/form/text", test_text);
  return g_test_run ();
}
