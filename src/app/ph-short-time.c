/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure: the clock is the caller's. */
#include "config.h"

#include "ph-short-time.h"

#include <glib/gi18n.h>

char *
ph_short_time_format (GDateTime *then, GDateTime *now)
{
  g_autoptr (GDateTime) local = NULL;

  g_return_val_if_fail (then != NULL, NULL);
  g_return_val_if_fail (now != NULL, NULL);

  local = g_date_time_to_timezone (then, g_date_time_get_timezone (now));
  if (g_date_time_get_year (local) != g_date_time_get_year (now))
    return g_date_time_format (local, "%x");
  if (g_date_time_get_day_of_year (local) != g_date_time_get_day_of_year (now))
    /* Translators: a day of this year, as g_date_time_format() takes it: "3 May". */
    return g_date_time_format (local, _ ("%-e %b"));
  /* Translators: a time of today, as g_date_time_format() takes it: "14:05". */
  return g_date_time_format (local, _ ("%H:%M"));
}
