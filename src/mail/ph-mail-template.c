/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gap that cannot be filled is an error: a letter to “Dear ,” is worse than none. */
#include "config.h"

#include "ph-mail-template.h"

#include <string.h>

#define OPENING "{{"
#define CLOSING "}}"

typedef struct
{
  char *name; /* (owned) (nullable): the column's, without space around it; NULL when the gap does not end */
  char *otherwise; /* (owned) (nullable): what stands there for an empty cell */
  int column; /* -1 for none */
} Gap;

static void
gap_clear (Gap *gap)
{
  g_free (gap->name);
  g_free (gap->otherwise);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Gap, gap_clear)

/* @opening: where it begins; @table: (nullable). Returns: what stands behind it */
static const char *
read_gap (Gap *gap, const char *opening, PhMailTable *table)
{
  const char *start = opening + strlen (OPENING);
  const char *closing = strstr (start, CLOSING);
  const char *bar = NULL;

  *gap = (Gap){ .column = -1 };
  if (closing == NULL)
    return opening + strlen (opening);
  bar = memchr (start, '|', (gsize) (closing - start));
  gap->name = g_strstrip (g_strndup (start, (gsize) ((bar != NULL ? bar : closing) - start)));
  if (bar != NULL)
    gap->otherwise = g_strndup (bar + 1, (gsize) (closing - bar - 1));
  if (table != NULL && *gap->name != '\0')
    gap->column = ph_mail_table_find_column (table, gap->name);
  return closing + strlen (CLOSING);
}

/* Without a name it is only for what stands there otherwise. */
static gboolean
is_literal (const Gap *gap)
{
  return gap->name != NULL && *gap->name == '\0' && gap->otherwise != NULL;
}

static GError *
new_error (PhMailTableError code, guint number, const char *what, const char *detail)
{
  g_autofree char *message = g_strdup_printf ("%s “%s”", what, detail);

  return ph_mail_table_error_new (code, number, detail, message);
}

/* (transfer full) (nullable): what is wrong with it whatever the row; @number: to be told, 0 for none */
static GError *
judge_gap (const Gap *gap, const char *opening, guint number)
{
  if (gap->name == NULL)
    return new_error (PH_MAIL_TABLE_ERROR_OPEN_GAP, number, "there is no }} behind", opening);
  if (gap->column == -1 && !is_literal (gap))
    return new_error (PH_MAIL_TABLE_ERROR_NO_COLUMN, number, "there is no column", gap->name);
  return NULL;
}

static gboolean
fill_gap (GString *result, const Gap *gap, const char *opening, PhMailTable *table, guint row, GError **error)
{
  guint number = ph_mail_table_get_number (table, row);
  const char *cell = gap->column != -1 ? ph_mail_table_get_cell (table, row, (guint) gap->column) : "";
  GError *problem = judge_gap (gap, opening, number);

  if (problem == NULL && *cell == '\0' && gap->otherwise == NULL)
    problem = new_error (PH_MAIL_TABLE_ERROR_EMPTY_CELL, number, "nothing is in the column", gap->name);
  if (problem == NULL)
    g_string_append (result, *cell != '\0' ? cell : gap->otherwise);
  else
    g_propagate_error (error, problem);
  return problem == NULL;
}

char *
ph_mail_template_fill (const char *text, PhMailTable *table, guint row, GError **error)
{
  g_autoptr (GString) result = g_string_new (NULL);
  const char *opening = NULL;

  g_return_val_if_fail (text != NULL && table != NULL, NULL);

  while ((opening = strstr (text, OPENING)) != NULL)
    {
      g_auto (Gap) gap = { 0 };

      g_string_append_len (result, text, opening - text);
      text = read_gap (&gap, opening, table);
      if (!fill_gap (result, &gap, opening, table, row, error))
        return NULL;
    }
  g_string_append (result, text);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static void
add_problem (GPtrArray *problems, GError *problem)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const GError *other = g_ptr_array_index (problems, i);

      if (other->code == problem->code && g_str_equal (other->message, problem->message))
        {
          g_error_free (problem);
          return;
        }
    }
  g_ptr_array_add (problems, problem);
}

guint
ph_mail_template_check (const char *text, PhMailTable *table, GPtrArray *problems)
{
  const char *opening = NULL;
  guint n_gaps = 0;

  g_return_val_if_fail (text != NULL && table != NULL && problems != NULL, 0);

  while ((opening = strstr (text, OPENING)) != NULL)
    {
      g_auto (Gap) gap = { 0 };
      GError *problem = NULL;

      text = read_gap (&gap, opening, table);
      problem = judge_gap (&gap, opening, 0);
      if (problem != NULL)
        add_problem (problems, problem);
      n_gaps += is_literal (&gap) ? 0 : 1;
    }
  return n_gaps;
}

/* What has a line end in it, or nothing, is somebody's program code and not a name. */
static gboolean
has_name (const Gap *gap)
{
  return gap->name != NULL && *gap->name != '\0' && strpbrk (gap->name, "\r\n") == NULL;
}

char *
ph_mail_template_dup_gap (const char *text)
{
  const char *opening = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  while ((opening = strstr (text, OPENING)) != NULL)
    {
      g_auto (Gap) gap = { 0 };

      text = read_gap (&gap, opening, NULL);
      if (has_name (&gap))
        return g_strconcat (OPENING, gap.name, CLOSING, NULL);
    }
  return NULL;
}
