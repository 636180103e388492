/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user and a secret, as a value. Whoever frees the last copy leaves no trace of the secret in memory. */
#include "config.h"

#include "ph-smtp-credentials.h"

#include "ph-smtp-mask.h"
#include "ph-smtp-text.h"

#include <string.h>

struct _PhSmtpCredentials
{
  char *user; /* (owned) */
  char *password; /* (owned), wiped when freed */
  char *mechanism; /* (owned) (nullable) */
  gboolean is_token;
};

G_DEFINE_BOXED_TYPE (PhSmtpCredentials, ph_smtp_credentials, ph_smtp_credentials_copy, ph_smtp_credentials_free)

PhSmtpCredentials *
ph_smtp_credentials_new (const char *user, const char *password, const char *mechanism)
{
  PhSmtpCredentials *self = NULL;

  g_return_val_if_fail (user != NULL, NULL);
  g_return_val_if_fail (password != NULL, NULL);

  self = g_new0 (PhSmtpCredentials, 1);
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->mechanism = g_strdup (mechanism);
  return self;
}

PhSmtpCredentials *
ph_smtp_credentials_new_for_token (const char *user, const char *token, const char *mechanism)
{
  PhSmtpCredentials *self = ph_smtp_credentials_new (user, token, mechanism);

  if (self != NULL)
    self->is_token = TRUE;
  return self;
}

PhSmtpCredentials *
ph_smtp_credentials_copy (const PhSmtpCredentials *self)
{
  PhSmtpCredentials *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = ph_smtp_credentials_new (self->user, self->password, self->mechanism);
  copy->is_token = self->is_token;
  return copy;
}

char *
ph_smtp_credentials_dup_harmless (const PhSmtpCredentials *self, const char *octets, gsize length, glong max_length)
{
  g_autoptr (PhSmtpMask) mask = ph_smtp_mask_new ();
  g_autofree char *text = NULL;
  g_autofree char *masked = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = ph_smtp_text_make_harmless (octets, length);
  ph_smtp_mask_add (mask, self->password);
  masked = ph_smtp_mask_apply (mask, text);
  return g_utf8_substring (masked, 0, MIN (g_utf8_strlen (masked, -1), max_length));
}

void
ph_smtp_credentials_wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

void
ph_smtp_credentials_free (PhSmtpCredentials *self)
{
  if (self == NULL)
    return;
  ph_smtp_credentials_wipe (self->password);
  g_free (self->user);
  g_free (self->mechanism);
  g_free (self);
}

const char *
ph_smtp_credentials_get_user (const PhSmtpCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->user;
}

const char *
ph_smtp_credentials_get_password (const PhSmtpCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->password;
}

gboolean
ph_smtp_credentials_get_is_token (const PhSmtpCredentials *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->is_token;
}

const char *
ph_smtp_credentials_get_mechanism (const PhSmtpCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->mechanism;
}
