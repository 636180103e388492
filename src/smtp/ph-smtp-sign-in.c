/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation around a SASL exchange, and which refusal lets the next mechanism try. */
#include "config.h"

#include "ph-smtp-sign-in.h"

#include "ph-smtp-command.h"
#include "ph-smtp-mask.h"
#include "ph-smtp-session-private.h"

#include <string.h>

/* More than a server's list of mechanisms needs to be told by. */
#define MAX_OFFER_LENGTH 200

typedef enum
{
  AUTH_DONE,
  AUTH_UNSUPPORTED, /* the mechanism, not the person, was refused, or this side cannot do it */
  AUTH_FAILED,
} AuthResult;

/* One sign-in, over all the mechanisms that it tries. */
typedef struct
{
  PhSmtpSession *session;
  const PhSmtpSaslTerms *terms;
  GCancellable *cancellable; /* (nullable) */
  PhSmtpReply *refusal; /* (owned) (nullable): the server's, of a mechanism */
  GError *problem; /* (owned) (nullable): this side's own with one */
} SignIn;

/* Codes that speak of the mechanism and this person, not of one that the server does not have (RFC 4954 section 6). */
static gboolean
is_about_policy (int code)
{
  return code == 432 || code == 534 || code == 538;
}

/* How servers refuse a mechanism and not a password (RFC 4954 sections 4 and 6, RFC 5321 section 4.2.2, RFC 3463). 535 is
 * about the password, whatever else it says. */
static gboolean
is_unsupported (const PhSmtpReply *reply)
{
  const char *status = ph_smtp_reply_get_enhanced_status (reply);
  int code = ph_smtp_reply_get_code (reply);

  if (ph_smtp_reply_get_class (reply) == 5 && code != 535
      && (g_strcmp0 (status, "5.5.4") == 0 || g_strcmp0 (status, "5.7.4") == 0))
    return TRUE;
  return code == 500 || code == 502 || code == 504 || is_about_policy (code);
}

/* What says more of the person is told rather than what came later. */
static void
remember_refusal (SignIn *self, PhSmtpReply *reply)
{
  if (self->refusal != NULL && is_about_policy (ph_smtp_reply_get_code (self->refusal)))
    return;
  g_clear_pointer (&self->refusal, ph_smtp_reply_unref);
  self->refusal = ph_smtp_reply_ref (reply);
}

static AuthResult
judge (SignIn *self, PhSmtpSasl *sasl, PhSmtpReply *reply, GError **error)
{
  if (ph_smtp_reply_get_class (reply) == 2)
    return AUTH_DONE;
  if (is_unsupported (reply))
    {
      remember_refusal (self, reply);
      return AUTH_UNSUPPORTED;
    }
  if (ph_smtp_reply_get_class (reply) == 4)
    ph_smtp_session_fail (self->session, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "AUTH", reply, error);
  else
    ph_smtp_session_fail (self->session, ph_smtp_sasl_get_refusal (sasl), "AUTH", reply, error);
  return AUTH_FAILED;
}

/* What libgsasl lacks, or cannot do with this password, another mechanism may do. A server that talks nonsense or cannot
 * prove itself gets no second chance, and without a connection there is none. Takes @problem over. */
static AuthResult
judge_problem (SignIn *self, GError *problem, GError **error)
{
  gboolean is_ours = g_error_matches (problem, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED)
                     || g_error_matches (problem, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_NOT_OFFERED);

  if (!is_ours || ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_CLOSED)
    {
      g_propagate_error (error, problem);
      return AUTH_FAILED;
    }
  g_clear_error (&self->problem);
  self->problem = problem;
  return AUTH_UNSUPPORTED;
}

/* "*" ends an exchange; the server answers 501 and both are where they were (RFC 4954 section 4). Behind any other answer
 * nobody knows where they are. */
static void
cancel (SignIn *self)
{
  g_autoptr (PhSmtpReply) reply
      = ph_smtp_session_ask (self->session, "*\r\n", NULL, PH_SMTP_TIMEOUT_COMMAND, self->cancellable, NULL);

  if (reply == NULL || ph_smtp_reply_get_class (reply) != 5)
    ph_smtp_session_close (self->session);
}

static PhSmtpReply *
start (SignIn *self, const char *mechanism, PhSmtpSasl *sasl, GError **error)
{
  char *response = NULL;
  char *command = NULL;
  g_autofree char *shown = NULL;
  PhSmtpReply *reply = NULL;

  if (!ph_smtp_sasl_start (sasl, &response, error))
    return NULL;
  if (response != NULL)
    shown = g_strdup_printf ("AUTH %s " PH_SMTP_MASK, mechanism);
  command = ph_smtp_command_auth (mechanism, response, error);
  if (command != NULL)
    reply = ph_smtp_session_ask (self->session, command, shown, PH_SMTP_TIMEOUT_COMMAND, self->cancellable, error);
  ph_smtp_credentials_wipe (response);
  ph_smtp_credentials_wipe (command);
  return reply;
}

static PhSmtpReply *
proceed (SignIn *self, PhSmtpSasl *sasl, const PhSmtpReply *challenge, GError **error)
{
  char *response = ph_smtp_sasl_step (sasl, ph_smtp_reply_get_line (challenge, 0), error);
  char *line = NULL;
  PhSmtpReply *reply = NULL;

  if (response == NULL)
    {
      cancel (self);
      return NULL;
    }
  line = g_strconcat (response, "\r\n", NULL);
  reply = ph_smtp_session_ask (self->session, line, PH_SMTP_MASK, PH_SMTP_TIMEOUT_COMMAND, self->cancellable, error);
  ph_smtp_credentials_wipe (response);
  ph_smtp_credentials_wipe (line);
  return reply;
}

/* (transfer full) (nullable): the reply that ends the exchange */
static PhSmtpReply *
exchange (SignIn *self, const char *mechanism, PhSmtpSasl *sasl, GError **error)
{
  g_autoptr (PhSmtpReply) reply = start (self, mechanism, sasl, error);

  while (reply != NULL && ph_smtp_reply_get_code (reply) == 334)
    {
      g_autoptr (PhSmtpReply) challenge = g_steal_pointer (&reply);

      reply = proceed (self, sasl, challenge, error);
    }
  return g_steal_pointer (&reply);
}

/* "235" from a server that has not proved that it knows the password may come from anybody. */
static AuthResult
fail_unproved (const char *mechanism, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_PROTOCOL,
                                PH_SMTP_STAGE_AUTH,
                                "the server took the sign-in before %s was at its end",
                                mechanism);
  return AUTH_FAILED;
}

static AuthResult
run_mechanism (SignIn *self, const char *mechanism, GError **error)
{
  GError *problem = NULL;
  g_autoptr (PhSmtpSasl) sasl = ph_smtp_sasl_new (mechanism, self->terms, &problem);
  g_autoptr (PhSmtpReply) reply = NULL;
  AuthResult result = AUTH_FAILED;

  if (sasl != NULL)
    reply = exchange (self, mechanism, sasl, &problem);
  if (reply == NULL)
    return judge_problem (self, problem, error);
  result = judge (self, sasl, reply, error);
  if (result == AUTH_DONE && !ph_smtp_sasl_is_complete (sasl))
    return fail_unproved (mechanism, error);
  if (result == AUTH_FAILED && ph_smtp_sasl_get_problem (sasl) != NULL)
    g_prefix_error (error, "%s: ", ph_smtp_sasl_get_problem (sasl));
  return result;
}

/* (transfer full): the server's list, fit to be shown: what is in it is not always a mechanism */
static char *
dup_offer (SignIn *self)
{
  g_autofree char *names = g_strjoinv (", ", (char **) self->terms->offered);

  return ph_smtp_credentials_dup_harmless (self->terms->credentials, names, strlen (names), MAX_OFFER_LENGTH);
}

static gboolean
fail_no_mechanism (SignIn *self, GError **error)
{
  g_autofree char *offer = dup_offer (self);

  if (error == NULL)
    return FALSE;
  if (*offer == '\0')
    *error
        = ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NOT_OFFERED, PH_SMTP_STAGE_AUTH, "the server offers no way to sign in");
  else
    *error = ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NOT_OFFERED,
                                PH_SMTP_STAGE_AUTH,
                                "the server offers no way to sign in that can be used here, but %s",
                                offer);
  return FALSE;
}

/* All that could be tried was: the server's own words say more than that there was none. */
static gboolean
fail_exhausted (SignIn *self, GError **error)
{
  g_autofree char *offer = dup_offer (self);

  if (self->refusal != NULL)
    ph_smtp_session_fail (self->session,
                          is_about_policy (ph_smtp_reply_get_code (self->refusal)) ? PH_SMTP_ERROR_AUTH_REFUSED
                                                                                   : PH_SMTP_ERROR_AUTH_NOT_OFFERED,
                          "AUTH",
                          self->refusal,
                          error);
  else
    g_propagate_error (error, g_steal_pointer (&self->problem));
  g_prefix_error (error, "no way to sign in is left of those offered, %s: ", offer);
  return FALSE;
}

static gboolean
try_each (SignIn *self, GError **error)
{
  const char *mechanism = NULL;

  while ((mechanism = ph_smtp_sasl_choose (self->terms, mechanism)) != NULL)
    switch (run_mechanism (self, mechanism, error))
      {
      case AUTH_DONE:
        return TRUE;
      case AUTH_FAILED:
        return FALSE;
      case AUTH_UNSUPPORTED:
      default:
        break;
      }
  if (self->refusal == NULL && self->problem == NULL)
    return fail_no_mechanism (self, error);
  return fail_exhausted (self, error);
}

gboolean
ph_smtp_sign_in (PhSmtpSession *session, const PhSmtpSaslTerms *terms, GCancellable *cancellable, GError **error)
{
  SignIn self = { .session = session, .terms = terms, .cancellable = cancellable };
  gboolean is_done = try_each (&self, error);

  g_clear_pointer (&self.refusal, ph_smtp_reply_unref);
  g_clear_error (&self.problem);
  return is_done;
}
