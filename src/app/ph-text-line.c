/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-text-line.h"

PhTextLineKind
ph_text_line_get_kind (const char *line, PhTextLineKind previous)
{
  gboolean is_fence = g_str_has_prefix (line, "```");

  if (previous == PH_TEXT_LINE_CODE)
    return is_fence ? PH_TEXT_LINE_CODE_END : PH_TEXT_LINE_CODE;
  if (*line == '>')
    return PH_TEXT_LINE_QUOTE;
  if (previous == PH_TEXT_LINE_SIGNATURE || g_str_equal (line, "-- "))
    return PH_TEXT_LINE_SIGNATURE;
  if (is_fence)
    return PH_TEXT_LINE_CODE;
  if (*line == '\t' || g_str_has_prefix (line, "    "))
    return PH_TEXT_LINE_CODE_END;
  return PH_TEXT_LINE_PROSE;
}
