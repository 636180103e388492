/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row has fills the gaps, and a gap that nothing fills stops the letter. */
#include "ph-mail-template.h"

#include <string.h>

static PhMailTable *
new_table (void)
{
  const char *text = "name,Title,a b,odd\nAnn,,x,{{name}}\n";

  return ph_mail_table_parse (text, strlen (text), NULL);
}

static void
test_filled (void)
{
  static const struct
  {
    const char *text;
    const char *filled;
  } cases[] = {
    { "", "" },
    { "no gap { } }} {name}", "no gap { } }} {name}" },
    { "Dear {{name}},", "Dear Ann," },
    { "{{ NAME }}{{name}}", "AnnAnn" },
    { "{{a b}}", "x" },
    { "Dear {{title|Ms}} {{name|you}}", "Dear Ms Ann" },
    { "Dear {{title|}}{{name}}", "Dear Ann" },
    { "{{title| {x} | }}", " {x} | " },
    { "{{odd}}", "{{name}}" },
    { "{{|{{}}name}}", "{{name}}" },
  };
  g_autoptr (PhMailTable) table = new_table ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *filled = ph_mail_template_fill (cases[i].text, table, 0, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (filled, ==, cases[i].filled);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{{nome}}", "row 2: there is no column “nome”" },
    { "{{nome|x}}", "row 2: there is no column “nome”" },
    { "{{}}", "row 2: there is no column “”" },
    { "{{title}}", "row 2: nothing is in the column “title”" },
    { "a {{name", "row 2: there is no }} behind “{{name”" },
    { "{{name}} {{", "row 2: there is no }} behind “{{”" },
  };
  g_autoptr (PhMailTable) table = new_table ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ph_mail_template_fill (cases[i].text, table, 0, &error));
      g_assert_true (error->domain == PH_MAIL_TABLE_ERROR);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* What no row can fill is known without one, and told once. */
static void
test_checked (void)
{
  g_autoptr (PhMailTable) table = new_table ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  const GError *second = NULL;

  g_assert_cmpuint (ph_mail_template_check ("{{name}} {{title}} {{|{{}} {{ a b |x}}", table, problems), ==, 3);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (ph_mail_template_check ("{{nome}} {{x|y}} {{nome|z}} {{open", table, problems), ==, 4);
  g_assert_cmpuint (problems->len, ==, 3);
  second = g_ptr_array_index (problems, 1);
  g_assert_error (second, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_NO_COLUMN);
  g_assert_cmpstr (ph_mail_table_error_get_detail (second), ==, "x");
  g_assert_cmpuint (ph_mail_table_error_get_row (second), ==, 0);
  g_assert_error ((GError *) g_ptr_array_index (problems, 2), PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_OPEN_GAP);
}

static void
test_gap (void)
{
  static const struct
  {
    const char *text;
    const char *gap; /* NULL for none */
  } cases[] = {
    { "", NULL },
    { "{name} }} {{", NULL },
    { "{{}} {{|{{}}", NULL },
    { "{{a\nb}}", NULL },
    { "Dear {{ name }}, {{other}}", "{{name}}" },
    { "{{|{{}} {{first name|friend}}", "{{first name}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *gap = ph_mail_template_dup_gap (cases[i].text);

      g_assert_cmpstr (gap, ==, cases[i].gap);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-template/filled", test_filled);
  g_test_add_func ("/mail-template/refused", test_refused);
  g_test_add_func ("/mail-template/checked", test_checked);
  g_test_add_func ("/mail-template/gap", test_gap);
  return g_test_run ();
}
