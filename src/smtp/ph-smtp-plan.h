/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What will be said of one message to a server that offers this: to which recipients, with which extensions.
 *
 * Everything that needs no server is checked here, before the first command. For the session's thread. */
#pragma once

#include "ph-smtp-body.h"
#include "ph-smtp-command.h"
#include "ph-smtp-envelope.h"
#include "ph-smtp-session.h"

G_BEGIN_DECLS

/**
 * PhSmtpPlan:
 * @part: (owned) (element-type guint): the recipients that are asked for now (RFC 9422)
 * @is_pipelined: all commands of the envelope go out at once (RFC 2920)
 * @is_chunked: the message goes in BDAT chunks (RFC 3030), which needs @is_pipelined as no chunk waits for a reply
 * @commands: (owned) (element-type utf8): MAIL and each RCPT
 */
typedef struct
{
  PhSmtpMailFlags flags;
  GArray *part;
  gboolean is_pipelined;
  gboolean is_chunked;
  GPtrArray *commands;
} PhSmtpPlan;

/**
 * ph_smtp_plan_new:
 * @size: the message's octets with CRLF line ends, or -1 when not known (RFC 1870)
 *
 * Nothing is refused on the word of a server that did not know yet who asks: that one is asked again, and after an error
 * in between the session is closed.
 *
 * Returns: (transfer full) (nullable)
 */
PhSmtpPlan *ph_smtp_plan_new (PhSmtpSession *session,
                              PhSmtpEnvelope *envelope,
                              gint64 size,
                              GCancellable *cancellable,
                              GError **error);
/* The same without a word to the server: what it has offered so far is all there is. */
PhSmtpPlan *ph_smtp_plan_new_at_once (PhSmtpSession *session, PhSmtpEnvelope *envelope, gint64 size, GError **error);
void ph_smtp_plan_free (PhSmtpPlan *self);

/* The recipient's index in the envelope. @position: in this part of it */
guint ph_smtp_plan_get_index (const PhSmtpPlan *self, guint position);
PhSmtpBodyFlags ph_smtp_plan_get_body_flags (const PhSmtpPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpPlan, ph_smtp_plan_free)

G_END_DECLS
