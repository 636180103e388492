/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-text-quote.h"

#include <string.h>

guint
ph_text_quote_get_length (const char *line)
{
  guint length = (guint) strspn (line, ">");

  return length + (length > 0 && line[length] == ' ' ? 1 : 0);
}

/* No space at the end of a line: there it would say that the line goes on. */
const char *
ph_text_quote_get_mark (const char *line)
{
  return *line == '>' || *line == '\0' || *line == '\n' || *line == '\r' ? ">" : "> ";
}

guint
ph_text_quote_get_surplus (const char *line)
{
  if (*line != '>')
    return 0;
  return line[1] == ' ' ? 2 : 1;
}

char *
ph_text_quote_dup_quoted (const char *text)
{
  GString *quoted = g_string_sized_new (strlen (text) + 64);

  for (const char *line = text; line != NULL && *line != '\0';)
    {
      const char *end = strchr (line, '\n');
      gsize length = end != NULL ? (gsize) (end + 1 - line) : strlen (line);

      g_string_append (quoted, ph_text_quote_get_mark (line));
      g_string_append_len (quoted, line, (gssize) length);
      line = end != NULL ? end + 1 : NULL;
    }
  return g_string_free (quoted, FALSE);
}
