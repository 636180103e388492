/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two calls that all of the benchmark's programs share, in plain C: bench-run is to stay small. */
#pragma once

#include <stdint.h>

/* Makes this thread one of the network namespace at @path; says why and ends the program where that fails. */
void bench_enter_network (const char *path);
/* CLOCK_MONOTONIC in nanoseconds */
uint64_t bench_now (void);
