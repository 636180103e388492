/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the octets. All that separates is ASCII, so UTF-8 is never split. The cells stand behind each other in one block:
 * what a file has is what it takes, and columns that a row has not filled take nothing. */
#include "config.h"

#include "ph-mail-table.h"

#include <string.h>

#define BLOCK_SIZE 65536

typedef struct
{
  guint first; /* of its cells */
  guint n_cells;
  guint number; /* in the spreadsheet */
} Row;

struct _PhMailTable
{
  gatomicrefcount n_refs;
  GPtrArray *columns; /* (owned) (element-type utf8) */
  GHashTable *by_name; /* (owned): a column's index by its casefolded name */
  GString *text; /* (owned): all cells, each with a NUL behind it */
  GArray *cells; /* (owned) (element-type guint32): where each begins in the text */
  GArray *rows; /* (owned) (element-type Row) */
};

typedef struct
{
  const char *next;
  const char *end;
  char separator;
  guint number; /* of the row that is read */
} Reader;

static gboolean
set_error (const Reader *self, GError **error, PhMailTableError code, const char *detail, const char *message)
{
  g_propagate_error (error, ph_mail_table_error_new (code, self->number, detail, message));
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
        return is_at_end_of_field (self)
               || set_error (self, error, PH_MAIL_TABLE_ERROR_QUOTES, NULL, "there is text behind a closing quote");
      g_string_append_c (field, '"');
      self->next++;
    }
  return set_error (self, error, PH_MAIL_TABLE_ERROR_QUOTES, NULL, "a quote is not closed");
}

static gboolean
read_plain (Reader *self, GString *field, GError **error)
{
  const char *start = self->next;

  while (!is_at_end_of_field (self))
    self->next++;
  if (memchr (start, '"', (gsize) (self->next - start)) != NULL)
    return set_error (self,
                      error,
                      PH_MAIL_TABLE_ERROR_QUOTES,
                      NULL,
                      "there is a quote in a field that does not begin with one");
  g_string_append_len (field, start, self->next - start);
  return TRUE;
}

static gboolean
read_field (PhMailTable *table, Reader *self, GError **error)
{
  guint32 start = (guint32) table->text->len;
  gboolean is_read = FALSE;

  if (is_at (self, '"'))
    {
      self->next++;
      is_read = read_quoted (self, table->text, error);
    }
  else
    is_read = read_plain (self, table->text, error);
  g_array_append_val (table->cells, start);
  g_string_append_c (table->text, '\0');
  return is_read;
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

static gboolean
read_row (PhMailTable *table, Reader *self, Row *row, GError **error)
{
  gboolean goes_on = TRUE;

  *row = (Row){ .first = table->cells->len, .number = self->number };
  while (goes_on)
    {
      if (!read_field (table, self, error))
        return FALSE;
      goes_on = is_at (self, self->separator);
      if (goes_on)
        self->next++;
    }
  row->n_cells = table->cells->len - row->first;
  skip_line_end (self);
  return TRUE;
}

static gboolean
add_column (PhMailTable *table, const char *name, Reader *reader, GError **error)
{
  char *column = g_strstrip (g_strdup (name));
  g_autofree char *message = NULL;

  g_ptr_array_add (table->columns, column);
  if (*column == '\0'
      || g_hash_table_insert (table->by_name, g_utf8_casefold (column, -1), GUINT_TO_POINTER (table->columns->len - 1)))
    return TRUE;
  message = g_strdup_printf ("two columns have the name “%s”", column);
  return set_error (reader, error, PH_MAIL_TABLE_ERROR_SAME_NAMES, column, message);
}

static gboolean
read_columns (PhMailTable *table, Reader *reader, GError **error)
{
  Row row;

  if (!read_row (table, reader, &row, error))
    return FALSE;
  if (row.n_cells > PH_MAIL_TABLE_MAX_COLUMNS)
    return set_error (reader, error, PH_MAIL_TABLE_ERROR_TOO_LARGE, NULL, "there are too many columns");
  for (guint i = 0; i < row.n_cells; i++)
    if (!add_column (table, table->text->str + g_array_index (table->cells, guint32, i), reader, error))
      return FALSE;
  g_array_set_size (table->cells, 0);
  g_string_truncate (table->text, 0);
  reader->number++;
  return TRUE;
}

static gboolean
check_row (PhMailTable *table, Row *row, Reader *reader, GError **error)
{
  g_autofree char *message = NULL;

  if (table->rows->len == PH_MAIL_TABLE_MAX_ROWS)
    return set_error (reader, error, PH_MAIL_TABLE_ERROR_TOO_LARGE, NULL, "there are too many rows");
  if (row->n_cells <= table->columns->len)
    return TRUE;
  message = g_strdup_printf ("it has %u fields, and there are %u columns", row->n_cells, table->columns->len);
  return set_error (reader, error, PH_MAIL_TABLE_ERROR_TOO_MANY_FIELDS, NULL, message);
}

static gboolean
read_rows (PhMailTable *table, Reader *reader, GError **error)
{
  for (skip_empty_lines (reader); reader->next < reader->end; skip_empty_lines (reader))
    {
      Row row;

      if (!read_row (table, reader, &row, error) || !check_row (table, &row, reader, error))
        return FALSE;
      g_array_append_val (table->rows, row);
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
  return set_error (self, error, PH_MAIL_TABLE_ERROR_NOT_TEXT, NULL, "it is not text in UTF-8");
}

static gboolean
parse (PhMailTable *self, Reader *reader, GError **error)
{
  if (!check_text (reader, error))
    return FALSE;
  skip_empty_lines (reader);
  if (reader->next == reader->end)
    return set_error (reader, error, PH_MAIL_TABLE_ERROR_NO_NAMES, NULL, "there are no column names");
  choose_separator (reader);
  return read_columns (self, reader, error) && read_rows (self, reader, error);
}

/* ---- public -------------------------------------------------------------------------------------------------------- */

static PhMailTable *
new_table (void)
{
  PhMailTable *self = g_new0 (PhMailTable, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->text = g_string_new (NULL);
  self->cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  return self;
}

static void
set_too_large (GError **error)
{
  g_propagate_error (error,
                     ph_mail_table_error_new (PH_MAIL_TABLE_ERROR_TOO_LARGE, 0, NULL, "there are too many octets"));
}

PhMailTable *
ph_mail_table_parse (const char *text, gsize length, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf";
  g_autoptr (PhMailTable) self = NULL;
  Reader reader = { .next = text, .end = text + length, .number = 1 };

  g_return_val_if_fail (text != NULL, NULL);

  self = new_table ();
  if (length > PH_MAIL_TABLE_MAX_SIZE)
    {
      set_too_large (error);
      return NULL;
    }
  if (length >= strlen (mark) && memcmp (text, mark, strlen (mark)) == 0)
    reader.next += strlen (mark);
  return parse (self, &reader, error) ? g_steal_pointer (&self) : NULL;
}

/* (transfer full) (nullable): one octet too many is enough to know */
static GString *
read_all (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *block = g_malloc (BLOCK_SIZE);
  gssize n_read = input != NULL ? 1 : -1; /* anything but an end */

  while (n_read > 0 && text->len <= PH_MAIL_TABLE_MAX_SIZE)
    {
      n_read = g_input_stream_read (G_INPUT_STREAM (input), block, BLOCK_SIZE, cancellable, error);
      g_string_append_len (text, block, MAX (n_read, 0));
    }
  return n_read >= 0 ? g_steal_pointer (&text) : NULL;
}

PhMailTable *
ph_mail_table_read (GFile *file, GCancellable *cancellable, GError **error)
{
  GString *text = NULL;
  PhMailTable *self = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  text = read_all (file, cancellable, error);
  if (text == NULL)
    return NULL;
  self = ph_mail_table_parse (text->str, text->len, error);
  g_string_free (text, TRUE);
  return self;
}

PhMailTable *
ph_mail_table_ref (PhMailTable *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
ph_mail_table_unref (PhMailTable *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_ptr_array_unref (self->columns);
  g_hash_table_unref (self->by_name);
  g_string_free (self->text, TRUE);
  g_array_unref (self->cells);
  g_array_unref (self->rows);
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
  g_autofree char *folded = g_utf8_casefold (name, -1);
  gpointer index = NULL;

  return g_hash_table_lookup_extended (self->by_name, folded, NULL, &index) ? GPOINTER_TO_INT (index) : -1;
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
  return g_array_index (self->rows, Row, row).number;
}

const char *
ph_mail_table_get_cell (PhMailTable *self, guint row, guint column)
{
  const Row *found = NULL;

  g_return_val_if_fail (row < self->rows->len && column < self->columns->len, NULL);

  found = &g_array_index (self->rows, Row, row);
  return column < found->n_cells ? self->text->str + g_array_index (self->cells, guint32, found->first + column) : "";
}
