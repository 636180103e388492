/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message in a message: only what may stand there unencoded, and back again to the octet. */
#include "ph-mail-enclosed.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "ph-test-folder.h"

static void
test_is_message (void)
{
  const struct
  {
    const char *octets;
    gboolean is_message;
  } rows[] = {
    { "Subject: x\r\n", TRUE },
    { "x:", TRUE },
    { "", FALSE },
    { "Subject", FALSE },
    { ": x", FALSE },
    { " x: y", FALSE },
    { "\r\nx: y", FALSE },
    { "From ann Thu", FALSE },
    { "<html>\nx: y", FALSE },
    { "Gr\303\274: x", FALSE },
    { "%PDF-1.4\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ph_mail_enclosed_is_message (rows[i].octets, strlen (rows[i].octets)), ==, rows[i].is_message);
}

static goffset
measure (const char *octets, gsize length, const char *boundary)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (octets, (gssize) length, NULL);

  return ph_mail_enclosed_measure (input, boundary, FALSE, NULL);
}

/* What a server may change, nobody can sign. */
static void
test_fragile (void)
{
  static const struct
  {
    const char *octets;
    gboolean is_fragile;
  } rows[] = {
    { "x: y\n\nz", FALSE }, { "x: y \n\nz", TRUE },       { "x: y\n\nz\t\r\n", TRUE },
    { "x: y\n\nz ", TRUE }, { "x: y\n\nFrom z\n", TRUE }, { "x: y\n\n>From z\n Fr\nFromz\nfrom z\nF\nrom z\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (rows[i].octets, -1, NULL);

      g_test_message ("%s", rows[i].octets);
      g_assert_cmpint (ph_mail_enclosed_measure (input, NULL, TRUE, NULL) < 0, ==, rows[i].is_fragile);
    }
}

static void
test_measure (void)
{
  g_autofree char *longest = g_strnfill (998, 'x');
  g_autofree char *fits = g_strconcat ("x: y\n\n", longest, "\n", NULL);
  g_autofree char *too_long = g_strconcat ("x: y\n\nx", longest, NULL);

  g_assert_cmpint (measure ("x: y\r\n\r\nz", 9, NULL), ==, 9);
  g_assert_cmpint (measure ("x: y\n\nz\r", 8, NULL), ==, 11);
  g_assert_cmpint (measure (fits, strlen (fits), NULL), ==, 8 + 998 + 2);
  g_assert_cmpint (measure (too_long, strlen (too_long), NULL), ==, -1);
  g_assert_cmpint (measure ("x: y\n\n\0", 7, NULL), ==, -1);
  g_assert_cmpint (measure ("x: y\n\n\303\274", 8, NULL), ==, -1);
  g_assert_cmpint (measure ("no message", 10, NULL), ==, -1);
  g_assert_cmpint (measure ("x: y\n\n=-b", 9, "=-b"), ==, -1);
  g_assert_cmpint (measure ("x: y\n\n=-c", 9, "=-b"), ==, 11);
}

/* Wherever the blocks end in which it is read. */
static void
test_boundary_anywhere (void)
{
  for (gsize before = 65530; before < 65540; before++)
    {
      g_autoptr (GString) octets = g_string_new ("x: ");

      while (octets->len < before)
        g_string_append_c (octets, octets->len % 900 == 0 ? '\n' : 'x');
      g_string_append (octets, "=-boundary\n");
      g_assert_cmpint (measure (octets->str, octets->len, "=-boundary"), ==, -1);
      g_assert_cmpint (measure (octets->str, octets->len, "=-boundaries"), >, (goffset) before);
    }
}

static char *
copy (const char *octets, gsize length, goffset start, const char *boundary)
{
  GFile *folder = ph_test_folder_new ();
  g_autofree char *path = ph_test_folder_path (folder, "x");
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  guint64 size = 0;
  int fd = -1;

  g_assert_true (g_file_set_contents (path, octets, (gssize) length, NULL));
  fd = g_open (path, O_RDONLY | O_CLOEXEC);
  ph_mail_enclosed_copy (fd, start, boundary, output, &size, NULL, &error);
  g_assert_no_error (error);
  close (fd);
  ph_test_folder_free (folder);
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output)), ==, size);
  g_output_stream_write_all (output, "", 1, NULL, NULL, NULL);
  g_output_stream_close (output, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
}

static void
test_copy (void)
{
  const struct
  {
    const char *octets;
    const char *boundary;
    const char *copy;
  } rows[] = {
    { "x: y\r\n\r\nz\r\n\r\n--b--\r\n", "b", "x: y\r\n\r\nz\r\n" },
    { "x: y\r\n\r\nz\r\n--b\r\nx", "b", "x: y\r\n\r\nz" },
    { "x: y\n\nz\n--b\n", "b", "x: y\r\n\r\nz" },
    { "x: y\n\nz\n--b", "b", "x: y\r\n\r\nz" },
    { "x: y\n\nz\n--bb\n--b \n", "b", "x: y\r\n\r\nz\r\n--bb" },
    { "x: y\n\nz --b\n", "b", "x: y\r\n\r\nz --b\r\n" },
    { "x: y\n\nz\n--b\n", NULL, "x: y\r\n\r\nz\r\n--b\r\n" },
    { "", "b", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *whole = copy (rows[i].octets, strlen (rows[i].octets), 0, rows[i].boundary);

      g_assert_cmpstr (whole, ==, rows[i].copy);
    }
}

/* Also where a block ends in the middle of the delimiter. */
static void
test_copy_blocks (void)
{
  for (gsize before = 65530; before < 65540; before++)
    {
      g_autoptr (GString) octets = g_string_new ("skipped");
      g_autofree char *whole = NULL;

      while (octets->len < before)
        g_string_append_c (octets, 'x');
      g_string_append (octets, "\r\n--boundary\r\nnot this");
      whole = copy (octets->str, octets->len, 7, "boundary");
      g_assert_cmpuint (strlen (whole), ==, before - 7);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-enclosed/is-message", test_is_message);
  g_test_add_func ("/mail-enclosed/measure", test_measure);
  g_test_add_func ("/mail-enclosed/fragile", test_fragile);
  g_test_add_func ("/mail-enclosed/boundary-anywhere", test_boundary_anywhere);
  g_test_add_func ("/mail-enclosed/copy", test_copy);
  g_test_add_func ("/mail-enclosed/copy-blocks", test_copy_blocks);
  return g_test_run ();
}
