/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-mail-scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE ((gsize) 64 * 1024)

/* GMime's calling convention: -1 is an error. */
#define STREAM_ERROR (-1)

struct _PhMailScratchPart
{
  GMimePart parent_instance;

  GMimeStream *stream; /* (owned) */
  gboolean has_fields;
};

G_DEFINE_FINAL_TYPE (PhMailScratchPart, ph_mail_scratch_part, GMIME_TYPE_PART)

GMimeStream *
ph_mail_scratch_new (GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("posthaste-XXXXXX", &path, error);

  if (fd < 0)
    return NULL;
  g_unlink (path);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  return g_mime_stream_fs_new (fd);
}

static gboolean
ph_mail_scratch_part_write_octets (PhMailScratchPart *self, GMimeStream *output)
{
  g_autofree char *block = g_malloc (BLOCK_SIZE);
  ssize_t n_read = 0;

  if (g_mime_stream_reset (self->stream) == STREAM_ERROR)
    return FALSE;
  while ((n_read = g_mime_stream_read (self->stream, block, BLOCK_SIZE)) > 0)
    if (g_mime_stream_write (output, block, (gsize) n_read) == STREAM_ERROR)
      return FALSE;
  return n_read == 0;
}

static ssize_t
ph_mail_scratch_part_write_to_stream (GMimeObject *object,
                                      GMimeFormatOptions *options,
                                      gboolean content_only,
                                      GMimeStream *stream)
{
  PhMailScratchPart *self = PH_MAIL_SCRATCH_PART (object);
  gint64 start = stream->position;

  if (!content_only && !self->has_fields
      && (g_mime_header_list_write_to_stream (g_mime_object_get_header_list (object), options, stream) == STREAM_ERROR
          || g_mime_stream_write_string (stream, g_mime_format_options_get_newline (options)) == STREAM_ERROR))
    return STREAM_ERROR;
  if (!ph_mail_scratch_part_write_octets (self, stream))
    return STREAM_ERROR;
  return (ssize_t) (stream->position - start);
}

static void
ph_mail_scratch_part_finalize (GObject *object)
{
  g_clear_object (&PH_MAIL_SCRATCH_PART (object)->stream);

  G_OBJECT_CLASS (ph_mail_scratch_part_parent_class)->finalize (object);
}

static void
ph_mail_scratch_part_class_init (PhMailScratchPartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_mail_scratch_part_finalize;
  GMIME_OBJECT_CLASS (klass)->write_to_stream = ph_mail_scratch_part_write_to_stream;
}

static void
ph_mail_scratch_part_init (PhMailScratchPart *self)
{
}

PhMailScratchPart *
ph_mail_scratch_part_new (const char *type, GMimeStream *stream)
{
  PhMailScratchPart *self = g_object_new (PH_TYPE_MAIL_SCRATCH_PART, NULL);

  self->stream = g_object_ref (stream);
  self->has_fields = type == NULL;
  if (type != NULL)
    {
      g_autoptr (GMimeContentType) content_type = g_mime_content_type_parse (NULL, type);

      g_mime_object_set_content_type (GMIME_OBJECT (self), content_type);
    }
  return self;
}
