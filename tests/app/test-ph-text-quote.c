/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quote marks are read and made as RFC 3676 has them. */
#include "config.h"

#include "ph-text-quote.h"

static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    guint length;
    const char *mark;
    guint surplus;
  } cases[] = {
    { "", 0, ">", 0 },       { "\nnext", 0, ">", 0 }, { "text", 0, "> ", 0 },   { " > no quote", 0, "> ", 0 },
    { "> text", 2, ">", 2 }, { ">text", 1, ">", 1 },  { ">> text", 3, ">", 1 }, { "> > text", 2, ">", 2 },
    { ">", 1, ">", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (ph_text_quote_get_length (cases[i].line), ==, cases[i].length);
      g_assert_cmpstr (ph_text_quote_get_mark (cases[i].line), ==, cases[i].mark);
      g_assert_cmpuint (ph_text_quote_get_surplus (cases[i].line), ==, cases[i].surplus);
    }
}

static void
test_text (void)
{
  g_autofree char *quoted = ph_text_quote_dup_quoted ("one\n\n> two\nthree");
  g_autofree char *ended = ph_text_quote_dup_quoted ("one\n");
  g_autofree char *empty = ph_text_quote_dup_quoted ("");

  g_assert_cmpstr (quoted, ==, "> one\n>\n>> two\n> three");
  g_assert_cmpstr (ended, ==, "> one\n");
  g_assert_cmpstr (empty, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-quote/lines", test_lines);
  g_test_add_func ("/text-quote/text", test_text);
  return g_test_run ();
}
