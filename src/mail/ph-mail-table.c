/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the octets. All that separates is ASCII, so UTF-8 is never split. */
#include "config.h"

#include "ph-mail-table.h"

#include <string.h>

struct _PhMailTable
{
  GPtrArray *columns; /* (owned) (element-type utf8) */
  GPtrArray *rows; /* (owned) (element-type GPtrArray of utf8): each with as many cells as there are columns */
  GArray *numbers; /* (owned) (element-type guint) */
};

typedef struct
{
  const char *next;
  const char *end;
  char separator;
  guint number; /* of the row that is read */
} Reader;

static gboolean set_error (const Reader *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
set_error (const Reader *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "row %u: %s", self->number, what);
  return FALSE;
}

/* ---- separator ------------------------------------------------------------------------------------------------- */

/* Of the first line, outside of quotes. */
static guint
count_separators (const Reader *self, char separator)
{
  gboolean is_quoted = FALSE;
  guint n = 0;

  for (const char *p = self->next; p < self->end && (is_quoted || (*p != '\n' && *p != '\r')); p++)
    if (*p == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && *p == separator)
      n++;
  return n;
}

static void
choose_separator (Reader *self)
{
  static const char candidates[] = { ',', ';', '\t' };
  guint most = 0;

  self->separator = candidates[0];
  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      guint n = count_separators (self, candidates[i]);

      if (n > most)
        self->separator = candidates[i];
      most = MAX (most, n);
    }
}

/* ---- fields ---------------------------------------------------------------------------------------------------- */

static gboolean
is_at (const Reader *self, char octet)
{
  return self->next < self->end && *self->next == octet;
}

static gboolean
is_at_end_of_field (const Reader *self)
{
  return self->next == self->end || *self->next == self->separator || *self->next == '\r' || *self->next == '\n';
}

/* Behind the opening quote. */
static gboolean
read_quoted (Reader *self, GString *field, GError **error)
{
  while (self->next < self->end)
    {
      const char *quote = memchr (self->next, '"', (gsize) (self->end - self->next));

      if (quote == NULL)
        break;
      g_string_append_len (field, self->next, quote - self->next);
      self->next = quote + 1;
      if (!is_at (self, '"'))
        return is_at_end_of_field (self) || set_error (self, error, "there is text behind a closing quote");
      g_string_append_c (field, '"');
      self->next++;
    }
  return set_error (self, error, "a quote is not closed");
}

static gboolean
read_plain (Reader *self, GString *field, GError **error)
{
  const char *start = self->next;

  while (!is_at_end_of_field (self))
    self->next++;
  if (memchr (start, '"', (gsize) (self->next - start)) != NULL)
    return set_error (self, error, "there is a quote in a field that does not begin with one");
  g_string_append_len (field, start, self->next - start);
  return TRUE;
}

/* (transfer full) (nullable) */
static char *
read_field (Reader *self, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  gboolean is_read = FALSE;

  if (is_at (self, '"'))
    {
      self->next++;
      is_read = read_quoted (self, field, error);
    }
  else
    is_read = read_plain (self, field, error);
  return is_read ? g_string_free (g_steal_pointer (&field), FALSE) : NULL;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static void
skip_line_end (Reader *self)
{
  if (is_at (self, '\r'))
    self->next++;
  if (is_at (self, '\n'))
    self->next++;
}

static void
skip_empty_lines (Reader *self)
{
  while (is_at (self, '\r') || is_at (self, '\n'))
    {
      skip_line_end (self);
      self->number++;
    }
}

/* (transfer full) (nullable) */
static GPtrArray *
read_row (Reader *self, GError **error)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      char *field = read_field (self, error);

      if (field == NULL)
        return NULL;
      g_ptr_array_add (row, field);
      goes_on = is_at (self, self->separator);
      if (goes_on)
        self->next++;
    }
  skip_line_end (self);
  return g_steal_pointer (&row);
}

static gboolean
check_columns (PhMailTable *table, Reader *reader, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const char *name = g_strstrip (g_ptr_array_index (table->columns, i));

      if (*name != '\0' && !g_hash_table_add (known, g_utf8_casefold (name, -1)))
        return set_error (reader, error, "two columns have the name “%s”", name);
    }
  return TRUE;
}

static gboolean
fill_up (GPtrArray *row, guint n_columns, Reader *reader, GError **error)
{
  if (row->len > n_columns)
    return set_error (reader, error, "it has %u fields, and there are %u columns", row->len, n_columns);
  while (row->len < n_columns)
    g_ptr_array_add (row, g_strdup (""));
  return TRUE;
}

static gboolean
read_rows (PhMailTable *table, Reader *reader, GError **error)
{
  for (skip_empty_lines (reader); reader->next < reader->end; skip_empty_lines (reader))
    {
      GPtrArray *row = read_row (reader, error);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (table->rows, row);
      if (!fill_up (row, table->columns->len, reader, error))
        return FALSE;
      g_array_append_val (table->numbers, reader->number);
      reader->number++;
    }
  return TRUE;
}

static gboolean
check_text (Reader *self, GError **error)
{
  const char *wrong = NULL;

  if (g_utf8_validate_len (self->next, (gsize) (self->end - self->next), &wrong))
    return TRUE;
  /* In lines, as what is not text has no rows. */
  for (const char *p = self->next; p < wrong; p++)
    self->number += *p == '\n' ? 1 : 0;
  return set_error (self, error, "it is not text in UTF-8");
}

static gboolean
read_table (PhMailTable *self, Reader *reader, GError **error)
{
  if (!check_text (reader, error))
    return FALSE;
  skip_empty_lines (reader);
  if (reader->next == reader->end)
    return set_error (reader, error, "there are no column names");
  choose_separator (reader);
  self->columns = read_row (reader, error);
  if (self->columns == NULL || !check_columns (self, reader, error))
    return FALSE;
  reader->number++;
  return read_rows (self, reader, error);
}

PhMailTable *
ph_mail_table_parse (const char *text, gsize length, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf";
  g_autoptr (PhMailTable) self = g_new0 (PhMailTable, 1);
  Reader reader = { .next = text, .end = text + length, .number = 1 };

  g_return_val_if_fail (text != NULL, NULL);

  if (length >= strlen (mark) && memcmp (text, mark, strlen (mark)) == 0)
    reader.next += strlen (mark);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  return read_table (self, &reader, error) ? g_steal_pointer (&self) : NULL;
}

void
ph_mail_table_free (PhMailTable *self)
{
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->numbers);
  g_free (self);
}

guint
ph_mail_table_get_n_columns (PhMailTable *self)
{
  return self->columns->len;
}

const char *
ph_mail_table_get_column (PhMailTable *self, guint column)
{
  g_return_val_if_fail (column < self->columns->len, NULL);
  return g_ptr_array_index (self->columns, column);
}

int
ph_mail_table_find_column (PhMailTable *self, const char *name)
{
  g_autofree char *sought = g_utf8_casefold (name, -1);

  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autofree char *folded = g_utf8_casefold (g_ptr_array_index (self->columns, i), -1);

      if (g_str_equal (folded, sought))
        return (int) i;
    }
  return -1;
}

guint
ph_mail_table_get_n_rows (PhMailTable *self)
{
  return self->rows->len;
}

guint
ph_mail_table_get_number (PhMailTable *self, guint row)
{
  g_return_val_if_fail (row < self->rows->len, 0);
  return g_array_index (self->numbers, guint, row);
}

const char *
ph_mail_table_get_cell (PhMailTable *self, guint row, guint column)
{
  g_return_val_if_fail (row < self->rows->len && column < self->columns->len, NULL);
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (self->rows, row), column);
}
