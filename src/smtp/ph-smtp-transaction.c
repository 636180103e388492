/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of one message and what each failure means for it: not sent, sent, or not known. */
#include "config.h"

#include "ph-smtp-transaction.h"

#include "ph-smtp-body.h"
#include "ph-smtp-command.h"
#include "ph-smtp-session-private.h"

/* A server that refuses while the body is on its way often says why before it hangs up. */
#define TIMEOUT_LAST_WORDS 2

struct _PhSmtpTransaction
{
  PhSmtpSession *session; /* (unowned) */
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSmtpMailFlags flags;
  guint64 total; /* octets of the message, 0 when not known */
};

PhSmtpTransaction *
ph_smtp_transaction_new (PhSmtpSession *session, PhSmtpEnvelope *envelope)
{
  PhSmtpTransaction *self = NULL;

  g_return_val_if_fail (session != NULL, NULL);
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (envelope), NULL);

  self = g_new0 (PhSmtpTransaction, 1);
  self->session = session;
  self->envelope = g_object_ref (envelope);
  return self;
}

void
ph_smtp_transaction_free (PhSmtpTransaction *self)
{
  if (self == NULL)
    return;
  ph_smtp_transaction_abort (self);
  g_clear_object (&self->envelope);
  g_free (self);
}

void
ph_smtp_transaction_abort (PhSmtpTransaction *self)
{
  g_return_if_fail (self != NULL);

  switch (ph_smtp_session_get_state (self->session))
    {
    case PH_SMTP_SESSION_IN_ENVELOPE:
      ph_smtp_session_reset (self->session, NULL);
      break;
    case PH_SMTP_SESSION_IN_BODY:
      ph_smtp_session_close (self->session);
      break;
    case PH_SMTP_SESSION_CLOSED:
    case PH_SMTP_SESSION_OPENING:
    case PH_SMTP_SESSION_READY:
    default:
      break;
    }
}

static gboolean
has (PhSmtpTransaction *self, PhSmtpCapabilityFlags capability)
{
  return ph_smtp_capabilities_has (ph_smtp_session_get_capabilities (self->session), capability);
}

/* ---- envelope ------------------------------------------------------------------------------------------------ */

static gboolean
ph_smtp_transaction_check_addresses (PhSmtpTransaction *self, GError **error)
{
  const char *sender = ph_smtp_envelope_get_sender (self->envelope);

  if (*sender != '\0' && !ph_smtp_command_check_address (sender, self->flags, error))
    return FALSE;
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (self->envelope); i++)
    if (!ph_smtp_command_check_address (ph_smtp_envelope_get_recipient (self->envelope, i), self->flags, error))
      return FALSE;
  return TRUE;
}

static gboolean
ph_smtp_transaction_check_size (PhSmtpTransaction *self, gint64 size, GError **error)
{
  guint64 limit = ph_smtp_capabilities_get_size_limit (ph_smtp_session_get_capabilities (self->session));

  if (size < 0 || limit == 0 || (guint64) size <= limit)
    return TRUE;
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_TOO_LARGE,
                                PH_SMTP_STAGE_ENVELOPE,
                                "the message has %" G_GINT64_FORMAT " octets, the server takes %" G_GUINT64_FORMAT,
                                size,
                                limit);
  return FALSE;
}

/* What the message needs and the server has. */
static gboolean
ph_smtp_transaction_prepare (PhSmtpTransaction *self, gint64 size, GError **error)
{
  gboolean needs_utf8 = ph_smtp_envelope_needs_smtputf8 (self->envelope);

  if (needs_utf8 && !has (self, PH_SMTP_CAPABILITY_SMTPUTF8))
    {
      if (error != NULL)
        *error = ph_smtp_error_new (PH_SMTP_ERROR_NEEDS_EXTENSION,
                                    PH_SMTP_STAGE_ENVELOPE,
                                    "an address is international and the server takes none such");
      return FALSE;
    }
  self->flags = PH_SMTP_MAIL_NONE;
  if (needs_utf8)
    self->flags |= PH_SMTP_MAIL_SMTPUTF8;
  if (has (self, PH_SMTP_CAPABILITY_8BITMIME))
    self->flags |= PH_SMTP_MAIL_BODY_8BITMIME;
  self->total = size > 0 ? (guint64) size : 0;
  return ph_smtp_transaction_check_addresses (self, error) && ph_smtp_transaction_check_size (self, size, error);
}

static PhSmtpError
classify_mail_refusal (const PhSmtpReply *reply)
{
  if (ph_smtp_reply_get_code (reply) == 530)
    return PH_SMTP_ERROR_AUTH_NEEDED;
  if (ph_smtp_reply_get_code (reply) == 552)
    return PH_SMTP_ERROR_TOO_LARGE;
  return PH_SMTP_ERROR_SENDER_REFUSED;
}

static gboolean
ph_smtp_transaction_say_mail (PhSmtpTransaction *self, gint64 size, GCancellable *cancellable, GError **error)
{
  gint64 declared = has (self, PH_SMTP_CAPABILITY_SIZE) ? size : -1;
  g_autofree char *command = NULL;
  g_autoptr (PhSmtpReply) reply = NULL;

  command = ph_smtp_command_mail (ph_smtp_envelope_get_sender (self->envelope), declared, self->flags, error);
  if (command == NULL)
    return FALSE;
  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_ENVELOPE);
  reply = ph_smtp_session_ask (self->session, command, NULL, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
  if (reply == NULL)
    return FALSE;
  return ph_smtp_reply_get_class (reply) == 2
         || ph_smtp_session_fail (self->session, classify_mail_refusal (reply), "MAIL", reply, error);
}

/* A refusal is an outcome, not a failure. */
static gboolean
ph_smtp_transaction_say_rcpt (PhSmtpTransaction *self, guint index, GCancellable *cancellable, GError **error)
{
  g_autofree char *command = NULL;
  g_autofree char *words = NULL;
  g_autoptr (PhSmtpReply) reply = NULL;
  gboolean is_accepted = FALSE;

  command = ph_smtp_command_rcpt (ph_smtp_envelope_get_recipient (self->envelope, index), self->flags, error);
  if (command == NULL)
    return FALSE;
  reply = ph_smtp_session_ask (self->session, command, NULL, PH_SMTP_TIMEOUT_COMMAND, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (ph_smtp_reply_get_code (reply) == 421)
    return ph_smtp_session_fail (self->session, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "RCPT", reply, error);

  is_accepted = ph_smtp_reply_get_class (reply) == 2;
  words = ph_smtp_stream_dup_words (ph_smtp_session_get_stream (self->session), reply);
  ph_smtp_envelope_set_outcome (self->envelope,
                                index,
                                is_accepted ? PH_SMTP_OUTCOME_ACCEPTED : PH_SMTP_OUTCOME_REFUSED,
                                ph_smtp_reply_get_code (reply),
                                ph_smtp_reply_get_enhanced_status (reply),
                                words);
  return TRUE;
}

static guint
first_refused (PhSmtpEnvelope *envelope)
{
  guint index = 0;

  while (ph_smtp_envelope_get_outcome (envelope, index) != PH_SMTP_OUTCOME_REFUSED)
    index++;
  return index;
}

/* Goes on, or stops before a single octet of the message has left. */
static gboolean
ph_smtp_transaction_decide (PhSmtpTransaction *self, PhSmtpSendFlags flags, GError **error)
{
  guint n_refused = ph_smtp_envelope_count (self->envelope, PH_SMTP_OUTCOME_REFUSED);
  guint n_accepted = ph_smtp_envelope_count (self->envelope, PH_SMTP_OUTCOME_ACCEPTED);
  g_autofree char *what = NULL;
  guint index = 0;

  if (n_accepted > 0 && (n_refused == 0 || (flags & PH_SMTP_SEND_TO_ACCEPTED) != 0))
    return TRUE;
  index = first_refused (self->envelope);
  what = g_strdup_printf ("%u of %u recipients refused, first %s",
                          n_refused,
                          n_refused + n_accepted,
                          ph_smtp_envelope_get_recipient (self->envelope, index));
  if (error != NULL)
    *error = ph_smtp_error_new_for_reply (PH_SMTP_ERROR_RECIPIENTS_REFUSED,
                                          PH_SMTP_STAGE_ENVELOPE,
                                          ph_smtp_envelope_get_reply_code (self->envelope, index),
                                          ph_smtp_envelope_get_enhanced_status (self->envelope, index),
                                          ph_smtp_envelope_get_reply_words (self->envelope, index),
                                          what);
  return FALSE;
}

static PhSmtpError
classify_refusal (const PhSmtpReply *reply)
{
  return ph_smtp_reply_get_code (reply) == 552 ? PH_SMTP_ERROR_TOO_LARGE : PH_SMTP_ERROR_MESSAGE_REFUSED;
}

static gboolean
ph_smtp_transaction_say_data (PhSmtpTransaction *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpReply) reply = NULL;

  reply = ph_smtp_session_ask (self->session, "DATA\r\n", NULL, PH_SMTP_TIMEOUT_DATA, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (ph_smtp_reply_get_code (reply) != 354)
    return ph_smtp_session_fail (self->session, classify_refusal (reply), "DATA", reply, error);
  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_BODY);
  return TRUE;
}

gboolean
ph_smtp_transaction_begin (PhSmtpTransaction *self,
                           gint64 size,
                           PhSmtpSendFlags flags,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_READY, FALSE);
  g_return_val_if_fail (ph_smtp_envelope_get_n_recipients (self->envelope) > 0, FALSE);

  ph_smtp_envelope_reset (self->envelope);
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_ENVELOPE);
  if (!ph_smtp_transaction_prepare (self, size, error)
      || !ph_smtp_transaction_say_mail (self, size, cancellable, error))
    return FALSE;
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (self->envelope); i++)
    if (!ph_smtp_transaction_say_rcpt (self, i, cancellable, error))
      return FALSE;
  return ph_smtp_transaction_decide (self, flags, error) && ph_smtp_transaction_say_data (self, cancellable, error);
}

/* ---- body ---------------------------------------------------------------------------------------------------- */

/* The server spoke in the middle of the body. A refusal is told as one; anything else, also an early "250", is an answer
 * to nothing. Returns FALSE; @error may hold what the stream had to say and is replaced when the server says it better. */
static gboolean
ph_smtp_transaction_hear_last_words (PhSmtpTransaction *self, GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);
  g_autoptr (PhSmtpReply) reply = ph_smtp_stream_read_reply (stream, TIMEOUT_LAST_WORDS, NULL, NULL);

  if (reply == NULL || ph_smtp_reply_get_class (reply) < 4)
    return FALSE;
  g_clear_error (error);
  return ph_smtp_session_fail (self->session, classify_refusal (reply), "the message", reply, error);
}

static gboolean
ph_smtp_transaction_write_block (PhSmtpTransaction *self,
                                 const char *block,
                                 gsize length,
                                 GCancellable *cancellable,
                                 GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_BLOCK);
  g_autoptr (GError) local_error = NULL;

  if (ph_smtp_stream_check_quiet (stream, &local_error)
      && ph_smtp_stream_write (stream, block, length, timeout, cancellable, &local_error))
    return TRUE;
  if (local_error->domain == PH_SMTP_ERROR && local_error->code != PH_SMTP_ERROR_TIMED_OUT)
    ph_smtp_transaction_hear_last_words (self, &local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static void
ph_smtp_transaction_note_body (PhSmtpTransaction *self, PhSmtpTranscript *transcript, guint64 done)
{
  g_autofree char *size = g_format_size (done);

  ph_smtp_transcript_note (transcript, "%s of message", size);
}

gboolean
ph_smtp_transaction_send_body (PhSmtpTransaction *self,
                               GInputStream *message,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (PhSmtpBody) body = NULL;
  PhSmtpTranscript *transcript = NULL;
  guint64 done = 0;
  const char *block = NULL;
  gsize length = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_IN_BODY, FALSE);

  body = ph_smtp_body_new (message,
                           has (self, PH_SMTP_CAPABILITY_8BITMIME) ? PH_SMTP_BODY_ALLOW_8BIT : PH_SMTP_BODY_7BIT);
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_BODY);
  ph_smtp_session_report (self->session, 0, self->total);
  do
    {
      if (!ph_smtp_body_read_block (body, &block, &length, cancellable, error)
          || !ph_smtp_transaction_write_block (self, block, length, cancellable, error))
        return FALSE;
      done += length;
      ph_smtp_session_report (self->session, done, MAX (self->total, done));
    }
  while (length > 0);

  transcript = ph_smtp_stream_get_transcript (ph_smtp_session_get_stream (self->session));
  if (transcript != NULL)
    ph_smtp_transaction_note_body (self, transcript, done);
  return TRUE;
}

/* ---- commit -------------------------------------------------------------------------------------------------- */

/* From here on "not sent" cannot be said any more, whatever broke. Takes @cause over. */
static gboolean
fail_unknown (GError *cause, GError **error)
{
  g_autoptr (GError) owned G_GNUC_UNUSED = cause;

  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_OUTCOME_UNKNOWN,
                                PH_SMTP_STAGE_COMMIT,
                                "the server may have taken the message, but its answer did not come: %s",
                                cause->message);
  return FALSE;
}

static gboolean
ph_smtp_transaction_judge_commit (PhSmtpTransaction *self, const PhSmtpReply *reply, GError **error)
{
  g_autofree char *words = ph_smtp_stream_dup_words (ph_smtp_session_get_stream (self->session), reply);

  switch (ph_smtp_reply_get_class (reply))
    {
    case 2:
      ph_smtp_envelope_set_receipt (self->envelope,
                                    ph_smtp_reply_get_code (reply),
                                    ph_smtp_reply_get_enhanced_status (reply),
                                    words);
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_READY);
      ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_DONE);
      return TRUE;
    case 4:
    case 5:
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_READY);
      return ph_smtp_session_fail (self->session, classify_refusal (reply), "the message", reply, error);
    default:
      return fail_unknown (g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", words), error);
    }
}

gboolean
ph_smtp_transaction_commit (PhSmtpTransaction *self, GError **error)
{
  PhSmtpStream *stream = NULL;
  guint timeout = 0;
  g_autoptr (PhSmtpReply) reply = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_IN_BODY, FALSE);

  stream = ph_smtp_session_get_stream (self->session);
  timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_COMMIT);
  if (!ph_smtp_stream_check_quiet (stream, &local_error))
    {
      ph_smtp_transaction_hear_last_words (self, &local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_COMMIT);
  if (ph_smtp_stream_write_command (stream, ".\r\n", NULL, timeout, NULL, &local_error))
    reply = ph_smtp_stream_read_reply (stream, timeout, NULL, &local_error);
  if (reply == NULL)
    return fail_unknown (g_steal_pointer (&local_error), error);
  return ph_smtp_transaction_judge_commit (self, reply, error);
}

gboolean
ph_smtp_transaction_run (PhSmtpSession *session,
                         PhSmtpEnvelope *envelope,
                         GInputStream *message,
                         gint64 size,
                         PhSmtpSendFlags flags,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);

  return ph_smtp_transaction_begin (transaction, size, flags, cancellable, error)
         && ph_smtp_transaction_send_body (transaction, message, cancellable, error)
         && ph_smtp_transaction_commit (transaction, error);
}
