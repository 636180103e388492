/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-mail-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
set_error_from_errno (GError **error, const char *what)
{
  int saved_errno = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno), "%s: %s", what, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
check_regular_file (int fd, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return set_error_from_errno (error, "Looking at the message");
  if (S_ISREG (info.st_mode))
    return TRUE;
  g_set_error_literal (error,
                       G_IO_ERROR,
                       S_ISDIR (info.st_mode) ? G_IO_ERROR_IS_DIRECTORY : G_IO_ERROR_NOT_REGULAR_FILE,
                       "It is not a regular file");
  return FALSE;
}

int
ph_mail_file_open (GFile *file, GError **error)
{
  const char *path = g_file_peek_path (file);
  int fd = -1;

  if (path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "It is no file of this machine");
      return -1;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* not to wait for the writer of a pipe */
  if (fd < 0)
    set_error_from_errno (error, "Opening the message");
  else if (!check_regular_file (fd, error))
    {
      close (fd);
      fd = -1;
    }
  return fd;
}
