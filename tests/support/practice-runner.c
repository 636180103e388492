/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the practice server for tests in other languages: `practice-runner MAILDIR` prints its port and serves until
 * its standard input ends, so that it never outlives the test that started it. */
#include "ph-practice-server.h"

#include <stdio.h>

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) maildir = NULL;
  g_autoptr (PhPracticeServer) server = NULL;

  if (argc != 2)
    {
      fprintf (stderr, "usage: practice-runner MAILDIR\n");
      return 64;
    }
  maildir = g_file_new_for_path (argv[1]);
  server = ph_practice_server_new (maildir);
  if (!ph_practice_server_start (server, &error))
    {
      fprintf (stderr, "practice-runner: %s\n", error->message);
      return 69;
    }
  printf ("%u\n", (guint) ph_practice_server_get_port (server));
  fflush (stdout);
  while (getchar () != EOF)
    ;
  return 0;
}
