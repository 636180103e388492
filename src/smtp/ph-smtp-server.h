/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to submit mail and how the connection is secured (RFC 6409, RFC 8314). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhSmtpSecurity:
 * @PH_SMTP_SECURITY_TLS: TLS from the first octet (RFC 8314 section 3.3)
 * @PH_SMTP_SECURITY_STARTTLS: STARTTLS, and nothing when it is not offered (RFC 3207)
 * @PH_SMTP_SECURITY_NONE: cleartext, only because the account says so in so many words
 */
typedef enum
{
  PH_SMTP_SECURITY_TLS,
  PH_SMTP_SECURITY_STARTTLS,
  PH_SMTP_SECURITY_NONE,
} PhSmtpSecurity;

/**
 * PhSmtpProxy:
 * @PH_SMTP_PROXY_SYSTEM: ask GIO's proxy resolver, which the desktop configures
 * @PH_SMTP_PROXY_NONE: connect directly; loading the resolver alone can take longer than sending a message
 */
typedef enum
{
  PH_SMTP_PROXY_SYSTEM,
  PH_SMTP_PROXY_NONE,
} PhSmtpProxy;

#define PH_TYPE_SMTP_SERVER (ph_smtp_server_get_type ())
typedef struct _PhSmtpServer PhSmtpServer;
GType ph_smtp_server_get_type (void) G_GNUC_CONST;

/**
 * ph_smtp_server_new:
 * @host: a host name or the text form of an address, without brackets
 * @port: 1 to 65535, or 0 for the usual port of @security (465, 587, 587)
 *
 * Not thread-safe: copy it for another thread.
 *
 * Returns: (transfer full): a boxed value
 */
PhSmtpServer *ph_smtp_server_new (const char *host, guint16 port, PhSmtpSecurity security);
PhSmtpServer *ph_smtp_server_copy (const PhSmtpServer *self);
void ph_smtp_server_free (PhSmtpServer *self);

const char *ph_smtp_server_get_host (const PhSmtpServer *self);
guint16 ph_smtp_server_get_port (const PhSmtpServer *self);
PhSmtpSecurity ph_smtp_server_get_security (const PhSmtpServer *self);

/**
 * ph_smtp_server_is_loopback:
 *
 * Returns: whether the host is named localhost or is a loopback address: only there may a password travel in cleartext
 */
gboolean ph_smtp_server_is_loopback (const PhSmtpServer *self);

/**
 * ph_smtp_server_set_ehlo_name:
 * @name: (nullable): what EHLO says; by default the local address as a literal, which names no one (RFC 5321 4.1.3)
 */
void ph_smtp_server_set_ehlo_name (PhSmtpServer *self, const char *name);
const char *ph_smtp_server_get_ehlo_name (const PhSmtpServer *self);

/**
 * ph_smtp_server_set_timeout:
 * @seconds: the deadline for connecting and for each whole reply, also the one after the final dot; 0 means
 *   the limits of RFC 5321 section 4.5.3.2, and 30 s for connecting
 */
void ph_smtp_server_set_timeout (PhSmtpServer *self, guint seconds);
guint ph_smtp_server_get_timeout (const PhSmtpServer *self);

void ph_smtp_server_set_proxy (PhSmtpServer *self, PhSmtpProxy proxy);
PhSmtpProxy ph_smtp_server_get_proxy (const PhSmtpServer *self);

/**
 * ph_smtp_server_set_tls_database:
 * @database: (nullable) (transfer none): the certificate authorities to trust instead of the system's
 */
void ph_smtp_server_set_tls_database (PhSmtpServer *self, GTlsDatabase *database);
GTlsDatabase *ph_smtp_server_get_tls_database (const PhSmtpServer *self);

/**
 * ph_smtp_server_set_certificate:
 * @certificate: (nullable) (transfer none): with its private key: what the client shows to a server that asks for one,
 *   as EXTERNAL needs (RFC 4422 appendix A)
 */
void ph_smtp_server_set_certificate (PhSmtpServer *self, GTlsCertificate *certificate);
GTlsCertificate *ph_smtp_server_get_certificate (const PhSmtpServer *self);

/**
 * ph_smtp_server_set_trusted_fingerprint:
 * @sha256: (nullable): 64 lower-case hexadecimal digits: the one certificate to accept although its checks fail
 */
void ph_smtp_server_set_trusted_fingerprint (PhSmtpServer *self, const char *sha256);
const char *ph_smtp_server_get_trusted_fingerprint (const PhSmtpServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpServer, ph_smtp_server_free)

G_END_DECLS
