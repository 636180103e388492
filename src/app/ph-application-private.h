/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the application's files share. */
#pragma once

#include "ph-application.h"

G_BEGIN_DECLS

/* Adds the app. actions and every key, also those of the windows. */
void ph_application_add_actions (PhApplication *self);
/* Opens a composer, or the welcome page while there is no account. */
void ph_application_open_window (PhApplication *self);

G_END_DECLS
