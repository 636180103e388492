/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only keeps what the words are made of, elsewhere. */
#include "config.h"

#include "ph-mail-table-error.h"

/* As in ph-smtp-error: what G_DEFINE_EXTENDED_ERROR makes is GLib's. */
#pragma GCC diagnostic ignored "-Wnull-dereference"
#pragma GCC diagnostic ignored "-Wcast-align"

typedef struct
{
  guint row; /* 0 for none */
  char *detail; /* (owned) (nullable) */
} PhMailTableErrorPrivate;

static void
ph_mail_table_error_private_init (PhMailTableErrorPrivate *priv)
{
}

static void
ph_mail_table_error_private_copy (const PhMailTableErrorPrivate *src, PhMailTableErrorPrivate *dest)
{
  dest->row = src->row;
  dest->detail = g_strdup (src->detail);
}

static void
ph_mail_table_error_private_clear (PhMailTableErrorPrivate *priv)
{
  g_free (priv->detail);
}

G_DEFINE_EXTENDED_ERROR (PhMailTableError, ph_mail_table_error)

static PhMailTableErrorPrivate *
ph_mail_table_error_peek (const GError *error)
{
  return error != NULL && error->domain == PH_MAIL_TABLE_ERROR ? ph_mail_table_error_get_private (error) : NULL;
}

GError *
ph_mail_table_error_new (PhMailTableError code, guint row, const char *detail, const char *message)
{
  GError *error = NULL;
  PhMailTableErrorPrivate *priv = NULL;

  if (row > 0)
    error = g_error_new (PH_MAIL_TABLE_ERROR, (int) code, "row %u: %s", row, message);
  else
    error = g_error_new_literal (PH_MAIL_TABLE_ERROR, (int) code, message);
  priv = ph_mail_table_error_get_private (error);
  priv->row = row;
  priv->detail = g_strdup (detail);
  return error;
}

guint
ph_mail_table_error_get_row (const GError *error)
{
  PhMailTableErrorPrivate *priv = ph_mail_table_error_peek (error);

  return priv != NULL ? priv->row : 0;
}

const char *
ph_mail_table_error_get_detail (const GError *error)
{
  PhMailTableErrorPrivate *priv = ph_mail_table_error_peek (error);

  return priv != NULL && priv->detail != NULL ? priv->detail : "";
}
