/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quote marks before a line, “>>> ” (RFC 3676 section 4.5). Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many characters of @line are its quote marks and the space behind them; 0 where it is not quoted. */
guint ph_text_quote_get_length (const char *line);
/* What makes @line quoted, or quoted one level more, when it is put before it. */
const char *ph_text_quote_get_mark (const char *line);
/* How many characters at the start of @line make it quoted one level less when they go. */
guint ph_text_quote_get_surplus (const char *line);
/* (transfer full): each line of @text with the mark */
char *ph_text_quote_dup_quoted (const char *text);

G_END_DECLS
