/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime reports only that a stream failed; this one keeps why. */
#include "config.h"

#include "ph-mail-sink.h"

#include <string.h>

#include "ph-mail-guard.h"

/* Large writes downstream: GMime writes 4 KiB at a time, encoded in pieces of it. */
#define BUFFER_SIZE (64 * 1024)

/* GMime's calling convention: -1 is an error. */
#define STREAM_ERROR (-1)

struct _PhMailSink
{
  GMimeStream parent_instance;

  GOutputStream *output; /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  GByteArray *buffer; /* (owned): the whole header until it is checked, then what awaits a large write */
  gsize n_searched; /* how much of the buffer holds no end of the header */
  gboolean is_header_checked;
  GError *error; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhMailSink, ph_mail_sink, GMIME_TYPE_STREAM)

static gboolean
ph_mail_sink_check_header (PhMailSink *self)
{
  const char *data = (const char *) self->buffer->data;
  const char *end = memmem (data + self->n_searched, self->buffer->len - self->n_searched, "\r\n\r\n", 4);

  if (end != NULL)
    self->is_header_checked = ph_mail_guard_check (data, (gsize) (end + 2 - data), &self->error);
  else
    self->n_searched = MAX (self->buffer->len, 3) - 3; /* an end may have begun in the last three octets */
  return self->error == NULL;
}

static gboolean
ph_mail_sink_put (PhMailSink *self, gconstpointer data, gsize size)
{
  return g_output_stream_write_all (self->output, data, size, NULL, self->cancellable, &self->error);
}

static gboolean
ph_mail_sink_drain (PhMailSink *self)
{
  g_assert (self->is_header_checked);

  if (!ph_mail_sink_put (self, self->buffer->data, self->buffer->len))
    return FALSE;
  g_byte_array_set_size (self->buffer, 0);
  return TRUE;
}

static gboolean
ph_mail_sink_take (PhMailSink *self, const char *data, gsize size)
{
  /* What is large already needs no copy. */
  if (self->is_header_checked && size >= BUFFER_SIZE)
    return ph_mail_sink_drain (self) && ph_mail_sink_put (self, data, size);
  g_byte_array_append (self->buffer, (const guint8 *) data, (guint) size);
  if (!self->is_header_checked && !ph_mail_sink_check_header (self))
    return FALSE;
  return !self->is_header_checked || self->buffer->len < BUFFER_SIZE || ph_mail_sink_drain (self);
}

static ssize_t
ph_mail_sink_write (GMimeStream *stream, const char *data, size_t size)
{
  PhMailSink *self = PH_MAIL_SINK (stream);

  if (self->error != NULL || !ph_mail_sink_take (self, data, size))
    return STREAM_ERROR;
  stream->position += (gint64) size;
  return (ssize_t) size;
}

static int
ph_mail_sink_flush (GMimeStream *stream)
{
  return PH_MAIL_SINK (stream)->error == NULL ? 0 : STREAM_ERROR;
}

static gint64
ph_mail_sink_tell (GMimeStream *stream)
{
  return stream->position;
}

static void
ph_mail_sink_finalize (GObject *object)
{
  PhMailSink *self = PH_MAIL_SINK (object);

  g_clear_object (&self->output);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ph_mail_sink_parent_class)->finalize (object);
}

static void
ph_mail_sink_class_init (PhMailSinkClass *klass)
{
  GMimeStreamClass *stream_class = GMIME_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ph_mail_sink_finalize;
  stream_class->write = ph_mail_sink_write;
  stream_class->flush = ph_mail_sink_flush;
  stream_class->tell = ph_mail_sink_tell;
}

static void
ph_mail_sink_init (PhMailSink *self)
{
  g_mime_stream_construct (GMIME_STREAM (self), 0, -1);
  self->buffer = g_byte_array_new ();
}

PhMailSink *
ph_mail_sink_new (GOutputStream *output, GCancellable *cancellable)
{
  PhMailSink *self = g_object_new (PH_TYPE_MAIL_SINK, NULL);

  self->output = g_object_ref (output);
  g_set_object (&self->cancellable, cancellable);
  return self;
}

PhMailSink *
ph_mail_sink_new_for_file (GOutputStream *output, GCancellable *cancellable)
{
  PhMailSink *self = ph_mail_sink_new (output, cancellable);

  self->is_header_checked = TRUE;
  return self;
}

gboolean
ph_mail_sink_finish (PhMailSink *self, GError **error)
{
  if (self->error == NULL && !self->is_header_checked)
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The header has no end");
  if (self->error == NULL && ph_mail_sink_drain (self))
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

const GError *
ph_mail_sink_get_error (PhMailSink *self)
{
  return self->error;
}
