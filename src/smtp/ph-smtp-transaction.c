/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of one message and what each failure means for it: not sent, sent, or not known. */
#include "config.h"

#include "ph-smtp-transaction.h"

#include "ph-smtp-body.h"
#include "ph-smtp-command.h"
#include "ph-smtp-flight.h"
#include "ph-smtp-session-private.h"
#include "ph-smtp-transaction-private.h"
#include "ph-smtp-transfer.h"

/* What is buffered already is read at once. */
#define TIMEOUT_FAREWELL 2

struct _PhSmtpTransaction
{
  PhSmtpSession *session; /* (unowned) */
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSmtpMailFlags flags;
  guint64 total; /* octets of the message, 0 when not known */
  GArray *part; /* (owned) (nullable) (element-type guint): which recipients */

  gboolean is_pipelined;
  gboolean is_chunked;
  guint n_heard; /* replies so far: MAIL, each RCPT, DATA */
  gboolean is_expected; /* whether the server has said yes to any recipient, whatever it said to MAIL */
  GError *refusal; /* (owned) (nullable): of MAIL or DATA */
  PhSmtpTransfer *transfer; /* (owned) (nullable) */
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

static gboolean
has (PhSmtpTransaction *self, PhSmtpCapabilityFlags capability)
{
  return ph_smtp_capabilities_has (ph_smtp_session_get_capabilities (self->session), capability);
}

/* ---- envelope ------------------------------------------------------------------------------------------------ */

static guint
ph_smtp_transaction_get_index (PhSmtpTransaction *self, guint position)
{
  return g_array_index (self->part, guint, position);
}

static guint
ph_smtp_transaction_count_accepted (PhSmtpTransaction *self)
{
  guint n = 0;

  for (guint i = 0; i < self->part->len; i++)
    n += ph_smtp_envelope_get_outcome (self->envelope, ph_smtp_transaction_get_index (self, i))
         == PH_SMTP_OUTCOME_ACCEPTED;
  return n;
}

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

static gboolean
ph_smtp_transaction_check_wishes (PhSmtpTransaction *self, GError **error)
{
  const PhSmtpWishes *wishes = ph_smtp_envelope_get_wishes (self->envelope);

  return wishes == NULL
         || ph_smtp_wishes_check (wishes,
                                  ph_smtp_session_get_capabilities (self->session),
                                  ph_smtp_session_get_tls_version (self->session) != NULL,
                                  error);
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
  return ph_smtp_transaction_check_addresses (self, error) && ph_smtp_transaction_check_size (self, size, error)
         && ph_smtp_transaction_check_wishes (self, error);
}

static gboolean
ph_smtp_transaction_plan (PhSmtpTransaction *self, gint64 size, GError **error)
{
  g_clear_pointer (&self->part, g_array_unref);
  self->part = ph_smtp_envelope_choose_part (self->envelope, ph_smtp_session_get_capabilities (self->session));
  self->is_pipelined = has (self, PH_SMTP_CAPABILITY_PIPELINING);
  self->is_chunked = self->is_pipelined && has (self, PH_SMTP_CAPABILITY_CHUNKING);
  return ph_smtp_transaction_prepare (self, size, error);
}

/* Nothing is refused here on the word of a server that did not know yet who asks. */
static gboolean
ph_smtp_transaction_plan_surely (PhSmtpTransaction *self, gint64 size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (ph_smtp_transaction_plan (self, size, &local_error))
    return TRUE;
  if (ph_smtp_session_is_offer_early (self->session))
    return ph_smtp_session_ask_again (self->session, cancellable, error)
           && ph_smtp_transaction_plan (self, size, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
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
ph_smtp_transaction_hear_mail (PhSmtpTransaction *self, const PhSmtpReply *reply)
{
  if (ph_smtp_reply_get_class (reply) == 2)
    return TRUE;
  return ph_smtp_session_fail (self->session, classify_mail_refusal (reply), "MAIL", reply, &self->refusal);
}

/* A refusal is an outcome, not a failure. Behind a refused MAIL a reply says nothing about the recipient. */
static gboolean
ph_smtp_transaction_hear_rcpt (PhSmtpTransaction *self, guint index, const PhSmtpReply *reply)
{
  gboolean is_accepted = ph_smtp_reply_get_class (reply) == 2;
  g_autofree char *words = NULL;

  self->is_expected = self->is_expected || is_accepted;
  if (ph_smtp_reply_get_code (reply) == 421)
    return ph_smtp_session_fail (self->session, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "RCPT", reply, &self->refusal);
  if (self->refusal != NULL)
    return TRUE;
  words = ph_smtp_stream_dup_words (ph_smtp_session_get_stream (self->session), reply);
  ph_smtp_envelope_set_outcome (self->envelope,
                                index,
                                is_accepted ? PH_SMTP_OUTCOME_ACCEPTED : PH_SMTP_OUTCOME_REFUSED,
                                ph_smtp_reply_get_code (reply),
                                ph_smtp_reply_get_enhanced_status (reply),
                                words);
  return TRUE;
}

static gboolean
ph_smtp_transaction_hear_data (PhSmtpTransaction *self, const PhSmtpReply *reply)
{
  if (ph_smtp_reply_get_code (reply) == 354)
    {
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_BODY);
      return TRUE;
    }
  /* That nobody was accepted says more. */
  if (self->refusal != NULL || ph_smtp_transaction_count_accepted (self) == 0)
    return TRUE;
  return ph_smtp_session_fail (self->session, ph_smtp_transfer_classify (reply), "DATA", reply, &self->refusal);
}

/* Every reply is heard, whatever the ones before it said; only a server that goes away ends it. */
static gboolean
heard_cb (guint index, const PhSmtpReply *reply, gpointer data, GError **error)
{
  PhSmtpTransaction *self = data;
  guint position = self->n_heard++;

  if (position == 0)
    ph_smtp_transaction_hear_mail (self, reply);
  else if (position <= self->part->len)
    ph_smtp_transaction_hear_rcpt (self, ph_smtp_transaction_get_index (self, position - 1), reply);
  else
    ph_smtp_transaction_hear_data (self, reply);
  if (ph_smtp_session_get_state (self->session) != PH_SMTP_SESSION_CLOSED)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->refusal));
  return FALSE;
}

/* Without its reply no later one could be told apart from it. */
static gboolean
ph_smtp_transaction_fly (PhSmtpTransaction *self, PhSmtpFlight *flight, GCancellable *cancellable, GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);

  if (ph_smtp_flight_run (flight, stream, heard_cb, self, cancellable, error))
    return TRUE;
  ph_smtp_session_close (self->session);
  return FALSE;
}

/* All of them are built before the first is said. */
static GPtrArray *
ph_smtp_transaction_build_commands (PhSmtpTransaction *self, gint64 size, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
  const char *sender = ph_smtp_envelope_get_sender (self->envelope);
  const PhSmtpWishes *wishes = ph_smtp_envelope_get_wishes (self->envelope);
  gint64 declared = has (self, PH_SMTP_CAPABILITY_SIZE) ? size : -1;
  char *command = ph_smtp_command_mail (sender, declared, self->flags, wishes, error);

  for (guint i = 0; command != NULL && i < self->part->len; i++)
    {
      const char *recipient = ph_smtp_envelope_get_recipient (self->envelope, ph_smtp_transaction_get_index (self, i));

      g_ptr_array_add (commands, command);
      command = ph_smtp_command_rcpt (recipient, self->flags, wishes, error);
    }
  if (command == NULL)
    return NULL;
  g_ptr_array_add (commands, command);
  if (self->is_pipelined && !self->is_chunked)
    g_ptr_array_add (commands, g_strdup ("DATA\r\n"));
  return g_steal_pointer (&commands);
}

static gboolean
ph_smtp_transaction_say_envelope (PhSmtpTransaction *self,
                                  GPtrArray *commands,
                                  GCancellable *cancellable,
                                  GError **error)
{
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_COMMAND);
  guint group = self->is_pipelined ? commands->len : 1;

  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_ENVELOPE);
  for (guint i = 0; i < commands->len && self->refusal == NULL; i += group)
    {
      g_autoptr (PhSmtpFlight) flight = ph_smtp_flight_new ();

      for (guint j = 0; j < group; j++)
        ph_smtp_flight_add (flight, g_strdup (g_ptr_array_index (commands, i + j)), timeout);
      if (!ph_smtp_transaction_fly (self, flight, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
ph_smtp_transaction_judge_envelope (PhSmtpTransaction *self, GError **error)
{
  if (self->refusal != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->refusal));
      return FALSE;
    }
  return ph_smtp_transaction_count_accepted (self) > 0 || ph_smtp_transaction_fail_recipients (self->envelope, error);
}

/* A session that was idle may have been told good-bye meanwhile. */
static gboolean
ph_smtp_transaction_check_quiet (PhSmtpTransaction *self, GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);
  g_autoptr (PhSmtpReply) reply = NULL;
  g_autoptr (GError) local_error = NULL;

  if (ph_smtp_stream_check_quiet (stream, &local_error))
    return TRUE;
  if (local_error->code == PH_SMTP_ERROR_PROTOCOL)
    reply = ph_smtp_stream_read_reply (stream, TIMEOUT_FAREWELL, NULL, NULL);
  if (reply != NULL && ph_smtp_reply_get_code (reply) == 421)
    return ph_smtp_session_fail (self->session, PH_SMTP_ERROR_SERVICE_UNAVAILABLE, "the good-bye", reply, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  ph_smtp_session_close (self->session);
  return FALSE;
}

gboolean
ph_smtp_transaction_begin (PhSmtpTransaction *self, gint64 size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_READY, FALSE);
  g_return_val_if_fail (self->part == NULL, FALSE);
  g_return_val_if_fail (ph_smtp_envelope_count (self->envelope, PH_SMTP_OUTCOME_PENDING) > 0, FALSE);

  if (!ph_smtp_session_admit (self->session, cancellable, error))
    return FALSE;
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_ENVELOPE);
  if (!ph_smtp_transaction_plan_surely (self, size, cancellable, error))
    return FALSE;
  commands = ph_smtp_transaction_build_commands (self, size, error);
  return commands != NULL && ph_smtp_transaction_check_quiet (self, error)
         && ph_smtp_transaction_say_envelope (self, commands, cancellable, error)
         && ph_smtp_transaction_judge_envelope (self, error);
}

/* ---- body ---------------------------------------------------------------------------------------------------- */

static gboolean
ph_smtp_transaction_say_data (PhSmtpTransaction *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpReply) reply = NULL;

  reply = ph_smtp_session_ask (self->session, "DATA\r\n", NULL, PH_SMTP_TIMEOUT_DATA, cancellable, error);
  if (reply == NULL)
    return FALSE;
  ph_smtp_transaction_hear_data (self, reply);
  return ph_smtp_transaction_judge_envelope (self, error);
}

gboolean
ph_smtp_transaction_send_body (PhSmtpTransaction *self,
                               GInputStream *message,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (PhSmtpBody) body = NULL;
  PhSmtpBodyFlags flags = PH_SMTP_BODY_7BIT;

  g_return_val_if_fail (self != NULL && self->transfer == NULL, FALSE);
  g_return_val_if_fail (self->n_heard > 0, FALSE);

  if (!self->is_pipelined && !ph_smtp_transaction_say_data (self, cancellable, error))
    return FALSE;
  if (has (self, PH_SMTP_CAPABILITY_8BITMIME))
    flags |= PH_SMTP_BODY_ALLOW_8BIT;
  if (self->is_chunked)
    flags |= PH_SMTP_BODY_FOR_BDAT;
  body = ph_smtp_body_new (message, flags);
  self->transfer
      = ph_smtp_transfer_new (self->session, self->is_chunked ? PH_SMTP_TRANSFER_BDAT : PH_SMTP_TRANSFER_DATA);
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_BODY);
  return ph_smtp_transfer_send (self->transfer, body, self->total, cancellable, error);
}

static void
either_cb (GCancellable *cancellable, gpointer either)
{
  g_cancellable_cancel (either);
}

/* The server has nothing to say here: if it does, or goes, the message is lost in time to be told so. */
static gboolean
ph_smtp_transaction_wait (PhSmtpTransaction *self, GCancellable *release, GCancellable *cancellable, GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_HOLD);
  g_autoptr (GCancellable) either = g_cancellable_new ();
  g_autoptr (GError) local_error = NULL;
  gulong by_release = g_cancellable_connect (release, G_CALLBACK (either_cb), either, NULL);
  gulong by_cancel
      = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (either_cb), either, NULL) : 0;

  ph_smtp_stream_wait_for_octets (stream, timeout, either, &local_error);
  g_cancellable_disconnect (release, by_release);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, by_cancel);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  if (local_error == NULL)
    return ph_smtp_transfer_settle (self->transfer, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  ph_smtp_session_close (self->session);
  return FALSE;
}

gboolean
ph_smtp_transaction_hold (PhSmtpTransaction *self, GCancellable *release, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL && self->transfer != NULL, FALSE);
  g_return_val_if_fail (release != NULL, FALSE);

  return ph_smtp_transfer_settle (self->transfer, cancellable, error)
         && ph_smtp_transaction_wait (self, release, cancellable, error);
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

static void
ph_smtp_transaction_set_sent (PhSmtpTransaction *self)
{
  for (guint i = 0; i < self->part->len; i++)
    {
      guint index = ph_smtp_transaction_get_index (self, i);

      if (ph_smtp_envelope_get_outcome (self->envelope, index) == PH_SMTP_OUTCOME_ACCEPTED)
        ph_smtp_envelope_set_sent (self->envelope, index);
    }
}

static gboolean
ph_smtp_transaction_judge_commit (PhSmtpTransaction *self, const PhSmtpReply *reply, GError **error)
{
  g_autofree char *words = ph_smtp_stream_dup_words (ph_smtp_session_get_stream (self->session), reply);

  switch (ph_smtp_reply_get_class (reply))
    {
    case 2:
      ph_smtp_transaction_set_sent (self);
      ph_smtp_envelope_set_receipt (self->envelope,
                                    ph_smtp_reply_get_code (reply),
                                    ph_smtp_reply_get_enhanced_status (reply),
                                    words);
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_READY);
      ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_DONE);
      return TRUE;
    case 4:
    case 5:
      /* What is left of a refused BDAT is RSET's (RFC 3030 section 2). */
      ph_smtp_session_set_state (self->session, self->is_chunked ? PH_SMTP_SESSION_IN_ENVELOPE : PH_SMTP_SESSION_READY);
      return ph_smtp_session_fail (self->session, ph_smtp_transfer_classify (reply), "the message", reply, error);
    default:
      return fail_unknown (g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", words), error);
    }
}

gboolean
ph_smtp_transaction_commit (PhSmtpTransaction *self, GError **error)
{
  g_autoptr (PhSmtpReply) reply = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean may_be_taken = FALSE;

  g_return_val_if_fail (self != NULL && self->transfer != NULL, FALSE);

  reply = ph_smtp_transfer_commit (self->transfer, &may_be_taken, &local_error);
  if (reply != NULL)
    return ph_smtp_transaction_judge_commit (self, reply, error);
  if (may_be_taken)
    return fail_unknown (g_steal_pointer (&local_error), error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* A server that said 354 although it takes mail for nobody waits for the end of a message. With a recipient it would
 * deliver an empty one. */
static void
ph_smtp_transaction_say_lone_dot (PhSmtpTransaction *self)
{
  g_autoptr (PhSmtpReply) reply = NULL;

  reply = ph_smtp_session_ask (self->session, ".\r\n", NULL, PH_SMTP_TIMEOUT_ABORT, NULL, NULL);
  if (reply != NULL)
    ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_READY);
}

void
ph_smtp_transaction_abort (PhSmtpTransaction *self)
{
  g_return_if_fail (self != NULL);

  /* Chunks that are not answered yet are, before RSET is. */
  if (self->transfer != NULL && ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_IN_ENVELOPE)
    ph_smtp_transfer_settle (self->transfer, NULL, NULL);
  switch (ph_smtp_session_get_state (self->session))
    {
    case PH_SMTP_SESSION_IN_ENVELOPE:
      ph_smtp_session_reset (self->session, NULL);
      break;
    case PH_SMTP_SESSION_IN_BODY:
      if (self->transfer == NULL && !self->is_expected)
        ph_smtp_transaction_say_lone_dot (self);
      else
        ph_smtp_session_close (self->session);
      break;
    case PH_SMTP_SESSION_CLOSED:
    case PH_SMTP_SESSION_OPENING:
    case PH_SMTP_SESSION_READY:
    default:
      break;
    }
}

void
ph_smtp_transaction_free (PhSmtpTransaction *self)
{
  if (self == NULL)
    return;
  ph_smtp_transaction_abort (self);
  g_clear_object (&self->envelope);
  g_clear_error (&self->refusal);
  g_clear_pointer (&self->part, g_array_unref);
  g_clear_pointer (&self->transfer, ph_smtp_transfer_free);
  g_free (self);
}
