/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program on the same store, for tests: does what its arguments say, prints what came of it, and lives until its
 * standard input ends or it is killed.
 * Usage: store-holder FOLDER claim|commit|race|open ID…   (race: each ID claimed, how many of them is printed) */
#include "ph-store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static guint
claim_all (PhStore *store, char **ids)
{
  guint n = 0;

  for (; *ids != NULL; ids++)
    n += ph_store_claim (store, g_ascii_strtoll (*ids, NULL, 10), NULL) ? 1 : 0;
  return n;
}

static void
commit_all (PhStore *store, char **ids)
{
  static const char *const ada[] = { "ada@example.org", NULL };
  static const char *const nobody[] = { NULL };

  for (; *ids != NULL; ids++)
    if (!ph_store_begin_commit (store, g_ascii_strtoll (*ids, NULL, 10), ada, nobody, NULL))
      exit (3);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GFile) folder = g_file_new_for_path (argv[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStore) store = ph_store_open (folder, &error);
  guint n = 0;
  char octet = 0;

  if (store == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  n = claim_all (store, argv + 3);
  if (g_str_equal (argv[2], "commit"))
    commit_all (store, argv + 3);
  g_print ("%u\n", n);
  /* The end comes from outside. */
  while (read (STDIN_FILENO, &octet, 1) > 0)
    ;
  return 0;
}
