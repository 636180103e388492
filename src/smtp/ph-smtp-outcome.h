/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each reply means for the message and its recipients.
 *
 * All return %FALSE with the error set, except where they say otherwise; 421 closes the session in all of them. */
#pragma once

#include "ph-smtp-plan.h"

G_BEGIN_DECLS

gboolean ph_smtp_outcome_hear_mail (PhSmtpSession *session, const PhSmtpReply *reply, GError **error);
/* A refusal is an outcome, not a failure: only 421 is. @index: in the envelope */
gboolean ph_smtp_outcome_hear_rcpt (PhSmtpSession *session,
                                    PhSmtpEnvelope *envelope,
                                    guint index,
                                    const PhSmtpReply *reply,
                                    GError **error);
/* To the final dot, or to the last BDAT. Leaves the session ready, or where RSET leads out. */
gboolean ph_smtp_outcome_hear_commit (PhSmtpSession *session,
                                      PhSmtpEnvelope *envelope,
                                      const PhSmtpPlan *plan,
                                      const PhSmtpReply *reply,
                                      GError **error);

/* Of those in this part of the envelope */
guint ph_smtp_outcome_count_accepted (PhSmtpEnvelope *envelope, const PhSmtpPlan *plan);
/* Sets the error that says how many recipients were refused, with the first one's reply. */
gboolean ph_smtp_outcome_fail_recipients (PhSmtpEnvelope *envelope, GError **error);
/* From here on "not sent" cannot be said any more, whatever broke. @cause: (transfer full) */
gboolean ph_smtp_outcome_fail_unknown (GError *cause, GError **error);

G_END_DECLS
