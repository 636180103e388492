/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime reads such a part as a message and writes what it understood of it: another program's message, and each signature in it,
 * would not be the same. So the octets are taken from where it says that they are. */
#include "config.h"

#include "ph-mail-enclosed.h"

#include <string.h>

#include "ph-mail-octets.h"

#define BLOCK_SIZE ((gsize) 64 * 1024)

gboolean
ph_mail_enclosed_is_message (const char *octets, gsize length)
{
  gsize n_name = 0;

  while (n_name < length && g_ascii_isgraph (octets[n_name]) && octets[n_name] != ':')
    n_name++;
  return n_name > 0 && n_name < length && octets[n_name] == ':';
}

static void
ph_mail_enclosed_look (PhMailEnclosed *self, char octet, gboolean is_line_end)
{
  static const char from[] = "From ";

  if (self->n_from < strlen (from) && self->line_length == self->n_from && octet == from[self->n_from])
    self->n_from++;
  self->is_fragile |= self->n_from == strlen (from) || (is_line_end && self->was_space);
  self->was_space = octet == ' ' || octet == '\t';
  if (is_line_end)
    self->n_from = 0;
}

static void
ph_mail_enclosed_take (PhMailEnclosed *self, GString *lines, char octet)
{
  gboolean is_line_end = octet == '\r' || octet == '\n';

  if (octet == '\n' && self->was_cr)
    {
      self->was_cr = FALSE;
      return;
    }
  self->was_cr = octet == '\r';
  ph_mail_enclosed_look (self, octet, is_line_end);
  self->line_length = is_line_end ? 0 : self->line_length + 1;
  self->is_unsound |= octet == '\0' || (guchar) octet >= 0x80 || self->line_length > PH_MAIL_OCTETS_MAX_LINE;
  if (is_line_end)
    g_string_append (lines, "\r\n");
  else
    g_string_append_c (lines, octet);
}

void
ph_mail_enclosed_append (PhMailEnclosed *self, GString *lines, const char *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    ph_mail_enclosed_take (self, lines, octets[i]);
}

/* Empties @lines but for an end that could be the beginning of @boundary. Returns: whether @boundary is in it */
static gboolean
pass (GString *lines, const char *boundary)
{
  gsize n_kept = boundary != NULL ? strlen (boundary) - 1 : 0;
  gboolean is_in_it = boundary != NULL && g_strstr_len (lines->str, (gssize) lines->len, boundary) != NULL;

  if (lines->len > n_kept)
    g_string_erase (lines, 0, (gssize) (lines->len - n_kept));
  return is_in_it;
}

goffset
ph_mail_enclosed_measure (GInputStream *input, const char *boundary, gboolean is_signed, GCancellable *cancellable)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *block = g_malloc (BLOCK_SIZE);
  PhMailEnclosed self = { FALSE };
  goffset size = 0;
  gsize n_read = BLOCK_SIZE;

  while (n_read == BLOCK_SIZE)
    {
      gsize n_before = lines->len;

      if (!g_input_stream_read_all (input, block, BLOCK_SIZE, &n_read, cancellable, NULL))
        return -1; /* who writes it will say why */
      if (size == 0 && !ph_mail_enclosed_is_message (block, n_read))
        return -1;
      ph_mail_enclosed_append (&self, lines, block, n_read);
      size += (goffset) (lines->len - n_before);
      if (self.is_unsound || (is_signed && self.is_fragile) || pass (lines, boundary))
        return -1;
    }
  return is_signed && self.was_space ? -1 : size;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static gboolean
may_follow_delimiter (char c)
{
  return c == '\r' || c == '\n' || c == ' ' || c == '\t' || c == '-';
}

/* Returns: where the line end before the delimiter is in @octets, or -1 */
static gssize
find_end (const GString *octets, const char *delimiter, gboolean is_at_end)
{
  const char *end = octets->str + octets->len;
  gsize length = strlen (delimiter);

  for (const char *p = octets->str; (p = memmem (p, (gsize) (end - p), delimiter, length)) != NULL; p++)
    if (p + length == end ? is_at_end : may_follow_delimiter (p[length]))
      return p - octets->str - (p > octets->str && p[-1] == '\r' ? 1 : 0);
  return -1;
}

typedef struct
{
  PhMailEnclosed lines;
  GOutputStream *output;
  GCancellable *cancellable;
  guint64 size;
} Copy;

static gboolean
copy_put (Copy *self, GString *held, gsize length, GError **error)
{
  g_autoptr (GString) lines = g_string_sized_new (length);

  ph_mail_enclosed_append (&self->lines, lines, held->str, length);
  g_string_erase (held, 0, (gssize) length);
  self->size += lines->len;
  return g_output_stream_write_all (self->output, lines->str, lines->len, NULL, self->cancellable, error);
}

gboolean
ph_mail_enclosed_copy (int fd,
                       goffset start,
                       const char *boundary,
                       GOutputStream *output,
                       guint64 *size,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *delimiter = boundary != NULL ? g_strconcat ("\n--", boundary, NULL) : NULL;
  gsize n_kept = delimiter != NULL ? strlen (delimiter) + 1 : 0;
  g_autoptr (GString) held = g_string_new (NULL);
  g_autofree char *block = g_malloc (BLOCK_SIZE);
  Copy self = { { FALSE }, output, cancellable, 0 };
  gssize end = -1;
  gssize n_read = (gssize) BLOCK_SIZE;

  while (end < 0 && n_read > 0)
    {
      n_read = ph_mail_octets_read (fd, block, BLOCK_SIZE, start, error);
      if (n_read < 0)
        return FALSE;
      start += n_read;
      g_string_append_len (held, block, n_read);
      end = delimiter != NULL ? find_end (held, delimiter, n_read == 0) : -1;
      if (end < 0 && held->len > n_kept && !copy_put (&self, held, held->len - n_kept, error))
        return FALSE;
    }
  if (!copy_put (&self, held, end >= 0 ? (gsize) end : held->len, error))
    return FALSE;
  *size = self.size;
  return TRUE;
}
