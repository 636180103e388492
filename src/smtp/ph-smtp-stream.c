/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that reads from and writes to the connection. Everything that is read is bounded in size and time. */
#include "config.h"

#include "ph-smtp-stream.h"

#include "ph-smtp-mask.h"
#include "ph-smtp-text.h"
#include "ph-smtp-wait.h"

#include <string.h>

/* Holds the longest line that a reply may have, and then some. */
#define BUFFER_SIZE 16384
G_STATIC_ASSERT (BUFFER_SIZE > PH_SMTP_REPLY_MAX_LINE + 2);

struct _PhSmtpStream
{
  GIOStream *io; /* (owned) */
  GMainContext *context; /* (owned) */
  PhSmtpTranscript *transcript; /* (owned) (nullable) */
  PhSmtpMask *mask; /* (owned) */
  PhSmtpStage stage;

  GByteArray *queue; /* (owned): to be written */
  gsize n_written; /* octets of the queue that are on their way already */

  char buffer[BUFFER_SIZE]; /* read and not yet used: from start to end */
  gsize start;
  gsize end;
};

PhSmtpStream *
ph_smtp_stream_new (GIOStream *io, GMainContext *context, PhSmtpTranscript *transcript)
{
  PhSmtpStream *self = NULL;

  g_return_val_if_fail (G_IS_IO_STREAM (io), NULL);

  self = g_new0 (PhSmtpStream, 1);
  self->io = g_object_ref (io);
  self->context = g_main_context_ref (context);
  g_set_object (&self->transcript, transcript);
  self->mask = ph_smtp_mask_new ();
  self->stage = PH_SMTP_STAGE_CONNECT;
  self->queue = g_byte_array_new ();
  return self;
}

/* A secret may have been among it. */
static void
ph_smtp_stream_clear_queue (PhSmtpStream *self)
{
  if (self->queue->len > 0)
    explicit_bzero (self->queue->data, self->queue->len);
  g_byte_array_set_size (self->queue, 0);
  self->n_written = 0;
}

void
ph_smtp_stream_free (PhSmtpStream *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->io);
  g_clear_object (&self->transcript);
  g_clear_pointer (&self->mask, ph_smtp_mask_free);
  ph_smtp_stream_clear_queue (self);
  g_byte_array_unref (self->queue);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

void
ph_smtp_stream_set_stage (PhSmtpStream *self, PhSmtpStage stage)
{
  g_return_if_fail (self != NULL);
  self->stage = stage;
}

GIOStream *
ph_smtp_stream_get_io (PhSmtpStream *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->io;
}

void
ph_smtp_stream_set_transcript (PhSmtpStream *self, PhSmtpTranscript *transcript)
{
  g_return_if_fail (self != NULL);
  g_set_object (&self->transcript, transcript);
}

PhSmtpTranscript *
ph_smtp_stream_get_transcript (PhSmtpStream *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->transcript;
}

void
ph_smtp_stream_replace_io (PhSmtpStream *self, GIOStream *io)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->start == self->end);
  g_set_object (&self->io, io);
}

void
ph_smtp_stream_add_secret (PhSmtpStream *self, const char *secret)
{
  g_return_if_fail (self != NULL);
  ph_smtp_mask_add (self->mask, secret);
}

static void
ph_smtp_stream_record (PhSmtpStream *self, PhSmtpDirection direction, const char *octets, gsize length)
{
  g_autofree char *text = NULL;
  g_autofree char *masked = NULL;

  if (self->transcript == NULL)
    return;
  text = ph_smtp_text_make_harmless (octets, length);
  masked = ph_smtp_mask_apply (self->mask, text);
  ph_smtp_transcript_add (self->transcript, direction, masked);
}

static gboolean
ph_smtp_stream_fail (PhSmtpStream *self, PhSmtpError code, const char *what, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (code, self->stage, "%s", what);
  return FALSE;
}

/* Takes @io_error over. */
static gboolean
ph_smtp_stream_fail_io (PhSmtpStream *self, GError *io_error, GError **error)
{
  g_autoptr (GError) owned = io_error;

  if (g_error_matches (io_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }
  if (g_error_matches (io_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return ph_smtp_stream_fail (self, PH_SMTP_ERROR_TIMED_OUT, "the server did not answer in time", error);
  if (error != NULL)
    *error
        = ph_smtp_error_new (PH_SMTP_ERROR_CONNECTION_LOST, self->stage, "the connection broke: %s", io_error->message);
  return FALSE;
}

/* Reads what is there, without waiting. Returns octets, 0 at the end, -1 with an error (also "would block"). */
static gssize
ph_smtp_stream_read_now (PhSmtpStream *self, GCancellable *cancellable, GError **error)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->io));
  gssize n_read = 0;

  if (self->start > 0)
    {
      memmove (self->buffer, self->buffer + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
    }
  n_read = g_pollable_input_stream_read_nonblocking (input,
                                                     self->buffer + self->end,
                                                     BUFFER_SIZE - self->end,
                                                     cancellable,
                                                     error);
  if (n_read > 0)
    self->end += (gsize) n_read;
  return n_read;
}

static gboolean
ph_smtp_stream_fill (PhSmtpStream *self, PhSmtpWait *wait, GError **error)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->io));

  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n_read = ph_smtp_stream_read_now (self, wait->cancellable, &local_error);

      if (n_read > 0)
        return TRUE;
      if (n_read == 0)
        return ph_smtp_stream_fail (self, PH_SMTP_ERROR_CONNECTION_LOST, "the server closed the connection", error);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_clear_error (&local_error);
          if (ph_smtp_wait_for_input (wait, input, &local_error))
            continue;
        }
      ph_smtp_wait_correct_error (wait, &local_error);
      return ph_smtp_stream_fail_io (self, g_steal_pointer (&local_error), error);
    }
}

PhSmtpHeard
ph_smtp_stream_listen (PhSmtpStream *self)
{
  g_autoptr (GError) local_error = NULL;
  gssize n_read = 0;

  g_return_val_if_fail (self != NULL, PH_SMTP_HEARD_END);

  if (self->start != self->end)
    return PH_SMTP_HEARD_OCTETS;
  n_read = ph_smtp_stream_read_now (self, NULL, &local_error);
  if (n_read > 0)
    return PH_SMTP_HEARD_OCTETS;
  return g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ? PH_SMTP_HEARD_NOTHING : PH_SMTP_HEARD_END;
}

gboolean
ph_smtp_stream_check_quiet (PhSmtpStream *self, GError **error)
{
  switch (ph_smtp_stream_listen (self))
    {
    case PH_SMTP_HEARD_NOTHING:
      return TRUE;
    case PH_SMTP_HEARD_OCTETS:
      return ph_smtp_stream_fail (self, PH_SMTP_ERROR_PROTOCOL, "the server spoke before it was asked", error);
    case PH_SMTP_HEARD_END:
    default:
      return ph_smtp_stream_fail (self, PH_SMTP_ERROR_CONNECTION_LOST, "the server closed the connection", error);
    }
}

gboolean
ph_smtp_stream_wait_for_octets (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error)
{
  PhSmtpWait wait;
  gboolean is_there = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  ph_smtp_wait_begin (&wait, self->context, timeout, cancellable);
  is_there = self->start != self->end || ph_smtp_stream_fill (self, &wait, error);
  ph_smtp_wait_end (&wait);
  return is_there;
}

/* A line without its CRLF, in the buffer until the next read. A bare LF ends no line: what reads it as one and what does
 * not would see two different replies. */
static const char *
ph_smtp_stream_read_line (PhSmtpStream *self, PhSmtpWait *wait, gsize *length, GError **error)
{
  gsize n_seen = 0;

  while (TRUE)
    {
      const char *line = self->buffer + self->start;
      gsize n_buffered = self->end - self->start;
      const char *lf = memchr (line + n_seen, '\n', n_buffered - n_seen);

      if (lf != NULL && (lf == line || lf[-1] != '\r'))
        {
          ph_smtp_stream_fail (self, PH_SMTP_ERROR_PROTOCOL, "a line of the reply does not end in CRLF", error);
          return NULL;
        }
      if (lf != NULL)
        {
          *length = (gsize) (lf - line) - 1;
          self->start += *length + 2;
          return line;
        }
      if (n_buffered > PH_SMTP_REPLY_MAX_LINE)
        {
          ph_smtp_stream_fail (self, PH_SMTP_ERROR_PROTOCOL, "a line of the reply is too long", error);
          return NULL;
        }
      n_seen = n_buffered;
      if (!ph_smtp_stream_fill (self, wait, error))
        return NULL;
    }
}

static gboolean
ph_smtp_stream_read_lines (PhSmtpStream *self, PhSmtpReply *reply, PhSmtpWait *wait, GError **error)
{
  while (!ph_smtp_reply_is_complete (reply))
    {
      gsize length = 0;
      const char *line = ph_smtp_stream_read_line (self, wait, &length, error);

      if (line == NULL)
        return FALSE;
      ph_smtp_stream_record (self, PH_SMTP_DIRECTION_RECEIVED, line, MIN (length, PH_SMTP_REPLY_MAX_LINE));
      if (!ph_smtp_reply_add_line (reply, line, length, self->stage, error))
        return FALSE;
    }
  return TRUE;
}

PhSmtpReply *
ph_smtp_stream_read_reply (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpReply) reply = ph_smtp_reply_new ();
  PhSmtpWait wait;
  gboolean is_read = FALSE;

  g_return_val_if_fail (self != NULL, NULL);

  ph_smtp_wait_begin (&wait, self->context, timeout, cancellable);
  is_read = ph_smtp_stream_read_lines (self, reply, &wait, error);
  ph_smtp_wait_end (&wait);
  return is_read ? g_steal_pointer (&reply) : NULL;
}

/* The first write that would have to wait looks at what the server says: two sides that only write would wait for each
 * other for ever (RFC 2920 section 3.1). */
static PhSmtpFlow
ph_smtp_stream_write_in (PhSmtpStream *self, const char **octets, gsize *length, PhSmtpWait *wait, GError **error)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->io));
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->io));

  while (*length > 0)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n_written
          = g_pollable_output_stream_write_nonblocking (output, *octets, *length, wait->cancellable, &local_error);

      if (n_written >= 0)
        {
          *octets += n_written;
          *length -= (gsize) n_written;
          continue;
        }
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          if (ph_smtp_stream_listen (self) == PH_SMTP_HEARD_OCTETS)
            return PH_SMTP_FLOW_INTERRUPTED;
          g_clear_error (&local_error);
          if (ph_smtp_wait_for_either (wait, input, output, &local_error))
            continue;
        }
      ph_smtp_wait_correct_error (wait, &local_error);
      ph_smtp_stream_fail_io (self, g_steal_pointer (&local_error), error);
      return PH_SMTP_FLOW_BROKEN;
    }
  return PH_SMTP_FLOW_DONE;
}

PhSmtpFlow
ph_smtp_stream_write (PhSmtpStream *self,
                      const char **octets,
                      gsize *length,
                      guint timeout,
                      GCancellable *cancellable,
                      GError **error)
{
  PhSmtpWait wait;
  PhSmtpFlow flow = PH_SMTP_FLOW_BROKEN;

  g_return_val_if_fail (self != NULL && octets != NULL && length != NULL, PH_SMTP_FLOW_BROKEN);

  ph_smtp_wait_begin (&wait, self->context, timeout, cancellable);
  flow = ph_smtp_stream_write_in (self, octets, length, &wait, error);
  ph_smtp_wait_end (&wait);
  return flow;
}

void
ph_smtp_stream_queue (PhSmtpStream *self, const char *octets, gsize length)
{
  g_return_if_fail (self != NULL);
  g_byte_array_append (self->queue, (const guint8 *) octets, (guint) length);
}

void
ph_smtp_stream_record_command (PhSmtpStream *self, const char *command)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_str_has_suffix (command, "\r\n"));
  ph_smtp_stream_record (self, PH_SMTP_DIRECTION_SENT, command, strlen (command) - 2);
}

void
ph_smtp_stream_queue_command (PhSmtpStream *self, const char *command, const char *shown)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_str_has_suffix (command, "\r\n"));

  if (shown != NULL)
    ph_smtp_stream_record (self, PH_SMTP_DIRECTION_SENT, shown, strlen (shown));
  else
    ph_smtp_stream_record_command (self, command);
  ph_smtp_stream_queue (self, command, strlen (command));
}

gsize
ph_smtp_stream_get_n_queued (PhSmtpStream *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->queue->len - self->n_written;
}

PhSmtpFlow
ph_smtp_stream_flush (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error)
{
  const char *octets = NULL;
  gsize length = ph_smtp_stream_get_n_queued (self);
  PhSmtpFlow flow = PH_SMTP_FLOW_DONE;

  if (length == 0)
    return PH_SMTP_FLOW_DONE;
  octets = (const char *) self->queue->data + self->n_written;
  flow = ph_smtp_stream_write (self, &octets, &length, timeout, cancellable, error);
  self->n_written = self->queue->len - length;
  if (flow == PH_SMTP_FLOW_DONE)
    ph_smtp_stream_clear_queue (self);
  return flow;
}

gboolean
ph_smtp_stream_write_command (PhSmtpStream *self,
                              const char *command,
                              const char *shown,
                              guint timeout,
                              GCancellable *cancellable,
                              GError **error)
{
  ph_smtp_stream_queue_command (self, command, shown);
  switch (ph_smtp_stream_flush (self, timeout, cancellable, error))
    {
    case PH_SMTP_FLOW_DONE:
      return TRUE;
    case PH_SMTP_FLOW_INTERRUPTED:
      return ph_smtp_stream_fail (self, PH_SMTP_ERROR_PROTOCOL, "the server spoke before it was asked", error);
    case PH_SMTP_FLOW_BROKEN:
    default:
      return FALSE;
    }
}

char *
ph_smtp_stream_dup_words (PhSmtpStream *self, const PhSmtpReply *reply)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  words = ph_smtp_reply_dup_words (reply);
  return ph_smtp_mask_apply (self->mask, words);
}
