/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass, a block at a time. */
#include "config.h"

#include "ph-mail-octets.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE ((gsize) 64 * 1024)
#define FROM "From "

typedef struct
{
  PhMailOctets *octets;
  goffset line_length;
  gboolean has_cr; /* the last octet was one whose LF may still come */
} Scan;

gssize
ph_mail_octets_read (int fd, char *buffer, gsize count, goffset position, GError **error)
{
  gsize n = 0;

  while (n < count)
    {
      ssize_t n_read = pread (fd, buffer + n, count - n, (off_t) (position + (goffset) n));
      int saved_errno = errno;

      if (n_read == 0)
        break;
      if (n_read > 0)
        n += (gsize) n_read;
      else if (saved_errno != EINTR)
        {
          g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
          return -1;
        }
    }
  return (gssize) n;
}

static void
count_high_and_nul (PhMailOctets *octets, const guchar *p, gsize length)
{
  gsize n_high = 0;
  gsize n_nul = 0;

  for (gsize i = 0; i < length; i++)
    {
      n_high += p[i] >> 7;
      n_nul += p[i] == '\0';
    }
  octets->n_high += (goffset) n_high;
  octets->n_nul += (goffset) n_nul;
}

static gboolean
is_base64_letter (guchar c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/';
}

static void
count_base64 (PhMailOctets *octets, const guchar *p, gsize length)
{
  for (gsize i = 0; i < length && octets->is_base64; i++)
    if (is_base64_letter (p[i]))
      {
        octets->is_base64 = octets->n_padding == 0;
        octets->n_base64++;
      }
    else if (p[i] == '=')
      {
        octets->n_base64++;
        octets->is_base64 = ++octets->n_padding <= 2;
      }
    else
      octets->is_base64 = p[i] == '\r' || p[i] == '\n';
}

static void
scan_end_line (Scan *scan)
{
  scan->octets->longest_line = MAX (scan->octets->longest_line, scan->line_length);
  scan->line_length = 0;
}

static void
scan_lines (Scan *scan, const char *p, gsize length)
{
  const char *end = p + length;

  while (p < end)
    {
      gsize n = 0;

      if (scan->has_cr)
        {
          scan->has_cr = FALSE;
          scan->octets->n_bare_cr += *p != '\n';
          p += *p == '\n';
          continue;
        }
      while (p + n < end && p[n] != '\r' && p[n] != '\n')
        n++;
      scan->line_length += (goffset) n;
      p += n;
      if (p == end)
        return;
      scan_end_line (scan);
      scan->has_cr = *p++ == '\r';
    }
}

static void
scan_block (Scan *scan, const char *block, gsize length)
{
  count_high_and_nul (scan->octets, (const guchar *) block, length);
  count_base64 (scan->octets, (const guchar *) block, length);
  scan_lines (scan, block, length);
  scan->octets->length += (goffset) length;
}

static void
scan_finish (Scan *scan)
{
  PhMailOctets *octets = scan->octets;

  scan_end_line (scan);
  octets->n_bare_cr += scan->has_cr;
  octets->is_base64 = octets->is_base64 && octets->n_base64 % 4 == 0;
}

gboolean
ph_mail_octets_scan (PhMailOctets *octets, int fd, goffset start, goffset end, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK_SIZE);
  Scan scan = { .octets = octets };

  g_return_val_if_fail (octets != NULL && fd != -1, FALSE);

  *octets = (PhMailOctets){ .is_base64 = TRUE };
  while (end == -1 || start < end)
    {
      gsize want = end == -1 ? BLOCK_SIZE : (gsize) MIN ((goffset) BLOCK_SIZE, end - start);
      gssize n = ph_mail_octets_read (fd, block, want, start, error);

      if (n == -1)
        return FALSE;
      if (n == 0)
        break;
      scan_block (&scan, block, (gsize) n);
      start += n;
    }
  scan_finish (&scan);
  return TRUE;
}

void
ph_mail_octets_count (PhMailOctets *octets, const char *text, gsize length)
{
  Scan scan = { .octets = octets };

  g_return_if_fail (octets != NULL && (text != NULL || length == 0));

  *octets = (PhMailOctets){ .is_base64 = TRUE };
  scan_block (&scan, text, length);
  scan_finish (&scan);
}

gboolean
ph_mail_octets_are_8bit_text (const char *text, gsize length)
{
  const char *end = text + length;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  if (length == 0 || memchr (text, '\0', length) != NULL)
    return FALSE;
  while (text < end)
    {
      const char *lf = memchr (text, '\n', (gsize) (end - text));
      const char *cr = memchr (text, '\r', (gsize) (end - text));

      if (lf == NULL || cr != lf - 1 || cr - text > PH_MAIL_OCTETS_MAX_LINE || g_str_has_prefix (text, FROM))
        return FALSE;
      text = lf + 1;
    }
  return TRUE;
}
