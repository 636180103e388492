/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stranger's words stay in one line, in their own order, and name no file outside of the folder that was chosen. */
#include "ph-foreign-text.h"

#include <string.h>

#define RLO "\xe2\x80\xae"
#define PDI "\xe2\x81\xa9"
#define FSI "\xe2\x81\xa8"
#define RLM "\xe2\x80\x8f"

static void
test_harmless (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "a\r\nBcc: x", "a  Bcc: x" },
    { "a\tb\x01", "a b " },
    { "invoice" RLO "fdp.exe", "invoicefdp.exe" },
    { PDI "out of the isolate", "out of the isolate" },
    { "שלום" RLM "!", "שלום" RLM "!" },
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
    { "line\xe2\x80\xa8separator", "line separator" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ph_foreign_text_make_harmless (cases[i].text);

      g_test_message ("case %u", i);
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_isolate (void)
{
  g_autofree char *empty = ph_foreign_text_isolate ("");
  g_autofree char *text = ph_foreign_text_isolate ("a" PDI "b");

  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (text, ==, FSI "ab" PDI);
}

static void
test_break_lines (void)
{
  g_autofree char *word = g_strnfill (PH_FOREIGN_TEXT_MAX_WORD, 'x');
  g_autofree char *long_word = g_strconcat ("a ", word, "yz\n", word, "\n", NULL);
  g_autofree char *broken_word = g_strconcat ("a ", word, "\nyz\n", word, "\n", NULL);
  g_autofree char *prose = g_strdup ("One.\n\nTwo, שלום.\n");
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *result = NULL;

  result = ph_foreign_text_break_lines (prose);
  g_assert_cmpstr (result, ==, prose);
  g_free (result);
  result = ph_foreign_text_break_lines (long_word);
  g_assert_cmpstr (result, ==, broken_word);
  g_free (result);

  while (line->len < 3 * PH_FOREIGN_TEXT_MAX_LINE)
    g_string_append (line, "four ");
  result = ph_foreign_text_break_lines (line->str);
  for (const char *p = result; p != NULL; p = strchr (p + 1, '\n'))
    g_assert_cmpuint (strcspn (p + 1, "\n"), <=, PH_FOREIGN_TEXT_MAX_LINE + PH_FOREIGN_TEXT_MAX_WORD);
  g_assert_cmpuint (strlen (result), >, line->len);
}

static void
test_file_name (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "a.pdf", "a.pdf" },
    { "../../.bashrc", "_.._.bashrc" },
    { "/etc/passwd", "_etc_passwd" },
    { "C:\\x", "C:_x" },
    { ".hidden", "hidden" },
    { ". .hidden", "hidden" },
    { "..", "fallback" },
    { " \n ", "fallback" },
    { "", "fallback" },
    { "a" RLO "b", "ab" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = ph_foreign_text_make_file_name (cases[i].text, "fallback");

      g_test_message ("case %u", i);
      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

static void
test_long_file_name (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = NULL;

  while (text->len < 1000)
    g_string_append (text, "ü");
  name = ph_foreign_text_make_file_name (text->str, "fallback");
  g_assert_cmpuint (strlen (name), ==, 120);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/foreign-text/harmless", test_harmless);
  g_test_add_func ("/foreign-text/isolate", test_isolate);
  g_test_add_func ("/foreign-text/break-lines", test_break_lines);
  g_test_add_func ("/foreign-text/file-name", test_file_name);
  g_test_add_func ("/foreign-text/long-file-name", test_long_file_name);
  return g_test_run ();
}
