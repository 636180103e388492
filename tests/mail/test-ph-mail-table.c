/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table is read as the spreadsheet meant it, or refused with the row's number. */
#include "ph-mail-table.h"

#include <string.h>

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
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-table/tables", test_tables);
  g_test_add_func ("/mail-table/refused", test_refused);
  g_test_add_func ("/mail-table/nothing-behind-the-end-is-read", test_nothing_behind_the_end_is_read);
  g_test_add_func ("/mail-table/columns", test_columns);
  return g_test_run ();
}
