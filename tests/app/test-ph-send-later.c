/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each choice is in the future, at the hour that it names, also where the clocks change in between. */
#include "ph-send-later.h"

typedef struct
{
  const char *now;
  const char *name;
  const char *later;
} Case;

/* 2026-03-27 is a Friday; the clocks of Berlin go forward on the 29th. */
static const Case cases[] = {
  { "2026-03-27T10:30:00", "hour", "2026-03-27 11:30" },    { "2026-03-27T23:30:00", "hour", "2026-03-28 00:30" },
  { "2026-03-27T10:30:00", "evening", "2026-03-27 18:00" }, { "2026-03-27T17:59:59", "evening", "2026-03-27 18:00" },
  { "2026-03-27T18:00:00", "evening", "2026-03-28 18:00" }, { "2026-03-27T10:30:00", "morning", "2026-03-28 08:00" },
  { "2026-03-28T10:30:00", "morning", "2026-03-29 08:00" }, { "2026-03-27T00:10:00", "morning", "2026-03-28 08:00" },
  { "2026-03-27T10:30:00", "monday", "2026-03-30 08:00" },  { "2026-03-30T07:00:00", "monday", "2026-04-06 08:00" },
  { "2026-03-29T23:59:00", "monday", "2026-03-30 08:00" },  { "2026-12-31T10:00:00", "morning", "2027-01-01 08:00" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (c->now, berlin);
  g_autoptr (GDateTime) later = NULL;
  g_autofree char *text = NULL;
  PhSendLater choice = PH_SEND_LATER_HOUR;

  g_assert_nonnull (berlin);
  g_assert_true (ph_send_later_parse (c->name, &choice));
  later = ph_send_later_get_time (choice, now);
  text = g_date_time_format (later, "%Y-%m-%d %H:%M");
  g_assert_cmpstr (text, ==, c->later);
  g_assert_cmpint (g_date_time_compare (later, now), >, 0);
}

static void
test_no_choice (void)
{
  PhSendLater choice = PH_SEND_LATER_HOUR;

  g_assert_false (ph_send_later_parse ("never", &choice));
  g_assert_false (ph_send_later_parse (NULL, &choice));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/send-later/%s/%s", cases[i].name, cases[i].now);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/app/send-later/no-choice", test_no_choice);
  return g_test_run ();
}
