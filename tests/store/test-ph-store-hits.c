/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is typed into the search finds what has all its words, and none of it is ever a command. */
#include "ph-store-hits.h"

#include "ph-test-store.h"

static void
test_match (void)
{
  static const struct
  {
    const char *query;
    const char *match;
  } cases[] = {
    { "", "" },
    { " \t\n", "" },
    { "lunch", "\"lunch\"*" },
    { "  two   words ", "\"two\" \"words\"*" },
    { "say \"hi\"", "\"say\" \"\"\"hi\"\"\"*" },
    { "a AND (b* OR NOT c)", "\"a\" \"AND\" \"(b*\" \"OR\" \"NOT\" \"c)\"*" },
    { "subject:x", "\"subject:x\"*" },
    { "one\x01two\x7fthree", "\"one\" \"two\" \"three\"*" },
    { "a\xc2\xa0"
      "b",
      "\"a\" \"b\"*" },
    { "\xff", "\"\xef\xbf\xbd\"*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *match = ph_store_hits_dup_match (cases[i].query, PH_STORE_BEGINNINGS_LAST);

      g_assert_cmpstr (match, ==, cases[i].match);
    }
}

static void
test_many_words (void)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *match = NULL;
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (query, "word ");
  match = ph_store_hits_dup_match (query->str, PH_STORE_BEGINNINGS_LAST);
  words = g_strsplit (match, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 32);
}

static void
add (PhStore *store, const char *subject, const char *name, const char *address, const char *text)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_DRAFT);
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_store_message_set_subject (message, subject);
  ph_store_message_set_sender (message, "me@sender.example");
  ph_store_message_set_text (message, text);
  ph_store_message_add_recipient (message, ph_store_recipient_new (2, name, address));
  stored = ph_store_add (store, message, ph_test_store_write, (char *) "x", NULL, NULL);
  g_assert_nonnull (stored);
}

static void
test_search (PhTestStore *f, gconstpointer data)
{
  static const struct
  {
    const char *query;
    const char *ids;
  } cases[] = {
    { NULL, "4 3 2 1" },
    { "", "4 3 2 1" },
    { "  ", "4 3 2 1" },
    { "lunch", "2 1" },
    { "LUNCH", "2 1" },
    { "lun", "2 1" },
    { "lun friday", "" }, /* only the last word may be a beginning */
    { "lunch frid", "1" },
    { "friday lunch", "1" },
    { "unch", "" },
    { "ada", "1" },
    { "ada@example.org", "1" },
    { "@example.org", "3 1" },
    { "me@sender.example", "4 3 2 1" },
    { "björn", "3" },
    { "bjorn", "3" },
    { "zażółć", "3" },
    { "bread", "2" },
    { "日本", "4" },
    { "lunch OR bread", "" },
    { "or", "4 3 1" }, /* example.org begins so too */
    { "subject : lunch", "" },
    { "subject:lunch", "" },
    { "\"lunch friday\"", "1" },
    { "\"", "" },
    { "'", "" },
    { "*", "" },
    { "lunch *", "2 1" },
    { "NEAR(lunch friday)", "" },
    { "^lunch", "2 1" },
    { "-lunch", "2 1" },
    { "lunch)", "2 1" },
    { "{subject text} : lunch", "" },
    { "); DROP TABLE message; --", "" },
    { "\xf0\x9f\x8e\x89", "" }, /* a picture is no word */
    { "lunch \xf0\x9f\x8e\x89", "2 1" },
    { "\xff\xfe lunch", "2 1" },
    { "\x01\x02", "4 3 2 1" },
  };

  add (f->store, "Lunch on Friday", "Ada", "ada@example.org", "");
  add (f->store, "Lunch", "", "bob@elsewhere.example", "Bring the bread.");
  add (f->store, "Zażółć", "Björn", "b@example.org", "");
  add (f->store, "日本語 \xf0\x9f\x8e\x89", "", "or@elsewhere.example", "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = ph_test_store_dup_list (f->store, PH_STORE_BOX_DRAFTS, cases[i].query);

      g_test_message ("query %u", i);
      g_assert_cmpstr (ids, ==, cases[i].ids);
    }
}

/* Every octet but NUL, alone, doubled, and behind and before a word. */
static void
test_no_octet_is_an_error (PhTestStore *f, gconstpointer data)
{
  for (guint octet = 1; octet < 256; octet++)
    {
      const char all[] = { (char) octet, 'a', (char) octet, (char) octet, ' ', 'b', (char) octet, '\0' };

      for (guint i = 0; i < sizeof all; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) found = ph_store_list (f->store, PH_STORE_BOX_SENT, all + i, 0, 10, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (found->len, ==, 0);
        }
    }
}

static void
assert_found (PhStore *store, const char *query, const char *expected)
{
  g_autofree char *ids = ph_test_store_dup_list (store, PH_STORE_BOX_DRAFTS, query);

  g_assert_cmpstr (ids, ==, expected);
}

/* What was found is kept for the next page, and forgotten when anybody changes a row. */
static void
test_search_follows_changes (PhTestStore *f, gconstpointer data)
{
  g_autoptr (PhStore) other = ph_test_store_open (f);
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, "new");
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "old");
  assert_found (f->store, "old", "1");
  ph_test_store_add (f->store, PH_STORE_STATE_DRAFT, "old");
  assert_found (f->store, "old", "2 1");
  ph_test_store_add (other, PH_STORE_STATE_DRAFT, "old");
  assert_found (f->store, "old", "3 2 1");
  stored = ph_store_replace (f->store, 2, message, ph_test_store_write, (char *) "x", NULL, NULL);
  assert_found (f->store, "old", "3 1");
  assert_found (f->store, "new", "2");
  g_assert_true (ph_store_remove (other, 1, NULL));
  assert_found (f->store, "old", "3");
  g_assert_true (ph_store_purge (other, NULL));
  assert_found (f->store, "old", "3");
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/hits/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/hits/match", test_match);
  g_test_add_func ("/store/hits/many-words", test_many_words);
  ADD ("search", test_search);
  ADD ("no-octet-is-an-error", test_no_octet_is_an_error);
  ADD ("search-follows-changes", test_search_follows_changes);
  return g_test_run ();
}
