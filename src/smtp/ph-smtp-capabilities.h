/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server offers, as its EHLO reply says (RFC 5321 section 4.1.1.1). */
#pragma once

#include "ph-smtp-reply.h"

G_BEGIN_DECLS

typedef enum
{
  PH_SMTP_CAPABILITY_NONE = 0,
  PH_SMTP_CAPABILITY_8BITMIME = 1 << 0, /* RFC 6152 */
  PH_SMTP_CAPABILITY_AUTH = 1 << 1, /* RFC 4954 */
  PH_SMTP_CAPABILITY_CHUNKING = 1 << 2, /* RFC 3030 */
  PH_SMTP_CAPABILITY_DSN = 1 << 3, /* RFC 3461 */
  PH_SMTP_CAPABILITY_ENHANCEDSTATUSCODES = 1 << 4, /* RFC 2034 */
  PH_SMTP_CAPABILITY_PIPELINING = 1 << 5, /* RFC 2920 */
  PH_SMTP_CAPABILITY_SIZE = 1 << 6, /* RFC 1870 */
  PH_SMTP_CAPABILITY_SMTPUTF8 = 1 << 7, /* RFC 6531 */
  PH_SMTP_CAPABILITY_STARTTLS = 1 << 8, /* RFC 3207 */
  PH_SMTP_CAPABILITY_DELIVERBY = 1 << 9, /* RFC 2852 */
  PH_SMTP_CAPABILITY_FUTURERELEASE = 1 << 10, /* RFC 4865 */
  PH_SMTP_CAPABILITY_LIMITS = 1 << 11, /* RFC 9422 */
  PH_SMTP_CAPABILITY_MT_PRIORITY = 1 << 12, /* RFC 6710 */
  PH_SMTP_CAPABILITY_REQUIRETLS = 1 << 13, /* RFC 8689 */
  PH_SMTP_CAPABILITY_BINARYMIME = 1 << 14, /* RFC 3030 */
} PhSmtpCapabilityFlags;

/* What LIMITS bounds (RFC 9422 section 4) */
typedef enum
{
  PH_SMTP_LIMIT_MAILS, /* MAILMAX: messages in one session */
  PH_SMTP_LIMIT_RECIPIENTS, /* RCPTMAX: recipients of one message */
  PH_SMTP_LIMIT_DOMAINS, /* RCPTDOMAINMAX: their different domains */
  PH_SMTP_N_LIMITS,
} PhSmtpLimit;

typedef struct _PhSmtpCapabilities PhSmtpCapabilities;

/**
 * ph_smtp_capabilities_new:
 * @reply: (nullable): a complete reply to EHLO; %NULL, or a reply to HELO, offers nothing
 *
 * Keywords are compared whole and without case; what is not known or badly formed is passed over.
 */
PhSmtpCapabilities *ph_smtp_capabilities_new (const PhSmtpReply *reply);
void ph_smtp_capabilities_free (PhSmtpCapabilities *self);

gboolean ph_smtp_capabilities_has (const PhSmtpCapabilities *self, PhSmtpCapabilityFlags capability);
/* Octets; 0 when no limit is named (RFC 1870 section 4) */
guint64 ph_smtp_capabilities_get_size_limit (const PhSmtpCapabilities *self);
/* %G_MAXUINT where there is none */
guint ph_smtp_capabilities_get_limit (const PhSmtpCapabilities *self, PhSmtpLimit limit);
/* The longest hold, as seconds and as seconds since the epoch; 0 when it takes none (RFC 4865 section 4) */
guint ph_smtp_capabilities_get_hold_seconds (const PhSmtpCapabilities *self);
gint64 ph_smtp_capabilities_get_hold_until (const PhSmtpCapabilities *self);
/* The shortest time for DELIVERBY, 0 when any will do (RFC 2852 section 4) */
guint ph_smtp_capabilities_get_by_seconds (const PhSmtpCapabilities *self);
/* In upper case, in the server's order, NULL-terminated */
const char *const *ph_smtp_capabilities_get_mechanisms (const PhSmtpCapabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpCapabilities, ph_smtp_capabilities_free)

G_END_DECLS
