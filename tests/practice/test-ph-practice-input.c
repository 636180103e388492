/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines come out whole however they came in; one that is too long is told once and takes no memory. */
#include "ph-practice-input.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

/* With its line end. */
#define MAX_LINE 8

typedef struct
{
  const char *name;
  const char *octets;
  const char *lines; /* each with | behind it; ! is one that was too long */
} Case;

static const Case cases[] = {
  { "one", "NOOP\r\n", "NOOP\r\n|" },
  { "two", "A\r\nB\r\n", "A\r\n|B\r\n|" },
  { "empty", "\r\n\n", "\r\n|\n|" },
  { "bare-lf", "A\nB\r\n", "A\n|B\r\n|" },
  { "no-end", "A\r\nB", "A\r\n|" },
  { "as-long-as-allowed", "123456\r\nA\r\n", "123456\r\n|A\r\n|" },
  { "too-long", "1234567\r\nA\r\n", "!|A\r\n|" },
  { "far-too-long", "12345678901234567890\r\nA\r\n", "!|A\r\n|" },
  { "too-long-without-end", "A\r\n12345678901234567890", "A\r\n|" },
};

typedef struct
{
  PhPracticeInput *input; /* (owned) */
  int writing_fd;
  GString *lines; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GInputStream) stream = NULL;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  stream = g_unix_input_stream_new (fds[0], TRUE);
  f->writing_fd = fds[1];
  f->input = ph_practice_input_new (stream, MAX_LINE);
  f->lines = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->writing_fd != -1)
    close (f->writing_fd);
  ph_practice_input_free (f->input);
  g_string_free (f->lines, TRUE);
}

static void
take_lines (Fixture *f)
{
  const char *line = NULL;
  gboolean is_too_long = FALSE;
  gsize length = 0;

  while ((length = ph_practice_input_take_line (f->input, &line, &is_too_long)) > 0)
    {
      g_string_append_len (f->lines, is_too_long ? "!" : line, is_too_long ? 1 : (gssize) length);
      g_string_append_c (f->lines, '|');
    }
}

/* What is written is there to be read at once. */
static void
feed (Fixture *f, const char *octets, gsize length)
{
  g_autoptr (GError) error = NULL;

  if (length == 0)
    return;
  g_assert_cmpint (write (f->writing_fd, octets, length), ==, (gssize) length);
  g_assert_true (ph_practice_input_fill (f->input, NULL, &error));
  g_assert_no_error (error);
  take_lines (f);
}

static void
test_cut_anywhere (Fixture *f, gconstpointer data)
{
  const Case *expected = data;
  gsize length = strlen (expected->octets);

  for (gsize cut = 0; cut <= length; cut++)
    {
      feed (f, expected->octets, cut);
      feed (f, expected->octets + cut, length - cut);
      g_assert_cmpstr (f->lines->str, ==, expected->lines);
      tear_down (f, data);
      set_up (f, data);
    }
}

static void
test_octet_by_octet (Fixture *f, gconstpointer data)
{
  const Case *expected = data;

  for (gsize i = 0; expected->octets[i] != '\0'; i++)
    feed (f, expected->octets + i, 1);
  g_assert_cmpstr (f->lines->str, ==, expected->lines);
}

static void
test_peek_and_skip (Fixture *f, gconstpointer data)
{
  gsize length = 0;
  char *octets = NULL;

  g_assert_cmpint (write (f->writing_fd, "rawQUIT\r\n", 9), ==, 9);
  g_assert_true (ph_practice_input_fill (f->input, NULL, NULL));
  octets = ph_practice_input_peek (f->input, &length);
  g_assert_cmpuint (length, ==, 9);
  g_assert_cmpint (memcmp (octets, "raw", 3), ==, 0);
  ph_practice_input_skip (f->input, 3);
  take_lines (f);
  g_assert_cmpstr (f->lines->str, ==, "QUIT\r\n|");
}

static void
test_end (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  close (f->writing_fd);
  f->writing_fd = -1;
  g_assert_false (ph_practice_input_fill (f->input, NULL, &error));
  g_assert_no_error (error);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_false (ph_practice_input_fill (f->input, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cut = g_strdup_printf ("/practice/input/%s/cut-anywhere", cases[i].name);
      g_autofree char *octets = g_strdup_printf ("/practice/input/%s/octet-by-octet", cases[i].name);

      ADD (cut, &cases[i], test_cut_anywhere);
      ADD (octets, &cases[i], test_octet_by_octet);
    }
  ADD ("/practice/input/peek-and-skip", NULL, test_peek_and_skip);
  ADD ("/practice/input/end", NULL, test_end);
  ADD ("/practice/input/cancelled", NULL, test_cancelled);
  return g_test_run ();
}
