/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the end of an attempt means: nothing that may have been taken is tried again, nothing that may yet go is given up. */
#include "ph-outbox-policy.h"

#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define MINUTES(n) ((gint64) (n) *60 * G_USEC_PER_SEC)
#define HOURS(n) MINUTES ((n) *60)
#define NONE -1
#define CANCELLED -2
#define DISK_FULL -3

typedef struct
{
  const char *name;
  int code; /* PhSmtpError */
  int reply_code;
  guint n_pending;
  gboolean is_attended;
  PhStoreState state;
} Case;

static const Case cases[] = {
  { "sent", NONE, 0, 0, FALSE, PH_STORE_STATE_SENT },
  { "sent-but-some-refused-for-now", NONE, 0, 1, FALSE, PH_STORE_STATE_QUEUED },
  { "undone", CANCELLED, 0, 1, TRUE, PH_STORE_STATE_DRAFT },
  { "unknown", PH_SMTP_ERROR_OUTCOME_UNKNOWN, 0, 0, FALSE, PH_STORE_STATE_UNKNOWN },
  { "unknown-attended", PH_SMTP_ERROR_OUTCOME_UNKNOWN, 0, 0, TRUE, PH_STORE_STATE_UNKNOWN },
  { "unknown-for-some", PH_SMTP_ERROR_OUTCOME_UNKNOWN, 0, 1, FALSE, PH_STORE_STATE_UNKNOWN },
  { "not-now", PH_SMTP_ERROR_MESSAGE_REFUSED, 451, 1, FALSE, PH_STORE_STATE_QUEUED },
  { "not-now-attended", PH_SMTP_ERROR_MESSAGE_REFUSED, 451, 1, TRUE, PH_STORE_STATE_QUEUED },
  { "never", PH_SMTP_ERROR_MESSAGE_REFUSED, 554, 1, FALSE, PH_STORE_STATE_FAILED },
  { "lost", PH_SMTP_ERROR_CONNECTION_LOST, 0, 1, FALSE, PH_STORE_STATE_QUEUED },
  { "lost-attended", PH_SMTP_ERROR_CONNECTION_LOST, 0, 1, TRUE, PH_STORE_STATE_FAILED },
  { "no-answer", PH_SMTP_ERROR_TIMED_OUT, 0, 1, FALSE, PH_STORE_STATE_QUEUED },
  { "no-answer-attended", PH_SMTP_ERROR_TIMED_OUT, 0, 1, TRUE, PH_STORE_STATE_FAILED },
  { "no-network", PH_SMTP_ERROR_NETWORK_DOWN, 0, 1, TRUE, PH_STORE_STATE_QUEUED },
  { "no-such-host", PH_SMTP_ERROR_HOST_NOT_FOUND, 0, 1, FALSE, PH_STORE_STATE_QUEUED },
  { "no-such-host-attended", PH_SMTP_ERROR_HOST_NOT_FOUND, 0, 1, TRUE, PH_STORE_STATE_FAILED },
  { "password", PH_SMTP_ERROR_AUTH_REFUSED, 535, 1, FALSE, PH_STORE_STATE_FAILED },
  { "no-password", PH_SMTP_ERROR_AUTH_NEEDED, 0, 1, FALSE, PH_STORE_STATE_FAILED },
  { "certificate", PH_SMTP_ERROR_CERTIFICATE, 0, 1, FALSE, PH_STORE_STATE_FAILED },
  { "all-refused", PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, 0, FALSE, PH_STORE_STATE_FAILED },
  { "some-refused-for-now", PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, 1, FALSE, PH_STORE_STATE_QUEUED },
  { "one-of-two-refused-attended", PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, 1, TRUE, PH_STORE_STATE_FAILED },
  { "greylisted-attended", PH_SMTP_ERROR_RECIPIENTS_REFUSED, 450, 1, TRUE, PH_STORE_STATE_QUEUED },
  { "disk-full", DISK_FULL, 0, 1, FALSE, PH_STORE_STATE_FAILED },
};

static GError *
make_error (const Case *c)
{
  if (c->code == NONE)
    return NULL;
  if (c->code == CANCELLED)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "undone");
  if (c->code == DISK_FULL)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  if (c->reply_code != 0)
    return ph_smtp_error_new_for_reply (c->code, PH_SMTP_STAGE_ENVELOPE, c->reply_code, NULL, "no", "it");
  return ph_smtp_error_new (c->code, PH_SMTP_STAGE_ENVELOPE, "no");
}

static void
test_state (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = make_error (c);
  const PhOutboxCase it = { .error = error, .n_pending = c->n_pending, .is_attended = c->is_attended, .now = NOW };
  PhOutboxVerdict verdict = ph_outbox_judge (&it);

  g_assert_cmpint (verdict.state, ==, c->state);
  g_assert_cmpint (verdict.due, ==, c->state == PH_STORE_STATE_QUEUED ? NOW + MINUTES (1) : 0);
}

/* 1, 5, 15, 60 minutes, then every hour. */
static void
test_pauses (void)
{
  const guint minutes[] = { 1, 5, 15, 60, 60, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    g_assert_cmpint (ph_outbox_get_pause (i), ==, MINUTES (minutes[i]));
  g_assert_cmpint (ph_outbox_get_pause (G_MAXUINT), ==, HOURS (1));
}

/* A clock that only the test moves: so many tries fit into two days, and the last one fails for good. */
static void
test_gives_up (void)
{
  g_autoptr (GError) error
      = ph_smtp_error_new_for_reply (PH_SMTP_ERROR_MESSAGE_REFUSED, PH_SMTP_STAGE_ENVELOPE, 451, NULL, "no", "it");
  PhOutboxCase it = { .error = error, .n_pending = 1, .now = NOW };
  PhOutboxVerdict verdict = ph_outbox_judge (&it);

  for (it.first_attempt = NOW; verdict.state == PH_STORE_STATE_QUEUED; verdict = ph_outbox_judge (&it))
    {
      g_assert_cmpint (verdict.due, >, it.now);
      it.now = verdict.due;
      it.n_retries++;
    }
  g_assert_cmpint (verdict.state, ==, PH_STORE_STATE_FAILED);
  g_assert_cmpint (it.now - NOW, >=, HOURS (48));
  g_assert_cmpint (it.now - NOW, <, HOURS (49));
  /* 1, 5 and 15 minutes, and 48 times an hour. */
  g_assert_cmpuint (it.n_retries, ==, 3 + 48);
}

/* The wish is given up, and the message with it until its time comes. */
static void
test_hold_refused (void)
{
  static const struct
  {
    int code;
    int reply_code;
    gboolean can_hold;
    gint64 held_until;
    PhStoreState state;
  } holds[] = {
    { PH_SMTP_ERROR_NEEDS_EXTENSION, 0, FALSE, NOW + HOURS (60), PH_STORE_STATE_QUEUED },
    { PH_SMTP_ERROR_INVALID_ARGUMENT, 0, FALSE, NOW + HOURS (60), PH_STORE_STATE_QUEUED },
    { PH_SMTP_ERROR_SENDER_REFUSED, 555, TRUE, NOW + HOURS (60), PH_STORE_STATE_QUEUED },
    { PH_SMTP_ERROR_SENDER_REFUSED, 501, TRUE, NOW + HOURS (60), PH_STORE_STATE_QUEUED },
    /* It is not about the wish. */
    { PH_SMTP_ERROR_NEEDS_EXTENSION, 0, TRUE, NOW + HOURS (60), PH_STORE_STATE_FAILED },
    { PH_SMTP_ERROR_SENDER_REFUSED, 550, TRUE, NOW + HOURS (60), PH_STORE_STATE_FAILED },
    { PH_SMTP_ERROR_SENDER_REFUSED, 555, FALSE, 0, PH_STORE_STATE_FAILED },
    { PH_SMTP_ERROR_NEEDS_EXTENSION, 0, FALSE, 0, PH_STORE_STATE_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      const Case c = { NULL, holds[i].code, holds[i].reply_code, 1, TRUE, holds[i].state };
      g_autoptr (GError) error = make_error (&c);
      const PhOutboxCase it = {
        .error = error,
        .n_pending = 1,
        .is_attended = TRUE,
        .now = NOW,
        .held_until = holds[i].held_until,
        .can_hold = holds[i].can_hold,
      };
      PhOutboxVerdict verdict = ph_outbox_judge (&it);

      g_assert_cmpint (verdict.state, ==, holds[i].state);
      g_assert_false (verdict.is_retry);
      if (verdict.state == PH_STORE_STATE_QUEUED)
        g_assert_cmpint (verdict.due, ==, holds[i].held_until);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/outbox/policy/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_state);
    }
  g_test_add_func ("/outbox/policy/pauses", test_pauses);
  g_test_add_func ("/outbox/policy/gives-up", test_gives_up);
  g_test_add_func ("/outbox/policy/hold-refused", test_hold_refused);
  return g_test_run ();
}
