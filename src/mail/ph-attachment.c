/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name, type and size of a file, found once; the octets are read again each time the message is written. */
#include "config.h"

#include "ph-attachment.h"

#include <string.h>

#include "ph-mail-enclosed.h"
#include "ph-mail-text.h"

#define FALLBACK_CONTENT_TYPE "application/octet-stream"
#define ATTRIBUTES                                                                                                     \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME         \
                                 "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE

struct _PhAttachment
{
  GObject parent_instance;

  char *name; /* (owned) */
  char *content_type; /* (owned) */
  guint64 size;
  GFile *file; /* (owned) (nullable) */
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

/* Returns: (transfer full) (nullable): a copy of @file in @folder under a name of its own */
static GFile *
copy_into (GFile *file, GFile *folder, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autoptr (GFile) copy = g_file_get_child (folder, name);

  if (g_file_copy (file, copy, G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable, NULL, NULL, error))
    return g_steal_pointer (&copy);
  /* Nobody else knows of the half copy; that it may not exist is no error. */
  g_file_delete (copy, NULL, NULL);
  return NULL;
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
  g_autoptr (GFileInfo) kept_info = NULL;
  g_autofree char *content_type = NULL;

  if (info == NULL)
    return NULL;
  content_type = dup_content_type (info);
  self = ph_attachment_new (g_file_info_get_display_name (info), content_type, (guint64) g_file_info_get_size (info));
  if (!check_octets (file, self->content_type, cancellable, error))
    return NULL;
  if (keep_in == NULL)
    {
      self->file = g_object_ref (file);
      return g_steal_pointer (&self);
    }
  self->file = copy_into (file, keep_in, cancellable, error);
  if (self->file == NULL || (kept_info = query_regular_file (self->file, cancellable, error)) == NULL)
    return NULL;
  self->size = (guint64) g_file_info_get_size (kept_info);
  return g_steal_pointer (&self);
}

static void
clear_file (gpointer file)
{
  g_clear_object (&file);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *files = data;
  GError *error = NULL;
  PhAttachment *self = load (files->pdata[0], files->pdata[1], cancellable, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
ph_attachment_new_async (GFile *file,
                         GFile *keep_in,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *files = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (keep_in == NULL || G_IS_FILE (keep_in));

  files = g_ptr_array_new_with_free_func (clear_file);
  g_ptr_array_add (files, g_object_ref (file));
  g_ptr_array_add (files, keep_in != NULL ? g_object_ref (keep_in) : NULL);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_attachment_new_async);
  g_task_set_task_data (task, files, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, load_thread);
}

PhAttachment *
ph_attachment_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
  if (self->bytes != NULL)
    copy->bytes = g_bytes_ref (self->bytes);
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

GInputStream *
ph_attachment_open (PhAttachment *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (PH_IS_ATTACHMENT (self), NULL);

  if (self->bytes != NULL)
    return g_memory_input_stream_new_from_bytes (self->bytes);
  return G_INPUT_STREAM (g_file_read (self->file, cancellable, error));
}
