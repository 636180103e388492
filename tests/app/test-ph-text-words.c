/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words are told from what no dictionary knows. */
#include "config.h"

#include "ph-text-words.h"

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "" },
    { "Hello, world!", "Hello@0-5 world@7-12 " },
    { "I don't and don\342\200\231t", "I@0-1 don't@2-7 and@8-11 don\342\200\231t@12-17 " },
    { "'quoted' \342\200\231so\342\200\231", "quoted@1-7 so@10-12 " },
    { "ask ann@example.org now", "ask@0-3 now@20-23 " },
    { "<ann@example.org> (ann@example.org)", "" },
    { "see https://example.org/a-bc, (http://x.yz) or www.example.org", "see@0-3 or@44-46 " },
    { "in /usr/share and ~/mail", "in@0-2 and@14-17 " },
    { "call `ph_foo (bar)` there", "call@0-4 there@20-25 " },
    { "Dear {first-name}, {{x y}} hi", "Dear@0-4 hi@27-29 " },
    { "snake_case 4th MP3 x2y", "" },
    { "Stra\303\237e \303\274ber", "Stra\303\237e@0-6 \303\274ber@7-11 " },
    { "well-known", "well@0-4 known@5-10 " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) words = ph_text_words_find (cases[i].text);
      g_autoptr (GString) found = g_string_new ("");

      for (guint j = 0; j < words->len; j++)
        {
          PhTextWord *word = &g_array_index (words, PhTextWord, j);

          g_string_append_printf (found, "%s@%u-%u ", word->text, word->start, word->end);
        }
      g_assert_cmpstr (found->str, ==, cases[i].words);
    }
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (1000, 'a');
  g_autoptr (GArray) words = ph_text_words_find (text);

  g_assert_cmpuint (words->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-words/words", test_words);
  g_test_add_func ("/text-words/long", test_long);
  return g_test_run ();
}
