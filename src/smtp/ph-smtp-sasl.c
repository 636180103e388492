/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin hold on libgsasl: which mechanism, which properties, one step after the other. */
#include "config.h"

#include "ph-smtp-sasl.h"

#include <gsasl.h>
#include <string.h>

struct _PhSmtpSasl
{
  const char *mechanism;
  Gsasl *context; /* (owned) */
  Gsasl_session *session; /* (owned) */
  gboolean is_done; /* nothing is left to say */
};

/* Strongest first. Both send the password as it is, so the session allows them only inside TLS or where the account
 * asks for cleartext. LOGIN has no registration and costs a round trip more. */
static const struct
{
  const char *name;
  gboolean is_client_first;
} mechanisms[] = {
  { "PLAIN", TRUE },
  { "LOGIN", FALSE },
};

static gboolean
is_wanted (const char *mechanism, const PhSmtpCredentials *credentials)
{
  const char *wanted = ph_smtp_credentials_get_mechanism (credentials);

  return wanted == NULL || g_ascii_strcasecmp (wanted, mechanism) == 0;
}

const char *
ph_smtp_sasl_choose (const char *const *offered, const PhSmtpCredentials *credentials, const char *after)
{
  gboolean is_open = after == NULL;

  g_return_val_if_fail (offered != NULL, NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      const char *name = mechanisms[i].name;

      if (is_open && is_wanted (name, credentials) && g_strv_contains (offered, name))
        return name;
      is_open = is_open || g_strcmp0 (name, after) == 0;
    }
  return NULL;
}

PhSmtpSasl *
ph_smtp_sasl_new (const char *mechanism, const PhSmtpCredentials *credentials, GError **error)
{
  g_autoptr (PhSmtpSasl) self = NULL;
  int status = GSASL_OK;

  g_return_val_if_fail (mechanism != NULL, NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  self = g_new0 (PhSmtpSasl, 1);
  self->mechanism = mechanism;
  status = gsasl_init (&self->context);
  if (status == GSASL_OK)
    status = gsasl_client_start (self->context, mechanism, &self->session);
  if (status == GSASL_OK)
    status = gsasl_property_set (self->session, GSASL_AUTHID, ph_smtp_credentials_get_user (credentials));
  if (status == GSASL_OK)
    status = gsasl_property_set (self->session, GSASL_PASSWORD, ph_smtp_credentials_get_password (credentials));
  if (status == GSASL_OK)
    return g_steal_pointer (&self);

  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NOT_OFFERED,
                                PH_SMTP_STAGE_AUTH,
                                "%s is not there: %s",
                                mechanism,
                                gsasl_strerror (status));
  return NULL;
}

void
ph_smtp_sasl_free (PhSmtpSasl *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->session, gsasl_finish);
  g_clear_pointer (&self->context, gsasl_done);
  g_free (self);
}

gboolean
ph_smtp_sasl_is_client_first (PhSmtpSasl *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_str_equal (mechanisms[i].name, self->mechanism))
      return mechanisms[i].is_client_first;
  return FALSE;
}

/* A server that goes on asking behind the mechanism's end would do so for ever. */
static char *
fail_done (PhSmtpSasl *self, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_PROTOCOL,
                                PH_SMTP_STAGE_AUTH,
                                "the server asks for more than %s has to say",
                                self->mechanism);
  return NULL;
}

char *
ph_smtp_sasl_step (PhSmtpSasl *self, const char *challenge, GError **error)
{
  char *output = NULL;
  char *response = NULL;
  int status = GSASL_OK;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->is_done)
    return fail_done (self, error);

  /* "=" is how SMTP says an empty challenge in some servers; to base64 it is nothing either. */
  status = gsasl_step64 (self->session, challenge != NULL && !g_str_equal (challenge, "=") ? challenge : "", &output);
  if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
    {
      self->is_done = status == GSASL_OK;
      response = g_strdup (output != NULL ? output : "");
      if (output != NULL)
        explicit_bzero (output, strlen (output));
      gsasl_free (output);
      return response;
    }
  if (error != NULL)
    *error
        = ph_smtp_error_new (status == GSASL_AUTHENTICATION_ERROR ? PH_SMTP_ERROR_AUTH_REFUSED : PH_SMTP_ERROR_PROTOCOL,
                             PH_SMTP_STAGE_AUTH,
                             "signing in with %s failed: %s",
                             self->mechanism,
                             gsasl_strerror (status));
  return NULL;
}

void
ph_smtp_sasl_free_response (char *response)
{
  if (response == NULL)
    return;
  explicit_bzero (response, strlen (response));
  g_free (response);
}
