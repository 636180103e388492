/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message takes the form that is wanted: what it says stays the same, what is signed stays octet for octet, and what
 * cannot be changed is told. */
#include "ph-mail-recode.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ph-test-folder.h"

#define MIME "From: ann@example.org\r\nMIME-Version: 1.0\r\n"
#define CTE "Content-Transfer-Encoding: "
#define MIXED MIME "Content-Type: multipart/mixed; boundary=b\r\n"
#define BINARY_MIXED MIME CTE "binary\r\nContent-Type: multipart/mixed; boundary=b\r\n"
#define IMAGE "\r\n--b\r\nContent-Type: image/png\r\n"
#define UTF8 "Content-Type: text/plain; charset=utf-8\r\n"
#define QP UTF8 CTE "quoted-printable\r\n\r\n"
#define X83 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X996 X83 X83 X83 X83 X83 X83 X83 X83 X83 X83 X83 X83
#define E_ACUTE_QUOTED "=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9=C3=A9"
#define E_ACUTE "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
#define REFUSED "refused"
#define UNCHANGED NULL

typedef struct
{
  const char *name;
  PhMailForm form;
  const char *before;
  const char *after; /* UNCHANGED, or REFUSED */
} Case;

static const Case cases[] = {
  { "nothing-to-do", PH_MAIL_FORM_7BIT, MIME "\r\nhello\n", UNCHANGED },
  { "8bit-is-allowed", PH_MAIL_FORM_8BIT, MIME "\r\ncaf\xc3\xa9\r\n", UNCHANGED },
  { "nothing-to-decode", PH_MAIL_FORM_BINARY, MIME "\r\nhello\n", UNCHANGED },
  { "empty", PH_MAIL_FORM_BINARY, "", UNCHANGED },
  { "to-quoted-printable",
    PH_MAIL_FORM_7BIT,
    MIME "Content-Type: text/plain; charset=utf-8\r\n" CTE
         "8bit\r\nSubject: x\r\n\r\nIt is a caf\xc3\xa9, = and more.\r\n",
    MIME "Content-Type: text/plain; charset=utf-8\r\n" CTE
         "quoted-printable\r\nSubject: x\r\n\r\nIt is a caf=C3=A9, =3D and more.\r\n" },
  { "to-base64",
    PH_MAIL_FORM_7BIT,
    MIME CTE "8bit\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xe4\xbd\xa0\xe5\xa5\xbd\n",
    MIME CTE "base64\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n5L2g5aW9DQo=\r\n" },
  { "folded-label",
    PH_MAIL_FORM_7BIT,
    MIME CTE "\r\n 8bit\r\nX-Other: 1\r\n\r\nIt is a caf\xc3\xa9, no more.\r\n",
    MIME CTE "quoted-printable\r\nX-Other: 1\r\n\r\nIt is a caf=C3=A9, no more.\r\n" },
  { "no-mime-yet",
    PH_MAIL_FORM_7BIT,
    "From: ann@example.org\nSubject: x\n\nIt is a caf\xc3\xa9, no more.\n",
    "From: ann@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n" CTE
    "quoted-printable\r\n\r\nIt is a caf=C3=A9, no more.\r\n" },
  { "one-of-two-parts",
    PH_MAIL_FORM_7BIT,
    MIXED CTE
    "8bit\r\n\r\nbefore\r\n--b\r\n\r\nIt is a caf\xc3\xa9, no more.\r\n--b\r\nX: 1\r\n\r\nplain = text\r\n--b--\r\nafter",
    MIXED CTE
    "7bit\r\n\r\nbefore\r\n--b\r\n" CTE
    "quoted-printable\r\n\r\nIt is a caf=C3=A9, no more.\r\n--b\r\nX: 1\r\n\r\nplain = text\r\n--b--\r\nafter\r\n" },
  { "inside-a-message",
    PH_MAIL_FORM_7BIT,
    MIME "Content-Type: message/rfc822\r\n" CTE "8bit\r\n\r\nSubject: x\r\n\r\nIt is a caf\xc3\xa9, no more.\r\n",
    MIME "Content-Type: message/rfc822\r\n" CTE "7bit\r\n\r\nSubject: x\r\nMIME-Version: 1.0\r\n" CTE
         "quoted-printable\r\n\r\nIt is a caf=C3=A9, no more.\r\n" },
  { "unknown-encoding", PH_MAIL_FORM_7BIT, MIME CTE "x-own\r\n\r\ncaf\xc3\xa9\r\n", REFUSED },
  { "two-labels", PH_MAIL_FORM_7BIT, MIME CTE "8bit\r\n" CTE "8bit\r\n\r\ncaf\xc3\xa9\r\n", REFUSED },
  { "header", PH_MAIL_FORM_7BIT, "Subject: caf\xc3\xa9\r\n\r\nx\r\n", REFUSED },
  { "header-and-body", PH_MAIL_FORM_7BIT, "Subject: caf\xc3\xa9\r\n\r\nIt is a caf\xc3\xa9, no more.\r\n", REFUSED },
  { "signed",
    PH_MAIL_FORM_7BIT,
    MIME "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\ncaf\xc3\xa9\r\n--b\r\n\r\nx\r\n--b--\r\n",
    REFUSED },
  { "dkim", PH_MAIL_FORM_7BIT, "DKIM-Signature: v=1\r\n" MIME "\r\nIt is a caf\xc3\xa9, no more.\r\n", REFUSED },
  { "arc", PH_MAIL_FORM_7BIT, "ARC-Seal: i=1\r\n" MIME "\r\nIt is a caf\xc3\xa9, no more.\r\n", REFUSED },
  { "decoded",
    PH_MAIL_FORM_BINARY,
    MIXED IMAGE CTE "base64\r\n\r\nDQouDQo=\r\n--b--\r\n",
    BINARY_MIXED IMAGE CTE "binary\r\n\r\n\r\n.\r\n\r\n--b--\r\n" },
  { "decoded-among-lf",
    PH_MAIL_FORM_BINARY,
    "MIME-Version: 1.0\nContent-Type: image/png\n" CTE "base64\nX: y\n\nYQpi\n",
    "MIME-Version: 1.0\r\nContent-Type: image/png\r\n" CTE "binary\r\nX: y\r\n\r\na\nb" },
  { "decoded-beside-8bit",
    PH_MAIL_FORM_BINARY,
    MIXED "\r\n--b\r\n" CTE "8bit\r\n\r\ncaf\xc3\xa9\r\n--b\r\nContent-Type: image/png\r\n" CTE
          "Base64\r\n\r\nYQ==\r\n--b--\r\n",
    BINARY_MIXED "\r\n--b\r\n" CTE "8bit\r\n\r\ncaf\xc3\xa9\r\n--b\r\nContent-Type: image/png\r\n" CTE
                 "binary\r\n\r\na\r\n--b--\r\n" },
  { "text-keeps-its-base64",
    PH_MAIL_FORM_BINARY,
    MIME "Content-Type: text/plain\r\n" CTE "base64\r\n\r\nYQpi\r\n",
    UNCHANGED },
  { "broken-base64", PH_MAIL_FORM_BINARY, MIXED IMAGE CTE "base64\r\n\r\nYQ==YQ==\r\n--b--\r\n", UNCHANGED },
  { "signed-keeps-its-base64",
    PH_MAIL_FORM_BINARY,
    MIME "Content-Type: multipart/signed; boundary=b\r\n" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    UNCHANGED },
  { "signed-inside-stays",
    PH_MAIL_FORM_BINARY,
    MIXED "\r\n--b\r\nContent-Type: multipart/signed; boundary=c\r\n\r\n--c\r\nContent-Type: image/png\r\n" CTE
          "base64\r\n\r\nYWJj\r\n--c--\r\n" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    BINARY_MIXED "\r\n--b\r\nContent-Type: multipart/signed; boundary=c\r\n\r\n--c\r\nContent-Type: image/png\r\n" CTE
                 "base64\r\n\r\nYWJj\r\n--c--\r\n" IMAGE CTE "binary\r\n\r\nabc\r\n--b--\r\n" },
  { "encrypted-keeps-its-base64",
    PH_MAIL_FORM_BINARY,
    MIME "Content-Type: multipart/encrypted; boundary=b\r\n" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    UNCHANGED },
  { "dkim-keeps-its-base64",
    PH_MAIL_FORM_BINARY,
    "dkim-signature: v=1\r\n" MIXED IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    UNCHANGED },
  { "text-quoted-printable",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME UTF8 CTE "quoted-printable\r\nSubject: x\r\n\r\nIt is a caf=C3=A9, =3D and =\r\nmore. =20\r\n.\r\n",
    MIME UTF8 CTE "8bit\r\nSubject: x\r\n\r\nIt is a caf\xc3\xa9, = and more.  \r\n.\r\n" },
  { "text-base64",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME CTE "base64\r\n" UTF8 "\r\n5L2g5aW9DQo=\r\n",
    MIME CTE "8bit\r\n" UTF8 "\r\n\xe4\xbd\xa0\xe5\xa5\xbd\r\n" },
  { "text-beside-a-picture",
    PH_MAIL_FORM_8BIT_TEXT,
    MIXED "\r\n--b\r\n" QP E_ACUTE_QUOTED "\r\n" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    MIME CTE "8bit\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" UTF8 CTE "8bit\r\n\r\n" E_ACUTE
             "\r\n" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n" },
  { "text-that-gets-no-smaller",
    PH_MAIL_FORM_8BIT_TEXT,
    MIXED "\r\n--b\r\n" UTF8 CTE "quoted-printable\r\n\r\n=C3=A9\r\n" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    UNCHANGED },
  { "text-7bit", PH_MAIL_FORM_8BIT_TEXT, MIME "\r\nhello\r\n", UNCHANGED },
  { "text-and-nothing-else", PH_MAIL_FORM_8BIT_TEXT, MIME UTF8 CTE "base64\r\n\r\n", UNCHANGED },
  { "text-with-from", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=C3=A9\r\n=46rom here\r\n", UNCHANGED },
  { "text-with-from-first", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=46rom here=C3=A9\r\n", UNCHANGED },
  { "text-with-nul", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=C3=A9=00\r\n", UNCHANGED },
  { "text-with-cr", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=C3=A9=0Dx\r\n", UNCHANGED },
  { "text-with-lf", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=C3=A9=0Ax\r\n", UNCHANGED },
  { "text-without-line-end", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=C3=A9=\r\n", UNCHANGED },
  { "text-998",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME QP "=C3=A9" X996 "\r\n",
    MIME UTF8 CTE "8bit\r\n\r\n\xc3\xa9" X996 "\r\n" },
  { "text-999", PH_MAIL_FORM_8BIT_TEXT, MIME QP "=C3=A9" X996 "x\r\n", UNCHANGED },
  { "text-with-boundary",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME "Content-Type: multipart/mixed; boundary=boundary\r\n\r\n--boundary\r\n" QP E_ACUTE_QUOTED E_ACUTE_QUOTED
         "\r\n=2D-boundary\r\n\r\n--boundary--\r\n",
    UNCHANGED },
  { "text-other",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME "Content-Type: text/csv\r\n" CTE "base64\r\n\r\n5L2g5aW9DQo=\r\n",
    UNCHANGED },
  { "text-attached",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME UTF8 "Content-Disposition: attachment\r\n" CTE "base64\r\n\r\n5L2g5aW9DQo=\r\n",
    UNCHANGED },
  { "text-signed",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n" QP E_ACUTE_QUOTED E_ACUTE_QUOTED
         "\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
    UNCHANGED },
  { "text-dkim", PH_MAIL_FORM_8BIT_TEXT, "DKIM-Signature: v=1\r\n" MIME QP "=C3=A9=C3=A9=C3=A9=C3=A9\r\n", UNCHANGED },
  { "text-in-a-message",
    PH_MAIL_FORM_8BIT_TEXT,
    MIME "Content-Type: message/rfc822\r\n\r\n" MIME QP E_ACUTE_QUOTED E_ACUTE_QUOTED "\r\n",
    UNCHANGED },
  { "bare-cr-beside-base64",
    PH_MAIL_FORM_BINARY,
    MIXED "\r\na\rb" IMAGE CTE "base64\r\n\r\nYWJj\r\n--b--\r\n",
    REFUSED },
};

typedef struct
{
  GFile *folder;
  char *path;
  int fd;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->path = ph_test_folder_path (f->folder, "before.eml");
  f->fd = -1;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->fd != -1)
    close (f->fd);
  g_free (f->path);
  ph_test_folder_free (f->folder);
}

/* (nullable): the recoded message; @before is put behind ten octets of something else */
static GInputStream *
recode (Fixture *f, const char *before, gsize length, PhMailForm form, goffset *size, GError **error)
{
  g_autoptr (GString) octets = g_string_new ("0123456789");
  GInputStream *stream = NULL;
  gboolean is_done = FALSE;

  g_string_append_len (octets, before, (gssize) length);
  g_assert_true (g_file_set_contents (f->path, octets->str, (gssize) octets->len, NULL));
  f->fd = open (f->path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (f->fd, !=, -1);
  is_done = ph_mail_recode (f->fd, 10, form, &stream, size, error);
  g_assert_true (is_done || stream == NULL);
  return stream;
}

static GBytes *
read_all (GInputStream *stream)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* What comes out, which is as long as it says and the same the second time. */
static GBytes *
read_twice (GInputStream *stream, goffset size)
{
  g_autoptr (GBytes) first = read_all (stream);
  g_autoptr (GBytes) second = NULL;

  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, size);
  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
  second = read_all (stream);
  g_assert_cmpint ((goffset) g_bytes_get_size (first), ==, size);
  g_assert_true (g_bytes_equal (first, second));
  return g_steal_pointer (&first);
}

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  goffset size = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = recode (f, c->before, strlen (c->before), c->form, &size, &error);
  g_autoptr (GBytes) after = NULL;

  if (g_strcmp0 (c->after, REFUSED) == 0)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      return;
    }
  g_assert_no_error (error);
  g_assert_true ((stream == NULL) == (c->after == UNCHANGED));
  if (stream == NULL)
    return;
  after = read_twice (stream, size);
  g_assert_cmpmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), c->after, strlen (c->after));
}

/* ---- as others read it --------------------------------------------------------------------------------------- */

/* The same on every run, and every octet is among it. */
static GString *
make_octets (gsize length)
{
  GString *octets = g_string_new (NULL);
  GRand *rand = g_rand_new_with_seed (4711);

  while (octets->len < length)
    g_string_append_c (octets, (char) g_rand_int_range (rand, 0, 256));
  g_rand_free (rand);
  return octets;
}

static void
append_base64 (GString *message, const GString *octets)
{
  g_autofree char *letters = g_base64_encode ((const guchar *) octets->str, octets->len);
  gsize length = strlen (letters);

  for (gsize i = 0; i < length; i += 76)
    g_string_append_printf (message, "%.76s\r\n", letters + i);
}

static void
append_words (GString *message, const char *word, gsize length)
{
  for (gsize n = 0; n < length; n += strlen (word))
    g_string_append (message, word);
}

/* Long lines, 8-bit text, raw octets and base64, in parts and in a message within. */
static GString *
make_message (void)
{
  GString *message = g_string_new (MIXED "\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n" CTE "8bit\r\n\r\n");
  g_autoptr (GString) octets = make_octets ((gsize) 300 * 1000 + 1);

  append_words (message, "one caf\xc3\xa9 and another one; ", 100000);
  g_string_append (message, "\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n" CTE "quoted-printable\r\n\r\n");
  append_words (message, "<p>a=20long=3Dline</p>", 5000);
  g_string_append (message, IMAGE CTE "binary\r\n\r\n");
  g_string_append_len (message, octets->str, (gssize) octets->len);
  g_string_append (message, IMAGE CTE "base64\r\n\r\n");
  append_base64 (message, octets);
  g_string_append (message, "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" MIME "\r\ncaf\xc3\xa9\r\n--b--\r\n");
  return message;
}

static void
compare (Fixture *f, const GString *before, GBytes *after)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "mail", "compare-messages.py", NULL);
  g_autofree char *after_path = ph_test_folder_path (f->folder, "after.eml");
  g_autoptr (GSubprocess) python = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->path, before->str, (gssize) before->len, NULL));
  g_assert_true (
      g_file_set_contents (after_path, g_bytes_get_data (after, NULL), (gssize) g_bytes_get_size (after), NULL));
  python = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "python3", script, f->path, after_path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (python, NULL, &error));
  g_assert_no_error (error);
}

static void
check_lines (GBytes *message, PhMailForm form)
{
  gsize length = 0;
  const guchar *octets = g_bytes_get_data (message, &length);
  gsize line = 0;

  for (gsize i = 0; i < length; i++)
    {
      g_assert_cmpuint (octets[i], !=, 0);
      g_assert_true (form == PH_MAIL_FORM_8BIT || octets[i] < 128);
      g_assert_true ((octets[i] == '\n') == (i > 0 && octets[i - 1] == '\r'));
      line = octets[i] == '\n' ? 0 : line + 1;
      g_assert_cmpuint (line, <=, 999); /* with its CR */
    }
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  PhMailForm form = GPOINTER_TO_UINT (data);
  goffset size = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) before = make_message ();
  g_autoptr (GInputStream) stream = recode (f, before->str, before->len, form, &size, &error);
  g_autoptr (GBytes) after = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (stream);
  after = read_twice (stream, size);
  check_lines (after, form);
  compare (f, before, after);
}

/* Three quarters of what base64 is, and each octet as it was. */
static void
test_decoded (Fixture *f, gconstpointer data)
{
  goffset size = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) octets = make_octets ((gsize) 1000 * 1000 + 1);
  g_autoptr (GString) before = g_string_new (MIXED IMAGE CTE "base64\r\n\r\n");
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) after = NULL;

  append_base64 (before, octets);
  g_string_append (before, "\r\n--b--\r\n");
  stream = recode (f, before->str, before->len, PH_MAIL_FORM_BINARY, &size, &error);
  g_assert_no_error (error);
  g_assert_nonnull (stream);
  g_assert_cmpint (size, <, (goffset) before->len * 3 / 4);
  after = read_twice (stream, size);
  g_assert_nonnull (memmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), octets->str, octets->len));
}

static void
assert_same (GBytes *octets, gsize offset, const GString *before, gsize from)
{
  const char *text = g_bytes_get_data (octets, NULL);

  g_assert_cmpmem (text + offset, g_bytes_get_size (octets) - offset, before->str + from, before->len - from);
}

/* Text in front of a large file is decoded, and the file comes octet for octet, wherever the look at it ended. */
static void
test_text_before_much (Fixture *f, gconstpointer data)
{
  goffset size = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) octets = make_octets ((gsize) PH_MAIL_RECODE_TEXT_MAX + GPOINTER_TO_UINT (data));
  g_autoptr (GString) before = g_string_new (MIXED "\r\n--b\r\n" QP);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) after = NULL;
  gsize length = 0;

  append_words (before, "=C3=A9\r\n", 10000);
  length = before->len;
  g_string_append (before, IMAGE CTE "base64\r\n\r\n");
  append_base64 (before, octets);
  g_string_append (before, "\r\n--b--\r\n");
  stream = recode (f, before->str, before->len, PH_MAIL_FORM_8BIT_TEXT, &size, &error);
  g_assert_no_error (error);
  g_assert_nonnull (stream);
  after = read_twice (stream, size);
  compare (f, before, after);
  assert_same (after, g_bytes_get_size (after) - (before->len - length), before, length);
}

/* A text that may go on behind what was looked at stays whole, as it is. */
static void
test_much_text (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) before = g_string_new (MIME "X: ");
  g_autoptr (GInputStream) stream = NULL;
  goffset size = 0;

  /* So that what is looked at ends with a line. */
  while ((before->len + strlen ("\r\n" QP)) % strlen ("=C3=A9\r\n") != 0)
    g_string_append_c (before, 'x');
  g_string_append (before, "\r\n" QP);
  append_words (before, "=C3=A9\r\n", (gsize) PH_MAIL_RECODE_TEXT_MAX);
  stream = recode (f, before->str, before->len, PH_MAIL_FORM_8BIT_TEXT, &size, NULL);
  g_assert_null (stream);
}

/* A file that lost octets meanwhile ends with an error and never as if that were all. */
static void
test_cut_meanwhile (Fixture *f, gconstpointer data)
{
  goffset size = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) before = make_message ();
  g_autoptr (GInputStream) stream = recode (f, before->str, before->len, PH_MAIL_FORM_7BIT, &size, &error);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  g_assert_cmpint (truncate (f->path, 1000), ==, 0);
  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

static void
add (const char *name, gconstpointer data, void (*test) (Fixture *f, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/mail/recode/%s", name);

  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

static const char *const before_much[] = { "text-before-much", "text-before-much-and-1", "text-before-much-and-2" };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    add (cases[i].name, &cases[i], test_case);
  add ("round-trip/7bit", GUINT_TO_POINTER (PH_MAIL_FORM_7BIT), test_round_trip);
  add ("round-trip/8bit", GUINT_TO_POINTER (PH_MAIL_FORM_8BIT), test_round_trip);
  add ("decoded-whole", NULL, test_decoded);
  for (guint i = 0; i < 3; i++)
    add (before_much[i], GUINT_TO_POINTER (i), test_text_before_much);
  add ("much-text", NULL, test_much_text);
  add ("cut-meanwhile", NULL, test_cut_meanwhile);
  return g_test_run ();
}
