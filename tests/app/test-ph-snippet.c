/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholders are found, told from code, and filled in once. */
#include "config.h"

#include "ph-snippet.h"

static void
test_list (void)
{
  static const struct
  {
    const char *text;
    const char *list;
  } cases[] = {
    { "", "" },
    { "Dear {name}, {amount} and {amount} are due {due day}.", "{name} {amount} {due day}" },
    { "{{name}} {{a|b}}", "" },
    { "{} { } {a\nb} {a{b}", "{b}" },
    { "if (x) { return 1; } { a } {\"k\": 1} ${VAR} {x=1}", "" },
    { "{Stra\303\237e}", "{Stra\303\237e}" },
    { "{unfinished", "" },
    { "{0123456789012345678901234567890123456789012345678901234567890}", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) list = ph_snippet_list (cases[i].text);
      g_autofree char *text = g_strjoinv (" ", list);

      g_assert_cmpstr (text, ==, cases[i].list);
    }
}

static void
test_fill (void)
{
  static const struct
  {
    const char *text;
    const char *name;
    const char *filled;
    int cursor;
  } cases[] = {
    { "Dear {name},\n{cursor}\n{date}", "Ann Tester", "Dear Ann Tester,\n\n1/2/26", 17 },
    { "Hi {first-name}!", "Ann Tester", "Hi Ann!", -1 },
    { "Hi {first-name}!", "Tester, Ann Maria", "Hi Ann!", -1 },
    { "Hi {first-name}!", "\303\204nn", "Hi \303\204nn!", -1 },
    { "Hi {name}, {amount}{cursor}", NULL, "Hi {name}, {amount}", 19 },
    { "Hi {name}", "{date}", "Hi {date}", -1 },
    { "\303\204{cursor}x", "Ann", "\303\204x", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PhSnippetValues values = { cases[i].name, "1/2/26" };
      int cursor = 0;
      g_autofree char *filled = ph_snippet_fill (cases[i].text, &values, &cursor);

      g_assert_cmpstr (filled, ==, cases[i].filled);
      g_assert_cmpint (cursor, ==, cases[i].cursor);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/snippet/list", test_list);
  g_test_add_func ("/snippet/fill", test_fill);
  return g_test_run ();
}
