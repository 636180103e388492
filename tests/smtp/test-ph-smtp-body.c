/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the message's line ends and wherever its blocks fall: CRLF only, leading dots doubled, nothing lost. */
#include "ph-smtp-body.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *message;
  const char *wire;
} Case;

static const Case cases[] = {
  { "empty", "", "" },
  { "crlf", "a\r\nb\r\n", "a\r\nb\r\n" },
  { "lf", "a\nb\n", "a\r\nb\r\n" },
  { "cr", "a\rb\r", "a\r\nb\r\n" },
  { "mixed", "a\n\rb\r\n\nc", "a\r\n\r\nb\r\n\r\nc\r\n" },
  { "cr-cr-lf", "a\r\r\nb", "a\r\n\r\nb\r\n" },
  { "no-final-newline", "a", "a\r\n" },
  { "only-newline", "\n", "\r\n" },
  { "dot", ".", "..\r\n" },
  { "dots", ".a\r\n..b\r\nc.d\r\n.", "..a\r\n...b\r\nc.d\r\n..\r\n" },
  { "end-of-data", "a\r\n.\r\nb", "a\r\n..\r\nb\r\n" },
  { "smuggled-lf", "a\n.\nMAIL FROM:<x@y>\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n" },
  { "smuggled-cr", "a\r.\rb", "a\r\n..\r\nb\r\n" },
  /* Nothing else in them needs a change, as what needs none goes another way. */
  { "cr-among-crlf", "a\rb\r\n", "a\r\nb\r\n" },
  { "lf-among-crlf", "a\nb\r\n", "a\r\nb\r\n" },
  { "smuggled-cr-among-crlf", "a\r.\rb\r\n", "a\r\n..\r\nb\r\n" },
  { "smuggled-lf-among-crlf", "a\n.\nb\r\n", "a\r\n..\r\nb\r\n" },
  { "dot-among-crlf", "a\r\n.b\r\n", "a\r\n..b\r\n" },
  { "smuggled-mixed", "a\n.\r\nb\r\n.\nc", "a\r\n..\r\nb\r\n..\r\nc\r\n" },
};

static GError *
convert (const char *message, gsize length, PhSmtpBodyFlags flags, GString *wire)
{
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_data (message, (gssize) length, NULL);
  g_autoptr (PhSmtpBody) body = ph_smtp_body_new (source, flags);
  GError *error = NULL;
  char *block = NULL;
  gsize n = 0;

  while (ph_smtp_body_read_block (body, &block, &n, NULL, &error))
    {
      if (n == 0)
        return NULL;
      g_string_append_len (wire, block, (gssize) n);
    }
  return error;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GString) wire = g_string_new (NULL);
  g_autoptr (GError) error = convert (c->message, strlen (c->message), PH_SMTP_BODY_7BIT, wire);

  g_assert_no_error (error);
  g_assert_cmpstr (wire->str, ==, c->wire);
}

/* Exactly @length octets of whole lines. */
static void
append_lines (GString *message, gsize length)
{
  while (length > 0)
    {
      gsize n = length > 66 ? 64 : length;
      g_autofree char *text = g_strnfill (n - 2, 'x');

      g_string_append_printf (message, "%s\r\n", text);
      length -= n;
    }
}

/* Each case at every place around the edge of a block: that of the body, and those of smaller ones. */
static void
test_edge (const Case *c, gsize edge)
{
  for (gsize before = edge - strlen (c->message) - 3; before <= edge + 1; before++)
    {
      g_autoptr (GString) message = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autoptr (GString) wire = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      append_lines (message, before);
      g_string_assign (expected, message->str);
      g_string_append (message, c->message);
      g_string_append (expected, c->wire);

      error = convert (message->str, message->len, PH_SMTP_BODY_7BIT, wire);
      g_assert_no_error (error);
      g_assert_cmpuint (wire->len, ==, expected->len);
      g_assert_cmpmem (wire->str, wire->len, expected->str, expected->len);
    }
}

static void
test_block_edges (gconstpointer data)
{
  test_edge (data, (gsize) 64 * 1024);
  test_edge (data, (gsize) 256 * 1024);
}

/* With a line end and without: what needs no change goes another way. */
static void
test_refused (void)
{
  g_autofree char *longest = g_strnfill (PH_SMTP_BODY_MAX_LINE, 'a');
  g_autofree char *longest_crlf = g_strconcat (longest, "\r\n", NULL);
  g_autofree char *too_long = g_strconcat (longest, "a", NULL);
  g_autofree char *too_long_crlf = g_strconcat (longest, "a\r\n", NULL);
  const struct
  {
    const char *message;
    gsize length;
    PhSmtpBodyFlags flags;
    int code; /* a PhSmtpError, -1 when it is fine */
  } rows[] = {
    { longest, PH_SMTP_BODY_MAX_LINE, PH_SMTP_BODY_7BIT, -1 },
    { longest_crlf, PH_SMTP_BODY_MAX_LINE + 2, PH_SMTP_BODY_7BIT, -1 },
    { too_long, PH_SMTP_BODY_MAX_LINE + 1, PH_SMTP_BODY_7BIT, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { too_long_crlf, PH_SMTP_BODY_MAX_LINE + 3, PH_SMTP_BODY_7BIT, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { too_long_crlf, PH_SMTP_BODY_MAX_LINE + 3, PH_SMTP_BODY_FOR_BDAT, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { "a\0b", 3, PH_SMTP_BODY_7BIT, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { "a\0b\r\n", 5, PH_SMTP_BODY_7BIT, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { "a\0b\r\n", 5, PH_SMTP_BODY_ALLOW_8BIT | PH_SMTP_BODY_FOR_BDAT, PH_SMTP_ERROR_INVALID_ARGUMENT },
    { "\xc3\xa9\n", 3, PH_SMTP_BODY_7BIT, PH_SMTP_ERROR_NEEDS_EXTENSION },
    { "\xc3\xa9\r\n", 4, PH_SMTP_BODY_7BIT, PH_SMTP_ERROR_NEEDS_EXTENSION },
    { "\xc3\xa9\n", 3, PH_SMTP_BODY_ALLOW_8BIT, -1 },
    { "\xc3\xa9\r\n", 4, PH_SMTP_BODY_ALLOW_8BIT, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) wire = g_string_new (NULL);
      g_autoptr (GError) error = convert (rows[i].message, rows[i].length, rows[i].flags, wire);

      if (rows[i].code == -1)
        g_assert_no_error (error);
      else
        g_assert_error (error, PH_SMTP_ERROR, rows[i].code);
    }
}

static void
test_unreadable_source (void)
{
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_data ("a", 1, NULL);
  g_autoptr (PhSmtpBody) body = ph_smtp_body_new (source, PH_SMTP_BODY_7BIT);
  g_autoptr (GError) error = NULL;
  char *block = NULL;
  gsize n = 0;

  g_assert_true (g_input_stream_close (source, NULL, NULL));
  g_assert_false (ph_smtp_body_read_block (body, &block, &n, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_SOURCE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/body/", cases[i].name, NULL);
      g_autofree char *edge = g_strconcat ("/smtp/body/block-edges/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      g_test_add_data_func (edge, &cases[i], test_block_edges);
    }
  g_test_add_func ("/smtp/body/refused", test_refused);
  g_test_add_func ("/smtp/body/unreadable-source", test_unreadable_source);
  return g_test_run ();
}
