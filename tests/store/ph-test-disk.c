/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every function here has the name of the C library's and calls it. Both names of a call with a 64-bit twin are wanted. */
#undef _FILE_OFFSET_BITS

#include "ph-test-disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FILES 1024

/* What an open file is, by its descriptor. */
typedef struct
{
  gboolean is_watched;
  guint inode; /* 0: a folder, or one from before the record */
  char path[256]; /* below the folder */
} File;

static GMutex mutex;
static char *root; /* (owned) (nullable) (mutex mutex) */
static File files[MAX_FILES]; /* (mutex mutex) */
static guint counts[PH_TEST_N_CALLS]; /* (mutex mutex) */
static guint countdown; /* (mutex mutex) */
static int failure; /* (mutex mutex) */
static int failed_call = -1; /* (mutex mutex) */
static gboolean is_fast;
static GPtrArray *record; /* (owned) (nullable) (mutex mutex) */
static GHashTable *inodes; /* (owned) (nullable) (mutex mutex): path → number */
static guint n_inodes; /* (mutex mutex) */

/* ---- the true ones ------------------------------------------------------------------------------------------- */

static gpointer
find_true (const char *name)
{
  gpointer symbol = dlsym (RTLD_NEXT, name);

  if (symbol == NULL)
    abort ();
  return symbol;
}

#define CALL_TRUE(type, name, parameters, ...) ((type (*) parameters) find_true (name)) (__VA_ARGS__)

/* ---- what is watched ----------------------------------------------------------------------------------------- */

/* (nullable): @path as seen from the watched folder, "" for itself */
static const char *
get_relative (const char *path)
{
  gsize length = root != NULL ? strlen (root) : 0;

  if (length == 0 || strncmp (path, root, length) != 0 || (path[length] != '/' && path[length] != '\0'))
    return NULL;
  return path[length] == '/' ? path + length + 1 : path + length;
}

static File *
get_file (int fd)
{
  return fd >= 0 && fd < MAX_FILES && files[fd].is_watched && root != NULL ? &files[fd] : NULL;
}

/* Counts a call that is watched. Returns %FALSE, with errno set, when it is the one to fail. */
static gboolean
may_pass (PhTestCall call, gboolean is_watched)
{
  if (!is_watched)
    return TRUE;
  counts[call]++;
  if (countdown == 0 || --countdown > 0)
    return TRUE;
  failed_call = (int) call;
  errno = failure;
  return FALSE;
}

static void
note (PhTestCall call, guint inode, const char *path, const char *new_path, guint64 offset, GBytes *octets)
{
  PhTestStep *step = NULL;

  if (record == NULL)
    return;
  step = g_new0 (PhTestStep, 1);
  step->call = call;
  step->inode = inode;
  step->path = g_strdup (path);
  step->new_path = g_strdup (new_path);
  step->offset = offset;
  step->octets = octets;
  g_ptr_array_add (record, step);
}

static void
note_write (const File *file, guint64 offset, const void *octets, gssize n)
{
  if (record != NULL && n > 0)
    note (PH_TEST_CALL_WRITE, file->inode, file->path, NULL, offset, g_bytes_new (octets, (gsize) n));
}

static guint
get_inode (const char *path)
{
  return inodes != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (inodes, path)) : 0;
}

static void
set_inode (const char *path, guint inode)
{
  if (inodes != NULL)
    g_hash_table_insert (inodes, g_strdup (path), GUINT_TO_POINTER (inode));
}

/* ---- open and close ------------------------------------------------------------------------------------------ */

static void
remember_file (int fd, const char *path, gboolean is_new)
{
  if (fd < 0 || fd >= MAX_FILES)
    return;
  if (is_new)
    {
      set_inode (path, ++n_inodes);
      note (PH_TEST_CALL_CREATE, n_inodes, path, NULL, 0, NULL);
    }
  files[fd].is_watched = TRUE;
  files[fd].inode = get_inode (path);
  g_strlcpy (files[fd].path, path, sizeof files[fd].path);
}

static int
open_any (const char *name, const char *path, int flags, mode_t mode)
{
  const char *relative = NULL;
  gboolean is_new = FALSE;
  int fd = -1;

  g_mutex_lock (&mutex);
  relative = get_relative (path);
  is_new = relative != NULL && (flags & O_CREAT) != 0 && access (path, F_OK) == -1;
  if (may_pass (PH_TEST_CALL_CREATE, relative != NULL && (flags & O_CREAT) != 0))
    fd = CALL_TRUE (int, name, (const char *, int, ...), path, flags, mode);
  if (fd >= 0 && relative != NULL)
    remember_file (fd, relative, is_new);
  g_mutex_unlock (&mutex);
  return fd;
}

static mode_t
get_mode (int flags, va_list arguments)
{
  return (flags & O_CREAT) != 0 ? va_arg (arguments, mode_t) : 0;
}

int
open (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode = 0;

  va_start (arguments, flags);
  mode = get_mode (flags, arguments);
  va_end (arguments);
  return open_any ("open", path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  va_list arguments;
  mode_t mode = 0;

  va_start (arguments, flags);
  mode = get_mode (flags, arguments);
  va_end (arguments);
  return open_any ("open64", path, flags, mode);
}

int
close (int fd)
{
  g_mutex_lock (&mutex);
  if (fd >= 0 && fd < MAX_FILES)
    files[fd].is_watched = FALSE;
  g_mutex_unlock (&mutex);
  return CALL_TRUE (int, "close", (int), fd);
}

/* ---- octets -------------------------------------------------------------------------------------------------- */

ssize_t
write (int fd, const void *octets, size_t n)
{
  File *file = NULL;
  ssize_t done = -1;

  g_mutex_lock (&mutex);
  file = get_file (fd);
  if (may_pass (PH_TEST_CALL_WRITE, file != NULL))
    {
      off_t offset = file != NULL ? lseek (fd, 0, SEEK_CUR) : 0;

      done = CALL_TRUE (ssize_t, "write", (int, const void *, size_t), fd, octets, n);
      if (file != NULL)
        note_write (file, (guint64) offset, octets, done);
    }
  g_mutex_unlock (&mutex);
  return done;
}

static ssize_t
pwrite_any (const char *name, int fd, const void *octets, size_t n, off64_t offset)
{
  File *file = NULL;
  ssize_t done = -1;

  g_mutex_lock (&mutex);
  file = get_file (fd);
  if (may_pass (PH_TEST_CALL_WRITE, file != NULL))
    {
      done = CALL_TRUE (ssize_t, name, (int, const void *, size_t, off64_t), fd, octets, n, offset);
      if (file != NULL)
        note_write (file, (guint64) offset, octets, done);
    }
  g_mutex_unlock (&mutex);
  return done;
}

ssize_t
pwrite (int fd, const void *octets, size_t n, off_t offset)
{
  return pwrite_any ("pwrite", fd, octets, n, offset);
}

ssize_t
pwrite64 (int fd, const void *octets, size_t n, off64_t offset)
{
  return pwrite_any ("pwrite64", fd, octets, n, offset);
}

/* As one write after the other, so that each can fail. */
ssize_t
writev (int fd, const struct iovec *vectors, int n_vectors)
{
  ssize_t sum = 0;

  for (int i = 0; i < n_vectors; i++)
    {
      ssize_t done = write (fd, vectors[i].iov_base, vectors[i].iov_len);

      if (done < 0)
        return sum > 0 ? sum : -1;
      sum += done;
      if ((size_t) done < vectors[i].iov_len)
        break;
    }
  return sum;
}

static int
ftruncate_any (const char *name, int fd, off64_t size)
{
  File *file = NULL;
  int result = -1;

  g_mutex_lock (&mutex);
  file = get_file (fd);
  if (may_pass (PH_TEST_CALL_TRUNCATE, file != NULL))
    result = CALL_TRUE (int, name, (int, off64_t), fd, size);
  if (result == 0 && file != NULL)
    note (PH_TEST_CALL_TRUNCATE, file->inode, file->path, NULL, (guint64) size, NULL);
  g_mutex_unlock (&mutex);
  return result;
}

int
ftruncate (int fd, off_t size)
{
  return ftruncate_any ("ftruncate", fd, size);
}

int
ftruncate64 (int fd, off64_t size)
{
  return ftruncate_any ("ftruncate64", fd, size);
}

static int
sync_any (const char *name, int fd)
{
  File *file = NULL;
  int result = -1;

  g_mutex_lock (&mutex);
  file = get_file (fd);
  if (may_pass (PH_TEST_CALL_SYNC, file != NULL))
    result = is_fast ? 0 : CALL_TRUE (int, name, (int), fd);
  if (result == 0 && file != NULL)
    note (PH_TEST_CALL_SYNC, file->inode, file->path, NULL, 0, NULL);
  g_mutex_unlock (&mutex);
  return result;
}

int
fsync (int fd)
{
  return sync_any ("fsync", fd);
}

int
fdatasync (int fd)
{
  return sync_any ("fdatasync", fd);
}

/* ---- names --------------------------------------------------------------------------------------------------- */

int
rename (const char *path, const char *new_path)
{
  const char *relative = NULL;
  const char *new_relative = NULL;
  int result = -1;

  g_mutex_lock (&mutex);
  relative = get_relative (path);
  new_relative = get_relative (new_path);
  if (may_pass (PH_TEST_CALL_RENAME, relative != NULL))
    result = CALL_TRUE (int, "rename", (const char *, const char *), path, new_path);
  if (result == 0 && relative != NULL && new_relative != NULL)
    {
      note (PH_TEST_CALL_RENAME, get_inode (relative), relative, new_relative, 0, NULL);
      set_inode (new_relative, get_inode (relative));
    }
  g_mutex_unlock (&mutex);
  return result;
}

int
unlink (const char *path)
{
  const char *relative = NULL;
  int result = -1;

  g_mutex_lock (&mutex);
  relative = get_relative (path);
  if (may_pass (PH_TEST_CALL_UNLINK, relative != NULL))
    result = CALL_TRUE (int, "unlink", (const char *), path);
  if (result == 0 && relative != NULL)
    note (PH_TEST_CALL_UNLINK, get_inode (relative), relative, NULL, 0, NULL);
  g_mutex_unlock (&mutex);
  return result;
}

int
mkdir (const char *path, mode_t mode)
{
  const char *relative = NULL;
  int result = -1;

  g_mutex_lock (&mutex);
  relative = get_relative (path);
  if (may_pass (PH_TEST_CALL_MKDIR, relative != NULL))
    result = CALL_TRUE (int, "mkdir", (const char *, mode_t), path, mode);
  if (result == 0 && relative != NULL)
    note (PH_TEST_CALL_MKDIR, 0, relative, NULL, 0, NULL);
  g_mutex_unlock (&mutex);
  return result;
}

/* ---- control ------------------------------------------------------------------------------------------------- */

static void
step_free (gpointer data)
{
  PhTestStep *step = data;

  g_free (step->path);
  g_free (step->new_path);
  g_clear_pointer (&step->octets, g_bytes_unref);
  g_free (step);
}

void
ph_test_disk_watch (GFile *folder)
{
  ph_test_disk_unwatch ();
  g_mutex_lock (&mutex);
  root = g_file_get_path (folder);
  g_mutex_unlock (&mutex);
  ph_test_disk_fail (0, 0);
}

void
ph_test_disk_unwatch (void)
{
  g_mutex_lock (&mutex);
  g_clear_pointer (&root, g_free);
  g_clear_pointer (&record, g_ptr_array_unref);
  g_clear_pointer (&inodes, g_hash_table_unref);
  n_inodes = 0;
  countdown = 0;
  memset (files, 0, sizeof files);
  g_mutex_unlock (&mutex);
}

void
ph_test_disk_set_is_fast (gboolean fast)
{
  g_mutex_lock (&mutex);
  is_fast = fast;
  g_mutex_unlock (&mutex);
}

void
ph_test_disk_fail (guint nth, int error_number)
{
  g_mutex_lock (&mutex);
  countdown = nth;
  failure = error_number;
  failed_call = -1;
  memset (counts, 0, sizeof counts);
  g_mutex_unlock (&mutex);
}

gboolean
ph_test_disk_get_failed (PhTestCall *call)
{
  gboolean is_failed = FALSE;

  g_mutex_lock (&mutex);
  is_failed = failed_call != -1;
  if (is_failed)
    *call = (PhTestCall) failed_call;
  g_mutex_unlock (&mutex);
  return is_failed;
}

guint
ph_test_disk_count (PhTestCall call)
{
  guint n = 0;

  g_mutex_lock (&mutex);
  for (guint i = 0; i < PH_TEST_N_CALLS; i++)
    n += call == PH_TEST_N_CALLS || i == call ? counts[i] : 0;
  g_mutex_unlock (&mutex);
  return n;
}

GPtrArray *
ph_test_disk_record (void)
{
  g_mutex_lock (&mutex);
  g_clear_pointer (&record, g_ptr_array_unref);
  record = g_ptr_array_new_with_free_func (step_free);
  inodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_unlock (&mutex);
  return record;
}
