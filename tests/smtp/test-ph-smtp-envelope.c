/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each recipient keeps its own outcome and words. */
#include "ph-smtp-envelope.h"

static void
test_outcomes (void)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  g_assert_cmpuint (ph_smtp_envelope_count (envelope, PH_SMTP_OUTCOME_PENDING), ==, 2);
  ph_smtp_envelope_set_outcome (envelope, 1, PH_SMTP_OUTCOME_REFUSED, 550, "5.1.1", "no");
  g_assert_cmpint (ph_smtp_envelope_get_outcome (envelope, 0), ==, PH_SMTP_OUTCOME_PENDING);
  g_assert_cmpint (ph_smtp_envelope_get_outcome (envelope, 1), ==, PH_SMTP_OUTCOME_REFUSED);
  g_assert_cmpint (ph_smtp_envelope_get_reply_code (envelope, 1), ==, 550);
  g_assert_cmpstr (ph_smtp_envelope_get_enhanced_status (envelope, 1), ==, "5.1.1");
  g_assert_cmpstr (ph_smtp_envelope_get_reply_words (envelope, 1), ==, "no");
  ph_smtp_envelope_set_receipt (envelope, 250, "2.0.0", "queued");
  g_assert_cmpint (ph_smtp_envelope_get_receipt_code (envelope), ==, 250);
  g_assert_cmpstr (ph_smtp_envelope_get_receipt_status (envelope), ==, "2.0.0");

  ph_smtp_envelope_reset (envelope);
  g_assert_cmpuint (ph_smtp_envelope_count (envelope, PH_SMTP_OUTCOME_PENDING), ==, 2);
  g_assert_null (ph_smtp_envelope_get_enhanced_status (envelope, 1));
  g_assert_null (ph_smtp_envelope_get_reply_words (envelope, 1));
  g_assert_cmpint (ph_smtp_envelope_get_receipt_code (envelope), ==, 0);
  g_assert_null (ph_smtp_envelope_get_receipt_status (envelope));
  g_assert_null (ph_smtp_envelope_get_receipt (envelope));
}

static void
test_needs_smtputf8 (void)
{
  g_autoptr (PhSmtpEnvelope) by_sender = ph_smtp_envelope_new ("jürgen@example.org");
  g_autoptr (PhSmtpEnvelope) by_recipient = ph_smtp_envelope_new ("");

  g_assert_true (ph_smtp_envelope_needs_smtputf8 (by_sender));
  ph_smtp_envelope_add_recipient (by_recipient, "bob@example.org");
  ph_smtp_envelope_add_recipient (by_recipient, "bob@exämple.org");
  g_assert_false (ph_smtp_envelope_needs_smtputf8 (by_recipient));
  ph_smtp_envelope_add_recipient (by_recipient, "bøb@example.org");
  g_assert_true (ph_smtp_envelope_needs_smtputf8 (by_recipient));
}

/* Who has been sent to is never asked for again. */
static void
test_sent_stays_sent (void)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  ph_smtp_envelope_set_outcome (envelope, 0, PH_SMTP_OUTCOME_ACCEPTED, 250, NULL, "ok");
  ph_smtp_envelope_set_sent (envelope, 0);
  ph_smtp_envelope_reset (envelope);
  g_assert_cmpint (ph_smtp_envelope_get_outcome (envelope, 0), ==, PH_SMTP_OUTCOME_ACCEPTED);
  g_assert_cmpint (ph_smtp_envelope_get_outcome (envelope, 1), ==, PH_SMTP_OUTCOME_PENDING);
  g_assert_false (ph_smtp_envelope_is_sent (envelope, 1));
}

/* What another thread looks at stays as it was. */
static void
test_copied_outcomes (void)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  g_autoptr (PhSmtpEnvelope) copy = NULL;

  ph_smtp_envelope_add_recipient (envelope, "bob@example.org");
  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  ph_smtp_envelope_set_outcome (envelope, 0, PH_SMTP_OUTCOME_ACCEPTED, 250, NULL, "ok");
  ph_smtp_envelope_set_sent (envelope, 0);
  ph_smtp_envelope_set_outcome (envelope, 1, PH_SMTP_OUTCOME_REFUSED, 550, "5.1.1", "no");
  copy = ph_smtp_envelope_copy_outcomes (envelope);
  ph_smtp_envelope_reset (envelope);
  g_assert_cmpstr (ph_smtp_envelope_get_sender (copy), ==, "ann@example.org");
  g_assert_true (ph_smtp_envelope_is_sent (copy, 0));
  g_assert_false (ph_smtp_envelope_is_sent (copy, 1));
  g_assert_cmpstr (ph_smtp_envelope_get_recipient (copy, 1), ==, "eve@example.org");
  g_assert_cmpint (ph_smtp_envelope_get_outcome (copy, 1), ==, PH_SMTP_OUTCOME_REFUSED);
  g_assert_cmpint (ph_smtp_envelope_get_reply_code (copy, 1), ==, 550);
  g_assert_cmpstr (ph_smtp_envelope_get_enhanced_status (copy, 1), ==, "5.1.1");
  g_assert_cmpstr (ph_smtp_envelope_get_reply_words (copy, 1), ==, "no");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/envelope/outcomes", test_outcomes);
  g_test_add_func ("/smtp/envelope/needs-smtputf8", test_needs_smtputf8);
  g_test_add_func ("/smtp/envelope/sent-stays-sent", test_sent_stays_sent);
  g_test_add_func ("/smtp/envelope/copied-outcomes", test_copied_outcomes);
  return g_test_run ();
}
