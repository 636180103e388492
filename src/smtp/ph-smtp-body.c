/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line ends and dots, a block at a time. The state between two blocks is two flags and a line's length. */
#include "config.h"

#include "ph-smtp-body.h"

#include <string.h>

/* Large enough that neither system calls nor a chunk's reply count, small enough for the cache. */
#define BLOCK_SIZE (256 * 1024)

struct _PhSmtpBody
{
  GInputStream *source; /* (owned) */
  PhSmtpBodyFlags flags;

  gboolean has_cr; /* the last octet was a CR whose LF may still come */
  gboolean is_ended;
  gsize line_length; /* octets of the current line, as they are in the message */

  char *input; /* (owned): the headroom, and BLOCK_SIZE octets */
  GByteArray *output; /* (owned) */
};

PhSmtpBody *
ph_smtp_body_new (GInputStream *source, PhSmtpBodyFlags flags)
{
  PhSmtpBody *self = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (source), NULL);

  self = g_new0 (PhSmtpBody, 1);
  self->source = g_object_ref (source);
  self->flags = flags;
  self->input = g_malloc (PH_SMTP_BODY_HEADROOM + BLOCK_SIZE);
  self->output = g_byte_array_new ();
  return self;
}

void
ph_smtp_body_free (PhSmtpBody *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->source);
  g_free (self->input);
  g_byte_array_unref (self->output);
  g_free (self);
}

static void
ph_smtp_body_append (PhSmtpBody *self, const char *octets, gsize length)
{
  g_byte_array_append (self->output, (const guint8 *) octets, (guint) length);
}

static void
ph_smtp_body_end_line (PhSmtpBody *self)
{
  ph_smtp_body_append (self, "\r\n", 2);
  self->line_length = 0;
}

static gboolean
refuse (PhSmtpError code, const char *what, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (code, PH_SMTP_STAGE_BODY, "%s", what);
  return FALSE;
}

static gboolean
has_8bit (const char *octets, gsize length)
{
  guchar all = 0;

  for (gsize i = 0; i < length; i++)
    all |= (guchar) octets[i];
  return (all & 0x80) != 0;
}

/* A run of octets without line ends. */
static gboolean
ph_smtp_body_append_text (PhSmtpBody *self, const char *text, gsize length, GError **error)
{
  if (length == 0)
    return TRUE;
  if (self->line_length + length > PH_SMTP_BODY_MAX_LINE)
    return refuse (PH_SMTP_ERROR_INVALID_ARGUMENT, "the message has a line of more than 998 octets", error);
  if (memchr (text, '\0', length) != NULL)
    return refuse (PH_SMTP_ERROR_INVALID_ARGUMENT, "the message has a NUL octet in it", error);
  if ((self->flags & PH_SMTP_BODY_ALLOW_8BIT) == 0 && has_8bit (text, length))
    return refuse (PH_SMTP_ERROR_NEEDS_EXTENSION,
                   "the message has 8-bit octets and the server takes 7-bit only",
                   error);

  if (self->line_length == 0 && text[0] == '.' && (self->flags & PH_SMTP_BODY_FOR_BDAT) == 0)
    ph_smtp_body_append (self, ".", 1);
  ph_smtp_body_append (self, text, length);
  self->line_length += length;
  return TRUE;
}

/* CRLF, a bare CR and a bare LF each end a line. */
static gboolean
ph_smtp_body_convert (PhSmtpBody *self, const char *input, gsize length, GError **error)
{
  const char *end = input + length;
  const char *p = input;

  if (self->has_cr && length > 0 && *p == '\n')
    p++;
  self->has_cr = FALSE;

  while (p < end)
    {
      const char *lf = memchr (p, '\n', (gsize) (end - p));
      const char *line_end = lf != NULL ? lf : end;
      const char *cr = memchr (p, '\r', (gsize) (line_end - p));

      if (cr != NULL)
        line_end = cr;
      if (!ph_smtp_body_append_text (self, p, (gsize) (line_end - p), error))
        return FALSE;
      if (line_end == end)
        return TRUE;
      ph_smtp_body_end_line (self);
      p = line_end + 1;
      if (cr != NULL && p == end)
        self->has_cr = TRUE;
      else if (cr != NULL && *p == '\n')
        p++;
    }
  return TRUE;
}

/* Whether there is nothing but text and CRLF. No early way out: so the compiler makes vectors of it. */
static gboolean
has_clean_octets (const char *octets, gsize length, gboolean allows_8bit)
{
  guchar high = 0;
  guchar wrong = 0;

  for (gsize i = 0; i < length; i++)
    {
      high |= (guchar) octets[i];
      wrong |= octets[i] == '\0';
    }
  for (gsize i = 1; i < length; i++)
    wrong |= (octets[i - 1] == '\r') != (octets[i] == '\n');
  return length > 0 && !wrong && octets[0] != '\n' && octets[length - 1] != '\r' && (allows_8bit || (high & 0x80) == 0);
}

/* Whether the octets can go as they are. Most messages can, and are not copied then. Else nothing has changed. */
static gboolean
ph_smtp_body_is_clean (PhSmtpBody *self, const char *octets, gsize length)
{
  gboolean doubles_dots = (self->flags & PH_SMTP_BODY_FOR_BDAT) == 0;
  const char *end = octets + length;
  gsize begun = self->line_length; /* of the line, before @p */
  const char *p = octets;

  if (self->has_cr || !has_clean_octets (octets, length, (self->flags & PH_SMTP_BODY_ALLOW_8BIT) != 0))
    return FALSE;
  while (p < end)
    {
      const char *lf = memchr (p, '\n', (gsize) (end - p));
      gsize n = (gsize) ((lf != NULL ? lf - 1 : end) - p);

      if (begun + n > PH_SMTP_BODY_MAX_LINE || (doubles_dots && begun == 0 && *p == '.'))
        return FALSE;
      begun = lf != NULL ? 0 : begun + n;
      p = lf != NULL ? lf + 1 : end;
    }
  if (begun > 0 && length < BLOCK_SIZE)
    return FALSE;
  self->line_length = begun;
  return TRUE;
}

static gboolean
fail_source (GError *read_error, GError **error)
{
  g_autoptr (GError) owned = read_error;

  if (g_error_matches (read_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_SOURCE,
                                PH_SMTP_STAGE_BODY,
                                "the message could not be read: %s",
                                read_error->message);
  return FALSE;
}

gboolean
ph_smtp_body_read_block (PhSmtpBody *self, char **block, gsize *length, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL && block != NULL && length != NULL, FALSE);

  g_byte_array_set_size (self->output, PH_SMTP_BODY_HEADROOM);
  while (self->output->len == PH_SMTP_BODY_HEADROOM && !self->is_ended)
    {
      char *input = self->input + PH_SMTP_BODY_HEADROOM;
      g_autoptr (GError) local_error = NULL;
      gsize n_read = 0;

      if (!g_input_stream_read_all (self->source, input, BLOCK_SIZE, &n_read, cancellable, &local_error))
        return fail_source (g_steal_pointer (&local_error), error);
      self->is_ended = n_read < BLOCK_SIZE;
      if ((self->flags & PH_SMTP_BODY_BINARY) != 0 || ph_smtp_body_is_clean (self, input, n_read))
        {
          *block = input;
          *length = n_read;
          return TRUE;
        }
      if (!ph_smtp_body_convert (self, input, n_read, error))
        return FALSE;
      if (self->is_ended && self->line_length > 0)
        ph_smtp_body_end_line (self);
    }
  *block = (char *) self->output->data + PH_SMTP_BODY_HEADROOM;
  *length = self->output->len - PH_SMTP_BODY_HEADROOM;
  return TRUE;
}

gboolean
ph_smtp_body_is_ended (PhSmtpBody *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  return self->is_ended;
}
