/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sink saw, in a file that it maps into memory: whoever measures reads it without asking the sink. Each is an
 * unsigned number of 64 bits in the machine's order, and only grows. */
#pragma once

#include <stdint.h>

typedef struct
{
  uint64_t connections;
  uint64_t messages; /* whole ones, accepted */
  uint64_t octets; /* of message bodies, as they were on the wire */
  uint64_t
      accepted_at; /* CLOCK_MONOTONIC in nanoseconds: when the newest message's final 250 was handed to the network */
} BenchCounters;
