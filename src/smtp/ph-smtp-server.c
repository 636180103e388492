/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain value: where to submit mail. It knows nothing of connections. */
#include "config.h"

#include "ph-smtp-server.h"

struct _PhSmtpServer
{
  char *host; /* (owned) */
  guint16 port;
  PhSmtpSecurity security;
  PhSmtpProxy proxy;
  char *ehlo_name; /* (owned) (nullable) */
  guint timeout; /* seconds, 0 for the RFC's limits */
  GTlsDatabase *tls_database; /* (owned) (nullable) */
  GTlsCertificate *certificate; /* (owned) (nullable): the client's */
  char *trusted_fingerprint; /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (PhSmtpServer, ph_smtp_server, ph_smtp_server_copy, ph_smtp_server_free)

static guint16
ph_smtp_security_usual_port (PhSmtpSecurity security)
{
  return security == PH_SMTP_SECURITY_TLS ? 465 : 587;
}

PhSmtpServer *
ph_smtp_server_new (const char *host, guint16 port, PhSmtpSecurity security)
{
  PhSmtpServer *self = NULL;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_new0 (PhSmtpServer, 1);
  self->host = g_strdup (host);
  self->port = port != 0 ? port : ph_smtp_security_usual_port (security);
  self->security = security;
  return self;
}

PhSmtpServer *
ph_smtp_server_copy (const PhSmtpServer *self)
{
  PhSmtpServer *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = ph_smtp_server_new (self->host, self->port, self->security);
  copy->ehlo_name = g_strdup (self->ehlo_name);
  copy->timeout = self->timeout;
  copy->proxy = self->proxy;
  g_set_object (&copy->tls_database, self->tls_database);
  g_set_object (&copy->certificate, self->certificate);
  copy->trusted_fingerprint = g_strdup (self->trusted_fingerprint);
  return copy;
}

void
ph_smtp_server_free (PhSmtpServer *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->ehlo_name);
  g_free (self->trusted_fingerprint);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->certificate);
  g_free (self);
}

const char *
ph_smtp_server_get_host (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->host;
}

guint16
ph_smtp_server_get_port (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->port;
}

PhSmtpSecurity
ph_smtp_server_get_security (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, PH_SMTP_SECURITY_TLS);
  return self->security;
}

gboolean
ph_smtp_server_is_loopback (const PhSmtpServer *self)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_ascii_strcasecmp (self->host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (self->host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

void
ph_smtp_server_set_ehlo_name (PhSmtpServer *self, const char *name)
{
  g_return_if_fail (self != NULL);
  g_free (self->ehlo_name);
  self->ehlo_name = g_strdup (name);
}

const char *
ph_smtp_server_get_ehlo_name (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->ehlo_name;
}

void
ph_smtp_server_set_timeout (PhSmtpServer *self, guint seconds)
{
  g_return_if_fail (self != NULL);
  self->timeout = seconds;
}

guint
ph_smtp_server_get_timeout (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->timeout;
}

void
ph_smtp_server_set_proxy (PhSmtpServer *self, PhSmtpProxy proxy)
{
  g_return_if_fail (self != NULL);
  self->proxy = proxy;
}

PhSmtpProxy
ph_smtp_server_get_proxy (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, PH_SMTP_PROXY_SYSTEM);
  return self->proxy;
}

void
ph_smtp_server_set_tls_database (PhSmtpServer *self, GTlsDatabase *database)
{
  g_return_if_fail (self != NULL);
  g_set_object (&self->tls_database, database);
}

GTlsDatabase *
ph_smtp_server_get_tls_database (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->tls_database;
}

void
ph_smtp_server_set_certificate (PhSmtpServer *self, GTlsCertificate *certificate)
{
  g_return_if_fail (self != NULL);
  g_set_object (&self->certificate, certificate);
}

GTlsCertificate *
ph_smtp_server_get_certificate (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->certificate;
}

void
ph_smtp_server_set_trusted_fingerprint (PhSmtpServer *self, const char *sha256)
{
  g_return_if_fail (self != NULL);
  g_free (self->trusted_fingerprint);
  self->trusted_fingerprint = g_strdup (sha256);
}

const char *
ph_smtp_server_get_trusted_fingerprint (const PhSmtpServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->trusted_fingerprint;
}
