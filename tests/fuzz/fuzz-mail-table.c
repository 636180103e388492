/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets are a table or none; what is read and written again is the same; and any text is filled or refused. */
#include "ph-mail-table.h"
#include "ph-mail-template.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
write_field (GString *text, const char *field, gboolean is_last)
{
  g_auto (GStrv) pieces = g_strsplit (field, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", pieces);

  g_string_append_printf (text, "\"%s\"%s", doubled, is_last ? "\n" : ",");
}

static void
write_row (GString *text, PhMailTable *table, int row)
{
  guint n = ph_mail_table_get_n_columns (table);

  for (guint i = 0; i < n; i++)
    write_field (text,
                 row == -1 ? ph_mail_table_get_column (table, i) : ph_mail_table_get_cell (table, (guint) row, i),
                 i + 1 == n);
}

static char *
write_table (PhMailTable *table)
{
  GString *text = g_string_new (NULL);

  for (int row = -1; row < (int) ph_mail_table_get_n_rows (table); row++)
    write_row (text, table, row);
  return g_string_free (text, FALSE);
}

static void
check_again (PhMailTable *table)
{
  g_autofree char *text = write_table (table);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailTable) again = ph_mail_table_parse (text, strlen (text), &error);
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  text_again = write_table (again);
  g_assert_cmpstr (text, ==, text_again);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
check_template (const char *template, PhMailTable *table)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);

  ph_mail_template_check (template, table, problems);
  for (guint row = 0; row < MIN (ph_mail_table_get_n_rows (table), 4); row++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *filled = ph_mail_template_fill (template, table, row, &error);

      g_assert_true ((filled != NULL) == (error == NULL));
      g_assert_true (filled == NULL || problems->len == 0);
    }
}

/* A template, a NUL, a table; or a table. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *nul = size > 0 ? memchr (data, 0, size) : NULL;
  gsize length = nul != NULL ? (gsize) (nul - data) : 0;
  g_autofree char *template = g_strndup ((const char *) data, length);
  gsize start = nul != NULL ? length + 1 : 0;
  g_autofree char *text = g_memdup2 (data + start, size - start);
  g_autoptr (PhMailTable) table = ph_mail_table_parse (text != NULL ? text : "", size - start, NULL);

  if (table == NULL)
    return 0;
  check_again (table);
  check_template (template, table);
  return 0;
}
