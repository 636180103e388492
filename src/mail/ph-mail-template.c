/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gap that cannot be filled is an error: a letter to “Dear ,” is worse than none. */
#include "config.h"

#include "ph-mail-template.h"

#include <string.h>

#define OPENING "{{"
#define CLOSING "}}"

static gboolean
set_error (PhMailTable *table, guint row, GError **error, const char *what, const char *name)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               "row %u: %s “%s”",
               ph_mail_table_get_number (table, row),
               what,
               name);
  return FALSE;
}

/* @gap: what stands between the braces */
static gboolean
fill_gap (GString *result, const char *gap, PhMailTable *table, guint row, GError **error)
{
  const char *bar = strchr (gap, '|');
  g_autofree char *name = g_strstrip (bar != NULL ? g_strndup (gap, (gsize) (bar - gap)) : g_strdup (gap));
  int column = *name != '\0' ? ph_mail_table_find_column (table, name) : -1;
  const char *cell = column != -1 ? ph_mail_table_get_cell (table, row, (guint) column) : "";

  if (column == -1 && (*name != '\0' || bar == NULL))
    return set_error (table, row, error, "there is no column", name);
  if (*cell == '\0' && bar == NULL)
    return set_error (table, row, error, "nothing is in the column", name);
  g_string_append (result, *cell != '\0' ? cell : bar + 1);
  return TRUE;
}

char *
ph_mail_template_fill (const char *text, PhMailTable *table, guint row, GError **error)
{
  g_autoptr (GString) result = g_string_new (NULL);
  const char *opening = NULL;

  g_return_val_if_fail (text != NULL && table != NULL, NULL);

  while ((opening = strstr (text, OPENING)) != NULL)
    {
      const char *start = opening + strlen (OPENING);
      const char *closing = strstr (start, CLOSING);
      g_autofree char *gap = closing != NULL ? g_strndup (start, (gsize) (closing - start)) : NULL;

      if (gap == NULL)
        {
          set_error (table, row, error, "there is no }} behind", opening);
          return NULL;
        }
      g_string_append_len (result, text, opening - text);
      if (!fill_gap (result, gap, table, row, error))
        return NULL;
      text = closing + strlen (CLOSING);
    }
  g_string_append (result, text);
  return g_string_free (g_steal_pointer (&result), FALSE);
}
