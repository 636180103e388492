/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store with years of sent messages, and how long it takes to look at it.
 *
 * `fill`: makes it. The rows are the store's own, but in one transaction, as each one's sync would take hours. Their files have
 * their sizes, as the window looks for those that do not, and nothing in them, as no list opens one.
 * `look`: each figure is a line with its name, its median in nanoseconds, how many messages it is about, and the median of what
 * SQLite needs for the rows alone. */
#include "bench-system.h"
#include "ph-store-hits.h"
#include "ph-store-message-private.h"
#include "ph-store-private.h"
#include "ph-store-row.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* Frequencies as a language has them: the word of rank n is n times rarer than the first. */
#define N_WORDS 10000
#define N_TEXT_WORDS 80
#define N_PEOPLE 100000
#define SEED 4
#define RARE "quetzalcoatl"
#define FILE_SIZE 1000
#define PAGE 100 /* as the window asks for */
#define N_ROUNDS 21

typedef struct
{
  const char *name;
  char *query; /* (owned) (nullable) */
  guint offset;
  guint n_found;
  guint64 ours[N_ROUNDS];
  guint64 bare[N_ROUNDS];
} Look;

G_NORETURN static void
die (const GError *error)
{
  g_printerr ("bench-store: %s\n", error->message);
  exit (1);
}

/* ---- filling ------------------------------------------------------------------------------------------------------ */

static void
append_word (GString *text, guint rank)
{
  static const char consonants[] = "bdfgklmnprst";
  static const char vowels[] = "aeiou";

  for (guint i = 0, rest = rank; i < 3; i++, rest /= 60)
    g_string_append_printf (text, "%c%c", consonants[rest % 12], vowels[rest / 12 % 5]);
}

static char *
dup_word (guint rank)
{
  GString *text = g_string_new (NULL);

  append_word (text, rank);
  return g_string_free (text, FALSE);
}

static char *
dup_words (GRand *rand, guint n_words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      append_word (text, (guint) pow (N_WORDS, g_rand_double (rand)) - 1);
      g_string_append_c (text, ' ');
    }
  return g_string_free (text, FALSE);
}

static PhStoreMessage *
new_message (GRand *rand, gboolean is_rare)
{
  PhStoreMessage *message = ph_store_message_new (PH_STORE_STATE_QUEUED);
  g_autofree char *subject = dup_words (rand, 5);
  g_autofree char *words = dup_words (rand, N_TEXT_WORDS);
  g_autofree char *text = g_strconcat (words, is_rare ? RARE : NULL, NULL);
  g_autofree char *name = dup_words (rand, 2);
  g_autofree char *address = g_strdup_printf ("n%d@example.org", g_rand_int_range (rand, 0, N_PEOPLE));
  PhStoreRecipient *recipient = ph_store_recipient_new (0, name, address);

  recipient->fate = PH_STORE_FATE_SENT;
  ph_store_message_set_subject (message, subject);
  ph_store_message_set_text (message, text);
  ph_store_message_add_recipient (message, recipient);
  return message;
}

static void
make_file (GFile *file)
{
  int fd = open (g_file_peek_path (file), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  if (fd == -1 || ftruncate (fd, FILE_SIZE) != 0)
    g_error ("%s: %s", g_file_peek_path (file), g_strerror (errno));
  close (fd);
}

static gboolean
insert_all (PhStore *store, guint n_messages, GError **error)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr (PhStoreMessage) message = new_message (rand, i == n_messages / 2);
      g_autofree char *name = g_strdup_printf ("%u.eml", i);
      g_autoptr (GFile) file = ph_store_get_child (store, name);
      gint64 id = 0;

      make_file (file);
      if (!ph_store_row_insert (store, message, file, FILE_SIZE, &id, error))
        return FALSE;
    }
  /* As it becomes sent its recipient is remembered. */
  return ph_store_database_execute (store->database, "UPDATE message SET state = 4", error);
}

static void
fill (PhStore *store, guint n_messages)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = FALSE;

  if (!ph_store_files_make_folder (g_file_peek_path (store->messages), &error)
      || !ph_store_begin (store, PH_STORE_ACCESS_WRITE, &error))
    die (error);
  is_done = insert_all (store, n_messages, &error);
  if (!ph_store_end (store, is_done, NULL, &error))
    die (error);
}

/* ---- looking ------------------------------------------------------------------------------------------------------ */

static int
compare (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

static guint64
median (guint64 *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare);
  return values[N_ROUNDS / 2];
}

static void
tell (const char *name, guint64 *ours, guint n, guint64 *bare)
{
  g_print ("%s %" G_GUINT64_FORMAT " %u %" G_GUINT64_FORMAT "\n",
           name,
           median (ours),
           n,
           bare != NULL ? median (bare) : 0);
}

static void
time_open (GFile *folder)
{
  guint64 times[N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 start = bench_now ();
      g_autoptr (PhStore) store = ph_store_open (folder, &error);

      if (store == NULL)
        die (error);
      times[i] = bench_now () - start;
    }
  tell ("open", times, 0, NULL);
}

static void
time_count (PhStore *store)
{
  guint64 times[N_ROUNDS];
  int n = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 start = bench_now ();

      n = ph_store_count (store, PH_STORE_BOX_SENT, NULL, &error);
      if (n == -1)
        die (error);
      times[i] = bench_now () - start;
    }
  tell ("count", times, (guint) n, NULL);
}

/* What the window asks for: how many there are, and one page of them. */
static guint64
look_once (PhStore *store, Look *look)
{
  g_autoptr (GError) error = NULL;
  guint64 start = bench_now ();
  int n = ph_store_count (store, PH_STORE_BOX_SENT, look->query, &error);
  g_autoptr (GPtrArray) page = NULL;

  if (n != -1)
    page = ph_store_list (store, PH_STORE_BOX_SENT, look->query, look->offset, PAGE, &error);
  if (page == NULL)
    die (error);
  look->n_found = (guint) n;
  return bench_now () - start;
}

/* The plain question for the rows, without order where they are searched for and without anything that is made of them. */
static guint64
look_bare (sqlite3 *db, const Look *look)
{
  g_autofree char *match = ph_store_hits_dup_match (look->query != NULL ? look->query : "", PH_STORE_BEGINNINGS_LAST);
  const char *sql = look->query != NULL ? "SELECT rowid FROM search WHERE search MATCH ?1"
                                        : "SELECT * FROM message WHERE box = 2 ORDER BY changed DESC, id DESC"
                                          " LIMIT ?2 OFFSET ?3";
  sqlite3_stmt *statement = NULL;
  guint64 start = bench_now ();

  sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  sqlite3_bind_text (statement, 1, match, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, PAGE);
  sqlite3_bind_int (statement, 3, (int) look->offset);
  while (sqlite3_step (statement) == SQLITE_ROW)
    ;
  sqlite3_finalize (statement);
  return bench_now () - start;
}

/* In turn, as the store keeps what it found last; the round before the first warms up. */
static void
time_looks (PhStore *store, Look *looks, guint n_looks)
{
  sqlite3 *db = ph_store_database_get_handle (store->database);

  for (int round = -1; round < N_ROUNDS; round++)
    for (guint i = 0; i < n_looks; i++)
      {
        looks[i].ours[MAX (round, 0)] = look_once (store, &looks[i]);
        looks[i].bare[MAX (round, 0)] = look_bare (db, &looks[i]);
      }
  for (guint i = 0; i < n_looks; i++)
    tell (looks[i].name, looks[i].ours, looks[i].n_found, looks[i].bare);
}

/* Who comes to mind while a recipient is typed: at worst everybody does. */
static void
time_people (PhStore *store, const char *name, const char *query)
{
  guint64 times[N_ROUNDS];
  guint n_found = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 start = bench_now ();
      g_autoptr (GPtrArray) people = ph_store_find_people (store, query, g_get_real_time (), 6, &error);

      if (people == NULL)
        die (error);
      n_found = people->len;
      times[i] = bench_now () - start;
    }
  tell (name, times, n_found, NULL);
}

static void
time_all (PhStore *store)
{
  g_autofree char *often = dup_word (300);
  g_autofree char *seldom = dup_word (1000);
  Look looks[] = {
    { .name = "first-page" },
    { .name = "middle-page", .offset = 50000 },
    { .name = "rare-word", .query = g_strdup (RARE) },
    { .name = "two-words", .query = g_strdup_printf ("%s %s", often, seldom) },
    { .name = "common-beginning", .query = g_strdup ("b") },
  };

  time_count (store);
  time_looks (store, looks, G_N_ELEMENTS (looks));
  time_people (store, "people-by-one-letter", "b");
  time_people (store, "people-by-everybody's-domain", "ex");
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    g_free (looks[i].query);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GFile) folder = NULL;
  g_autoptr (PhStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (argc < 3)
    {
      g_printerr ("Usage: bench-store fill FOLDER MESSAGES\n       bench-store look FOLDER\n");
      return 64;
    }
  folder = g_file_new_for_path (argv[2]);
  if (argc == 3)
    time_open (folder);
  store = ph_store_open (folder, &error);
  if (store == NULL)
    die (error);
  if (argc == 4)
    fill (store, (guint) atoi (argv[3]));
  else
    time_all (store);
  return 0;
}
