/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wishes against what is offered. How they are said is the command's business. */
#include "config.h"

#include "ph-smtp-wishes.h"

PhSmtpWishes *
ph_smtp_wishes_copy (const PhSmtpWishes *self)
{
  PhSmtpWishes *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->envelope_id = g_strdup (self->envelope_id);
  return copy;
}

void
ph_smtp_wishes_free (PhSmtpWishes *self)
{
  if (self == NULL)
    return;
  g_free (self->envelope_id);
  g_free (self);
}

static gboolean
refuse (PhSmtpError code, const char *what, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (code, PH_SMTP_STAGE_ENVELOPE, "%s", what);
  return FALSE;
}

static gboolean
offers (const PhSmtpCapabilities *capabilities, PhSmtpCapabilityFlags capability, const char *what, GError **error)
{
  return ph_smtp_capabilities_has (capabilities, capability) || refuse (PH_SMTP_ERROR_NEEDS_EXTENSION, what, error);
}

static gboolean
wants_dsn (const PhSmtpWishes *self)
{
  return self->notify != PH_SMTP_NOTIFY_DEFAULT || self->returned != PH_SMTP_RETURN_DEFAULT
         || self->envelope_id != NULL;
}

/* The server names the longest hold in seconds and the last moment (RFC 4865 section 4). */
static gboolean
check_hold (const PhSmtpWishes *self, const PhSmtpCapabilities *capabilities, GError **error)
{
  if (!offers (capabilities, PH_SMTP_CAPABILITY_FUTURERELEASE, "the server does not send later", error))
    return FALSE;
  if (self->hold_for > ph_smtp_capabilities_get_hold_seconds (capabilities)
      || self->hold_until > ph_smtp_capabilities_get_hold_until (capabilities))
    return refuse (PH_SMTP_ERROR_INVALID_ARGUMENT, "the server does not hold a message for so long", error);
  return TRUE;
}

/* Below its shortest time the server would refuse (RFC 2852 section 4). */
static gboolean
check_by (const PhSmtpWishes *self, const PhSmtpCapabilities *capabilities, GError **error)
{
  if (!offers (capabilities, PH_SMTP_CAPABILITY_DELIVERBY, "the server promises no time of delivery", error))
    return FALSE;
  if (self->by == PH_SMTP_BY_OR_RETURN && (guint) self->by_seconds < ph_smtp_capabilities_get_by_seconds (capabilities))
    return refuse (PH_SMTP_ERROR_INVALID_ARGUMENT, "the server does not deliver in so short a time", error);
  return TRUE;
}

static gboolean
check_require_tls (const PhSmtpCapabilities *capabilities, gboolean is_encrypted, GError **error)
{
  if (!is_encrypted)
    return refuse (PH_SMTP_ERROR_NEEDS_EXTENSION,
                   "encryption all the way is wanted and this connection has none",
                   error);
  return offers (capabilities,
                 PH_SMTP_CAPABILITY_REQUIRETLS,
                 "the server does not promise encryption all the way",
                 error);
}

gboolean
ph_smtp_wishes_check (const PhSmtpWishes *self,
                      const PhSmtpCapabilities *capabilities,
                      gboolean is_encrypted,
                      GError **error)
{
  g_return_val_if_fail (self != NULL && capabilities != NULL, FALSE);

  if (wants_dsn (self) && !offers (capabilities, PH_SMTP_CAPABILITY_DSN, "the server sends no reports", error))
    return FALSE;
  if (self->require_tls && !check_require_tls (capabilities, is_encrypted, error))
    return FALSE;
  if ((self->hold_for != 0 || self->hold_until != 0) && !check_hold (self, capabilities, error))
    return FALSE;
  if (self->by != PH_SMTP_BY_NEVER_MIND && !check_by (self, capabilities, error))
    return FALSE;
  return !self->has_priority
         || offers (capabilities, PH_SMTP_CAPABILITY_MT_PRIORITY, "the server knows no priorities", error);
}
