/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block of the file goes through the piece's filters, which are GMime's, and what comes out waits to be read. */
#include "config.h"

#include "ph-mail-splice.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ph-mail-octets.h"

#define BLOCK_SIZE ((gsize) 64 * 1024)
/* Decode, make the line ends CRLF, encode, and that again for what the encoding made. */
#define N_FILTERS_MAX 4

struct _PhMailSplice
{
  GInputStream parent_instance;

  int fd; /* (owned) */
  GPtrArray *pieces; /* (owned) (element-type PhMailPiece) */
  char *block; /* (owned): BLOCK_SIZE octets */

  guint index; /* of the piece that is read */
  gboolean is_begun; /* whether the filters are that piece's */
  goffset position; /* in the file */
  GMimeFilter *filters[N_FILTERS_MAX]; /* (owned) */
  guint n_filters;
  GByteArray *output; /* (owned) */
  gsize n_taken; /* octets of it that were read */
  goffset n_read; /* octets in all */
};

static void ph_mail_splice_seekable_init (GSeekableIface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (PhMailSplice,
                               ph_mail_splice,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, ph_mail_splice_seekable_init))

PhMailPiece *
ph_mail_piece_new (goffset start, goffset end)
{
  PhMailPiece *piece = g_new0 (PhMailPiece, 1);

  piece->start = start;
  piece->end = end;
  piece->length = -1;
  return piece;
}

void
ph_mail_piece_free (PhMailPiece *piece)
{
  if (piece == NULL)
    return;
  g_free (piece->text);
  g_free (piece);
}

static void
ph_mail_splice_add_filter (PhMailSplice *self, GMimeFilter *filter)
{
  g_assert (self->n_filters < N_FILTERS_MAX);
  self->filters[self->n_filters++] = filter;
}

static void
ph_mail_splice_clear_filters (PhMailSplice *self)
{
  while (self->n_filters > 0)
    g_clear_object (&self->filters[--self->n_filters]);
  self->is_begun = FALSE;
}

static void
ph_mail_splice_begin_piece (PhMailSplice *self, const PhMailPiece *piece)
{
  gboolean is_last = self->index + 1 == self->pieces->len;
  gboolean is_decoded = piece->decoding != GMIME_CONTENT_ENCODING_DEFAULT;
  gboolean is_encoded = piece->encoding != GMIME_CONTENT_ENCODING_DEFAULT;

  self->position = piece->start;
  self->is_begun = TRUE;
  if (is_decoded)
    ph_mail_splice_add_filter (self, g_mime_filter_basic_new (piece->decoding, FALSE));
  if (is_encoded && !is_decoded && !piece->is_binary)
    ph_mail_splice_add_filter (self, g_mime_filter_unix2dos_new (FALSE));
  if (is_encoded)
    ph_mail_splice_add_filter (self, g_mime_filter_basic_new (piece->encoding, TRUE));
  if (is_encoded || (!is_decoded && !piece->is_kept))
    ph_mail_splice_add_filter (self, g_mime_filter_unix2dos_new (is_last));
}

/* @is_end: with the last octets of the piece, which may be none */
static void
ph_mail_splice_filter (PhMailSplice *self, char *octets, gsize length, gboolean is_end)
{
  size_t prespace = 0;

  for (guint i = 0; i < self->n_filters; i++)
    if (is_end)
      g_mime_filter_complete (self->filters[i], octets, length, prespace, &octets, &length, &prespace);
    else
      g_mime_filter_filter (self->filters[i], octets, length, prespace, &octets, &length, &prespace);
  g_byte_array_append (self->output, (const guint8 *) octets, (guint) length);
}

static void
ph_mail_splice_end_piece (PhMailSplice *self)
{
  ph_mail_splice_clear_filters (self);
  self->index++;
}

static gboolean
fail_shorter (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "The message has changed while it was read");
  return FALSE;
}

/* Puts the next octets into the output; perhaps none, at the end of a piece. */
static gboolean
ph_mail_splice_advance (PhMailSplice *self, GError **error)
{
  const PhMailPiece *piece = g_ptr_array_index (self->pieces, self->index);
  gsize want = 0;
  gssize n = 0;

  if (piece->text != NULL)
    {
      g_byte_array_append (self->output, (const guint8 *) piece->text, (guint) strlen (piece->text));
      ph_mail_splice_end_piece (self);
      return TRUE;
    }
  if (!self->is_begun)
    ph_mail_splice_begin_piece (self, piece);
  want = (gsize) MIN ((goffset) BLOCK_SIZE, piece->end - self->position);
  n = ph_mail_octets_read (self->fd, self->block, want, self->position, error);
  if (n == -1)
    return FALSE;
  if ((gsize) n < want)
    return fail_shorter (error);
  self->position += n;
  ph_mail_splice_filter (self, self->block, (gsize) n, self->position == piece->end);
  if (self->position == piece->end)
    ph_mail_splice_end_piece (self);
  return TRUE;
}

/* Until there is something to be read, or no piece left. */
static gboolean
ph_mail_splice_fill (PhMailSplice *self, GError **error)
{
  if (self->n_taken < self->output->len)
    return TRUE;
  g_byte_array_set_size (self->output, 0);
  self->n_taken = 0;
  while (self->output->len == 0 && self->index < self->pieces->len)
    if (!ph_mail_splice_advance (self, error))
      return FALSE;
  return TRUE;
}

static gssize
ph_mail_splice_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  PhMailSplice *self = PH_MAIL_SPLICE (stream);
  gsize n = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !ph_mail_splice_fill (self, error))
    return -1;
  n = MIN (count, self->output->len - self->n_taken);
  if (n > 0)
    memcpy (buffer, self->output->data + self->n_taken, n);
  self->n_taken += n;
  self->n_read += (goffset) n;
  return (gssize) n;
}

static void
ph_mail_splice_finalize (GObject *object)
{
  PhMailSplice *self = PH_MAIL_SPLICE (object);

  ph_mail_splice_clear_filters (self);
  g_clear_pointer (&self->pieces, g_ptr_array_unref);
  g_byte_array_unref (self->output);
  g_free (self->block);
  if (self->fd != -1)
    close (self->fd);

  G_OBJECT_CLASS (ph_mail_splice_parent_class)->finalize (object);
}

static void
ph_mail_splice_class_init (PhMailSpliceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_mail_splice_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = ph_mail_splice_read;
}

static void
ph_mail_splice_init (PhMailSplice *self)
{
  self->fd = -1;
  self->block = g_malloc (BLOCK_SIZE);
  self->output = g_byte_array_new ();
}

/* ---- from the start again ------------------------------------------------------------------------------------ */

static goffset
ph_mail_splice_tell (GSeekable *seekable)
{
  return PH_MAIL_SPLICE (seekable)->n_read;
}

static gboolean
ph_mail_splice_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static void
ph_mail_splice_rewind (PhMailSplice *self)
{
  ph_mail_splice_clear_filters (self);
  g_byte_array_set_size (self->output, 0);
  self->index = 0;
  self->n_taken = 0;
  self->n_read = 0;
}

static gboolean
ph_mail_splice_seek (GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable, GError **error)
{
  if (offset != 0 || type != G_SEEK_SET)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "A message is read from its start");
      return FALSE;
    }
  ph_mail_splice_rewind (PH_MAIL_SPLICE (seekable));
  return TRUE;
}

static gboolean
ph_mail_splice_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static void
ph_mail_splice_seekable_init (GSeekableIface *iface)
{
  iface->tell = ph_mail_splice_tell;
  iface->can_seek = ph_mail_splice_can_seek;
  iface->seek = ph_mail_splice_seek;
  iface->can_truncate = ph_mail_splice_can_truncate;
}

GInputStream *
ph_mail_splice_new (int fd, GPtrArray *pieces, GError **error)
{
  g_autoptr (PhMailSplice) self = NULL;

  g_return_val_if_fail (fd != -1 && pieces != NULL, NULL);

  self = g_object_new (PH_TYPE_MAIL_SPLICE, NULL);
  self->pieces = g_ptr_array_ref (pieces);
  self->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  if (self->fd != -1)
    return G_INPUT_STREAM (g_steal_pointer (&self));
  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
  return NULL;
}

/* Reads the piece and counts. */
static gboolean
ph_mail_splice_measure_piece (PhMailSplice *self, guint index, goffset *size, GError **error)
{
  self->index = index;
  while (self->index == index)
    {
      if (!ph_mail_splice_advance (self, error))
        return FALSE;
      *size += self->output->len;
      g_byte_array_set_size (self->output, 0);
    }
  return TRUE;
}

goffset
ph_mail_splice_measure (PhMailSplice *self, GError **error)
{
  goffset size = 0;
  gboolean is_measured = TRUE;

  g_return_val_if_fail (PH_IS_MAIL_SPLICE (self), -1);

  ph_mail_splice_rewind (self);
  for (guint i = 0; i < self->pieces->len && is_measured; i++)
    {
      const PhMailPiece *piece = g_ptr_array_index (self->pieces, i);

      if (piece->length >= 0)
        size += piece->length;
      else
        is_measured = ph_mail_splice_measure_piece (self, i, &size, error);
    }
  ph_mail_splice_rewind (self);
  return is_measured ? size : -1;
}
