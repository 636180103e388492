/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin hold on libgsasl: which mechanism, which properties, one step after the other. */
#include "config.h"

#include "ph-smtp-sasl.h"

#include "ph-smtp-bearer.h"
#include "ph-smtp-gsasl.h"

#include <string.h>

/* A command line has 512 octets with its CRLF (RFC 5321 section 4.5.3.1.4), a response 12288 (RFC 4954 section 4). */
#define MAX_COMMAND_LENGTH 512
#define MAX_RESPONSE_LENGTH (12288 - 2)
/* About a second's work. A server that wants more wants to keep the client busy (RFC 5802 section 9): nothing cancels it. */
#define MAX_ROUNDS 1000000

typedef enum
{
  IS_CLIENT_FIRST = 1 << 0,
  IS_BOUND = 1 << 1, /* to the TLS connection */
  IS_FOR_PASSWORD = 1 << 2, /* chosen by itself */
  IS_FOR_TOKEN = 1 << 3, /* the same; not libgsasl's */
  IS_FOR_CLEARTEXT = 1 << 4, /* not under TLS */
  IS_FOR_TLS = 1 << 5, /* only there */
  IS_WITHOUT_SECRET = 1 << 6, /* of ours: a certificate or a ticket speaks */
} MechanismFlags;

typedef struct
{
  const char *name;
  MechanismFlags flags;
} Mechanism;

/* In the order in which they are tried. LOGIN has no registration and costs a round trip more than PLAIN. */
static const Mechanism mechanisms[] = {
  { "SCRAM-SHA-256-PLUS", IS_FOR_PASSWORD | IS_CLIENT_FIRST | IS_BOUND },
  { "SCRAM-SHA-1-PLUS", IS_FOR_PASSWORD | IS_CLIENT_FIRST | IS_BOUND },
  { "SCRAM-SHA-256", IS_FOR_PASSWORD | IS_CLIENT_FIRST },
  { "SCRAM-SHA-1", IS_FOR_PASSWORD | IS_CLIENT_FIRST },
  { "CRAM-MD5", IS_FOR_PASSWORD | IS_FOR_CLEARTEXT },
  { "PLAIN", IS_FOR_PASSWORD | IS_CLIENT_FIRST },
  { "LOGIN", IS_FOR_PASSWORD },
  { "CRAM-MD5", IS_FOR_PASSWORD | IS_FOR_TLS },
  { "OAUTHBEARER", IS_FOR_TOKEN | IS_CLIENT_FIRST },
  { "XOAUTH2", IS_FOR_TOKEN | IS_CLIENT_FIRST },
  { "EXTERNAL", IS_CLIENT_FIRST | IS_WITHOUT_SECRET },
  { "GSSAPI", IS_CLIENT_FIRST | IS_WITHOUT_SECRET },
};

struct _PhSmtpSasl
{
  const Mechanism *mechanism;
  const PhSmtpCredentials *credentials; /* (unowned) */
  const PhSmtpGsasl *gsasl; /* (unowned) (nullable): none for a token */
  Gsasl *context; /* (owned) (nullable) */
  Gsasl_session *session; /* (owned) (nullable) */
  char *held; /* (owned) (nullable): the initial response when it may not ride along; base64 */
  char *problem; /* (owned) (nullable) */
  PhSmtpError refusal;
  gboolean is_done; /* nothing is left to say */
};

static gboolean
is_tls_1_3 (GTlsConnection *tls)
{
  return g_tls_connection_get_protocol_version (tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3;
}

/* (transfer full) (nullable): base64 of what names this very TLS connection (RFC 9266; RFC 5929 up to TLS 1.2) */
static char *
dup_binding (GTlsConnection *tls)
{
  g_autoptr (GByteArray) binding = g_byte_array_new ();
  GTlsChannelBindingType type = G_TLS_CHANNEL_BINDING_TLS_UNIQUE;

  if (tls == NULL)
    return NULL;
  if (is_tls_1_3 (tls))
    type = G_TLS_CHANNEL_BINDING_TLS_EXPORTER;
  if (!g_tls_connection_get_channel_binding_data (tls, type, binding, NULL) || binding->len == 0)
    return NULL;
  return g_base64_encode (binding->data, binding->len);
}

/* ---- choosing ------------------------------------------------------------------------------------------------ */

static gboolean
is_wanted (const Mechanism *mechanism, const PhSmtpSaslTerms *terms)
{
  const char *wanted = ph_smtp_credentials_get_mechanism (terms->credentials);
  gboolean is_token = ph_smtp_credentials_get_is_token (terms->credentials);

  if (wanted != NULL)
    return g_ascii_strcasecmp (wanted, mechanism->name) == 0;
  return (mechanism->flags & (is_token ? IS_FOR_TOKEN : IS_FOR_PASSWORD)) != 0;
}

static gboolean
is_possible (const Mechanism *mechanism, const PhSmtpSaslTerms *terms, gboolean can_bind)
{
  if ((mechanism->flags & IS_FOR_TLS) != 0 && terms->tls == NULL)
    return FALSE;
  if ((mechanism->flags & IS_FOR_CLEARTEXT) != 0 && terms->tls != NULL)
    return FALSE;
  return (mechanism->flags & IS_BOUND) == 0 || can_bind;
}

const char *
ph_smtp_sasl_choose (const PhSmtpSaslTerms *terms, const char *after)
{
  g_autofree char *binding = NULL;
  gboolean is_open = after == NULL;

  g_return_val_if_fail (terms != NULL && terms->offered != NULL && terms->credentials != NULL, NULL);

  binding = dup_binding (terms->tls);
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      const Mechanism *mechanism = &mechanisms[i];

      if (!is_possible (mechanism, terms, binding != NULL))
        continue;
      if (is_open && is_wanted (mechanism, terms) && g_strv_contains (terms->offered, mechanism->name))
        return mechanism->name;
      is_open = is_open || g_strcmp0 (mechanism->name, after) == 0;
    }
  return NULL;
}

/* ---- one exchange -------------------------------------------------------------------------------------------- */

static const Mechanism *
find_mechanism (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_str_equal (mechanisms[i].name, name))
      return &mechanisms[i];
  return NULL;
}

gboolean
ph_smtp_sasl_needs_secret (const char *mechanism)
{
  const Mechanism *known = mechanism != NULL ? find_mechanism (mechanism) : NULL;

  return known == NULL || (known->flags & IS_WITHOUT_SECRET) == 0;
}

/* libgsasl takes a binding for -PLUS alone: it cannot say "I could, but you do not offer it" (RFC 5802 section 6). */
static int
ph_smtp_sasl_set_properties (PhSmtpSasl *self, const PhSmtpSaslTerms *terms)
{
  g_autofree char *binding = (self->mechanism->flags & IS_BOUND) != 0 ? dup_binding (terms->tls) : NULL;
  const struct
  {
    Gsasl_property property;
    const char *value;
  } properties[] = {
    { GSASL_AUTHID, ph_smtp_credentials_get_user (terms->credentials) },
    { GSASL_PASSWORD, ph_smtp_credentials_get_password (terms->credentials) },
    { GSASL_SERVICE, "smtp" },
    { GSASL_HOSTNAME, ph_smtp_server_get_host (terms->server) },
    { binding != NULL && is_tls_1_3 (terms->tls) ? GSASL_CB_TLS_EXPORTER : GSASL_CB_TLS_UNIQUE, binding },
  };
  int status = GSASL_OK;

  for (gsize i = 0; i < G_N_ELEMENTS (properties) && status == GSASL_OK; i++)
    if (properties[i].value != NULL)
      status = self->gsasl->property_set (self->session, properties[i].property, properties[i].value);
  return status;
}

static gboolean
fail_new (const char *mechanism, const char *why, GError **error)
{
  if (error != NULL)
    *error
        = ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NOT_OFFERED, PH_SMTP_STAGE_AUTH, "%s is not there: %s", mechanism, why);
  return FALSE;
}

static gboolean
ph_smtp_sasl_set_up (PhSmtpSasl *self, const PhSmtpSaslTerms *terms, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int status = GSASL_OK;

  self->gsasl = ph_smtp_gsasl_get (&local_error);
  if (self->gsasl == NULL)
    return fail_new (self->mechanism->name, local_error->message, error);
  status = self->gsasl->init (&self->context);
  if (status == GSASL_OK)
    status = self->gsasl->client_start (self->context, self->mechanism->name, &self->session);
  if (status == GSASL_OK)
    status = ph_smtp_sasl_set_properties (self, terms);
  return status == GSASL_OK || fail_new (self->mechanism->name, self->gsasl->strerror (status), error);
}

PhSmtpSasl *
ph_smtp_sasl_new (const char *mechanism, const PhSmtpSaslTerms *terms, GError **error)
{
  g_autoptr (PhSmtpSasl) self = NULL;
  gboolean is_set_up = TRUE;

  g_return_val_if_fail (mechanism != NULL, NULL);
  g_return_val_if_fail (terms != NULL, NULL);

  self = g_new0 (PhSmtpSasl, 1);
  self->mechanism = find_mechanism (mechanism);
  self->refusal = PH_SMTP_ERROR_AUTH_REFUSED;
  self->credentials = terms->credentials;
  if (self->mechanism != NULL && (self->mechanism->flags & IS_FOR_TOKEN) != 0
      && !ph_smtp_bearer_check (terms->credentials, error))
    return NULL;
  if (self->mechanism == NULL)
    is_set_up = fail_new (mechanism, "nothing here knows it", error);
  else if ((self->mechanism->flags & IS_FOR_TOKEN) != 0)
    self->held = ph_smtp_bearer_dup_response (mechanism, terms->credentials, terms->server);
  else
    is_set_up = ph_smtp_sasl_set_up (self, terms, error);
  return is_set_up ? g_steal_pointer (&self) : NULL;
}

void
ph_smtp_sasl_free (PhSmtpSasl *self)
{
  if (self == NULL)
    return;
  if (self->session != NULL)
    self->gsasl->finish (self->session);
  if (self->context != NULL)
    self->gsasl->done (self->context);
  ph_smtp_credentials_wipe (self->held);
  g_free (self->problem);
  g_free (self);
}

static char *
fail (PhSmtpSasl *self, PhSmtpError code, const char *why, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (code, PH_SMTP_STAGE_AUTH, "signing in with %s failed: %s", self->mechanism->name, why);
  return NULL;
}

static char *
ph_smtp_sasl_ask_library (PhSmtpSasl *self, const char *challenge, GError **error)
{
  char *output = NULL;
  char *response = NULL;
  int status = self->gsasl->step64 (self->session, challenge, &output);

  if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
    {
      self->is_done = status == GSASL_OK;
      response = g_strdup (output != NULL ? output : "");
      if (output != NULL)
        explicit_bzero (output, strlen (output));
      self->gsasl->free (output);
      return response;
    }
  if (status == GSASL_AUTHENTICATION_ERROR)
    return fail (self, PH_SMTP_ERROR_PROTOCOL, "the server cannot prove that it knows the password", error);
  return fail (self,
               status == GSASL_MECHANISM_PARSE_ERROR || status == GSASL_BASE64_ERROR ? PH_SMTP_ERROR_PROTOCOL
                                                                                     : PH_SMTP_ERROR_AUTH_REFUSED,
               self->gsasl->strerror (status),
               error);
}

gboolean
ph_smtp_sasl_start (PhSmtpSasl *self, char **response, GError **error)
{
  gsize room = 0;

  g_return_val_if_fail (self != NULL && response != NULL, FALSE);

  *response = NULL;
  if ((self->mechanism->flags & IS_CLIENT_FIRST) == 0)
    return TRUE;
  if (self->held == NULL)
    self->held = ph_smtp_sasl_ask_library (self, "", error);
  if (self->held == NULL)
    return FALSE;
  if (strlen (self->held) > MAX_RESPONSE_LENGTH)
    return fail (self, PH_SMTP_ERROR_AUTH_REFUSED, "the secret is too long for any server", error) != NULL;
  room = MAX_COMMAND_LENGTH - strlen ("AUTH  \r\n") - strlen (self->mechanism->name);
  if (strlen (self->held) <= room)
    *response = g_steal_pointer (&self->held);
  return TRUE;
}

/* The server tells why the token does not do, and waits for a word before it ends the exchange. */
static char *
ph_smtp_sasl_hear_problem (PhSmtpSasl *self, const char *challenge)
{
  self->is_done = TRUE;
  self->problem = ph_smtp_bearer_dup_problem (challenge, self->credentials);
  self->refusal = ph_smtp_bearer_read_status (challenge);
  return g_strdup (ph_smtp_bearer_get_last_response (self->mechanism->name));
}

/* Any "i=" that could be read as SCRAM's (RFC 5802 section 5.1), whatever else is wrong with the message. */
static gboolean
wants_endless_rounds (PhSmtpSasl *self, const char *challenge)
{
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (challenge, &length);
  g_autofree char *message = g_strndup ((const char *) octets, length);
  g_auto (GStrv) attributes = g_strsplit (message, ",", -1);
  gboolean is_endless = FALSE;

  if (!g_str_has_prefix (self->mechanism->name, "SCRAM-"))
    return FALSE;
  for (char **attribute = attributes; *attribute != NULL; attribute++)
    if (g_str_has_prefix (*attribute, "i="))
      is_endless = is_endless || g_ascii_strtoull (*attribute + strlen ("i="), NULL, 10) > MAX_ROUNDS;
  return is_endless;
}

char *
ph_smtp_sasl_step (PhSmtpSasl *self, const char *challenge, GError **error)
{
  gboolean is_empty = FALSE;

  g_return_val_if_fail (self != NULL && challenge != NULL, NULL);

  /* "=" is how some servers say an empty challenge. */
  is_empty = *challenge == '\0' || g_str_equal (challenge, "=");
  if (self->held != NULL)
    return is_empty ? g_steal_pointer (&self->held)
                    : fail (self, PH_SMTP_ERROR_PROTOCOL, "the server speaks out of turn", error);
  /* A server that goes on asking behind the mechanism's end would do so for ever. */
  if (self->is_done)
    return fail (self, PH_SMTP_ERROR_PROTOCOL, "the server asks for more than there is to say", error);
  if (self->session == NULL)
    return ph_smtp_sasl_hear_problem (self, challenge);
  if (wants_endless_rounds (self, challenge))
    return fail (self, PH_SMTP_ERROR_PROTOCOL, "the server wants more work done than any password needs", error);
  return ph_smtp_sasl_ask_library (self, is_empty ? "" : challenge, error);
}

gboolean
ph_smtp_sasl_is_complete (PhSmtpSasl *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->held == NULL && (self->is_done || self->session == NULL);
}

const char *
ph_smtp_sasl_get_problem (PhSmtpSasl *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->problem;
}

PhSmtpError
ph_smtp_sasl_get_refusal (PhSmtpSasl *self)
{
  g_return_val_if_fail (self != NULL, PH_SMTP_ERROR_AUTH_REFUSED);
  return self->refusal;
}
