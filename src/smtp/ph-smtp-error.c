/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's errors carry what a person needs to be told; this file only keeps it. */
#include "config.h"

#include "ph-smtp-error.h"

/* What G_DEFINE_EXTENDED_ERROR makes is GLib's. Its getter returns NULL for a mistaken caller: gcc sees that, when it
 * optimizes, but not that there is none here. And it casts octets to our structure: clang cannot know that they are
 * aligned. */
#pragma GCC diagnostic ignored "-Wnull-dereference"
#pragma GCC diagnostic ignored "-Wcast-align"

typedef struct
{
  PhSmtpStage stage;
  int reply_code; /* 0 when no reply was the cause */
  char *enhanced_status; /* (owned) (nullable) */
  char *words; /* (owned) (nullable) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  GTlsCertificateFlags flags;
  gboolean purpose_refused;
} PhSmtpErrorPrivate;

static void
ph_smtp_error_private_init (PhSmtpErrorPrivate *priv)
{
}

static void
ph_smtp_error_private_copy (const PhSmtpErrorPrivate *src, PhSmtpErrorPrivate *dest)
{
  dest->stage = src->stage;
  dest->reply_code = src->reply_code;
  dest->enhanced_status = g_strdup (src->enhanced_status);
  dest->words = g_strdup (src->words);
  g_set_object (&dest->certificate, src->certificate);
  dest->flags = src->flags;
  dest->purpose_refused = src->purpose_refused;
}

static void
ph_smtp_error_private_clear (PhSmtpErrorPrivate *priv)
{
  g_free (priv->enhanced_status);
  g_free (priv->words);
  g_clear_object (&priv->certificate);
}

G_DEFINE_EXTENDED_ERROR (PhSmtpError, ph_smtp_error)

/* Errors of other domains reach these functions too, as nobody should have to look before asking. */
static PhSmtpErrorPrivate *
ph_smtp_error_peek (const GError *error)
{
  return error != NULL && error->domain == PH_SMTP_ERROR ? ph_smtp_error_get_private (error) : NULL;
}

GError *
ph_smtp_error_new (PhSmtpError code, PhSmtpStage stage, const char *format, ...)
{
  GError *error = NULL;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (PH_SMTP_ERROR, (int) code, format, args);
  va_end (args);
  ph_smtp_error_get_private (error)->stage = stage;
  return error;
}

GError *
ph_smtp_error_new_for_reply (PhSmtpError code,
                             PhSmtpStage stage,
                             int reply_code,
                             const char *enhanced_status,
                             const char *words,
                             const char *what)
{
  GError *error = ph_smtp_error_new (code, stage, "%s: %d %s", what, reply_code, words);
  PhSmtpErrorPrivate *priv = ph_smtp_error_get_private (error);

  priv->reply_code = reply_code;
  priv->enhanced_status = g_strdup (enhanced_status);
  priv->words = g_strdup (words);
  return error;
}

void
ph_smtp_error_set_certificate (GError *error,
                               GTlsCertificate *certificate,
                               GTlsCertificateFlags flags,
                               gboolean purpose_refused)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  g_return_if_fail (priv != NULL);

  g_set_object (&priv->certificate, certificate);
  priv->flags = flags;
  priv->purpose_refused = purpose_refused;
}

PhSmtpStage
ph_smtp_error_get_stage (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL ? priv->stage : PH_SMTP_STAGE_NONE;
}

int
ph_smtp_error_get_reply_code (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL ? priv->reply_code : 0;
}

const char *
ph_smtp_error_get_enhanced_status (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL ? priv->enhanced_status : NULL;
}

const char *
ph_smtp_error_get_server_words (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL ? priv->words : NULL;
}

gboolean
ph_smtp_error_is_temporary (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  if (priv == NULL)
    return FALSE;
  if (priv->reply_code != 0)
    return priv->reply_code / 100 == 4;

  switch ((PhSmtpError) error->code)
    {
    case PH_SMTP_ERROR_NETWORK_DOWN:
    case PH_SMTP_ERROR_CONNECTION_REFUSED:
    case PH_SMTP_ERROR_TIMED_OUT:
    case PH_SMTP_ERROR_CONNECTION_LOST:
    case PH_SMTP_ERROR_SERVICE_UNAVAILABLE:
      return TRUE;
    case PH_SMTP_ERROR_HOST_NOT_FOUND:
    case PH_SMTP_ERROR_OUTCOME_UNKNOWN:
    case PH_SMTP_ERROR_PROTOCOL:
    case PH_SMTP_ERROR_TLS_NOT_OFFERED:
    case PH_SMTP_ERROR_TLS_FAILED:
    case PH_SMTP_ERROR_CERTIFICATE:
    case PH_SMTP_ERROR_AUTH_NOT_OFFERED:
    case PH_SMTP_ERROR_AUTH_NEEDED:
    case PH_SMTP_ERROR_AUTH_REFUSED:
    case PH_SMTP_ERROR_TOKEN_REFUSED:
    case PH_SMTP_ERROR_TOKEN_SCOPE:
    case PH_SMTP_ERROR_SENDER_REFUSED:
    case PH_SMTP_ERROR_RECIPIENTS_REFUSED:
    case PH_SMTP_ERROR_TOO_LARGE:
    case PH_SMTP_ERROR_MESSAGE_REFUSED:
    case PH_SMTP_ERROR_NEEDS_EXTENSION:
    case PH_SMTP_ERROR_INVALID_ARGUMENT:
    case PH_SMTP_ERROR_SOURCE:
      return FALSE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

GTlsCertificate *
ph_smtp_error_get_certificate (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL ? priv->certificate : NULL;
}

GTlsCertificateFlags
ph_smtp_error_get_certificate_flags (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL ? priv->flags : G_TLS_CERTIFICATE_NO_FLAGS;
}

gboolean
ph_smtp_error_get_purpose_refused (const GError *error)
{
  PhSmtpErrorPrivate *priv = ph_smtp_error_peek (error);

  return priv != NULL && priv->purpose_refused;
}
