/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of something that takes a while, as they come: the last one is under way, done or failed. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PH_TYPE_STEP_LIST (ph_step_list_get_type ())
/* Hidden while it has no step. */
G_DECLARE_FINAL_TYPE (PhStepList, ph_step_list, PH, STEP_LIST, GtkBox)

/* @text: translated; the step before it is done. The same text again is no new step. */
void ph_step_list_begin (PhStepList *self, const char *text);
/* The last step has ended; without a step nothing happens. */
void ph_step_list_finish (PhStepList *self, gboolean succeeded);
void ph_step_list_clear (PhStepList *self);

G_END_DECLS
