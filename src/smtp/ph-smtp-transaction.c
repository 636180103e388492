/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of one message and what each failure means for it: not sent, sent, or not known. */
#include "config.h"

#include "ph-smtp-transaction.h"

#include "ph-smtp-flight.h"
#include "ph-smtp-outcome.h"
#include "ph-smtp-session-private.h"
#include "ph-smtp-transfer.h"

/* What ends a wait, at most: a yes, a no, and the caller's cancellable. */
#define N_ENDS 3

struct _PhSmtpTransaction
{
  PhSmtpSession *session; /* (unowned) */
  PhSmtpEnvelope *envelope; /* (owned) */
  guint64 total; /* octets of the message, 0 when not known */
  PhSmtpPlan *plan; /* (owned) (nullable) */
  gboolean is_data_apart; /* wherever there may be a choice */

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

/* ---- envelope ------------------------------------------------------------------------------------------------ */

/* Behind a refused MAIL a reply says nothing about the recipient. */
static void
ph_smtp_transaction_hear_rcpt (PhSmtpTransaction *self, guint index, const PhSmtpReply *reply)
{
  self->is_expected = self->is_expected || ph_smtp_reply_get_class (reply) == 2;
  if (self->refusal == NULL)
    ph_smtp_outcome_hear_rcpt (self->session, self->envelope, index, reply, &self->refusal);
  else if (ph_smtp_reply_get_code (reply) == 421)
    ph_smtp_session_close (self->session);
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
  if (self->refusal != NULL || ph_smtp_outcome_count_accepted (self->envelope, self->plan) == 0)
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
    ph_smtp_outcome_hear_mail (self->session, reply, &self->refusal);
  else if (position <= self->plan->part->len)
    ph_smtp_transaction_hear_rcpt (self, ph_smtp_plan_get_index (self->plan, position - 1), reply);
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

/* Alone nobody can be refused without all being refused. */
static gboolean
ph_smtp_transaction_pipelines_data (PhSmtpTransaction *self)
{
  return self->plan->is_pipelined && !self->plan->is_chunked && (!self->is_data_apart || self->plan->part->len == 1);
}

static gboolean
ph_smtp_transaction_say_envelope (PhSmtpTransaction *self, GCancellable *cancellable, GError **error)
{
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_COMMAND);
  GPtrArray *commands = self->plan->commands;
  guint group = self->plan->is_pipelined ? commands->len : 1;

  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_ENVELOPE);
  for (guint i = 0; i < commands->len && self->refusal == NULL; i += group)
    {
      g_autoptr (PhSmtpFlight) flight = ph_smtp_flight_new ();

      for (guint j = 0; j < group; j++)
        ph_smtp_flight_add (flight, g_strdup (g_ptr_array_index (commands, i + j)), timeout);
      if (ph_smtp_transaction_pipelines_data (self))
        ph_smtp_flight_add (flight, g_strdup ("DATA\r\n"), timeout);
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
  return ph_smtp_outcome_count_accepted (self->envelope, self->plan) > 0
         || ph_smtp_outcome_fail_recipients (self->envelope, error);
}

void
ph_smtp_transaction_keep_data_apart (PhSmtpTransaction *self)
{
  g_return_if_fail (self != NULL && self->plan == NULL);
  self->is_data_apart = TRUE;
}

gboolean
ph_smtp_transaction_begin (PhSmtpTransaction *self, gint64 size, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_READY, FALSE);
  g_return_val_if_fail (self->plan == NULL, FALSE);
  g_return_val_if_fail (ph_smtp_envelope_count (self->envelope, PH_SMTP_OUTCOME_PENDING) > 0, FALSE);

  if (!ph_smtp_session_admit (self->session, cancellable, error))
    return FALSE;
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_ENVELOPE);
  self->plan = ph_smtp_plan_new (self->session, self->envelope, size, cancellable, error);
  self->total = size > 0 ? (guint64) size : 0;
  return self->plan != NULL && ph_smtp_session_check_quiet (self->session, error)
         && ph_smtp_transaction_say_envelope (self, cancellable, error)
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

  g_return_val_if_fail (self != NULL && self->transfer == NULL, FALSE);
  g_return_val_if_fail (self->n_heard > 0, FALSE);

  if (!self->plan->is_chunked && !ph_smtp_transaction_pipelines_data (self)
      && !ph_smtp_transaction_say_data (self, cancellable, error))
    return FALSE;
  body = ph_smtp_body_new (message, ph_smtp_plan_get_body_flags (self->plan));
  self->transfer
      = ph_smtp_transfer_new (self->session, self->plan->is_chunked ? PH_SMTP_TRANSFER_BDAT : PH_SMTP_TRANSFER_DATA);
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_BODY);
  return ph_smtp_transfer_send (self->transfer, body, self->total, cancellable, error);
}

/* ---- waiting --------------------------------------------------------------------------------------------------- */

static void
any_cb (GCancellable *cancellable, gpointer any)
{
  g_cancellable_cancel (any);
}

/* Until one of @ends, of which each may be %NULL, is cancelled. Returns: %FALSE when the server has said something before,
 * without an error, or when it is gone or nothing happens for too long. */
static gboolean
ph_smtp_transaction_listen (PhSmtpTransaction *self, GCancellable *const *ends, GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_HOLD);
  g_autoptr (GCancellable) any = g_cancellable_new ();
  g_autoptr (GError) local_error = NULL;
  gulong ids[N_ENDS] = { 0 };

  for (gsize i = 0; i < N_ENDS; i++)
    if (ends[i] != NULL)
      ids[i] = g_cancellable_connect (ends[i], G_CALLBACK (any_cb), any, NULL);
  ph_smtp_stream_wait_for_octets (stream, timeout, any, &local_error);
  for (gsize i = 0; i < N_ENDS; i++)
    if (ends[i] != NULL)
      g_cancellable_disconnect (ends[i], ids[i]);

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Takes @cause over. */
static gboolean
ph_smtp_transaction_lose (PhSmtpTransaction *self, GError *cause, GError **error)
{
  g_propagate_error (error, cause);
  ph_smtp_session_close (self->session);
  return FALSE;
}

gboolean
ph_smtp_transaction_wait_for_choice (PhSmtpTransaction *self,
                                     GCancellable *go_on,
                                     GCancellable *over,
                                     GCancellable *cancellable,
                                     GError **error)
{
  GCancellable *const ends[N_ENDS] = { go_on, over, cancellable };
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (self != NULL && self->n_heard > 0 && self->transfer == NULL, FALSE);
  g_return_val_if_fail (go_on != NULL && over != NULL, FALSE);

  ph_smtp_transaction_listen (self, ends, &local_error);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (local_error != NULL && local_error->code != PH_SMTP_ERROR_TIMED_OUT)
    return ph_smtp_transaction_lose (self, g_steal_pointer (&local_error), error);
  /* What it has said is a good-bye, or an answer to nothing. */
  if (!ph_smtp_session_check_quiet (self->session, error))
    return FALSE;
  return g_cancellable_is_cancelled (go_on) || ph_smtp_outcome_fail_recipients (self->envelope, error);
}

/* The server has nothing to say here: if it does, or goes, the message is lost in time to be told so. */
static gboolean
ph_smtp_transaction_wait (PhSmtpTransaction *self, GCancellable *release, GCancellable *cancellable, GError **error)
{
  GCancellable *const ends[N_ENDS] = { release, cancellable };
  g_autoptr (GError) local_error = NULL;
  gboolean is_ended = ph_smtp_transaction_listen (self, ends, &local_error);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (is_ended)
    return TRUE;
  if (local_error == NULL)
    return ph_smtp_transfer_settle (self->transfer, cancellable, error);
  return ph_smtp_transaction_lose (self, g_steal_pointer (&local_error), error);
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

gboolean
ph_smtp_transaction_commit (PhSmtpTransaction *self, GError **error)
{
  g_autoptr (PhSmtpReply) reply = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean may_be_taken = FALSE;

  g_return_val_if_fail (self != NULL && self->transfer != NULL, FALSE);

  reply = ph_smtp_transfer_commit (self->transfer, &may_be_taken, &local_error);
  if (reply != NULL)
    return ph_smtp_outcome_hear_commit (self->session, self->envelope, self->plan, reply, error);
  if (may_be_taken)
    return ph_smtp_outcome_fail_unknown (g_steal_pointer (&local_error), error);
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
  g_clear_pointer (&self->plan, ph_smtp_plan_free);
  g_clear_pointer (&self->transfer, ph_smtp_transfer_free);
  g_free (self);
}
