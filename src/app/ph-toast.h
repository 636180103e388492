/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toasts whose words are there on a narrow screen too: libadwaita cuts a title that does not fit into one line. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Returns: (transfer full): with @title, which is no markup */
AdwToast *ph_toast_new (const char *title);
void ph_toast_set_title (AdwToast *toast, const char *title);

G_END_DECLS
