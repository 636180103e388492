/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is wrong with a table is said with its row, and what strangers wrote in it stays apart from our words. */
#include "ph-mail-table.h"
#include "ph-merge-text.h"

#include <string.h>

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

static void
test_problems (void)
{
  static const struct
  {
    PhMailTableError code;
    guint row;
    const char *detail;
    const char *text;
  } cases[] = {
    { PH_MAIL_TABLE_ERROR_NOT_TEXT,
      3,
      NULL,
      "The table is not text in UTF-8. Save it from the spreadsheet as CSV with UTF-8." },
    { PH_MAIL_TABLE_ERROR_SAME_NAMES, 1, "a", "Two columns have the name “" FSI "a" PDI "”." },
    { PH_MAIL_TABLE_ERROR_TOO_MANY_FIELDS, 7, NULL, "Row 7 has more fields than there are columns." },
    { PH_MAIL_TABLE_ERROR_NO_COLUMN, 0, "nickname", "The table has no column for {{" FSI "nickname" PDI "}}." },
    { PH_MAIL_TABLE_ERROR_EMPTY_CELL, 4, "name", "Row 4 has nothing in the column “" FSI "name" PDI "”." },
    { PH_MAIL_TABLE_ERROR_NO_ADDRESS, 5, "", "Row 5 has no address." },
    { PH_MAIL_TABLE_ERROR_BAD_ADDRESS,
      6,
      "b\xe2\x80\xaeob\n",
      "Row 6: “" FSI "bob " PDI "” is not an e-mail address." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = ph_mail_table_error_new (cases[i].code, cases[i].row, cases[i].detail, "x");
      g_autofree char *text = ph_merge_text_dup_problem (error);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Nothing is left without words, in whatever order they are. */
static void
test_every_problem (void)
{
  for (int code = PH_MAIL_TABLE_ERROR_NOT_TEXT; code <= PH_MAIL_TABLE_ERROR_BAD_ADDRESS; code++)
    {
      g_autoptr (GError) error = ph_mail_table_error_new ((PhMailTableError) code, 2, "it", "short technical English");
      g_autofree char *text = ph_merge_text_dup_problem (error);

      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_null (strstr (text, "technical"));
    }
}

static void
test_long_cell (void)
{
  g_autofree char *cell = g_strnfill (100000, 'x');
  g_autoptr (GError) error = ph_mail_table_error_new (PH_MAIL_TABLE_ERROR_BAD_ADDRESS, 2, cell, "x");
  g_autofree char *text = ph_merge_text_dup_problem (error);

  g_assert_cmpuint (strlen (text), <, 120);
  g_assert_nonnull (strstr (text, "…"));
}

static void
test_begin (void)
{
  g_autofree char *whole = ph_merge_text_dup_begin ("José", 4);
  g_autofree char *cut = ph_merge_text_dup_begin ("José…x", 4);

  g_assert_cmpstr (whole, ==, "José");
  g_assert_cmpstr (cut, ==, "José…");
}

static void
assert_standing (guint n_done, guint n, const char *expected)
{
  g_autofree char *text = ph_merge_text_dup_standing (n_done, n);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_standing (void)
{
  assert_standing (0, 88, "");
  assert_standing (12, 88, "For 12 it is in the outbox already, or sent. It goes to the other 76.");
  assert_standing (
      88,
      88,
      "It is in the outbox for everybody already, or sent. Another subject or text makes it another message.");
}

static void
test_failure (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "ENOSPC");
  g_autofree char *text = ph_merge_text_dup_failure (error, 40, 88);

  g_assert_cmpstr (
      text,
      ==,
      "There is no space left on the disk.\n40 of 88 messages are in the outbox and safe. Sending again goes on "
      "with the others.");
}

static void
test_columns (void)
{
  const char *const few[] = { "name", "", "a,b", NULL };
  g_auto (GStrv) many = g_new0 (char *, 1001);
  g_autofree char *text = ph_merge_text_dup_columns (few);
  g_autofree char *long_text = NULL;

  for (guint i = 0; i < 1000; i++)
    many[i] = g_strdup ("column");
  long_text = ph_merge_text_dup_columns ((const char *const *) many);
  g_assert_cmpstr (text, ==, "The table has the columns " FSI "name" PDI ", " FSI "a,b" PDI ".");
  g_assert_true (g_str_has_suffix (long_text, ", …."));
  g_assert_cmpuint (strlen (long_text), <, 300);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge-text/problems", test_problems);
  g_test_add_func ("/merge-text/every-problem", test_every_problem);
  g_test_add_func ("/merge-text/long-cell", test_long_cell);
  g_test_add_func ("/merge-text/begin", test_begin);
  g_test_add_func ("/merge-text/standing", test_standing);
  g_test_add_func ("/merge-text/failure", test_failure);
  g_test_add_func ("/merge-text/columns", test_columns);
  return g_test_run ();
}
