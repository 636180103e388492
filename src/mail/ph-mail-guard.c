/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows nothing of how a header is made, so that a mistake there is not repeated here. */
#include "config.h"

#include "ph-mail-guard.h"

#include <string.h>

#define LINE_MAX_OCTETS 998

/* Bcc is not among them, and that is the point of this file. */
static const char *allowed_fields[] = {
  "From",
  "To",
  "Cc",
  "Subject",
  "Date",
  "Message-Id",
  "In-Reply-To",
  "References",
  "MIME-Version",
  "Content-Type",
  "Content-Transfer-Encoding",
  "Reply-To",
  "Importance",
  "X-Priority",
  "Disposition-Notification-To",
  "User-Agent",
  "Autocrypt",
  "X-Posthaste-Wishes",
  "X-Posthaste-Reply-To",
  "Auto-Submitted",
  "List-Archive",
  "List-Help",
  "List-Id",
  "List-Owner",
  "List-Post",
  "List-Subscribe",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
};

G_STATIC_ASSERT (G_N_ELEMENTS (allowed_fields) <= 32);

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The header was not let out: %s", why);
  return FALSE;
}

/* Returns: the index of the field that @line begins, or -1 */
static int
find_field (const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);

  if (colon == NULL)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (allowed_fields); i++)
    if (strlen (allowed_fields[i]) == (gsize) (colon - line)
        && g_ascii_strncasecmp (allowed_fields[i], line, (gsize) (colon - line)) == 0)
      return (int) i;
  return -1;
}

static gboolean
check_line (const char *line, gsize length, guint32 *seen, GError **error)
{
  int field = -1;

  if (length > LINE_MAX_OCTETS)
    return refuse (error, "a line is too long");
  if (memchr (line, '\r', length) != NULL || memchr (line, '\n', length) != NULL)
    return refuse (error, "a line ends in its middle");
  if (!g_utf8_validate_len (line, length, NULL))
    return refuse (error, "it is not UTF-8");
  if (length > 0 && (line[0] == ' ' || line[0] == '\t') && *seen != 0)
    return TRUE;
  field = find_field (line, length);
  if (field < 0)
    return refuse (error, "it has a field that is not ours");
  if ((*seen & (1u << field)) != 0)
    return refuse (error, "a field comes twice");
  *seen |= 1u << field;
  return TRUE;
}

gboolean
ph_mail_guard_check (const char *header, gsize length, GError **error)
{
  const char *end = header + length;
  guint32 seen = 0;

  g_return_val_if_fail (header != NULL, FALSE);

  for (const char *line = header; line < end;)
    {
      const char *line_end = memmem (line, (gsize) (end - line), "\r\n", 2);

      if (line_end == NULL)
        return refuse (error, "its last line does not end");
      if (!check_line (line, (gsize) (line_end - line), &seen, error))
        return FALSE;
      line = line_end + 2;
    }
  return TRUE;
}
