/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies to MAIL, RCPT and the commit, read into the envelope. */
#include "config.h"

#include "ph-smtp-outcome.h"

#include "ph-smtp-session-private.h"
#include "ph-smtp-transfer.h"

static PhSmtpError
classify_mail_refusal (const PhSmtpReply *reply)
{
  if (ph_smtp_reply_get_code (reply) == 530)
    return PH_SMTP_ERROR_AUTH_NEEDED;
  if (ph_smtp_reply_get_code (reply) == 552)
    return PH_SMTP_ERROR_TOO_LARGE;
  return PH_SMTP_ERROR_SENDER_REFUSED;
}

gboolean
ph_smtp_outcome_hear_mail (PhSmtpSession *session, const PhSmtpReply *reply, GError **error)
{
  return ph_smtp_reply_get_class (reply) == 2
         || ph_smtp_session_fail (session, classify_mail_refusal (reply), "MAIL", reply, error);
}

gboolean
ph_smtp_outcome_hear_rcpt (PhSmtpSession *session,
                           PhSmtpEnvelope *envelope,
                           guint index,
                           const PhSmtpReply *reply,
                           GError **error)
{
  g_autofree char *words = NULL;

  if (ph_smtp_reply_get_code (reply) == 421 || ph_smtp_reply_get_class (reply) == 3)
    return ph_smtp_session_fail (session, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "RCPT", reply, error);
  words = ph_smtp_stream_dup_words (ph_smtp_session_get_stream (session), reply);
  ph_smtp_envelope_set_outcome (envelope,
                                index,
                                ph_smtp_reply_get_class (reply) == 2 ? PH_SMTP_OUTCOME_ACCEPTED
                                                                     : PH_SMTP_OUTCOME_REFUSED,
                                ph_smtp_reply_get_code (reply),
                                ph_smtp_reply_get_enhanced_status (reply),
                                words);
  return TRUE;
}

static void
set_sent (PhSmtpEnvelope *envelope, const PhSmtpPlan *plan)
{
  for (guint i = 0; i < plan->part->len; i++)
    {
      guint index = ph_smtp_plan_get_index (plan, i);

      if (ph_smtp_envelope_get_outcome (envelope, index) == PH_SMTP_OUTCOME_ACCEPTED)
        ph_smtp_envelope_set_sent (envelope, index);
    }
}

gboolean
ph_smtp_outcome_hear_commit (PhSmtpSession *session,
                             PhSmtpEnvelope *envelope,
                             const PhSmtpPlan *plan,
                             const PhSmtpReply *reply,
                             GError **error)
{
  g_autofree char *words = ph_smtp_stream_dup_words (ph_smtp_session_get_stream (session), reply);

  switch (ph_smtp_reply_get_class (reply))
    {
    case 2:
      set_sent (envelope, plan);
      ph_smtp_envelope_set_receipt (envelope,
                                    ph_smtp_reply_get_code (reply),
                                    ph_smtp_reply_get_enhanced_status (reply),
                                    words);
      ph_smtp_session_set_state (session, PH_SMTP_SESSION_READY);
      ph_smtp_session_set_stage (session, PH_SMTP_STAGE_DONE);
      return TRUE;
    case 4:
    case 5:
      /* What is left of a refused BDAT is RSET's (RFC 3030 section 2). */
      ph_smtp_session_set_state (session, plan->is_chunked ? PH_SMTP_SESSION_IN_ENVELOPE : PH_SMTP_SESSION_READY);
      return ph_smtp_session_fail (session, ph_smtp_transfer_classify (reply), "the message", reply, error);
    default:
      return ph_smtp_outcome_fail_unknown (g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", words), error);
    }
}

guint
ph_smtp_outcome_count_accepted (PhSmtpEnvelope *envelope, const PhSmtpPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->part->len; i++)
    n += ph_smtp_envelope_get_outcome (envelope, ph_smtp_plan_get_index (plan, i)) == PH_SMTP_OUTCOME_ACCEPTED;
  return n;
}

static guint
first_refused (PhSmtpEnvelope *envelope)
{
  guint index = 0;

  while (ph_smtp_envelope_get_outcome (envelope, index) != PH_SMTP_OUTCOME_REFUSED)
    index++;
  return index;
}

gboolean
ph_smtp_outcome_fail_recipients (PhSmtpEnvelope *envelope, GError **error)
{
  guint n_refused = ph_smtp_envelope_count (envelope, PH_SMTP_OUTCOME_REFUSED);
  guint index = first_refused (envelope);
  g_autofree char *what = g_strdup_printf ("%u of %u recipients refused, first %s",
                                           n_refused,
                                           ph_smtp_envelope_get_n_recipients (envelope),
                                           ph_smtp_envelope_get_recipient (envelope, index));

  if (error != NULL)
    *error = ph_smtp_error_new_for_reply (PH_SMTP_ERROR_RECIPIENTS_REFUSED,
                                          PH_SMTP_STAGE_ENVELOPE,
                                          ph_smtp_envelope_get_reply_code (envelope, index),
                                          ph_smtp_envelope_get_enhanced_status (envelope, index),
                                          ph_smtp_envelope_get_reply_words (envelope, index),
                                          what);
  return FALSE;
}

gboolean
ph_smtp_outcome_fail_unknown (GError *cause, GError **error)
{
  g_autoptr (GError) owned G_GNUC_UNUSED = cause;

  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_OUTCOME_UNKNOWN,
                                PH_SMTP_STAGE_COMMIT,
                                "the server may have taken the message, but its answer did not come: %s",
                                cause->message);
  return FALSE;
}
