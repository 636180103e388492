/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever can write the file can make us speak to a server in another order, so it is believed only when it is the user's
 * own and every octet of it is as it was written. */
#include "config.h"

#include "ph-send-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY (G_GINT64_CONSTANT (24) * 60 * 60)
#define MAX_AGE (30 * DAY)
/* Three lines, of which the longest has 64 digits */
#define MAX_LENGTH 128
#define HEAD "posthaste server 1"

static const char *const securities[] = {
  [PH_SMTP_SECURITY_TLS] = "tls",
  [PH_SMTP_SECURITY_STARTTLS] = "starttls",
  [PH_SMTP_SECURITY_NONE] = "none",
};

static const char *const manners[] = {
  [PH_SMTP_CHUNKS_NOT_KNOWN] = "unknown",
  [PH_SMTP_CHUNKS_SWALLOWED] = "swallows",
  [PH_SMTP_CHUNKS_READ] = "reads",
};

char *
ph_send_memory_dup_path (const PhSmtpServer *server)
{
  g_autofree char *host = g_ascii_strdown (ph_smtp_server_get_host (server), -1);
  g_autofree char *escaped = g_uri_escape_string (host, ":", FALSE);
  g_autofree char *name = g_strdup_printf ("%s:%u:%s",
                                           escaped,
                                           ph_smtp_server_get_port (server),
                                           securities[ph_smtp_server_get_security (server)]);

  return g_build_filename (g_get_user_cache_dir (), "posthaste", "servers", name, NULL);
}

/* Nothing that somebody else could have put there is opened, or waited for. */
static gboolean
read_text (const char *path, char *text, gsize size)
{
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  gssize length = -1;

  if (fd == -1)
    return FALSE;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_uid == geteuid ()
      && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
    length = read (fd, text, size);
  close (fd);
  if (length <= 0 || (gsize) length == size || memchr (text, '\0', (gsize) length) != NULL)
    return FALSE;
  text[length] = '\0';
  return TRUE;
}

static gboolean
parse_manner (const char *word, PhSmtpChunkManner *manner)
{
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    if (g_str_equal (word, manners[i]))
      {
        *manner = (PhSmtpChunkManner) i;
        return TRUE;
      }
  return FALSE;
}

static char *
dup_text (const PhSendMemory *memory)
{
  return g_strdup_printf (HEAD "\n%" G_GINT64_FORMAT " %s\n%s\n",
                          memory->learnt_at,
                          manners[memory->manner],
                          memory->fingerprint);
}

/* What would be written otherwise was not written here: numbers with spaces, a second line end, letters for digits. */
static gboolean
parse (const char *text, PhSendMemory *memory)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 4);
  g_auto (GStrv) words = NULL;
  g_autofree char *again = NULL;

  if (g_strv_length (lines) != 4)
    return FALSE;
  words = g_strsplit (lines[1], " ", 2);
  if (g_strv_length (words) != 2 || !parse_manner (words[1], &memory->manner)
      || !g_ascii_string_to_signed (words[0], 10, 1, G_MAXINT64, &memory->learnt_at, NULL)
      || g_strlcpy (memory->fingerprint, lines[2], sizeof memory->fingerprint) >= sizeof memory->fingerprint)
    return FALSE;
  again = dup_text (memory);
  return g_str_equal (text, again);
}

gboolean
ph_send_memory_read (const char *path, gint64 now, PhSendMemory *memory)
{
  char text[MAX_LENGTH];

  *memory = (PhSendMemory){ 0 };
  if (read_text (path, text, sizeof text) && parse (text, memory) && memory->learnt_at <= now
      && now - memory->learnt_at < MAX_AGE)
    return TRUE;
  *memory = (PhSendMemory){ 0 };
  return FALSE;
}

/* Returns: whether all of it is on the disk's way; the file is closed */
static gboolean
write_and_close (int fd, const char *text)
{
  gsize length = strlen (text);
  gboolean is_written = write (fd, text, length) == (gssize) length;

  return close (fd) == 0 && is_written;
}

/* Not synced: half a file counts for nothing, and one that is lost is learnt again. */
gboolean
ph_send_memory_write (const char *path, const PhSendMemory *memory)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *text = dup_text (memory);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == -1)
    return FALSE;
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd == -1)
    return FALSE;
  if (write_and_close (fd, text) && g_rename (temporary, path) == 0)
    return TRUE;
  g_unlink (temporary);
  return FALSE;
}

void
ph_send_memory_forget (const char *path)
{
  g_unlink (path);
}
