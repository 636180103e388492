/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a stored message: in a sentence, for each recipient, and in each attempt. */
#pragma once

#include <adwaita.h>

#include "ph-stored.h"

G_BEGIN_DECLS

#define PH_TYPE_FATE_PAGE (ph_fate_page_get_type ())
/* Its buttons run the actions stored.* of its window. */
G_DECLARE_FINAL_TYPE (PhFatePage, ph_fate_page, PH, FATE_PAGE, AdwBin)

/* Follows @stored as it changes. */
GtkWidget *ph_fate_page_new (PhStored *stored);

G_END_DECLS
