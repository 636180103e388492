/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long form of these words is ph-error-text's. */
#include "config.h"

#include "ph-store-state-text.h"

#include <glib/gi18n.h>

#include "ph-short-time.h"
#include "ph-smtp-error.h"

guint
ph_store_state_text_count_fate (PhStoreMessage *message, PhStoreFate fate)
{
  GPtrArray *recipients = ph_store_message_get_recipients (message);
  guint n = 0;

  for (guint i = 0; i < recipients->len; i++)
    if (((const PhStoreRecipient *) g_ptr_array_index (recipients, i))->fate == fate)
      n++;
  return n;
}

const char *
ph_store_state_text_describe_error (int error_code)
{
  switch (error_code)
    {
    case PH_SMTP_ERROR_HOST_NOT_FOUND:
      return _ ("server not found");
    case PH_SMTP_ERROR_NETWORK_DOWN:
      return _ ("no network");
    case PH_SMTP_ERROR_CONNECTION_REFUSED:
    case PH_SMTP_ERROR_TIMED_OUT:
      return _ ("server does not answer");
    case PH_SMTP_ERROR_CONNECTION_LOST:
      return _ ("connection broke");
    case PH_SMTP_ERROR_SERVICE_UNAVAILABLE:
      return _ ("server not ready");
    case PH_SMTP_ERROR_TLS_NOT_OFFERED:
    case PH_SMTP_ERROR_TLS_FAILED:
      return _ ("no encryption");
    case PH_SMTP_ERROR_CERTIFICATE:
      return _ ("certificate not trusted");
    case PH_SMTP_ERROR_AUTH_NEEDED:
      return _ ("password needed");
    case PH_SMTP_ERROR_AUTH_REFUSED:
      return _ ("password refused");
    case PH_SMTP_ERROR_AUTH_NOT_OFFERED:
    case PH_SMTP_ERROR_TOKEN_REFUSED:
    case PH_SMTP_ERROR_TOKEN_SCOPE:
      return _ ("sign-in refused");
    case PH_SMTP_ERROR_SENDER_REFUSED:
      return _ ("sender refused");
    case PH_SMTP_ERROR_RECIPIENTS_REFUSED:
      return _ ("recipients refused");
    case PH_SMTP_ERROR_TOO_LARGE:
      return _ ("too large");
    case PH_SMTP_ERROR_MESSAGE_REFUSED:
      return _ ("refused by the server");
    case PH_SMTP_ERROR_NEEDS_EXTENSION:
      return _ ("an address that the server cannot handle");
    case PH_SMTP_ERROR_SOURCE:
      return _ ("could not be read");
    case PH_SMTP_ERROR_OUTCOME_UNKNOWN:
    case PH_SMTP_ERROR_PROTOCOL:
    case PH_SMTP_ERROR_INVALID_ARGUMENT:
    default:
      return _ ("see the conversation");
    }
}

static gboolean
is_later (gint64 time_us, GDateTime *now)
{
  return time_us / G_USEC_PER_SEC > g_date_time_to_unix (now);
}

static char *
format_time (gint64 time_us, GDateTime *now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (then, g_date_time_get_timezone (now));
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;

  if (g_date_time_get_year (local) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    return ph_short_time_format (then, now);
  day = ph_short_time_format (then, now);
  /* Translators: a time of today, as g_date_time_format() takes it: "14:05". */
  clock = g_date_time_format (local, _ ("%H:%M"));
  /* Translators: a day and a time of it: "3 May, 14:05". */
  return g_strdup_printf (_ ("%1$s, %2$s"), day, clock);
}

static char *
describe_schedule (PhStoreMessage *message, GDateTime *now)
{
  g_autofree char *time = format_time (ph_store_message_get_due (message), now);

  if (ph_store_message_get_state (message) == PH_STORE_STATE_SENT)
    /* Translators: %s is a time, "14:05" or "3 May, 14:05"; the server keeps the message until then. */
    return g_strdup_printf (_ ("Sends at %s, held by your server"), time);
  /* Translators: %s is a time, "14:05" or "3 May, 14:05"; Posthaste keeps the message until then. */
  return g_strdup_printf (_ ("Sends at %s, needs this computer on"), time);
}

static char *
describe_queued (PhStoreMessage *message, const PhStoreStateContext *context)
{
  gint64 due = ph_store_message_get_due (message);
  gint64 ready = ph_store_message_get_ready (message);
  g_autofree char *time = format_time (ready, context->now);

  if (!context->has_account)
    return g_strdup (_ ("Its account was removed"));
  if (ph_store_message_get_holder (message) != PH_STORE_HOLDER_NONE && is_later (due, context->now) && ready >= due)
    return describe_schedule (message, context->now);
  if (!context->can_reach)
    return g_strdup (_ ("Waiting for a network"));
  if (is_later (ready, context->now))
    /* Translators: %s is a time, "14:05" or "3 May, 14:05". */
    return g_strdup_printf (_ ("Retries at %s"), time);
  return g_strdup (_ ("Waiting its turn"));
}

static char *
describe_sent (PhStoreMessage *message, const PhStoreStateContext *context)
{
  guint n_refused = ph_store_state_text_count_fate (message, PH_STORE_FATE_REFUSED);
  guint n_all = ph_store_message_get_recipients (message)->len;

  if (n_refused > 0)
    /* Translators: the first %u counts the refused recipients, the second all of them */
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u of %u recipients was refused", "%u of %u recipients were refused", n_refused),
        n_refused,
        n_all);
  if (ph_store_message_get_holder (message) == PH_STORE_HOLDER_SERVER
      && is_later (ph_store_message_get_due (message), context->now))
    return describe_schedule (message, context->now);
  return g_strdup ("");
}

char *
ph_store_state_text_new (PhStoreMessage *message, const PhStoreStateContext *context)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), NULL);
  g_return_val_if_fail (context != NULL && context->now != NULL, NULL);

  switch (ph_store_message_get_state (message))
    {
    case PH_STORE_STATE_QUEUED:
      return describe_queued (message, context);
    case PH_STORE_STATE_SENDING:
    case PH_STORE_STATE_COMMITTING:
      return g_strdup (_ ("Sending…"));
    case PH_STORE_STATE_SENT:
      return describe_sent (message, context);
    case PH_STORE_STATE_FAILED:
      /* Translators: %s is the reason in a few words, such as "password refused". */
      return g_strdup_printf (_ ("Not sent: %s"), ph_store_state_text_describe_error (context->error_code));
    case PH_STORE_STATE_UNKNOWN:
      return g_strdup (_ ("May have arrived"));
    case PH_STORE_STATE_DRAFT:
    default:
      return g_strdup ("");
    }
}

gboolean
ph_store_state_text_is_trouble (PhStoreMessage *message)
{
  PhStoreState state = PH_STORE_STATE_DRAFT;

  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), FALSE);

  state = ph_store_message_get_state (message);
  return state == PH_STORE_STATE_FAILED || state == PH_STORE_STATE_UNKNOWN
         || (state == PH_STORE_STATE_SENT && ph_store_state_text_count_fate (message, PH_STORE_FATE_REFUSED) > 0);
}
