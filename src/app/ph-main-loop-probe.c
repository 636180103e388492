/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between the main loop and poll(): the time from one poll's return to the next poll is a time in which the
 * window could neither draw nor hear a key. Waiting inside of poll() does not count, and neither does waiting for a
 * processor that other programs keep busy, where the kernel tells how long that was. */
#include "config.h"

#include "ph-main-loop-probe.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

#define ONLOOKER "onlooker"

static GPollFunc original_poll;
static int scheduler_fd = -1; /* of the main thread */
static gint64 returned_us;
static gint64 returned_queued_us;
static gint64 longest_us;
static const char *measured; /* (nullable): what is measured */

/* How long the main thread was ready to run and did not get a processor, since it began. */
static gint64
get_queued_us (void)
{
  char text[128] = "";
  char *behind_running = NULL;

  if (pread (scheduler_fd, text, sizeof text - 1, 0) <= 0)
    return 0;
  g_ascii_strtoull (text, &behind_running, 10);
  return (gint64) (g_ascii_strtoull (behind_running, NULL, 10) / 1000);
}

static void
mark_return (void)
{
  returned_us = g_get_monotonic_time ();
  returned_queued_us = get_queued_us ();
}

static int
measured_poll (GPollFD *descriptors, guint n_descriptors, int timeout)
{
  gint64 gap_us = g_get_monotonic_time () - returned_us - (get_queued_us () - returned_queued_us);
  int n_ready = 0;

  longest_us = MAX (longest_us, gap_us);
  n_ready = original_poll (descriptors, n_descriptors, timeout);
  mark_return ();
  return n_ready;
}

static gboolean
drawn_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer n_frames)
{
  if (++*(int *) n_frames < 3)
    return G_SOURCE_CONTINUE;
  ph_main_loop_probe_end (measured);
  return G_SOURCE_REMOVE;
}

void
ph_main_loop_probe_begin (const char *what)
{
  if (g_getenv ("POSTHASTE_MAIN_LOOP_PROBE") == NULL || measured != NULL)
    return;
  if (scheduler_fd < 0)
    scheduler_fd = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  measured = what;
  original_poll = g_main_context_get_poll_func (NULL);
  mark_return ();
  g_main_context_set_poll_func (NULL, measured_poll);
}

void
ph_main_loop_probe_end (const char *what)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (measured == NULL || g_strcmp0 (measured, what) != 0)
    return;
  measured = NULL;
  g_main_context_set_poll_func (NULL, original_poll);
  text = g_strdup_printf ("%.1f\n", (double) longest_us / 1000.0);
  if (!g_file_set_contents (g_getenv ("POSTHASTE_MAIN_LOOP_PROBE"), text, -1, &error))
    g_warning ("%s", error->message);
}

void
ph_main_loop_probe_end_drawn (GtkWidget *widget, const char *what)
{
  if (g_strcmp0 (measured, what) == 0)
    gtk_widget_add_tick_callback (widget, drawn_cb, g_new0 (int, 1), g_free);
}

static gboolean
begin_cb (gpointer data)
{
  longest_us = 0;
  ph_main_loop_probe_begin (ONLOOKER);
  if (measured != NULL)
    measured = ONLOOKER;
  return G_SOURCE_CONTINUE;
}

static gboolean
end_cb (gpointer data)
{
  ph_main_loop_probe_end (measured);
  return G_SOURCE_CONTINUE;
}

void
ph_main_loop_probe_listen (void)
{
  if (g_getenv ("POSTHASTE_MAIN_LOOP_PROBE") == NULL)
    return;
  g_unix_signal_add (SIGUSR1, begin_cb, NULL);
  g_unix_signal_add (SIGUSR2, end_cb, NULL);
}
