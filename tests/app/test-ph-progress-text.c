/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: at every moment of a sending there are words for it, and a silent server is told from a slow message. */
#include "ph-progress-text.h"

static void
test_stages (void)
{
  static const struct
  {
    PhSmtpStage stage;
    const char *text;
  } cases[] = {
    { PH_SMTP_STAGE_NONE, "Preparing the message…" },
    { PH_SMTP_STAGE_CONNECT, "Connecting to smtp.example.org…" },
    { PH_SMTP_STAGE_TLS, "Encrypting the connection…" },
    { PH_SMTP_STAGE_AUTH, "Signing in…" },
    { PH_SMTP_STAGE_ENVELOPE, "Checking recipients…" },
    { PH_SMTP_STAGE_COMMIT, "Waiting for the server to accept…" },
    { PH_SMTP_STAGE_DONE, "Waiting for the server to accept…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ph_progress_text_new (cases[i].stage, "smtp.example.org", 1, 2, 0);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A total that is not known is not made up. */
static void
test_octets (void)
{
  static const guint64 cases[][2]
      = { { 0, 4100000 }, { 1200000, 4100000 }, { 4100000, 4100000 }, { 1200000, 0 }, { 0, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 done = cases[i][0];
      guint64 total = cases[i][1];
      g_autofree char *text = ph_progress_text_new (PH_SMTP_STAGE_BODY, "smtp.example.org", done, total, 0);
      g_autofree char *done_text = g_format_size (done);
      g_autofree char *total_text = g_format_size (total);
      g_autofree char *expected = total > 0 ? g_strdup_printf ("Sending %s of %s…", done_text, total_text)
                                            : g_strdup_printf ("Sending %s…", done_text);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_silence (void)
{
  for (int stage = PH_SMTP_STAGE_NONE; stage <= PH_SMTP_STAGE_DONE; stage++)
    {
      g_autofree char *soon = ph_progress_text_new (stage, "smtp.example.org", 1, 2, PH_PROGRESS_TEXT_SLOW_SECONDS - 1);
      g_autofree char *late = ph_progress_text_new (stage, "smtp.example.org", 1, 2, PH_PROGRESS_TEXT_SLOW_SECONDS);

      g_assert_cmpstr (soon, !=, late);
      g_assert_cmpstr (late, ==, "smtp.example.org is slow to answer…");
    }
}

/* A server's name is put in as it is, whatever it looks like. */
static void
test_host (void)
{
  g_autofree char *connecting = ph_progress_text_new (PH_SMTP_STAGE_CONNECT, "%s%n<b>", 0, 0, 0);
  g_autofree char *slow = ph_progress_text_new (PH_SMTP_STAGE_CONNECT, "", 0, 0, G_MAXUINT);

  g_assert_cmpstr (connecting, ==, "Connecting to %s%n<b>…");
  g_assert_cmpstr (slow, ==, " is slow to answer…");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress-text/stages", test_stages);
  g_test_add_func ("/progress-text/octets", test_octets);
  g_test_add_func ("/progress-text/silence", test_silence);
  g_test_add_func ("/progress-text/host", test_host);
  return g_test_run ();
}
