/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reported arrives: each stage, the newest octets of each, and the last ones although nothing comes behind them. */
#include "ph-smtp-progress.h"

typedef struct
{
  GString *told;
  guint n_told;
  gboolean is_destroyed;
} Fixture;

static void
progress_cb (PhSmtpStage stage, guint64 done, guint64 total, gpointer data)
{
  Fixture *f = data;

  f->n_told++;
  g_string_append_printf (f->told, "%d:%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT " ", (int) stage, done, total);
}

static void
destroy_cb (gpointer data)
{
  ((Fixture *) data)->is_destroyed = TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->told = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_string_free (f->told, TRUE);
}

static gpointer
report_and_stall (gpointer progress)
{
  ph_smtp_progress_report (PH_SMTP_STAGE_ENVELOPE, 0, 0, progress);
  ph_smtp_progress_report (PH_SMTP_STAGE_BODY, 0, 0, progress);
  ph_smtp_progress_report (PH_SMTP_STAGE_BODY, 0, 9000, progress);
  ph_smtp_progress_report (PH_SMTP_STAGE_BODY, 1000, 9000, progress);
  return NULL;
}

/* A network that takes no more says nothing more either. */
static void
test_last_octets (Fixture *f, gconstpointer data)
{
  PhSmtpProgress *progress = ph_smtp_progress_new (progress_cb, f, destroy_cb);

  g_thread_join (g_thread_new ("session", report_and_stall, progress));
  while (strstr (f->told->str, "1000/9000") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (f->told->str, ==, "4:0/0 5:1000/9000 ");

  ph_smtp_progress_report (PH_SMTP_STAGE_BODY, 2000, 9000, progress);
  while (strstr (f->told->str, "2000/9000") == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (f->is_destroyed);
  ph_smtp_progress_unref (progress);
  g_assert_true (f->is_destroyed);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  PhSmtpProgress *progress = ph_smtp_progress_new (progress_cb, f, destroy_cb);

  for (guint64 done = 0; done <= 10000; done++)
    {
      ph_smtp_progress_report (PH_SMTP_STAGE_BODY, done, 10000, progress);
      /* Long before its time, and often. */
      if (done == 5000)
        while (f->n_told == 0)
          g_main_context_iteration (NULL, TRUE);
    }
  ph_smtp_progress_report (PH_SMTP_STAGE_COMMIT, 0, 0, progress);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (f->told->str, ==, "5:5000/10000 5:10000/10000 6:0/0 ");
  ph_smtp_progress_unref (progress);
}

/* What is left is there before whatever is queued behind the end. */
static void
test_finish (Fixture *f, gconstpointer data)
{
  PhSmtpProgress *progress = ph_smtp_progress_new (progress_cb, f, destroy_cb);

  ph_smtp_progress_report (PH_SMTP_STAGE_BODY, 0, 0, progress);
  while (f->n_told == 0)
    g_main_context_iteration (NULL, TRUE);
  ph_smtp_progress_report (PH_SMTP_STAGE_BODY, 9000, 9000, progress);
  ph_smtp_progress_finish (progress);
  ph_smtp_progress_unref (progress);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (f->told->str, ==, "5:0/0 5:9000/9000 ");
  g_assert_true (f->is_destroyed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/smtp/progress/last-octets", Fixture, NULL, set_up, test_last_octets, tear_down);
  g_test_add ("/smtp/progress/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/smtp/progress/finish", Fixture, NULL, set_up, test_finish, tear_down);
  return g_test_run ();
}
