/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the preferences where snippets are written. What is written is saved at once. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PH_TYPE_SNIPPETS_PAGE (ph_snippets_page_get_type ())
G_DECLARE_FINAL_TYPE (PhSnippetsPage, ph_snippets_page, PH, SNIPPETS_PAGE, AdwPreferencesPage)

G_END_DECLS
