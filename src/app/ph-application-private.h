/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the application's files share. */
#pragma once

#include "ph-application.h"
#include "ph-window.h"

G_BEGIN_DECLS

/* Adds the app. actions and every key, also those of the windows. */
void ph_application_add_actions (PhApplication *self);
/* A new window with a composer, not yet presented. */
PhWindow *ph_application_new_window (PhApplication *self);
/* What is being sent is finished; what waits in the outbox is left for the next start. */
void ph_application_quit_when_done (PhApplication *self);

G_END_DECLS
