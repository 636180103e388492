/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sender may ask of the server for one message, beyond taking it. A plain value: all zeros asks for nothing.
 *
 * A header field "TLS-Required: No" (RFC 8689 section 5) is the opposite of require_tls and is the message's business: it
 * asks relays further on to deliver over cleartext rather than not at all. It never weakens this side's own connection. */
#pragma once

#include "ph-smtp-capabilities.h"

G_BEGIN_DECLS

typedef enum
{
  PH_SMTP_NOTIFY_DEFAULT = 0, /* as the server likes: failures, as a rule */
  PH_SMTP_NOTIFY_NEVER = 1 << 0, /* alone */
  PH_SMTP_NOTIFY_SUCCESS = 1 << 1,
  PH_SMTP_NOTIFY_FAILURE = 1 << 2,
  PH_SMTP_NOTIFY_DELAY = 1 << 3,
} PhSmtpNotify;

typedef enum
{
  PH_SMTP_RETURN_DEFAULT,
  PH_SMTP_RETURN_FULL,
  PH_SMTP_RETURN_HEADERS,
} PhSmtpReturn;

typedef enum
{
  PH_SMTP_BY_NEVER_MIND, /* no DELIVERBY */
  PH_SMTP_BY_OR_RETURN, /* give up when the time is over */
  PH_SMTP_BY_OR_NOTIFY, /* say so and go on trying */
} PhSmtpBy;

/**
 * PhSmtpWishes:
 * @notify: reports wanted for each recipient (RFC 3461 section 4.1); then ORCPT names the recipient as it is here
 * @returned: how much of the message a report of a failure holds (section 4.3)
 * @envelope_id: (nullable) (owned): comes back in reports: printable ASCII, at most 100 octets on the wire (section 4.4)
 * @require_tls: only over verified TLS all the way, else back to the sender (RFC 8689)
 * @hold_for: seconds before the server lets the message go, 0 for none (RFC 4865)
 * @hold_until: the same as a moment, in seconds since the epoch; not together with @hold_for
 * @by, @by_seconds: be there in so many seconds from now (RFC 2852)
 * @has_priority, @priority: -9 to 9 (RFC 6710)
 */
typedef struct
{
  PhSmtpNotify notify;
  PhSmtpReturn returned;
  char *envelope_id;
  gboolean require_tls;
  guint hold_for;
  gint64 hold_until;
  PhSmtpBy by;
  int by_seconds;
  gboolean has_priority;
  int priority;
} PhSmtpWishes;

PhSmtpWishes *ph_smtp_wishes_copy (const PhSmtpWishes *self);
void ph_smtp_wishes_free (PhSmtpWishes *self);

/**
 * ph_smtp_wishes_check:
 * @is_encrypted: whether the session is inside TLS
 *
 * Whether the server offers all that is asked for: what it would pass over in silence is refused here instead.
 *
 * Errors: %PH_SMTP_ERROR_NEEDS_EXTENSION, and %PH_SMTP_ERROR_INVALID_ARGUMENT for a time past what it takes
 */
gboolean ph_smtp_wishes_check (const PhSmtpWishes *self,
                               const PhSmtpCapabilities *capabilities,
                               gboolean is_encrypted,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpWishes, ph_smtp_wishes_free)

G_END_DECLS
