/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days are counted by the calendar, so that a day on which the clocks change ends at the same hour. */
#include "config.h"

#include "ph-send-later.h"

#define MORNING_HOUR 8
#define EVENING_HOUR 18

gboolean
ph_send_later_parse (const char *name, PhSendLater *choice)
{
  static const char *const names[] = { "hour", "evening", "morning", "monday" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *choice = (PhSendLater) i;
        return TRUE;
      }
  return FALSE;
}

static GDateTime *
at_hour (GDateTime *now, int days, int hour)
{
  g_autoptr (GDateTime) day = g_date_time_add_days (now, days);

  return g_date_time_new (g_date_time_get_timezone (now),
                          g_date_time_get_year (day),
                          g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day),
                          hour,
                          0,
                          0);
}

GDateTime *
ph_send_later_get_time (PhSendLater choice, GDateTime *now)
{
  g_return_val_if_fail (now != NULL, NULL);

  switch (choice)
    {
    case PH_SEND_LATER_EVENING:
      return at_hour (now, g_date_time_get_hour (now) < EVENING_HOUR ? 0 : 1, EVENING_HOUR);
    case PH_SEND_LATER_MORNING:
      return at_hour (now, 1, MORNING_HOUR);
    case PH_SEND_LATER_MONDAY:
      return at_hour (now, 8 - g_date_time_get_day_of_week (now), MORNING_HOUR);
    case PH_SEND_LATER_HOUR:
    default:
      return g_date_time_add_hours (now, 1);
    }
}
