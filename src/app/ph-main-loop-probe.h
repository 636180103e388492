/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how long the main loop was away from its events, for the test that nothing in the window ever waits and for the
 * benchmark. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Measures the default main context from now on when POSTHASTE_MAIN_LOOP_PROBE names a file and nothing is measured yet; else does
 * nothing. @what: (static): what is measured; only its own end ends it, as a draft that is saved meanwhile makes the outbox idle, too */
void ph_main_loop_probe_begin (const char *what);
/* Writes the longest gap since then, in milliseconds, into that file. */
void ph_main_loop_probe_end (const char *what);
/* The same, once what is in @widget now was drawn. */
void ph_main_loop_probe_end_drawn (GtkWidget *widget, const char *what);
/* Once at start: where that variable is set, SIGUSR1 begins anew and SIGUSR2 ends, for what only the one who looks on can tell. */
void ph_main_loop_probe_listen (void);

G_END_DECLS
