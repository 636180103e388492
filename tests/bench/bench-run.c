/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one command and prints what it took: start (CLOCK_MONOTONIC) and wall time in nanoseconds, processor time in
 * microseconds, peak memory in kB and the exit status. It is small, since a process's peak counts what it was before
 * exec: measured from Python, every command would seem to need Python's memory. */
#include "bench-system.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_NOT_FOUND 127

static void
open_as (const char *path, int flags, int fd)
{
  int opened = open (path, flags);

  if (opened == -1 || dup2 (opened, fd) == -1)
    _exit (COMMAND_NOT_FOUND);
  close (opened);
}

static int64_t
microseconds (const struct timeval *time)
{
  return (int64_t) time->tv_sec * 1000000 + time->tv_usec;
}

int
main (int argc, char *argv[])
{
  struct rusage usage;
  uint64_t start;
  uint64_t end;
  int status = 0;
  pid_t child;

  if (argc < 4)
    {
      fprintf (stderr, "Usage: bench-run NETWORK-NAMESPACE-OR-“-” STANDARD-INPUT COMMAND…\n");
      return 64;
    }
  if (strcmp (argv[1], "-") != 0)
    bench_enter_network (argv[1]);
  start = bench_now ();
  child = vfork ();
  if (child == 0)
    {
      open_as (argv[2], O_RDONLY, STDIN_FILENO);
      open_as ("/dev/null", O_WRONLY, STDOUT_FILENO);
      execvp (argv[3], argv + 3);
      _exit (COMMAND_NOT_FOUND);
    }
  if (child == -1 || wait4 (child, &status, 0, &usage) == -1)
    return 1;
  end = bench_now ();
  printf ("%" PRIu64 " %" PRIu64 " %" PRId64 " %ld %d\n",
          start,
          end - start,
          microseconds (&usage.ru_utime) + microseconds (&usage.ru_stime),
          usage.ru_maxrss,
          WIFEXITED (status) ? WEXITSTATUS (status) : -1);
  return 0;
}
