/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who got a message comes to mind again: by any word, the frequent and recent first, and nobody who was forgotten. */
#include "ph-store-private.h"
#include "ph-test-store.h"

#define DAY ((gint64) 24 * 3600 * G_USEC_PER_SEC)

static void
send_to (PhTestStore *f, const char *name, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_QUEUED);
  g_autoptr (PhStoreMessage) stored = NULL;
  const char *const committing[] = { address, NULL };
  gint64 id = 0;

  ph_store_message_add_recipient (message, ph_store_recipient_new (0, name, address));
  stored = ph_store_add (f->store, message, ph_test_store_write, (char *) "text", NULL, &error);
  g_assert_no_error (error);
  id = ph_store_message_get_id (stored);
  g_assert_true (ph_store_claim (f->store, id, NULL));
  g_assert_true (ph_store_begin_commit (f->store, id, committing, committing + 1, NULL));
  ph_test_store_settle (f->store, id, PH_STORE_STATE_SENT);
}

/* What is said of the past: a message was sent now. */
static void
set_days_ago (PhTestStore *f, const char *address, gint64 n_days)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE person SET last = %" G_GINT64_FORMAT " WHERE address = '%s'",
                                          g_get_real_time () - n_days * DAY,
                                          address);
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_store_database_execute (f->store->database, sql, &error));
}

static void
assert_found (PhTestStore *f, const char *query, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = ph_store_find_people (f->store, query, g_get_real_time (), 6, &error);
  g_autoptr (GString) found = g_string_new (NULL);
  g_autofree char *shown = g_strescape (query, NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i++)
    {
      const PhStorePerson *person = g_ptr_array_index (people, i);

      g_string_append_printf (found, "%s%s <%s>", i > 0 ? ", " : "", person->name, person->address);
    }
  g_test_message ("%s", shown);
  g_assert_cmpstr (found->str, ==, expected);
}

#define JOSE "José Muñoz <jose.munoz@mail.example.net>"

static const struct
{
  const char *query;
  const char *found;
} words[] = {
  { "", "" },        { " \t", "" },        { "j", JOSE },
  { "JOSE", JOSE },  { "muñ", JOSE },      { "Muno", JOSE },
  { "mu jo", JOSE }, { "jose.mu", JOSE },  { "jose.munoz@ma", JOSE },
  { "exam", JOSE },  { "net", JOSE },      { "José <jo", JOSE },
  { "ose", "" },     { "jose bob", "" },   { "王小", "王小明 <w@xn--fsqu00a.test>" },
  { "\"", "" },      { "jo* OR x", "" },   { "name:jose", "" },
  { "NEAR(", "" },   { "jose\xff", JOSE },
};

static void
test_words (PhTestStore *f, gconstpointer data)
{
  send_to (f, "José Muñoz", "jose.munoz@mail.example.net");
  send_to (f, "王小明", "w@xn--fsqu00a.test");
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    assert_found (f, words[i].query, words[i].found);
}

static void
test_rank (PhTestStore *f, gconstpointer data)
{
  send_to (f, "Often", "a1@example.org");
  send_to (f, "Often", "a1@example.org");
  send_to (f, "Lately", "a2@example.org");
  assert_found (f, "ex", "Often <a1@example.org>, Lately <a2@example.org>");
  set_days_ago (f, "a1@example.org", 60);
  assert_found (f, "ex", "Lately <a2@example.org>, Often <a1@example.org>");
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *address = g_strdup_printf ("b%u@example.net", i);

      send_to (f, "B", address);
    }
  set_days_ago (f, "b3@example.net", 4);
  assert_found (f,
                "example net",
                "B <b8@example.net>, B <b7@example.net>, B <b6@example.net>, B <b5@example.net>, B <b4@example.net>, "
                "B <b2@example.net>");
}

/* One address is one person, by the last name that one had. */
static void
test_once (PhTestStore *f, gconstpointer data)
{
  send_to (f, "Bob", "bob@example.org");
  send_to (f, "Robert", "Bob@example.org");
  send_to (f, "", "Bob@example.org");
  assert_found (f, "example", "Robert <Bob@example.org>");
  assert_found (f, "robert", "Robert <Bob@example.org>");
  g_assert_true (ph_store_forget_person (f->store, "bob@Example.org", NULL));
  assert_found (f, "example", "");
  ph_test_store_reopen (f);
  assert_found (f, "example", "");
  send_to (f, "Bob", "bob@example.org");
  assert_found (f, "example", "Bob <bob@example.org>");
}

/* Only who got it: a draft, a queue and a refusal are nobody's mail. And the message may go. */
static void
test_who_got_it (PhTestStore *f, gconstpointer data)
{
  static const PhStoreState states[] = { PH_STORE_STATE_DRAFT,      PH_STORE_STATE_QUEUED, PH_STORE_STATE_SENDING,
                                         PH_STORE_STATE_COMMITTING, PH_STORE_STATE_FAILED, PH_STORE_STATE_UNKNOWN };
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);
  gint64 id = 0;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    ph_test_store_add_in (f->store, states[i], "x");
  assert_found (f, "example", "");
  id = ph_test_store_add_in (f->store, PH_STORE_STATE_COMMITTING, "x");
  g_ptr_array_add (refused, ph_store_recipient_new (1, "", "bob@example.org"));
  ((PhStoreRecipient *) refused->pdata[0])->fate = PH_STORE_FATE_REFUSED;
  g_assert_true (ph_store_settle (f->store, id, PH_STORE_STATE_SENT, 0, FALSE, refused, NULL, NULL));
  assert_found (f, "bob", "");
  assert_found (f, "ada", "Ada <ada@example.org>");
  g_assert_true (ph_store_remove (f->store, id, NULL));
  g_assert_true (ph_store_purge (f->store, NULL));
  assert_found (f, "ada", "Ada <ada@example.org>");
}

static void
test_forget_all (PhTestStore *f, gconstpointer data)
{
  send_to (f, "Ann", "ann@example.org");
  send_to (f, "Ann", "ann@example.org");
  send_to (f, "Bob", "bob@example.org");
  g_assert_true (ph_store_forget_people (f->store, NULL));
  assert_found (f, "example", "");
  g_assert_true (ph_store_recall_people (f->store, NULL));
  assert_found (f, "example", "Ann <ann@example.org>, Bob <bob@example.org>");
  g_assert_true (ph_store_forget_people (f->store, NULL));
  send_to (f, "Bob", "bob@example.org");
  assert_found (f, "example", "Bob <bob@example.org>");
  g_assert_true (ph_store_purge_people (f->store, NULL));
  g_assert_true (ph_store_recall_people (f->store, NULL));
  assert_found (f, "example", "Bob <bob@example.org>");
  /* And is counted anew. */
  send_to (f, "Bob", "bob@example.org");
  g_assert_true (ph_store_forget_people (f->store, NULL));
  send_to (f, "Bob", "bob@example.org");
  send_to (f, "Ann", "ann@example.org");
  send_to (f, "Ann", "ann@example.org");
  assert_found (f, "example", "Ann <ann@example.org>, Bob <bob@example.org>");
}

static void
test_not_remembered (PhTestStore *f, gconstpointer data)
{
  send_to (f, "Ann", "ann@example.org");
  g_assert_true (ph_store_set_remembers (f->store, FALSE, NULL));
  ph_test_store_reopen (f);
  send_to (f, "Bob", "bob@example.org");
  assert_found (f, "example", "Ann <ann@example.org>");
  g_assert_true (ph_store_set_remembers (f->store, TRUE, NULL));
  assert_found (f, "example", "Ann <ann@example.org>");
  send_to (f, "Bob", "bob@example.org");
  assert_found (f, "bob", "Bob <bob@example.org>");
}

#define ADD(path, func)                                                                                                \
  g_test_add ("/store/people/" path, PhTestStore, NULL, ph_test_store_set_up, func, ph_test_store_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("words", test_words);
  ADD ("rank", test_rank);
  ADD ("once", test_once);
  ADD ("who-got-it", test_who_got_it);
  ADD ("forget-all", test_forget_all);
  ADD ("not-remembered", test_not_remembered);
  return g_test_run ();
}
