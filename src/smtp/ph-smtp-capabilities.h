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
} PhSmtpCapabilityFlags;

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
/* In upper case, in the server's order, NULL-terminated */
const char *const *ph_smtp_capabilities_get_mechanisms (const PhSmtpCapabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpCapabilities, ph_smtp_capabilities_free)

G_END_DECLS
