/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines are put together first, and then only two kinds of them are looked at. */
#include "config.h"

#include "ph-mail-vcard.h"

#include <string.h>

/* RFC 6350 3.2: a line that begins with a space or a tab goes on with the one before. (transfer full) */
static char *
unfold (const char *vcard)
{
  GString *text = g_string_new (NULL);

  for (const char *p = vcard; *p != '\0'; p++)
    {
      if (*p == '\r')
        continue;
      if (*p == '\n' && (p[1] == ' ' || p[1] == '\t'))
        p++;
      else
        g_string_append_c (text, *p);
    }
  return g_string_free (text, FALSE);
}

/* RFC 6350 3.3: group.name;parameters:value, where a quoted parameter may have a colon. (nullable): the value of a line that
 * has @name */
static const char *
find_value (const char *line, const char *name)
{
  gsize length = strcspn (line, ":;");
  const char *dot = memchr (line, '.', length);
  const char *start = dot != NULL ? dot + 1 : line;
  gboolean is_quoted = FALSE;

  if ((gsize) (line + length - start) != strlen (name) || g_ascii_strncasecmp (start, name, strlen (name)) != 0)
    return NULL;
  for (const char *p = line + length; *p != '\0'; p++)
    {
      if (*p == '"')
        is_quoted = !is_quoted;
      else if (*p == ':' && !is_quoted)
        return p + 1;
    }
  return NULL;
}

/* RFC 6350 3.4: what stands behind a backslash stands for itself, but n. Nothing invisible is left. (transfer full) */
static char *
read_value (const char *value)
{
  GString *text = g_string_new (NULL);

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean is_escaped = *p == '\\' && p[1] != '\0';
      gunichar c = g_utf8_get_char (is_escaped ? ++p : p);
      gboolean is_line_end = is_escaped && (c == 'n' || c == 'N');

      g_string_append_unichar (text, is_line_end || g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_strstrip (g_string_free (text, FALSE));
}

GPtrArray *
ph_mail_vcard_list_mailboxes (const char *vcard)
{
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (vcard != NULL, mailboxes);

  if (!g_utf8_validate (vcard, -1, NULL))
    return mailboxes;
  text = unfold (vcard);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL && name == NULL; line++)
    if (find_value (*line, "FN") != NULL)
      name = read_value (find_value (*line, "FN"));
  for (char **line = lines; *line != NULL && mailboxes->len < PH_MAIL_VCARD_MAX; line++)
    {
      const char *value = find_value (*line, "EMAIL");
      g_autofree char *address = value != NULL ? read_value (value) : NULL;
      PhMailbox *mailbox = address != NULL ? ph_mailbox_new (name, address, NULL) : NULL;

      if (mailbox != NULL)
        g_ptr_array_add (mailboxes, mailbox);
    }
  return mailboxes;
}
