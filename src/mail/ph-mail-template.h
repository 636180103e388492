/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text with gaps that a table's row fills. Pure. */
#pragma once

#include "ph-mail-table.h"

G_BEGIN_DECLS

/**
 * ph_mail_template_fill:
 * @text: where it says `{{name}}`, space around the name apart, the row's cell of that column stands in the result, as it is.
 *   `{{name|text}}` is the text where the cell is empty; without it an empty cell is an error. What was filled in is not looked
 *   at again. `{{|{{}}` is two braces
 *
 * Returns: (transfer full) (nullable): %NULL with a #PhMailTableError that has the row's number
 */
char *ph_mail_template_fill (const char *text, PhMailTable *table, guint row, GError **error);

/**
 * ph_mail_template_check:
 * @problems: (element-type GError): gets what no row can fill, each once
 *
 * Returns: how many gaps there are that stand for a column
 */
guint ph_mail_template_check (const char *text, PhMailTable *table, GPtrArray *problems);

/* (transfer full) (nullable): the first gap of @text that stands for a column, as `{{name}}` */
char *ph_mail_template_dup_gap (const char *text);

G_END_DECLS
