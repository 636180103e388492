/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block between the socket and the session. GBufferedInputStream would do, but for its copying of what is read
 * raw: a message goes from this block to the disk. */
#include "config.h"

#include "ph-practice-input.h"

#include <string.h>

#define BLOCK_SIZE ((gsize) 256 * 1024)

struct _PhPracticeInput
{
  GInputStream *stream; /* (owned) */
  gsize line_max;
  gboolean is_in_long_line; /* its beginning was dropped, its LF has not come */
  gsize start; /* of what was not taken yet */
  gsize end;
  char block[BLOCK_SIZE];
};

PhPracticeInput *
ph_practice_input_new (GInputStream *stream, gsize line_max)
{
  PhPracticeInput *self = g_malloc (sizeof *self);

  g_assert (line_max < BLOCK_SIZE);

  self->stream = g_object_ref (stream);
  self->line_max = line_max;
  self->is_in_long_line = FALSE;
  self->start = self->end = 0;
  return self;
}

void
ph_practice_input_free (PhPracticeInput *self)
{
  g_object_unref (self->stream);
  g_free (self);
}

gsize
ph_practice_input_take_line (PhPracticeInput *self, const char **line, gboolean *is_too_long)
{
  gsize available = self->end - self->start;
  const char *start = self->block + self->start;
  const char *lf = memchr (start, '\n', available);
  gsize length = lf != NULL ? (gsize) (lf - start) + 1 : 0;

  if (lf == NULL && available >= self->line_max)
    {
      self->is_in_long_line = TRUE;
      self->start = self->end;
    }
  *is_too_long = self->is_in_long_line || length > self->line_max;
  *line = *is_too_long ? "" : start;
  if (lf != NULL)
    self->is_in_long_line = FALSE;
  self->start += length;
  return length;
}

char *
ph_practice_input_peek (PhPracticeInput *self, gsize *length)
{
  *length = self->end - self->start;
  return self->block + self->start;
}

void
ph_practice_input_skip (PhPracticeInput *self, gsize length)
{
  g_assert (length <= self->end - self->start);

  self->start += length;
}

gboolean
ph_practice_input_fill (PhPracticeInput *self, GCancellable *cancellable, GError **error)
{
  gssize n_read;

  memmove (self->block, self->block + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  g_assert (self->end < BLOCK_SIZE);
  n_read = g_input_stream_read (self->stream, self->block + self->end, BLOCK_SIZE - self->end, cancellable, error);
  if (n_read <= 0)
    return FALSE;
  self->end += (gsize) n_read;
  return TRUE;
}
