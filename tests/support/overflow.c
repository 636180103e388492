/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds more than an integer holds: where UBSan is on, this fails. */
#include <limits.h>

int
main (int argc, char *argv[])
{
  volatile int sum = INT_MAX;

  sum += argc;
  return sum == 0;
}
