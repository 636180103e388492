/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each state of a message has its words, and only what waits for a person is marked. */
#include "ph-store-state-text.h"

#include "ph-smtp-error.h"
#include "ph-store-message-private.h"

/* 2026-11-22 12:00 UTC */
#define NOON G_GINT64_CONSTANT (1795348800)
#define HOUR 3600

static const struct
{
  PhStoreState state;
  PhStoreHolder holder;
  gint64 due; /* seconds from noon; 0: at once */
  int error_code;
  gboolean has_account;
  gboolean can_reach;
  guint n_refused; /* of three */
  const char *text;
  gboolean is_trouble;
} cases[] = {
  { PH_STORE_STATE_DRAFT, 0, 0, -1, TRUE, TRUE, 0, "", FALSE },
  { PH_STORE_STATE_QUEUED, 0, 0, -1, TRUE, TRUE, 0, "Waiting its turn", FALSE },
  { PH_STORE_STATE_QUEUED, 0, 0, -1, TRUE, FALSE, 0, "Waiting for a network", FALSE },
  { PH_STORE_STATE_QUEUED, 0, HOUR, -1, TRUE, FALSE, 0, "Waiting for a network", FALSE },
  { PH_STORE_STATE_QUEUED, 0, 0, -1, FALSE, TRUE, 0, "Its account was removed", FALSE },
  { PH_STORE_STATE_QUEUED, 0, HOUR, -1, TRUE, TRUE, 0, "Retries at 13:00", FALSE },
  { PH_STORE_STATE_QUEUED, 0, -HOUR, -1, TRUE, TRUE, 0, "Waiting its turn", FALSE },
  { PH_STORE_STATE_QUEUED,
    PH_STORE_HOLDER_HERE,
    26 * HOUR,
    -1,
    TRUE,
    FALSE,
    0,
    "Sends at 23 Nov, 14:00, needs this computer on",
    FALSE },
  { PH_STORE_STATE_QUEUED, PH_STORE_HOLDER_HERE, -HOUR, -1, TRUE, FALSE, 0, "Waiting for a network", FALSE },
  { PH_STORE_STATE_QUEUED, PH_STORE_HOLDER_SERVER, HOUR, -1, TRUE, TRUE, 0, "Waiting its turn", FALSE },
  { PH_STORE_STATE_SENT,
    PH_STORE_HOLDER_SERVER,
    HOUR,
    -1,
    TRUE,
    TRUE,
    0,
    "Sends at 13:00, held by your server",
    FALSE },
  { PH_STORE_STATE_SENT, PH_STORE_HOLDER_SERVER, -HOUR, -1, TRUE, TRUE, 0, "", FALSE },
  { PH_STORE_STATE_SENDING, 0, 0, -1, TRUE, TRUE, 0, "Sending…", FALSE },
  { PH_STORE_STATE_COMMITTING, 0, 0, -1, TRUE, TRUE, 0, "Sending…", FALSE },
  { PH_STORE_STATE_SENT, 0, 0, -1, FALSE, FALSE, 0, "", FALSE },
  { PH_STORE_STATE_SENT, 0, 0, -1, TRUE, TRUE, 1, "1 of 3 recipients was refused", TRUE },
  { PH_STORE_STATE_SENT, 0, 0, -1, TRUE, TRUE, 2, "2 of 3 recipients were refused", TRUE },
  { PH_STORE_STATE_FAILED, 0, 0, PH_SMTP_ERROR_AUTH_REFUSED, TRUE, TRUE, 0, "Not sent: password refused", TRUE },
  { PH_STORE_STATE_FAILED, 0, 0, PH_SMTP_ERROR_TIMED_OUT, TRUE, TRUE, 0, "Not sent: server does not answer", TRUE },
  { PH_STORE_STATE_FAILED, 0, 0, -1, TRUE, TRUE, 0, "Not sent: see the conversation", TRUE },
  { PH_STORE_STATE_UNKNOWN, 0, 0, -1, TRUE, TRUE, 0, "May have arrived", TRUE },
};

static PhStoreMessage *
new_message (gsize i)
{
  PhStoreMessage *message = ph_store_message_new (PH_STORE_STATE_DRAFT);

  message->state = cases[i].state;
  ph_store_message_set_holder (message, cases[i].holder);
  ph_store_message_set_due (message, cases[i].due == 0 ? 0 : (NOON + cases[i].due) * G_USEC_PER_SEC);
  for (guint n = 0; n < 3; n++)
    {
      PhStoreRecipient *recipient = ph_store_recipient_new (0, "", "a@example.org");

      recipient->fate = n < cases[i].n_refused ? PH_STORE_FATE_REFUSED : PH_STORE_FATE_SENT;
      ph_store_message_add_recipient (message, recipient);
    }
  return message;
}

/* What the server did not want to hold waits here; once it is due, a later try is a retry like any other. */
static void
test_kept_instead (void)
{
  const struct
  {
    gint64 due;
    gint64 retry_at;
    const char *text;
  } waits[] = {
    { HOUR, HOUR, "Sends at 13:00, needs this computer on" },
    { -HOUR, HOUR, "Retries at 13:00" },
    { 2 * HOUR, HOUR, "Retries at 13:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOON);
      g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_QUEUED);
      PhStoreStateContext context = { now, TRUE, TRUE, -1 };
      g_autofree char *text = NULL;

      ph_store_message_set_holder (message, PH_STORE_HOLDER_SERVER);
      ph_store_message_set_due (message, (NOON + waits[i].due) * G_USEC_PER_SEC);
      message->retry_at = (NOON + waits[i].retry_at) * G_USEC_PER_SEC;
      text = ph_store_state_text_new (message, &context);
      g_assert_cmpstr (text, ==, waits[i].text);
    }
}

static void
test_states (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOON);
      g_autoptr (PhStoreMessage) message = new_message (i);
      PhStoreStateContext context = { now, cases[i].has_account, cases[i].can_reach, cases[i].error_code };
      g_autofree char *text = ph_store_state_text_new (message, &context);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (ph_store_state_text_is_trouble (message), ==, cases[i].is_trouble);
    }
}

/* Words of our own for all that the engine can say. */
static void
test_errors (void)
{
  for (int code = -1; code <= PH_SMTP_ERROR_SOURCE; code++)
    {
      const char *text = ph_store_state_text_describe_error (code);

      g_assert_cmpuint (g_utf8_strlen (text, -1), >, 0);
      g_assert_cmpuint (g_utf8_strlen (text, -1), <, 45);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-state-text/kept-instead", test_kept_instead);
  g_test_add_func ("/store-state-text/states", test_states);
  g_test_add_func ("/store-state-text/errors", test_errors);
  return g_test_run ();
}
