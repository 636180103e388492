/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snippet in a list, unfolded to be edited. */
#pragma once

#include <adwaita.h>

#include "ph-snippets.h"

G_BEGIN_DECLS

#define PH_TYPE_SNIPPET_ROW (ph_snippet_row_get_type ())
/* Signals `changed ()`: it was edited; `removed ()`: it is to go. */
G_DECLARE_FINAL_TYPE (PhSnippetRow, ph_snippet_row, PH, SNIPPET_ROW, AdwExpanderRow)

PhSnippetRow *ph_snippet_row_new (const PhSnippet *snippet);
/* (transfer full): as it is written now */
PhSnippet *ph_snippet_row_dup_snippet (PhSnippetRow *self);
/* Unfolds it, with the keyboard in its name. */
void ph_snippet_row_edit (PhSnippetRow *self);

G_END_DECLS
