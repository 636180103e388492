/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every place of a word is found, whatever its case and however its accents are made, also across steps. */
#include "config.h"

#include "ph-text-search.h"

static char *
find (const char *text, const char *needle, guint step)
{
  g_autoptr (PhTextSearch) search = ph_text_search_new (g_strdup (text), needle);
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (PhTextMatch));
  GString *found = g_string_new ("");

  while (ph_text_search_step (search, step, matches))
    ;
  for (guint i = 0; i < matches->len; i++)
    {
      PhTextMatch *match = &g_array_index (matches, PhTextMatch, i);

      g_string_append_printf (found, "%u-%u ", match->start, match->end);
    }
  return g_string_free (found, FALSE);
}

static void
test_matches (void)
{
  static const struct
  {
    const char *text;
    const char *needle;
    const char *found;
  } cases[] = {
    { "", "a", "" },
    { "The cat. the hat", "the", "0-3 9-12 " },
    { "aaaa", "aa", "0-2 2-4 " },
    { "Stra\303\237e, STRASSE", "strasse", "0-6 8-15 " },
    { "STRASSE", "stra\303\237e", "0-7 " },
    { "Stra\303\237e", "stras", "" },
    { "\303\211T\303\211 e\314\201te\314\201", "\303\251t\303\251", "0-3 4-9 " },
    { "\303\251 e\314\201 e", "e", "5-6 " },
    { "\320\237\320\240\320\230\320\222\320\225\320\242", "\320\277\321\200\320\270\320\262\320\265\321\202", "0-6 " },
    { "\344\275\240\345\245\275\357\274\214\344\275\240\345\245\275", "\345\245\275", "1-2 4-5 " },
    { "one\ntwo\nthree", "two\nth", "4-10 " },
    { "a b", " ", "1-2 " },
    { "not here", "there", "" },
    { "x\357\277\274y", "y", "2-3 " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint step = 1; step < 20; step += 6)
      {
        g_autofree char *found = find (cases[i].text, cases[i].needle, step);

        g_assert_cmpstr (found, ==, cases[i].found);
      }
}

/* A step is no longer than it may be, but for the match that it ends in. */
static void
test_step (void)
{
  g_autoptr (PhTextSearch) search = ph_text_search_new (g_strnfill (1000, 'a'), "aaa");
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (PhTextMatch));

  g_assert_true (ph_text_search_step (search, 10, matches));
  g_assert_cmpuint (matches->len, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-search/matches", test_matches);
  g_test_add_func ("/text-search/step", test_step);
  return g_test_run ();
}
