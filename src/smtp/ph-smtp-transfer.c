/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body is written without waiting; what the server says meanwhile is heard at once. */
#include "config.h"

#include "ph-smtp-transfer.h"

#include "ph-smtp-session-private.h"

#include <string.h>

/* A server that refuses while the body is on its way often says why before it hangs up. */
#define TIMEOUT_LAST_WORDS 2
/* An end that fits into one TLS record goes out together with the commit. */
#define MAX_TAIL 16000

struct _PhSmtpTransfer
{
  PhSmtpSession *session; /* (unowned) */
  PhSmtpTransferKind kind;
  guint n_due; /* chunks that are not answered yet */
  GError *refusal; /* (owned) (nullable): of a chunk */
};

PhSmtpTransfer *
ph_smtp_transfer_new (PhSmtpSession *session, PhSmtpTransferKind kind)
{
  PhSmtpTransfer *self = NULL;

  g_return_val_if_fail (session != NULL, NULL);

  self = g_new0 (PhSmtpTransfer, 1);
  self->session = session;
  self->kind = kind;
  return self;
}

void
ph_smtp_transfer_free (PhSmtpTransfer *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->refusal);
  g_free (self);
}

PhSmtpError
ph_smtp_transfer_classify (const PhSmtpReply *reply)
{
  return ph_smtp_reply_get_code (reply) == 552 ? PH_SMTP_ERROR_TOO_LARGE : PH_SMTP_ERROR_MESSAGE_REFUSED;
}

static PhSmtpStream *
ph_smtp_transfer_get_stream (PhSmtpTransfer *self)
{
  return ph_smtp_session_get_stream (self->session);
}

/* The server spoke when it had nothing to say, or broke the connection. A refusal is told as one; anything else, also an
 * early "250", is an answer to nothing. Takes @cause over. */
static gboolean
ph_smtp_transfer_fail (PhSmtpTransfer *self, GError *cause, GError **error)
{
  PhSmtpStream *stream = ph_smtp_transfer_get_stream (self);
  g_autoptr (GError) owned = cause;
  g_autoptr (PhSmtpReply) reply = NULL;

  if (stream != NULL && cause->domain == PH_SMTP_ERROR && cause->code != PH_SMTP_ERROR_TIMED_OUT)
    reply = ph_smtp_stream_read_reply (stream, TIMEOUT_LAST_WORDS, NULL, NULL);
  if (reply != NULL && ph_smtp_reply_get_class (reply) >= 4)
    ph_smtp_session_fail (self->session, ph_smtp_transfer_classify (reply), "the message", reply, error);
  else
    g_propagate_error (error, g_steal_pointer (&owned));
  ph_smtp_session_close (self->session);
  return FALSE;
}

/* The next chunk's reply. Only the first refusal counts: what follows is its consequence. */
static gboolean
ph_smtp_transfer_hear_chunk (PhSmtpTransfer *self, GCancellable *cancellable, GError **error)
{
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_BLOCK);
  g_autoptr (PhSmtpReply) reply = NULL;

  reply = ph_smtp_stream_read_reply (ph_smtp_transfer_get_stream (self), timeout, cancellable, error);
  if (reply == NULL)
    return FALSE;
  self->n_due--;
  if (ph_smtp_reply_get_class (reply) == 2 || self->refusal != NULL)
    return TRUE;
  ph_smtp_session_fail (self->session, ph_smtp_transfer_classify (reply), "the message", reply, &self->refusal);
  if (ph_smtp_session_get_state (self->session) != PH_SMTP_SESSION_CLOSED)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->refusal));
  return FALSE;
}

/* Hears what has been said so far: chunks' replies, or something that nobody asked for. */
static gboolean
ph_smtp_transfer_listen (PhSmtpTransfer *self, GCancellable *cancellable, GError **error)
{
  PhSmtpStream *stream = ph_smtp_transfer_get_stream (self);

  /* While a reply is due, one may come at any moment. */
  while (self->n_due > 0)
    {
      if (ph_smtp_stream_listen (stream) == PH_SMTP_HEARD_NOTHING)
        return TRUE;
      if (!ph_smtp_transfer_hear_chunk (self, cancellable, error))
        return FALSE;
    }
  return ph_smtp_stream_check_quiet (stream, error);
}

static gboolean
fail_spoke (PhSmtpTransfer *self, GError **error)
{
  return ph_smtp_stream_check_quiet (ph_smtp_transfer_get_stream (self), error);
}

/* Goes on where the server speaks, which it may do only while it owes replies. */
static gboolean
ph_smtp_transfer_flush (PhSmtpTransfer *self, PhSmtpTimeout timeout, GCancellable *cancellable, GError **error)
{
  PhSmtpStream *stream = ph_smtp_transfer_get_stream (self);
  guint seconds = ph_smtp_session_get_timeout (self->session, timeout);

  while (TRUE)
    switch (ph_smtp_stream_flush (stream, seconds, cancellable, error))
      {
      case PH_SMTP_FLOW_DONE:
        return TRUE;
      case PH_SMTP_FLOW_INTERRUPTED:
        if (self->n_due == 0)
          return fail_spoke (self, error);
        if (!ph_smtp_transfer_hear_chunk (self, cancellable, error))
          return FALSE;
        break;
      case PH_SMTP_FLOW_BROKEN:
      default:
        return FALSE;
      }
}

static gboolean
ph_smtp_transfer_write (PhSmtpTransfer *self,
                        const char *octets,
                        gsize length,
                        GCancellable *cancellable,
                        GError **error)
{
  PhSmtpStream *stream = ph_smtp_transfer_get_stream (self);
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_BLOCK);

  while (TRUE)
    switch (ph_smtp_stream_write (stream, &octets, &length, timeout, cancellable, error))
      {
      case PH_SMTP_FLOW_DONE:
        return TRUE;
      case PH_SMTP_FLOW_INTERRUPTED:
        /* The reply to the chunk that is being written cannot be there yet. */
        if (self->n_due == 0)
          return fail_spoke (self, error);
        if (!ph_smtp_transfer_hear_chunk (self, cancellable, error))
          return FALSE;
        break;
      case PH_SMTP_FLOW_BROKEN:
      default:
        return FALSE;
      }
}

/* Puts "BDAT n" in front of a block. */
static void
ph_smtp_transfer_head_chunk (PhSmtpTransfer *self, char **block, gsize *length)
{
  g_autofree char *command = g_strdup_printf ("BDAT %" G_GSIZE_FORMAT "\r\n", *length);
  gsize n = strlen (command);

  ph_smtp_stream_record_command (ph_smtp_transfer_get_stream (self), command);
  g_assert (n <= PH_SMTP_BODY_HEADROOM);
  *block -= n;
  *length += n;
  memcpy (*block, command, n);
}

/* A chunk is written whole or the session is lost: the server counts. Between two of them RSET leads out. */
static gboolean
ph_smtp_transfer_send_block (PhSmtpTransfer *self,
                             char *block,
                             gsize length,
                             gboolean is_last,
                             GCancellable *cancellable,
                             GError **error)
{
  gboolean is_chunk = self->kind == PH_SMTP_TRANSFER_BDAT;

  if (is_chunk)
    ph_smtp_transfer_head_chunk (self, &block, &length);
  if (is_last && length <= MAX_TAIL)
    ph_smtp_stream_queue (ph_smtp_transfer_get_stream (self), block, length);
  else
    {
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_BODY);
      if (!ph_smtp_transfer_write (self, block, length, cancellable, error))
        return FALSE;
    }
  if (is_chunk)
    {
      self->n_due++;
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_ENVELOPE);
    }
  return TRUE;
}

static gboolean
ph_smtp_transfer_check_refusal (PhSmtpTransfer *self, GError **error)
{
  if (self->refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->refusal));
  return FALSE;
}

static void
ph_smtp_transfer_note (PhSmtpTransfer *self, guint64 done)
{
  PhSmtpTranscript *transcript = ph_smtp_stream_get_transcript (ph_smtp_transfer_get_stream (self));
  g_autofree char *size = g_format_size (done);

  if (transcript != NULL)
    ph_smtp_transcript_note (transcript, "%s of message", size);
}

gboolean
ph_smtp_transfer_send (PhSmtpTransfer *self, PhSmtpBody *body, guint64 total, GCancellable *cancellable, GError **error)
{
  guint64 done = 0;
  char *block = NULL;
  gsize length = 0;

  g_return_val_if_fail (self != NULL && body != NULL, FALSE);

  ph_smtp_session_report (self->session, 0, total);
  do
    {
      g_autoptr (GError) local_error = NULL;

      if (!ph_smtp_body_read_block (body, &block, &length, cancellable, error))
        return FALSE;
      if (!ph_smtp_transfer_listen (self, cancellable, &local_error)
          || (self->refusal == NULL && length > 0
              && !ph_smtp_transfer_send_block (self,
                                               block,
                                               length,
                                               ph_smtp_body_is_ended (body),
                                               cancellable,
                                               &local_error)))
        return ph_smtp_transfer_fail (self, g_steal_pointer (&local_error), error);
      if (!ph_smtp_transfer_check_refusal (self, error))
        return FALSE;
      done += length;
      ph_smtp_session_report (self->session, done, total != 0 ? MAX (total, done) : 0);
    }
  while (length > 0);
  ph_smtp_transfer_note (self, done);
  return TRUE;
}

gboolean
ph_smtp_transfer_settle (PhSmtpTransfer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean is_settled = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  is_settled = ph_smtp_transfer_flush (self, PH_SMTP_TIMEOUT_BLOCK, cancellable, &local_error);
  while (is_settled && self->n_due > 0)
    is_settled = ph_smtp_transfer_hear_chunk (self, cancellable, &local_error);
  if (!is_settled || !ph_smtp_stream_check_quiet (ph_smtp_transfer_get_stream (self), &local_error))
    return ph_smtp_transfer_fail (self, g_steal_pointer (&local_error), error);
  return ph_smtp_transfer_check_refusal (self, error);
}

/* A refused chunk says more than the refusal of the commit behind it, and contradicts a yes. */
static PhSmtpReply *
ph_smtp_transfer_judge (PhSmtpTransfer *self, PhSmtpReply *reply, gboolean *may_be_taken, GError **error)
{
  if (self->refusal == NULL)
    return reply;
  if (ph_smtp_reply_get_class (reply) >= 4)
    {
      *may_be_taken = FALSE;
      ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_ENVELOPE);
    }
  g_propagate_error (error, g_steal_pointer (&self->refusal));
  ph_smtp_reply_unref (reply);
  return NULL;
}

/* Each chunk's reply, then the one that counts. */
static PhSmtpReply *
ph_smtp_transfer_hear_commit (PhSmtpTransfer *self, gboolean *may_be_taken, GError **error)
{
  guint timeout = ph_smtp_session_get_timeout (self->session, PH_SMTP_TIMEOUT_COMMIT);
  PhSmtpReply *reply = NULL;

  while (self->n_due > 0)
    if (!ph_smtp_transfer_hear_chunk (self, NULL, error))
      return NULL;
  reply = ph_smtp_stream_read_reply (ph_smtp_transfer_get_stream (self), timeout, NULL, error);
  return reply != NULL ? ph_smtp_transfer_judge (self, reply, may_be_taken, error) : NULL;
}

PhSmtpReply *
ph_smtp_transfer_commit (PhSmtpTransfer *self, gboolean *may_be_taken, GError **error)
{
  gboolean is_chunk = self->kind == PH_SMTP_TRANSFER_BDAT;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (self != NULL && may_be_taken != NULL, NULL);

  *may_be_taken = FALSE;
  if (!ph_smtp_transfer_listen (self, NULL, &local_error))
    {
      ph_smtp_transfer_fail (self, g_steal_pointer (&local_error), error);
      return NULL;
    }
  if (!ph_smtp_transfer_check_refusal (self, error))
    return NULL;

  ph_smtp_session_set_state (self->session, PH_SMTP_SESSION_IN_BODY);
  ph_smtp_session_set_stage (self->session, PH_SMTP_STAGE_COMMIT);
  ph_smtp_stream_queue_command (ph_smtp_transfer_get_stream (self), is_chunk ? "BDAT 0 LAST\r\n" : ".\r\n", NULL);
  if (!ph_smtp_transfer_flush (self, PH_SMTP_TIMEOUT_COMMIT, NULL, &local_error))
    {
      ph_smtp_transfer_fail (self, g_steal_pointer (&local_error), error);
      return NULL;
    }
  *may_be_taken = TRUE;
  return ph_smtp_transfer_hear_commit (self, may_be_taken, error);
}
