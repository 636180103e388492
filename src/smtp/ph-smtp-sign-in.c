/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation around a SASL exchange, and which refusal lets the next mechanism try. */
#include "config.h"

#include "ph-smtp-sign-in.h"

#include "ph-smtp-command.h"
#include "ph-smtp-mask.h"
#include "ph-smtp-session-private.h"

typedef enum
{
  AUTH_DONE,
  AUTH_UNSUPPORTED, /* the mechanism, not the person, was refused */
  AUTH_FAILED,
} AuthResult;

/* Codes with which servers refuse a mechanism (RFC 4954 section 4, RFC 5321 section 4.2.2). */
static gboolean
is_unsupported (int code)
{
  return code == 500 || code == 502 || code == 504;
}

static AuthResult
judge (PhSmtpSession *session, const PhSmtpReply *reply, GError **error)
{
  if (ph_smtp_reply_get_class (reply) == 2)
    return AUTH_DONE;
  if (is_unsupported (ph_smtp_reply_get_code (reply)))
    return AUTH_UNSUPPORTED;
  if (ph_smtp_reply_get_class (reply) == 4)
    ph_smtp_session_fail (session, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "AUTH", reply, error);
  else
    ph_smtp_session_fail (session, PH_SMTP_ERROR_AUTH_REFUSED, "AUTH", reply, error);
  return AUTH_FAILED;
}

/* "*" ends an exchange; the server answers 501 and both are where they were (RFC 4954 section 4). */
static void
cancel (PhSmtpSession *session, GCancellable *cancellable)
{
  g_autoptr (PhSmtpReply) reply G_GNUC_UNUSED
      = ph_smtp_session_ask (session, "*\r\n", NULL, PH_SMTP_TIMEOUT_COMMAND, cancellable, NULL);
}

static PhSmtpReply *
start (PhSmtpSession *session, const char *mechanism, PhSmtpSasl *sasl, GCancellable *cancellable, GError **error)
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
    reply = ph_smtp_session_ask (session, command, shown, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
  ph_smtp_credentials_wipe (response);
  ph_smtp_credentials_wipe (command);
  return reply;
}

static PhSmtpReply *
proceed (PhSmtpSession *session,
         PhSmtpSasl *sasl,
         const PhSmtpReply *challenge,
         GCancellable *cancellable,
         GError **error)
{
  char *response = ph_smtp_sasl_step (sasl, ph_smtp_reply_get_line (challenge, 0), error);
  char *line = NULL;
  PhSmtpReply *reply = NULL;

  if (response == NULL)
    {
      cancel (session, cancellable);
      return NULL;
    }
  line = g_strconcat (response, "\r\n", NULL);
  reply = ph_smtp_session_ask (session, line, PH_SMTP_MASK, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
  ph_smtp_credentials_wipe (response);
  ph_smtp_credentials_wipe (line);
  return reply;
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
run_mechanism (PhSmtpSession *session,
               const char *mechanism,
               const PhSmtpSaslTerms *terms,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (PhSmtpSasl) sasl = ph_smtp_sasl_new (mechanism, terms, error);
  g_autoptr (PhSmtpReply) reply = NULL;
  AuthResult result = AUTH_FAILED;

  if (sasl == NULL)
    return AUTH_FAILED;
  reply = start (session, mechanism, sasl, cancellable, error);
  while (reply != NULL && ph_smtp_reply_get_code (reply) == 334)
    {
      g_autoptr (PhSmtpReply) challenge = g_steal_pointer (&reply);

      reply = proceed (session, sasl, challenge, cancellable, error);
    }
  if (reply == NULL)
    return AUTH_FAILED;
  result = judge (session, reply, error);
  if (result == AUTH_DONE && !ph_smtp_sasl_is_complete (sasl))
    return fail_unproved (mechanism, error);
  if (result == AUTH_FAILED && ph_smtp_sasl_get_problem (sasl) != NULL)
    g_prefix_error (error, "%s: ", ph_smtp_sasl_get_problem (sasl));
  return result;
}

static gboolean
fail_no_mechanism (PhSmtpSession *session, GError **error)
{
  gboolean is_offered = ph_smtp_capabilities_has (ph_smtp_session_get_capabilities (session), PH_SMTP_CAPABILITY_AUTH);

  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_AUTH_NOT_OFFERED,
                                PH_SMTP_STAGE_AUTH,
                                is_offered ? "the server offers no way to sign in that both sides know"
                                           : "the server offers no way to sign in");
  return FALSE;
}

gboolean
ph_smtp_sign_in (PhSmtpSession *session, const PhSmtpSaslTerms *terms, GCancellable *cancellable, GError **error)
{
  const char *mechanism = NULL;

  while ((mechanism = ph_smtp_sasl_choose (terms, mechanism)) != NULL)
    switch (run_mechanism (session, mechanism, terms, cancellable, error))
      {
      case AUTH_DONE:
        return TRUE;
      case AUTH_FAILED:
        return FALSE;
      case AUTH_UNSUPPORTED:
      default:
        break;
      }
  return fail_no_mechanism (session, error);
}
