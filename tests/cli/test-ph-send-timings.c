/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each stage has the time that was spent in it, however often it comes. */
#include "ph-send-timings.h"

static void
test_stages (void)
{
  PhSendTimings timings = { 0 };

  ph_send_timings_enter (&timings, PH_SMTP_STAGE_CONNECT, 1000);
  ph_send_timings_enter (&timings, PH_SMTP_STAGE_TLS, 1010);
  ph_send_timings_enter (&timings, PH_SMTP_STAGE_CONNECT, 1030);
  ph_send_timings_enter (&timings, PH_SMTP_STAGE_BODY, 1033);
  ph_send_timings_enter (&timings, PH_SMTP_STAGE_BODY, 1040);
  ph_send_timings_enter (&timings, PH_SMTP_STAGE_DONE, 1043);
  ph_send_timings_enter (&timings, PH_SMTP_STAGE_DONE, 9999);
  g_assert_cmpint (timings.spent[PH_SMTP_STAGE_NONE], ==, 0);
  g_assert_cmpint (timings.spent[PH_SMTP_STAGE_CONNECT], ==, 13);
  g_assert_cmpint (timings.spent[PH_SMTP_STAGE_TLS], ==, 20);
  g_assert_cmpint (timings.spent[PH_SMTP_STAGE_ENVELOPE], ==, 0);
  g_assert_cmpint (timings.spent[PH_SMTP_STAGE_BODY], ==, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-timings/stages", test_stages);
  return g_test_run ();
}
