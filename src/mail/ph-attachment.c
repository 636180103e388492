/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name, type and size of a file, found once; the octets are read again each time the message is written. They are those that were
 * attached: of a copy without a name, which is gone with the program, or of a file that is seen to be the same still. */
#include "config.h"

#include "ph-attachment.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ph-mail-enclosed.h"
#include "ph-mail-text.h"

#define FALLBACK_CONTENT_TYPE "application/octet-stream"
/* What changes with a file; as far as its file system says so. */
#define IDENTITY                                                                                                       \
  G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC            \
                                 "," G_FILE_ATTRIBUTE_UNIX_DEVICE "," G_FILE_ATTRIBUTE_UNIX_INODE
#define ATTRIBUTES                                                                                                     \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE \
                                 "," IDENTITY

/* Copying more is felt on a disk that makes no reflinks. */
#define KEPT_SIZE_MAX ((goffset) 50 * 1000 * 1000)
/* Each has a descriptor, and a program has 1024. */
#define N_KEPT_MAX 400

static int n_kept; /* (atomic) */

struct _PhAttachment
{
  GObject parent_instance;

  char *name; /* (owned) */
  char *content_type; /* (owned) */
  guint64 size;
  GFile *file; /* (owned) (nullable) */
  int kept; /* (owned): a copy of it, or -1 */
  char *identity; /* (owned) (nullable): of a file without a copy, when it was attached */
  GBytes *bytes; /* (owned) (nullable): instead of a file */
};

G_DEFINE_FINAL_TYPE (PhAttachment, ph_attachment, G_TYPE_OBJECT)

static void
ph_attachment_finalize (GObject *object)
{
  PhAttachment *self = PH_ATTACHMENT (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->content_type, g_free);
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->identity, g_free);
  if (self->kept != -1)
    {
      close (self->kept);
      g_atomic_int_dec_and_test (&n_kept);
    }

  G_OBJECT_CLASS (ph_attachment_parent_class)->finalize (object);
}

static void
ph_attachment_class_init (PhAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_attachment_finalize;
}

static void
ph_attachment_init (PhAttachment *self)
{
  self->kept = -1;
}

static PhAttachment *
ph_attachment_new (const char *name, const char *content_type, guint64 size)
{
  PhAttachment *self = g_object_new (PH_TYPE_ATTACHMENT, NULL);

  self->name = ph_mail_text_dup_file_name (name);
  self->content_type = g_strdup (ph_mail_text_is_mime_type (content_type) ? content_type : FALLBACK_CONTENT_TYPE);
  self->size = size;
  return self;
}

/* A name with a suffix tells the type, and its first octets only one without: a lone "%" is taken for MATLAB. */
static char *
dup_content_type (GFileInfo *info)
{
  const char *name = g_file_info_get_display_name (info);
  g_autofree char *by_name = g_content_type_guess (name, NULL, 0, NULL);

  return g_content_type_get_mime_type (strchr (name, '.') != NULL ? by_name : g_file_info_get_content_type (info));
}

static GFileInfo *
query_regular_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return NULL;
  switch ((int) g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_REGULAR:
      return g_steal_pointer (&info);
    case G_FILE_TYPE_DIRECTORY:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "It is a folder");
      return NULL;
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "It is not a regular file");
      return NULL;
    }
}

/* @kept: (out): a copy of @file, which was in @folder and has no name any more, or -1. Returns: %FALSE when it was cancelled */
static gboolean
copy_into (GFile *file, GFile *folder, int *kept, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autoptr (GFile) copy = g_file_get_child (folder, name);
  g_autoptr (GError) local_error = NULL;

  *kept = -1;
  if (g_mkdir_with_parents (g_file_peek_path (folder), 0700) == 0
      && g_file_copy (file, copy, G_FILE_COPY_NONE, cancellable, NULL, NULL, &local_error))
    *kept = open (g_file_peek_path (copy), O_RDONLY | O_CLOEXEC);
  /* Nobody else knows of it, whole or half; that it may not exist is no error. */
  g_file_delete (copy, NULL, NULL);
  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Returns: (transfer full) */
static char *
dup_identity (GFileInfo *info)
{
  return g_strdup_printf ("%" G_GOFFSET_FORMAT " %" G_GUINT64_FORMAT ".%06u %u %" G_GUINT64_FORMAT,
                          g_file_info_get_size (info),
                          g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED),
                          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC),
                          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_DEVICE),
                          g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_UNIX_INODE));
}

/* The copy's size is the file's: it can have changed meanwhile. */
static gboolean
ph_attachment_keep (PhAttachment *self, GFile *keep_in, GCancellable *cancellable, GError **error)
{
  off_t size = 0;

  if (self->size > KEPT_SIZE_MAX || g_atomic_int_get (&n_kept) >= N_KEPT_MAX)
    return TRUE;
  if (!copy_into (self->file, keep_in, &self->kept, cancellable, error))
    return FALSE;
  if (self->kept == -1)
    return TRUE;
  g_atomic_int_inc (&n_kept);
  size = lseek (self->kept, 0, SEEK_END);
  if (size >= 0)
    self->size = (guint64) size;
  return TRUE;
}

/* It can be read, and is a message if it has the type of one. */
static gboolean
check_octets (GFile *file, const char *content_type, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  char start[256];
  gsize n_read = 0;

  if (stream == NULL || strcmp (content_type, "message/rfc822") != 0)
    return stream != NULL;
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start, &n_read, cancellable, error))
    return FALSE;
  if (ph_mail_enclosed_is_message (start, n_read))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is no message");
  return FALSE;
}

static PhAttachment *
load (GFile *file, GFile *keep_in, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhAttachment) self = NULL;
  g_autoptr (GFileInfo) info = query_regular_file (file, cancellable, error);
  g_autofree char *content_type = NULL;

  if (info == NULL)
    return NULL;
  content_type = dup_content_type (info);
  self = ph_attachment_new (g_file_info_get_display_name (info), content_type, (guint64) g_file_info_get_size (info));
  if (!check_octets (file, self->content_type, cancellable, error))
    return NULL;
  self->file = g_object_ref (file);
  self->identity = dup_identity (info);
  if (keep_in != NULL && !ph_attachment_keep (self, keep_in, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

PhAttachment *
ph_attachment_new_sync (GFile *file, GFile *keep_in, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (keep_in == NULL || G_IS_FILE (keep_in), NULL);

  return load (file, keep_in, cancellable, error);
}

PhAttachment *
ph_attachment_new_for_bytes (const char *name, const char *content_type, GBytes *bytes)
{
  PhAttachment *self = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (content_type != NULL, NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  self = ph_attachment_new (name, content_type, g_bytes_get_size (bytes));
  self->bytes = g_bytes_ref (bytes);
  return self;
}

PhAttachment *
ph_attachment_new_for_file (GFile *file, const char *name, const char *content_type, guint64 size)
{
  PhAttachment *self = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (content_type != NULL, NULL);

  self = ph_attachment_new (name, content_type, size);
  self->file = g_object_ref (file);
  return self;
}

PhAttachment *
ph_attachment_copy_as (PhAttachment *self, const char *name)
{
  PhAttachment *copy = NULL;

  g_return_val_if_fail (PH_IS_ATTACHMENT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  copy = ph_attachment_new (name, self->content_type, self->size);
  g_set_object (&copy->file, self->file);
  copy->identity = g_strdup (self->identity);
  if (self->bytes != NULL)
    copy->bytes = g_bytes_ref (self->bytes);
  copy->kept = self->kept != -1 ? fcntl (self->kept, F_DUPFD_CLOEXEC, 3) : -1;
  if (copy->kept != -1)
    g_atomic_int_inc (&n_kept);
  return copy;
}

const char *
ph_attachment_get_name (PhAttachment *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT (self), NULL);

  return self->name;
}

const char *
ph_attachment_get_content_type (PhAttachment *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT (self), NULL);

  return self->content_type;
}

guint64
ph_attachment_get_size (PhAttachment *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT (self), 0);

  return self->size;
}

gboolean
ph_attachment_is_picture (PhAttachment *self)
{
  static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp" };

  g_return_val_if_fail (PH_IS_ATTACHMENT (self), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (self->content_type, types[i]) == 0)
      return TRUE;
  return FALSE;
}

GFile *
ph_attachment_get_file (PhAttachment *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT (self), NULL);

  return self->file;
}

/* Looks at what was opened, so that nothing can come in between. */
static gboolean
ph_attachment_check_identity (PhAttachment *self, GFileInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *identity = NULL;

  if (self->identity == NULL || self->kept != -1)
    return TRUE;
  info = g_file_input_stream_query_info (stream, IDENTITY, cancellable, error);
  if (info == NULL)
    return FALSE;
  identity = dup_identity (info);
  if (strcmp (identity, self->identity) == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "The file has changed");
  return FALSE;
}

GInputStream *
ph_attachment_open (PhAttachment *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *kept = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;

  g_return_val_if_fail (PH_IS_ATTACHMENT (self), NULL);

  if (self->bytes != NULL)
    return g_memory_input_stream_new_from_bytes (self->bytes);
  /* Opened again, so that each who reads it has a position of its own. */
  kept = g_strdup_printf ("/proc/self/fd/%d", self->kept);
  file = self->kept != -1 ? g_file_new_for_path (kept) : g_object_ref (self->file);
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL || !ph_attachment_check_identity (self, stream, cancellable, error))
    return NULL;
  return G_INPUT_STREAM (g_steal_pointer (&stream));
}
