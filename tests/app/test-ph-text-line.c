/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotations, code and the signature are told from what somebody writes. */
#include "config.h"

#include "ph-text-line.h"

static void
test_kinds (void)
{
  static const struct
  {
    const char *line;
    PhTextLineKind kind;
  } lines[] = {
    { "Hello,", PH_TEXT_LINE_PROSE },        { "> quoted", PH_TEXT_LINE_QUOTE },
    { "answered", PH_TEXT_LINE_PROSE },      { "```c", PH_TEXT_LINE_CODE },
    { "> not quoted", PH_TEXT_LINE_CODE },   { "-- ", PH_TEXT_LINE_CODE },
    { "```", PH_TEXT_LINE_CODE_END },        { "", PH_TEXT_LINE_PROSE },
    { "    int i;", PH_TEXT_LINE_CODE_END }, { "\tint i;", PH_TEXT_LINE_CODE_END },
    { "   prose", PH_TEXT_LINE_PROSE },      { "--", PH_TEXT_LINE_PROSE },
    { "-- ", PH_TEXT_LINE_SIGNATURE },       { "Ann", PH_TEXT_LINE_SIGNATURE },
    { "", PH_TEXT_LINE_SIGNATURE },          { ">> quoted", PH_TEXT_LINE_QUOTE },
    { "answered", PH_TEXT_LINE_PROSE },
  };
  PhTextLineKind kind = PH_TEXT_LINE_PROSE;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      kind = ph_text_line_get_kind (lines[i].line, kind);
      g_test_message ("%s", lines[i].line);
      g_assert_cmpint (kind, ==, lines[i].kind);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-line/kinds", test_kinds);
  return g_test_run ();
}
