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
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-template/filled", test_filled);
  g_test_add_func ("/mail-template/refused", test_refused);
  return g_test_run ();
}
