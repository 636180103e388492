/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a line of a message is, as far as it is not the writer's own prose. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PH_TEXT_LINE_PROSE,
  PH_TEXT_LINE_QUOTE,
  PH_TEXT_LINE_SIGNATURE, /* and its delimiter, up to a quotation */
  PH_TEXT_LINE_CODE, /* of a fenced block that goes on */
  PH_TEXT_LINE_CODE_END, /* its last line, or an indented one */
  PH_TEXT_N_LINE_KINDS,
} PhTextLineKind;

/* @line: without its end. @previous: of the line before, prose for the first */
PhTextLineKind ph_text_line_get_kind (const char *line, PhTextLineKind previous);

G_END_DECLS
