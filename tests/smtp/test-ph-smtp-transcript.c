/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record is bounded, harmless to show, and tells its listeners once for a burst. */
#include "ph-smtp-transcript.h"

#include <string.h>

static void
test_harmless (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpTranscriptEntry) entry = NULL;

  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_RECEIVED, "250 a\r\nb\033[2J\xe2\x80\xae");
  entry = ph_smtp_transcript_dup_entry (transcript, 0);
  g_assert_cmpstr (entry->text,
                   ==,
                   "250 a\xef\xbf\xbd\xef\xbf\xbd"
                   "b\xef\xbf\xbd[2J\xef\xbf\xbd");
  g_assert_null (ph_smtp_transcript_dup_entry (transcript, 1));
}

static void
test_bounded (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpTranscriptEntry) first = NULL;
  g_autoptr (PhSmtpTranscriptEntry) last = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < PH_SMTP_TRANSCRIPT_MAX_ENTRIES + 500; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u", i);

      ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_SENT, line);
    }
  g_assert_cmpuint (ph_smtp_transcript_get_n_entries (transcript), ==, PH_SMTP_TRANSCRIPT_MAX_ENTRIES);
  first = ph_smtp_transcript_dup_entry (transcript, 0);
  last = ph_smtp_transcript_dup_entry (transcript, PH_SMTP_TRANSCRIPT_MAX_ENTRIES - 1);
  g_assert_cmpstr (first->text, ==, "line 0");
  g_assert_cmpstr (last->text, ==, "line 2499");
  text = ph_smtp_transcript_to_text (transcript);
  g_assert_nonnull (strstr (text, "• 501 lines are left out here\n"));
}

static void
test_mark_failure (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();

  ph_smtp_transcript_mark_failure (transcript);
  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_SENT, "MAIL");
  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_RECEIVED, "550 no");
  ph_smtp_transcript_note (transcript, "%s", "closed");
  ph_smtp_transcript_mark_failure (transcript);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PhSmtpTranscriptEntry) entry = ph_smtp_transcript_dup_entry (transcript, i);

      g_assert_cmpint (entry->is_failure, ==, i == 1);
    }
}

/* What was being done goes with each entry, also into another transcript. */
static void
test_stage (void)
{
  g_autoptr (PhSmtpTranscript) opening = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  const PhSmtpStage stages[] = { PH_SMTP_STAGE_NONE, PH_SMTP_STAGE_AUTH, PH_SMTP_STAGE_AUTH, PH_SMTP_STAGE_BODY };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      ph_smtp_transcript_set_stage (opening, stages[i]);
      ph_smtp_transcript_note (opening, "%s", "x");
    }
  ph_smtp_transcript_append (transcript, opening);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (PhSmtpTranscriptEntry) entry = ph_smtp_transcript_dup_entry (transcript, i);

      g_assert_cmpint (entry->stage, ==, stages[i]);
    }
}

/* What was written down comes back as it was, and nothing else does. */
static void
test_text_and_back (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpTranscript) again = NULL;
  g_autoptr (PhSmtpTranscriptEntry) entry = NULL;
  g_autofree char *text = NULL;
  g_autofree char *dirty = NULL;
  g_autofree char *back = NULL;
  gint64 now = g_get_real_time ();

  ph_smtp_transcript_note (transcript, "connected");
  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_SENT, "EHLO → x");
  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_RECEIVED, "");
  text = ph_smtp_transcript_to_text (transcript);
  dirty = g_strconcat ("12:00\n", text, "12:00:00.000\n12:00:00.000 no sign\n12:00:00.000 →no space\nx", NULL);
  again = ph_smtp_transcript_new_for_text (dirty, now);
  back = ph_smtp_transcript_to_text (again);
  g_assert_cmpstr (back, ==, text);
  entry = ph_smtp_transcript_dup_entry (again, 1);
  g_assert_cmpint (entry->direction, ==, PH_SMTP_DIRECTION_SENT);
}

static void
count_cb (PhSmtpTranscript *transcript, guint *count)
{
  (*count)++;
}

static void
test_one_change_for_a_burst (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  guint count = 0;

  g_signal_connect (transcript, "changed", G_CALLBACK (count_cb), &count);
  for (guint burst = 1; burst <= 2; burst++)
    {
      ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_SENT, "a");
      ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_SENT, "b");
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpuint (count, ==, burst);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/transcript/harmless", test_harmless);
  g_test_add_func ("/smtp/transcript/bounded", test_bounded);
  g_test_add_func ("/smtp/transcript/mark-failure", test_mark_failure);
  g_test_add_func ("/smtp/transcript/stage", test_stage);
  g_test_add_func ("/smtp/transcript/text-and-back", test_text_and_back);
  g_test_add_func ("/smtp/transcript/one-change-for-a-burst", test_one_change_for_a_burst);
  return g_test_run ();
}
