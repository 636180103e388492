/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table from the engine's errors to exit statuses and sentences; everything else has its status already. */
#include "config.h"

#include "ph-send-report.h"

#include "ph-attachment-error.h"

#include <glib/gi18n.h>

typedef struct
{
  PhSendExit exit;
  gboolean may_be_temporary; /* a 4yz reply means "try again" instead */
  const char *sentence;
} Verdict;

static const Verdict verdicts[] = {
  [PH_SMTP_ERROR_HOST_NOT_FOUND] = { PH_SEND_EXIT_NO_HOST, FALSE, N_ ("The server was not found") },
  [PH_SMTP_ERROR_NETWORK_DOWN] = { PH_SEND_EXIT_UNAVAILABLE, FALSE, N_ ("There is no way to the server") },
  [PH_SMTP_ERROR_CONNECTION_REFUSED] = { PH_SEND_EXIT_UNAVAILABLE, FALSE, N_ ("The server takes no connection") },
  [PH_SMTP_ERROR_TIMED_OUT] = { PH_SEND_EXIT_TRY_AGAIN, FALSE, N_ ("The server did not answer in time") },
  [PH_SMTP_ERROR_CONNECTION_LOST]
  = { PH_SEND_EXIT_TRY_AGAIN, FALSE, N_ ("The connection broke, and nothing was sent") },
  [PH_SMTP_ERROR_OUTCOME_UNKNOWN]
  = { PH_SEND_EXIT_TRY_AGAIN, FALSE, N_ ("The connection broke, and the message may or may not have been sent") },
  [PH_SMTP_ERROR_PROTOCOL] = { PH_SEND_EXIT_PROTOCOL, FALSE, N_ ("The server does not speak SMTP as it should") },
  [PH_SMTP_ERROR_SERVICE_UNAVAILABLE] = { PH_SEND_EXIT_UNAVAILABLE, FALSE, N_ ("The server takes no mail now") },
  [PH_SMTP_ERROR_TLS_NOT_OFFERED]
  = { PH_SEND_EXIT_NO_PERMISSION, TRUE, N_ ("The server offers no encryption, so nothing was sent") },
  [PH_SMTP_ERROR_TLS_FAILED] = { PH_SEND_EXIT_PROTOCOL, FALSE, N_ ("Encryption could not be set up") },
  [PH_SMTP_ERROR_CERTIFICATE] = { PH_SEND_EXIT_NO_PERMISSION, FALSE, N_ ("The server’s certificate was refused") },
  [PH_SMTP_ERROR_AUTH_NOT_OFFERED]
  = { PH_SEND_EXIT_NO_PERMISSION, FALSE, N_ ("There is no way to sign in that both sides know") },
  [PH_SMTP_ERROR_AUTH_NEEDED] = { PH_SEND_EXIT_NO_PERMISSION, TRUE, N_ ("The server wants a sign-in") },
  [PH_SMTP_ERROR_AUTH_REFUSED] = { PH_SEND_EXIT_NO_PERMISSION, TRUE, N_ ("The server did not accept the sign-in") },
  [PH_SMTP_ERROR_TOKEN_REFUSED] = { PH_SEND_EXIT_NO_PERMISSION, FALSE, N_ ("The token is no longer valid") },
  [PH_SMTP_ERROR_TOKEN_SCOPE] = { PH_SEND_EXIT_NO_PERMISSION, FALSE, N_ ("The token does not allow sending mail") },
  [PH_SMTP_ERROR_SENDER_REFUSED] = { PH_SEND_EXIT_REFUSED, TRUE, N_ ("The server refused the sender") },
  [PH_SMTP_ERROR_RECIPIENTS_REFUSED] = { PH_SEND_EXIT_REFUSED, TRUE, N_ ("The server refused every recipient") },
  [PH_SMTP_ERROR_TOO_LARGE] = { PH_SEND_EXIT_REFUSED, TRUE, N_ ("The message is too large for the server") },
  [PH_SMTP_ERROR_MESSAGE_REFUSED] = { PH_SEND_EXIT_REFUSED, TRUE, N_ ("The server refused the message") },
  [PH_SMTP_ERROR_NEEDS_EXTENSION]
  = { PH_SEND_EXIT_REFUSED, FALSE, N_ ("The server cannot take this message as it is") },
  [PH_SMTP_ERROR_INVALID_ARGUMENT] = { PH_SEND_EXIT_REFUSED, FALSE, N_ ("This cannot be sent as mail") },
  [PH_SMTP_ERROR_SOURCE] = { PH_SEND_EXIT_LOCAL_IO, FALSE, N_ ("The message could not be read") },
};

G_DEFINE_QUARK (ph - send - error - quark, ph_send_error)

static const Verdict *
find_verdict (const GError *error)
{
  if (error->domain != PH_SMTP_ERROR || error->code < 0 || (guint) error->code >= G_N_ELEMENTS (verdicts))
    return NULL;
  return &verdicts[error->code];
}

PhSendExit
ph_send_report_get_exit (const GError *error)
{
  const Verdict *verdict = NULL;

  g_return_val_if_fail (error != NULL, PH_SEND_EXIT_INTERNAL);

  verdict = find_verdict (error);
  if (verdict != NULL)
    return verdict->may_be_temporary && ph_smtp_error_is_temporary (error) ? PH_SEND_EXIT_TRY_AGAIN : verdict->exit;
  if (error->domain == PH_SEND_ERROR)
    return (PhSendExit) error->code;
  if (error->domain == G_OPTION_ERROR)
    return PH_SEND_EXIT_USAGE;
  return error->domain == G_IO_ERROR || error->domain == PH_ATTACHMENT_ERROR ? PH_SEND_EXIT_LOCAL_IO
                                                                             : PH_SEND_EXIT_INTERNAL;
}

char *
ph_send_report_dup_line (const GError *error)
{
  const Verdict *verdict = NULL;
  char *line = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  verdict = find_verdict (error);
  line
      = verdict != NULL ? g_strdup_printf ("%s: %s", _ (verdict->sentence), error->message) : g_strdup (error->message);
  /* A reply of several lines; what cannot be shown in it was made harmless by the engine. */
  return g_strdelimit (line, "\r\n", ' ');
}

PhSendExit
ph_send_report_get_exit_for_recipients (PhSmtpEnvelope *envelope)
{
  PhSendExit exit = PH_SEND_EXIT_OK;

  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    {
      if (ph_smtp_envelope_get_outcome (envelope, i) != PH_SMTP_OUTCOME_REFUSED)
        continue;
      if (ph_smtp_envelope_get_reply_code (envelope, i) / 100 != 4)
        return PH_SEND_EXIT_REFUSED;
      exit = PH_SEND_EXIT_TRY_AGAIN;
    }
  return exit;
}

char **
ph_send_report_dup_sent (PhSmtpEnvelope *envelope)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (ph_smtp_envelope_is_sent (envelope, i))
      {
        /* Translators: %s is a recipient's address. */
        g_autofree char *line
            = g_strdup_printf (_ ("Before that it was sent to %s"), ph_smtp_envelope_get_recipient (envelope, i));

        g_strv_builder_add (lines, line);
      }
  return g_strv_builder_end (lines);
}

char **
ph_send_report_dup_refused (PhSmtpEnvelope *envelope)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    {
      const char *words = ph_smtp_envelope_get_reply_words (envelope, i);
      g_autofree char *line = NULL;

      if (ph_smtp_envelope_get_outcome (envelope, i) != PH_SMTP_OUTCOME_REFUSED)
        continue;
      /* Translators: %s is a recipient's address, then come the server's reply code and words. */
      line = g_strdup_printf (_ ("%s was refused: %d %s"),
                              ph_smtp_envelope_get_recipient (envelope, i),
                              ph_smtp_envelope_get_reply_code (envelope, i),
                              words != NULL ? words : "");
      g_strv_builder_add (lines, g_strdelimit (g_strchomp (line), "\r\n", ' '));
    }
  return g_strv_builder_end (lines);
}
