/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which reply belongs to which command is only their order; which messages the server may have is how far the octets got. */
#include "config.h"

#include "ph-smtp-pipeline.h"

#include "ph-smtp-form.h"
#include "ph-smtp-outcome.h"
#include "ph-smtp-session-private.h"

#include <string.h>

/* Messages under way: as many as a long way can hold, and as few as a person can look through after a lost connection. */
#define DEPTH 32
/* More than any form of a message needs: CRLF for LF, and the dearest encoding. */
#define MAX_GROWTH 4
/* What waits to be written together. */
#define MAX_QUEUED (64 * 1024)

#define RSET "RSET\r\n"

typedef struct
{
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSmtpPlan *plan; /* (owned) (nullable) */
  gpointer data; /* (unowned) */
  gsize n_body; /* octets of BDAT and its chunk */
  guint64 end; /* the octets of this pipeline up to this message's last one */
  guint n_heard; /* replies */
  GError *refusal; /* (owned) (nullable): of this side, or of MAIL */
} PhSmtpPipelined;

struct _PhSmtpPipeline
{
  PhSmtpSession *session; /* (unowned) */
  PhSmtpPipelineFunc func;
  gpointer user_data;
  gboolean is_alone; /* one message, whose stages are told as those of any other */

  GQueue messages; /* (element-type PhSmtpPipelined): those that are not done */
  guint64 n_queued; /* octets given to the stream so far */
  guint64 n_left; /* those of them that have left */
  guint64 n_asked; /* those up to the command whose reply is next */
};

static void
pipelined_free (gpointer data)
{
  PhSmtpPipelined *message = data;

  g_clear_object (&message->envelope);
  g_clear_pointer (&message->plan, ph_smtp_plan_free);
  g_clear_error (&message->refusal);
  g_free (message);
}

PhSmtpPipeline *
ph_smtp_pipeline_new (PhSmtpSession *session, PhSmtpPipelineFunc func, gpointer user_data)
{
  PhSmtpPipeline *self = NULL;

  g_return_val_if_fail (session != NULL && func != NULL, NULL);

  self = g_new0 (PhSmtpPipeline, 1);
  self->session = session;
  self->func = func;
  self->user_data = user_data;
  g_queue_init (&self->messages);
  return self;
}

void
ph_smtp_pipeline_free (PhSmtpPipeline *self)
{
  if (self == NULL)
    return;
  if (!g_queue_is_empty (&self->messages))
    ph_smtp_session_close (self->session);
  g_queue_clear_full (&self->messages, pipelined_free);
  g_free (self);
}

/* Who needs more than was offered to a stranger has the server asked again, for which nothing else may be under way. */
static gboolean
is_offer_enough (PhSmtpSession *session, PhSmtpEnvelope *envelope, goffset extent)
{
  g_autoptr (PhSmtpPlan) plan = NULL;

  if (!ph_smtp_session_is_offer_early (session))
    return TRUE;
  ph_smtp_envelope_set_is_binary (envelope, FALSE);
  plan = ph_smtp_plan_new_at_once (session, envelope, extent * MAX_GROWTH, NULL);
  return plan != NULL;
}

gboolean
ph_smtp_pipeline_takes (PhSmtpSession *session, PhSmtpEnvelope *envelope, goffset extent)
{
  const PhSmtpCapabilities *offer = NULL;
  g_autoptr (GArray) part = NULL;

  g_return_val_if_fail (session != NULL && PH_IS_SMTP_ENVELOPE (envelope), FALSE);

  offer = ph_smtp_session_get_capabilities (session);
  if (!ph_smtp_session_swallows_chunks (session) || extent < 0 || extent > PH_SMTP_PIPELINE_MAX_EXTENT
      || ph_smtp_capabilities_get_limit (offer, PH_SMTP_LIMIT_MAILS) != G_MAXUINT)
    return FALSE;
  part = ph_smtp_envelope_choose_part (envelope, offer);
  return part->len == ph_smtp_envelope_get_n_recipients (envelope) && is_offer_enough (session, envelope, extent);
}

/* ---- done ---------------------------------------------------------------------------------------------------- */

/* Takes @error over. */
static void
ph_smtp_pipeline_finish_message (PhSmtpPipeline *self, GError *error)
{
  PhSmtpPipelined *message = g_queue_pop_head (&self->messages);
  g_autoptr (GError) owned = error;

  self->func (message->data, owned, self->user_data);
  pipelined_free (message);
}

static gboolean
is_envelope_heard (PhSmtpPipelined *message)
{
  return message->plan != NULL && message->n_heard > message->plan->commands->len;
}

/* What can be said of a message when the connection is over. @cause: what broke it, for what is not told apart */
static GError *
judge_broken (PhSmtpPipeline *self, PhSmtpPipelined *message, const GError *cause)
{
  GError *error = NULL;

  if (message->refusal != NULL)
    return g_steal_pointer (&message->refusal);
  if (is_envelope_heard (message) && ph_smtp_outcome_count_accepted (message->envelope, message->plan) == 0)
    ph_smtp_outcome_fail_recipients (message->envelope, &error);
  else if (message->end <= self->n_left && !g_error_matches (cause, PH_SMTP_ERROR, PH_SMTP_ERROR_SERVICE_UNAVAILABLE))
    ph_smtp_outcome_fail_unknown (g_error_copy (cause), &error);
  else
    error = g_error_copy (cause);
  return error;
}

/* A server that says 421 takes nothing that came behind it (RFC 5321 section 3.8). Takes @cause over. */
static void
ph_smtp_pipeline_break (PhSmtpPipeline *self, GError *cause)
{
  g_autoptr (GError) owned = cause;

  ph_smtp_session_close (self->session);
  while (!g_queue_is_empty (&self->messages))
    ph_smtp_pipeline_finish_message (self, judge_broken (self, g_queue_peek_head (&self->messages), owned));
}

/* ---- replies ------------------------------------------------------------------------------------------------- */

/* In its order: RSET, MAIL and each RCPT, the chunk. */
static gsize
get_command_length (PhSmtpPipelined *message)
{
  if (message->n_heard == 0)
    return strlen (RSET);
  if (message->n_heard <= message->plan->commands->len)
    return strlen (g_ptr_array_index (message->plan->commands, message->n_heard - 1));
  return message->n_body;
}

static void
ph_smtp_pipeline_note_left (PhSmtpPipeline *self)
{
  self->n_left = self->n_queued - ph_smtp_stream_get_n_queued (ph_smtp_session_get_stream (self->session));
}

/* Reads the next reply, which may come only when its command has left. */
static PhSmtpReply *
ph_smtp_pipeline_read_reply (PhSmtpPipeline *self, PhSmtpPipelined *message, GError **error)
{
  PhSmtpStream *stream = ph_smtp_session_get_stream (self->session);
  PhSmtpTimeout usual = is_envelope_heard (message) ? PH_SMTP_TIMEOUT_COMMIT : PH_SMTP_TIMEOUT_COMMAND;
  guint timeout = ph_smtp_session_get_timeout (self->session, usual);
  PhSmtpStage stage = is_envelope_heard (message) ? PH_SMTP_STAGE_COMMIT : PH_SMTP_STAGE_ENVELOPE;
  PhSmtpFlow flow;

  if (self->is_alone)
    ph_smtp_session_recall_stage (self->session, stage);
  else if (ph_smtp_session_get_stage (self->session) != stage)
    ph_smtp_session_set_stage (self->session, stage);
  self->n_asked += get_command_length (message);
  flow = ph_smtp_stream_flush (stream, timeout, NULL, error);
  ph_smtp_pipeline_note_left (self);
  if (flow == PH_SMTP_FLOW_BROKEN)
    return NULL;
  if (self->n_left < self->n_asked)
    {
      ph_smtp_stream_check_quiet (stream, error);
      return NULL;
    }
  return ph_smtp_stream_read_reply (stream, timeout, NULL, error);
}

/* A yes behind a refusal contradicts it, so nobody can say what the server has done. */
static GError *
judge_chunk (PhSmtpPipeline *self, PhSmtpPipelined *message, const PhSmtpReply *reply)
{
  GError *error = NULL;

  gboolean is_expected
      = message->refusal == NULL && ph_smtp_outcome_count_accepted (message->envelope, message->plan) > 0;

  if (!is_expected && message->refusal == NULL)
    ph_smtp_outcome_fail_recipients (message->envelope, &message->refusal);
  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_ENVELOPE);
  if (is_expected || ph_smtp_reply_get_code (reply) == 421)
    ph_smtp_outcome_hear_commit (self->session, message->envelope, message->plan, reply, &error);
  else if (ph_smtp_reply_get_class (reply) >= 4)
    return g_steal_pointer (&message->refusal);
  else
    ph_smtp_outcome_fail_unknown (g_steal_pointer (&message->refusal), &error);
  if (ph_smtp_reply_get_class (reply) == 3)
    ph_smtp_session_close (self->session);
  return error;
}

static gboolean
hear_rset (PhSmtpPipeline *self, const PhSmtpReply *reply, GError **error)
{
  return ph_smtp_reply_get_class (reply) == 2
         || ph_smtp_session_fail (self->session, PH_SMTP_ERROR_PROTOCOL, "RSET", reply, error);
}

/* Returns: whether the session still stands; the message at the head is taken out when this was its last reply */
static gboolean
ph_smtp_pipeline_judge (PhSmtpPipeline *self, PhSmtpPipelined *message, const PhSmtpReply *reply, GError **error)
{
  guint position = message->n_heard++;
  guint index = 0;

  if (position == 0)
    return hear_rset (self, reply, error);
  if (position > message->plan->commands->len)
    {
      g_autoptr (GError) local_error = judge_chunk (self, message, reply);
      gboolean is_over = ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_CLOSED;

      if (is_over)
        g_propagate_error (error, g_error_copy (local_error));
      ph_smtp_pipeline_finish_message (self, g_steal_pointer (&local_error));
      return !is_over;
    }
  if (position == 1)
    ph_smtp_outcome_hear_mail (self->session, reply, &message->refusal);
  else if (message->refusal == NULL)
    {
      index = ph_smtp_plan_get_index (message->plan, position - 2);
      ph_smtp_outcome_hear_rcpt (self->session, message->envelope, index, reply, &message->refusal);
    }
  if (ph_smtp_session_get_state (self->session) != PH_SMTP_SESSION_CLOSED)
    return TRUE;
  g_propagate_error (error, g_error_copy (message->refusal));
  /* What makes no sense refuses nothing, and the message has left. */
  if (g_error_matches (message->refusal, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL) && message->end <= self->n_left)
    ph_smtp_outcome_fail_unknown (g_steal_pointer (&message->refusal), &message->refusal);
  return FALSE;
}

/* Hears one reply, for the message that is next. */
static void
ph_smtp_pipeline_hear (PhSmtpPipeline *self)
{
  PhSmtpPipelined *message = g_queue_peek_head (&self->messages);
  g_autoptr (PhSmtpReply) reply = NULL;
  GError *error = NULL;

  if (message->plan == NULL)
    {
      ph_smtp_pipeline_finish_message (self, g_steal_pointer (&message->refusal));
      return;
    }
  reply = ph_smtp_pipeline_read_reply (self, message, &error);
  if (reply == NULL || !ph_smtp_pipeline_judge (self, message, reply, &error))
    ph_smtp_pipeline_break (self, error);
}

/* ---- sending ------------------------------------------------------------------------------------------------- */

static void
ph_smtp_pipeline_say (PhSmtpPipeline *self, const char *command)
{
  ph_smtp_stream_queue_command (ph_smtp_session_get_stream (self->session), command, NULL);
  self->n_queued += strlen (command);
}

static void
ph_smtp_pipeline_say_message (PhSmtpPipeline *self, PhSmtpPipelined *message, const char *block, gsize length)
{
  g_autofree char *chunk = g_strdup_printf ("BDAT %" G_GSIZE_FORMAT " LAST\r\n", length);

  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_BODY);
  if (self->is_alone)
    ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_COMMIT);
  ph_smtp_pipeline_say (self, RSET);
  for (guint i = 0; i < message->plan->commands->len; i++)
    ph_smtp_pipeline_say (self, g_ptr_array_index (message->plan->commands, i));
  ph_smtp_pipeline_say (self, chunk);
  ph_smtp_stream_queue (ph_smtp_session_get_stream (self->session), block, length);
  self->n_queued += length;
  message->n_body = strlen (chunk) + length;
  message->end = self->n_queued;
}

static gboolean
fail_grown (GError **error)
{
  if (error != NULL)
    *error
        = ph_smtp_error_new (PH_SMTP_ERROR_SOURCE, PH_SMTP_STAGE_BODY, "the message has grown while it was being sent");
  return FALSE;
}

/* All that can be wrong on this side is found before a word of it is said. */
static gboolean
ph_smtp_pipeline_prepare (PhSmtpPipeline *self, PhSmtpPipelined *message, GInputStream *stream, GError **error)
{
  PhSmtpBodyFlags flags = PH_SMTP_BODY_FOR_BDAT;
  g_autoptr (GInputStream) formed = NULL;
  g_autoptr (PhSmtpBody) body = NULL;
  char *block = NULL;
  gsize length = 0;
  gint64 size = -1;

  if (ph_smtp_capabilities_has (ph_smtp_session_get_capabilities (self->session), PH_SMTP_CAPABILITY_8BITMIME))
    flags |= PH_SMTP_BODY_ALLOW_8BIT;
  formed = ph_smtp_form_choose (self->session, message->envelope, stream, FALSE, &size, error);
  if (formed == NULL)
    return FALSE;
  if (ph_smtp_envelope_get_is_binary (message->envelope))
    flags |= PH_SMTP_BODY_BINARY;
  body = ph_smtp_body_new (formed, flags);
  if (!ph_smtp_body_read_block (body, &block, &length, NULL, error))
    return FALSE;
  if (!ph_smtp_body_is_ended (body))
    return fail_grown (error);
  ph_smtp_envelope_reset (message->envelope);
  message->plan = ph_smtp_plan_new_at_once (self->session, message->envelope, (gint64) length, error);
  if (message->plan == NULL)
    return FALSE;
  ph_smtp_pipeline_say_message (self, message, block, length);
  return TRUE;
}

void
ph_smtp_pipeline_send (PhSmtpPipeline *self, PhSmtpEnvelope *envelope, GInputStream *message, gpointer message_data)
{
  PhSmtpPipelined *pipelined = NULL;
  GError *error = NULL;

  g_return_if_fail (self != NULL && PH_IS_SMTP_ENVELOPE (envelope) && G_IS_INPUT_STREAM (message));
  g_return_if_fail (ph_smtp_session_get_state (self->session) != PH_SMTP_SESSION_CLOSED);

  pipelined = g_new0 (PhSmtpPipelined, 1);
  pipelined->envelope = g_object_ref (envelope);
  pipelined->data = message_data;
  pipelined->end = G_MAXUINT64;
  g_queue_push_tail (&self->messages, pipelined);
  if (self->messages.length == 1 && !ph_smtp_session_check_quiet (self->session, &error))
    {
      ph_smtp_pipeline_break (self, error);
      return;
    }
  ph_smtp_pipeline_prepare (self, pipelined, message, &pipelined->refusal);
  if (self->n_queued - self->n_left > MAX_QUEUED)
    ph_smtp_pipeline_hear (self);
  if (self->messages.length >= DEPTH)
    while (self->messages.length > DEPTH / 2)
      ph_smtp_pipeline_hear (self);
}

void
ph_smtp_pipeline_settle (PhSmtpPipeline *self)
{
  g_return_if_fail (self != NULL);

  while (!g_queue_is_empty (&self->messages))
    ph_smtp_pipeline_hear (self);
  if (ph_smtp_session_get_state (self->session) == PH_SMTP_SESSION_IN_ENVELOPE)
    ph_smtp_session_reset (self->session, NULL);
}

static void
keep_error_cb (gpointer message_data, const GError *error, gpointer user_data)
{
  *(GError **) user_data = error != NULL ? g_error_copy (error) : NULL;
}

gboolean
ph_smtp_pipeline_run (PhSmtpSession *session, PhSmtpEnvelope *envelope, GInputStream *message, GError **error)
{
  GError *problem = NULL;
  g_autoptr (PhSmtpPipeline) self = ph_smtp_pipeline_new (session, keep_error_cb, &problem);

  g_return_val_if_fail (self != NULL, FALSE);

  self->is_alone = TRUE;
  ph_smtp_session_set_stage (session, PH_SMTP_STAGE_ENVELOPE);
  ph_smtp_pipeline_send (self, envelope, message, NULL);
  ph_smtp_pipeline_settle (self);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}
