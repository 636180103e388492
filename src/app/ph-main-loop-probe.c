/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between the main loop and poll(): the time from one poll's return to the next poll is a time in which the
 * window could neither draw nor hear a key. Waiting inside of poll() does not count. */
#include "config.h"

#include "ph-main-loop-probe.h"

static GPollFunc original_poll;
static gint64 returned_us;
static gint64 longest_us;

static int
measured_poll (GPollFD *descriptors, guint n_descriptors, int timeout)
{
  gint64 gap_us = g_get_monotonic_time () - returned_us;
  int n_ready = 0;

  longest_us = MAX (longest_us, gap_us);
  n_ready = original_poll (descriptors, n_descriptors, timeout);
  returned_us = g_get_monotonic_time ();
  return n_ready;
}

void
ph_main_loop_probe_begin (void)
{
  if (g_getenv ("POSTHASTE_MAIN_LOOP_PROBE") == NULL || original_poll != NULL)
    return;
  original_poll = g_main_context_get_poll_func (NULL);
  returned_us = g_get_monotonic_time ();
  g_main_context_set_poll_func (NULL, measured_poll);
}

void
ph_main_loop_probe_end (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (original_poll == NULL)
    return;
  g_main_context_set_poll_func (NULL, original_poll);
  original_poll = NULL;
  text = g_strdup_printf ("%.1f\n", (double) longest_us / 1000.0);
  if (!g_file_set_contents (g_getenv ("POSTHASTE_MAIN_LOOP_PROBE"), text, -1, &error))
    g_warning ("%s", error->message);
}
