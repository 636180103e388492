/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The win. actions: each finds what it needs in the window and calls one function of it. */
#include "config.h"

#include "ph-window-private.h"

void
ph_window_add_actions (PhWindow *self)
{
}
