/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress is shown for long messages only, and no oftener than can be read. */
#include "ph-send-progress.h"

#include <string.h>

#define START 1000
#define LATER (START + PH_SEND_PROGRESS_AFTER_US)

static void
test_not_for_short_messages (void)
{
  PhSendProgress progress = { START, 0 };

  g_assert_null (ph_send_progress_update (&progress, START, 1, 2));
  g_assert_null (ph_send_progress_update (&progress, LATER - 1, 1, 2));
  g_assert_cmpint (progress.shown_at, ==, 0);
}

static void
test_not_too_often (void)
{
  PhSendProgress progress = { START, 0 };
  g_autofree char *first = ph_send_progress_update (&progress, LATER, 1, 2);
  g_autofree char *too_soon = ph_send_progress_update (&progress, LATER + PH_SEND_PROGRESS_EVERY_US - 1, 1, 2);
  g_autofree char *second = ph_send_progress_update (&progress, LATER + PH_SEND_PROGRESS_EVERY_US, 1, 2);

  g_assert_nonnull (first);
  g_assert_null (too_soon);
  g_assert_nonnull (second);
}

static void
test_share (void)
{
  static const struct
  {
    guint64 done;
    guint64 total;
    const char *share;
  } shares[] = {
    { 0, 1000, " 0 %" },
    { 999, 1000, " 99 %" },
    { 1000, 1000, " 100 %" },
    { 2000, 1000, " 100 %" }, /* dots that were doubled are on the wire but not in the total */
    { G_MAXUINT64 / 2, G_MAXUINT64, " 50 %" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      PhSendProgress progress = { START, 0 };
      g_autofree char *text = ph_send_progress_update (&progress, LATER, shares[i].done, shares[i].total);

      g_assert_true (g_str_has_suffix (text, shares[i].share));
    }
}

static void
test_unknown_total (void)
{
  PhSendProgress progress = { START, 0 };
  g_autofree char *text = ph_send_progress_update (&progress, LATER, 12300000, 0);

  g_assert_nonnull (strstr (text, "12"));
  g_assert_null (strchr (text, '%'));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-progress/not-for-short-messages", test_not_for_short_messages);
  g_test_add_func ("/send-progress/not-too-often", test_not_too_often);
  g_test_add_func ("/send-progress/share", test_share);
  g_test_add_func ("/send-progress/unknown-total", test_unknown_total);
  return g_test_run ();
}
