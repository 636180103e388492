/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A writing thread, a pipe, and a stream that tells a broken message from a whole one. */
#include "config.h"

#include "ph-message-stream.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>

#include "ph-message-private.h"

/* As much as everybody may have; with less the two threads wait for each other more often. */
#define PIPE_SIZE (1024 * 1024)

#define PH_TYPE_MESSAGE_STREAM (ph_message_stream_get_type ())
G_DECLARE_FINAL_TYPE (PhMessageStream, ph_message_stream, PH, MESSAGE_STREAM, GInputStream)

struct _PhMessageStream
{
  GInputStream parent_instance;

  PhMessageMime *mime; /* (owned): the writer's while there is one */
  GInputStream *pipe; /* (owned) (nullable): %NULL until the first read, and when the writer is done */
  GOutputStream *output; /* (owned) (nullable): the writer's */
  GThread *writer; /* (owned) (nullable) */
  GError *error; /* (owned) (nullable): the writer's; everybody's when it is done */
  goffset position;
};

static void ph_message_stream_seekable_init (GSeekableIface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (PhMessageStream,
                               ph_message_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, ph_message_stream_seekable_init))

/* A reader that has enough is an error like any other, not the end of the program. */
static void
block_broken_pipe_signal (void)
{
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
}

static gpointer
write_thread (gpointer data)
{
  PhMessageStream *self = data;

  block_broken_pipe_signal ();
  ph_message_mime_write (self->mime, self->output, NULL, &self->error);
  g_output_stream_close (self->output, NULL, self->error == NULL ? &self->error : NULL);
  return NULL;
}

static gboolean
ph_message_stream_start (PhMessageStream *self, GError **error)
{
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return FALSE;
  fcntl (fds[1], F_SETPIPE_SZ, PIPE_SIZE);
  self->pipe = g_unix_input_stream_new (fds[0], TRUE);
  self->output = g_unix_output_stream_new (fds[1], TRUE);
  self->writer = g_thread_new ("ph-message", write_thread, self);
  return TRUE;
}

/* Without a reader the writer's next write fails, so it does not go on for long. */
static void
ph_message_stream_stop (PhMessageStream *self)
{
  g_clear_object (&self->pipe);
  g_clear_pointer (&self->writer, g_thread_join);
  g_clear_object (&self->output);
}

static gssize
ph_message_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  PhMessageStream *self = PH_MESSAGE_STREAM (stream);
  gssize n_read = 0;

  if (self->pipe == NULL && self->position == 0 && self->error == NULL && !ph_message_stream_start (self, error))
    return -1;
  if (self->pipe != NULL)
    n_read = g_input_stream_read (self->pipe, buffer, count, cancellable, error);
  if (n_read != 0)
    {
      self->position += MAX (n_read, 0);
      return n_read;
    }
  ph_message_stream_stop (self);
  if (self->error == NULL)
    return 0;
  g_propagate_error (error, g_error_copy (self->error));
  return -1;
}

static gboolean
ph_message_stream_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  ph_message_stream_stop (PH_MESSAGE_STREAM (stream));
  return TRUE;
}

static void
ph_message_stream_finalize (GObject *object)
{
  PhMessageStream *self = PH_MESSAGE_STREAM (object);

  ph_message_stream_stop (self);
  g_clear_pointer (&self->mime, ph_message_mime_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ph_message_stream_parent_class)->finalize (object);
}

static void
ph_message_stream_class_init (PhMessageStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_message_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = ph_message_stream_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = ph_message_stream_close;
}

static void
ph_message_stream_init (PhMessageStream *self)
{
}

/* ---- from the start again ------------------------------------------------------------------------------------ */

static goffset
ph_message_stream_tell (GSeekable *seekable)
{
  return PH_MESSAGE_STREAM (seekable)->position;
}

static gboolean
ph_message_stream_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static void
ph_message_stream_rewind (PhMessageStream *self)
{
  ph_message_stream_stop (self);
  g_clear_error (&self->error);
  self->position = 0;
}

static gboolean
ph_message_stream_seek (GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable, GError **error)
{
  if (offset != 0 || type != G_SEEK_SET)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "A message is read from its start");
      return FALSE;
    }
  ph_message_stream_rewind (PH_MESSAGE_STREAM (seekable));
  return TRUE;
}

static gboolean
ph_message_stream_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static void
ph_message_stream_seekable_init (GSeekableIface *iface)
{
  iface->tell = ph_message_stream_tell;
  iface->can_seek = ph_message_stream_can_seek;
  iface->seek = ph_message_stream_seek;
  iface->can_truncate = ph_message_stream_can_truncate;
}

GInputStream *
ph_message_open (PhMessage *message, GDateTime *date, goffset *size, GError **error)
{
  g_autoptr (PhMessageStream) self = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (size != NULL, NULL);

  self = g_object_new (PH_TYPE_MESSAGE_STREAM, NULL);
  self->mime = ph_message_mime_new (message, date, PH_MESSAGE_PURPOSE_SEND, NULL, error);
  *size = self->mime != NULL ? ph_message_mime_measure (self->mime, error) : -1;
  return *size != -1 ? G_INPUT_STREAM (g_steal_pointer (&self)) : NULL;
}

gboolean
ph_message_stream_set_is_8bit (GInputStream *stream, gboolean is_8bit, goffset *size, GError **error)
{
  PhMessageStream *self = PH_MESSAGE_STREAM (stream);
  goffset encoded_size = 0;

  g_return_val_if_fail (PH_IS_MESSAGE_STREAM (stream), FALSE);
  g_return_val_if_fail (size != NULL, FALSE);

  ph_message_stream_rewind (self);
  ph_message_mime_set_is_8bit (self->mime, FALSE);
  encoded_size = ph_message_mime_measure (self->mime, error);
  *size = encoded_size;
  if (encoded_size == -1 || !is_8bit)
    return encoded_size != -1;
  ph_message_mime_set_is_8bit (self->mime, TRUE);
  *size = ph_message_mime_measure (self->mime, error);
  if (*size >= encoded_size)
    {
      ph_message_mime_set_is_8bit (self->mime, FALSE);
      *size = encoded_size;
    }
  return *size != -1;
}
