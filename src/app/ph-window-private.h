/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window's files share. */
#pragma once

#include "ph-window.h"

G_BEGIN_DECLS

/* Adds the win. actions. */
void ph_window_add_actions (PhWindow *self);

G_END_DECLS
