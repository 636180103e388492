/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only keeps what the words are made of, elsewhere. */
#include "config.h"

#include "ph-attachment-error.h"

/* As in ph-smtp-error: what G_DEFINE_EXTENDED_ERROR makes is GLib's. */
#pragma GCC diagnostic ignored "-Wnull-dereference"
#pragma GCC diagnostic ignored "-Wcast-align"

typedef struct
{
  char *name; /* (owned) (nullable) */
} PhAttachmentErrorPrivate;

static void
ph_attachment_error_private_init (PhAttachmentErrorPrivate *priv)
{
}

static void
ph_attachment_error_private_copy (const PhAttachmentErrorPrivate *src, PhAttachmentErrorPrivate *dest)
{
  dest->name = g_strdup (src->name);
}

static void
ph_attachment_error_private_clear (PhAttachmentErrorPrivate *priv)
{
  g_free (priv->name);
}

G_DEFINE_EXTENDED_ERROR (PhAttachmentError, ph_attachment_error)

GError *
ph_attachment_error_new (const char *name, const GError *why)
{
  GError *error = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (why != NULL && why->domain == G_IO_ERROR, NULL);

  error = g_error_new (PH_ATTACHMENT_ERROR, why->code, "%s: %s", name, why->message);
  ph_attachment_error_get_private (error)->name = g_strdup (name);
  return error;
}

const char *
ph_attachment_error_get_name (const GError *error)
{
  PhAttachmentErrorPrivate *priv = NULL;

  if (error != NULL && error->domain == PH_ATTACHMENT_ERROR)
    priv = ph_attachment_error_get_private (error);
  return priv != NULL && priv->name != NULL ? priv->name : "";
}
