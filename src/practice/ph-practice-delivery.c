/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery into a Maildir. Names follow the Maildir rules, time, then what is unique in it, then a host; the host is
 * always "localhost", since a message may be shown or passed on. It knows nothing of SMTP. */
#include "config.h"

#include "ph-practice-delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _PhPracticeDelivery
{
  char *folder; /* (owned): the Maildir */
  char *tmp_path; /* (owned) */
  char *new_path; /* (owned) */
  int fd; /* -1 once closed */
};

static gboolean
set_error_from_errno (GError **error, const char *what, const char *path)
{
  int number = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "%s %s: %s", what, path, g_strerror (number));
  return FALSE;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_synced;

  if (fd == -1)
    return set_error_from_errno (error, "cannot open", path);
  /* EINVAL: a file system without such a sync, where the rename alone has to do. */
  is_synced = fsync (fd) == 0 || errno == EINVAL || set_error_from_errno (error, "cannot sync", path);
  close (fd);
  return is_synced;
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (path, 0700) == -1)
    return set_error_from_errno (error, "cannot make folder", path);
  return sync_folder (parent, error);
}

static gboolean
make_maildir (const char *path, GError **error)
{
  static const char *const names[] = { "tmp", "new", "cur" };
  gboolean is_made = make_folder (path, error);

  for (guint i = 0; i < G_N_ELEMENTS (names) && is_made; i++)
    {
      g_autofree char *folder = g_build_filename (path, names[i], NULL);

      is_made = make_folder (folder, error);
    }
  return is_made;
}

/* A process id alone is not unique: every sandbox has its own count of them. */
static char *
dup_unique_name (void)
{
  static int n_deliveries;
  gint64 now = g_get_real_time ();

  return g_strdup_printf ("%" G_GINT64_FORMAT ".M%06dP%dQ%dR%08x.localhost",
                          now / G_USEC_PER_SEC,
                          (int) (now % G_USEC_PER_SEC),
                          (int) getpid (),
                          g_atomic_int_add (&n_deliveries, 1) + 1,
                          g_random_int ());
}

/* From the rename on the message is either in new/ for good or taken away again. */
static gboolean
publish (PhPracticeDelivery *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->new_path);

  if (g_rename (self->tmp_path, self->new_path) == -1)
    return set_error_from_errno (error, "cannot rename to", self->new_path);
  g_clear_pointer (&self->tmp_path, g_free);
  if (sync_folder (folder, error))
    return TRUE;
  g_unlink (self->new_path);
  return FALSE;
}

PhPracticeDelivery *
ph_practice_delivery_new (GFile *maildir, GError **error)
{
  g_autoptr (PhPracticeDelivery) self = NULL;
  g_autofree char *name = dup_unique_name ();

  g_return_val_if_fail (g_file_peek_path (maildir) != NULL, NULL);

  self = g_new0 (PhPracticeDelivery, 1);
  self->fd = -1;
  self->folder = g_file_get_path (maildir);
  if (!make_maildir (self->folder, error))
    return NULL;
  self->new_path = g_build_filename (self->folder, "new", name, NULL);
  self->tmp_path = g_build_filename (self->folder, "tmp", name, NULL);
  self->fd = open (self->tmp_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd == -1)
    {
      set_error_from_errno (error, "cannot make", self->tmp_path);
      g_clear_pointer (&self->tmp_path, g_free);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
ph_practice_delivery_free (PhPracticeDelivery *self)
{
  if (self->fd != -1)
    close (self->fd);
  if (self->tmp_path != NULL)
    g_unlink (self->tmp_path);
  g_free (self->tmp_path);
  g_free (self->new_path);
  g_free (self->folder);
  g_free (self);
}

gboolean
ph_practice_delivery_write (PhPracticeDelivery *self, const char *octets, gsize length, GError **error)
{
  g_return_val_if_fail (self->fd != -1, FALSE);

  while (length > 0)
    {
      ssize_t written = write (self->fd, octets, length);

      if (written == -1 && errno == EINTR)
        continue;
      if (written == -1)
        return set_error_from_errno (error, "cannot write", self->tmp_path);
      octets += written;
      length -= (gsize) written;
    }
  return TRUE;
}

GFile *
ph_practice_delivery_commit (PhPracticeDelivery *self, GError **error)
{
  g_return_val_if_fail (self->fd != -1, NULL);

  if (fsync (self->fd) == -1)
    {
      set_error_from_errno (error, "cannot sync", self->tmp_path);
      return NULL;
    }
  close (self->fd);
  self->fd = -1;
  return publish (self, error) ? g_file_new_for_path (self->new_path) : NULL;
}
