/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table is read as the spreadsheet meant it, or refused with the row's number. */
#include "ph-mail-table.h"

#include <string.h>
#include <unistd.h>

#define MARK "\xef\xbb\xbf"

/* All cells, "|" between them and "/" behind each row, the names first. */
static char *
dup_all (PhMailTable *table)
{
  GString *all = g_string_new (NULL);

  for (guint column = 0; column < ph_mail_table_get_n_columns (table); column++)
    g_string_append_printf (all, "%s%s", column > 0 ? "|" : "", ph_mail_table_get_column (table, column));
  for (guint row = 0; row < ph_mail_table_get_n_rows (table); row++)
    for (guint column = 0; column < ph_mail_table_get_n_columns (table); column++)
      g_string_append_printf (all, "%s%s", column > 0 ? "|" : "/", ph_mail_table_get_cell (table, row, column));
  return g_string_free (all, FALSE);
}

static void
test_tables (void)
{
  static const struct
  {
    const char *text;
    const char *all;
  } cases[] = {
    { "a", "a" },
    { "a,b\n1,2\n3,4\n", "a|b/1|2/3|4" },
    { "a,b\r\n1,2\r\n", "a|b/1|2" },
    { "a,b\r1,2\r", "a|b/1|2" },
    { "a,b\n1,2", "a|b/1|2" },
    { MARK "a,b\n1,2\n", "a|b/1|2" },
    { MARK "\"a\",b\n1,2\n", "a|b/1|2" },
    { "a;b;c,d\n1,5;2;3\n", "a|b|c,d/1,5|2|3" },
    { "a\tb\n1,2\t3;4\n", "a|b/1,2|3;4" },
    { "\"a;b;c\",d\n1,2\n", "a;b;c|d/1|2" },
    { "a\n1,2\n", NULL },
    { "a,b\n\"1,2\",\"3\"\"4\"\n", "a|b/1,2|3\"4" },
    { "a,b\n\"1\r\n2\n\",3\n", "a|b/1\r\n2\n|3" },
    { "a,b\n\"\",\"\"\"\"\n", "a|b/|\"" },
    { "a,b\n1\n,\n", "a|b/1|/|" },
    { "a,b\n1,2\n\n\n3,4\n\n", "a|b/1|2/3|4" },
    { "\n\r\na,b\n1,2\n", "a|b/1|2" },
    { " a , b b\n 1 ,2\n", "a|b b/ 1 |2" },
    { "a,,\n1,2,3\n", "a||/1|2|3" },
    { "name\nJosé\n", "name/José" },
    { "a\n\"\"\n", "a/" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PhMailTable) table = ph_mail_table_parse (cases[i].text, strlen (cases[i].text), &error);
      g_autofree char *all = table != NULL ? dup_all (table) : NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (all, ==, cases[i].all);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    const char *message;
  } cases[] = {
    { "", 0, "row 1: there are no column names" },
    { MARK "\n\n", 5, "row 3: there are no column names" },
    { "a,b\n1,2,3", 9, "row 2: it has 3 fields, and there are 2 columns" },
    { "a\n1\n\n\"2\n", 8, "row 4: a quote is not closed" },
    { "a\n\"1\n1\"\n\"2\"x\n", 13, "row 3: there is text behind a closing quote" },
    { "a\n1\"\n", 5, "row 2: there is a quote in a field that does not begin with one" },
    { "a,A\n", 4, "row 1: two columns have the name “A”" },
    { "a\n1\n\xff\n", 6, "row 3: it is not text in UTF-8" },
    { "a\n1\0\n", 5, "row 2: it is not text in UTF-8" },
    { "\xfe\xff\0a", 4, "row 1: it is not text in UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ph_mail_table_parse (cases[i].text, cases[i].length, &error));
      g_assert_true (error->domain == PH_MAIL_TABLE_ERROR);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* It need not end where its buffer does, nor with a NUL. */
static void
test_nothing_behind_the_end_is_read (void)
{
  const char text[] = "a,b\n1,\"2\"\n";

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *copy = g_memdup2 (text, length);
      g_autoptr (PhMailTable) table = ph_mail_table_parse (copy != NULL ? copy : "", length, NULL);

      g_assert_true (table != NULL || length == 0 || length == strlen ("a,b\n1,\"") || length == strlen ("a,b\n1,\"2"));
    }
}

static void
test_columns (void)
{
  const char *text = "Name,E-Mail,ÄRA\nx,y,z\n\n1,2,3\n";
  g_autoptr (PhMailTable) table = ph_mail_table_parse (text, strlen (text), NULL);

  g_assert_cmpint (ph_mail_table_find_column (table, "name"), ==, 0);
  g_assert_cmpint (ph_mail_table_find_column (table, "e-mail"), ==, 1);
  g_assert_cmpint (ph_mail_table_find_column (table, "ära"), ==, 2);
  g_assert_cmpint (ph_mail_table_find_column (table, "nom"), ==, -1);
  g_assert_cmpuint (ph_mail_table_get_number (table, 0), ==, 2);
  g_assert_cmpuint (ph_mail_table_get_number (table, 1), ==, 4);
}

static void
assert_too_large (GString *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_mail_table_parse (text->str, text->len, &error));
  g_assert_error (error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_TOO_LARGE);
}

/* What somebody sends to fill the memory is refused; columns that a row does not fill take none. */
static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("a");
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailTable) table = NULL;

  for (guint i = 0; i <= PH_MAIL_TABLE_MAX_ROWS; i++)
    g_string_append (text, "\n1");
  assert_too_large (text);
  g_string_assign (text, "a\n");
  g_string_set_size (text, PH_MAIL_TABLE_MAX_SIZE + 1);
  assert_too_large (text);
  g_string_set_size (text, PH_MAIL_TABLE_MAX_COLUMNS);
  memset (text->str, ',', text->len);
  assert_too_large (text);

  for (guint i = 0; i < 16000; i++)
    g_string_append_printf (wide, "%s%u", i > 0 ? "," : "", i);
  for (guint i = 0; i < 200000; i++)
    g_string_append (wide, "\nx");
  table = ph_mail_table_parse (wide->str, wide->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ph_mail_table_get_cell (table, 199999, 0), ==, "x");
  g_assert_cmpstr (ph_mail_table_get_cell (table, 199999, 15999), ==, "");
}

static void
test_file (void)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp (NULL, &stream, NULL);
  g_autoptr (GFile) none = g_file_new_for_path ("/nowhere/people.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailTable) table = NULL;
  const char *text = "a,b\n1,2\n";

  g_assert_true (g_file_replace_contents (file, text, strlen (text), NULL, FALSE, 0, NULL, NULL, NULL));
  table = ph_mail_table_read (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ph_mail_table_get_cell (table, 0, 1), ==, "2");
  g_assert_null (ph_mail_table_read (none, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (truncate (g_file_peek_path (file), (off_t) 1 << 40) == 0);
  g_assert_null (ph_mail_table_read (file, NULL, &error));
  g_assert_error (error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_TOO_LARGE);
  g_file_delete (file, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-table/tables", test_tables);
  g_test_add_func ("/mail-table/refused", test_refused);
  g_test_add_func ("/mail-table/nothing-behind-the-end-is-read", test_nothing_behind_the_end_is_read);
  g_test_add_func ("/mail-table/columns", test_columns);
  g_test_add_func ("/mail-table/bounds", test_bounds);
  g_test_add_func ("/mail-table/file", test_file);
  return g_test_run ();
}
