/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model says what the transcript says, line by line, also after the transcript has dropped its middle. */
#include "ph-transcript-model.h"

typedef struct
{
  PhSmtpTranscript *transcript;
  PhTranscriptModel *model;
  guint n_lines; /* kept in step only by what items-changed says */
  guint n_changes;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *f)
{
  g_assert_cmpuint (position + removed, <=, f->n_lines);
  f->n_lines = f->n_lines - removed + added;
  f->n_changes++;
  g_assert_cmpuint (f->n_lines, ==, g_list_model_get_n_items (model));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->transcript = ph_smtp_transcript_new ();
  f->model = ph_transcript_model_new (f->transcript);
  g_signal_connect (f->model, "items-changed", G_CALLBACK (items_changed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->model);
  g_clear_object (&f->transcript);
}

static void
wait_for_change (Fixture *f)
{
  guint before = f->n_changes;

  while (f->n_changes == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_same (Fixture *f)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *expected = ph_smtp_transcript_to_text (f->transcript);

  for (guint i = 0; i < f->n_lines; i++)
    {
      g_autoptr (PhTranscriptLine) line = g_list_model_get_item (G_LIST_MODEL (f->model), i);
      g_autofree char *line_text = ph_transcript_line_to_text (line);

      g_string_append_printf (text, "%s\n", line_text);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_follow (Fixture *f, gconstpointer data)
{
  ph_smtp_transcript_add (f->transcript, PH_SMTP_DIRECTION_SENT, "EHLO x");
  ph_smtp_transcript_add (f->transcript, PH_SMTP_DIRECTION_RECEIVED, "250 OK");
  wait_for_change (f);
  g_assert_cmpuint (f->n_lines, ==, 2);
  assert_same (f);

  ph_smtp_transcript_note (f->transcript, "closed");
  wait_for_change (f);
  g_assert_cmpuint (f->n_lines, ==, 3);
  assert_same (f);
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTranscriptLine) line = NULL;
  g_autofree char *name = NULL;

  ph_smtp_transcript_add (f->transcript, PH_SMTP_DIRECTION_SENT, "MAIL FROM:<a@b>");
  ph_smtp_transcript_add (f->transcript, PH_SMTP_DIRECTION_RECEIVED, "550 No");
  wait_for_change (f);
  g_assert_cmpuint (ph_transcript_model_find_failure (f->model), ==, G_MAXUINT);

  ph_smtp_transcript_mark_failure (f->transcript);
  wait_for_change (f);
  g_assert_cmpuint (ph_transcript_model_find_failure (f->model), ==, 1);
  line = g_list_model_get_item (G_LIST_MODEL (f->model), 1);
  name = ph_transcript_line_dup_accessible_name (line);
  g_assert_cmpstr (name, ==, "Failed here, server: 550 No");
}

static void
test_full (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < PH_SMTP_TRANSCRIPT_MAX_ENTRIES; i++)
    ph_smtp_transcript_note (f->transcript, "line %u", i);
  wait_for_change (f);
  for (guint i = 0; i < 100; i++)
    ph_smtp_transcript_note (f->transcript, "late line %u", i);
  wait_for_change (f);
  g_assert_cmpuint (f->n_lines, ==, PH_SMTP_TRANSCRIPT_MAX_ENTRIES);
  assert_same (f);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const struct
  {
    PhSmtpDirection direction;
    const char *sign;
    const char *name;
  } cases[] = {
    { PH_SMTP_DIRECTION_RECEIVED, "←", "Server: 250 OK" },
    { PH_SMTP_DIRECTION_SENT, "→", "Posthaste: 250 OK" },
    { PH_SMTP_DIRECTION_NOTE, "•", "Note: 250 OK" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PhTranscriptLine) line = NULL;
      g_autofree char *name = NULL;

      ph_smtp_transcript_add (f->transcript, cases[i].direction, "250 OK");
      wait_for_change (f);
      line = g_list_model_get_item (G_LIST_MODEL (f->model), i);
      name = ph_transcript_line_dup_accessible_name (line);
      g_assert_cmpstr (ph_transcript_line_get_sign (line), ==, cases[i].sign);
      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/transcript-model/follow", test_follow);
  ADD ("/transcript-model/failure", test_failure);
  ADD ("/transcript-model/full", test_full);
  ADD ("/transcript-model/names", test_names);
  return g_test_run ();
}
