/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client meant is what is decoded, wherever the blocks are cut; only CRLF, dot, CRLF is the end. */
#include "ph-practice-data.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *wire;
  const char *message;
  const char *rest; /* (nullable): what is behind the end; NULL when the end does not come */
  gboolean has_bare_newline;
} Case;

static const Case cases[] = {
  { "plain", "a\r\nb\r\n.\r\n", "a\r\nb\r\n", "", FALSE },
  { "empty", ".\r\n", "", "", FALSE },
  { "pipelined", "a\r\n.\r\nQUIT\r\n", "a\r\n", "QUIT\r\n", FALSE },
  { "dot-stuffed", "..\r\n...\r\n..a\r\n.\r\n", ".\r\n..\r\n.a\r\n", "", FALSE },
  { "dot-not-stuffed", ".a\r\n.\r\n", "a\r\n", "", FALSE },
  { "dot-inside", "a.\r\nb.c\r\n.\r\n", "a.\r\nb.c\r\n", "", FALSE },
  { "no-last-line-end", "a.\r\n", "a.\r\n", NULL, FALSE },
  { "dot-and-space", "a\r\n. \r\n.\r\n", "a\r\n \r\n", "", FALSE },
  { "empty-lines", "\r\n\r\n.\r\n", "\r\n\r\n", "", FALSE },
  { "lf-dot-lf", "a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", "", TRUE },
  { "lf-dot-crlf", "a\n.\r\nMAIL FROM:<x@y>\r\n.\r\n", "a\n.\r\nMAIL FROM:<x@y>\r\n", "", TRUE },
  { "crlf-dot-lf", "a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", "", TRUE },
  { "cr-dot-cr", "a\r.\rb\r\n.\r\n", "a\r.\rb\r\n", "", TRUE },
  { "crlf-dot-cr", "a\r\n.\rb\r\n.\r\n", "a\r\nb\r\n", "", TRUE },
  { "crlf-dot-cr-crlf", "a\r\n.\r\r\n.\r\n", "a\r\n\r\n", "", TRUE },
  { "cr-crlf", "a\r\r\n.\r\n", "a\r\r\n", "", TRUE },
  { "bare-lf-first", "\n.\r\nb\r\n.\r\n", "\n.\r\nb\r\n", "", TRUE },
};

typedef struct
{
  PhPracticeData data;
  GString *message; /* (owned) */
  gsize n_taken;
} Decoder;

/* In memory of exactly its size, so that an access past the end is seen. */
static void
decode (Decoder *decoder, const char *octets, gsize length)
{
  g_autofree char *block = g_memdup2 (octets, length);
  gsize n_decoded = 0;
  gsize n_taken = ph_practice_data_decode (&decoder->data, block, length, &n_decoded);

  g_assert_cmpuint (n_taken, <=, length);
  g_assert_cmpuint (n_decoded, <=, n_taken);
  g_string_append_len (decoder->message, block, (gssize) n_decoded);
  decoder->n_taken += n_taken;
}

static void
assert_decoded (Decoder *decoder, const Case *expected)
{
  gboolean is_ended = decoder->data.state == PH_PRACTICE_DATA_END;

  g_assert_cmpstr (decoder->message->str, ==, expected->message);
  g_assert_cmpint (is_ended, ==, expected->rest != NULL);
  g_assert_cmpint (decoder->data.has_bare_newline, ==, expected->has_bare_newline);
  if (is_ended)
    g_assert_cmpstr (expected->wire + decoder->n_taken, ==, expected->rest);
  g_string_free (decoder->message, TRUE);
}

static void
test_whole (gconstpointer data)
{
  const Case *expected = data;
  Decoder decoder = { .message = g_string_new (NULL) };

  decode (&decoder, expected->wire, strlen (expected->wire));
  assert_decoded (&decoder, expected);
}

static void
test_cut_anywhere (gconstpointer data)
{
  const Case *expected = data;
  gsize length = strlen (expected->wire);

  for (gsize cut = 0; cut <= length; cut++)
    {
      Decoder decoder = { .message = g_string_new (NULL) };

      decode (&decoder, expected->wire, cut);
      if (decoder.n_taken == cut)
        decode (&decoder, expected->wire + cut, length - cut);
      assert_decoded (&decoder, expected);
    }
}

static void
test_octet_by_octet (gconstpointer data)
{
  const Case *expected = data;
  Decoder decoder = { .message = g_string_new (NULL) };

  for (gsize i = 0; expected->wire[i] != '\0'; i++)
    decode (&decoder, expected->wire + i, 1);
  assert_decoded (&decoder, expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *whole = g_strdup_printf ("/practice/data/%s/whole", cases[i].name);
      g_autofree char *cut = g_strdup_printf ("/practice/data/%s/cut-anywhere", cases[i].name);
      g_autofree char *octets = g_strdup_printf ("/practice/data/%s/octet-by-octet", cases[i].name);

      g_test_add_data_func (whole, &cases[i], test_whole);
      g_test_add_data_func (cut, &cases[i], test_cut_anywhere);
      g_test_add_data_func (octets, &cases[i], test_octet_by_octet);
    }
  return g_test_run ();
}
