/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-system.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void
bench_enter_network (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd == -1 || setns (fd, CLONE_NEWNET) != 0)
    {
      fprintf (stderr, "bench: %s: %s\n", path, strerror (errno));
      exit (1);
    }
  close (fd);
}

uint64_t
bench_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * UINT64_C (1000000000) + (uint64_t) now.tv_nsec;
}
