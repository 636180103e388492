/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-mail-file-part.h"

#include "ph-attachment-error.h"
#include "ph-mail-base64.h"
#include "ph-mail-enclosed.h"
#include "ph-mail-words.h"

#include <string.h>

/* 117 kB to read, 160 kB to write: system calls do not count, and both fit into the processor's cache. */
#define LINES_A_BLOCK 2048
#define BLOCK_SIZE ((gsize) PH_MAIL_BASE64_LINE * LINES_A_BLOCK)
#define ENCODED_SIZE ((gsize) PH_MAIL_BASE64_ENCODED_LINE * LINES_A_BLOCK)

/* GMime's calling convention: -1 is an error. */
#define STREAM_ERROR (-1)

struct _PhMailFilePart
{
  GMimePart parent_instance;

  PhAttachment *attachment; /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  goffset enclosed_size; /* of a message in octets, -1: it is encoded */
  gboolean is_measured;
  GError *error; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhMailFilePart, ph_mail_file_part, GMIME_TYPE_PART)

static gboolean
ph_mail_file_part_fail (PhMailFilePart *self)
{
  g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "The file has changed");
  return FALSE;
}

/* Whether the octets read so far can be those that were attached. */
static gboolean
ph_mail_file_part_check_size (PhMailFilePart *self, guint64 n_read, gboolean is_at_end)
{
  guint64 size = ph_attachment_get_size (self->attachment);

  if (n_read <= size && (!is_at_end || n_read == size))
    return TRUE;
  return ph_mail_file_part_fail (self);
}

static gboolean
ph_mail_file_part_write_octets (PhMailFilePart *self, GInputStream *input, GMimeStream *output)
{
  g_autofree guint8 *octets = g_malloc (BLOCK_SIZE);
  g_autofree char *lines = g_malloc (ENCODED_SIZE);
  guint64 n_read = 0;
  gsize n_block = BLOCK_SIZE;

  while (n_block == BLOCK_SIZE)
    {
      gsize n_encoded = 0;

      if (!g_input_stream_read_all (input, octets, BLOCK_SIZE, &n_block, self->cancellable, &self->error))
        return FALSE;
      n_read += n_block;
      if (!ph_mail_file_part_check_size (self, n_read, n_block < BLOCK_SIZE))
        return FALSE;
      n_encoded = ph_mail_base64_encode (octets, n_block, lines);
      if (g_mime_stream_write (output, lines, n_encoded) == STREAM_ERROR)
        return FALSE;
    }
  return TRUE;
}

/* A message as it is, but for its line ends. */
static gboolean
ph_mail_file_part_write_lines (PhMailFilePart *self, GInputStream *input, GMimeStream *output)
{
  g_autofree char *octets = g_malloc (BLOCK_SIZE);
  g_autoptr (GString) lines = g_string_sized_new (BLOCK_SIZE);
  PhMailEnclosed enclosed = { FALSE };
  gsize n_block = BLOCK_SIZE;
  goffset n_written = 0;

  while (n_block == BLOCK_SIZE)
    {
      if (!g_input_stream_read_all (input, octets, BLOCK_SIZE, &n_block, self->cancellable, &self->error))
        return FALSE;
      ph_mail_enclosed_append (&enclosed, lines, octets, n_block);
      n_written += (goffset) lines->len;
      if (enclosed.is_unsound || n_written > self->enclosed_size)
        return ph_mail_file_part_fail (self);
      if (g_mime_stream_write (output, lines->str, lines->len) == STREAM_ERROR)
        return FALSE;
      g_string_truncate (lines, 0);
    }
  return n_written == self->enclosed_size || ph_mail_file_part_fail (self);
}

static goffset
get_encoded_size (guint64 size)
{
  guint64 n_full = size / PH_MAIL_BASE64_LINE;
  guint64 rest = size % PH_MAIL_BASE64_LINE;

  return (goffset) (n_full * PH_MAIL_BASE64_ENCODED_LINE + (rest > 0 ? (rest + 2) / 3 * 4 + strlen ("\r\n") : 0));
}

/* The octets are not read; how many there are is what the file's end says, where it has one that can be asked for. */
static gboolean
ph_mail_file_part_measure_octets (PhMailFilePart *self, GInputStream *input, GMimeStream *output)
{
  GSeekable *seekable = G_IS_SEEKABLE (input) ? G_SEEKABLE (input) : NULL;

  output->position
      += self->enclosed_size >= 0 ? self->enclosed_size : get_encoded_size (ph_attachment_get_size (self->attachment));
  if (seekable == NULL || !g_seekable_can_seek (seekable))
    return TRUE;
  return g_seekable_seek (seekable, 0, G_SEEK_END, self->cancellable, &self->error)
         && ph_mail_file_part_check_size (self, (guint64) g_seekable_tell (seekable), TRUE);
}

static gboolean
ph_mail_file_part_write_from (PhMailFilePart *self, GInputStream *input, GMimeStream *output)
{
  if (self->is_measured)
    return ph_mail_file_part_measure_octets (self, input, output);
  if (self->enclosed_size >= 0)
    return ph_mail_file_part_write_lines (self, input, output);
  return ph_mail_file_part_write_octets (self, input, output);
}

/* Not where nobody wants it any more, or where there is none: it is the output's then. */
static void
ph_mail_file_part_name_error (PhMailFilePart *self)
{
  g_autoptr (GError) why = g_steal_pointer (&self->error);

  if (why == NULL || why->domain != G_IO_ERROR || why->code == G_IO_ERROR_CANCELLED)
    self->error = g_steal_pointer (&why);
  else
    self->error = ph_attachment_error_new (ph_attachment_get_name (self->attachment), why);
}

static gboolean
ph_mail_file_part_write_attachment (PhMailFilePart *self, GMimeStream *output)
{
  g_autoptr (GInputStream) input = NULL;

  g_clear_error (&self->error);
  input = ph_attachment_open (self->attachment, self->cancellable, &self->error);
  if (input != NULL && ph_mail_file_part_write_from (self, input, output))
    return TRUE;
  ph_mail_file_part_name_error (self);
  return FALSE;
}

static ssize_t
ph_mail_file_part_write_to_stream (GMimeObject *object,
                                   GMimeFormatOptions *options,
                                   gboolean content_only,
                                   GMimeStream *stream)
{
  gint64 start = stream->position;

  if (!content_only
      && (g_mime_header_list_write_to_stream (g_mime_object_get_header_list (object), options, stream) == STREAM_ERROR
          || g_mime_stream_write_string (stream, g_mime_format_options_get_newline (options)) == STREAM_ERROR))
    return STREAM_ERROR;
  if (!ph_mail_file_part_write_attachment (PH_MAIL_FILE_PART (object), stream))
    return STREAM_ERROR;
  return (ssize_t) (stream->position - start);
}

static void
ph_mail_file_part_finalize (GObject *object)
{
  PhMailFilePart *self = PH_MAIL_FILE_PART (object);

  g_clear_object (&self->attachment);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ph_mail_file_part_parent_class)->finalize (object);
}

static void
ph_mail_file_part_class_init (PhMailFilePartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_mail_file_part_finalize;
  GMIME_OBJECT_CLASS (klass)->write_to_stream = ph_mail_file_part_write_to_stream;
}

static void
ph_mail_file_part_init (PhMailFilePart *self)
{
}

/* A message or multipart type may not be encoded (RFC 2045 section 6.4), so such a file travels as plain octets, but for a message
 * that need not be encoded. */
static gboolean
is_composite_type (const char *content_type)
{
  return g_ascii_strncasecmp (content_type, "message/", 8) == 0
         || g_ascii_strncasecmp (content_type, "multipart/", 10) == 0;
}

static void
set_charset (GMimeObject *object)
{
  GMimeParamList *parameters
      = g_mime_content_disposition_get_parameters (g_mime_object_get_content_disposition (object));

  g_mime_param_set_charset (g_mime_param_list_get_parameter (parameters, "filename"), "utf-8");
}

/* The disposition says it as RFC 2231 wants it. Programs that do not know that look at the type, and there many read encoded
 * words, though RFC 2047 section 5 has none in a parameter. */
static void
ph_mail_file_part_set_name (PhMailFilePart *self, const char *name)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (self));
  g_autofree char *words = NULL;
  g_autofree char *type = NULL;
  g_autofree char *raw = NULL;

  g_mime_part_set_filename (GMIME_PART (self), name);
  if (g_str_is_ascii (name))
    return;
  set_charset (GMIME_OBJECT (self));
  words = ph_mail_words_encode (name, "\n\t");
  type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (GMIME_OBJECT (self)));
  raw = g_strdup_printf (" %s;\n\tname=\"%s\"\n", type, words);
  g_mime_header_set_raw_value (g_mime_header_list_get_header (headers, "Content-Type"), raw);
}

static goffset
measure_enclosed (PhAttachment *attachment, const char *boundary, gboolean is_signed, GCancellable *cancellable)
{
  g_autoptr (GInputStream) input = NULL;

  if (g_ascii_strcasecmp (ph_attachment_get_content_type (attachment), "message/rfc822") != 0)
    return -1;
  input = ph_attachment_open (attachment, cancellable, NULL); /* who writes it will say why */
  return input != NULL ? ph_mail_enclosed_measure (input, boundary, is_signed, cancellable) : -1;
}

PhMailFilePart *
ph_mail_file_part_new (PhAttachment *attachment, gboolean is_signed, GCancellable *cancellable)
{
  PhMailFilePart *self = g_object_new (PH_TYPE_MAIL_FILE_PART, NULL);
  goffset enclosed_size = measure_enclosed (attachment, NULL, is_signed, cancellable);
  const char *type = ph_attachment_get_content_type (attachment);
  g_autoptr (GMimeContentType) content_type
      = g_mime_content_type_parse (NULL,
                                   is_composite_type (type) && enclosed_size < 0 ? "application/octet-stream" : type);

  self->attachment = g_object_ref (attachment);
  self->enclosed_size = enclosed_size;
  g_set_object (&self->cancellable, cancellable);
  g_mime_object_set_content_type (GMIME_OBJECT (self), content_type);
  g_mime_object_set_disposition (GMIME_OBJECT (self), GMIME_DISPOSITION_ATTACHMENT);
  ph_mail_file_part_set_name (self, ph_attachment_get_name (attachment));
  g_mime_part_set_content_encoding (GMIME_PART (self),
                                    enclosed_size < 0 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_7BIT);
  return self;
}

void
ph_mail_file_part_set_inline (PhMailFilePart *self, const char *content_id)
{
  g_mime_object_set_disposition (GMIME_OBJECT (self), GMIME_DISPOSITION_INLINE);
  g_mime_object_set_content_id (GMIME_OBJECT (self), content_id);
}

gboolean
ph_mail_file_part_is_inline (PhMailFilePart *self)
{
  return g_mime_object_get_content_id (GMIME_OBJECT (self)) != NULL;
}

PhAttachment *
ph_mail_file_part_get_attachment (PhMailFilePart *self)
{
  return self->attachment;
}

gboolean
ph_mail_file_part_holds (PhMailFilePart *self, const char *boundary)
{
  return self->enclosed_size >= 0 && measure_enclosed (self->attachment, boundary, FALSE, self->cancellable) < 0;
}

void
ph_mail_file_part_set_measured (PhMailFilePart *self, gboolean is_measured)
{
  self->is_measured = is_measured;
}

const GError *
ph_mail_file_part_get_error (PhMailFilePart *self)
{
  return self->error;
}
