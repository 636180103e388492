/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list says the time of today, the day of this year, and the date of before, all in the zone of "now". */
#include "ph-short-time.h"

static void
test_format (void)
{
  static const struct
  {
    const char *then;
    const char *expected;
  } cases[] = {
    { "2026-05-03T12:05:00Z", "14:05" }, { "2026-05-02T22:30:00Z", "00:30" },    { "2026-05-02T12:05:00Z", "2 May" },
    { "2025-12-31T23:30:00Z", "1 Jan" }, { "2025-05-03T12:05:00Z", "05/03/25" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 3600);
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 5, 3, 18, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) then = g_date_time_new_from_iso8601 (cases[i].then, NULL);
      g_autofree char *text = ph_short_time_format (then, now);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/short-time/format", test_format);
  return g_test_run ();
}
