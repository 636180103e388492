/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as files. The order of the steps is what makes a message durable: the octets, then the name, then the
 * folder that holds the name. It knows nothing of what is in a message. */
#include "config.h"

#include "ph-store-files.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* MIME comes in many small pieces; one system call for each would cost more than the disk does. */
#define PH_STORE_FILES_BLOCK ((gsize) 256 * 1024)

struct _PhStoreFiles
{
  GObject parent_instance;

  GFile *folder; /* (owned) */
  char *prefix; /* (owned) */
  GMutex mutex;
  GCond is_idle;
  guint n_removals; /* (mutex mutex): under way */
};

G_DEFINE_FINAL_TYPE (PhStoreFiles, ph_store_files, G_TYPE_OBJECT)

static gboolean
set_error_from_errno (GError **error, int number, const char *what, const char *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "%s %s: %s", what, path, g_strerror (number));
  return FALSE;
}

gboolean
ph_store_files_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failure = 0;

  if (fd == -1)
    return set_error_from_errno (error, errno, "cannot open", path);
  if (fsync (fd) == -1)
    failure = errno;
  close (fd);
  /* EINVAL: a file system without such a sync, where the rename alone has to do. */
  return failure == 0 || failure == EINVAL || set_error_from_errno (error, failure, "cannot sync", path);
}

gboolean
ph_store_files_make_folder (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!ph_store_files_make_folder (parent, error))
    return FALSE;
  if (g_mkdir (path, 0700) == -1 && errno != EEXIST)
    return set_error_from_errno (error, errno, "cannot make folder", path);
  return ph_store_files_sync_folder (parent, error);
}

static gboolean
write_and_measure (GOutputStream *output,
                   int fd,
                   PhStoreWriteFunc write_func,
                   gpointer user_data,
                   guint64 *size,
                   GCancellable *cancellable,
                   GError **error)
{
  struct stat status;

  if (!write_func (output, user_data, cancellable, error) || !g_output_stream_flush (output, cancellable, error))
    return FALSE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (fsync (fd) == -1 || fstat (fd, &status) == -1)
    {
      int failure = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failure), "cannot sync: %s", g_strerror (failure));
      return FALSE;
    }
  *size = (guint64) status.st_size;
  return TRUE;
}

static gboolean
write_file (const char *path,
            PhStoreWriteFunc write_func,
            gpointer user_data,
            guint64 *size,
            GCancellable *cancellable,
            GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autoptr (GOutputStream) file = NULL;
  g_autoptr (GOutputStream) buffered = NULL;

  if (fd == -1)
    {
      int failure = errno;
      g_autofree char *folder = g_path_get_dirname (path);

      return set_error_from_errno (error, failure, "cannot write into", folder);
    }
  file = g_unix_output_stream_new (fd, TRUE);
  buffered = g_buffered_output_stream_new_sized (file, PH_STORE_FILES_BLOCK);
  if (write_and_measure (buffered, fd, write_func, user_data, size, cancellable, error))
    return g_output_stream_close (buffered, NULL, error);

  /* Closed below the buffer, so that what is left of a failed message is not written after all. */
  g_output_stream_close (file, NULL, NULL);
  return FALSE;
}

/* From the rename on nothing is cancelled: the message is either there for good or taken away again. */
static gboolean
publish (const char *aside, const char *path, const char *folder, GError **error)
{
  if (g_rename (aside, path) == -1)
    return set_error_from_errno (error, errno, "cannot rename to", path);
  if (ph_store_files_sync_folder (folder, error))
    return TRUE;
  g_unlink (path);
  return FALSE;
}

static void
ph_store_files_finalize (GObject *object)
{
  PhStoreFiles *self = PH_STORE_FILES (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->prefix, g_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->is_idle);

  G_OBJECT_CLASS (ph_store_files_parent_class)->finalize (object);
}

static void
ph_store_files_class_init (PhStoreFilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_store_files_finalize;
}

static void
ph_store_files_init (PhStoreFiles *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->is_idle);
}

PhStoreFiles *
ph_store_files_new (GFile *folder)
{
  return ph_store_files_new_with_prefix (folder, "");
}

PhStoreFiles *
ph_store_files_new_with_prefix (GFile *folder, const char *prefix)
{
  PhStoreFiles *self = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);
  g_return_val_if_fail (g_file_peek_path (folder) != NULL, NULL);

  self = g_object_new (PH_TYPE_STORE_FILES, NULL);
  self->folder = g_object_ref (folder);
  self->prefix = g_strdup (prefix);
  return self;
}

GFile *
ph_store_files_add (PhStoreFiles *self,
                    PhStoreWriteFunc write_func,
                    gpointer user_data,
                    guint64 *size,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (self->prefix, id, ".eml", NULL);
  g_autofree char *aside_name = g_strconcat (".", self->prefix, id, ".part", NULL);
  g_autofree char *path = NULL;
  g_autofree char *aside = NULL;
  const char *folder = NULL;
  guint64 octets = 0;

  g_return_val_if_fail (PH_IS_STORE_FILES (self), NULL);
  g_return_val_if_fail (write_func != NULL, NULL);

  folder = g_file_peek_path (self->folder);
  path = g_build_filename (folder, name, NULL);
  aside = g_build_filename (folder, aside_name, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !ph_store_files_make_folder (folder, error))
    return NULL;
  if (!write_file (aside, write_func, user_data, &octets, cancellable, error) || !publish (aside, path, folder, error))
    {
      g_unlink (aside);
      return NULL;
    }
  if (size != NULL)
    *size = octets;
  return g_file_new_for_path (path);
}

gboolean
ph_store_files_remove (PhStoreFiles *self, GFile *message, GError **error)
{
  const char *path = NULL;

  g_return_val_if_fail (PH_IS_STORE_FILES (self), FALSE);
  g_return_val_if_fail (g_file_has_parent (message, self->folder), FALSE);

  path = g_file_peek_path (message);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  return set_error_from_errno (error, errno, "cannot remove", path);
}

static void
remove_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PhStoreFiles *self = source;
  g_autoptr (GError) error = NULL;

  if (!ph_store_files_remove (self, G_FILE (data), &error))
    g_message ("%s", error->message);
  g_task_return_boolean (task, error == NULL);

  g_mutex_lock (&self->mutex);
  self->n_removals--;
  g_cond_broadcast (&self->is_idle);
  g_mutex_unlock (&self->mutex);
}

void
ph_store_files_remove_later (PhStoreFiles *self, GFile *message)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_STORE_FILES (self));
  g_return_if_fail (G_IS_FILE (message));

  g_mutex_lock (&self->mutex);
  self->n_removals++;
  g_mutex_unlock (&self->mutex);
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, ph_store_files_remove_later);
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  g_task_run_in_thread (task, remove_thread);
}

void
ph_store_files_finish (PhStoreFiles *self)
{
  g_return_if_fail (PH_IS_STORE_FILES (self));

  g_mutex_lock (&self->mutex);
  while (self->n_removals > 0)
    g_cond_wait (&self->is_idle, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
