/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Byte 0 is the door (enter and leave); every owner's own byte lies behind it. */
#include "config.h"

#include "ph-store-owner.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

struct _PhStoreOwner
{
  int fd;
  gint64 token;
};

static gboolean
set_error (const char *what, GError **error)
{
  int failure = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failure), "cannot %s: %s", what, g_strerror (failure));
  return FALSE;
}

/* @length: 0 means to the end of all files */
static int
lock (PhStoreOwner *self, int command, struct flock *range, short type, gint64 start, gint64 length)
{
  int result = -1;

  *range = (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
  do
    result = fcntl (self->fd, command, range);
  while (result == -1 && errno == EINTR);
  return result;
}

/* Whether another open file has a lock in the range. */
static gboolean
is_locked (PhStoreOwner *self, gint64 start, gint64 length, gboolean *result, GError **error)
{
  struct flock range;

  if (lock (self, F_OFD_GETLK, &range, F_WRLCK, start, length) == -1)
    return set_error ("ask for a lock", error);
  *result = range.l_type != F_UNLCK;
  return TRUE;
}

static gboolean
draw_token (PhStoreOwner *self, GError **error)
{
  struct flock range;
  guint64 number = 0;

  do
    {
      if (getrandom (&number, sizeof number, 0) != sizeof number)
        return set_error ("draw a number", error);
      self->token = (gint64) (number >> 2) + 1;
      if (lock (self, F_OFD_SETLK, &range, F_WRLCK, self->token, 1) == 0)
        return TRUE;
    }
  while (errno == EAGAIN || errno == EACCES);
  return set_error ("lock", error);
}

PhStoreOwner *
ph_store_owner_new (const char *path, GError **error)
{
  g_autoptr (PhStoreOwner) self = g_new0 (PhStoreOwner, 1);

  self->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd == -1)
    {
      set_error ("make the lock's file", error);
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return draw_token (self, error) ? g_steal_pointer (&self) : NULL;
}

void
ph_store_owner_free (PhStoreOwner *self)
{
  if (self->fd != -1)
    close (self->fd);
  g_free (self);
}

gint64
ph_store_owner_get_token (PhStoreOwner *self)
{
  return self->token;
}

gboolean
ph_store_owner_find (PhStoreOwner *self, gint64 token, gboolean *is_alive, GError **error)
{
  *is_alive = token == self->token;
  /* Its own lock is not told to the one who asks. */
  return *is_alive || is_locked (self, token, 1, is_alive, error);
}

gboolean
ph_store_owner_find_others (PhStoreOwner *self, gboolean *are_alive, GError **error)
{
  return is_locked (self, 1, 0, are_alive, error);
}

gboolean
ph_store_owner_enter (PhStoreOwner *self, GError **error)
{
  struct flock range;

  return lock (self, F_OFD_SETLKW, &range, F_WRLCK, 0, 1) == 0 || set_error ("lock", error);
}

void
ph_store_owner_leave (PhStoreOwner *self)
{
  struct flock range;

  lock (self, F_OFD_SETLK, &range, F_UNLCK, 0, 1);
}
