/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the architecture's "Nothing is lost, nothing is sent twice in silence", as one table of decisions. */
#include "config.h"

#include "ph-outbox-policy.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

static const gint64 pauses[] = { 1 * MINUTE_US, 5 * MINUTE_US, 15 * MINUTE_US, 60 * MINUTE_US };

gint64
ph_outbox_get_pause (guint n_retries)
{
  return pauses[MIN (n_retries, G_N_ELEMENTS (pauses) - 1)];
}

gboolean
ph_outbox_is_network_error (const GError *error)
{
  return error != NULL && error->domain == PH_SMTP_ERROR
         && (error->code == PH_SMTP_ERROR_NETWORK_DOWN || error->code == PH_SMTP_ERROR_HOST_NOT_FOUND);
}

/* Somebody who looks on can mend a name or a port better than time can. A name that is not found for nobody's eyes is most
 * often a network that is only half there. */
static gboolean
may_be_tried_again (const PhOutboxCase *it)
{
  if (it->error == NULL)
    return TRUE;
  if (!it->is_attended && g_error_matches (it->error, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED))
    return it->n_pending > 0;
  if (it->is_attended)
    return ph_smtp_error_get_reply_code (it->error) / 100 == 4
           || g_error_matches (it->error, PH_SMTP_ERROR, PH_SMTP_ERROR_NETWORK_DOWN);
  return ph_smtp_error_is_temporary (it->error) || ph_outbox_is_network_error (it->error);
}

/* Whether it was the wish that was refused and not the message. A server may also refuse the parameter of MAIL that it offered
 * (RFC 5321 section 4.1.1.11, RFC 4865 section 5.2.2). */
static gboolean
is_hold_refused (const PhOutboxCase *it)
{
  int code = ph_smtp_error_get_reply_code (it->error);

  if (g_error_matches (it->error, PH_SMTP_ERROR, PH_SMTP_ERROR_SENDER_REFUSED))
    return code == 501 || code == 504 || code == 555;
  return !it->can_hold
         && (g_error_matches (it->error, PH_SMTP_ERROR, PH_SMTP_ERROR_NEEDS_EXTENSION)
             || g_error_matches (it->error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT));
}

PhOutboxVerdict
ph_outbox_judge (const PhOutboxCase *it)
{
  gint64 first_attempt = it->first_attempt != 0 ? it->first_attempt : it->now;

  if (it->error == NULL && it->n_pending == 0)
    return (PhOutboxVerdict){ PH_STORE_STATE_SENT };
  if (g_error_matches (it->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return (PhOutboxVerdict){ PH_STORE_STATE_DRAFT };
  if (g_error_matches (it->error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN))
    return (PhOutboxVerdict){ PH_STORE_STATE_UNKNOWN };
  if (it->held_until > it->now && is_hold_refused (it))
    return (PhOutboxVerdict){ PH_STORE_STATE_QUEUED, it->held_until, FALSE };
  if (may_be_tried_again (it) && it->now - first_attempt < PH_OUTBOX_GIVE_UP_US)
    return (PhOutboxVerdict){ PH_STORE_STATE_QUEUED, it->now + ph_outbox_get_pause (it->n_retries), TRUE };
  return (PhOutboxVerdict){ PH_STORE_STATE_FAILED };
}
