/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only keeps what the words are made of, elsewhere. */
#include "config.h"

#include "ph-mail-protection-error.h"

/* As in ph-smtp-error: what G_DEFINE_EXTENDED_ERROR makes is GLib's. */
#pragma GCC diagnostic ignored "-Wnull-dereference"
#pragma GCC diagnostic ignored "-Wcast-align"

typedef struct
{
  char *address; /* (owned) (nullable) */
} PhMailProtectionErrorPrivate;

static void
ph_mail_protection_error_private_init (PhMailProtectionErrorPrivate *priv)
{
}

static void
ph_mail_protection_error_private_copy (const PhMailProtectionErrorPrivate *src, PhMailProtectionErrorPrivate *dest)
{
  dest->address = g_strdup (src->address);
}

static void
ph_mail_protection_error_private_clear (PhMailProtectionErrorPrivate *priv)
{
  g_free (priv->address);
}

G_DEFINE_EXTENDED_ERROR (PhMailProtectionError, ph_mail_protection_error)

GError *
ph_mail_protection_error_new (PhMailProtectionError code, const char *address, const char *message)
{
  GError *error = NULL;

  if (address != NULL)
    error = g_error_new (PH_MAIL_PROTECTION_ERROR, (int) code, "%s: %s", address, message);
  else
    error = g_error_new_literal (PH_MAIL_PROTECTION_ERROR, (int) code, message);
  ph_mail_protection_error_get_private (error)->address = g_strdup (address);
  return error;
}

const char *
ph_mail_protection_error_get_address (const GError *error)
{
  PhMailProtectionErrorPrivate *priv = NULL;

  if (error != NULL && error->domain == PH_MAIL_PROTECTION_ERROR)
    priv = ph_mail_protection_error_get_private (error);
  return priv != NULL && priv->address != NULL ? priv->address : "";
}
