/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builders of commands: the only place where our words become protocol, and so the one that refuses CR, LF and NUL.
 *
 * Each returns the command with its CRLF, or NULL with %PH_SMTP_ERROR_INVALID_ARGUMENT and says which argument. */
#pragma once

#include "ph-smtp-wishes.h"

G_BEGIN_DECLS

/* A path without its angle brackets (RFC 5321 section 4.5.3.1.3 has 256 octets with them). */
#define PH_SMTP_COMMAND_MAX_PATH 254
/* Dot-string and all: RFC 5321 section 4.5.3.1.4 has 512 octets, and each extension adds some; none of ours is longer. */
#define PH_SMTP_COMMAND_MAX_NAME 255
/* RFC 3461 section 4.4, and the nine digits of RFC 2852 section 4 and RFC 4865 section 5 */
#define PH_SMTP_COMMAND_MAX_ENVELOPE_ID 100
#define PH_SMTP_COMMAND_MAX_SECONDS 999999999

typedef enum
{
  PH_SMTP_MAIL_NONE = 0,
  PH_SMTP_MAIL_BODY_8BITMIME = 1 << 0, /* RFC 6152 */
  PH_SMTP_MAIL_SMTPUTF8
  = 1 << 1, /* RFC 6531; without it a local part must be ASCII, and a domain is said in its ASCII form */
  PH_SMTP_MAIL_BODY_BINARYMIME = 1 << 2, /* RFC 3030; instead of 8BITMIME */
} PhSmtpMailFlags;

/* @verb: "EHLO" or "HELO"; @name: a domain or an address literal (RFC 5321 section 4.1.1.1) */
char *ph_smtp_command_hello (const char *verb, const char *name, GError **error);
/* @wishes: (nullable); @sender: "" for the null reverse-path; @size: octets, or -1 to leave SIZE out (RFC 1870 section 3) */
char *ph_smtp_command_mail (const char *sender,
                            gint64 size,
                            PhSmtpMailFlags flags,
                            const PhSmtpWishes *wishes,
                            GError **error);
char *ph_smtp_command_rcpt (const char *recipient, PhSmtpMailFlags flags, const PhSmtpWishes *wishes, GError **error);
/* @initial_response: (nullable): base64 already; "" is said as "=" (RFC 4954 section 4) */
char *ph_smtp_command_auth (const char *mechanism, const char *initial_response, GError **error);

/* Whether an address can be said in MAIL and RCPT; the error names it. Of an international domain only its ASCII form is
 * needed (RFC 5891); an international local part has none. */
gboolean ph_smtp_command_check_address (const char *address, PhSmtpMailFlags flags, GError **error);

G_END_DECLS
